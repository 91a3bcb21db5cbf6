"""Pictures that the guard is fitted to and measured on: kinds, where they lie, and the versions of each."""

import csv
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from scipy.ndimage import gaussian_filter, rotate

from ...decode import decode
from ...errors import SRError
from ...image.degradations import crop_to_scale, degrade
from ...image.resize import resize_image
from ...types import DecodedImage, Degradation
from ...types.radiometry import Scaling
from .describe import LEAST_PIXELS, describe

Versions = Callable[[DecodedImage, int], Iterator[DecodedImage]]
"""Versions of a picture; the number is a seed."""

_STORED = Scaling(0.005, -100.0)
"""Scale of thermal/*/*.png."""
_FITTED = 3
"""Of five groups of pictures, so many are for the fit and the others for the calibration."""
_NOISE = {"": (10.0, 30.0), "degC": (0.3, 1.0)}
"""Least and most noise that is added to degraded versions, in 8-bit grey levels and in degC."""


@dataclass(frozen=True, slots=True)
class PictureKind:
    """Pictures of one kind."""

    patterns: tuple[str, ...]
    """Patterns of files below the data folder."""
    versions: Versions
    """Versions of each that are described."""
    step: int = 1
    """Every so many files are taken."""
    begin: int = 0
    """Place of the first file that is taken."""
    leave_out: tuple[str, ...] = ()
    """Beginnings of names of files that are left out."""

    def files(self, data: Path) -> list[Path]:
        """Return the files that are taken, in order."""
        found = sorted(path for pattern in self.patterns for path in data.glob(pattern))
        return [path for path in found if not path.name.startswith(self.leave_out or ("\0",))][self.begin :: self.step]


def _as_it_is(image: DecodedImage, _seed: int) -> Iterator[DecodedImage]:
    yield image


def _with_reduced(scale: int) -> Versions:
    def versions(image: DecodedImage, _seed: int) -> Iterator[DecodedImage]:
        yield image
        yield _reduced(image, scale)

    return versions


def _reduced(image: DecodedImage, scale: int) -> DecodedImage:
    return degrade(crop_to_scale(image, scale), Degradation(scale=scale))


def _chests(image: DecodedImage, seed: int) -> Iterator[DecodedImage]:
    """Yield a chest as it is, at a quarter of its size, and as other hospitals may crop, frame and process it."""
    yield image
    quarter = _reduced(image, 4)
    yield quarter
    rng = np.random.default_rng(seed)
    yield _processed(quarter, rng)


def _photographs(image: DecodedImage, seed: int) -> Iterator[DecodedImage]:
    """Yield a photograph as it is, at a third of its size, and at half of it a little soft and compressed."""
    yield image
    yield _reduced(image, 3)
    rng = np.random.default_rng(seed)
    soft, quality = rng.uniform(0, 2.5), int(rng.integers(65, 96))
    yield degrade(crop_to_scale(image, 2), Degradation(scale=2, blur_sigma=soft, jpeg_quality=quality))


