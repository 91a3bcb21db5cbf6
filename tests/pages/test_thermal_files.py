"""What files of the Thermal page share: frames, one span, one emissivity; and the visible picture beside them."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

import sr_core as sr
from pages.ui.thermal.thermogram import Thermal

from ..support.flir_file import COUNTS, alignment_record, frame, radiometric, visible_record
from ..support.made_files import pillow_file, zip_file
from ..support.pictures import png, smooth_picture
from ..support.thermograms import csv
from ..support.visitor import kept_by, texts, upload

COLD, WARM = radiometric(COUNTS), radiometric(COUNTS + np.uint16(400))


@pytest.fixture
def page() -> AppTest:
    page = Path(__file__).resolve().parents[2] / "pages" / "3_Thermal.py"
    return AppTest.from_file(str(page), default_timeout=60).run()


def bring(at: AppTest, **files: bytes) -> AppTest:
    """Upload a ZIP archive of files; its last one is shown."""
    return upload(at, "visits.zip", zip_file(**{name.replace("_", "."): data for name, data in files.items()}))


def choose(at: AppTest, place: int) -> AppTest:
    return next(s for s in at.selectbox if s.label.startswith("File (")).set_value(place).run()


def field(at: AppTest, label: str):
    return next(n for n in at.number_input if n.label == label)


def span_said(at: AppTest) -> str:
    return next(c.value for c in at.caption if "The span is" in c.value).partition("The span is ")[2]


def both_spans(radiometry: sr.thermal.Radiometry | None = None) -> str:
    low, high = (
        sr.decode(data, "r.jpg", radiometry=radiometry).value_range[end] for data, end in ((COLD, 0), (WARM, 1))
    )
    return f"{low:.2f} °C to {high:.2f} °C.".replace("-", "−")


def shown(at: AppTest) -> sr.DecodedImage:
    return kept_by(at, Thermal).thermogram.image


def test_frames_of_a_recording_are_chosen_and_keep_the_regions(page: AppTest) -> None:
    at = upload(page, "walk.seq", b"".join(frame(COUNTS + np.uint16(100 * n)) for n in range(3)))
    assert "The recording has 3 frames. Only the chosen one is decoded" in texts(at)
    at = at.button(key="thermal_sides").click().run()
    at = next(s for s in at.slider if s.label == "Frame").set_value(3).run()
    assert not at.exception
    np.testing.assert_array_equal(shown(at).pixels, sr.decode(radiometric(COUNTS + np.uint16(200)), "r.jpg").pixels)
    assert len(kept_by(at, Thermal).regions) == 2
    field(at, "Emissivity").set_value(0.7).run()
    at = next(s for s in at.slider if s.label == "Frame").set_value(2).run()
    assert (kept_by(at, Thermal).thermogram.frame, shown(at).radiometry.emissivity) == (1, 0.7)


def test_the_result_of_another_frame_is_not_shown(page: AppTest) -> None:
    at = upload(page, "walk.seq", frame(COUNTS) + frame(COUNTS))
    next(s for s in at.selectbox if s.label == "Network").set_value("bicubic").run()
    at = at.button(key="thermal_run").click().run()
    assert kept_by(at, Thermal).outcome
    at = next(s for s in at.slider if s.label == "Frame").set_value(2).run()
    assert not kept_by(at, Thermal).outcome


def test_a_damaged_frame_is_one_sentence_and_shows_no_other(page: AppTest) -> None:
    at = upload(page, "walk.seq", frame(COUNTS) + frame(COUNTS, {88: 0.0}))
    at = next(s for s in at.slider if s.label == "Frame").set_value(2).run()
    assert not at.exception
    assert "expected a camera calibration" in at.error[0].value
    assert not at.get("bidi_component") or "walk.seq: 16 x 12" not in texts(at)


def test_one_span_goes_over_all_frames(page: AppTest) -> None:
    at = upload(page, "walk.seq", frame(COUNTS) + frame(COUNTS + np.uint16(400)))
    at = at.segmented_control(key="thermal_span").set_value("All").run()
    assert span_said(at) == both_spans()
    assert "One span for 2 frames of this recording" in texts(at)


def test_one_span_goes_over_all_files_and_stays_when_another_is_chosen(page: AppTest) -> None:
    at = bring(page, cold_jpg=COLD, warm_jpg=WARM, photo_png=png(smooth_picture(20, 20)))
    at = choose(at, 0).segmented_control(key="thermal_span").set_value("All").run()
    assert not at.exception
    assert span_said(at) == both_spans()
    assert "One span for 2 thermograms in the field" in texts(at)
    assert "could not be read: photo.png." in texts(at)
    before = span_said(at)
    at = choose(at, 1)
    assert at.segmented_control(key="thermal_span").value == "All"
    assert span_said(at) == before


def test_a_typed_span_is_said_to_be_that_of_all_files(page: AppTest) -> None:
    at = bring(page, cold_jpg=COLD, warm_jpg=WARM)
    at = at.segmented_control(key="thermal_span").set_value("Fixed").run()
    at.number_input(key="thermal_level_degC").set_value(20.0).run()
    at = choose(at, 0)
    assert at.number_input(key="thermal_level_degC").value == 20.0
    assert "The typed span is used for all files" in texts(at)


def test_a_single_file_has_no_common_span(page: AppTest) -> None:
    at = bring(page, cold_jpg=COLD, warm_jpg=WARM).segmented_control(key="thermal_span").set_value("All").run()
    at = upload(at, "cold.jpg", COLD)
    assert at.segmented_control(key="thermal_span").options == ["Auto", "Fixed"]
    assert at.segmented_control(key="thermal_span").value == "Auto"
    assert not [b for b in at.button if b.label == "Use these for all files"]


def test_typed_radiometry_is_for_one_file_until_it_is_used_for_all(page: AppTest) -> None:
    at = choose(bring(page, cold_jpg=COLD, warm_jpg=WARM), 0)
    assert "These are the file's own values." in texts(at)
    at = field(at, "Emissivity").set_value(0.7).run()
    assert "for this file only" in texts(at)
    assert shown(choose(at, 1)).radiometry.emissivity == 0.95
    at = field(choose(at, 0), "Emissivity").set_value(0.7).run()
    at = at.button(key="thermal_radiometry_all").click().run()
    assert "These values are used for all files with raw counts" in texts(at)
    at = choose(at, 1)
    assert shown(at).radiometry.emissivity == 0.7
    assert field(at, "Emissivity").value == 0.7
    at = at.button(key="thermal_radiometry_reset").click().run()
    assert shown(at).radiometry.emissivity == 0.95
    assert shown(choose(at, 0)).radiometry.emissivity == 0.95


def test_radiometry_for_all_files_leaves_finished_temperatures_as_they_are(page: AppTest) -> None:
    at = choose(bring(page, cold_jpg=COLD, disc_txt=csv(), c_tif=png(np.zeros((9, 9), np.uint8))), 0)
    at = field(at, "Emissivity").set_value(0.7).run()
    at = at.button(key="thermal_radiometry_all").click().run()
    at = choose(at, 1)
    assert not at.exception
    assert kept_by(at, Thermal).shared.emissivity == 0.7


def test_common_span_uses_the_radiometry_for_all_files(page: AppTest) -> None:
    at = choose(bring(page, cold_jpg=COLD, warm_jpg=WARM), 0)
    at = at.segmented_control(key="thermal_span").set_value("All").run()
    at = field(at, "Emissivity").set_value(0.5).run()
    at = at.button(key="thermal_radiometry_all").click().run()
    assert span_said(at) == both_spans(kept_by(at, Thermal).shared)


def test_the_field_is_emptied_together_with_what_was_chosen_for_all_files(page: AppTest) -> None:
    at = choose(bring(page, cold_jpg=COLD, warm_jpg=WARM), 0)
    at = field(at, "Emissivity").set_value(0.7).run()
    at = at.button(key="thermal_radiometry_all").click().run()
    at = at.file_uploader[0].set_value([]).run()
    assert kept_by(at, Thermal).shared is None


def with_visible(coded: bytes, alignment: bytes | None = None) -> bytes:
    more = {0x0E: visible_record(coded, 64, 48)} | ({0x2A: alignment} if alignment else {})
    return radiometric(more=more, piece=30_000)


def test_the_visible_picture_is_shown_framed_and_whole_and_claims_no_registration(page: AppTest) -> None:
    coded = pillow_file(Image.fromarray(smooth_picture(48, 64)), "JPEG")
    at = upload(page, "hand.jpg", with_visible(coded, alignment_record(2.0, 0, 0)))
    assert not at.exception
    assert "stored this picture of 64 x 48 pixels" in texts(at)
    assert "This app has registered nothing" in texts(at)
    assert at.segmented_control(key="thermal_visible").options == ["Framed as the thermogram", "Whole picture"]
    assert "does not say which part" in texts(upload(page, "leg.jpg", with_visible(coded)))


def test_a_damaged_visible_picture_is_named_and_the_temperatures_stay(page: AppTest) -> None:
    at = upload(page, "hand.jpg", with_visible(b"\0" * 99))
    assert not at.exception
    assert "Its temperatures are not affected" in at.warning[0].value
    np.testing.assert_array_equal(shown(at).pixels, sr.decode(COLD, "c.jpg").pixels)


def test_no_visible_picture_is_spoken_of_where_there_is_none(page: AppTest) -> None:
    assert "isible picture" not in texts(upload(page, "hand.jpg", COLD))
