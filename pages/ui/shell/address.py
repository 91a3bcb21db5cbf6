"""Address of a page: it names what can be shared without a picture, so that a copied link opens the same settings.

Nothing of an uploaded file is put into it. Words are short and stay the same when texts on the page change: numbers,
ids of networks and samples, names of views. No widget is bound to the address (`bind="query-params"`): it would hold
the widget's texts, and Streamlit 1.67 adds a step to the browser's history for each bound widget when one comes back.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

import streamlit as st

from .state import Shell, kept, set_widget, widget
from .text import plain, shortened

WORDS: Mapping[str, tuple[str, ...]] = {
    "Enlarge": ("sample", "mode", "scale", "network", "part"),
    "Models": ("model", "purpose", "scale", "goal"),
    "Compare": (
        *("sample", "mode", "scale", "networks", "kernel", "blur", "noise", "jpeg", "loss", "part"),
        *("view", "left", "right", "divider", "difference", "pictures", "place", "lens", "smooth"),
        *("region", "line", "spot"),
    ),
    "Benchmark": ("scale", "set", "picture"),
    "Thermal": ("sample", "mode", "scale", "network"),
    "X-ray": ("sample", "mode", "scale", "network", "generated"),
    "Lesson": ("part", "step", "sample", "class"),
}
"""Page -> names of the words that its address may have; docs/addresses.md lists their values."""
MOST = 3
"""Most foreign words that a sentence names."""
OWN_KEPT = "This link asks for a sample. Your own picture is kept instead."
"""Sentence where a visitor who has brought a picture opens a link to a sample."""
_HERE = Path(__file__).parent
T = TypeVar("T")

# `st.query_params` would add a step to the browser's history for every word that is written.
_address = st.components.v2.component("honest_pixels_address", js=(_HERE / "address.js").read_text(encoding="utf-8"))
_link = st.components.v2.component(
    "honest_pixels_link",
    html='<div class="link"><button type="button">Copy link</button><span class="said" role="status"></span>'
    '<label hidden>The link is selected. Copy it from here:<input type="text" readonly></label><p hidden></p></div>',
    css=(_HERE / "link.css").read_text(encoding="utf-8"),
    js=(_HERE / "link.js").read_text(encoding="utf-8"),
)


def words_of(page: str) -> tuple[str, ...]:
    """Return the names of a page's words; a page that is not in the navigation has those of Enlarge."""
    return WORDS.get(page, WORDS["Enlarge"])


def read_address(page: str) -> None:
    """Note the words with which a page is opened.

    Where the address has any word of the page, those that it leaves out ask for the default, so that a link opens the
    same for everybody; without any, the visitor's settings stay.
    """
    here, found, known = kept(Shell), st.query_params.to_dict(), words_of(page)
    here.asked = {name: found.get(name, "") for name in known} if any(found.get(name) for name in known) else {}
    here.unknown = tuple(name for name in found if name not in known)
    here.refused.clear()


def show_unknown() -> None:
    """Say which names in the address mean nothing on this page."""
    if unknown := kept(Shell).unknown:
        is_one = len(unknown) == 1
        st.warning(
            f"This link names {_listed(unknown)}, which this page does not know. {'It is' if is_one else 'They are'} "
            "ignored."
        )


def asked(name: str) -> str:
    """Return what the address asked for when the visitor came to this page; "" without it, and from then on."""
    return kept(Shell).asked.pop(name, "")


def is_asked(name: str) -> bool:
    """True if the visitor came by an address with words of this page, and this one was not followed yet."""
    return name in kept(Shell).asked


def refuse(name: str, found: Sequence[str], used: str) -> None:
    """Note that the address asks for something that is not offered; `say_refused` says so until the page is left.

    Args:
        name: name of the word.
        found: what it asks for.
        used: what is used instead, as the beginning of a sentence: "4×".
    """
    note(
        name,
        f"This link asks for {_listed([f'{name}={word}' for word in found])}, which this page does not offer. "
        f"{plain(used)} is used instead.",
    )


def note(name: str, sentence: str) -> None:
    """Keep a sentence about a word until the page is left; "" drops it."""
    kept(Shell).refused[name] = sentence


def say_refused(*names: str) -> None:
    """Say which of these words ask for something that is not offered."""
    for name in names:
        if sentence := kept(Shell).refused.get(name):
            st.warning(sentence)


def read_word(name: str, known: Callable[[str], bool], used: str) -> str:
    """Return what the address asks for; "" without it, and for what is not known, which is refused."""
    word = asked(name)
    if word and not known(word):
        refuse(name, [word], used)
        return ""
    return word


def read_list(name: str, known: Collection[str], used: str) -> list[str]:
    """Return which of the known words the address asks for, divided by commas; all others are refused."""
    words = list(dict.fromkeys(filter(None, asked(name).split(","))))
    if foreign := [word for word in words if word not in known]:
        refuse(name, foreign, used if len(foreign) == len(words) else "What is left of the list")
    return [word for word in words if word in known]


def _listed(words: Sequence[str]) -> str:
    """Name foreign words, each shortened, and at most `MOST` of them."""
    named = [f"“{plain(shortened(word))}”" for word in words[:MOST]]
    if len(words) > MOST:
        named.append(f"{len(words) - MOST} more")
    return " and ".join(filter(None, [", ".join(named[:-1]), named[-1]]))


@dataclass(frozen=True)
class Word(Generic[T]):
    """A word for the choice of one widget: `follow` it before the widget is shown, `share` the choice after it."""

    name: str
    """Name in the address, of `WORDS`."""
    key: str
    """Key of the widget."""
    options: Mapping[str, T]
    """Word -> value of the widget."""
    default: T
    """Value of the widget that needs no word."""
    said: Callable[[T], str] = str
    """Returns a value's text on the page."""

    def follow(self) -> None:
        """Set the widget to what the address asks for. What is not offered is refused."""
        if is_asked(self.name):
            word = read_word(self.name, self.options.__contains__, self.said(self.default))
            set_widget(self.key, self.options.get(word, self.default))
        if widget(self.key) not in (None, self.default):
            note(self.name, "")

    def share(self, value: T) -> None:
        """Keep the choice in the address; a default is left out."""
        word = next((word for word, known in self.options.items() if known == value), "")
        share(self.name, "" if value == self.default else word)


def share(name: str, word: str) -> None:
    """Keep a word in the address of the page; "" takes it out."""
    _address(key=f"frame_address_{name}", data={"name": name, "word": word})


def offer_link(*, own: bool = False) -> None:
    """Show the button that copies the address of the page, without words that are not the page's.

    Args:
        own: True where the page shows a file of the visitor, which no link holds; this is said beside the button.
    """
    note = "The link carries the settings, not your picture." if own else ""
    _link(key="frame_link", data={"words": list(words_of(kept(Shell).page)), "note": note})
