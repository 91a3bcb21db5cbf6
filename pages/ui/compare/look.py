"""How the pictures of a comparison are looked at, and what is drawn on them, in the words of the address."""

import re
import secrets
from collections.abc import Sequence
from dataclasses import fields
from functools import partial

import sr_core as sr

from ..shell.address import asked, is_asked, read_word, refuse, share
from ..viewer.link import Link, is_known
from .comparison import Comparison

FIRST = {
    "view": "The grid",
    "left": "The first picture",
    "right": "The first network",
    "divider": "The middle",
    "difference": "No difference",
    "pictures": "The usual choice",
    "place": "The whole picture",
    "lens": "No lens",
    "smooth": "Exact pixels",
}
"""Word of `Link` -> what is shown without it."""
DRAWN = {"region": ("box", "No region"), "line": ("line", "No line"), "spot": ("spot", "No spot")}
"""Word of the address -> kind of what is drawn, and what there is without it."""
_SHARE = re.compile(r"0(\.\d{1,5})?|1", re.ASCII)
LOOK = (*FIRST, *DRAWN)
"""Names of all words that this file follows."""
assert set(FIRST) == {each.name for each in fields(Link)} - {"mark"}


def follow_look(comparison: Comparison, ids: Sequence[str], bases: Sequence[str]) -> None:
    """Note the view and the regions that the address asks for.

    Args:
        comparison: state of the page.
        ids: ids of all pictures that there can be.
        bases: ids of those that may be subtracted.
    """
    if not is_asked("view"):
        return
    words = {name: read_word(name, partial(is_known, name, ids=ids, bases=bases), used) for name, used in FIRST.items()}
    comparison.link = Link(secrets.token_hex(4), **words)
    for name, (kind, used) in DRAWN.items():
        word = asked(name)
        region = _region(kind, word)
        if region is not None:
            comparison.draw(region)
        elif word:
            refuse(name, [word], used)


def share_drawn(comparison: Comparison) -> None:
    """Keep what is drawn in the address."""
    for name, region in (("region", comparison.box), ("line", comparison.line), ("spot", comparison.spot)):
        share(name, "" if region is None else _word(region))


def _word(region: sr.Region) -> str:
    ends = (region.x0, region.y0) if region.kind == "spot" else (region.x0, region.y0, region.x1, region.y1)
    return ",".join(f"{end:.5f}".rstrip("0").rstrip(".") for end in ends)


def _region(kind: str, word: str) -> sr.Region | None:
    """Return the region of a word; None for what is none."""
    ends = word.split(",")
    if len(ends) != (2 if kind == "spot" else 4) or not all(map(_SHARE.fullmatch, ends)):
        return None
    x0, y0, x1, y1 = map(float, ends * 2 if kind == "spot" else ends)
    return sr.Region(kind, x0, y0, x1, y1)
