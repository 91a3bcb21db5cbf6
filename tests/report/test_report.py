"""Reports: what stands in the PDF by an independent reader, and in the JSON."""

import hashlib
import io
import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from pypdf import PdfReader

from sr_core.decode import decode
from sr_core.dicom.display import percentile_window
from sr_core.enlarge import Task, enlarge
from sr_core.image.regions import Region
from sr_core.report import (
    RadiographDisplay,
    RadiographRegions,
    ReportColumn,
    ReportedRun,
    ReportTable,
    ThermalDisplay,
    photograph_report,
    radiograph_report,
    report_json,
    report_pdf,
    thermogram_report,
)
from sr_core.report.wording import bar_length, number
from sr_core.trust.certainty import bounds
from sr_core.trust.error_bars import error_bars
from sr_core.types import DecodedImage, Degradation, Part

from ..support.dicom_file import PATIENT, PATIENT_ID, dicom_bytes, dicom_dataset, ramp
from ..support.pictures import scene, smooth_picture
from ..support.reports import LEFT, NAMES, pages_of, warm_ramp, warm_report

ROOT = Path(__file__).resolve().parents[2]
FILE_NAME = "Sentinel_Name_1961.dcm"


def radiograph(**more: object):
    data = dicom_bytes(dicom_dataset(ramp(24, 32)))
    image = decode(data, FILE_NAME)
    made = enlarge(image, Task("bicubic", 2), compare=("lanczos",))
    run = ReportedRun(made=made, names=NAMES)
    line, box = Region("line", 0.25, 0.5, 0.75, 0.5, "L1"), Region("box", 0.0, 0.0, 0.5, 0.5, "B1")
    measured = RadiographRegions((line, box), None, image.spacing)
    return radiograph_report(run, RadiographDisplay(percentile_window(image)), measured, **more)


def test_the_notice_and_the_number_of_pages_stand_on_every_page() -> None:
    rows = tuple((f"R{n}", float(n)) for n in range(120))
    long = ReportTable("Long", (ReportColumn("Region"), ReportColumn("Mean", "°C", ".2f")), rows)
    pages = pages_of(report_pdf(replace(warm_report(), tables=(long,))))
    assert len(pages) > 2
    for n, text in enumerate(pages, 1):
        assert "Not for diagnostic use. Honest Pixels is not a medical device." in text
        assert f"Page {n} of {len(pages)}" in text


def test_umlauts_and_signs_can_be_read_and_their_fonts_are_embedded() -> None:
    pdf = report_pdf(warm_report())
    text = " ".join(pages_of(pdf))
    assert "Straße → 5 °C ± 0,1 × 2: Übung" in text
    assert "Knie links, Größe" in text
    for page in PdfReader(io.BytesIO(pdf)).pages:
        used = [font.get_object() for name, font in page["/Resources"]["/Font"].items()]
        drawn = [font for font in used if "HonestPixelsSans" in font["/BaseFont"]]
        assert drawn
        assert all("/FontFile2" in font["/FontDescriptor"].get_object() for font in drawn)


def test_regions_are_read_as_their_pixels_say() -> None:
    report = warm_report()
    regions = next(table for table in report.tables if table.title == "Regions")
    # The left quarter of the ramp holds the columns of 20, 21, 22 and 23 degC.
    assert regions.rows[0] == (LEFT.label, "Input", 21.5, 20.0, 23.0, pytest.approx(np.std([20, 21, 22, 23])), 48)
    assert "21.50 20.00 23.00 1.12 48" in " ".join(pages_of(report_pdf(report)))


def test_left_minus_right_is_the_difference_of_the_means() -> None:
    report = warm_report()
    pair = next(table for table in report.tables if table.title == "Left and right")
    assert pair.rows[0][3:] == (21.5, 33.5, -12.0, -12.0, -12.0)
    assert "21.50 33.50 −12.00 −12.00 −12.00" in " ".join(pages_of(report_pdf(report)))


def test_fahrenheit_converts_temperatures_with_their_zero_and_differences_without() -> None:
    run = ReportedRun(made=enlarge(warm_ramp(), Task("bicubic", 2), compare=()), names=NAMES)
    display = ThermalDisplay("even", 20, 35, "degF")
    report = thermogram_report(run, display, regions=(LEFT,))
    mean, low, high, spread = report.tables[0].rows[0][2:6]
    assert (mean, low, high) == pytest.approx((70.7, 68.0, 73.4))
    assert spread == pytest.approx(1.8 * np.std([20, 21, 22, 23]))


def test_json_holds_the_same_values_as_the_pdf() -> None:
    report = warm_report()
    found = json.loads(report_json(report))
    text = " ".join(pages_of(report_pdf(report)))
    assert [table["title"] for table in found["tables"]] == [table.title for table in report.tables]
    for table, given in zip(found["tables"], report.tables, strict=True):
        assert [tuple(row) for row in table["rows"]] == list(given.rows)
        for row in given.rows:
            for cell, column in zip(row, given.columns, strict=True):
                if isinstance(cell, float):
                    assert number(cell, column.form) in text
    assert found["warnings"] == list(report.warnings)
    assert found["provenance"]["input"]["sha256"] == warm_ramp().sha256()
    assert warm_ramp().sha256() in text.replace(" ", "")


def test_the_same_report_is_the_same_bytes_in_another_process() -> None:
    code = (
        "import hashlib\nfrom tests.support.reports import warm_report\nfrom sr_core.report import report_pdf\n"
        "print(hashlib.sha256(report_pdf(warm_report())).hexdigest())"
    )
    other = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert hashlib.sha256(report_pdf(warm_report())).hexdigest() == other.stdout.strip()


