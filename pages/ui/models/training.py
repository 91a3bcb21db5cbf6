"""Training of a checkpoint: curves from its log, recipe, data and credits."""

import math
import re
from collections.abc import Mapping, Sequence

import streamlit as st

import sr_core as sr

from ..plots.lines import Line, show_lines
from ..plots.plot import Axis
from ..shell.text import duration, figure, plain
from ..workbench.methods import checkpoint_name

LOSS_TERMS = {
    "l1": "mean absolute error",
    "mse": "mean squared error",
    "smoothness": "squared differences of neighbouring pixels",
    "tv": "total variation, the absolute differences of neighbouring pixels",
    "raster": "differences of the error between the positions of an input pixel's square, against checkerboards",
    "consistency": "disagreement with the input",
    "content": "differences of the features that a second network, VGG16, finds",
    "adversarial": "judgement of a network that tells results from real pictures",
}
"""Name of a term in a card's loss -> what it measures."""
_NOT_LOSSES = ("step", "seconds", "learning_rate")
_VALIDATION = "validation_psnr"


def show_training(card: sr.ModelCard) -> None:
    """Show facts, curves and recipe; a damaged log or recipe gives a sentence instead."""
    training = card.training
    st.markdown(f"{_told(card)} {_lineage(card)}".strip())
    try:
        show_curves(sr.training_log(card))
    except sr.SRError as error:
        st.error(plain(str(error)))
    with st.expander("Recipe (train.toml)"):
        try:
            recipe = sr.recipe_text(card)
        except sr.SRError as error:
            st.error(plain(str(error)))
            recipe = ""
        if recipe:
            st.code(recipe, language="toml", wrap_lines=True)
            st.caption("The command below runs it again. docs/training.md says what it needs.")
            st.code(f"python -m sr_core train models/{card.id}/train.toml --data DIR --out runs/{card.id}", "bash")
        else:
            st.markdown("No recipe was kept with this checkpoint.")
    with st.expander("Data and credits"):
        st.markdown(f"The network was trained on {training.pictures:,} pictures of {plain(training.data)}.")
        st.markdown(
            "\n".join(f"- {plain(credit)}" for credit in training.attribution) or "The data ask for no credits."
        )


def _told(card: sr.ModelCard) -> str:
    training = card.training
    words = re.findall(r"[a-z]\w*", training.loss)
    meanings = [f"{name} is the {meaning}" for name, meaning in LOSS_TERMS.items() if name in words]
    loss = f" The loss was {plain(training.loss)}: {plain('; '.join(meanings))}." if meanings else ""
    return (
        f"Training ran for {training.steps:,} steps on {training.pictures:,} pictures and took "
        f"{duration(training.seconds)} "
        f"on {plain(training.hardware)} in {plain(training.precision)}.{loss}"
    )


def _lineage(card: sr.ModelCard) -> str:
    names = [plain(checkpoint_name(name)) if name else "" for name in (card.training.start, card.training.teacher)]
    start = f"It started from the parameters of {names[0]}." if names[0] else ""
    teacher = f" It learned from the output of {names[1]}." if names[1] else ""
    return start + teacher


def show_curves(log: Mapping[str, Sequence[float]]) -> None:
    """Plot validation PSNR and losses over steps, with a description of each and a table of all values."""
    if not log:
        st.info("No training log was kept with this checkpoint.")
        return
    losses = [name for name in log if name not in _NOT_LOSSES and not name.startswith("validation")]
    left, right = st.columns(2, gap="medium")
    if _VALIDATION in log:
        with left:
            said = _validation_text(log)
            _curve(log, [_VALIDATION], "Validation PSNR, dB", said)
            st.caption(said)
    if losses:
        with right:
            said = _loss_text(log, losses)
            _curve(log, losses, "Loss", said)
            st.caption(said)
    with st.expander("All logged values"):
        st.dataframe({name: list(values) for name, values in log.items()}, hide_index=True)


def _validation_text(log: Mapping[str, Sequence[float]]) -> str:
    points = [(v, s) for v, s in zip(log[_VALIDATION], log["step"], strict=True) if math.isfinite(v)]
    if not points:
        return "No validation PSNR was measured."
    (first, at), (last, end), (best, top) = points[0], points[-1], max(points)
    return (
        f"Validation PSNR on held-out training pictures, in all channels, was {first:.2f} dB at step {at:,.0f} and "
        f"{last:.2f} dB at step {end:,.0f}; the best was {best:.2f} dB at step {top:,.0f}. These figures cannot be "
        "compared "
        "with those on Set5."
    )


def _loss_text(log: Mapping[str, Sequence[float]], losses: Sequence[str]) -> str:
    parts = []
    for name in losses:
        values = [v for v in log[name] if math.isfinite(v)]
        if values:
            parts.append(f"{name.replace('_', ' ')} went from {figure(values[0])} to {figure(values[-1])}")
    return f"Training loss: {', '.join(parts)}." if parts else "No training loss was logged."


def _curve(log: Mapping[str, Sequence[float]], columns: Sequence[str], title: str, alt: str) -> None:
    show_lines(
        [Line(name.replace("_", " "), tuple(zip(log["step"], log[name], strict=True))) for name in columns],
        [Axis(title, log=len(columns) > 1)],
        x=Axis("Training step", format=","),
        name=title,
        alt=alt,
        key=f"models_curve_{title.split()[0].lower()}",
    )
