"""Legibility: how many handwritten digits a small network still reads after each method has enlarged them."""

import streamlit as st

import sr_core as sr

from ..shell.text import plain
from ..workbench.methods import title
from .digit_results import show_results
from .digit_trial import show_trial


def show_legibility() -> None:
    """Show what was measured on MNIST, and offer a trial; nothing where there is no classifier."""
    if not sr.digits.has_classifier():
        return
    st.header("Can the digits still be read?", anchor=False)
    try:
        card = sr.digits.find_classifier()
        record = sr.digits.read_record(card)
    except sr.SRError as error:
        st.error(plain(str(error)))
        return
    st.markdown(
        "Handwritten digits are shrunk, enlarged again by each method, and read by a small network that was trained on "
        "sharp digits. PSNR says how close the pixels are; this test asks whether the meaning survived. It does not "
        "measure what a person can read, and it says nothing about medical pictures."
    )
    scale = st.segmented_control(
        "Shrunk and enlarged by",
        sr.digits.DIGIT_SCALES,
        default=max(sr.digits.DIGIT_SCALES),
        format_func=lambda n: f"{n}×",
        key="benchmark_digits_scale",
        required=True,
        persist_state="session",
    )
    if record is not None:
        show_results(record.at(int(scale)), key="benchmark_digits_table")
        st.caption(f"{_explained(record, int(scale))} {plain(' '.join(card.attribution))}.")
    show_trial(card, int(scale))


def _explained(record: sr.digits.DigitRecord, scale: int) -> str:
    found = record.at(scale)
    missing = [m for m in sr.digits.digit_methods(scale) if m not in {r.method for r in found}]
    parts = [
        f"Measured on {record.count:,} digits of {plain(record.set)}: {plain(record.protocol)}",
        "The interval is Wilson's. p is the probability of so uneven a split if the method and bicubic were equally "
        "legible (McNemar's exact test); where so many methods are compared, a p just below 0.05 may be chance",
    ]
    sharp = [plain(title(r.method)) for r in found if r.weights and sr.is_generated(r.method)]
    if sharp:
        parts.append(f"Trained to look sharp, so that they may draw another digit: {', '.join(sharp)}")
    if missing:
        parts.append(f"Not measured yet: {', '.join(plain(title(m)) for m in missing)}")
    return ". ".join(parts) + "."
