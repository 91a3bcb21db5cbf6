"""Where a network stands among its peers, and links that open it on other pages."""

from collections.abc import Sequence

import streamlit as st
from streamlit.errors import StreamlitPageNotFoundError

import sr_core as sr

from ..shell.figures import set_title
from ..shell.frame import PAGES
from ..shell.text import decibel, plain
from ..workbench.methods import title

PURPOSES = {
    sr.PHOTOGRAPH.purpose: ("photograph", "Enlarge"),
    sr.RADIOGRAPH.purpose: ("chest X-ray", "X-ray"),
    sr.THERMOGRAM.purpose: ("thermogram", "Thermal"),
}
"""Purpose on a card -> word for its networks, and the page on which they are used."""
_SAMPLE = "cat"
"""Sample that Compare and Enlarge open with, unless the visitor has a picture there."""


def show_rank(card: sr.ModelCard, rank: sr.Rank | None) -> None:
    """Say a network's place among the networks of its purpose and scale."""
    if rank is None or rank.of == 1:
        return
    kind = PURPOSES.get(card.purpose, (card.purpose.lower(), ""))[0]
    place = "The best" if rank.place == 1 else f"{_ordinal(rank.place)}"
    behind = ""
    if rank.place > 1:
        behind = f", {decibel(rank.behind)} below the best, {plain(title(rank.best.id))}"
    elif rank.rival is not None:
        behind = f", ahead of {plain(title(rank.rival.id))}"
    where = f"by PSNR on {plain(set_title(rank.set))}{behind}"
    st.markdown(f"**{place} of {rank.of} {plain(kind)} networks at {card.scale}×** {where}.")


def _ordinal(number: int) -> str:
    last = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{last}"


def show_links(card: sr.ModelCard, rank: sr.Rank | None) -> None:
    """Offer to use the network, and to compare it with bicubic and its best peer."""
    page = PURPOSES.get(card.purpose, ("", "Enlarge"))[1]
    rivals = [card.id, *([rank.rival.id] if rank is not None and rank.rival is not None else [])]
    with st.container(horizontal=True, gap="medium"):
        _link(page, "Try it ›", try_words(card, page))
        if not card.unit:
            beside = f" and {plain(title(rivals[1]))}" if len(rivals) > 1 else ""
            _link("Compare", f"Compare it with bicubic{beside} ›", compare_words(card, rivals))


def try_words(card: sr.ModelCard, page: str) -> dict[str, str]:
    """Return the words of the address that open a page with this network."""
    words = {"scale": str(card.scale), "network": card.id}
    if page == "Enlarge":
        words["sample"] = _SAMPLE
    if page == "X-ray" and sr.is_generated(card.id):
        words["generated"] = "1"
    return words


def compare_words(card: sr.ModelCard, methods: Sequence[str]) -> dict[str, str]:
    """Return the words of the address that open Compare with these methods."""
    return {"sample": _SAMPLE, "scale": str(card.scale), "networks": ",".join(methods)}


def _link(page: str, label: str, words: dict[str, str]) -> None:
    try:
        st.page_link(PAGES[page], label=label, query_params=words)
    except StreamlitPageNotFoundError:  # a page run by itself, without home.py, has no others to go to
        st.caption(label, width="content")
