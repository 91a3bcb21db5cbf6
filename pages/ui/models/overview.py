"""All checkpoints on one page: filters kept in the address, then what each is for, what it gains and what it costs."""

import html
from collections.abc import Mapping, Sequence

import streamlit as st

import sr_core as sr

from ..shell.address import Word, offer_link, say_refused
from ..shell.figures import card_figure, set_title
from ..shell.text import count, decibel, plain
from ..workbench.evidence import worse_in, worse_text

OBJECTIVES = {
    "accuracy": "Accuracy: close to the original",
    "appearance": "Appearance: looks sharp, invents detail",
}
"""ModelCard.objective -> training goal in words for people."""


def pick_models(cards: Sequence[sr.ModelCard]) -> list[sr.ModelCard]:
    """Show the filters, that by purpose even if there is one purpose only; return the cards that pass."""
    purposes = {card.purpose.lower().replace(" ", "-"): card.purpose for card in cards}
    with st.container(horizontal=True, gap="medium"):
        wanted = {
            "purpose": _pick("purpose", "Purpose", dict(sorted(purposes.items())), {}, least=1),
            "scale": _pick("scale", "Scale, per side", _scales(cards), {str(n): f"{n}×" for n in sr.SCALES}),
            "objective": _pick("goal", "Training goal", _objectives(cards), OBJECTIVES),
        }
    say_refused("purpose", "scale", "goal")
    offer_link()
    return [card for card in cards if all(w is None or str(getattr(card, key)) == w for key, w in wanted.items())]


def _pick(name: str, label: str, options: Mapping[str, str], names: Mapping[str, str], *, least: int = 2) -> str | None:
    """Show a filter with at least `least` options; return the choice, None for all.

    Args:
        name: name of its word in the address.
        label: text above it.
        options: word -> what is chosen.
        names: what is chosen -> its text.
        least: fewest options.
    """
    if len(options) < least:
        return None
    word = Word[str | None](
        name, f"models_{name}", options, None, lambda choice: names.get(choice or "", choice or "No filter")
    )
    word.follow()
    choice = st.pills(
        label,
        list(options.values()),
        format_func=lambda o: names.get(o, o),
        key=f"models_{name}",
        persist_state="session",
        width="content",
    )
    word.share(choice)
    return choice


def _scales(cards: Sequence[sr.ModelCard]) -> dict[str, str]:
    return {str(scale): str(scale) for scale in sorted({card.scale for card in cards})}


def _objectives(cards: Sequence[sr.ModelCard]) -> dict[str, str]:
    return {name: name for name in OBJECTIVES if any(card.objective == name for card in cards)}


MEANING = {
    "accuracy": "These networks were trained to come as close to the original as possible. They draw the average of "
    "all "
    "likely details, so fine texture stays smooth. Use them for everything that is looked at closely.",
    "appearance": "These networks were trained to look sharp. Hair, grass and cloth are **invented**, and PSNR is "
    "lower "
    "on purpose. Use them for pictures to look at, never to measure or to decide anything.",
}
_STYLE = """<style>
dl.facts { display: flex; flex-wrap: wrap; gap: 0.4rem 1.1rem; margin: 0 !important; padding: 0 !important;
  line-height: 1.35 }
dl.facts > div > dt { font-size: 0.8rem; font-weight: 400; opacity: 0.8; margin: 0; padding: 0 }
dl.facts > div > dd { margin: 0 !important; padding: 0; font-weight: 600; font-variant-numeric: tabular-nums }
</style>"""


def model_name(card: sr.ModelCard) -> str:
    """Name a checkpoint for people: "EDSR 4×"."""
    return f"{card.title} {card.scale}×"


def show_overview(cards: Sequence[sr.ModelCard]) -> None:
    """Show the cards in groups by training goal, each group in the order of scale and gain."""
    for objective, heading in OBJECTIVES.items():
        group = sorted((c for c in cards if c.objective == objective), key=_order)
        if group:
            st.header(heading, anchor=False)
            st.markdown(MEANING[objective])
            with st.grid(min_column_width=280, gap="small"):
                for card in group:
                    _show_card(card)


def _order(card: sr.ModelCard) -> tuple[int, float, str]:
    return card.scale, -card.result.gain if card.result else 0.0, card.title


def _show_card(card: sr.ModelCard) -> None:
    with st.container(border=True, gap="xxsmall", height="stretch"):
        st.button(
            f"**{plain(model_name(card))}** ›",
            key=f"models_card_{card.id}",
            type="tertiary",
            help=f"Open the card of {plain(model_name(card))}",
            on_click=open_card,
            args=(card.id,),
        )
        st.markdown(plain(card.summary))
        facts = {"Parameters": count(card.parameters), "MACs": f"{count(card.multiplications)} per input pixel"}
        if card.result is not None:
            figure = card_figure(card, card.result)
            facts = {f"Gain over bicubic, {set_title(figure.set)}": decibel(figure.gain, signed=True), **facts}
        show_facts(facts)
        if card.result is not None:
            base = {"PSNR": card.result.bicubic_psnr, "SSIM": card.result.bicubic_ssim}
            worse = worse_in({"PSNR": card.result.psnr, "SSIM": card.result.ssim}, base)
            if worse:
                st.caption(worse_text(plain(model_name(card)), worse, where=f"on {plain(set_title(card.result.set))}"))


def open_card(checkpoint_id: str | None) -> None:
    """Show one card, or all for None, from the next run of the page on; the URL has the choice as `?model=`."""
    if checkpoint_id is None:
        st.query_params.pop("model", None)
    else:
        st.query_params["model"] = checkpoint_id


def facts_style() -> None:
    """Write the style sheet of `show_facts`, once on each page."""
    st.html(_STYLE)


def show_facts(facts: Mapping[str, str]) -> None:
    """Show facts, label -> value, in a row."""
    pairs = (f"<div><dt>{html.escape(k)}</dt><dd>{html.escape(v)}</dd></div>" for k, v in facts.items())
    st.html(f'<dl class="facts">{"".join(pairs)}</dl>')
