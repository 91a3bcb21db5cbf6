"""One enlargement: what was asked, the run with its progress, what came out."""

from dataclasses import dataclass, field

import streamlit as st

import sr_core as sr

from .display import png, repeat_pixels
from .gate import gate
from .methods import title
from .text import duration

TILE = 128
"""Side of the app's tiles in LR pixels: small enough that the bar moves and a stop is quick."""


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
    """Of the picture and its cut, for file names."""
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
        return title(self.settings.method)

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


def enlarge(image: sr.DecodedImage, digest: str, settings: Settings) -> Outcome:
    """Run a job with a progress bar; waits for its turn.

    Each tick of the bar lets Streamlit stop the run when a widget changes or the tab closes.
    """
    hr = sr.crop_to_scale(image, settings.scale) if settings.test else None
    lr = sr.degrade(image, settings.degradation) if settings.degradation is not None else image
    bar = st.progress(0.0, text="Loading the network")

    def wait(ahead: int) -> None:
        bar.progress(0.0, text=f"Waiting: {ahead} {'picture' if ahead == 1 else 'pictures'} ahead of yours")

    def tick(progress: sr.Progress) -> None:
        left = "" if progress.done == progress.total else f", {duration(progress.seconds_left)} left"
        bar.progress(progress.fraction, text=f"Tile {progress.done} of {progress.total}{left}")

    with gate().turn(wait):
        bar.progress(0.0, text="Enlarging")
        result = sr.upscale(lr, settings.method, scale=settings.scale, options=settings.options, on_progress=tick)
    bar.progress(1.0, text="Measuring")
    bicubic = sr.upscale(lr, "bicubic", scale=settings.scale)
    outcome = _measure(settings, digest, lr, hr, result, bicubic)
    bar.empty()
    return outcome


def _measure(
    settings: Settings,
    digest: str,
    lr: sr.DecodedImage,
    hr: sr.DecodedImage | None,
    result: sr.UpscaleResult,
    bicubic: sr.UpscaleResult,
) -> Outcome:
    return Outcome(
        settings=settings,
        digest=digest,
        lr=lr,
        hr=hr,
        result=result,
        bicubic=bicubic,
        scores=sr.score(result.image, hr) if hr else (),
        bicubic_scores=sr.score(bicubic.image, hr) if hr else (),
        consistency=sr.consistency(result.image, lr),
        bicubic_consistency=sr.consistency(bicubic.image, lr),
    )
