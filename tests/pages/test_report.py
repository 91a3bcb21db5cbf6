"""The reports that the pages offer, without a browser."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import sr_core as sr
from pages.ui.shell.text import plain
from pages.ui.thermal.thermogram import Thermal
from pages.ui.workbench.reports import unescaped
from pages.ui.xray.radiograph import Xray

from ..support.derived_dicom import errors_of, parse
from ..support.radiographs import cr
from ..support.reports import pages_of
from ..support.visitor import kept_by, texts, upload, visits

ROOT = Path(__file__).resolve().parents[2]
Files = dict[str, Callable[[], bytes]]


@pytest.fixture
def files(monkeypatch: pytest.MonkeyPatch) -> Files:
    """What the pages offer: label -> function that makes the file."""
    found: Files = {}
    monkeypatch.setattr("streamlit.download_button", lambda label, data, *_, **__: found.update({label: data}))
    return found


def test_thermal_reports_its_regions_and_that_the_thermogram_is_simulated(tiny_checkpoint: str, files: Files) -> None:
    at = AppTest.from_file(str(ROOT / "pages" / "3_Thermal.py"), default_timeout=60).run()
    at.button(key="thermal_phantom").click().run()
    assert "Report (PDF)" not in files
    left, right = (
        sr.Region("box", x, 0.3, x + 0.1, 0.5, name) for x, name in ((0.2, "Left knee"), (0.7, "Right knee"))
    )
    kept_by(at, Thermal).regions, kept_by(at, Thermal).pairs = [left, right], [("Left knee", "Right knee")]
    at.button(key="thermal_run").click().run()
    assert not at.exception
    text, found = " ".join(pages_of(files["Report (PDF)"]())), json.loads(files["Report (JSON)"]())
    tables = {table["title"]: table["rows"] for table in found["tables"]}
    reading = sr.read_region(kept_by(at, Thermal).outcome.lr, left)
    assert tables["Regions"][0] == ["Left knee", "Input", *map(pytest.approx, (reading.mean, reading.min, reading.max)),
                                    pytest.approx(reading.std), reading.pixels]  # fmt: skip
    assert tables["Left and right"][0][:2] == ["Left knee", "Right knee"]
    assert "it shows no patient and comes from no camera" in text


def test_xray_names_the_patient_only_when_asked(tiny_checkpoint: str, files: Files, tmp_path: Path) -> None:
    at = AppTest.from_file(str(ROOT / "pages" / "4_X-ray.py"), default_timeout=60).run()
    at.segmented_control(key="xray_scale").set_value(2).run()
    at = upload(at, "Secret-File.dcm", cr(BodyPartExamined="KNEE"))
    next(s for s in at.selectbox if s.label == "Network").set_value("bicubic").run()
    at.button(key="xray_run").click().run()
    assert not at.exception
    text = " ".join(pages_of(files["Report (PDF)"]()))
    assert "Secret" not in text + files["Report (JSON)"]().decode()
    assert "Its header names another body part (KNEE)." in text
    assert "Error bars are calibrated for single networks, not for plain interpolation." in text
    wrapped = files["Report (DICOM)"]()
    assert errors_of(wrapped, tmp_path) == []
    assert parse(wrapped).PatientIdentityRemoved == "YES"

    named = next(box for box in at.checkbox if box.label == "Put patient and study into the report")
    assert named.value is False
    named.set_value(True).run()
    assert "The report will name the patient" in texts(at)
    assert "Secret" in " ".join(pages_of(files["Report (PDF)"]()))
    assert "Secret" in str(parse(files["Report (DICOM)"]()).PatientName)
    assert kept_by(at, Xray).shown_part == sr.Part(0, 0, *kept_by(at, Xray).outcome.lr.pixels.shape[:2])


def test_home_reports_an_enlargement(tiny_checkpoint: str, files: Files) -> None:
    visit = visits("Secret-File", "field")[0]
    at = AppTest.from_file(str(ROOT / visit.page), default_timeout=60).run()
    at = upload(at, visit.file_name, visit.data)
    visit.method(at)
    at.run().button(key=visit.run).click().run()
    assert not at.exception
    text = " ".join(pages_of(files["Report (PDF)"]()))
    assert "Enlarged picture" in text
    assert "Secret-File" not in text


def test_markdown_escapes_are_undone() -> None:
    given = "www.a.org *CR* (HEAD), 1.5 \\ 2 #x_y@z"
    assert unescaped(plain(given)) == given
