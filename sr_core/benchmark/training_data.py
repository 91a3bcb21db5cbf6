"""Training pictures of the checkpoints as fingerprints: models/data/<name>.csv, "/" in the name written as "-"."""

import csv
import io
import re
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from PIL import Image

from ..checkpoints import store
from ..decode import decode
from ..errors import CardError, SRError
from ..files.signature import PICTURE_SUFFIXES
from ..files.whole_file import write_whole
from ..types import DecodedImage
from .fingerprint import BYTES, MAX_DISTANCE, distance, file_digest, fingerprints

COLUMNS = ("sha256", "fingerprints")
"""Columns, both hexadecimal: the digest of the bytes of the file, and the fingerprints of the picture and of its
centre, one after the other, which are empty for a flat picture."""


@dataclass(frozen=True, slots=True, eq=False)
class TrainingData:
    """Digests and fingerprints of the pictures in one training folder."""

    digests: frozenset[str]
    """SHA-256 digests of the files, hexadecimal."""
    prints: np.ndarray
    """(N, 32) uint8 fingerprints."""

    def has_file(self, data: bytes) -> bool:
        """Tell whether this very file was trained on."""
        return file_digest(data) in self.digests

    def has_picture(self, image: DecodedImage) -> bool:
        """Tell whether this picture was trained on; the module `fingerprint` says which changes hide it.

        Thermograms are known by their files only: two people's legs are as alike as two copies of one picture.
        """
        return not image.unit and distance(image, self.prints) <= MAX_DISTANCE


def data_path(name: str) -> Path:
    """Return where the fingerprints of training data are kept: "natural/train" -> models/data/natural-train.csv."""
    return store.models_folder() / "data" / f"{name.replace('/', '-')}.csv"


def read_training_data(name: str) -> TrainingData | None:
    """Read the fingerprints of the data that a card names; None if there are none.

    Raises:
        CardError: if the table is damaged.
    """
    path = data_path(name)
    return _read(path, path.stat().st_mtime_ns) if path.is_file() else None


@lru_cache(maxsize=8)
def _read(path: Path, _changed: int) -> TrainingData:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = [(row["sha256"], bytes.fromhex(row["fingerprints"])) for row in csv.DictReader(file)]
        prints = np.frombuffer(b"".join(print_ for _, print_ in rows), np.uint8).reshape(-1, BYTES)
    except (OSError, KeyError, TypeError, ValueError, csv.Error) as error:
        raise CardError(f"{path.name}: not a table of fingerprints ({error!r}); make it again") from error
    return TrainingData(frozenset(digest for digest, _ in rows), prints)


def write_training_data(
    folder: Path, name: str, *, files_only: bool = False, on_picture: Callable[[int, int], None] | None = None
) -> Path:
    """Fingerprint all pictures of a training folder and write models/data/<name>.csv, atomically.

    Args:
        folder: folder of the training pictures, which are read with Pillow, as in training.
        name: name of the data on cards (training.data), such as "natural/train".
        files_only: True to keep the digests of the files alone, for pictures that are all alike: of 40 chest X-rays of
            other patients the nearest came to 54 bits, where 52 already mean the same picture.
        on_picture: called with (done, total) after each picture.

    Raises:
        SRError: for a name that is no file name, a folder without pictures, a picture that does not decode, or a file
            that cannot be written.
    """
    if not re.fullmatch(r"[\w-]+(/[\w-]+)*", name):
        raise SRError(f"name must be letters, digits, '-' and '/', as training.data in the cards, found {name!r}")
    if not folder.is_dir():
        raise SRError(
            f"training folder {str(folder)!r} does not exist; give the folder the checkpoints were trained on"
        )
    paths = sorted(p for p in folder.iterdir() if p.is_file() and p.suffix.lower() in PICTURE_SUFFIXES)
    if not paths:
        raise SRError(f"training folder {str(folder)!r} holds no pictures ({', '.join(PICTURE_SUFFIXES)})")
    rows = []
    for count, path in enumerate(paths, 1):
        rows.append(_row(path, files_only=files_only))
        if on_picture is not None:
            on_picture(count, len(paths))
    target = data_path(name)
    target.parent.mkdir(parents=True, exist_ok=True)
    # Rows are sorted by digest, so that not even the order of the files is kept.
    write_whole(target, "\n".join([",".join(COLUMNS), *sorted(rows), ""]).encode())
    return target


def _row(path: Path, *, files_only: bool) -> str:
    try:
        data = path.read_bytes()
        if files_only or _is_thermogram(data, path.name):
            return f"{file_digest(data)},"
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the files are those of the developer, who need not be warned
            with Image.open(io.BytesIO(data)) as picture:
                found = fingerprints(DecodedImage(np.asarray(picture.convert("RGB"))))
    except (OSError, SyntaxError, ValueError) as error:
        raise SRError(f"training picture {path.name!r} does not decode: {error}; remove or replace it") from error
    return f"{file_digest(data)},{found.tobytes().hex()}"


def _is_thermogram(data: bytes, name: str) -> bool:
    try:
        return bool(decode(data, name).unit)
    except SRError:
        return False  # a format that only training reads
