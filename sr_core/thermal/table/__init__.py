"""Tables of numbers: text to lines, lines to blocks of numbers, a block to a picture."""
