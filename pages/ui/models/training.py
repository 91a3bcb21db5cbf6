"""Training of a checkpoint: facts, curves, recipe, data and credits."""

import re

import streamlit as st

import sr_core as sr

from ..shell.text import duration, plain
from ..workbench.methods import checkpoint_name
from .curves import show_curves

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


def show_training(card: sr.ModelCard) -> None:
    """Show facts, curves and recipe; a damaged log or recipe gives a sentence instead."""
    training = card.training
    st.markdown(f"{_told(card)} {_lineage(card)}".strip())
    try:
        show_curves(card)
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
