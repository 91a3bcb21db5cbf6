"""Digits drawn by a program, so that the test of legibility can be tried without a data set.

Each digit has a few strokes through fixed points, which are moved, slanted, turned and thickened at random. As in
MNIST, the digit is then fitted into 20 x 20 pixels and placed so that its centre of mass is that of the picture.
"""

import numpy as np
from scipy.interpolate import make_interp_spline

from ..types import DIGIT_SIDE
from .digits import Digits

_BOX = 20
"""Side in pixels of the square that a digit fills."""
_POINTS = 60
"""Points of a stroke."""
_LOOP = ((0.5, 0.0), (0.85, 0.2), (0.95, 0.5), (0.8, 0.85), (0.5, 1.0), (0.15, 0.85), (0.05, 0.5), (0.15, 0.2))

_STROKES: tuple[tuple[tuple[tuple[float, float], ...], ...], ...] = (
    ((*_LOOP, (0.55, 0.0)),),
    (((0.5, 0.0), (0.5, 0.5), (0.5, 1.0)),),
    (
        ((0.1, 0.25), (0.3, 0.02), (0.7, 0.05), (0.85, 0.3), (0.6, 0.6), (0.1, 0.98)),
        ((0.1, 0.98), (0.5, 0.95), (0.95, 0.98)),
    ),
    (
        ((0.1, 0.12), (0.45, 0.0), (0.8, 0.15), (0.75, 0.38), (0.4, 0.48)),
        ((0.4, 0.48), (0.8, 0.55), (0.9, 0.8), (0.5, 1.0), (0.08, 0.88)),
    ),
    (
        ((0.25, 0.0), (0.15, 0.3), (0.1, 0.6)),
        ((0.1, 0.6), (0.5, 0.58), (0.95, 0.56)),
        ((0.72, 0.1), (0.7, 0.55), (0.68, 1.0)),
    ),
    (
        ((0.85, 0.02), (0.55, 0.02), (0.2, 0.04)),
        ((0.2, 0.04), (0.18, 0.22), (0.14, 0.44)),
        ((0.14, 0.44), (0.5, 0.36), (0.88, 0.56), (0.85, 0.85), (0.45, 1.0), (0.08, 0.88)),
    ),
    (((0.72, 0.02), (0.35, 0.25), (0.12, 0.65), (0.3, 0.97), (0.7, 0.95), (0.85, 0.7), (0.55, 0.52), (0.16, 0.7)),),
    (((0.08, 0.06), (0.5, 0.04), (0.92, 0.04)), ((0.92, 0.04), (0.65, 0.45), (0.4, 1.0))),
    (
        ((0.5, 0.46), (0.15, 0.28), (0.4, 0.0), (0.8, 0.12), (0.75, 0.36), (0.5, 0.46)),
        ((0.5, 0.46), (0.12, 0.68), (0.25, 0.97), (0.7, 0.98), (0.85, 0.72), (0.5, 0.46)),
    ),
    (
        ((0.82, 0.2), (0.5, 0.0), (0.15, 0.2), (0.25, 0.48), (0.6, 0.48), (0.82, 0.2)),
        ((0.82, 0.2), (0.8, 0.6), (0.66, 1.0)),
    ),
)
"""Strokes of the digits 0 to 9: points (across, down) in a square of side 1."""


def drawn_digits(count: int, seed: int = 0) -> Digits:
    """Draw digits, 0 to 9 in turn.

    Args:
        count: number of digits.
        seed: number that decides how they are drawn.
    """
    rng = np.random.default_rng(seed)
    labels = (np.arange(count) % 10).astype(np.uint8)
    pixels = [_centred(_drawn(int(label), rng)) for label in labels]
    return Digits(np.array(pixels, np.uint8).reshape(-1, DIGIT_SIDE, DIGIT_SIDE), labels, "digits drawn by a program")


def _drawn(digit: int, rng: np.random.Generator) -> np.ndarray:
    """Return a digit (56, 56) in [0, 1] whose box is 20 x 20 pixels or a little less, somewhere inside."""
    angle, slant = np.radians(rng.uniform(-8, 8)), rng.uniform(-0.3, 0.1)
    height, width = _BOX - 3.0, (_BOX - 3.0) * (0.1 if digit == 1 else rng.uniform(0.6, 0.9))
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    shape = turn @ np.array([[width, slant * height], [0.0, height]])
    thickness = rng.uniform(1.0, 1.7)
    moved = {point: np.array(point) + rng.normal(0.0, 0.04, 2) for stroke in _STROKES[digit] for point in stroke}
    along = np.concatenate([_curve([moved[point] for point in stroke]) for stroke in _STROKES[digit]])
    places = (along - 0.5) @ shape.T
    places *= min(1.0, (_BOX - 2.0 * thickness) / np.ptp(places, axis=0).max())
    places += DIGIT_SIDE - (places.max(axis=0) + places.min(axis=0)) / 2
    down, across = np.mgrid[: 2 * DIGIT_SIDE, : 2 * DIGIT_SIDE] + 0.5
    distance = np.hypot(across[..., None] - places[:, 0], down[..., None] - places[:, 1]).min(axis=2)
    drawn: np.ndarray = np.clip(thickness + 0.5 - distance, 0.0, 1.0)
    return drawn


def _curve(points: list[np.ndarray]) -> np.ndarray:
    """Return (60, 2) places on a smooth curve through the points."""
    spline = make_interp_spline(np.linspace(0, 1, len(points)), np.array(points), k=2)
    curve: np.ndarray = spline(np.linspace(0, 1, _POINTS))
    return curve


def _centred(drawn: np.ndarray) -> np.ndarray:
    """Cut out (28, 28) uint8 around the centre of mass of a picture (56, 56)."""
    at = np.arange(2 * DIGIT_SIDE) + 0.5
    top, left = (
        int(np.clip(np.rint((drawn.sum(axis=axis) @ at) / drawn.sum() - DIGIT_SIDE / 2), 0, DIGIT_SIDE))
        for axis in (1, 0)
    )
    cut = drawn[top : top + DIGIT_SIDE, left : left + DIGIT_SIDE]
    return np.rint(cut * 255.0).astype(np.uint8)
