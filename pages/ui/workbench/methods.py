"""Names of methods for people, and the picker that proposes one. What is said comes from cards."""

from collections.abc import Callable

import streamlit as st

import sr_core as sr

INTERPOLATION_TEXT = {
    "bicubic": ("Bicubic", "The plain enlargement every network must beat."),
    "lanczos": ("Lanczos", "Interpolation too, a little sharper, with faint halos at edges."),
}
TIMES = {1: "once", 2: "twice", 3: "three times"}
APPEARANCE_TEXT = (
    "Trained as a GAN: a second network judged whether its pictures look real, not whether they are right. "
    "It draws what could have been there."
)


def card_of(method: str) -> sr.ModelCard | None:
    """Return the card of a checkpoint; None for an interpolation or a path."""
    return next((card for card in sr.checkpoints() if card.id == method), None)


def title(method: str) -> str:
    """Name of a method for people: "EDSR x4", "EDSR x2 three times", "Bicubic"."""
    cards = sr.path_cards(method)
    if not cards:
        return INTERPOLATION_TEXT[method][0]
    if len(cards) == 1:
        return f"{cards[0].title} x{cards[0].scale}"
    if len({card.title for card in cards}) > 1:
        return ", then ".join(f"{card.title} x{card.scale}" for card in cards)
    return f"{cards[0].title} {steps_text(cards)}"


def checkpoint_name(checkpoint_id: str) -> str:
    """Name of a checkpoint for people, its id where it is not installed."""
    return title(checkpoint_id) if card_of(checkpoint_id) else checkpoint_id


def short_title(method: str) -> str:
    """Name of a method where the scale is said beside it: "EDSR", "EDSR x4 then x2"."""
    card = card_of(method)
    return card.title if card else title(method)


def steps_text(cards: tuple[sr.ModelCard, ...]) -> str:
    """Name the steps of a path: "x2 three times", "x4 then x2"."""
    scales = [card.scale for card in cards]
    if len(set(scales)) == 1:
        return f"x{scales[0]} {TIMES[len(scales)]}"
    return " then ".join(f"x{scale}" for scale in scales)


def pick_proposed(
    key: str,
    modality: sr.Modality,
    methods: list[str],
    seconds: Callable[[str], float],
    option: Callable[[str], str],
    said: Callable[[str], str],
) -> str:
    """Show methods with the proposed one chosen, and what the chosen one is for; return it.

    Args:
        key: of the widget, which gets one of its own for each proposal: a larger picture may need the lighter network.
        modality: kind of the picture.
        methods: from `sr.methods_for`.
        seconds: says how long a method takes on the picture; 0 without one.
        option: writes a method in the list.
        said: says what a method is for.
    """
    first = sr.propose(modality, methods, seconds)
    method = st.selectbox(
        "Network",
        methods,
        index=methods.index(first),
        format_func=option,
        key=f"{key}_{first}",
        persist_state="session",
    )
    st.caption(said(str(method)))
    return str(method)
