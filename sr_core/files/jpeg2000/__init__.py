"""JPEG 2000: pictures in JP2 boxes, and codestreams without them."""
