"""The figures of a run: against a reference where there is one, and always against the input."""

import math

import streamlit as st

import sr_core as sr

from ..shell.numbers import decibel, figure
from ..shell.text import plain
from ..workbench.verdict import values, worse_agreement, worse_in, worse_text
from .outcome import COMPARED, XrayOutcome
from .picture import spacing_text
from .view import unit_of


def show_figures(outcome: XrayOutcome) -> None:
    """Show the figures with their protocol."""
    if outcome.scores:
        _show_scores(outcome)
    _show_mismatch(outcome)
    _show_correction(outcome)
    result, lr = outcome.result, outcome.lr
    size = f"{plain(lr.name)}, {plain(outcome.title)}: {lr.shape_text} → {result.image.shape_text} pixels"
    missing = "" if outcome.scores else " There is no original to compare with, so PSNR and SSIM cannot be computed."
    st.caption(f"{size}, {result.seconds:.1f} s.{missing} Result: {spacing_text(result.image.spacing)}")


def _names(outcome: XrayOutcome, sides: tuple[str, ...]) -> dict[str, str]:
    """Name the rows; an interpolation that was chosen itself stands there once."""
    same = outcome.task.method if outcome.task.method in sr.INTERPOLATIONS else ""
    return {
        side: outcome.name(side)
        for side in sides
        if not (side == same and not outcome.made.is_corrected) and not (side == "uncorrected" and same)
    }


def _show_scores(outcome: XrayOutcome) -> None:
    names = _names(outcome, ("sr", "uncorrected", "bicubic", "lanczos"))
    st.markdown(f"**Against the {outcome.reference_name.lower()}**")
    rows = [_row(name, outcome.scores[side]) for side, name in names.items() if side in outcome.scores]
    st.dataframe(rows, hide_index=True, height="content")
    worse = [
        worse_text(plain(names[side]), worse_in(shown_values(outcome.scores[side]), values(outcome.scores["bicubic"])))
        for side in ("sr", "uncorrected")
        if side in names and side in outcome.scores and "bicubic" in outcome.scores
    ]
    if any(worse):
        st.info(" ".join(filter(None, worse)))
    protocol = outcome.scores["sr"][0].protocol
    made = (
        f"the radiograph was shrunk by bicubic {outcome.task.scale}× and enlarged again"
        if outcome.task.test
        else "the simulated chest, computed at the size of the result without noise; the input has noise"
    )
    span = "lowest to highest value of the reference" if outcome.lr.unit else "all levels"
    rounded = f", {protocol.rounding}" if protocol.rounding else ""
    st.caption(
        f"Protocol: {made}. Grey values, {protocol.crop_border} px border removed{rounded}; range of PSNR and SSIM "
        f"{figure(protocol.data_range, 6)} ({span}). MAE: mean absolute error in {_value_name(outcome)}. The "
        f"{'reference' if outcome.task.test else 'input'}'s own noise limits every figure."
    )


def shown_values(scores: tuple[sr.Score, ...]) -> dict[str, float]:
    """Return the figures that the table shows."""
    return {name: value for name, value in values(scores).items() if name in ("PSNR", "SSIM", "MAE")}


def _row(name: str, scores: tuple[sr.Score, ...]) -> dict[str, str]:
    found = {score.name: score.value for score in scores}
    psnr = f"{found['PSNR']:.2f}" if math.isfinite(found["PSNR"]) else "identical"
    return {"Method": name, "PSNR, dB": psnr, "SSIM": f"{found['SSIM']:.4f}", "MAE": _value(found["MAE"])}


def _value_name(outcome: XrayOutcome) -> str:
    if not outcome.lr.unit:
        return "grey levels"
    return unit_of(outcome.lr) or "stored values"


def _value(value: float) -> str:
    return figure(value, 4)


def _show_mismatch(outcome: XrayOutcome) -> None:
    st.markdown("**Consistency with the input**")
    rows = [
        {"Method": name, "Mean": _value(found.mean), "Max": _value(found.largest)}
        for side, name in _names(outcome, COMPARED).items()
        for found in (outcome.made.agreement[side],)
    ]
    st.dataframe(rows, hide_index=True, height="content", width=420)
    if worse := worse_agreement(outcome.made):
        st.info(worse_text(plain(outcome.title), worse))
    st.caption(
        f"The result, shrunk again by bicubic, against what was enlarged, in {_value_name(outcome)}; as a map under "
        "*Compare with*. 0 means full agreement with your image. It does not prove that added detail is real."
    )


def _show_correction(outcome: XrayOutcome) -> None:
    correction = outcome.result.correction
    if correction is None:
        st.caption("*Force agreement with the original pixels* was off: the network's output was not corrected.")
        return
    if not outcome.made.is_corrected:
        st.markdown(
            f"*Force agreement with the original pixels* found nothing to correct: the largest difference of "
            f"{_value(correction.mismatch_before)} is within the tolerance of {_value(correction.tolerance)}."
        )
        return
    reached = "within" if correction.mismatch_after <= correction.tolerance else "**not** within"
    gained = ""
    if "uncorrected" in outcome.scores:
        gained = f" PSNR {_psnr(outcome, 'uncorrected')} before, {_psnr(outcome, 'sr')} after."
    took = f"{correction.seconds:.2f} s and {correction.iterations} correction{'s' * (correction.iterations != 1)}"
    before, after, tolerance = map(
        _value, (correction.mismatch_before, correction.mismatch_after, correction.tolerance)
    )
    st.markdown(
        f"*Force agreement with the original pixels* took {took}: largest difference {before} before, {after} after, "
        f"{reached} the tolerance of {tolerance}.{gained}"
    )


def _psnr(outcome: XrayOutcome, side: str) -> str:
    return decibel(outcome.scores[side][0].value)
