"""Colours that a file declares, and their conversion to sRGB."""
