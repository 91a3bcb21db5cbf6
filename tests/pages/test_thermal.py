"""The thermal page without a browser."""

import json
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

import sr_core as sr
from pages.ui.thermal.thermogram import Thermal

from ..support.data import DATA
from ..support.pictures import png, smooth_picture
from ..support.thermograms import csv
from ..support.unread_thermograms import RADIOMETRIC
from ..support.visitor import kept_by, texts, upload
from ..support.zoo import write_checkpoint

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def page() -> AppTest:
    return AppTest.from_file(str(ROOT / "pages" / "3_Thermal.py"), default_timeout=60).run()


@pytest.fixture
def thermal(tiny_checkpoint: str, page: AppTest) -> AppTest:
    """The page with the simulated thermogram; networks other than a random one are out of sight."""
    return page.button(key="thermal_phantom").click().run()


def run(at: AppTest) -> AppTest:
    return at.button(key="thermal_run").click().run()


def add(at: AppTest, kind: str, *percent: float) -> AppTest:
    at.selectbox(key="thermal_kind").set_value(kind)
    for name, value in zip(("x0", "y0", "x1", "y1"), percent, strict=True):
        at.number_input(key=f"thermal_{name}").set_value(value)
    return next(b for b in at.button if b.label == "Add").click().run()


def table(at: AppTest, column: str) -> list[dict]:
    """Rows of the first table that has the column."""
    frame = next(d.value for d in at.dataframe if column in d.value.columns)
    return frame.to_dict("records")


def test_first_screen_offers_the_simulated_thermogram_and_says_so(page: AppTest) -> None:
    assert not page.exception
    assert "computed from formulas, without a patient and without a camera" in texts(page)
    assert "not a medical device" in texts(page)


def test_phantom_is_labelled_as_simulated_before_and_after_a_run(thermal: AppTest) -> None:
    assert "without a patient and without a camera" in texts(thermal)
    assert "This is the enlarged simulated thermogram" in texts(run(thermal))


def test_input_alone_can_be_measured(page: AppTest) -> None:
    at = add(upload(page, "disc.csv", csv()), "box", 0, 0, 100, 100)
    assert not at.exception
    [row] = table(at, "Region")
    assert (row["Region"], row["Picture"], row["Max"], row["Pixels"]) == ("B1", "Input", "32.00 °C", "2400")


def test_left_and_right_are_compared_by_one_press(thermal: AppTest) -> None:
    at = thermal.button(key="thermal_sides").click().run()
    assert (at.selectbox(key="thermal_first").value, at.selectbox(key="thermal_second").value) == ("B1", "B2")
    [row] = table(at, "ΔT of max")
    assert row["ΔT of max"].startswith("−2")  # the inflamed shin is at the right


def test_last_region_is_the_one_that_is_mirrored(thermal: AppTest) -> None:
    at = add(thermal, "ellipse", 60, 40, 70, 50).button(key="thermal_sides").click().run()
    left = kept_by(at, Thermal).regions[-1]
    assert (left.kind, left.label) == ("ellipse", "E2")
    assert (left.x0, left.x1) == pytest.approx((0.3, 0.4))
    assert (at.selectbox(key="thermal_first").value, at.selectbox(key="thermal_second").value) == ("E2", "E1")


def test_regions_are_removed_one_by_one_and_all_together(thermal: AppTest) -> None:
    at = thermal.button(key="thermal_sides").click().run()
    at = at.button(key="thermal_remove_B1").click().run()
    assert [region.label for region in kept_by(at, Thermal).regions] == ["B2"]
    assert kept_by(at.button(key="thermal_remove_all").click().run(), Thermal).regions == []


def test_upload_is_enlarged_with_its_mismatch_and_no_error(tiny_checkpoint: str, page: AppTest) -> None:
    at = run(upload(page, "disc.csv", csv()))
    assert not at.exception
    assert not [row for row in table(at, "Largest") if "corrected" in row["Method"]]
    assert "120 x 80 pixels" in texts(at)
    assert "errors cannot be computed" in texts(at)


