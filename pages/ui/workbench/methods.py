"""The method picker: networks and paths of a scale, best first, then interpolation. What is said comes from cards."""

from collections.abc import Callable

import streamlit as st

import sr_core as sr

from ..shell.figures import set_title
from ..shell.state import kept, widget

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
    return f"{cards[0].title} {_steps_text(cards)}"


def checkpoint_name(checkpoint_id: str) -> str:
    """Name of a checkpoint for people, its id where it is not installed."""
    return title(checkpoint_id) if card_of(checkpoint_id) else checkpoint_id


def short_title(method: str) -> str:
    """Name of a method where the scale is said beside it: "EDSR", "EDSR x4 then x2"."""
    card = card_of(method)
    return card.title if card else title(method)


def _steps_text(cards: tuple[sr.ModelCard, ...]) -> str:
    scales = [card.scale for card in cards]
    if len(set(scales)) == 1:
        return f"x{scales[0]} {TIMES[len(scales)]}"
    return " then ".join(f"x{scale}" for scale in scales)


def _option(method: str) -> str:
    cards = sr.path_cards(method)
    if not cards:
        return f"{INTERPOLATION_TEXT[method][0]} · interpolation"
    card = cards[0]
    parts = [card.title if len({c.title for c in cards}) == 1 else title(method)]
    if len(cards) > 1 and len({c.title for c in cards}) == 1:
        parts.append(_steps_text(cards))
    if sr.is_generated(method):
        parts.append("invents detail")
    elif len(cards) == 1 and card.result:
        parts.append(f"{card.result.gain:+.1f} dB")
    if len({c.purpose for c in sr.checkpoints()}) > 1:
        parts.append(card.purpose)
    return " · ".join(parts)


def pick_method(scale: int, seconds: Callable[[str], float]) -> str:
    """Show the methods that have this scale and what the chosen one is for; return it.

    Args:
        scale: enlargement per side.
        seconds: estimates what a method takes; where the best one is slow, the distilled ones are offered first.
    """
    methods, key = sr.methods_for(sr.PHOTOGRAPH, scale), f"home_method_x{scale}"
    if seconds(methods[0]) > sr.PHOTOGRAPH.slow and sr.quick_first(methods) != methods:
        methods, key = sr.quick_first(methods), f"{key}_quick"  # a key of its own: another one is proposed
    wanted = kept().photo.family
    index = next((i for i, method in enumerate(methods) if sr.family(method) == wanted), 0)

    def remember() -> None:
        kept().photo.family = sr.family(widget(key))

    method = st.selectbox(
        "Network", methods, index=index, format_func=_option, key=key, on_change=remember, persist_state="session"
    )
    st.caption(_purpose(method, scale))
    return method


def _purpose(method: str, scale: int) -> str:
    cards = sr.path_cards(method)
    if not cards:
        missing = (
            ""
            if len(sr.methods_for(sr.PHOTOGRAPH, scale)) > len(sr.INTERPOLATIONS)
            else f" No network enlarges {scale}× yet."
        )
        return INTERPOLATION_TEXT[method][1] + missing
    parts = [cards[0].summary]
    if sr.is_generated(method):
        parts.append(APPEARANCE_TEXT)
    if len(cards) > 1:
        later = "The second step works on the first step's output"
        if len(cards) > 2:
            later = "Each later step works on the output of the step before it"
        parts.append(f"{later}, so detail beyond {cards[0].scale}× is even less certain.")
    return " ".join([*parts, _measured(cards)]).strip()


def _measured(cards: tuple[sr.ModelCard, ...]) -> str:
    """Say the gains on the cards; a path has none of its own, so its steps' are said."""
    found = {card.scale: card.result for card in cards if card.result}
    if not found:
        return ""
    if len(cards) == 1:
        result = found[cards[0].scale]
        return f"Measured: {result.gain:+.2f} dB over bicubic on {set_title(result.set)}.{_beside_teacher(cards[0])}"
    single = ", ".join(f"x{scale} {result.gain:+.2f} dB ({set_title(result.set)})" for scale, result in found.items())
    return f"Measured over bicubic step by step only: {single}."


def _beside_teacher(card: sr.ModelCard) -> str:
    """Say what a distilled network spares and costs; empty for any other."""
    teacher = card_of(card.training.teacher) if card.training.teacher else None
    if teacher is None or teacher.result is None or card.result is None or teacher.result.set != card.result.set:
        return ""
    apart = card.result.gain - teacher.result.gain
    return (
        f" Distilled from {teacher.title}: needs {teacher.multiplications / card.multiplications:.0f} times fewer "
        f"operations, {abs(apart):.2f} dB {'above' if apart > 0 else 'below'} it there."
    )


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
