"""Readings of the regions as tables: every picture, the change of each mean, the difference of two regions."""

from collections.abc import Mapping

import streamlit as st

import sr_core as sr

from ..plots.lines import Line, show_lines
from ..plots.plot import Axis
from ..shell.state import set_widget, widget
from ..shell.text import plain
from ..workbench.regions import AREAS
from .certainty import show_certainty
from .look import Look
from .regions import kept_pairs, kept_regions
from .thermogram import ThermalOutcome

CHANGE = 0.02
"""Change of a region's mean below which enlarging has kept it, degC."""

Pictures = Mapping[str, sr.DecodedImage]
"""Name of a picture -> temperatures; the input comes first."""


def show_readings(pictures: Pictures, outcome: ThermalOutcome | None, look: Look) -> None:
    """Show all readings of the regions."""
    regions = kept_regions()
    if not regions:
        st.caption("Point at the picture to read a temperature. Draw a spot, box, ellipse or line to keep a reading.")
        return
    rows = [row for region in regions for row in _rows(region, pictures, outcome, look)]
    st.dataframe(rows, hide_index=True, height="content")
    st.caption(
        "A region covers the input pixels whose centre lies in it, and the same area of every other picture. A spot "
        "covers "
        "one input pixel. SD is the standard deviation over the pixels."
    )
    if outcome is not None:
        _show_change(regions, outcome, look)
        show_certainty(regions, outcome, look)
    _show_pairs(pictures, outcome, look)
    with st.expander("Difference of any two regions") if kept_pairs() else st.container():
        _show_delta(regions, pictures, outcome, look)
    for region in regions:
        if region.kind == "line":
            _show_profile(region, pictures, outcome, look)


def _read(image: sr.DecodedImage, region: sr.Region, outcome: ThermalOutcome | None) -> sr.Reading:
    return sr.read_region(image, region, scale=outcome.per_input(image) if outcome is not None else 1)


def _rows(
    region: sr.Region, pictures: Pictures, outcome: ThermalOutcome | None, look: Look
) -> list[dict[str, str | int]]:
    readings = {name: _read(image, region, outcome) for name, image in pictures.items()}
    rows: list[dict[str, str | int]] = [
        {
            "Region": region.label,
            "Picture": name,
            "Mean": look.text(reading.mean),
            "Min": look.text(reading.min),
            "Max": look.text(reading.max),
            "SD": look.difference(reading.std, 2).lstrip("+"),
            "Pixels": str(reading.pixels),
        }
        for name, reading in readings.items()
    ]
    if outcome is not None:
        given, enlarged = (readings[outcome.name(side)] for side in ("input", "sr"))
        change = sr.thermal.delta(enlarged, given)
        cells = {"Mean": change.mean, "Min": change.min, "Max": change.max}
        texts = {name: look.difference(value, 2) for name, value in cells.items()}
        rows.insert(2, {"Region": region.label, "Picture": "Difference", **texts, "SD": "", "Pixels": ""})
    return rows


def _show_change(regions: list[sr.Region], outcome: ThermalOutcome, look: Look) -> None:
    lines = []
    for region in regions:
        if region.kind in AREAS:
            enlarged, given = (_read(outcome.image(side), region, outcome) for side in ("sr", "input"))
            moved = enlarged.mean - given.mean
            verdict = "less than" if abs(moved) < CHANGE else "**not** less than"
            limit = look.difference(CHANGE, 3).lstrip("+")
            change = look.difference(abs(moved)).lstrip("+")
            lines.append(f"{plain(region.label)}: enlarging changed the mean by {change}, {verdict} {limit}.")
    if lines:
        st.markdown("  \n".join(lines))


def _show_pairs(pictures: Pictures, outcome: ThermalOutcome | None, look: Look) -> None:
    """Show the readings of each region beside those of its mirror image, and left minus right."""
    rows = []
    for left, right in kept_pairs():
        for name, image in pictures.items():
            one, two = _read(image, left, outcome), _read(image, right, outcome)
            change = sr.thermal.delta(one, two)
            means = {"Left": left.label, "Mean left": look.text(one.mean), "Right": right.label}
            rows.append({"Picture": name, **means, "Mean right": look.text(two.mean), **_differences(change, look)})
    if not rows:
        return
    st.markdown("**Left and right**")
    st.dataframe(rows, hide_index=True, height="content")
    st.caption(
        "Differences (ΔT) are left minus right. Left and right are as the names say. Without such names they are the "
        "sides of the picture: of a person who faces the camera, the left side is at the picture's right."
    )


def _show_delta(regions: list[sr.Region], pictures: Pictures, outcome: ThermalOutcome | None, look: Look) -> None:
    labels = [region.label for region in regions if region.kind != "line"]
    if len(labels) < 2:
        return
    for key, default in (("thermal_first", labels[-2]), ("thermal_second", labels[-1])):
        if widget(key) not in labels:
            set_widget(key, default)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        one = st.selectbox("Temperature of", labels, key="thermal_first", width=130)
        two = st.selectbox("minus that of", labels, key="thermal_second", width=130)
    found = {region.label: region for region in regions}
    rows = []
    for name, image in pictures.items():
        change = sr.thermal.delta(*(_read(image, found[str(label)], outcome) for label in (one, two)))
        rows.append({"Picture": name, **_differences(change, look)})
    st.dataframe(rows, hide_index=True, height="content")


def _differences(change: sr.thermal.Delta, look: Look) -> dict[str, str]:
    values = {"mean": change.mean, "min": change.min, "max": change.max}
    return {f"ΔT of {kind}": look.difference(value, 2) for kind, value in values.items()}


def _show_profile(region: sr.Region, pictures: Pictures, outcome: ThermalOutcome | None, look: Look) -> None:
    shown = dict(pictures)
    if outcome is not None and outcome.task.method != "bicubic":
        shown |= {"Bicubic": outcome.image("bicubic")}
    lines: dict[str, tuple[tuple[float, float], ...]] = {}
    for name, image in shown.items():
        scale = outcome.per_input(image) if outcome is not None else 1
        profile = sr.thermal.profile(image, region, scale=scale)
        lines[name] = tuple(
            (d, sr.thermal.to_degrees(v, look.unit)) for d, v in zip(profile.distance, profile.values, strict=True)
        )
    ranges = [
        f"{name} from {min(known):.2f} to {max(known):.2f} {look.sign}"
        for name, line in lines.items()
        if (known := [value for _, value in line if value == value])
    ]
    st.markdown(f"**Profile along {plain(region.label)}**")
    show_lines(
        [Line(name, points) for name, points in lines.items()],
        [Axis(f"Temperature, {look.sign}", format=".2f")],
        x=Axis("Distance, input pixels", format=".1f"),
        name=f"Profile along {region.label}",
        alt=f"Temperature along {region.label}: {'; '.join(ranges)}.",
        key=f"thermal_profile_{region.label}",
        height=280,
    )
    st.caption(
        "The profile runs from the start of the line to its end and is interpolated between pixel centres. Click a "
        "name to hide its curve, and double-click it to see that curve alone. The buttons above the plot zoom and "
        "move it."
    )
