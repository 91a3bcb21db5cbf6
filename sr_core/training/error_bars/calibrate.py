"""Calibrate the error bars of a checkpoint on pictures that neither trained nor test it, and measure their coverage."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ...benchmark.card_results import set_name
from ...benchmark.leakage import find_leaks, refuse_leaks
from ...benchmark.pictures import decode_files, read_files
from ...checkpoints.card import ModelCard
from ...engine.upscale import upscale
from ...image.degradations import crop_to_scale, degrade
from ...modalities import THERMOGRAM
from ...trust.calibration import LEVELS_OF_COVERAGE, BarCalibration, CalibratedLevel
from ...trust.coverage import Coverage, conformal_factor, largest_error
from ...trust.error_bars import enlarge_cells, half_widths
from ...trust.local_features import LEVELS, local_features
from ...types import DecodedImage, Degradation, UpscaleOptions
from .learn import learn_errors
from .versions import other_version

LEARNED = 64
"""Most pictures on which the head is trained, evenly spread by name."""
LEARNED_SIDE = 384
"""Side in pixels of the centre of them that is used."""
LEARNED_PIXELS = 1000
"""Pixels that are sampled from each."""

OnPicture = Callable[[str, int, int], None]
"""Function that is called with (set, number, of) after each picture."""


@dataclass(frozen=True, slots=True, eq=False)
class _Run:
    """One picture shrunk, enlarged by the network and by bicubic."""

    lr: DecodedImage
    sr: DecodedImage
    bicubic: DecodedImage
    truth: DecodedImage
    seconds: float
    """Time of the network."""


@dataclass(frozen=True, slots=True, eq=False)
class _Measured:
    """Errors of one picture beside their estimates."""

    ratios: np.ndarray
    """Error over estimate of every pixel inside the border."""
    estimate: float
    """Mean estimate, in the unit of the values or in 8-bit levels."""
    cost: tuple[float, float]
    """Seconds of the estimates, and of the network."""


def calibrate(
    card: ModelCard,
    learn: Path,
    calibration: Path,
    tests: Sequence[Path],
    *,
    reading: Mapping[str, Any] | None = None,
    on_picture: OnPicture = lambda name, number, of: None,
) -> BarCalibration:
    """Learn the errors of a checkpoint on one folder, calibrate their estimate on another, and measure it on others.

    Each picture is taken as it is and in `other_version`; a picture's factor suffices for both.

    Args:
        card: the checkpoint.
        learn: folder of pictures that may have trained it.
        calibration: folder of pictures that have not, at least 9.
        tests: folders of pictures that were used for neither.
        reading: `scaling` or `unit` of `decode`, for numbers of which their file does not say what they measure.
        on_picture: called after each picture.

    Raises:
        SRError: if a folder cannot be read, or pictures of `calibration` or `tests` trained the checkpoint.
    """
    keep = THERMOGRAM.keep if card.unit else None
    features, errors = [], []
    learned = _spread(read_files(learn), LEARNED)
    for number, picture in enumerate(_decoded(learned, reading)):
        centre = _centre(picture, LEARNED_SIDE)
        run = _enlarge(card, other_version(centre, card, number) if number % 2 else centre, keep)
        sampled = _sample(run, number)
        features.append(sampled[0])
        errors.append(sampled[1])
        on_picture(set_name(learn), number + 1, len(learned))
    head = learn_errors(np.concatenate(features), np.concatenate(errors))
    draft = BarCalibration(card.sha256, head, set_name(learn), keep, 0.0, ())

    def measured(folder: Path, *, versions: bool) -> list[list[_Measured]]:
        pictures = _decoded(read_files(folder), reading)
        refuse_leaks(find_leaks(pictures, [card.id]))
        found = []
        for number, picture in enumerate(pictures):
            taken = [picture, other_version(picture, card, number)] if versions else [picture]
            found.append([_measure(draft, _enlarge(card, each, keep)) for each in taken])
            on_picture(set_name(folder), number + 1, len(pictures))
        return found

    calibrated = measured(calibration, versions=True)
    tested = {set_name(folder): [found for (found,) in measured(folder, versions=False)] for folder in tests}
    levels = []
    for level in LEVELS_OF_COVERAGE:
        factor = _factor(calibrated, level)
        own = _coverage(set_name(calibration), [versions[0] for versions in calibrated], factor, level)
        others = tuple(_coverage(name, found, factor, level) for name, found in tested.items())
        levels.append(CalibratedLevel(level, factor, own, others))
    spent = np.sum([each.cost for found in tested.values() for each in found], axis=0)
    return BarCalibration(card.sha256, head, set_name(learn), keep, float(spent[0] / spent[1]), tuple(levels))


def _factor(calibrated: list[list[_Measured]], level: float) -> float:
    """Take the larger one of both versions: each is calibrated by itself, since their pictures differ in size."""
    columns = zip(*calibrated, strict=True)
    return max(conformal_factor([found.ratios for found in column], level) for column in columns)


def _coverage(name: str, found: list[_Measured], factor: float, level: float) -> Coverage:
    inside = np.array([np.mean(each.ratios <= factor) for each in found])
    width = factor * float(np.mean([each.estimate for each in found]))
    return Coverage(
        name, len(found), round(float(inside.mean()), 4), round(float(inside.min()), 4),
        round(float(np.mean(inside >= level)), 4), float(f"{width:.4g}"),
    )  # fmt: skip


def _decoded(files: list[tuple[str, bytes]], reading: Mapping[str, Any] | None) -> list[DecodedImage]:
    pictures, _ = decode_files(files, reading)
    return pictures


def _spread(files: list[tuple[str, bytes]], most: int) -> list[tuple[str, bytes]]:
    return files[:: max(1, len(files) // most)][:most]


def _centre(picture: DecodedImage, side: int) -> DecodedImage:
    top, left = max(0, picture.height - side) // 2, max(0, picture.width - side) // 2
    pixels = picture.pixels[top : top + side, left : left + side]
    return DecodedImage(np.ascontiguousarray(pixels), picture.name, unit=picture.unit)


def _enlarge(card: ModelCard, picture: DecodedImage, keep: float | None) -> _Run:
    truth = crop_to_scale(picture, card.scale)
    lr = degrade(truth, Degradation(scale=card.scale))
    begun = time.perf_counter()
    sr = upscale(lr, card.id, options=UpscaleOptions(keep_measured=keep)).image
    seconds = time.perf_counter() - begun
    return _Run(lr, sr, upscale(lr, "bicubic", scale=card.scale).image, truth, seconds)


def _sample(run: _Run, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Return features and errors, both in 255ths of the input's range, at random pixels."""
    low, high = run.lr.value_range
    errors = largest_error(run.sr, run.truth) * np.float32(LEVELS / (high - low))
    features, scale = local_features(run.lr, run.sr, run.bicubic), run.sr.height // run.lr.height
    random = np.random.default_rng(seed)
    rows, columns = (random.integers(0, side, LEARNED_PIXELS) for side in errors.shape)
    found, chosen = errors[rows, columns], features[rows // scale, columns // scale]
    known = np.isfinite(found)
    return chosen[known], found[known]


def _measure(calibration: BarCalibration, run: _Run) -> _Measured:
    """Compare errors with their estimates, inside the border that the protocol removes."""
    begun = time.perf_counter()
    estimates = half_widths(calibration, run.lr, run.sr, run.bicubic)
    seconds = time.perf_counter() - begun
    border = run.sr.height // run.lr.height
    inside = (slice(border, -border), slice(border, -border))
    errors, estimates = largest_error(run.sr, run.truth)[inside], enlarge_cells(estimates, border)[inside]
    known = np.isfinite(errors) & np.isfinite(estimates)
    levels = 1.0 if run.sr.unit else run.sr.peak / LEVELS
    return _Measured(errors[known] / estimates[known], float(estimates[known].mean()) / levels, (seconds, run.seconds))
