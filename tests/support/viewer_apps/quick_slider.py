"""The quick slider, with a name that tries to be more than text."""

import numpy as np

import sr_core as sr
from pages.ui.photo.quick_slider import quick_slider

EVIL = "</script><img src=x onerror=alert(1)>"


def main(_start: str) -> None:
    """Show the page, which keeps nothing."""
    pixels = np.random.default_rng(1).integers(0, 256, (60, 80, 3), dtype=np.uint8)
    left, right = sr.DecodedImage(pixels), sr.DecodedImage(255 - pixels)
    quick_slider(left, right, left_label=EVIL, right_label="EDSR x4", width=600)
