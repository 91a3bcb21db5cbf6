"""GMSD of one SR picture against its reference."""

from ..errors import MetricError
from ..types import DecodedImage, Protocol, Score
from .gmsd import gmsd
from .score import channel_text, luma_plane


def gradient_similarity(sr: DecodedImage, hr: DecodedImage, *, crop_border: int | None = None) -> Score:
    """Measure GMSD on the plane PSNR is measured on: nearer to what eyes mind than PSNR, still without a download.

    Args:
        sr: the result, display values.
        hr: the reference, of the same size and channels.
        crop_border: pixels removed on each side; None for `sr.scale`.

    Returns:
        GMSD, 0 for equal pictures, larger is worse, with its protocol.

    Raises:
        MetricError: if the pictures do not belong together, hold measured values or are too small.
    """
    if sr.unit or hr.unit:
        raise MetricError(f"GMSD needs pictures of display values, found values in {sr.unit or hr.unit}")
    if sr.channels != hr.channels:
        raise MetricError(f"SR has {sr.channels} channels and the reference {hr.channels}; convert one of them first")
    border = sr.scale if crop_border is None else crop_border
    rounded = hr.bit_depth == 8
    a, b = luma_plane(sr, rounded=rounded), luma_plane(hr, rounded=rounded)
    protocol = Protocol(channel_text(sr, hr), border, 255.0, "rounded to 8 bit" if rounded else "")
    return Score("GMSD", gmsd(a, b, crop_border=border, data_range=255.0), "", False, protocol)
