"""Overview of a large picture, small, with a frame on it that is dragged and sized to choose the part to enlarge."""

import base64
import re
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import streamlit as st

import sr_core as sr

from ..shell.address import is_asked, read_word, say_refused, share
from ..shell.state import kept, set_widget, widget
from .cost import cost

LEAST = 32
"""Shortest side of a part in pixels, where the picture is that large."""
LONGEST = 960
"""Longest side of the small picture in pixels."""
QUICK, QUICK_SIDES = 10.0, (1024, 768, 512, 384, 256, 192, 128)
"""Seconds that a first part may take, and its sides in pixels, of which the largest that is quick enough is taken."""
_HERE = Path(__file__).parent
_overview = st.components.v2.component(
    "honest_pixels_overview",
    html='<div class="overview"><div class="stage"><img alt=""><div class="frame" role="application" tabindex="0">'
    '<div class="grip">'
    + "".join(f'<span class="corner" data-corner="{corner}"></span>' for corner in ("00", "01", "10", "11"))
    + '</div></div></div><p class="size" role="status"></p></div>',
    css=(_HERE / "overview.css").read_text(encoding="utf-8"),
    js=(_HERE / "overview.js").read_text(encoding="utf-8"),
)


@dataclass(slots=True)
class Choice:
    """Part that is chosen of a picture."""

    digest: str
    """Digest of the picture."""
    part: sr.Part
    """The part."""
    dragged: sr.Part | None = None
    """Part that the browser told last; None before it told one."""
    offered: sr.Part | None = None
    """Part that was sent to the browser last; it changes only when the browser has to show another one."""


@dataclass(slots=True)
class Choices:
    """State of all overviews of a session."""

    of: dict[str, Choice] = field(default_factory=dict)
    """Page -> its choice."""


def pick_part(
    page: str,
    image: sr.DecodedImage,
    digest: str,
    task: sr.Task,
    *,
    most: int,
    suggested: bool,
    linked: bool = False,
) -> sr.Part | None:
    """Offer to use only a part, by default when `suggested`; return it, or None for the whole picture.

    The part is chosen by `show_overview`, which the page shows where it has room.

    Args:
        page: beginning of the widgets' keys.
        image: the picture.
        digest: digest of the picture.
        task: task for which the first part has a size that does not take long.
        most: most pixels of a part.
        suggested: True where the whole picture is too much.
        linked: True for a sample, whose part the address names.
    """
    if linked:
        _follow_part(page, image, digest, suggested=suggested)
    part = _pick_part(page, image, digest, task, most=most, suggested=suggested)
    if linked:
        share("part", "" if part is None else ",".join(map(str, _place(part))))
        say_refused("part")
    return part


def _follow_part(page: str, image: sr.DecodedImage, digest: str, *, suggested: bool) -> None:
    """Choose the part that the address asks for: first row, first column, height and width."""
    if not is_asked("part"):
        return
    word = read_word(
        "part", lambda word: _part(image, word) is not None, "The usual part" if suggested else "The whole picture"
    )
    part = _part(image, word)
    set_widget(f"{page}_cut_{suggested}", suggested if part is None else True)
    if part is not None:
        kept(Choices).of[page] = Choice(digest, part)


def _part(image: sr.DecodedImage, word: str) -> sr.Part | None:
    """Return the part of a word; None for what is no part of the picture."""
    if not re.fullmatch(r"\d{1,6}(,\d{1,6}){3}", word, re.ASCII):
        return None
    top, left, height, width = map(int, word.split(","))
    least = min(LEAST, image.height, image.width)
    if min(height, width) < least or top + height > image.height or left + width > image.width:
        return None
    return sr.Part(top, left, height, width)


def _pick_part(
    page: str, image: sr.DecodedImage, digest: str, task: sr.Task, *, most: int, suggested: bool
) -> sr.Part | None:
    if max(image.height, image.width) <= QUICK_SIDES[-1] or not st.toggle(
        "Use only a part of the picture", value=suggested, key=f"{page}_cut_{suggested}", persist_state="session"
    ):
        return None
    return _chosen_part(page, image, digest, side=_quick_side(image, task, most), most=most)


def _quick_side(image: sr.DecodedImage, task: sr.Task, most: int) -> int:
    """Return the side of the largest square that is enlarged within `QUICK` seconds."""
    for side in (side for side in QUICK_SIDES if side < max(image.height, image.width)):
        part = sr.Part.square(image, side, across=0.5, down=0.5)
        if part.height * part.width <= most and cost(part.of(image), task) <= QUICK:
            return side
    return QUICK_SIDES[-1]


def _chosen_part(page: str, image: sr.DecodedImage, digest: str, *, side: int, most: int) -> sr.Part:
    """Return the part that is chosen of a picture: at first a square in its middle.

    Args:
        page: beginning of the widget's key.
        image: the picture.
        digest: digest of the picture.
        side: side of the square in pixels.
        most: most pixels of a part; a larger one is made smaller around its middle.
    """
    choices = kept(Choices).of
    if page not in choices or choices[page].digest != digest:
        choices[page] = Choice(digest, sr.Part.square(image, side, across=0.5, down=0.5))
    choice = choices[page]
    choice.part = choice.part.within_area(most)
    return choice.part


def show_overview(page: str, small: sr.DecodedImage, image: sr.DecodedImage, *, scale: int, most: int) -> None:
    """Show the whole picture with a frame around the part that `pick_part` has returned.

    Args:
        page: beginning of the widget's key.
        small: the whole picture, at most `LONGEST` pixels long, 8 bit.
        image: the picture.
        scale: enlargement per side, with which the size of the result is said; 1 says none.
        most: most pixels of a part.
    """
    choice, key = kept(Choices).of[page], f"{page}_frame"
    if choice.part != choice.dragged or widget(key) is None:
        choice.offered = choice.part
    data = {
        "digest": choice.digest,
        "image": _data_url(choice.digest, small),
        "alt": "The whole picture. The frame on it is the part that is enlarged.",
        "height": image.height,
        "width": image.width,
        "frame": _place(choice.offered or choice.part),
        "scale": scale,
        "least": LEAST,
        "most": most,
    }
    _overview(key=key, data=data, on_frame_change=partial(_take, page))


def _take(page: str) -> None:
    """Keep the part that the browser tells."""
    choice, value = kept(Choices).of[page], widget(f"{page}_frame")
    if value and value.get("frame"):
        choice.part = choice.dragged = sr.Part(*(int(number) for number in value["frame"]))


def _place(part: sr.Part) -> list[int]:
    return [part.top, part.left, part.height, part.width]


@st.cache_data(show_spinner=False, max_entries=2, scope="session")
def _data_url(digest: str, _small: sr.DecodedImage) -> str:
    """Encode the small picture once for all reruns; `digest` identifies it."""
    return f"data:image/webp;base64,{base64.b64encode(sr.encode(_small, 'webp')).decode('ascii')}"
