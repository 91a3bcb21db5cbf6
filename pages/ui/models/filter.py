"""Which checkpoints are shown: by purpose, scale and what they were trained for; kept in the URL."""

from collections.abc import Sequence

import streamlit as st

import sr_core as sr

OBJECTIVES = {
    "accuracy": "Close to the truth",
    "appearance": "Looks sharp, invents detail",
}
"""ModelCard.objective -> words for people."""


def pick_models(cards: Sequence[sr.ModelCard]) -> list[sr.ModelCard]:
    """Show the filters, and what the networks here are made for even if all are for one; return what passes."""
    with st.container(horizontal=True, gap="medium"):
        wanted = {
            "purpose": _pick("purpose", "Made for", sorted({card.purpose for card in cards}), {}, least=1),
            "scale": _pick("scale", "Scale, per side", _scales(cards), {str(n): f"{n}×" for n in sr.SCALES}),
            "objective": _pick("objective", "Training goal", _objectives(cards), OBJECTIVES),
        }
    return [card for card in cards if all(w is None or str(getattr(card, key)) == w for key, w in wanted.items())]


def _pick(key: str, label: str, options: list[str], names: dict[str, str], *, least: int = 2) -> str | None:
    """Show one filter of at least so many options; return its choice, None for all. The key is also its URL name."""
    if len(options) < least:
        return None
    choice = st.pills(
        label, options, format_func=lambda o: names.get(o, o), key=f"models_{key}", bind="query-params", width="content"
    )
    return None if choice is None else str(choice)


def _scales(cards: Sequence[sr.ModelCard]) -> list[str]:
    return [str(scale) for scale in sorted({card.scale for card in cards})]


def _objectives(cards: Sequence[sr.ModelCard]) -> list[str]:
    return [name for name in OBJECTIVES if any(card.objective == name for card in cards)]
