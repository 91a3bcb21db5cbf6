"""One enlargement: the run with its progress, from the first shrink to the last score."""

from math import prod

from streamlit.delta_generator import DeltaGenerator

import sr_core as sr

from ..shell.text import duration
from ..workbench.run_view import RunView
from ..workbench.work import Told, follow
from .outcome import Outcome, Settings, StepScore
from .picture import Cut, Picture

MAX_PIXELS = 20_000_000
"""Largest result on a page: a session holds several pictures of this size, and sends two to the browser."""

PREVIEW_FROM = 3.0
"""Seconds: a run that takes as long shows its middle first."""

PREVIEW_SHARE, PREVIEW_WITHIN = 0.1, 1.5
"""Largest share of the run that its middle may take, and seconds that it may take in any case."""

LOADING = "Loading the network"

SMALLEST_TEST = 11
"""Pixels that SSIM needs on each side inside the border it removes."""


def enlarge(picture: Picture, settings: Settings, beside: DeltaGenerator) -> Outcome:
    """Run a job in its turn, from the first shrink to the last score, with a progress bar; or follow the one that runs.

    Args:
        picture: what was brought.
        settings: what is asked for.
        beside: an empty place at the top of the result's column; see `RunView`.

    Raises:
        SRError: if the picture cannot be enlarged or tested like this.
    """
    part = settings.cut.of(picture.image) if settings.cut else picture.image
    side = smallest_test(settings)
    if settings.test and min(part.height, part.width) // settings.scale * settings.scale < side:
        raise sr.EngineError(
            f"a test at {settings.scale}x needs at least {side} x {side} pixels, found {part.shape_text}; "
            "take a larger picture or a smaller scale"
        )
    view = RunView(beside, LOADING)
    try:
        return follow(run_of(picture, settings), LOADING, lambda told: _run(part, picture, settings, told), view)
    finally:
        view.clear()


def run_of(picture: Picture, settings: Settings) -> tuple[str, Settings]:
    """Return what makes two runs the same."""
    return picture.digest, settings


def smallest_test(settings: Settings) -> int:
    """Shortest side of a reference that can be scored, of a path after its first step: SSIM's window and the border."""
    cards = sr.path_cards(settings.method)
    first = cards[0].scale if cards else settings.scale
    return -(-(SMALLEST_TEST + 2 * first) // first) * settings.scale


def tick_text(progress: sr.Progress) -> str:
    """Say where a run is: "Step 2 of 3, tile 5 of 21, about 8 s left", "Correction 2, 60 % done"."""
    if progress.correction:
        return f"Correction {progress.correction}, {100 * progress.fraction:.0f} % done"
    if progress.total == 1:  # an interpolation, or a small picture
        return f"{100 * progress.fraction:.0f} % done"
    step = f"Step {progress.step} of {progress.steps}, tile" if progress.steps > 1 else "Tile"
    left = "" if progress.done == progress.total else f", {duration(progress.seconds_left)} left"
    return f"{step} {progress.done} of {progress.total}{left}"


def preview_part(lr: sr.DecodedImage, settings: Settings) -> Cut | None:
    """Choose the part from the middle of LR that a long run shows first; None where there is nothing to gain."""
    whole = sr.estimate_seconds(settings.method, lr.height, lr.width, settings.options)
    if whole < PREVIEW_FROM:
        return None
    within = max(PREVIEW_WITHIN, PREVIEW_SHARE * whole)
    for side in (128, 96, 64, 48):
        height, width = min(side, lr.height), min(side, lr.width)
        if sr.estimate_seconds(settings.method, height, width, settings.options) <= within:
            return Cut(side, across=0.5, down=0.5)
    return None


def _show_middle(lr: sr.DecodedImage, settings: Settings, told: Told) -> None:
    middle = preview_part(lr, settings)
    if middle is not None:
        result = sr.upscale(middle.of(lr), settings.method, scale=settings.scale, options=settings.options)
        told.show(result.image, "The middle of your picture, enlarged")


def _run(part: sr.DecodedImage, picture: Picture, settings: Settings, told: Told) -> Outcome:
    def tick(progress: sr.Progress) -> None:
        told.progress(progress.fraction, tick_text(progress))

    told.progress(0.0, "Enlarging")
    hr = sr.crop_to_scale(part, settings.scale) if settings.test else None
    lr = sr.degrade(part, settings.degradation) if settings.degradation is not None else part
    _show_middle(lr, settings, told)
    result = sr.upscale(lr, settings.method, scale=settings.scale, options=settings.options, on_progress=tick)
    told.progress(1.0, "Making bicubic to compare with")
    bicubic = result if settings.method == "bicubic" else sr.upscale(lr, "bicubic", scale=settings.scale)
    measured = []
    for image in (result.image, bicubic.image):
        told.progress(1.0, "Measuring")
        measured.append((sr.score(image, hr) if hr else (), sr.consistency(image, lr)))
    (scores, consistency), (bicubic_scores, bicubic_consistency) = measured
    step_scores = _score_steps(result, lr, hr, told) if hr and len(result.steps) > 1 else ()
    return Outcome(
        settings=settings,
        digest=picture.digest,
        lr=lr,
        hr=hr,
        result=result,
        bicubic=bicubic,
        scores=scores,
        bicubic_scores=bicubic_scores,
        consistency=consistency,
        bicubic_consistency=bicubic_consistency,
        step_scores=step_scores,
    )


def _score_steps(
    result: sr.UpscaleResult, lr: sr.DecodedImage, hr: sr.DecodedImage, told: Told
) -> tuple[StepScore, ...]:
    rows = []
    scales = [card.scale for card in sr.path_cards(result.method)]
    for n, image in enumerate(result.steps):
        told.progress(1.0, f"Measuring step {n + 1} of {len(scales)}")
        so_far, still = prod(scales[: n + 1]), prod(scales[n + 1 :])
        reference = sr.degrade(hr, sr.Degradation(scale=still)) if still > 1 else hr
        bicubic = sr.upscale(lr, "bicubic", scale=so_far).image
        # The border is that of the step's own enlargement, as in the benchmark, whatever LR was before.
        scored = [sr.score(picture, reference, crop_border=so_far) for picture in (image, bicubic)]
        rows.append(StepScore(so_far, image.shape_text, scored[0], scored[1]))
    return tuple(rows)
