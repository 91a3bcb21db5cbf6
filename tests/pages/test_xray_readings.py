"""Measuring on the X-ray page: values, areas, angles and a calibration, on input and result alike."""

import io
from pathlib import Path

import numpy as np
import pydicom
import pytest
from streamlit.testing.v1 import AppTest

import sr_core as sr
from pages.ui.xray.radiograph import Xray

from ..support.radiographs import cr
from ..support.visitor import kept_by, texts, upload

PAGE = str(Path(__file__).resolve().parents[2] / "pages" / "4_X-ray.py")
HALF = sr.Region("box", 0.0, 0.0, 0.5, 1.0, "B1")
LINES = [sr.Region("line", 0.25, 0.5, 0.75, 0.5, "L1"), sr.Region("line", 0.1, 0.5, 0.1 + 0.3, 0.5 + 0.25, "L2")]


@pytest.fixture
def page(tiny_checkpoint: str) -> AppTest:
    at = AppTest.from_file(PAGE, default_timeout=60).run()
    at.segmented_control(key="xray_scale").set_value(2).run()
    return upload(at, "a.dcm", cr())  # 80 x 96 pixels of 0.2 mm


def draw(at: AppTest, *regions: sr.Region) -> AppTest:
    kept_by(at, Xray).regions = list(regions)
    return at.run()


def enlarge(at: AppTest) -> AppTest:
    next(s for s in at.selectbox if s.label == "Network").set_value("bicubic").run()
    return at.button(key="xray_run").click().run()


def values(at: AppTest) -> list[dict]:
    return next(d.value for d in at.dataframe if "Mean" in d.value.columns).to_dict("records")


def test_a_box_tells_its_values_and_the_same_area_on_input_and_result(page: AppTest) -> None:
    at = draw(enlarge(page), HALF)
    rows = values(at)
    assert [row["Picture"] for row in rows] == ["Input", "Bicubic"]
    stored = pydicom.dcmread(io.BytesIO(cr())).pixel_array[:, :40]
    assert float(rows[0]["Mean"].replace(",", "")) == pytest.approx(stored.mean(), abs=0.1)
    assert float(rows[0]["SD"]) == pytest.approx(stored.std(), rel=0.01)
    assert (rows[0]["Pixels"], rows[1]["Pixels"]) == ("3,840", "15,360")
    assert {row["Area, mm²"] for row in rows} == {"153.6"}  # 40 x 96 pixels of 0.2 mm


def test_the_angle_between_the_last_two_lines_is_told(page: AppTest) -> None:
    at = draw(page, *LINES)
    assert f"{np.degrees(np.arctan2(0.25 * 96, 0.3 * 80)):.1f}°" in texts(at)


def test_a_calibration_moves_lengths_and_areas_and_is_not_written_into_the_file(page: AppTest) -> None:
    at = draw(page, *LINES[:1], HALF)
    assert "L1: 8.0 mm" in texts(at)
    at.number_input(key="xray_known_mm").set_value(4.0)
    at = at.button(key="xray_calibrate").click().run()
    assert not at.exception
    assert "L1: 4.0 mm" in texts(at)
    assert "calibrated by you. They are not written into any file" in texts(at)
    assert values(at)[0]["Area, mm²"] == "38.4"
    at = enlarge(at)
    assert "L1: 4.0 mm" in texts(at)
    here = kept_by(at, Xray)
    written = sr.encode_dicom(here.outcome.result.image, here.radiograph.data, method="bicubic")
    assert pydicom.dcmread(io.BytesIO(written)).ImagerPixelSpacing == [0.1, 0.1]
    at = at.button(key="xray_calibration_undo").click().run()
    assert "L1: 8.0 mm" in texts(at)


def test_another_file_is_not_calibrated(page: AppTest) -> None:
    at = draw(page, *LINES[:1])
    at = at.button(key="xray_calibrate").click().run()
    at = draw(upload(at, "b.dcm", cr(64, 80)), *LINES[:1])
    assert "L1: 8.0 mm" in texts(at)


def test_regions_are_removed_one_by_one_and_all(page: AppTest) -> None:
    at = draw(page, *LINES, HALF)
    at = at.button(key="xray_remove_L1").click().run()
    assert [region.label for region in kept_by(at, Xray).regions] == ["L2", "B1"]
    at = at.button(key="xray_remove_all").click().run()
    assert kept_by(at, Xray).regions == []
