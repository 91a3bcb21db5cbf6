"""Students from which a small network was chosen, by width, depth and teacher."""

from collections.abc import Sequence

import streamlit as st

import sr_core as sr

from ..plots.plot import GREY, TEAL, Axis
from ..plots.scatter import Group, Point, show_scatter
from ..shell.text import count, decibel, figure, plain
from ..workbench.methods import checkpoint_name

COSTS = {
    "multiplications": ("MACs", "Multiply-accumulates (MACs) per input pixel"),
    "parameters": ("Parameters", "Parameters"),
    "seconds": ("Time", "Seconds per picture on the CPU"),
}

WITH_TEACHER, ALONE = "with teacher", "alone"


def show_students(card: sr.ModelCard) -> None:
    """Show table and plot of the students; nothing for a checkpoint without students."""
    try:
        found = sr.students(card)
    except sr.SRError as error:
        st.error(plain(str(error)))
        return
    if not found:
        return
    st.subheader("Width, depth and teacher", anchor=False)
    teacher = f" of the teacher, {plain(checkpoint_name(card.training.teacher))}" if card.training.teacher else ""
    st.markdown(
        f"{len(found)} students were each trained for {found[0].steps:,} steps on the same crops: half of them on the "
        f"originals alone, the others also on the results{teacher}. {_worth(found)}"
    )
    cost = st.segmented_control(
        "Cost",
        list(COSTS),
        default="multiplications",
        format_func=lambda c: COSTS[c][0],
        key="models_students",
        required=True,
        persist_state="session",
    )
    metric = st.segmented_control(
        "Quality",
        ["psnr", "ssim"],
        default="psnr",
        format_func=str.upper,
        key="models_students_metric",
        required=True,
        persist_state="session",
    )
    points = [
        Point(_name(s), float(getattr(s, cost)), float(getattr(s, metric)), _kind(s))
        for s in sorted(found, key=lambda s: getattr(s, cost))
    ]
    said = (lambda value: figure(value)) if cost == "seconds" else count
    alt = "; ".join(
        f"{_name(s)}, {_kind(s)}: {figure(getattr(s, metric), 4)} at {said(getattr(s, cost))}"
        for s in sorted(found, key=lambda s: getattr(s, cost))
    )
    title = {"psnr": "PSNR, dB", "ssim": "SSIM"}[metric]
    show_scatter(
        points,
        [Group(WITH_TEACHER, TEAL), Group(ALONE, GREY, symbol="diamond")],
        x=Axis(COSTS[cost][1], log=True, format=".3~s"),
        y=Axis(title),
        name="Students",
        alt=f"{title} over {COSTS[cost][1].lower()}. {alt}.",
        key="models_students_plot",
        height=320,
    )
    st.dataframe([_row(s) for s in found], hide_index=True, height="content")
    st.caption(
        "Figures are means over the validation pictures, in grey, with a border of as many pixels as the scale "
        "removed. "
        "The low-resolution inputs were made by bicubic reduction. Times were measured on the training machine, one "
        "picture at a time. The network of this card was trained longer."
    )


def _worth(found: Sequence[sr.Student]) -> str:
    """Say how the teacher changed PSNR: the mean of the paired differences."""
    pairs: dict[tuple[int, int], dict[bool, float]] = {}
    for s in found:
        pairs.setdefault((s.n_feats, s.n_resblocks), {})[s.distilled] = s.psnr
    gains = [pair[True] - pair[False] for pair in pairs.values() if len(pair) == 2]
    if not gains:
        return ""
    mean, better = sum(gains) / len(gains), sum(gain > 0 for gain in gains)
    return (
        f"The teacher changed PSNR by {decibel(mean, signed=True)} on average and raised it for {better} of "
        f"{len(gains)} "
        "sizes."
    )


def _name(s: sr.Student) -> str:
    return f"{s.n_feats} wide, {s.n_resblocks} deep"


def _kind(s: sr.Student) -> str:
    return WITH_TEACHER if s.distilled else ALONE


def _row(s: sr.Student) -> dict[str, str]:
    return {
        "Student": _name(s),
        "Trained": _kind(s),
        "PSNR": decibel(s.psnr),
        "SSIM": f"{s.ssim:.4f}",
        "Parameters": count(s.parameters),
        "MACs/px": count(s.multiplications),
        "s/picture": f"{s.seconds:.2f}",
    }
