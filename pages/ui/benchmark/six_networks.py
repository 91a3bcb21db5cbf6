"""The six networks of the study in one table, under one protocol."""

from collections.abc import Sequence

import streamlit as st

import sr_core as sr

from ..shell.figures import published_figures, set_title
from ..shell.text import count, decibel, plain, span
from ..workbench.methods import title
from .copies import offer_copies


def show_six(cards: Sequence[sr.ModelCard], scale: int, name: str) -> None:
    """Show SRCNN, VDSR, EDSR, SRGAN, ESRGAN and the autoencoder at 2× or 4×; nothing where they were not measured."""
    try:
        found = sr.study(cards, scale, name)
    except sr.SRError as error:
        st.error(f"{plain(str(error))}.")
        return
    if sum(row.result is not None for row in found) < 2:
        return
    st.header("The six networks of the study in one table", anchor=False)
    rows = [_row(row, scale, name) for row in found]
    st.dataframe(rows, hide_index=True, height="content")
    protocol = next(row.result.protocol for row in found if row.result is not None)
    said = " ".join(
        [
            f"{set_title(name)} at {scale}×, low-resolution inputs by bicubic reduction, one protocol for all: "
            f"{protocol}. Gains are over bicubic, with the 95 % bootstrap interval paired by picture.",
            *_exceptions(found, scale),
        ]
    )
    st.caption(plain(said))
    offer_copies(rows, said, label=f"Six networks, {set_title(name)} at {scale}×")


def _row(row: sr.StudyRow, scale: int, name: str) -> dict[str, str]:
    result, twice = row.result, "+" in row.method
    papers = published_figures(scale, name, row.card)
    paper = min(papers, key=lambda p: abs((p.parameters or 0) - row.parameters), default=None)
    return {
        "Network": row.card.title,
        "Runs": f"{row.card.scale}× twice" if twice else f"{scale}× once" if row.method else "–",
        "PSNR": decibel(result.psnr if result else None),
        "SSIM": f"{result.ssim:.4f}" if result else "–",
        "Gain": decibel(result.gain if result else None, signed=True),
        "95 % interval": span(result.gain_low, result.gain_high, signed=True) if result else "–",
        "Paper": decibel(paper.psnr if paper else None),
        "Gap": decibel(result.psnr - paper.psnr if result and paper else None, signed=True),
        "Parameters": count(row.parameters),
        "MACs/px": count(row.multiplications) if row.method else "–",
    }


def _exceptions(found: Sequence[sr.StudyRow], scale: int) -> list[str]:
    twice = [title(row.card.id) for row in found if "+" in row.method]
    missing = [row.card.title for row in found if not row.method]
    unmeasured = [row.card.title for row in found if row.method and row.result is None]
    sharp = [row.card.title for row in found if row.card.objective == "appearance"]
    told = []
    if twice:
        told.append(f"{', '.join(twice)} runs twice, since there is no network of {scale}×.")
    if missing:
        told.append(f"There is no network of {scale}× for {', '.join(missing)}.")
    if unmeasured:
        told.append(f"Not measured since its last training: {', '.join(unmeasured)}.")
    if sharp:
        told.append(f"Trained to look sharp, with a lower PSNR on purpose: {', '.join(sharp)}.")
    return told
