"""Readings of the regions: lengths, the angle between two lines, values within a box or an ellipse."""

from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

import sr_core as sr

from ..shell.state import set_widget, widget
from ..shell.text import figure, plain
from ..workbench.regions import AREAS, show_removers
from .regions import calibrate, forget_calibration, remove, spacing_of


@dataclass(frozen=True, slots=True)
class Shown:
    """What is measured: the part that is shown, on every picture."""

    image: sr.DecodedImage
    """Whole input."""
    part: sr.Part
    """Part in pixels of the input."""
    pictures: Mapping[str, sr.DecodedImage]
    """Name -> the part of a picture, the input first."""
    digest: str
    """Digest of the file."""
    unit: str
    """Text after a value; empty for values without a unit."""

    @property
    def spacing(self) -> sr.dicom.Spacing | None:
        """Size of the input's pixels."""
        return spacing_of(self.image, self.digest)

    @property
    def calibrated(self) -> bool:
        """True where the user has calibrated it."""
        return self.spacing is not None and self.spacing.kind == sr.dicom.CALIBRATED


def show_readings(regions: list[sr.Region], shown: Shown) -> None:
    """Show what the regions measure, which is the same on input and result as far as lengths and areas go."""
    if not regions:
        st.caption("Choose *Line*, *Box* or *Ellipse* in the viewer and drag to measure lengths, angles and values.")
        return
    lines = [region for region in regions if region.kind == "line"]
    if lines:
        _show_lengths(lines, shown)
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
            if len(lines) > 1:
                _show_angle(lines, shown)
            _ask_calibration(lines, shown)
    areas = [region for region in regions if region.kind in AREAS]
    if areas:
        _show_values(areas, shown)
    with st.container(horizontal=True, gap="small"):
        show_removers("xray", regions, remove)
        if len(regions) > 1:
            st.button("Remove all", key="xray_remove_all", on_click=remove)


def _show_lengths(lines: list[sr.Region], shown: Shown) -> None:
    spacing, part = shown.spacing, shown.part
    unit = "mm" if spacing else "pixels of the input"
    texts = [f"{line.label}: {sr.line_length(line, part.height, part.width, spacing):.1f} {unit}" for line in lines]
    kind = f"  \nThe millimetres are from {plain(spacing.kind)}." if spacing else ""
    if shown.calibrated:
        kind = "  \nThe millimetres are calibrated by you. They are not written into any file."
    st.caption("  \n".join(texts) + kind)


def _show_angle(lines: list[sr.Region], shown: Shown) -> None:
    """Show the angle between two lines, at first the last two."""
    labels = [line.label for line in lines]
    for key, default in (("xray_first_line", labels[-2]), ("xray_second_line", labels[-1])):
        if widget(key) not in labels:
            set_widget(key, default)
    found = {line.label: line for line in lines}
    first, second = (
        str(st.selectbox(label, labels, key=key, width=110))
        for label, key in (("Angle between", "xray_first_line"), ("and", "xray_second_line"))
    )
    angle = sr.angle_between(found[first], found[second], shown.part.height, shown.part.width, shown.spacing)
    text = "It is the smaller angle between the two lines, as for a Cobb angle."
    st.markdown(f"**{angle:.1f}°**", help=text, width="content")


def _ask_calibration(lines: list[sr.Region], shown: Shown) -> None:
    """Offer to say how long a line is in truth."""
    with st.popover("Calibrate"):
        st.caption(
            "Draw a line along an object of known size, such as a marker ball, and say its length. All lengths and "
            "areas of this file follow. Downloads keep the millimetres of the file."
        )
        with st.form("xray_calibration", border=False):
            labels = [line.label for line in lines]
            label = st.selectbox("Line", labels, index=len(lines) - 1, key="xray_known_line")
            length = st.number_input("Its true length, mm", 0.1, 2000.0, 25.0, 1.0, "%.1f", key="xray_known_mm")
            if st.form_submit_button("Calibrate", key="xray_calibrate"):
                calibrate(lines[labels.index(label)], float(length), shown.image, shown.part, shown.digest)
                st.rerun()
    if shown.calibrated:
        st.button("Undo calibration", key="xray_calibration_undo", on_click=forget_calibration)


def _show_values(areas: list[sr.Region], shown: Shown) -> None:
    """Show mean, spread and area of boxes and ellipses on every picture."""
    rows = [_row(area, name, picture, shown) for area in areas for name, picture in shown.pictures.items()]
    st.dataframe(rows, hide_index=True, height="content")
    values = shown.unit or ("values of the file" if shown.image.unit else "grey levels")
    st.caption(
        f"Mean, SD, Min and Max are in {values}. A region covers the input pixels whose centre lies in it, "
        "and the same area of every other picture. SD is the standard deviation over the pixels."
    )


def _row(area: sr.Region, name: str, picture: sr.DecodedImage, shown: Shown) -> dict[str, str]:
    scale = picture.height // shown.part.height
    reading = sr.read_region(picture, area, scale=scale)
    row = {"Region": area.label, "Picture": name}
    row |= {"Mean": figure(reading.mean, 5), "SD": figure(reading.std)}
    row |= {"Min": figure(reading.min, 5), "Max": figure(reading.max, 5)}
    if spacing := shown.spacing:
        row["Area, mm²"] = figure(spacing.area_mm2(reading.pixels) / scale**2, 4)
    return row | {"Pixels": f"{reading.pixels:,}"}
