"""An example picture that the network makes: a sample is shrunk, and enlarged again beside bicubic."""

import base64
import html
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

import sr_core as sr

from ..photo.samples import SAMPLES, sample_image
from ..shell.display import png
from ..shell.text import decibel, plain
from ..shell.work import Told, follow

SIDE = 144
"""Side in pixels of the part that is shown; it is a multiple of every scale."""
_PHOTO = ("cat", 96, 100)
"""Sample for photographs, and the first row and column of its part."""
_STYLE = """<style>
.example { display: grid; gap: 0.6rem 1rem; max-width: 1100px;
  grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)) }
.example figure { margin: 0 }
.example img, .example .soon { display: block; width: 100%; aspect-ratio: 1; border-radius: 4px;
  image-rendering: pixelated }
.example .soon { background: light-dark(#e3e9eb, #22303a) }
.example figcaption { font-size: 0.85rem; padding-top: 0.2rem }
</style>"""


@dataclass(frozen=True, slots=True)
class Example:
    """What one network made of its sample."""

    pngs: Mapping[str, bytes]
    """Side -> 8-bit PNG: "sr", "bicubic" and "reference"."""
    psnr: Mapping[str, float]
    """PSNR in dB of "sr" and "bicubic" against the reference."""
    protocol: str
    """Protocol of the PSNR."""
    alt: str
    """What the picture shows."""


@st.cache_resource(show_spinner=False)
def _made() -> dict[str, Example]:
    """Return the examples so far, by the checksum of the weights and the id, for all sessions."""
    return {}


def show_example(card: sr.ModelCard, place: DeltaGenerator) -> None:
    """Fill a place with the example, which is made on the first visit to a card, in its turn.

    It is called after all else of the page is written, since it may take a few seconds.
    """
    key = f"{card.id} {card.sha256}"
    if key not in _made():
        try:
            _made()[key] = follow(("example", key), "Making the example", _Job(card), _Soon(place, card), resumes=True)
        except sr.SRError as error:
            place.caption(f"No example can be shown. {plain(str(error))}.")
            return
    found = _made()[key]
    with place.container():
        _show(card, found)


def show_soon(card: sr.ModelCard) -> DeltaGenerator:
    """Show the place of the example, empty pictures of the size that it will have; return it."""
    place = st.empty()
    _Soon(place, card).progress(0.0, "Making the example")
    return place


@dataclass(frozen=True, slots=True)
class _Job:
    card: sr.ModelCard

    def __call__(self, told: Told) -> Example:
        """Make the example in the thread of the run."""
        reference, alt = sample_of(self.card)

        def tick(stage: sr.Stage) -> None:
            told.progress(stage.share, "Making the example")

        task = sr.Task(self.card.id, self.card.scale, sr.Degradation(scale=self.card.scale))
        made = sr.enlarge(reference, task, on_stage=tick)
        shown = {side: made.image(side) for side in ("reference", "bicubic", "sr")}
        if reference.unit:
            palette = "iron" if reference.unit == "degC" else "white-hot"
            low, high = reference.value_range
            shown = {side: sr.render(image, palette, low, high) for side, image in shown.items()}
        scores = {side: next(s for s in made.scores[side] if s.name == "PSNR") for side in ("sr", "bicubic")}
        return Example(
            {side: png(image) for side, image in shown.items()},
            {side: score.value for side, score in scores.items()},
            str(scores["sr"].protocol),
            alt,
        )


class _Soon:
    """View of the run: the place stays as it is."""

    def __init__(self, place: DeltaGenerator, card: sr.ModelCard) -> None:
        self._place, self._names = place, (*_names(card),)

    def progress(self, share: float, text: str) -> None:
        """Say what is going on; Streamlit may end the script here."""
        figures = "".join(
            f'<figure><div class="soon"></div><figcaption>{html.escape(name)}</figcaption></figure>'
            for name in self._names
        )
        said = html.escape(text)
        self._place.html(f'{_STYLE}<div class="example" role="status" aria-label="{said}">{figures}</div>')

    def show(self, image: sr.DecodedImage, caption: str) -> None:
        """Show nothing of a part: the example is small."""


def sample_of(card: sr.ModelCard) -> tuple[sr.DecodedImage, str]:
    """Return the sample for a network's purpose, SIDE x SIDE pixels, and what it shows."""
    if card.unit == "degC":
        image = sr.thermal.thermal_phantom(scale=2, noise_c=0.0)
        return sr.Part(40, 60, SIDE, SIDE).of(image), "Simulated thermogram of a body, as temperatures"
    if card.purpose == sr.RADIOGRAPH.purpose:
        return _chest(), "Simulated radiograph of a chest"
    name, top, left = _PHOTO
    return sr.Part(top, left, SIDE, SIDE).of(sample_image(name)), SAMPLES[name].alt


@cache
def _chest() -> sr.DecodedImage:
    """Return a part of the simulated chest, which takes two seconds to compute and is the same for every network."""
    return sr.Part(SIDE // 2, SIDE // 4, SIDE, SIDE).of(sr.chest.chest_phantom(2 * SIDE))


def _names(card: sr.ModelCard) -> dict[str, str]:
    return {"Bicubic": "bicubic", card.title: "sr", "Original": "reference"}


def _show(card: sr.ModelCard, found: Example) -> None:
    figures = []
    for name, side in _names(card).items():
        data = base64.b64encode(found.pngs[side]).decode("ascii")
        said = f": {decibel(found.psnr[side])}" if side in found.psnr else ""
        alt = html.escape(f"{found.alt}, {name}", quote=True)
        figures.append(
            f'<figure><img alt="{alt}" src="data:image/png;base64,{data}"><figcaption>'
            f"<strong>{html.escape(name)}</strong>{said}</figcaption></figure>"
        )
    st.html(f'{_STYLE}<div class="example">{"".join(figures)}</div>')
    st.caption(
        f"{plain(found.alt)}: the sample was reduced {card.scale}× by bicubic and enlarged again by this "
        f"server. The numbers are PSNR on these {SIDE} × {SIDE} pixels. Protocol: {plain(found.protocol)}."
    )
