"""Handwritten digits as arrays, read from the IDX files of MNIST or of any set of the same form."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ..errors import DecodeError
from ..files.idx import read_idx
from ..files.limits import read_within
from ..types import DIGIT_SIDE

PARTS = {"test": "t10k", "train": "train"}
"""Part of the set -> how its files begin."""


@dataclass(frozen=True, slots=True, eq=False)
class Digits:
    """Digits, each a small grey picture."""

    pixels: np.ndarray
    """(N, 28, 28) uint8, bright strokes on black."""
    labels: np.ndarray
    """(N,) uint8, the digit that was written, 0 to 9."""
    name: str
    """Name of the set for people."""

    def __len__(self) -> int:
        return len(self.labels)

    def first(self, count: int) -> "Digits":
        """Return the first digits of the set."""
        return Digits(self.pixels[:count], self.labels[:count], self.name)


def digits_from_idx(images: bytes, labels: bytes, name: str) -> Digits:
    """Read digits from the bytes of two IDX files, plain or in gzip.

    Raises:
        DecodeError: if one cannot be read, or the two are not pictures of 28 x 28 with a label from 0 to 9 for each.
    """
    pixels, written = read_idx(images), read_idx(labels)
    if pixels.ndim == 1 and written.ndim == 3:  # given in the other order
        pixels, written = written, pixels
    if pixels.dtype != np.uint8 or pixels.ndim != 3 or pixels.shape[1:] != (DIGIT_SIDE, DIGIT_SIDE):
        raise DecodeError(
            f"{name}: expected pictures of {DIGIT_SIDE} x {DIGIT_SIDE} bytes, found an array of "
            f"{_shape_text(pixels)} ({pixels.dtype}); use a file such as t10k-images-idx3-ubyte.gz"
        )
    if written.dtype != np.uint8 or written.ndim != 1 or (written > 9).any():
        raise DecodeError(
            f"{name}: expected labels from 0 to 9, found an array of {_shape_text(written)} ({written.dtype}); use a "
            "file such as t10k-labels-idx1-ubyte.gz"
        )
    if not 0 < len(pixels) == len(written):
        raise DecodeError(
            f"{name}: expected as many labels as pictures, at least one, found {len(written):,} labels and "
            f"{len(pixels):,} pictures; use two files that belong together"
        )
    return Digits(pixels, written, name)


def digits_in_folder(folder: Path, part: str = "test") -> Digits:
    """Read a part of MNIST, or of a set in the same form, from a folder.

    Args:
        folder: folder of the IDX files, with or without the ending .gz.
        part: a key of `PARTS`.

    Raises:
        DecodeError: if a file is missing or cannot be read.
    """
    found = [_file(folder, f"{PARTS[part]}-{kind}-ubyte") for kind in ("images-idx3", "labels-idx1")]
    try:
        return digits_from_idx(read_within(found[0]), read_within(found[1]), f"{folder.name}/{part}")
    except DecodeError as error:
        raise DecodeError(f"{folder}: {error}") from error


def _file(folder: Path, name: str) -> Path:
    for path in (folder / f"{name}.gz", folder / name):
        if path.is_file():
            return path
    raise DecodeError(f"{folder}: expected the IDX file {name} or {name}.gz, found none; name the folder that holds it")


def _shape_text(array: np.ndarray) -> str:
    return " x ".join(f"{n:,}" for n in array.shape)
