"""Regions of the Thermal page: mirrored by hand, named, read as left and right, and written into files."""

import csv as table_file
import io
import json
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

import sr_core as sr
from pages.ui.thermal.readings_file import readings_csv, readings_json
from pages.ui.thermal.regions import mirror
from pages.ui.thermal.thermogram import Thermal, ThermalOutcome, Thermogram

from ..support.thermograms import csv
from ..support.visitor import kept_by, texts, upload


@pytest.fixture
def page() -> AppTest:
    page = Path(__file__).resolve().parents[2] / "pages" / "3_Thermal.py"
    return upload(AppTest.from_file(str(page), default_timeout=60).run(), "disc.csv", csv())


def add(at: AppTest, kind: str, *percent: float) -> AppTest:
    at.selectbox(key="thermal_kind").set_value(kind)
    for name, value in zip(("x0", "y0", "x1", "y1"), percent, strict=True):
        at.number_input(key=f"thermal_{name}").set_value(value)
    return next(b for b in at.button if b.label == "Add").click().run()


def name(at: AppTest, label: str, wanted: str) -> AppTest:
    return at.text_input(key=f"thermal_name_{label}").set_value(wanted).run()


def press(at: AppTest, what: str, label: str) -> AppTest:
    return at.button(key=f"thermal_{what}_{label}").click().run()


def regions(at: AppTest) -> dict[str, sr.Region]:
    return {region.label: region for region in kept_by(at, Thermal).regions}


def places(region: sr.Region) -> tuple[float, ...]:
    return region.x0, region.y0, region.x1, region.y1


def pair_rows(at: AppTest) -> list[dict]:
    return next(d.value for d in at.dataframe if "Mean left" in d.value.columns).to_dict("records")


def test_a_region_is_mirrored_at_the_middle_of_the_picture(page: AppTest) -> None:
    at = press(add(page, "ellipse", 10, 20, 30, 40), "mirror", "E1")
    assert not at.exception
    assert places(regions(at)["E2"]) == pytest.approx((0.7, 0.2, 0.9, 0.4))


def test_a_region_is_mirrored_at_the_middle_of_a_line(page: AppTest) -> None:
    at = add(add(page, "box", 10, 20, 20, 40), "line", 20, 90, 60, 90)
    at = at.selectbox(key="thermal_midline").set_value("L1").run()
    at = press(at, "mirror", "B1")
    assert places(regions(at)["B2"]) == pytest.approx((0.6, 0.2, 0.7, 0.4))


def test_a_mirror_image_outside_the_picture_is_refused_in_a_sentence(page: AppTest) -> None:
    at = add(add(page, "box", 80, 20, 90, 40), "line", 20, 90, 60, 90)
    at = press(at.selectbox(key="thermal_midline").set_value("L1").run(), "mirror", "B1")
    assert not at.exception
    assert "would lie outside the picture" in at.warning[0].value
    assert set(regions(at)) == {"B1", "L1"}


def test_mirroring_again_moves_the_mirror_image(page: AppTest) -> None:
    at = add(add(page, "box", 10, 20, 20, 40), "line", 20, 90, 60, 90)
    at = press(at, "mirror", "B1")
    at = press(at.selectbox(key="thermal_midline").set_value("L1").run(), "mirror", "B1")
    assert places(regions(at)["B2"]) == pytest.approx((0.6, 0.2, 0.7, 0.4))
    assert len(regions(at)) == 3


def test_a_mirror_image_is_named_after_the_other_side(page: AppTest) -> None:
    at = press(name(add(page, "box", 10, 20, 20, 40), "B1", "left knee"), "mirror", "left knee")
    assert set(regions(at)) == {"left knee", "right knee"}
    at = press(name(add(at, "box", 10, 50, 20, 60), "B1", "Right Foot"), "mirror", "Right Foot")
    assert set(regions(at)) == {"left knee", "right knee", "Right Foot", "Left Foot"}


def test_a_name_given_later_reaches_the_mirror_image(page: AppTest) -> None:
    at = press(add(page, "box", 10, 20, 20, 40), "mirror", "B1")
    assert set(regions(name(at, "B1", "right knee"))) == {"right knee", "left knee"}


@pytest.mark.parametrize("wanted", ["", "   ", "B2"])
def test_an_empty_name_or_that_of_another_region_changes_nothing(page: AppTest, wanted: str) -> None:
    at = name(press(add(page, "box", 10, 20, 20, 40), "mirror", "B1"), "B1", wanted)
    assert not at.exception
    assert set(regions(at)) == {"B1", "B2"}
    assert at.text_input(key="thermal_name_B1").value == "B1"
    assert any("B2" in warning.value for warning in at.warning) == (wanted == "B2")


