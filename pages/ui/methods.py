"""The method picker: interpolation and every checkpoint of a scale, grouped, with what it is for and its gain."""

import streamlit as st

import sr_core as sr

INTERPOLATION_TEXT = {
    "bicubic": ("Bicubic", "The plain enlargement every network must beat."),
    "lanczos": ("Lanczos", "Interpolation too, a little sharper, with faint halos at edges."),
}


def find_card(method: str) -> sr.ModelCard | None:
    """Return the card of a checkpoint; None for an interpolation."""
    return next((card for card in sr.checkpoints() if card.id == method), None)


def title(method: str) -> str:
    """Name of a method for people: "EDSR x4", "Bicubic"."""
    card = find_card(method)
    return f"{card.title} x{card.scale}" if card else INTERPOLATION_TEXT[method][0]


def family(method: str) -> str:
    """The method without its scale, by which a choice survives a change of scale."""
    card = find_card(method)
    return method.removesuffix(f"-x{card.scale}") if card else method


def _option(method: str) -> str:
    card = find_card(method)
    if card is None:
        return f"Interpolation · {INTERPOLATION_TEXT[method][0]}"
    return f"{card.purpose} · {card.title}{_gain(card)}"


def _gain(card: sr.ModelCard) -> str:
    return f" · {card.result.gain:+.1f} dB" if card.result else ""


def pick_scale() -> int:
    """Show the scale picker; return the enlargement per side."""
    scale = st.segmented_control(
        "Scale, per side",
        sr.SCALES,
        default=4,
        format_func=lambda n: f"{n}×",
        key="scale",
        required=True,
        width="stretch",
    )
    return int(scale)


def pick_method(scale: int) -> str:
    """Show the methods that have this scale and what the chosen one is for; return its id."""
    cards = sorted((c for c in sr.checkpoints() if c.scale == scale), key=lambda c: c.purpose)
    methods = [card.id for card in cards] + list(sr.INTERPOLATIONS)
    wanted = st.session_state.get("family")
    index = next((i for i, method in enumerate(methods) if family(method) == wanted), 0)
    key = f"method_x{scale}"

    def remember() -> None:
        st.session_state.family = family(st.session_state[key])

    method = st.selectbox("Network", methods, index=index, format_func=_option, key=key, on_change=remember)
    st.caption(_purpose(method, scale))
    return method


def _purpose(method: str, scale: int) -> str:
    card = find_card(method)
    if card is None:
        missing = "" if any(c.scale == scale for c in sr.checkpoints()) else f" No network enlarges {scale}× yet."
        return INTERPOLATION_TEXT[method][1] + missing
    if card.result is None:
        return card.summary
    return f"{card.summary} Measured: {card.result.gain:+.2f} dB over bicubic on {card.result.set}."
