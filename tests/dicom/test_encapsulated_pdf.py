"""A report as DICOM: checked by dciodvfy, and read back."""

from pathlib import Path

import pytest

from sr_core.dicom.encapsulated_pdf import ENCAPSULATED_PDF, encapsulate_pdf
from sr_core.errors import EncodeError

from ..support.derived_dicom import errors_of, parse, write
from ..support.dicom_file import CR, CT, DX, PATIENT, PATIENT_ID, dicom_bytes, dicom_dataset, ramp

PDF = b"%PDF-1.4\nodd length: 1\n%%EOF\n"


def source(kind: str = CR, **attributes: object) -> bytes:
    return dicom_bytes(dicom_dataset(ramp(), kind, **attributes))


@pytest.mark.parametrize("keep_identity", [False, True])
@pytest.mark.parametrize("kind", [CR, DX, CT])
def test_the_validator_finds_no_error(kind: str, keep_identity: bool, tmp_path: Path) -> None:
    data = encapsulate_pdf(PDF, source(kind), keep_identity=keep_identity, made_on="2026-11-30")
    assert errors_of(data, tmp_path) == []


def test_the_pdf_comes_back_and_the_notice_stands_in_the_header() -> None:
    found = parse(encapsulate_pdf(PDF, source(), made_on="2026-11-30"))
    assert found.SOPClassUID == ENCAPSULATED_PDF
    assert found.EncapsulatedDocument[: found.EncapsulatedDocumentLength] == PDF
    assert "not for diagnostic use" in found.SeriesDescription
    assert found.ContentDate == "20261130"


def test_the_identity_is_removed_unless_it_is_kept() -> None:
    data = source(PatientName=PATIENT, PatientID=PATIENT_ID, StudyDescription="Sentinel study")
    without = encapsulate_pdf(PDF, data)
    assert b"entinel" not in without
    assert b"SENTINEL" not in without
    assert parse(without).PatientIdentityRemoved == "YES"
    kept, old = parse(encapsulate_pdf(PDF, data, keep_identity=True)), parse(data)
    assert (kept.PatientName, kept.PatientID) == (PATIENT, PATIENT_ID)
    assert kept.StudyInstanceUID == old.StudyInstanceUID
    assert kept.SourceInstanceSequence[0].ReferencedSOPInstanceUID == old.SOPInstanceUID


def test_it_belongs_to_the_study_of_the_derived_picture() -> None:
    data = source()
    assert parse(encapsulate_pdf(PDF, data)).StudyInstanceUID == parse(write(data)).StudyInstanceUID


def test_names_in_other_letters_are_kept(tmp_path: Path) -> None:
    data = source(PatientName="Müller^Jürgen", SpecificCharacterSet="ISO_IR 100")
    found = encapsulate_pdf(PDF, data, keep_identity=True)
    assert parse(found).PatientName == "Müller^Jürgen"
    assert errors_of(found, tmp_path) == []


def test_the_same_report_is_the_same_object() -> None:
    data = source()
    assert encapsulate_pdf(PDF, data) == encapsulate_pdf(PDF, data)
    other = encapsulate_pdf(PDF + b"%", data)
    assert parse(other).SOPInstanceUID != parse(encapsulate_pdf(PDF, data)).SOPInstanceUID


@pytest.mark.parametrize(("pdf", "given", "reason"), [(b"no", None, "holds a PDF"), (PDF, b"no", "sound header")])
def test_what_cannot_be_wrapped_is_one_sentence(pdf: bytes, given: bytes | None, reason: str) -> None:
    with pytest.raises(EncodeError, match=reason):
        encapsulate_pdf(pdf, given if given is not None else source())
