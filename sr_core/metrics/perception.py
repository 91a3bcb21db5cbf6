"""Perceptual measures of one SR picture: MS-SSIM and feature distance to its reference, and NIQE without one."""

from contextlib import suppress

import numpy as np

from ..errors import MetricError
from ..image.missing import over_grey
from ..types import DecodedImage, Protocol, Score
from .feature_distance import GRID, SMALLEST_FOR_FEATURES, feature_distance
from .ms_ssim import SMALLEST_FOR_MS_SSIM, ms_ssim
from .niqe import BLOCK, niqe
from .score import channel_text, luma_plane, rounding_text

FEATURES = "features of EfficientNet-Lite0 from RGB"


def perception(
    sr: DecodedImage, hr: DecodedImage | None = None, *, crop_border: int | None = None
) -> tuple[Score, ...]:
    """Measure how a picture looks: MS-SSIM and feature distance to a reference, if there is one, and NIQE.

    MS-SSIM (1 for equal pictures, higher is better) and NIQE (lower is more like a natural photograph) are measured on
    the plane that PSNR is measured on, the feature distance (0 for equal pictures, lower is better) on RGB; grey
    pictures are repeated three times. They are made for photographs: of drawings, text and radiographs, NIQE says
    little.

    Args:
        sr: the result, display values.
        hr: the reference, of the same size and channels; None for NIQE alone.
        crop_border: pixels removed on each side; None for `sr.scale`.

    Returns:
        Those of MS-SSIM, feature distance and NIQE, in this order, that can be measured, each with its protocol.
        MS-SSIM needs 161 pixels on each side inside the border, the feature distance 64, and NIQE two blocks of 96 x 96
        pixels that are not flat.

    Raises:
        MetricError: if the pictures do not belong together or hold measured values.
    """
    if sr.unit or (hr is not None and hr.unit):
        raise MetricError(f"perceptual measures need pictures of display values, found values in {sr.unit or 'a unit'}")
    if hr is not None and (sr.pixels.shape != hr.pixels.shape):
        raise MetricError(
            f"a result of {sr.shape_text} with {sr.channels} channels cannot be compared with a reference of "
            f"{hr.shape_text} with {hr.channels}"
        )
    border = sr.scale if crop_border is None else crop_border
    rounded = (hr or sr).bit_depth == 8
    y = luma_plane(sr, rounded=rounded)
    side = min(y.shape) - 2 * border
    protocol = Protocol(channel_text(sr, hr or sr), border, 255.0, rounding_text(sr, hr or sr))
    scores = []
    if hr is not None and side >= SMALLEST_FOR_MS_SSIM:
        value = ms_ssim(y, luma_plane(hr, rounded=rounded), crop_border=border, data_range=255.0)
        scores.append(Score("MS-SSIM", value, "", True, protocol))
    if hr is not None and side >= SMALLEST_FOR_FEATURES:
        value = feature_distance(_rgb(sr), _rgb(hr), crop_border=border)
        found = Protocol(FEATURES, border, 1.0, f"sides cut to a multiple of {GRID}")
        scores.append(Score("Feature distance", value, "", False, found))
    if side >= BLOCK:
        with suppress(MetricError):  # one block only, or too many flat ones
            scores.append(Score("NIQE", niqe(y, crop_border=border), "", False, protocol))
    return tuple(scores)


def _rgb(image: DecodedImage) -> np.ndarray:
    """Return (H, W, 3) float32 in [0, 1]; a transparent picture lies over mid-grey."""
    values = over_grey(image.pixels, image.alpha).astype(np.float32) / np.float32(image.peak)
    return np.broadcast_to(values, (*values.shape[:2], 3))
