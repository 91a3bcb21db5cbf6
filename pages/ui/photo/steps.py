"""Steps of a path: comparisons of their pictures, and in a test their scores."""

import math

import streamlit as st

import sr_core as sr

from ..shell.text import figure
from ..workbench.evidence import values, worse_in, worse_text
from .picture import PhotoOutcome


def step_pairs(outcome: PhotoOutcome) -> dict[str, tuple[str, str]]:
    """Name each step's comparison and give its sides: the picture before the step, and after it."""
    sides = ["input", *(f"step{n}" for n in range(1, len(outcome.steps) + 1))]
    return {f"Step {n} · {outcome.step_scale(n)}×": (sides[n - 1], sides[n]) for n in range(1, len(sides))}


def side_name(outcome: PhotoOutcome, side: str) -> str:
    """Name a step's picture: "After step 1, 4×"."""
    n = int(side.removeprefix("step"))
    reduced = ", reduced" * (outcome.task.size is not None and n == len(outcome.steps))
    return f"After step {n}, {outcome.step_scale(n)}×{reduced}"


def step_note(outcome: PhotoOutcome, right: str) -> str:
    """Say what the comparison of a step shows."""
    n, steps = int(right.removeprefix("step")), len(outcome.steps)
    if n == 1:
        seen = f"On the left is the input of {outcome.lr.shape_text} pixels, on the right the output of the first step"
    else:
        seen = f"On the left is the output of step {n - 1}; step {n} made of it what is on the right"
    block = "square" if outcome.task.size is None else "block"
    return (
        f"Step {n} of {steps}. {seen}. Smaller pictures are shown at the size of the result, with each pixel as a "
        f"{block}."
    )


def show_step_scores(outcome: PhotoOutcome) -> None:
    """Show the scores of each step of a test against the reference at its size; nothing for a single network."""
    if not outcome.made.steps:
        return
    lines = ["| Step | Pixels | PSNR, dB | Gain over bicubic, dB | SSIM |", "|---|---|---|---|---|"]
    lines += [_line(n, row) for n, row in enumerate(outcome.made.steps, 1)]
    st.markdown("\n".join(lines))
    protocol = outcome.made.steps[0].scores[0].protocol
    rounding = f", {protocol.rounding}" if protocol.rounding else ""
    worse = [worse_text(f"Step {n}", _worse(row)) for n, row in enumerate(outcome.made.steps, 1)]
    if any(worse):
        st.info(" ".join(filter(None, worse)))
    borders = ", ".join(str(row.scores[0].protocol.crop_border) for row in outcome.made.steps)
    st.caption(
        "Each step is compared with the reference, reduced by bicubic to the size of the step. The gain is over "
        "bicubic from "
        f"the same input to the same size. Protocol: {protocol.channel}, {borders} px border removed, "
        f"range {figure(protocol.data_range, 6)}{rounding}."
    )


def _worse(row: sr.StepScores) -> list[str]:
    shown = ("PSNR", "SSIM")
    mine, base = values(row.scores), values(row.bicubic_scores)
    return worse_in({name: mine[name] for name in shown}, base)


def _line(n: int, row: sr.StepScores) -> str:
    psnr, ssim = (next(s for s in row.scores if s.name == name) for name in ("PSNR", "SSIM"))
    base = next(s.value for s in row.bicubic_scores if s.name == "PSNR")
    gain = psnr.value - base  # nan where both are identical to the reference
    cells = (
        f"{n} · {row.scale}×".replace(" ", "\N{NO-BREAK SPACE}"),
        row.size.replace(" ", "\N{NO-BREAK SPACE}"),
        f"{psnr.value:.2f}" if math.isfinite(psnr.value) else "identical",
        f"{gain:+.2f}" if math.isfinite(gain) else "",
        f"{ssim.value:.4f}",
    )
    return f"| {' | '.join(cells)} |"
