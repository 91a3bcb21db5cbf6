"""The figures of a run in degC: mismatch with the input, and where a truth is known, the errors against it."""

import streamlit as st

import sr_core as sr

from ..shell.text import plain
from ..workbench.verdict import worse_agreement, worse_in, worse_text
from .outcome import COMPARED, ThermalOutcome
from .radiometry import radiometry_text


def show_figures(outcome: ThermalOutcome) -> None:
    """Show the figures with their protocol."""
    if outcome.errors:
        _show_errors(outcome)
    _show_mismatch(outcome)
    _show_correction(outcome)
    result, lr = outcome.result, outcome.lr
    parts = [
        f"{plain(lr.name)}, {plain(outcome.title)}: {lr.shape_text} → {result.image.shape_text} pixels, "
        f"{result.seconds:.1f} s",
        radiometry_text(lr.radiometry),
        "" if outcome.errors else "There is no original to compare with, so errors cannot be computed",
    ]
    st.caption(". ".join(filter(None, parts)) + ".")


def _show_errors(outcome: ThermalOutcome) -> None:
    # An interpolation stands there already: beside itself, corrected, or as itself.
    same = outcome.task.method in sr.INTERPOLATIONS
    twice = ("uncorrected" if outcome.made.is_corrected else outcome.task.method) if same else ""
    order = ("sr", "uncorrected", "bicubic", "lanczos")
    names = {side: outcome.name(side) for side in order if side in outcome.errors and side != twice}
    st.markdown(f"**Errors against the {outcome.reference_name.lower()}, °C**")
    st.dataframe([_row(name, outcome.errors[side]) for side, name in names.items()], hide_index=True, height="content")
    worse = [
        worse_text(
            plain(names[side]), worse_in(_figures(outcome.errors[side]), _figures(outcome.errors[base])), than=name
        )
        for side in ("sr", "uncorrected")
        if side in names
        for base, name in (("bicubic", "bicubic"), ("lanczos", "Lanczos"))
        if base != outcome.task.method
    ]
    if any(worse):
        st.info(" ".join(filter(None, worse)))
    made = (
        f"the thermogram was shrunk by bicubic {outcome.task.scale}× and enlarged again"
        if outcome.task.test
        else "the simulated scene, computed at the size of the result without noise; the input has a noise of 0.05 °C"
    )
    st.caption(
        f"Protocol: {made}. All pixels but a border of {outcome.task.scale} px. Skin: reference "
        f"{sr.SKIN_C[0]:g} to {sr.SKIN_C[1]:g} °C. Edges: reference changes by {sr.EDGE_C:g} °C per pixel or more. "
        "Hot spot: hottest mean of 3 × 3 pixels; its shift is in pixels of the result, its error is enlarged minus "
        "reference. 99.9 %: one pixel in a thousand is worse."
    )


def _figures(error: sr.TemperatureError) -> dict[str, float | None]:
    return {
        "mean error": error.mae_c,
        "RMSE": error.rmse_c,
        "99.9 % error": error.p999_c,
        "largest error": error.max_c,
        "mean error on skin": error.skin_mae_c,
        "mean error at edges": error.edge_mae_c,
    }


def _row(name: str, error: sr.TemperatureError) -> dict[str, str]:
    return {
        "Method": name,
        "Mean": _degrees(error.mae_c),
        "RMSE": _degrees(error.rmse_c),
        "99.9 %": _degrees(error.p999_c),
        "Max": _degrees(error.max_c),
        "Skin, mean": _degrees(error.skin_mae_c),
        "Edges, mean": _degrees(error.edge_mae_c),
        "Bias": _degrees(error.bias_c, "+"),
        "Hot spot shift, px": f"{error.hot_spot_shift:.1f}",
        "Hot spot error": _degrees(error.peak_error_c, "+"),
    }


def _degrees(value: float, sign: str = "") -> str:
    return f"{round(value, 3) + 0.0:{sign}.3f}".replace("-", "−") if value == value else "–"


def _show_mismatch(outcome: ThermalOutcome) -> None:
    st.markdown("**Consistency with the input, °C**")
    sides = [side for side in COMPARED if side == "sr" or side != outcome.task.method or outcome.made.is_corrected]
    rows = [
        {"Method": outcome.name(side), "Mean": _degrees(found.mean), "Max": _degrees(found.largest)}
        for side, found in outcome.made.agreement.items()
        if side in sides
    ]
    st.dataframe(rows, hide_index=True, height="content", width=420)
    if worse := worse_agreement(outcome.made):
        st.info(worse_text(plain(outcome.title), worse))
    st.caption(
        "The result, shrunk again by bicubic, against what was enlarged. 0 means full agreement with your image. It "
        "does not prove that added detail is real."
    )


def _show_correction(outcome: ThermalOutcome) -> None:
    correction = outcome.result.correction
    if correction is None:
        st.caption("*Force agreement with the measured temperatures* was off: the network's output was not corrected.")
        return
    if not outcome.made.is_corrected:
        st.markdown(
            f"*Force agreement with the measured temperatures* found nothing to correct: the largest difference of "
            f"{correction.mismatch_before:.3f} °C is within the NETD of {correction.tolerance:.3f} °C."
        )
        return
    reached = "within" if correction.mismatch_after <= correction.tolerance else "**not** within"
    gained = ""
    if "uncorrected" in outcome.errors:
        before, after = outcome.errors["uncorrected"], outcome.errors["sr"]
        gained = f" Mean error {before.mae_c:.4f} °C before, {after.mae_c:.4f} °C after."
    st.markdown(
        f"*Force agreement with the measured temperatures* took {correction.seconds:.2f} s and {correction.iterations} "
        f"{'correction' if correction.iterations == 1 else 'corrections'}: largest difference "
        f"{correction.mismatch_before:.3f} °C before, {correction.mismatch_after:.3f} °C after, {reached} the NETD of "
        f"{correction.tolerance:.3f} °C.{gained}"
    )
