"""Names of methods for people, what is said about them, and the picker that proposes one."""

from collections.abc import Callable

import streamlit as st

import sr_core as sr

from ..shell.address import Word, say_refused

INTERPOLATION_TEXT = {
    "bicubic": ("Bicubic", "This interpolation is what every network has to improve on."),
    "lanczos": ("Lanczos", "This interpolation is a little sharper than bicubic and leaves faint halos at edges."),
}
TIMES = {1: "once", 2: "twice", 3: "three times"}
APPEARANCE_TEXT = (
    "It was trained as a GAN: a second network judged whether its pictures look real, not whether they are right. "
    "It draws detail that could have been there."
)
INVENTED = "This network was trained to look sharp. It invents detail; do not read that detail as evidence."
INTERPOLATED = "Interpolation invents no detail between the pixels, and recovers none."
FINER = "Detail finer than the input's pixels is likely, not measured."


def card_of(method: sr.Method) -> sr.ModelCard | None:
    """Return the card of a checkpoint; None for an interpolation, a path or a visitor's network."""
    return next((card for card in sr.checkpoints() if card.id == method), None)


def title(method: sr.Method) -> str:
    """Name of a method for people: "EDSR x4", "EDSR x2 three times", "Bicubic", "mine x4 (own network)"."""
    if isinstance(method, sr.Guest):
        return f"{method.title} x{method.scale} (own network)"
    cards = sr.path_cards(method)
    if not cards:
        return INTERPOLATION_TEXT[str(method)][0]
    if len(cards) == 1:
        return f"{cards[0].title} x{cards[0].scale}"
    if len({card.title for card in cards}) > 1:
        return ", then ".join(f"{card.title} x{card.scale}" for card in cards)
    return f"{cards[0].title} {steps_text(cards)}"


def training_goal(method: sr.Method) -> str:
    """Say what a method was trained for: "accuracy", "appearance", "unknown", or "–" for an interpolation."""
    if isinstance(method, sr.Guest):
        return "unknown"
    return "–" if not sr.path_cards(method) else "appearance" if sr.is_generated(method) else "accuracy"


def checkpoint_name(checkpoint_id: str) -> str:
    """Name of a checkpoint for people, its id where it is not installed."""
    return title(checkpoint_id) if card_of(checkpoint_id) else checkpoint_id


def short_title(method: sr.Method) -> str:
    """Name of a method where the scale stands beside it: "EDSR", "EDSR x4 then x2"."""
    card = card_of(method)
    return card.title if card else title(method)


def steps_text(cards: tuple[sr.ModelCard, ...]) -> str:
    """Name the steps of a path: "x2 three times", "x4 then x2"."""
    scales = [card.scale for card in cards]
    if len(set(scales)) == 1:
        return f"x{scales[0]} {TIMES[len(scales)]}"
    return " then ".join(f"x{scale}" for scale in scales)


def network_word(key: str, methods: list[str], default: str) -> Word[str]:
    """Return the word of the address for the choice of one method."""
    return Word("network", key, {method: method for method in methods}, default, title)


def pick_proposed(
    key: str,
    modality: sr.Modality,
    methods: list[str],
    seconds: Callable[[str], float],
    option: Callable[[str], str],
    said: Callable[[str], str],
) -> str:
    """Show the methods, with the proposed one chosen and the purpose of the chosen one below; return it.

    Args:
        key: beginning of the widget's key. Each proposal has a widget of its own, since a larger picture may need a
            lighter network.
        modality: the kind of picture.
        methods: methods from `sr.methods_for`.
        seconds: returns the seconds that a method takes on the picture; 0 without a picture.
        option: returns the text of a method in the list.
        said: returns what a method is for.
    """
    first = sr.propose(modality, methods, seconds)
    word = network_word(f"{key}_{first}", methods, sr.propose(modality, methods, lambda _: 0.0))
    word.follow()
    method = st.selectbox(
        "Network",
        methods,
        index=methods.index(first),
        format_func=option,
        key=f"{key}_{first}",
        persist_state="session",
    )
    st.caption(said(str(method)))
    word.share(str(method))
    say_refused("network")
    return str(method)
