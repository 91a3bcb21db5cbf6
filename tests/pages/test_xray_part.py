"""The X-ray page enlarges a part of a large radiograph."""

import io
from pathlib import Path

import numpy as np
import pydicom
import pytest
import tifffile
from streamlit.testing.v1 import AppTest

import sr_core as sr
from pages.ui.shell import stream
from pages.ui.workbench.overview import Choices
from pages.ui.xray.radiograph import Xray, XrayOutcome

from ..support.radiographs import cr
from ..support.streaming import Browser
from ..support.visitor import kept_by, texts, upload

PAGE = str(Path(__file__).resolve().parents[2] / "pages" / "4_X-ray.py")


def brought(scale: int) -> AppTest:
    """The page with a radiograph of 180 x 200 pixels, and bicubic chosen."""
    at = AppTest.from_file(PAGE, default_timeout=60).run()
    at = upload(at.segmented_control(key="xray_scale").set_value(scale).run(), "a.dcm", cr(200, 180))
    return next(box for box in at.selectbox if box.label == "Network").set_value("bicubic").run()


def enlarged(at: AppTest) -> XrayOutcome:
    at.button(key="xray_run").click().run()
    assert not at.exception
    assert not at.error
    return kept_by(at, Xray).outcome


def test_part_of_a_radiograph_is_that_of_the_whole_in_its_values(
    tiny_checkpoint: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = brought(2)
    whole = enlarged(at).result.image
    at.toggle(key="xray_cut_False").set_value(True).run()
    kept_by(at, Choices).of["xray"].part = part = sr.Part(20, 30, 64, 50)
    made = {}
    monkeypatch.setattr("streamlit.download_button", lambda label, data, *_, **__: made.update({label: data}))
    image = enlarged(at.run()).result.image
    np.testing.assert_array_equal(image.pixels, part.of(whole, 2).pixels)
    assert image.spacing == whole.spacing
    written = pydicom.dcmread(io.BytesIO(made["DICOM"]()))
    np.testing.assert_array_equal(written.pixel_array, np.rint(image.pixels[..., 0]))
    assert "rows 21 to 84 and columns 31 to 80, counted from 1" in written.DerivationDescription


@pytest.fixture
def browser(monkeypatch: pytest.MonkeyPatch) -> Browser:
    """A browser that takes what the page offers."""
    browser = Browser()
    monkeypatch.setattr(stream, "_open", browser)
    return browser


def made(at: AppTest, format: str, browser: Browser) -> tuple[str, bytes]:
    """Make the whole radiograph as a file; return its name and its bytes."""
    choice = next(each for each in at.segmented_control if each.key.startswith("xray_whole_format"))
    at = choice.set_value(format).run()
    at.button(key="xray_whole_run").click().run()
    assert not at.exception
    assert not at.error
    name = kept_by(at, stream.Streams).shown["xray_whole"].name
    return name, browser.file(name)


def test_whole_of_a_large_radiograph_is_made_as_a_file(tiny_checkpoint: str, browser: Browser) -> None:
    at = brought(2)
    at.toggle(key="xray_cut_False").set_value(True).run()
    expected = sr.upscale(kept_by(at, Xray).radiograph.image, "bicubic", scale=2).image
    name, data = made(at, "DICOM", browser)
    written = pydicom.dcmread(io.BytesIO(data))
    np.testing.assert_array_equal(written.pixel_array, expected.pixels[..., 0])
    assert (name.startswith("radiograph_bicubic-x2_"), name.endswith("_deidentified.dcm")) == (True, True)
    assert "PatientID" in written
    assert not written.PatientID
    assert "Made: 360 x 400 pixels" in texts(at)
    at.toggle(key="xray_whole_identity").set_value(True).run()
    assert "Made:" not in texts(at)
    name, data = made(at, "TIFF, float", browser)
    np.testing.assert_array_equal(tifffile.imread(io.BytesIO(data)), expected.pixels[..., 0])
    assert name.endswith("_values.tiff")


def test_whole_that_is_forced_to_agree_is_not_made_as_a_file(tiny_checkpoint: str) -> None:
    at = brought(2)
    at.toggle(key="xray_cut_False").set_value(True).run()
    at.toggle(key="xray_keep").set_value(True).run()
    assert at.button(key="xray_whole_run").disabled
    assert "it needs the whole result in memory" in texts(at)


def test_a_radiograph_whose_whole_is_too_much_begins_with_a_part(
    tiny_checkpoint: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sr_core.MAX_SR_PIXELS", 560_000)
    at = brought(4)
    assert at.toggle(key="xray_cut_True").value
    assert not at.button(key="xray_run").disabled
    at.toggle(key="xray_cut_True").set_value(False).run()
    assert at.button(key="xray_run").disabled
    assert "Use only a part." in texts(at)
