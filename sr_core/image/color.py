"""BT.601 colour conversion in the studio range (Y 16-235), as the super-resolution benchmarks use it.

Source: ITU-R BT.601-7, section 2.5; coefficients of MATLAB's rgb2ycbcr.
"""

import numpy as np

_TO_YCBCR = np.array([[65.481, 128.553, 24.966], [-37.797, -74.203, 112.0], [112.0, -93.786, -18.214]])
_OFFSET = np.array([16.0, 128.0, 128.0])


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