def test_names_that_hold_markdown_are_shown_as_they_are(page: AppTest) -> None:
    at = name(add(page, "line", 10, 20, 20, 40), "L1", "*a* [b](http://c)")
    assert not at.exception
    assert "Profile along *a* [b]" in texts(at)
    shown = next(element.value for element in at.markdown if "Profile" in element.value)
    assert "(http://c)" not in shown
    assert r"\[b\]" in shown


def test_new_regions_are_numbered_beside_named_ones(page: AppTest) -> None:
    at = name(add(page, "box", 10, 20, 20, 40), "B1", "Belly")
    assert set(regions(add(at, "box", 10, 20, 20, 40))) == {"Belly", "B1"}


def test_left_minus_right_is_shown_by_name_and_by_place(page: AppTest) -> None:
    # The disc of 32 degC lies in the middle, so the left box of the picture is made to touch it and the right one not.
    at = press(add(page, "box", 30, 40, 50, 60), "mirror", "B1")
    image = kept_by(at, Thermal).thermogram.image
    left, right = (sr.read_region(image, regions(at)[label]).mean for label in ("B1", "B2"))
    [row] = pair_rows(at)
    assert (row["Left"], row["Right"]) == ("B1", "B2")
    assert row["ΔT of mean"] == f"{left - right:+.2f} °C".replace("-", "−")
    [row] = pair_rows(name(at, "B1", "right knee"))  # of a person who faces the camera
    assert (row["Left"], row["Right"]) == ("left knee", "right knee")
    assert row["ΔT of mean"] == f"{right - left:+.2f} °C".replace("-", "−")


def test_a_pair_ends_with_one_of_its_regions(page: AppTest) -> None:
    at = press(press(add(page, "box", 30, 40, 50, 60), "mirror", "B1"), "remove", "B2")
    assert not [d for d in at.dataframe if "Mean left" in d.value.columns]
    assert set(regions(press(at, "mirror", "B1"))) == {"B1", "B2"}


def test_the_png_shows_regions_only_where_that_is_chosen(page: AppTest) -> None:
    assert "thermal_png_regions" not in [toggle.key for toggle in page.toggle]
    at = add(page, "box", 30, 40, 50, 60)
    assert at.toggle(key="thermal_png_regions").value is False
    assert not at.toggle(key="thermal_png_regions").set_value(True).run().exception


def written() -> tuple[Thermogram, list[sr.Region], list[tuple[sr.Region, sr.Region]]]:
    celsius = np.tile(np.linspace(20, 40, 8, dtype=np.float32), (4, 1))[..., None]
    left = sr.Region("box", 0, 0, 0.25, 1, "=left")
    right = mirror(left)
    right = sr.Region("box", right.x0, 0, right.x1, 1, 'right, "knee"')
    thermogram = Thermogram(sr.DecodedImage(celsius, "leg.csv", unit="degC"), "0" * 64, b"x")
    return thermogram, [left, right], [(left, right)]


def test_readings_are_written_as_a_table_with_left_minus_right() -> None:
    thermogram, both, pairs = written()
    rows = list(table_file.DictReader(io.StringIO(readings_csv(thermogram, None, both, pairs).decode())))
    assert [row["region"] for row in rows] == ["'=left", 'right, "knee"', '\'=left minus right, "knee"']
    step = 20 / 7
    means = [20 + step / 2, 40 - step / 2]
    assert [float(row["mean_degC"]) for row in rows] == pytest.approx([*means, means[0] - means[1]], abs=1e-3)
    assert [row["pixels"] for row in rows] == ["8", "8", ""]
    assert rows[1]["x0_share"] == "0.750000"


def test_readings_of_a_result_say_how_it_was_made() -> None:
    thermogram, both, _ = written()
    made = sr.enlarge(thermogram.image, sr.Task("bicubic", 2), compare=())
    outcome = ThermalOutcome(thermogram.digest, made)
    first, *lines = readings_csv(thermogram, outcome, both).decode().splitlines()
    assert first.startswith("# Honest Pixels ")
    assert ": Enlarged 2x per side by bicubic. " in first
    assert first.endswith("Not for diagnostic use.")
    assert len(list(table_file.DictReader(lines))) == 4
    run = json.loads(readings_json(thermogram, outcome, both))["run"]
    assert run["provenance"]["task"]["method"] == "bicubic"
    assert "leg" not in json.dumps(run)


def test_readings_in_json_hold_the_differences_and_where_the_parameters_come_from() -> None:
    thermogram, both, pairs = written()
    found = json.loads(readings_json(thermogram, None, both, pairs, "typed"))
    [pair] = found["left_minus_right"]
    assert (pair["left"], pair["right"]) == ("=left", 'right, "knee"')
    assert pair["differences"]["input"]["mean"] == pytest.approx(20 / 7 - 20, abs=1e-4)
    assert (found["radiometry_origin"], found["frames"]) == ("typed", 1)
