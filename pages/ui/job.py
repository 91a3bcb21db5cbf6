"""One enlargement: what was asked, the run with its progress, what came out."""

from dataclasses import dataclass, field

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

import sr_core as sr

from .display import png, repeat_pixels
from .gate import gate
from .methods import title
from .picture import Cut, Picture
from .text import duration

TILE = 128
"""Side of the app's tiles in LR pixels: small enough that the bar moves and a stop is quick."""

MAX_PIXELS = 20_000_000
"""Largest result on a page: a session holds several pictures of this size, and sends two to the browser."""

SMALLEST_TEST = 11
"""Pixels that SSIM needs on each side inside the border it removes."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the user asked for."""

    test: bool
    """True in *Test the network*: the picture is the reference and is degraded first."""
    scale: int
    """Enlargement per side."""
    method: str
    """Checkpoint id, bicubic or lanczos."""
    self_ensemble: bool = False
    """Mean of 8 flips and rotations."""
    degradation: sr.Degradation | None = None
    """How LR is made from the reference; None outside the test."""
    cut: Cut | None = None
    """The part worked on; None for the whole picture."""

    @property
    def options(self) -> sr.UpscaleOptions:
        """What the engine is told."""
        return sr.UpscaleOptions(tile_size=TILE, self_ensemble=self.self_ensemble)


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """What a run gave; kept in the session until the next one succeeds."""

    settings: Settings
    """As asked."""
    digest: str
    """Of the picture."""
    lr: sr.DecodedImage
    """What was enlarged."""
    hr: sr.DecodedImage | None
    """The reference of a test."""
    result: sr.UpscaleResult
    """The chosen method."""
    bicubic: sr.UpscaleResult
    """Bicubic at the same scale."""
    scores: tuple[sr.Score, ...]
    """Of the result; empty without a reference."""
    bicubic_scores: tuple[sr.Score, ...]
    """Of bicubic; empty without a reference."""
    consistency: float
    """Mean difference in 8-bit grey levels between the input and the result shrunk back to its size."""
    bicubic_consistency: float
    """The same for bicubic."""
    pngs: dict[str, bytes] = field(default_factory=dict)
    """Pictures as the viewer takes them, encoded when first shown."""

    @property
    def title(self) -> str:
        """Name of the method."""
        ensemble = ", self-ensemble" if self.result.self_ensemble else ""
        return title(self.settings.method) + ensemble

    def picture(self, side: str) -> sr.DecodedImage:
        """Return "sr", "bicubic", "input" (every LR pixel a square) or, in a test, "hr"; all of one size."""
        if side == "input":
            return repeat_pixels(self.lr, self.settings.scale)
        image = {"sr": self.result.image, "bicubic": self.bicubic.image, "hr": self.hr}[side]
        assert image is not None
        return image

    def png(self, side: str) -> bytes:
        """Return a side as a lossless 8-bit PNG; the same bytes every time."""
        if side not in self.pngs:
            self.pngs[side] = png(self.picture(side))
        return self.pngs[side]


def enlarge(picture: Picture, settings: Settings) -> Outcome:
    """Run a job with a progress bar, from the first shrink to the last score in its own turn.

    Each tick of the bar lets Streamlit stop the run when a widget changes or the tab closes.

    Raises:
        SRError: if the picture cannot be enlarged or tested like this.
    """
    part = settings.cut.of(picture.image) if settings.cut else picture.image
    if settings.test and min(part.height, part.width) // settings.scale * settings.scale < _smallest(settings.scale):
        side = _smallest(settings.scale)
        raise sr.EngineError(
            f"a test at {settings.scale}x needs at least {side} x {side} pixels, found {part.shape_text}; "
            "take a larger picture or a smaller scale"
        )
    bar = st.progress(0.0, text="Loading the network")

    def wait(ahead: int) -> None:
        bar.progress(0.0, text=f"Waiting: {ahead} {'picture' if ahead == 1 else 'pictures'} ahead of yours")

    try:
        with gate().turn(wait):
            return _run(part, picture, settings, bar)
    finally:
        bar.empty()


def _smallest(scale: int) -> int:
    """Shortest side of a reference that can be scored at a scale: SSIM's window, the border, whole LR pixels."""
    return -(-(SMALLEST_TEST + 2 * scale) // scale) * scale


def _run(part: sr.DecodedImage, picture: Picture, settings: Settings, bar: DeltaGenerator) -> Outcome:
    def tick(progress: sr.Progress) -> None:
        left = "" if progress.done == progress.total else f", {duration(progress.seconds_left)} left"
        bar.progress(progress.fraction, text=f"Tile {progress.done} of {progress.total}{left}")

    bar.progress(0.0, text="Enlarging")
    hr = sr.crop_to_scale(part, settings.scale) if settings.test else None
    lr = sr.degrade(part, settings.degradation) if settings.degradation is not None else part
    result = sr.upscale(lr, settings.method, scale=settings.scale, options=settings.options, on_progress=tick)
    bar.progress(1.0, text="Making bicubic to compare with")
    bicubic = result if settings.method == "bicubic" else sr.upscale(lr, "bicubic", scale=settings.scale)
    measured = []
    for image in (result.image, bicubic.image):
        bar.progress(1.0, text="Measuring")
        measured.append((sr.score(image, hr) if hr else (), sr.consistency(image, lr)))
    (scores, consistency), (bicubic_scores, bicubic_consistency) = measured
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
    )
