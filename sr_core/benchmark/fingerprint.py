"""Fingerprints that recognise a picture by its file, and after re-encoding, shrinking, turning or cropping.

A fingerprint holds the signs of the 255 lowest frequencies of the luma, shrunk to 32 x 32: where the picture is lighter
and darker on a large scale; the picture cannot be drawn from it. Perceptual hashes of this family compare with the
median (Zauner, Implementation and Benchmarking of Perceptual Image Hash Functions, 2010); signs do not change with
contrast, and those of the 8 flips and rotations follow from those of the picture.

A known picture is kept as two fingerprints, of the whole and of its centre (80 % of each side). Another picture is
compared with them in 8 turns of 225 windows, so that a crop of a known picture is found, and one with a wider rim, too.

Found again: other formats and names, JPEG at quality 50, half and quarter size, flips and quarter turns, brightness,
contrast, grey instead of colour; crops that keep 90 % of each side, wherever they lie.
Not found again: crops that keep less than about 85 % of a side, a known picture that is a small part of a larger one
(training pictures cut from photographs are), collages, turns by other angles, negatives, strong local changes, and
pictures with less than 1 grey level of contrast on a large scale.
"""

import hashlib
from dataclasses import replace

import numpy as np
from scipy.fft import dct

from ..image.resize import contributions, resize
from ..metrics.score import luma_plane
from ..types import DecodedImage

MAX_DISTANCE = 52
"""Bits of 255 by which two fingerprints of one picture may differ. Measured: tests/bench/fingerprint.py."""

BYTES = 32
"""Length of a fingerprint in bytes."""

_PLANE = 160  # pixels per side of the luma from which all windows are cut
_SIDE = 32  # pixels per side of a window
_KEPT = 16  # lowest frequencies on each axis
_PITCH, _LARGEST_CUT, _CENTRE_CUT = 8, 32, 16  # pixels of the plane: 5 %, 20 %, 10 % of its side
_FLAT = 1.0  # standard deviation in grey levels below which nothing is recognised


def _window(low: int, high: int) -> np.ndarray:
    """Make the (16, 160) matrix that cuts an axis by `low` and `high`, shrinks it to 32 and takes its frequencies."""
    weights, indices = contributions(_PLANE - low - high, _SIDE)
    shrink = np.zeros((_SIDE, _PLANE))
    np.add.at(shrink, (np.arange(_SIDE)[:, None], indices + low), weights)
    return dct(shrink, axis=0, norm="ortho")[:_KEPT].astype(np.float32)


_KNOWN = np.stack([_window(0, 0), _window(_CENTRE_CUT, _CENTRE_CUT)])
_ASKED = np.stack(
    [
        _window(low, high)
        for low in range(0, _LARGEST_CUT + 1, _PITCH)
        for high in range(0, _LARGEST_CUT + 1 - low, _PITCH)
    ]
)


def file_digest(data: bytes) -> str:
    """Return the SHA-256 of a whole file, hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def fingerprints(image: DecodedImage) -> np.ndarray:
    """Return the fingerprints of a known picture and of its centre, (2, 32) uint8; (0, 32) for a flat picture."""
    plane = _plane(image)
    if plane is None:
        return np.empty((0, BYTES), np.uint8)
    return np.packbits(_signs(_KNOWN @ plane @ _KNOWN.transpose(0, 2, 1)) > 0, axis=1)


def distance(image: DecodedImage, known: np.ndarray) -> int:
    """Count the bits by which a picture, best turned and cut, differs from the nearest of (N, 32) fingerprints.

    Returns:
        0..255; `MAX_DISTANCE` or less for the same picture; 255 for a flat picture or without fingerprints.
    """
    plane = _plane(image)
    if plane is None or not len(known):
        return 255
    signs = np.unpackbits(known, axis=1).astype(np.float32) * 2 - 1
    windows = ((_ASKED @ plane)[:, None] @ _ASKED.transpose(0, 2, 1)).reshape(-1, _KEPT, _KEPT)
    # There are 256 signs, the first of which stands for the mean and always agrees.
    agreement = max(float((_signs(turned) @ signs.T).max()) for turned in _turns(windows))
    return round((signs.shape[1] - agreement) / 2)


def _plane(image: DecodedImage) -> np.ndarray | None:
    plane = resize(luma_plane(replace(image, alpha=None), rounded=False), _PLANE, _PLANE)
    return plane if float(plane.std()) >= _FLAT else None


def _signs(frequencies: np.ndarray) -> np.ndarray:
    """Turn (N, 16, 16) into signs (N, 256), +1 and -1; the mean counts as -1."""
    signs = np.where(frequencies > 0, np.float32(1), np.float32(-1)).reshape(len(frequencies), -1)
    signs[:, 0] = -1
    return signs


def _turns(frequencies: np.ndarray) -> list[np.ndarray]:
    """Return the frequencies of the 8 flips and rotations: a mirrored axis changes the sign of its odd ones."""
    odd = np.where(np.arange(_KEPT) % 2, np.float32(-1), np.float32(1))
    both = (frequencies, frequencies.transpose(0, 2, 1))
    return [f * rows * cols for f in both for rows in (1, odd[:, None]) for cols in (1, odd)]
