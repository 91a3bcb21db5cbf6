"""Our figures beside those of the papers, network by network."""

from collections.abc import Sequence

import streamlit as st

import sr_core as sr

from ..shell.figures import Figure, card_figure, published_figures, set_title
from ..shell.text import count, decibel, plain
from .copies import offer_copies


def show_gaps(cards: Sequence[sr.ModelCard], scale: int, name: str) -> None:
    """Show ours, the paper's and the gap for every network whose paper reports this set at this scale."""
    pairs = pair_up(cards, scale, name)
    if not pairs:
        return
    st.header("Ours, the paper's, and the gap", anchor=False)
    rows = [gap_row(*pair) for pair in pairs]
    st.dataframe(rows, hide_index=True, height="content")
    sources = "; ".join(dict.fromkeys(paper.source for _, paper in pairs))
    said = (
        f"PSNR on {set_title(name)} at {scale}×. Ours was measured under the protocol {pairs[0][0].protocol}. The "
        f"papers' figures are copied from {sources}. The gap is ours minus the paper's."
    )
    st.caption(
        f"{plain(said)} Compare the parameter counts: a paper's network may be many times larger, and it was usually "
        "trained for days on GPUs."
    )
    offer_copies(rows, said, label=f"Gap to the papers, {set_title(name)} at {scale}×")


def pair_up(cards: Sequence[sr.ModelCard], scale: int, name: str) -> list[tuple[Figure, Figure]]:
    """Pair each measured network with the figures of its paper, the one with the nearest parameter count only."""
    pairs = []
    for card in cards:
        ours = next((card_figure(card, r) for r in card.results if (card.scale, r.set) == (scale, name)), None)
        papers = published_figures(scale, name, card)
        if ours is not None and papers:
            pairs.append((ours, min(papers, key=lambda paper: abs((paper.parameters or 0) - card.parameters))))
    return sorted(pairs, key=lambda pair: -pair[0].psnr)


def gap_row(ours: Figure, paper: Figure) -> dict[str, str]:
    """Write one pair."""
    return {
        "Network": ours.name,
        "Ours": decibel(ours.psnr),
        "Paper": decibel(paper.psnr),
        "Gap": decibel(ours.psnr - paper.psnr, signed=True),
        "Paper's network": paper.name.removesuffix(" (published)"),
        "Our parameters": count(ours.parameters),
        "Paper's parameters": count(paper.parameters),
    }
