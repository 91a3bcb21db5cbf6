"""Reader of TIFF and BigTIFF."""
