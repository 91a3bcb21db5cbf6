"""One enlargement with its evidence: the one way in which pages, command line and benchmark enlarge a picture."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from math import prod

import numpy as np

from .engine.cost import estimate_seconds
from .engine.path import path_cards
from .engine.upscale import upscale
from .errors import EngineError
from .guest.guest import Method
from .image.degradations import crop_to_scale, degrade
from .image.rounding import to_8_bit, to_16_bit
from .metrics.difference import Agreement, agreement, shrunk_difference
from .metrics.gradient_similarity import gradient_similarity
from .metrics.perception import perception
from .metrics.ssim import SMALLEST_FOR_SSIM
from .metrics.temperature_error import TemperatureError
from .truth import Measured, Truth
from .types import DecodedImage, Degradation, Part, Progress, Score, Size, UpscaleOptions, UpscaleResult

LOOK_FROM = 3.0
"""Seconds from which a run shows its middle first."""
LOOK_SHARE, LOOK_WITHIN = 0.1, 1.5
"""Largest share of the run that the look at its middle may take, and seconds that it may take in any case."""
LOOK_SIDES = (128, 96, 64, 48)
"""Sides of that middle in pixels of the input; the largest that is quick enough is taken."""


@dataclass(frozen=True, slots=True)
class Task:
    """Task of an enlargement: with the picture, everything that a result depends on.

    Task("edsr-x4", 4)                                      # enlarge the picture
    Task("edsr-x4", 4, degradation=Degradation(scale=4))    # test: the picture is the reference, and is shrunk first
    """

    method: Method
    """Method: a checkpoint id, a path of them, bicubic or lanczos, or a network of a visitor itself."""
    scale: int
    """Enlargement per side; with a size that of the networks, and 1 where the picture is only reduced to it."""
    degradation: Degradation | None = None
    """Degradation that makes the input of a test from the picture, which is then the reference; None to enlarge the
    picture."""
    options: UpscaleOptions = field(default_factory=UpscaleOptions)
    """Options with which the method is run."""
    part: Part | None = None
    """Part of the picture that is worked on; None for the whole. It is enlarged as it is in the whole picture; a test
    takes it as a picture of its own."""
    size: Size | None = None
    """Size of the result; None for `scale` times the picture or its part. See `upscale`."""

    @property
    def test(self) -> bool:
        """True if the picture is the reference and is shrunk first."""
        return self.degradation is not None

    def __post_init__(self) -> None:
        if self.degradation is not None and self.degradation.scale != self.scale:
            raise EngineError(f"a test at {self.scale}x needs a degradation of it, found {self.degradation.scale}x")
        if self.degradation is not None and self.size is not None:
            raise EngineError(f"a test needs a whole scale, found a size of {self.size.text}; leave the size out")


@dataclass(frozen=True, slots=True)
class Stage:
    """Stage that an enlargement has reached, for those who wait for it."""

    name: str
    """"enlarge", "correct", the name of the interpolation that is made to compare with, or "steps"."""
    number: int
    """Number of the stage, from 1."""
    of: int
    """Stages in all."""
    share: float
    """Share of this stage that is done, 0 to 1."""
    progress: Progress | None = None
    """Last progress that the engine told; None before it told anything."""


@dataclass(frozen=True, slots=True)
class StepScores:
    """A step of a path in a test, against the reference reduced by bicubic to the step's size."""

    scale: int
    """Enlargement of the input after this step."""
    size: str
    """Size of the step's picture: "192 x 160"."""
    scores: tuple[Score, ...]
    """Scores of the step."""
    bicubic_scores: tuple[Score, ...]
    """Scores of bicubic from the same input to the same size."""
    temperature_error: TemperatureError | None
    """Errors in degC of the step; None for anything but temperatures."""


@dataclass(frozen=True, slots=True, eq=False)
class Enlargement:
    """A result with its evidence.

    Evidence is kept by side: "sr" is the result, "bicubic" and "lanczos" are compared with it, "uncorrected" is what
    the method drew before `keep_measured` corrected it.
    """

    task: Task
    """Task that was done."""
    picture: DecodedImage
    """Picture that was given: what was enlarged, or of which a part was, or the reference of a test."""
    lr: DecodedImage
    """Picture that was enlarged."""
    reference: DecodedImage | None
    """True picture at the size of the result: the original of a test, or a known truth; None if there is none."""
    result: UpscaleResult
    """Result of the method, and how it was made. Steps are kept only of a path."""
    compared: dict[str, DecodedImage]
    """Interpolations of the same input, never corrected; those beyond the size that was to be kept are left out."""
    agreement: dict[str, Agreement]
    """Agreement of every side with the input; empty if it was not asked for."""
    difference: np.ndarray
    """(H, W, C) float32 at the size of the input: the shrunk result minus the input; (0, 0, C) if not asked for."""
    scores: dict[str, tuple[Score, ...]]
    """PSNR, SSIM, MAE and MSE of every side against the reference; empty without one."""
    temperature_errors: dict[str, TemperatureError]
    """Errors in degC of every side against the reference; empty without one, and for anything but temperatures."""
    looks: tuple[Score, ...]
    """GMSD, MS-SSIM and feature distance of the result to the reference, if there is one, and NIQE; empty if they were
    not asked for."""
    steps: tuple[StepScores, ...]
    """Scores of each step of a path, where there is a reference."""
    weights: tuple[tuple[str, str], ...]
    """Id and sha256 of each network that was run; empty for an interpolation."""
    seconds: float
    """Wall time in all, measuring included."""

    @property
    def is_corrected(self) -> bool:
        """True if `keep_measured` changed the result."""
        return self.result.correction is not None and self.result.correction.iterations > 0

    def image(self, side: str) -> DecodedImage:
        """Return the picture of a side: "input", "reference", "sr", "bicubic" or "lanczos".

        Raises:
            KeyError: for a side that was not made or not kept.
        """
        known = {"input": self.lr, "sr": self.result.image, **self.compared}
        if self.reference is not None:
            known["reference"] = self.reference
        return known[side]

    def difference_map(self, part: Part | None = None) -> DecodedImage:
        """Return `difference`, or a part of it, as a picture of measured values; of a grey or a measured input only."""
        whole = DecodedImage(self.difference, self.lr.name, unit=self.lr.unit or "US")
        return part.of(whole) if part is not None else whole