def test_phantom_is_judged_against_its_known_truth(thermal: AppTest) -> None:
    rows = table(run(thermal), "RMSE")
    assert [row["Method"] for row in rows] == ["Bicubic, corrected", "Bicubic", "Lanczos"]
    assert "Errors against the known truth" in texts(thermal)


def test_test_mode_stands_beside_bicubic_and_lanczos_with_the_protocol(thermal: AppTest) -> None:
    thermal.segmented_control(key="thermal_mode").set_value("test").run()
    thermal.selectbox(key="thermal_method_x2_bicubic").set_value("edsr-tiny-x2").run()
    at = run(thermal)
    rows = table(at, "RMSE")
    assert [row["Method"] for row in rows] == ["Tiny x2, corrected", "Tiny x2", "Bicubic", "Lanczos"]
    assert set(rows[0]) >= {"Mean", "99.9 %", "Largest", "Hot spot shift, px", "Hot spot error"}
    assert "shrunk by bicubic 2× and enlarged again. A border of 2 px is left out" in texts(at)


def test_figures_are_those_of_the_core(thermal: AppTest) -> None:
    thermal.segmented_control(key="thermal_mode").set_value("test").run()
    at = run(thermal)
    hr = sr.thermal.thermal_phantom()
    bicubic = sr.upscale(sr.degrade(hr, sr.Degradation(scale=2)), "bicubic", scale=2).image
    assert table(at, "RMSE")[1]["Mean"] == f"{sr.temperature_error(bicubic, hr).mae_c:.3f}"


def test_error_maps_have_a_fixed_symmetric_scale(thermal: AppTest) -> None:
    at = run(thermal)
    at.segmented_control(key="thermal_compare_Bicubic_6").set_value("Errors, Lanczos").run()
    assert at.segmented_control(key="thermal_limit").value == 0.5
    assert "errors beyond ±0.5 °C have the colour of the end" in texts(at)


def test_keeping_measured_temperatures_says_what_it_took_and_gave(thermal: AppTest) -> None:
    assert "within the NETD of 0.050 °C. The mean error was 0.0" in texts(run(thermal))


def test_leaving_the_answer_as_it_is_says_so(thermal: AppTest) -> None:
    thermal.toggle(key="thermal_keep").set_value(False).run()
    at = run(thermal)
    assert "was off" in texts(at)
    assert [row["Method"] for row in table(at, "RMSE")] == ["Bicubic", "Lanczos"]


def test_nothing_to_correct_is_said_and_named_so(page: AppTest) -> None:
    flat = b"degC\n" + "\n".join(",".join(["20.00"] * 20) for _ in range(20)).encode()
    at = run(upload(page, "flat.csv", flat))
    assert "found nothing to correct" in texts(at)
    assert not [row for row in table(at, "Largest") if "corrected" in row["Method"]]


def test_means_of_regions_drift_by_less_than_two_hundredths(thermal: AppTest) -> None:
    at = run(thermal.button(key="thermal_sides").click().run())
    assert texts(at).count("less than 0.020 °C") == 2
    assert "**not**" not in texts(at)


def test_regions_are_read_on_input_result_and_reference(thermal: AppTest) -> None:
    at = run(add(thermal, "box", 30, 40, 40, 60))
    pictures = [row["Picture"] for row in table(at, "Region")]
    assert pictures == ["Input", "Bicubic, corrected", "Difference", "Known truth"]