def test_neither_a_patient_nor_a_file_is_named_unless_asked_for() -> None:
    report = radiograph()
    said = (" ".join(pages_of(report_pdf(report))) + report_json(report).decode()).lower()
    for secret in (PATIENT, PATIENT_ID, FILE_NAME, "sentinel"):
        assert secret.lower() not in said
    named = radiograph(identity=("Sentinel, Name", "ID 4711"))
    assert "Patient and study: Sentinel, Name; ID 4711" in " ".join(pages_of(report_pdf(named)))
    assert json.loads(report_json(named))["patient_and_study"] == ["Sentinel, Name", "ID 4711"]


def test_lengths_and_areas_of_a_radiograph_are_in_its_millimetres() -> None:
    lengths, regions = radiograph().tables[:2]
    # Pixels of 0.2 mm: half of 32 columns are 3.2 mm; a box of 16 x 12 pixels has 7.68 square millimetres.
    assert lengths.columns[1].heading == "Length, mm"
    assert lengths.rows[0][1] == pytest.approx(3.2)
    assert [row[6] for row in regions.rows] == pytest.approx([7.68, 7.68])


def test_regions_of_a_part_are_measured_there_and_drawn_there() -> None:
    image = decode(dicom_bytes(dicom_dataset(ramp(24, 32))), FILE_NAME)
    made = enlarge(image, Task("bicubic", 2), compare=())
    box, part = Region("box", 0.0, 0.0, 1.0, 1.0, "B1"), Part(12, 16, 12, 16)
    report = radiograph_report(
        ReportedRun(made=made, names=NAMES),
        RadiographDisplay(percentile_window(image)),
        RadiographRegions((box,), part, None),
    )
    assert report.tables[0].rows[0][2] == pytest.approx(float(image.pixels[12:, 16:].mean()), rel=1e-6)
    drawn = report.pictures[0].regions[0]
    assert (drawn.x0, drawn.y0, drawn.x1, drawn.y1) == (0.5, 0.5, 1.0, 1.0)


def test_error_bars_stand_with_their_measured_coverage() -> None:
    made = enlarge(scene(3), Task("edsr-lite-x4", 4, degradation=Degradation(scale=4)))
    bars = error_bars(made, guarded=False)
    report = photograph_report(ReportedRun(made=made, names=NAMES | {"reference": "Reference"}, bars=bars))
    text = " ".join(pages_of(report_pdf(report)))
    coverage = next(table for table in report.tables if "coverage" in table.title)
    assert coverage.rows[1][3] == 100 * bars.calibrated.tests[0].mean
    assert f"{bars.inside(made.result.image, made.reference):.1%} of its pixels lie within the bars" in text
    assert str(made.scores["sr"][0].protocol) in text
    assert f"{made.scores['sr'][0].value:.2f}" in text


def test_readings_of_a_thermogram_come_with_their_bars() -> None:
    warm = DecodedImage(20 + scene(3).pixels[:40, :40, :1].astype(np.float32) / 25, unit="degC")
    made = enlarge(warm, Task("thermal-lite-x2", 2), compare=())
    bars = error_bars(made, guarded=False)
    report = thermogram_report(
        ReportedRun(made=made, names=NAMES, bars=bars), ThermalDisplay("iron", 20, 30), regions=(LEFT,)
    )
    certain = next(table for table in report.tables if table.title.startswith("How certain"))
    low, high = (image.pixels[:, :20].mean(dtype=np.float64) for image in bounds(made.result.image, bars))
    assert certain.rows[0][1] == pytest.approx((high - low) / 2, rel=1e-6)


@pytest.mark.parametrize(("height", "width"), [(3000, 3000), (40, 1600), (1600, 40)])
def test_pictures_of_every_shape_fit_and_large_ones_are_reduced(height: int, width: int) -> None:
    made = enlarge(DecodedImage(smooth_picture(height // 2, width // 2)), Task("bicubic", 2), compare=(), agree=False)
    report = photograph_report(ReportedRun(made=made, names=NAMES))
    pdf = report_pdf(report)
    largest = max(max(image.image.size) for page in PdfReader(io.BytesIO(pdf)).pages for image in page.images)
    assert largest <= 1200
    assert "for print" in " ".join(pages_of(pdf))


def test_long_texts_are_wrapped_and_do_not_run_over_the_margin() -> None:
    word = "x" * 300
    table = ReportTable(word, (ReportColumn(word), ReportColumn("Mean", "°C", ".2f")), ((word, 1.0),), note=word)
    pdf = report_pdf(replace(warm_report(), title=word, about=word, warnings=(word,), tables=(table,)))
    ends: list[float] = []

    def note(text: str, matrix: list, at: list, font: dict, size: float) -> None:
        if text.strip():
            ends.append(at[4] + matrix[4] + 0.38 * size * len(text))

    for page in PdfReader(io.BytesIO(pdf)).pages:
        page.extract_text(visitor_text=note)
    assert max(ends) < 595 - 36


@pytest.mark.parametrize(("width", "length"), [(345.0, 100.0), (61.0, 10.0), (7.0, 2.0), (0.04, 0.01)])
def test_scale_bars_are_round_and_at_most_a_third_of_the_picture(width: float, length: float) -> None:
    assert bar_length(width) == pytest.approx(length)


def test_markup_in_a_label_is_printed_as_it_is() -> None:
    report = replace(warm_report(), warnings=("<b>a</b> & <img src='http://x'/>",))
    assert "<b>a</b> & <img src='http://x'/>" in " ".join(pages_of(report_pdf(report)))
