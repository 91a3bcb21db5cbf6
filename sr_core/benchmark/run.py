"""A benchmark: methods judged on HR pictures under the published protocol."""

import logging
import os
import platform
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from math import prod
from pathlib import Path
from typing import Any

from ..engine.path import method_multiplications, method_parameters, method_steps, path_cards
from ..engine.upscale import upscale
from ..enlarge import Stage, Task, enlarge
from ..errors import EngineError, MetricError, SRError
from ..guest.guest import Method
from ..image.degradations import crop_to_scale, degrade, real_world_degradation
from ..image.missing import laid_over_grey
from ..image.rounding import is_rounded, to_16_bit
from ..metrics.perception import perception
from ..metrics.score import LUMA, MEASURED, ROUNDED_ONCE
from ..metrics.temperature_error import TemperatureError
from ..truth import Truth
from ..types import DecodedImage, Degradation, OnProgress, Protocol, Score, UpscaleOptions
from .leakage import find_file_leaks, find_leaks, refuse_leaks, unchecked_notes
from .pictures import decode_files, read_files
from .report import TEMPERATURE_FIELDS, Benchmark, ImageResult, MethodResult


@lru_cache(maxsize=1)
def cpu_text() -> str:
    """Name the processor and the cores this process may use: "Intel(R) Xeon(R) Processor, 2 cores"."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    name = _linux_name() or platform.processor() or platform.machine() or "unknown processor"
    return f"{name}, {cores} core{'s' if cores > 1 else ''}"


def _linux_name() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    return next((" ".join(line.split(":", 1)[1].split()) for line in lines if line.startswith("model name")), "")


_log = logging.getLogger(__name__)

DEGRADATIONS = ("bicubic", "real-world")
REAL_WORLD_TEXT = "LR blurred (sigma 0-2), noisy (sigma 0-15) and JPEG 30-80"
KIND_TEXTS = {
    "degC": "thermograms",
    "HU": "CT slices in HU",
    "OD": "films in optical density",
    "US": "radiographs and other DICOM values without a unit",
    "": "ordinary pictures",
}
"""Unit -> kind of pictures that have it, for messages."""
UNIT_TEXTS = {"US": "values of the files", "OD": "thousandths of optical density"}
"""Unit -> its name where that is not the unit itself."""

OnImage = Callable[[str, ImageResult], None]
"""Function that is called with (method, result) after each picture."""


@dataclass(frozen=True, slots=True, eq=False)
class _Case:
    """One picture made ready: LR, and what its enlargements are measured against."""

    name: str
    lr: DecodedImage
    truth: Truth
    perceived: dict[str, float] | None
    """Perceptual figures of bicubic and of HR, by their fields of `ImageResult`; None if they are not measured."""


def benchmark(
    pictures: Sequence[DecodedImage],
    scale: int,
    methods: Iterable[Method],
    *,
    data: str = "pictures",
    degradation: str = "bicubic",
    options: UpscaleOptions | None = None,
    on_progress: OnProgress | None = None,
    on_image: OnImage | None = None,
) -> Benchmark:
    """Shrink each HR picture, enlarge it with each method and by bicubic, and measure.

    LR is MATLAB's bicubic imresize of the HR cut to a multiple of the scale, rounded to 8 bit. An 8-bit LR is handed on
    with 16 bits (value * 257, the same picture), so that SR is rounded once, to the 8-bit Y that is measured: this is
    how the published bicubic figures come out (Set5 33.66, 30.39, 28.42 dB); see `Truth`. Temperatures are not rounded,
    and their errors in degC are measured, too. The steps of a path ("edsr-x4+edsr-x2") are measured against HR shrunk
    to their size.

    Args:
        pictures: HR, with their names; transparent ones are laid over mid-grey.
        scale: enlargement per side, 2, 3, 4 or 8.
        methods: checkpoint ids, "bicubic", "lanczos", or paths of checkpoint ids whose scales multiply to `scale`, or
            networks of a visitor.
        data: name of the set, for the result only.
        degradation: "bicubic", or "real-world" for LR with blur, noise and JPEG: the n-th picture gets
            `real_world_degradation(scale, n)`.
        options: tiles and self-ensemble.
        on_progress: handed to `upscale`, which calls it after each tile; an exception that it raises stops the
            benchmark.
        on_image: called with (method, result) after each picture of each method.

    Raises:
        SRError: before anything is enlarged: without pictures or methods, for a method of another scale, for a picture
            that a checkpoint was trained on (see `fingerprint` for what is recognised), one that is too small, or
            thermograms and ordinary pictures in one set.
    """
    chosen = _checked_methods(methods, scale)
    if not pictures:
        raise SRError("a benchmark needs at least one picture; choose some")
    kinds = [name for unit, name in KIND_TEXTS.items() if any(picture.unit == unit for picture in pictures)]
    if len(kinds) > 1:
        raise SRError(f"{' and '.join(kinds)} have no common figures; benchmark them one after the other")
    refuse_leaks(find_leaks(pictures, chosen))
    notes = unchecked_notes(chosen)
    notes += tuple(f"{picture.name}: {picture.unread}" for picture in pictures if picture.unread)
    for note in notes:
        _log.warning(note)
    scales = {scale, *(done for method in chosen for _, done in method_steps(method))}
    suffered = [_degradation(degradation, scale, number, picture) for number, picture in enumerate(pictures)]
    perceptual = any(picture.channels == 3 for picture in pictures)
    cases = [_prepare(p, d, scales, perceptual, on_progress) for p, d in zip(pictures, suffered, strict=True)]
    results = tuple(_run(method, scale, cases, options, on_progress, on_image) for method in chosen)
    protocol = Protocol(f"{LUMA}, or grey", scale, 255.0, ROUNDED_ONCE)
    if degradation == "real-world":
        protocol = replace(protocol, rounding=f"{protocol.rounding}; {REAL_WORLD_TEXT}")
    if pictures[0].unit:
        unit = UNIT_TEXTS.get(pictures[0].unit, pictures[0].unit)
        rounding = "SR rounded once, to the steps that the files store" if any(map(is_rounded, pictures)) else ""
        protocol = Protocol(f"{MEASURED}; MAE in {unit}", scale, 1.0, rounding)
    return Benchmark(data, scale, protocol, results, cpu_text(), notes, degradation)


def run_benchmark(
    folder: Path,
    scale: int,
    methods: Iterable[Method],
    *,
    degradation: str = "bicubic",
    reading: Mapping[str, Any] | None = None,
    options: UpscaleOptions | None = None,
    on_image: OnImage | None = None,
) -> Benchmark:
    """Benchmark all pictures of a folder or ZIP archive, DICOM files and tables among them; see `benchmark`.

    A file that a checkpoint was trained on is refused before it is decoded, since training reads more formats. A text
    that is no table of temperatures is left out, and the notes say so.

    Args:
        folder: of HR pictures, or a ZIP archive of them.
        scale: as of `benchmark`, like those that are not named here.
        methods: as of `benchmark`.
        degradation: as of `benchmark`.
        reading: `scaling` or `unit` of `decode`, for numbers of which their file does not say what they measure.
        options: as of `benchmark`.
        on_image: as of `benchmark`.

    Raises:
        SRError: also if the folder does not exist or holds no pictures; of files that do not decode, all are named.
        ScalingNeeded: for numbers that do not say what they measure, without `reading`.
    """
    chosen = _checked_methods(methods, scale)
    files = read_files(folder)
    refuse_leaks(find_file_leaks(files, chosen))
    pictures, left_out = decode_files(files, reading)
    done = benchmark(
        pictures, scale, chosen, data=str(folder), degradation=degradation, options=options, on_image=on_image
    )
    return replace(done, notes=(*done.notes, *left_out))


def _checked_methods(methods: Iterable[Method], scale: int) -> list[Method]:
    chosen = list(dict.fromkeys(methods))
    if not chosen:
        raise SRError("a benchmark needs at least one method; choose some")
    for method in chosen:
        _check_scale(method, scale)
    return chosen


def _check_scale(method: Method, scale: int) -> None:
    """Refuse a method that does not enlarge by `scale`; bicubic and lanczos have every scale.

    Raises:
        CheckpointError: for an unknown id.
        EngineError: for another scale, or a path that cannot be run.
    """
    cards = path_cards(method)
    found = prod(card.scale for card in cards)
    if cards and found != scale:
        raise EngineError(
            f"{method} enlarges by {found}, the benchmark by {scale}; choose a checkpoint of that scale or join "
            'several with "+" (edsr-x4+edsr-x2 enlarges by 8)'
        )


def _degradation(name: str, scale: int, number: int, picture: DecodedImage) -> Degradation:
    if name not in DEGRADATIONS:
        raise SRError(f"degradation must be one of {', '.join(DEGRADATIONS)}, found {name!r}")
    if name == "real-world" and picture.bit_depth != 8:
        raise SRError(f"{picture.name}: blur, noise and JPEG are for pictures of 8 bits, found {picture.bit_depth}")
    return real_world_degradation(scale, number) if name == "real-world" else Degradation(scale=scale)


def _prepare(
    picture: DecodedImage,
    degradation: Degradation,
    scales: set[int],
    perceptual: bool,
    on_progress: OnProgress | None,
) -> _Case:
    scale = degradation.scale
    try:
        hr = laid_over_grey(crop_to_scale(picture, scale))
        lr = degrade(hr, degradation)
        truth = Truth(lr, hr, scale)
        for done in sorted(scales):
            truth.bicubic_scores(done, on_progress)
        perceived = _perceived_before(lr, hr, scale) if perceptual else None
    except (EngineError, MetricError) as error:
        raise MetricError(f"{picture.name}: too small for x{scale}: {error}; leave it out") from error
    return _Case(picture.name, lr, truth, perceived)


_PERCEIVED = {"MS-SSIM": "ms_ssim", "Feature distance": "feature_distance", "NIQE": "niqe"}
"""Name of a perceptual score -> its field of `ImageResult`."""


def _perceived_before(lr: DecodedImage, hr: DecodedImage, scale: int) -> dict[str, float]:
    plain = upscale(to_16_bit(lr), "bicubic", scale=scale).image
    before = {f"bicubic_{_PERCEIVED[s.name]}": s.value for s in perception(plain, hr)}
    return before | {f"hr_{_PERCEIVED[s.name]}": s.value for s in perception(hr, crop_border=scale)}


def _run(
    method: Method,
    scale: int,
    cases: list[_Case],
    options: UpscaleOptions | None,
    on_progress: OnProgress | None,
    on_image: OnImage | None,
) -> MethodResult:
    def tell(stage: Stage) -> None:
        if on_progress is not None and stage.progress is not None:
            on_progress(stage.progress)

    task = Task(method, scale, options=options or UpscaleOptions())
    steps = method_steps(method)
    images: list[ImageResult] = []
    step_images: list[list[ImageResult]] = [[] for _ in steps]
    for case in cases:
        perceive = case.perceived is not None
        made = enlarge(case.lr, task, truth=case.truth, compare=(), agree=False, perceive=perceive, on_stage=tell)
        seconds, errors = made.result.seconds, made.temperature_errors.get("sr")
        scores = (*made.scores["sr"], *made.looks)
        images.append(_image_result(case, made.result.image, scale, scores, errors, seconds))
        # The last of the net's steps is the result itself.
        for step, image, found in zip(made.steps, made.result.steps, step_images, strict=False):
            found.append(_image_result(case, image, step.scale, step.scores, step.temperature_error, float("nan")))
        if on_image is not None:
            on_image(str(method), images[-1])
    return MethodResult(
        str(method), scale, method_parameters(method), method_multiplications(method), tuple(images),
        tuple(
            MethodResult(name, done, method_parameters(name), method_multiplications(name), tuple(found))
            for (name, done), found in zip(steps, step_images, strict=True)
        ),
    )  # fmt: skip


def _image_result(
    case: _Case,
    sr: DecodedImage,
    scale: int,
    scores: tuple[Score, ...],
    errors: TemperatureError | None,
    seconds: float,
) -> ImageResult:
    values, plain = ({s.name: s.value for s in found} for found in (scores, case.truth.bicubic_scores(scale)))
    further = {} if errors is None else {name: getattr(errors, name) for name in TEMPERATURE_FIELDS}
    if case.perceived is not None and scale == case.truth.scale:
        further |= case.perceived | {_PERCEIVED[name]: values[name] for name in _PERCEIVED if name in values}
    return ImageResult(
        case.name, values["PSNR"], values["SSIM"], values["MAE"], seconds, sr.height * sr.width / 1e6,
        plain["PSNR"], plain["SSIM"], **further,
    )  # fmt: skip
