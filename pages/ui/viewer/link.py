"""How a grid is looked at, as words of an address, which `words` of `state.js` writes."""

import re
from collections.abc import Collection
from dataclasses import dataclass

_NUMBERS = re.compile(r"\d{1,6}(\.\d{1,6})?(,\d{1,6}(\.\d{1,6})?)*", re.ASCII)
VIEWS = ("grid", "stack", "left", "right")
"""Views of a grid: all pictures, two under a divider, and only the left or the right one of these."""


@dataclass(frozen=True, slots=True)
class Link:
    """View of a grid; an empty word means what is shown at first."""

    mark: str
    """Text that no other link of the browser's page has: a view is shown once for each."""
    view: str = ""
    """One of `VIEWS`."""
    left: str = ""
    """Id of the picture left of the divider."""
    right: str = ""
    """Id of the picture right of the divider."""
    divider: str = ""
    """Share of the width that shows the left picture, from 0 to 1."""
    difference: str = ""
    """Id of the picture that is subtracted."""
    pictures: str = ""
    """Ids of pictures that were put into the grid, and with "-" before them, that were taken out."""
    place: str = ""
    """Zoom, in screen pixels for each picture pixel, and the picture point in the middle: "4,120.5,88"."""
    lens: str = ""
    """Left and upper pixel of the magnifier's patch, which is held there: "64,128"."""
    smooth: str = ""
    """ "1" to blend pixels into each other."""


def is_known(name: str, word: str, ids: Collection[str], bases: Collection[str]) -> bool:
    """True if a word can be followed.

    Args:
        name: name of the word, a field of `Link`.
        word: the word.
        ids: ids of all pictures that there can be.
        bases: ids of those that may be subtracted.
    """
    if name in ("left", "right"):
        return word in ids
    if name == "pictures":
        return all(id.removeprefix("-") in ids for id in word.split(","))
    if name == "divider":
        return len(found := _numbers(word)) == 1 and 0 <= found[0] <= 1
    if name == "place":
        return len(found := _numbers(word)) == 3 and found[0] > 0
    if name == "lens":
        return len(found := _numbers(word)) == 2 and all(side >= 0 and side.is_integer() for side in found)
    return word in {"view": VIEWS, "difference": bases, "smooth": ("1",)}[name]


def _numbers(word: str) -> list[float]:
    """Return numbers from 0 on, divided by commas; empty for any other text."""
    return [float(number) for number in word.split(",")] if _NUMBERS.fullmatch(word) else []
