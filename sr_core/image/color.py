"""BT.601 colour conversion in the studio range (Y 16-235), as the super-resolution benchmarks use it.

Source: ITU-R BT.601-7, section 2.5; coefficients of MATLAB's rgb2ycbcr.
"""

from dataclasses import replace

import numpy as np

from ..types import DecodedImage

_TO_YCBCR = np.array([[65.481, 128.553, 24.966], [-37.797, -74.203, 112.0], [112.0, -93.786, -18.214]])
_OFFSET = np.array([16.0, 128.0, 128.0])
_LUMA = np.array([0.299, 0.587, 0.114], np.float32)
"""Shares of R, G and B in the luma of full range: BT.601-7, section 2.5.1."""
_ALIKE = 0.02
"""Share of the peak by which the channels of a grey picture may differ, as after a lossy JPEG."""
_STRIP_ROWS = 512


def to_grey(image: DecodedImage) -> tuple[DecodedImage, bool]:
    """Turn a picture into one channel at its own depth, without transparency.

    Args:
        image: any picture; one of a single channel is returned as it is, but for its alpha.

    Returns:
        The luma of BT.601 in full range (0 to the peak), rounded, which of equal channels is each of them; and whether
        there were colours: channels that differ by more than 2 % of the peak anywhere.
    """
    image = replace(image, alpha=None)
    if image.channels == 1:
        return image, False
    grey = np.empty((image.height, image.width, 1), image.pixels.dtype)
    coloured = False
    for top in range(0, image.height, _STRIP_ROWS):
        strip = image.pixels[top : top + _STRIP_ROWS].astype(np.float32)
        coloured |= bool(np.abs(strip - strip[..., :1]).max() > _ALIKE * image.peak)
        grey[top : top + _STRIP_ROWS, :, 0] = np.rint(strip @ _LUMA)
    return replace(image, pixels=grey), coloured


def rgb_to_y(rgb: np.ndarray, peak: float = 255.0) -> np.ndarray:
    """Take the luma of a picture.

    Args:
        rgb: (H, W, 3) in [0, peak], R first.
        peak: value that means white in `rgb`.

    Returns:
        (H, W) float64 in [16, 235], not rounded.
    """
    return np.asarray(rgb, np.float64) @ (_TO_YCBCR[0] / peak) + _OFFSET[0]


def rgb_to_ycbcr(rgb: np.ndarray, peak: float = 255.0) -> np.ndarray:
    """Convert RGB in [0, peak] to (H, W, 3) float64 YCbCr: Y in [16, 235], Cb and Cr in [16, 240]."""
    return np.asarray(rgb, np.float64) @ (_TO_YCBCR.T / peak) + _OFFSET


def ycbcr_to_rgb(ycbcr: np.ndarray, peak: float = 255.0) -> np.ndarray:
    """Invert `rgb_to_ycbcr`: (H, W, 3) float64 in units of `peak`, not clipped."""
    return (np.asarray(ycbcr, np.float64) - _OFFSET) @ np.linalg.inv(_TO_YCBCR.T / peak)