def _turned(image: DecodedImage, _seed: int) -> Iterator[DecodedImage]:
    """Yield a chest inverted and turned, and its left upper quarter."""
    pixels = _reduced(image, 4).pixels
    for turned in (image.peak - pixels, np.rot90(pixels), np.rot90(pixels, 2), np.rot90(pixels, 3)):
        yield DecodedImage(np.ascontiguousarray(turned))
    yield DecodedImage(np.ascontiguousarray(pixels[: len(pixels) // 2, : pixels.shape[1] // 2]))


def _processed(image: DecodedImage, rng: np.random.Generator) -> DecodedImage:
    plane = image.pixels[..., 0].astype(np.float32) / image.peak
    plane = rotate(plane, rng.normal(0, 2.5), reshape=False, order=1, mode="nearest")
    side = min(plane.shape)
    top, bottom, left, right = (rng.uniform(0, 0.1, 4) * (rng.random(4) < 0.5) * side).astype(int)
    plane = plane[top : plane.shape[0] - bottom, left : plane.shape[1] - right]
    if rng.random() < 0.5:
        plane = plane[:, ::-1]
    if rng.random() < 0.5:  # as programs do that even out light and dark
        plane = plane - rng.uniform(0, 0.8) * gaussian_filter(plane, 0.12 * side)
    plane = (plane - plane.min()) / max(float(np.ptp(plane)), 1e-6)
    plane = plane ** rng.uniform(0.6, 1.6)
    if rng.random() < 0.5:
        plane = plane + rng.normal(0, rng.uniform(0, 2 / 255), plane.shape)
    if rng.random() < 0.35:
        frame = (rng.uniform(0, 0.12, 4) * (rng.random(4) < 0.7) * side).astype(int).reshape(2, 2)
        plane = np.pad(plane, frame, constant_values=float(rng.random() < 0.2))
    return replace(image, pixels=np.rint(np.clip(plane, 0, 1) * image.peak).astype(image.pixels.dtype)[..., None])


def _degraded(fault: str) -> Versions:
    """Return the version at half the size with a fault that differs from picture to picture, by the seed.

    "noise": 10 to 30 grey levels, or 0.3 to 1 degC; "JPEG": quality 10 to 40; "blur": a Gaussian of 2 to 4 pixels;
    "enlarged": by 2.5 to 4 with bicubic interpolation.
    """

    def versions(image: DecodedImage, seed: int) -> Iterator[DecodedImage]:
        how = np.random.default_rng(seed).random()
        image = crop_to_scale(image, 2)
        if fault == "enlarged":
            small = _reduced(image, 2)
            factor = 2.5 + 1.5 * how
            yield resize_image(small, round(factor * small.height), round(factor * small.width))
            return
        low, high = _NOISE[image.unit]
        yield degrade(
            image,
            Degradation(
                scale=2,
                noise_sigma=low + (high - low) * how if fault == "noise" else 0.0,
                jpeg_quality=round(10 + 30 * how) if fault == "JPEG" else None,
                blur_sigma=4.0 + 4.0 * how if fault == "blur" else 0.0,
                seed=seed,
            ),
        )

    return versions


_GRAPHICS = ("art_", "text_", "cid22_t_No-interferenc", "cid22_t_newplot", "cid22_t_StockQuoteGrap", "cid22_t_akfcrc")
"""Beginnings of the names of pictures of natural/train that are no photographs."""
_CHEST_FAULTS, _PHOTO_FAULTS, _THERMAL_FAULTS = ("noise", "JPEG"), ("JPEG", "enlarged"), ("noise", "enlarged")
KINDS = {
    "chests to fit": PictureKind(("xray/train/*.avif",), _chests, step=2),
    "chests to calibrate": PictureKind(("xray/val/*.png",), _chests),
    "turned chests to fit": PictureKind(("xray/train/*.avif",), _turned, step=4),
    "thermograms to fit": PictureKind(("thermal/train/*.png",), _with_reduced(2), step=2),
    "photographs to fit": PictureKind(("natural/train/*.avif",), _photographs, step=2, leave_out=_GRAPHICS),
    "graphics to fit": PictureKind(("natural/train/art_*.avif", "natural/train/text_*.avif"), _as_it_is, step=2),
    **{
        f"chests, {fault}, to fit": PictureKind(("xray/train/*.avif",), _degraded(fault), step=12)
        for fault in _CHEST_FAULTS
    },
    **{
        f"photographs, {fault}, to fit": PictureKind(
            ("natural/train/*.avif",), _degraded(fault), step=8, leave_out=_GRAPHICS
        )
        for fault in _PHOTO_FAULTS
    },
    **{
        f"thermograms, {fault}, to fit": PictureKind(("thermal/train/*.png",), _degraded(fault), step=8)
        for fault in _THERMAL_FAULTS
    },
    "Chest X-rays (test)": PictureKind(("xray/test/*.png",), _with_reduced(4)),
    "Thermograms (test)": PictureKind(("thermal/test/*.png",), _with_reduced(2)),
    "Set5 and Set14": PictureKind(("natural/Set5/*.png", "natural/Set14/*.png"), _with_reduced(4), leave_out=("ppt3",)),
    "Set14, ppt3 (a slide)": PictureKind(("natural/Set14/ppt3.png",), _with_reduced(4)),
    "other X-ray projections": PictureKind(
        ("dicom/radiographs/*.dcm",), _as_it_is, leave_out=("CR-MONO1-10-chest", "RG1_J2KI", "Fake_MONOHR1")
    ),
    "CT, MR, ultrasound, nuclear medicine": PictureKind(("dicom/ct_mr_us_nm/*.dcm",), _as_it_is),
    "chests of other sources": PictureKind(
        ("dicom/radiographs/CR-MONO1-10-chest.dcm", "dicom/radiographs/RG1_J2KI.dcm", "dicom/demo/*.dcm"), _as_it_is
    ),
    "turned or inverted chests": PictureKind(("xray/test/*.png",), _turned),
    "drawings, clip art, text pages": PictureKind(
        ("natural/train/art_*.avif", "natural/train/text_*.avif"), _as_it_is, step=2, begin=1
    ),
    **{f"chests, {fault}": PictureKind(("xray/test/*.png",), _degraded(fault)) for fault in _CHEST_FAULTS},
    **{
        f"photographs, {fault}": PictureKind(("natural/Set5/*.png", "natural/Set14/*.png"), _degraded(fault))
        for fault in (*_PHOTO_FAULTS, "blur", "noise")
    },
    **{
        f"thermograms, {fault}": PictureKind(("thermal/test/*.png",), _degraded(fault), step=3)
        for fault in (*_THERMAL_FAULTS, "blur")
    },
}
"""Name of a kind -> its pictures."""


@dataclass(frozen=True, slots=True, eq=False)
class Described:
    """Descriptions of the pictures of one kind."""

    values: np.ndarray
    """(N, DESCRIBED)."""
    groups: tuple[str, ...]
    """Of each, the name of its scene or file: versions and pictures of one scene are not independent."""

    def fitted(self) -> np.ndarray:
        """Return the descriptions of three groups in five, for the fit."""
        return self.values[self._first()]

    def held_out(self) -> np.ndarray:
        """Return the descriptions of the other groups, for the calibration."""
        return self.values[~self._first()]

    def without(self, beginning: str) -> tuple["Described", "Described"]:
        """Return the descriptions of the groups that do not begin so, and those that do."""
        own = np.array([group.startswith(beginning) for group in self.groups])
        parts = [(self.values[mask], np.flatnonzero(mask)) for mask in (~own, own)]
        rest, taken = (Described(values, tuple(self.groups[n] for n in found)) for values, found in parts)
        return rest, taken

    def _first(self) -> np.ndarray:
        return np.array([zlib.crc32(group.encode()) % 5 < _FITTED for group in self.groups], bool)


def describe_kind(data: Path, kind: PictureKind) -> Described:
    """Describe the pictures of a kind; files that cannot be read and pictures that are too small are left out."""
    values, groups = [], []
    scenes = _scenes(data)
    for seed, path in enumerate(kind.files(data)):
        for version in _read(path, kind, seed):
            values.append(describe(version))
            groups.append(scenes.get(path.name, path.stem))
    return Described(np.array(values), tuple(groups))


def _read(path: Path, kind: PictureKind, seed: int) -> Iterable[DecodedImage]:
    try:
        if path.parts[-3] == "thermal":
            image = decode(path.read_bytes(), path.name, scaling=_STORED)
        else:
            image = decode(path.read_bytes(), path.name, as_picture=path.suffix != ".dcm")
    except SRError:
        return ()
    return [found for found in kind.versions(image, seed) if min(found.height, found.width) >= LEAST_PIXELS]


def _scenes(data: Path) -> dict[str, str]:
    """Return the scene of each thermogram for training; of crops of one photograph, its name."""
    scenes: dict[str, str] = {}
    for path in (data / "thermal").glob("*/manifest.csv"):
        with path.open(encoding="utf-8") as file:
            scenes |= {row["file"]: row["scene"] for row in csv.DictReader(file)}
    return scenes
