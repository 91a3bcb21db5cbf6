"""What a checkpoint measured, with interval and protocol, beside what its paper reports."""

import streamlit as st

import sr_core as sr

from ..shell.figures import Figure, card_figure, published_figures, set_title
from ..shell.numbers import count, decibel, degrees, span
from ..shell.text import plain
from ..workbench.verdict import worse_in, worse_text


def show_results(card: sr.ModelCard) -> None:
    """Show one table per kind of figure, and under each how it came about."""
    if not card.results:
        st.info("Nothing measured yet: no figure is shown that was not.")
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
            f"Published figures are copied from the papers ({sources}) and were not measured here; the gap is ours "
            "minus theirs. Compare the parameter counts: a paper's network may be many times larger."
        )


def _row(figure: Figure) -> dict[str, str]:
    row = {
        "Pictures": f"{set_title(figure.set)} ({figure.images})",
        "PSNR": decibel(figure.psnr),
        "Over bicubic": decibel(figure.gain, signed=True),
        "95 % interval": span(figure.gain_low, figure.gain_high, signed=True),
        "SSIM": f"{figure.ssim:.4f}",
        "MAE, levels": "–" if figure.mae is None else f"{figure.mae:.2f}",
        "Mean error": degrees(figure.mae_c),
        "Lanczos": degrees(figure.lanczos_mae_c),
        "RMSE": degrees(figure.rmse_c),
        "Largest": degrees(figure.max_c),
        "ms per megapixel": "–" if figure.milliseconds is None else f"{figure.milliseconds:,.0f}",
    }
    return {name: text for name, text in row.items() if text != "–"}


def _protocol(figures: list[Figure]) -> str:
    parts = list(dict.fromkeys(f"Protocol: {plain(f.protocol)}; LR by bicubic reduction" for f in figures))
    if any(f.gain_low is not None for f in figures):
        parts.append(
            "The interval is a 95 % bootstrap of the mean gain, picture by picture; with only five pictures it "
            "understates the uncertainty"
        )
    parts += dict.fromkeys(f"Time measured on {plain(f.hardware)}" for f in figures if f.milliseconds is not None)
    return ". ".join(parts) + "."


def _beside(ours: Figure, paper: Figure) -> dict[str, str]:
    return {
        "Paper's network": paper.name.removesuffix(" (published)"),
        "Pictures": set_title(ours.set),
        "Published": decibel(paper.psnr),
        "Ours": decibel(ours.psnr),
        "Gap": decibel(ours.psnr - paper.psnr, signed=True),
        "Their parameters": count(paper.parameters),
    }
