"""Card of one checkpoint, from its purpose to its checksum."""

from collections.abc import Sequence

import streamlit as st

import sr_core as sr

from ..shell.figures import Figure, card_figure, published_figures, set_title
from ..shell.text import count, decibel, degrees, duration, plain, span
from ..workbench.evidence import worse_in, worse_text
from .actions import show_links, show_rank
from .downloads import show_downloads
from .drawing import show_drawing
from .example import show_example, show_soon
from .overview import OBJECTIVES, model_name, open_card, show_facts
from .paper import show_paper
from .phantoms import show_phantoms
from .students import show_students
from .training import show_training


def show_detail(card: sr.ModelCard, cards: Sequence[sr.ModelCard]) -> None:
    """Show one card; `cards` are all cards, from which the same network at other scales is offered."""
    goal = OBJECTIVES[card.objective].partition(": ")[2]
    st.header(plain(model_name(card)), anchor=False)
    st.markdown(f"**Purpose: {plain(card.purpose.lower())}. Training goal: {plain(goal)}.** {plain(card.summary)}")
    if card.objective == "appearance":
        st.warning(
            "This network was trained to look sharp, not to be close to the original. It invents detail, and its "
            "PSNR is "
            "lower on purpose. Do not measure, diagnose or identify anything in its pictures."
        )
    _numbers(card)
    rank = sr.rank(card, cards)
    show_rank(card, rank)
    show_links(card, rank)
    _siblings(card, cards)
    example = show_soon(card)
    results, limits = st.columns([2, 1], gap="large")
    with results:
        st.subheader("Measured", anchor=False)
        show_results(card)
        show_phantoms(card)
    with limits:
        st.subheader("Limits", anchor=False)
        st.markdown("\n".join(f"- {plain(limit)}" for limit in card.limits) or "The card names no limits.")
    drawing, paper = st.columns([2, 3], gap="large")
    with drawing:
        st.subheader("Architecture", anchor=False)
        show_drawing(card)
    with paper:
        st.subheader("In the literature", anchor=False)
        show_paper(card)
    show_students(card)
    st.subheader("Training", anchor=False)
    show_training(card)
    st.subheader("Files and licence", anchor=False)
    show_downloads(card)
    show_example(card, example)


def _numbers(card: sr.ModelCard) -> None:
    facts: dict[str, str] = {}
    if card.result is not None:
        figure = card_figure(card, card.result)
        facts[f"Gain over bicubic, {set_title(figure.set)}"] = decibel(figure.gain, signed=True)
        if figure.gain_low is not None:
            facts["95 % interval, dB"] = span(figure.gain_low, figure.gain_high, signed=True)
    facts["Parameters"] = count(card.parameters)
    facts["MACs per input pixel"] = count(card.multiplications)
    facts["Works on"] = {"rgb": "colour", "y": "brightness (colour by bicubic)", "gray": "grey"}[card.channels]
    facts["Training time"] = duration(card.training.seconds).removeprefix("about ")
    show_facts(facts)


def _siblings(card: sr.ModelCard, cards: Sequence[sr.ModelCard]) -> None:
    """Offer the same network at its other scales."""
    family = card.id.rpartition("-x")[0]
    others = [c for c in cards if c.id.rpartition("-x")[0] == family and c.id != card.id]
    if others:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.caption("Other scales", width="content")
            for other in others:
                name = plain(model_name(other))
                st.button(name, key=f"models_other_{other.id}", on_click=open_card, args=(other.id,))


def show_results(card: sr.ModelCard) -> None:
    """Show our figures and published ones, each table with its protocol below."""
    if not card.results:
        st.info("Nothing has been measured yet. Figures are shown only after they were measured.")
        return
    ours = [card_figure(card, result) for result in card.results]
    st.dataframe([_row(figure) for figure in ours], hide_index=True, height="content")
    for result in card.results:
        base = {"PSNR": result.bicubic_psnr, "SSIM": result.bicubic_ssim}
        if worse := worse_in({"PSNR": result.psnr, "SSIM": result.ssim}, base):
            st.info(worse_text(plain(f"{card.title} {card.scale}×"), worse, where=f"on {plain(set_title(result.set))}"))
    st.caption(_protocol(ours))
    papers = [(f, paper) for f in ours for paper in published_figures(card.scale, f.set, card)]
    if papers:
        st.markdown("**What papers report for this design**")
        st.dataframe([_beside(*pair) for pair in papers], hide_index=True, height="content")
        sources = "; ".join(dict.fromkeys(plain(paper.source) for _, paper in papers))
        st.caption(
            f"Published figures are copied from the papers ({sources}) and were not measured here. The gap is our "
            "figure minus the published one. Compare the parameter counts: a paper's network may be many times larger."
        )


def _row(figure: Figure) -> dict[str, str]:
    row = {
        "Pictures": f"{set_title(figure.set)} ({figure.images})",
        "PSNR": decibel(figure.psnr),
        "Gain over bicubic": decibel(figure.gain, signed=True),
        "95 % interval": span(figure.gain_low, figure.gain_high, signed=True),
        "SSIM": f"{figure.ssim:.4f}",
        "MAE, levels": "–" if figure.mae is None else f"{figure.mae:.2f}",
        "Mean error": degrees(figure.mae_c),
        "Mean error of Lanczos": degrees(figure.lanczos_mae_c),
        "RMSE": degrees(figure.rmse_c),
        "Largest error": degrees(figure.max_c),
        "ms per megapixel": "–" if figure.milliseconds is None else f"{figure.milliseconds:,.0f}",
    }
    return {name: text for name, text in row.items() if text != "–"}


def _protocol(figures: list[Figure]) -> str:
    parts = list(
        dict.fromkeys(f"Protocol: {plain(f.protocol)}; low-resolution input by bicubic reduction" for f in figures)
    )
    if any(f.gain_low is not None for f in figures):
        parts.append(
            "The interval is a 95 % bootstrap interval of the mean gain, paired by picture; with only five pictures it "
            "understates the uncertainty"
        )
    parts += dict.fromkeys(f"Times were measured on {plain(f.hardware)}" for f in figures if f.milliseconds is not None)
    return ". ".join(parts) + "."


def _beside(ours: Figure, paper: Figure) -> dict[str, str]:
    return {
        "Paper's network": paper.name.removesuffix(" (published)"),
        "Pictures": set_title(ours.set),
        "Published": decibel(paper.psnr),
        "Ours": decibel(ours.psnr),
        "Gap": decibel(ours.psnr - paper.psnr, signed=True),
        "Parameters in the paper": count(paper.parameters),
    }
