"""One run on a radiograph: from the first shrink to the last figure, in its turn, with its progress."""

from dataclasses import replace

import numpy as np
from streamlit.delta_generator import DeltaGenerator

import sr_core as sr

from ..photo.job import MAX_PIXELS, SMALLEST_TEST, tick_text
from ..shell.memory import give_back
from ..workbench.run_view import RunView
from ..workbench.work import Told, follow
from .outcome import COMPARED, XrayOutcome
from .picture import Radiograph, chest_truth
from .settings import XraySettings

SMALLEST = 8
"""Pixels that a side of the input needs."""
ENFORCING = "Forcing agreement with the original pixels"


def enlarge_radiograph(radiograph: Radiograph, settings: XraySettings, beside: DeltaGenerator) -> XrayOutcome:
    """Run a job with a progress bar, or follow the one that runs.

    Args:
        radiograph: what was brought.
        settings: what is asked for.
        beside: an empty place at the top of the result's column; see `RunView`.

    Raises:
        SRError: if the radiograph cannot be enlarged or tested like this.
    """
    scale = settings.scale
    side = (-(-(SMALLEST_TEST + 2 * scale) // scale) + SMALLEST) * scale if settings.test else SMALLEST
    if min(radiograph.image.height, radiograph.image.width) < side:
        raise sr.EngineError(
            f"this needs at least {side} x {side} pixels, found {radiograph.image.shape_text}; take a larger radiograph"
        )
    if radiograph.simulated:  # here, since a thread has no access to what Streamlit caches with a spinner
        for nodules in (True, False):
            chest_truth(scale, nodules=nodules)
        chest_truth(1, nodules=False)
    view = RunView(beside, "Waiting")
    try:
        return follow(run_of(radiograph, settings), "Waiting", lambda told: _run(radiograph, settings, told), view)
    finally:
        give_back()
        view.clear()


def run_of(radiograph: Radiograph, settings: XraySettings) -> tuple[str, XraySettings]:
    """Return what makes two runs the same."""
    return radiograph.digest, settings


class _Stages:
    """The stages of a run, each with a bar of its own from nothing to all."""

    def __init__(self, told: Told, settings: XraySettings, *, known: bool, simulated: bool) -> None:
        self._told, self._text, self._now = told, "", 0
        self._all = 1 + (settings.keep is not None) + len(sr.INTERPOLATIONS) + known + simulated

    def begin(self, text: str, now: str = "") -> None:
        """Begin the next stage; `now` says what comes before its first tick."""
        self._now += 1
        self._text = f"{self._now} of {self._all}: {text}"
        self.tell(0.0, now)

    def tell(self, share: float, text: str) -> None:
        """Say how far the stage is."""
        self._told.progress(min(share, 1.0), ", ".join(filter(None, (self._text, text))))

    def tick(self, progress: sr.Progress) -> None:
        """Take what the engine tells; the first correction begins a stage."""
        if progress.correction and ENFORCING not in self._text:
            self.begin(ENFORCING)
        self.tell(progress.fraction, tick_text(progress).lower())


def _run(radiograph: Radiograph, settings: XraySettings, told: Told) -> XrayOutcome:
    known_truth = settings.test or radiograph.simulated
    stages = _Stages(told, settings, known=known_truth, simulated=radiograph.simulated)
    stages.begin("Enlarging", "loading the network")
    scale, reference, lr = settings.scale, None, radiograph.image
    if settings.test:
        reference = sr.crop_to_scale(lr, scale)
        lr = sr.degrade(reference, sr.Degradation(scale=scale))
    elif radiograph.simulated:
        reference = chest_truth(scale, nodules=True)
    result = sr.upscale(lr, settings.method, scale=scale, options=settings.options, on_progress=stages.tick)
    known = {} if reference is None else {"sr": result.image}
    if reference is not None and result.correction is not None and result.correction.iterations and result.steps:
        known["uncorrected"] = result.steps[-1]
    # The uncorrected picture has been used, and would double the memory of the session.
    result = replace(result, steps=())
    shrunk = _shrink(result.image, lr, scale)
    mismatch = {"sr": _mismatch(shrunk)}
    plain = {}
    for name in sr.INTERPOLATIONS:
        stages.begin(f"{name.capitalize()} to compare with")
        image = sr.upscale(lr, name, scale=scale, on_progress=stages.tick).image
        stages.tell(1.0, "measuring")
        mismatch[name] = _mismatch(_shrink(image, lr, scale))
        if image.height * image.width <= MAX_PIXELS:
            plain[name] = image
    scores = {}
    if reference is not None:
        stages.begin(f"Comparing with the {'reference' if settings.test else 'known truth'}")
        judged = known | plain
        for n, (side, image) in enumerate(judged.items()):
            stages.tell(n / len(judged), "")
            scores[side] = sr.score(image, reference, crop_border=scale)
    nodules = {}
    if radiograph.simulated:
        stages.begin("Looking for the nodules")
        nodules = _find_nodules(lr, {"sr": result.image, **plain}, scale)
    return XrayOutcome(
        settings=settings,
        digest=radiograph.digest,
        simulated=radiograph.simulated,
        lr=lr,
        reference=reference,
        result=result,
        plain=plain,
        mismatch={side: mismatch[side] for side in COMPARED},
        mismatch_map=shrunk,
        scores=scores,
        nodules=nodules,
    )


def _shrink(image: sr.DecodedImage, lr: sr.DecodedImage, scale: int) -> np.ndarray:
    """Return the shrunk image minus the input."""
    shrunk = sr.degrade(image, sr.Degradation(scale=scale)).pixels[..., 0]
    return shrunk.astype(np.float32) - lr.pixels[..., 0].astype(np.float32)


def _mismatch(difference: np.ndarray) -> tuple[float, float]:
    size = np.abs(difference)
    return float(np.nanmean(size)), float(np.nanmax(size))


def _find_nodules(
    lr: sr.DecodedImage, images: dict[str, sr.DecodedImage], scale: int
) -> dict[str, tuple[sr.Verdict, ...]]:
    before = sr.nodule_responses(lr, background=chest_truth(1, nodules=False))
    background = chest_truth(scale, nodules=False)
    return {
        side: sr.contrast_detail(before, sr.nodule_responses(image, background=background))
        for side, image in images.items()
    }