def test_display_changes_do_not_run_the_method_again(thermal: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    at = run(thermal.button(key="thermal_sides").click().run())
    monkeypatch.setattr(sr, "upscale", lambda *args, **kwargs: pytest.fail("ran again"))
    at.selectbox(key="thermal_palette").set_value("iron").run()
    at.segmented_control(key="thermal_unit").set_value("degF").run()
    at.segmented_control(key="thermal_span").set_value("Fixed").run()
    at.toggle(key="thermal_isotherm").set_value(True).run()
    assert not at.exception
    assert table(at, "Region")[0]["Mean"] == "89.74 °F"


def test_fixed_level_and_span_survive_a_change_of_unit(thermal: AppTest) -> None:
    thermal.segmented_control(key="thermal_span").set_value("Fixed").run()
    thermal.number_input(key="thermal_level_degC").set_value(30.0).run()
    thermal.number_input(key="thermal_width_degC").set_value(10.0).run()
    at = thermal.segmented_control(key="thermal_unit").set_value("degF").run()
    assert at.number_input(key="thermal_level_degF").value == 86.0
    assert at.number_input(key="thermal_width_degF").value == 18.0


def test_line_has_a_profile_with_its_words(thermal: AppTest) -> None:
    at = run(add(thermal, "line", 20, 50, 80, 50))
    assert not at.exception
    assert "Profile along L1" in texts(at)
    assert len(at.get("plotly_chart")) == 1


@pytest.mark.parametrize(
    ("name", "data"), [("empty.csv", b""), ("notes.txt", b"Dear diary"), ("cut.jpg", b"\xff\xd8\xff")]
)
def test_bad_upload_is_one_sentence_and_clears_the_stage(thermal: AppTest, name: str, data: bytes) -> None:
    at = upload(run(thermal), name, data)
    assert not at.exception
    assert len(at.error) == 1
    assert kept_by(at, Thermal).thermogram is None
    assert kept_by(at, Thermal).outcome is None
    assert not at.dataframe


def test_radiometric_jpeg_of_another_maker_is_named_and_offered_as_a_picture(page: AppTest) -> None:
    at = upload(page, "m30t.jpg", RADIOMETRIC["DJI M30T"][1])
    assert not at.exception
    assert "found one of DJI" in at.error[0].value
    assert at.button(key="thermal_as_picture")


def test_palette_picture_holds_no_temperatures_and_is_offered_as_a_picture(page: AppTest) -> None:
    at = upload(page, "iron.png", png(smooth_picture(40, 60)))
    assert "shows temperatures as colours at best, but holds none" in texts(at)
    assert at.button(key="thermal_as_picture").label == "Enlarge it as an ordinary picture"


def test_palette_picture_is_taken_to_the_first_page() -> None:
    at = AppTest.from_file(str(ROOT / "home.py"), default_timeout=60).run().switch_page("pages/3_Thermal.py").run()
    at = upload(at, "iron.png", png(smooth_picture(40, 60)))
    at.button(key="thermal_as_picture").click().run()
    assert not at.exception
    assert "60 x 40 pixels, colour, 8 bit" in texts(at)


def test_emissivity_computes_the_temperatures_anew_without_running_the_method(page: AppTest) -> None:
    file = DATA / "thermal" / "radiometric" / "ducks_i7_120x120_CC0.jpg"
    if not file.is_file():
        pytest.skip("the thermal data is not here; set SR_DATA to the data folder")
    at = upload(page, file.name, file.read_bytes())
    before = kept_by(at, Thermal).thermogram.image
    field = next(n for n in at.number_input if n.label == "Emissivity")
    field.set_value(0.7).run()
    after = kept_by(at, Thermal).thermogram.image
    assert after.radiometry.emissivity == 0.7
    assert after.value_range != before.value_range
    at.button(key="thermal_radiometry_reset").click().run()
    assert kept_by(at, Thermal).thermogram.image.value_range == before.value_range


def test_finished_temperatures_say_that_emissivity_cannot_be_changed(page: AppTest) -> None:
    at = upload(page, "disc.csv", csv())
    assert "holds finished temperatures" in texts(at)
    assert not [n for n in at.number_input if n.label == "Emissivity"]


def test_new_thermogram_replaces_the_result(thermal: AppTest) -> None:
    at = upload(run(thermal), "disc.csv", csv())
    assert "60 x 40 pixels, 22.00 to 32.00 °C" in texts(at)
    assert not [d for d in at.dataframe if "RMSE" in d.value.columns]


def test_result_of_other_settings_is_marked(thermal: AppTest) -> None:
    at = run(thermal)
    at.segmented_control(key="thermal_scale").set_value(4).run()
    assert "made with the earlier settings" in texts(at)


def test_too_small_a_thermogram_is_one_sentence(page: AppTest) -> None:
    at = run(upload(page, "dot.csv", b"degC\n20.5,21.5,22.5\n22.5,23.5,24.5"))
    assert not at.exception
    assert "at least 8 x 8 pixels" in at.error[0].value.replace("\\", "")


def test_file_without_some_temperatures_is_measured_and_enlarged(page: AppTest) -> None:
    at = upload(page, "holes.csv", csv().replace(b"32.000", b"nan"))
    assert "1 pixel without a temperature" in texts(at)
    at = run(add(at, "box", 40, 40, 60, 60))
    assert not at.exception
    assert table(at, "Region")[0]["Pixels"] == "95"
    assert table(at, "Largest")


def test_forget_drops_everything(thermal: AppTest) -> None:
    at = run(thermal).button(key="thermal_forget").click().run()
    assert not kept_by(at, Thermal).thermogram
    assert not kept_by(at, Thermal).outcome
    assert "computed from formulas" in texts(at)


def test_readings_are_written_with_all_that_explains_them(thermal: AppTest) -> None:
    from pages.ui.thermal.readings_file import readings_json

    at = run(thermal.button(key="thermal_sides").click().run())
    here = kept_by(at, Thermal)
    found = json.loads(readings_json(here.thermogram, here.outcome, here.regions))
    assert (found["file"], found["simulated"], found["unit"]) == ("simulated thermogram", True, "degC")
    assert (found["run"]["method"], found["run"]["scale"]) == ("bicubic", 2)
    box = found["regions"][0]
    assert set(box["readings"]) == {"input", "result", "reference"}
    assert box["readings"]["result"]["corners_px"]["x0"] == pytest.approx(box["shares"]["x0"] * 320)
    assert box["readings"]["result"]["pixels"] == 4 * box["readings"]["input"]["pixels"]


def test_readings_where_nothing_was_measured_are_null() -> None:
    from pages.ui.thermal.readings_file import readings_json
    from pages.ui.thermal.thermogram import Thermogram

    image = sr.DecodedImage(np.full((4, 4, 1), np.nan, np.float32), "none.csv", unit="degC")
    found = json.loads(readings_json(Thermogram(image, "0" * 64, b"x"), None, [sr.Region("box", 0, 0, 1, 1, "B1")]))
    assert found["regions"][0]["readings"]["input"]["mean"] is None


def test_thermogram_of_another_session_is_not_reachable(thermal: AppTest) -> None:
    other = AppTest.from_file(str(ROOT / "pages" / "3_Thermal.py"), default_timeout=60).run()
    assert not kept_by(other, Thermal).thermogram


def test_network_for_temperatures_is_proposed(tiny_checkpoint: str) -> None:
    write_checkpoint("thermal-x2", unit="degC", title="Thermal", purpose="Thermograms")
    at = AppTest.from_file(str(ROOT / "pages" / "3_Thermal.py"), default_timeout=60).run()
    at = run(at.button(key="thermal_phantom").click().run())
    assert not at.exception
    assert [row["Method"] for row in table(at, "RMSE")][:2] == ["Thermal x2, corrected", "Thermal x2"]
    assert "likely, not measured. Thermal was trained on 1 thermograms (none)" in texts(at)


def test_span_of_a_flat_thermogram_can_be_fixed(page: AppTest) -> None:
    at = upload(page, "flat.csv", b"degC\n20.00,20.01,20.02\n20.01,20.00,20.02")
    at.segmented_control(key="thermal_span").set_value("Fixed").run()
    assert not at.exception
    assert at.number_input(key="thermal_width_degC").value == 0.1


def test_a_furnace_is_not_offered_as_centikelvin(page: AppTest) -> None:
    at = upload(page, "furnace.csv", csv().replace(b"32.000", b"900.000"))
    buttons = {b.proto.label: b.proto.disabled for b in at.get("download_button")}
    assert buttons["TIFF, centikelvin"]
    assert not buttons["TIFF, °C"]
