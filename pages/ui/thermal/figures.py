"""Figures of a run in degC: consistency with the input, and errors where the truth is known."""

import streamlit as st

import sr_core as sr

from ..plots.heatmap import show_error_map
from ..plots.plot import Axis
from ..shell.glossary import explain
from ..shell.text import plain
from ..workbench.error_bars import BAR_WORDS, pick_bars, show_bars
from ..workbench.evidence import FORCE, show_agreement, show_correction, worse_in, worse_text
from .radiometry import radiometry_text
from .thermogram import COMPARED, ThermalOutcome

MAP_END = 0.5
"""Error in degC that has the colour of the end of the heatmap, as the error maps of the viewer at first."""


def show_figures(outcome: ThermalOutcome) -> None:
    """Show the figures with their protocol."""
    if outcome.errors:
        _show_errors(outcome)
        _show_error_places(outcome)
    said = "Each result was shrunk again by bicubic and compared with the input."
    show_agreement(outcome, COMPARED, _degrees, unit=", °C", said=said)
    gained = ""
    if "uncorrected" in outcome.errors:
        before, after = outcome.errors["uncorrected"], outcome.errors["sr"]
        gained = f"The mean error was {before.mae_c:.4f} °C before and is {after.mae_c:.4f} °C after."
    show_correction(outcome, "NETD", lambda celsius: f"{celsius:.3f} °C", gained)
    if (shown := pick_bars(outcome, "thermal", lambda width: f"{width:.3f} °C")) is not None:
        show_bars(outcome, shown, "thermal")
    result, lr = outcome.result, outcome.lr
    parts = [
        f"{plain(lr.name)}, {plain(outcome.title)}: {lr.shape_text} → {result.image.shape_text} pixels, "
        f"{result.seconds:.1f} s",
        radiometry_text(lr.radiometry),
        "" if outcome.errors else "There is no original to compare with, so errors cannot be computed",
    ]
    st.caption(". ".join(filter(None, parts)) + ".")
    errors = ("Reference", "MAE", "Protocol") if outcome.errors else ()
    explain("Bicubic", "Lanczos", "Consistency", FORCE, *BAR_WORDS, "NETD", *errors, "Emissivity", "Radiometric")


def _show_errors(outcome: ThermalOutcome) -> None:
    names = outcome.names(tuple(side for side in ("sr", "uncorrected", "bicubic", "lanczos") if side in outcome.errors))
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
        else "the reference is the simulated scene, computed at the size of the result without noise; the input has "
        "a noise "
        "of 0.05 °C"
    )
    st.caption(
        f"Protocol: {made}. A border of {outcome.task.scale} px is left out. Skin means reference temperatures of "
        f"{sr.SKIN_C[0]:g} to {sr.SKIN_C[1]:g} °C; edges are where the reference changes by {sr.EDGE_C:g} °C per "
        "pixel or "
        "more. The hot spot is the hottest mean of 3 × 3 pixels; its shift is in pixels of the result, and its error "
        "is "
        "the result minus the reference. 99.9 % is the error that one pixel in a thousand exceeds."
    )


def _show_error_places(outcome: ThermalOutcome) -> None:
    """Offer the errors of a side at their places, with the value under the pointer."""
    names = outcome.names(tuple(side for side in ("sr", "uncorrected", "bicubic", "lanczos") if side in outcome.errors))
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        shown = st.toggle("Error heatmap in °C", key="thermal_map", persist_state="session")
        if not shown:
            return
        side = st.selectbox("Of", list(names), format_func=names.__getitem__, key="thermal_map_of", width=280)
    name = names[str(side)]
    errors = sr.error_map(outcome.image(str(side)), outcome.image("reference"))
    worst = max(errors.areas, key=lambda area: abs(area.largest) if area.largest == area.largest else 0.0)
    show_error_map(
        errors,
        end=MAP_END,
        quantity=Axis("Error, °C", format="+.3f"),
        name=f"Errors of {name}, °C",
        alt=f"Errors of {name} against the {outcome.reference_name.lower()}. The largest is "
        f"{_degrees(worst.largest, '+')} °C, in the area that begins at x {worst.left}, y {worst.top}. The table gives "
        "mean and largest error by area.",
        key="thermal_map_plot",
    )
    cell = f"the largest error of {errors.block} × {errors.block} pixels" if errors.block > 1 else "one pixel"
    st.caption(
        f"Each cell is {cell}; red is too warm, blue too cold. Errors beyond ±{MAP_END:g} °C have the colour of the "
        "end. The border is included here, but not in the table of errors."
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
        "Largest": _degrees(error.max_c),
        "Skin, mean": _degrees(error.skin_mae_c),
        "Edges, mean": _degrees(error.edge_mae_c),
        "Bias": _degrees(error.bias_c, "+"),
        "Hot spot shift, px": f"{error.hot_spot_shift:.1f}",
        "Hot spot error": _degrees(error.peak_error_c, "+"),
    }


def _degrees(value: float, sign: str = "") -> str:
    return f"{round(value, 3) + 0.0:{sign}.3f}".replace("-", "−") if value == value else "–"