OnStage = Callable[[Stage], None]
"""Function that is called while a stage goes on; it may raise to stop the run."""
OnLook = Callable[[DecodedImage], None]
"""Function that is called with the middle of a result that takes long, before the rest is made."""


def make_input(image: DecodedImage, task: Task) -> tuple[DecodedImage, DecodedImage | None]:
    """Return the input of a task, and for a test the reference: the picture cut to a multiple of the scale.

    Raises:
        EngineError: if the reference would be too small to be scored.
    """
    part = task.part.of(image) if task.part is not None else image
    if task.degradation is None:
        return part, None
    side = smallest_test(task.method, task.scale)
    if min(part.height, part.width) // task.scale * task.scale < side:
        raise EngineError(
            f"a test at {task.scale}x needs at least {side} x {side} pixels, found {part.shape_text}; "
            "choose a larger picture or a smaller scale"
        )
    return degrade(part, task.degradation), crop_to_scale(part, task.scale)


def smallest_test(method: Method, scale: int) -> int:
    """Return the shortest side of a reference that can be scored: SSIM's window inside the border that is removed.

    In a path, the picture after the first step must be that large as well.
    """
    cards = path_cards(method)
    first = cards[0].scale if cards else scale
    return -(-(SMALLEST_FOR_SSIM + 2 * first) // first) * scale


def enlarge(
    image: DecodedImage,
    task: Task,
    *,
    truth: DecodedImage | Truth | None = None,
    compare: tuple[str, ...] = ("bicubic",),
    agree: bool = True,
    perceive: bool = False,
    keep_pixels: int | None = None,
    on_stage: OnStage | None = None,
    on_look: OnLook | None = None,
) -> Enlargement:
    """Enlarge a picture, make the interpolations that it is compared with, and measure all of them.

    Args:
        image: the reference of a test, else the picture that is enlarged.
        task: the method, its scale and its options.
        truth: the true picture at the size of the result, where it is known as of a phantom; a `Truth` of this input
            is not made anew.
        compare: interpolations that stand beside the result.
        agree: measure how far each side agrees with the input when it is shrunk again; a reduction is not measured.
        perceive: measure how the result looks, too.
        keep_pixels: interpolations of more pixels are measured and not kept; None to keep them all.
        on_stage: called with the stage of the run; it may raise to stop it.
        on_look: called with the middle of the result first, if the run is expected to take `LOOK_FROM` seconds.

    Raises:
        SRError: if the picture cannot be enlarged or tested like this.
    """
    started = time.perf_counter()
    lr, reference = make_input(image, task)
    whole, part = (image, task.part) if reference is None else (lr, None)
    truth = truth if reference is None else reference
    known = Truth(lr, truth, task.scale) if isinstance(truth, DecodedImage) else truth
    # A correction holds for the values of a file: its result is measured as it is shown.
    deep = known is not None and lr.bit_depth == 8 and task.options.keep_measured is None
    cards = path_cards(task.method)
    judges_steps = known is not None and len(cards) > 1
    stages = _Stages(1 + (task.options.keep_measured is not None) + len(compare) + judges_steps, on_stage)
    stages.begin("enlarge")
    if on_look is not None and (middle := middle_part(lr, task)) is not None:
        size = _size_of(middle, lr, task)
        on_look(upscale(lr, task.method, scale=task.scale, size=size, options=task.options, part=middle).image)
    run = partial(
        upscale,
        to_16_bit(whole) if deep else whole,
        scale=task.scale,
        size=task.size,
        part=part,
        on_progress=stages.tick,
    )
    result = run(task.method, options=task.options)
    shown = to_8_bit if deep else lambda image: image
    evidence = _Evidence(lr, known, task.scale, agree=agree and task.scale > 1)
    drawn, result = result, replace(result, image=shown(result.image))
    difference = evidence.take("sr", drawn.image, result.image)
    looks = evidence.looks(drawn.image) if perceive else ()
    corrected = result.correction is not None and result.correction.iterations > 0
    if corrected and result.steps:
        evidence.take("uncorrected", result.steps[-1], result.steps[-1])
    compared = {}
    for name in compare:
        stages.begin(name)
        same = name == task.method
        exact = drawn.image if same and not corrected else run(name).image
        plain = result.image if exact is drawn.image else shown(exact)
        evidence.take(name, exact, plain)
        if same and corrected:
            evidence.take("uncorrected", exact, plain)
        if keep_pixels is None or plain.height * plain.width <= keep_pixels:
            compared[name] = plain
    steps: tuple[StepScores, ...] = ()
    if known is not None and len(cards) > 1:
        stages.begin("steps")
        steps = _score_steps(result, known, evidence.measured.get("uncorrected") or evidence.measured["sr"])
    return Enlargement(
        task=task,
        picture=image,
        lr=lr,
        reference=known.picture if known is not None else None,
        result=replace(result, steps=tuple(map(shown, result.steps)) if len(cards) > 1 else ()),
        compared=compared,
        agreement=evidence.agreement,
        difference=difference,
        scores={side: found.scores for side, found in evidence.measured.items()},
        temperature_errors={
            side: found.temperature_error for side, found in evidence.measured.items() if found.temperature_error
        },
        looks=looks,
        steps=steps,
        weights=tuple((card.id, card.sha256) for card in cards),
        seconds=time.perf_counter() - started,
    )


class _Stages:
    """The stages of a run, each from nothing to all."""

    def __init__(self, count: int, on_stage: OnStage | None) -> None:
        self._on_stage = on_stage or (lambda stage: None)
        self._now = Stage("", 0, count, 0.0)

    def begin(self, name: str) -> None:
        """Begin the next stage."""
        self._now = Stage(name, self._now.number + 1, self._now.of, 0.0)
        self._on_stage(self._now)

    def tick(self, progress: Progress) -> None:
        """Note the progress that the engine tells; the first correction begins a stage."""
        if progress.correction and self._now.name == "enlarge":
            self.begin("correct")
        self._on_stage(replace(self._now, share=min(progress.fraction, 1.0), progress=progress))


class _Evidence:
    """Measurements of each side, made while its picture is at hand."""

    def __init__(self, lr: DecodedImage, truth: Truth | None, scale: int, *, agree: bool) -> None:
        self._lr, self._truth, self._scale, self._agree = lr, truth, scale, agree
        self.agreement: dict[str, Agreement] = {}
        self.measured: dict[str, Measured] = {}

    def take(self, side: str, exact: DecodedImage, shown: DecodedImage) -> np.ndarray:
        """Measure a side, which is shown with fewer bits perhaps.

        Returns:
            The `shrunk_difference` of what is shown to the input, or nothing of it if that was not asked for.
        """
        if self._truth is not None:
            self.measured[side] = self._truth.measure(exact, self._scale)
        if not self._agree:
            return np.empty((0, 0, shown.channels), np.float32)
        difference = shrunk_difference(shown, self._lr)
        self.agreement[side] = agreement(difference, self._lr)
        return difference

    def looks(self, exact: DecodedImage) -> tuple[Score, ...]:
        """Measure how a picture of display values looks."""
        if exact.unit:
            return ()
        if self._truth is None:
            return perception(exact, crop_border=self._scale)
        truth, border = self._truth.picture, self._scale
        return gradient_similarity(exact, truth, crop_border=border), *perception(exact, truth, crop_border=border)


def middle_part(lr: DecodedImage, task: Task) -> Part | None:
    """Choose the part from the middle of the input that a long run shows first; None where that gains nothing."""
    whole = estimate_seconds(task.method, lr.height, lr.width, task.options, task.size)
    if whole < LOOK_FROM:
        return None
    within = max(LOOK_WITHIN, LOOK_SHARE * whole)
    for side in LOOK_SIDES:
        part = Part.square(lr, side, across=0.5, down=0.5)
        if estimate_seconds(task.method, part.height, part.width, task.options, _size_of(part, lr, task)) <= within:
            return part
    return None


def _size_of(part: Part, lr: DecodedImage, task: Task) -> Size | None:
    """Return the size of a part of the result that was asked for; None for a whole scale."""
    if task.size is None:
        return None
    height, width = part.height * task.size.height / lr.height, part.width * task.size.width / lr.width
    return Size(max(1, round(height)), max(1, round(width)))


def _score_steps(result: UpscaleResult, truth: Truth, last: Measured) -> tuple[StepScores, ...]:
    """Measure the steps of a path; the last of them is the result as it was drawn, and measured already."""
    cards = path_cards(result.method)
    # The border is that of the step's own enlargement, whatever the input was before.
    scales = [prod(card.scale for card in cards[: n + 1]) for n in range(len(cards))]
    measured = [*(truth.measure(image, done) for image, done in zip(result.steps[:-1], scales, strict=False)), last]
    return tuple(
        StepScores(done, image.shape_text, step.scores, truth.bicubic_scores(done), step.temperature_error)
        for image, done, step in zip(result.steps, scales, measured, strict=True)
    )
