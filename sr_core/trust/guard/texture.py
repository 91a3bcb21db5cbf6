"""Texture of a picture: spectrum by octaves, tones, local contrast, and signs of noise, compression and softness."""

import numpy as np

from ...condition.grey_noise import grey_noise
from ...condition.periods import find_blocks
from ...condition.samples import Sample
from ...condition.sharpness import edge_blur
from ...types import DecodedImage
from .planes import grey_values

TEXTURE = {
    "slope": "its contrast from pixel to pixel",
    "octave 1": "its detail of two to four pixels",
    "octave 2": "its detail of four to eight pixels",
    "octave 3": "its detail of eight to sixteen pixels",
    "peaks 0": "the share of its detail in few sharp edges",
    "peaks 1": "the share of its coarser detail in few edges",
    "peaks 2": "the share of its coarser detail in few edges",
    "peaks 3": "the share of its coarser detail in few edges",
    "finest": "its very finest detail",
    "even": "its share of even areas",
    "hard": "its share of hard edges",
    "ways": "the share of upright edges",
    "tone 10": "its dark tones",
    "tone 25": "its dark tones",
    "tone 50": "its medium tones",
    "tone 75": "its bright tones",
    "tone 90": "its bright tones",
    "two tones": "the share of its two commonest tones",
    "entropy": "the number of its tones",
    "calm": "the contrast of its calmest parts",
    "usual": "the contrast of its usual parts",
    "busy": "the contrast of its busiest parts",
    "noise": "its noise",
    "blocks": "its blocks of 8 x 8 pixels, as a JPEG leaves them",
    "soft": "its softness, as of a picture that was enlarged before",
}
"""Name of a feature -> what it is, for people."""
ONE_SIDED = ("noise", "blocks", "soft")
"""Features of which less is never a fault."""
_MIDDLE = 512
_TAILS = (0.5, 99.5)
_OCTAVES = 4
_EVEN, _HARD = 1.0, 48.0
"""Slopes in 255ths of the span per pixel: below, an area is even; above, an edge is hard."""
_FAINT = 0.05
"""Slope that is added before logarithms, so that a flat picture has one."""
_BLOCK = 8


def texture(image: DecodedImage) -> np.ndarray:
    """Measure the texture of the middle 512 x 512 pixels, whose tones are first spread from 0 to 255.

    Args:
        image: any picture of 32 pixels or more per side; colours count as their luma.

    Returns:
        (25,) float64 in the order of `TEXTURE`. Slopes, noise and contrasts are logarithms.
    """
    plane = _middle(image)
    sample = Sample(0, 0, plane[..., None], plane)
    noise = grey_noise([sample])
    blur = edge_blur([sample], noise)
    values = [*_spectrum(plane), *_tones(plane), *_contrasts(plane)]
    values += [np.log(noise + 0.5), find_blocks([sample]).strength, np.log(max(0.5, blur or 0.5))]
    return np.array(values, np.float64)


def _middle(image: DecodedImage) -> np.ndarray:
    """Return (H, W) float32, the percentiles 0.5 and 99.5 at 0 and 255, not clipped."""
    rows, columns = (
        slice(start, start + _MIDDLE) for start in (max(0, (side - _MIDDLE) // 2) for side in image.pixels.shape[:2])
    )
    plane = grey_values(image, rows, columns)
    low, high = np.percentile(plane, _TAILS)
    return np.asarray((plane - low) * (255.0 / max(high - low, 1e-6)), np.float32)


def _spectrum(plane: np.ndarray) -> list[float]:
    """Return the mean slope, that of each coarser octave over it, how peaked each is, and signs of the finest one."""
    slopes, peaks, level = [], [], plane
    for octave in range(_OCTAVES):
        across, down = np.diff(level, axis=1)[:-1], np.diff(level, axis=0)[:, :-1]
        slope = np.hypot(across, down)
        slopes.append(float(np.log(slope.mean() + _FAINT)))
        peaks.append(float(np.log(np.sqrt(np.mean(slope * slope)) + _FAINT)) - slopes[-1])
        if octave == 0:
            even, hard = float((slope < _EVEN).mean()), float(np.log((slope > _HARD).mean() + 1e-3))
            ways = float(np.log((np.abs(across).mean() + _FAINT) / (np.abs(down).mean() + _FAINT)))
        if min(level.shape) >= 16:
            level = _halved(level)
    bend = plane[2:, 1:-1] + plane[:-2, 1:-1] + plane[1:-1, 2:] + plane[1:-1, :-2] - 4 * plane[1:-1, 1:-1]
    finest = float(np.log(np.abs(bend).mean() + _FAINT)) - slopes[0]
    return [slopes[0], *(slope - slopes[0] for slope in slopes[1:]), *peaks, finest, even, hard, ways]


def _halved(plane: np.ndarray) -> np.ndarray:
    height, width = (side // 2 * 2 for side in plane.shape)
    rows = plane[:height:2, :width] + plane[1:height:2, :width]
    return np.asarray((rows[:, ::2] + rows[:, 1::2]) / 4)


def _tones(plane: np.ndarray) -> list[float]:
    tones = [float(tone) / 255 for tone in np.percentile(plane, (10, 25, 50, 75, 90))]
    shares = np.bincount(np.clip(plane / 4, 0, 63).astype(np.int64).ravel(), minlength=64) / plane.size
    there = shares[shares > 0]
    return [*tones, float(np.sort(shares)[-2:].sum()), float(-(there * np.log2(there)).sum())]


def _contrasts(plane: np.ndarray) -> list[float]:
    down, across = (side // _BLOCK for side in plane.shape)
    blocks = plane[: down * _BLOCK, : across * _BLOCK].reshape(down, _BLOCK, across, _BLOCK)
    return [float(value) for value in np.percentile(np.log(blocks.std(axis=(1, 3)) + 0.25), (10, 50, 90))]
