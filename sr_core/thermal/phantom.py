"""A simulated thermogram: two legs computed from formulas, so that the truth is known at every scale.

It is nobody's picture. Temperatures are like those of lower legs in a room of 22 degC: cool kneecaps, warm vessels, an
inflamed spot on one shin, a cold patch on the other ankle. A camera pixel is the mean over its area.
"""

from functools import lru_cache

import numpy as np

from ..image.blocks import block_mean
from ..types import DecodedImage

PHANTOM_NAME = "simulated thermogram"
_NOTE = "This thermogram is simulated: it was computed from formulas, without a patient and without a camera."

# Lengths are shares of the picture's height, from its upper left corner; two legs fit a width of 4/3.
_LEGS = (0.42, 0.915)
"""Place of the axis of each leg at the top."""
_HALF_WIDTH = ([0.0, 0.2, 0.48, 0.8, 1.0], [0.175, 0.138, 0.16, 0.092, 0.082])
"""Half width of a leg at several heights: thigh, knee, calf, ankle."""
_BASE = ([0.0, 0.2, 0.5, 1.0], [32.6, 31.6, 32.2, 29.8])
"""Temperature of the skin on the axis of a leg, degC."""
_VESSELS = (
    # leg, start, end, place at start and end (shares of the half width), bend, thickness, degC
    (0, 0.00, 1.00, -0.35, -0.20, 0.10, 0.009, 0.9),
    (0, 0.30, 0.85, -0.33, 0.45, 0.12, 0.006, 0.7),
    (0, 0.52, 1.00, 0.05, -0.55, 0.08, 0.005, 0.6),
    (0, 0.00, 0.24, 0.30, 0.62, -0.10, 0.006, 0.6),
    (1, 0.00, 1.00, 0.38, 0.15, -0.12, 0.009, 0.9),
    (1, 0.26, 0.80, 0.30, -0.50, 0.10, 0.006, 0.7),
    (1, 0.46, 1.00, -0.10, -0.45, -0.10, 0.005, 0.5),
    (1, 0.60, 0.98, 0.26, 0.66, 0.06, 0.005, 0.6),
)
HOT_SPOT = (_LEGS[1] + 0.02 * np.sin(np.pi * 0.56) - 0.035, 0.56, 0.02)
"""Middle and radius of the core of the inflamed spot: to the right, down, and its radius, in shares of the height."""
_SAMPLES = 12
"""Samples for each pixel of scale 1, per side; 2, 3 and 4 divide it, so that truths of all scales agree exactly."""


def thermal_phantom(
    height: int = 120, width: int = 160, *, scale: int = 1, noise_c: float = 0.05, seed: int = 0
) -> DecodedImage:
    """Compute the simulated thermogram.

    Args:
        height: rows at scale 1.
        width: columns at scale 1; below 4/3 of the height the scene is cut at the right.
        scale: pixels per side to each pixel of scale 1. The same scene: the mean over a block of `scale` x `scale`
            noise-free pixels is the noise-free pixel of scale 1, exactly at 2, 3 and 4.
        noise_c: standard deviation of the sensor's noise in degC, which is the NETD of a camera; 0 for the truth.
        seed: seed of the noise.

    Returns:
        (scale * height, scale * width, 1) in degC, about 22 to 36, with a note that it is simulated.
    """
    celsius = _truth(height, width, scale).copy()
    celsius += np.random.default_rng(seed).normal(0.0, noise_c, celsius.shape)
    return DecodedImage(celsius.astype(np.float32)[..., None], PHANTOM_NAME, notes=(_NOTE,), unit="degC")


@lru_cache(maxsize=4)
def _truth(height: int, width: int, scale: int) -> np.ndarray:
    """Compute the scene without noise in degC; kept, since it takes a second.

    Scales 1 and 2 are means of scale 4, which has the same samples: they are computed once for all three.
    """
    if scale in (1, 2):
        celsius = block_mean(_truth(height, width, 4), 4 // scale)
    else:
        samples = scale * -(-_SAMPLES // scale)
        block = samples // scale
        x = (np.arange(width * samples) + 0.5) / (height * samples)
        celsius = np.empty((height * scale, width * scale))
        rows_at_once = max(1, 2_000_000 // (x.size * block))
        for top in range(0, height * scale, rows_at_once):
            rows = np.arange(top, min(top + rows_at_once, height * scale))
            y = (np.arange(rows[0] * block, (rows[-1] + 1) * block) + 0.5) / (height * samples)
            celsius[rows] = block_mean(_scene(x[None, :], y[:, None]), block)
    celsius.flags.writeable = False
    return celsius


def _curve(table: tuple[list[float], list[float]], y: np.ndarray) -> np.ndarray:
    # scipy.interpolate takes half a second to import, so that it is only imported for the phantom.
    from scipy.interpolate import PchipInterpolator

    return np.asarray(PchipInterpolator(*table)(y))


def _scene(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Return the temperature in degC at points of the scene; x (1, W) and y (H, 1) are shares of the height."""
    scene = 22.0 + 1.2 * (1 - y) + 0.5 * x
    for leg, axis in enumerate(_LEGS):
        half = _curve(_HALF_WIDTH, y)
        # This runs from -1 on the left contour of the leg to 1 on its right one.
        across = (x - axis - (0.02 if leg else -0.02) * np.sin(np.pi * y)) / half
        skin = _skin(leg, across, y) + _lesions(leg, across * half, y)
        cover = 1.0 / (1.0 + np.exp(np.clip((np.abs(across) - 1.0) * half / 0.0012, -60, 60)))
        scene = scene + cover * (skin - scene)
    return scene


def _skin(leg: int, across: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Return the temperatures of a leg without lesions: cooler towards its contour, a cool kneecap, warm vessels."""
    skin = _curve(_BASE, y) - 1.6 * np.clip(np.abs(across), 0, 1) ** 3
    skin = skin - 1.3 * np.exp(-((across / 0.55) ** 2 + ((y - 0.2) / 0.055) ** 2))
    half = _curve(_HALF_WIDTH, y)
    for owner, start, end, first, last, bend, thickness, warmer in _VESSELS:
        if owner != leg:
            continue
        along = (y - start) / (end - start)
        place = first + (last - first) * along + bend * np.sin(2 * np.pi * along)
        # Vessels fade in and out of the depth at their ends.
        seen = np.clip(along / 0.08, 0, 1) * np.clip((1 - along) / 0.08, 0, 1)
        depth = 0.85 + 0.15 * np.cos(9 * np.pi * along)
        skin = skin + warmer * seen * depth * np.exp(-(((across - place) * half / thickness) ** 2))
    return skin


def _lesions(leg: int, across: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Return the lesions of a leg; `across` is the distance from its axis in shares of the height."""
    if leg == 0:  # this is a cold patch above the ankle
        radius = np.hypot((across - 0.015) / 0.045, (y - 0.84) / 0.06)
        return -2.2 / (1.0 + np.exp(np.clip((radius - 1.0) * 9.0, -60, 60)))
    halo = 2.0 * np.exp(-((across + 0.035) ** 2 + (y - 0.56) ** 2) / 0.045**2)
    core = 1.6 * np.exp(-((across + 0.035) ** 2 + (y - 0.56) ** 2) / 0.010**2)
    return halo + core
