"""Scores of one SR picture against its reference: PSNR, SSIM, MAE and MSE."""

import numpy as np

from ..errors import MetricError
from ..image.color import rgb_to_y
from ..image.missing import over_grey
from ..image.resize import to_dtype
from ..types import DecodedImage, Protocol, Score
from .psnr import mae, mse, psnr
from .ssim import ssim

LUMA = "Y (BT.601, 16-235)"
GREY = "grey"
OVER_GREY = ", transparency over mid-grey"
MEASURED = "measured values, the reference's span as range"
ROUNDED, ROUNDED_ONCE = "rounded to 8 bit", "rounded to 8 bit once, from 16-bit SR"
"""What a protocol says of a result that came with 8 bits, and of one that came with 16."""
_STRIP_ROWS = 256


def luma_plane(image: DecodedImage, *, rounded: bool) -> np.ndarray:
    """Take the plane that PSNR and SSIM are measured on.

    Args:
        image: colour or grey, 8 or 16 bit.
        rounded: round to whole 8-bit levels, as MATLAB's rgb2ycbcr does for 8-bit pictures and the published tables
            therefore do.

    Returns:
        (H, W) in 8-bit grey levels, uint8 if rounded, else float32: Y in [16, 235] of a colour picture, the values in
        [0, 255] of a grey one. A transparent picture lies over mid-grey.
    """
    plane = np.empty((image.height, image.width), np.uint8 if rounded else np.float32)
    for top in range(0, image.height, _STRIP_ROWS):
        rows = slice(top, top + _STRIP_ROWS)
        pixels = over_grey(image.pixels[rows], None if image.alpha is None else image.alpha[rows])
        values = rgb_to_y(pixels, image.peak) if image.channels == 3 else pixels[..., 0] * (255.0 / image.peak)
        plane[rows] = to_dtype(values, np.uint8) if rounded else values
    return plane


def channel_text(sr: DecodedImage, hr: DecodedImage) -> str:
    """Name the plane that `luma_plane` takes of two pictures that are compared, for their protocol."""
    laid = "" if sr.alpha is None and hr.alpha is None else OVER_GREY
    return (LUMA if hr.channels == 3 else GREY) + laid


def rounding_text(sr: DecodedImage, hr: DecodedImage) -> str:
    """Say for the protocol how the planes that are compared were rounded; empty where they were not."""
    if hr.bit_depth != 8:
        return ""
    return ROUNDED if sr.bit_depth == 8 else ROUNDED_ONCE


def score(sr: DecodedImage, hr: DecodedImage, *, crop_border: int | None = None) -> tuple[Score, ...]:
    """Measure PSNR, SSIM, MAE and MSE of SR against HR.

    They are measured on Y of BT.601 (studio range) of colour pictures and on grey values; data range 255 at every bit
    depth; the plane is rounded to 8 bit when the reference has 8 bit. Transparent pictures are laid over mid-grey,
    where neither black nor white disappears. Measured values: PSNR and SSIM over the span of the reference, its lowest
    to its highest value; MAE and MSE in the unit; pixels missing in either picture count as equal. HR may be larger
    than SR by less than the scale on the right and below, where shrinking cut its rim.

    Args:
        sr: the result.
        hr: the reference.
        crop_border: pixels removed on each side; None for `sr.scale`, the benchmarks' choice.

    Returns:
        PSNR, SSIM, MAE, MSE, each with its protocol.

    Raises:
        MetricError: if the sizes do not belong together, one picture is grey and the other colour, or one holds
            measured values and the other does not.
    """
    border = sr.scale if crop_border is None else crop_border
    slack = (hr.height - sr.height, hr.width - sr.width)
    if any(not 0 <= s < max(1, sr.scale) for s in slack):
        raise MetricError(f"a result of {sr.shape_text} cannot be scored against a reference of {hr.shape_text}")
    if sr.channels != hr.channels:
        raise MetricError(
            f"the result has {sr.channels} channels and the reference {hr.channels}; convert one of them first"
        )
    if sr.unit != hr.unit:
        raise MetricError(
            f"the result is in {sr.unit or 'grey levels'} and the reference in {hr.unit or 'grey levels'}"
        )
    if hr.unit:
        return _score_measured(sr, hr, border)
    rounded = hr.bit_depth == 8
    a, b = luma_plane(sr, rounded=rounded), luma_plane(hr, rounded=rounded)[: sr.height, : sr.width]
    protocol = Protocol(channel_text(sr, hr), border, 255.0, rounding_text(sr, hr))
    return (
        Score("PSNR", psnr(a, b, crop_border=border, data_range=255.0), "dB", True, protocol),
        Score("SSIM", ssim(a, b, crop_border=border, data_range=255.0), "", True, protocol),
        Score("MAE", mae(a, b, crop_border=border), "grey levels", False, protocol),
        Score("MSE", mse(a, b, crop_border=border), "grey levels^2", False, protocol),
    )


def _score_measured(sr: DecodedImage, hr: DecodedImage, border: int) -> tuple[Score, ...]:
    low, high = hr.value_range
    a, b = sr.pixels[..., 0], hr.pixels[: sr.height, : sr.width, 0]
    known = np.isfinite(a) & np.isfinite(b)
    a, b = np.where(known, a - low, 0.0), np.where(known, b - low, 0.0)
    span = high - low
    protocol = Protocol(MEASURED, border, round(span, 2))
    return (
        Score("PSNR", psnr(a, b, crop_border=border, data_range=span), "dB", True, protocol),
        Score("SSIM", ssim(a, b, crop_border=border, data_range=span), "", True, protocol),
        Score("MAE", mae(a, b, crop_border=border), hr.unit, False, protocol),
        Score("MSE", mse(a, b, crop_border=border), f"{hr.unit}^2", False, protocol),
    )
