"""Patient and study in words."""

import pytest

from sr_core.decode import decode
from sr_core.dicom.who import is_child, patient_and_study, person
from sr_core.errors import DecodeError

from ..support.dicom_file import dicom_bytes, dicom_dataset, ramp


def test_the_facts_stand_in_their_order_and_absent_ones_are_left_out() -> None:
    facts = {"PatientName": "Roe^Jane", "PatientID": "7", "AccessionNumber": None, "StudyDescription": "Thorax pa"}
    data = dicom_bytes(dicom_dataset(ramp(), **facts))
    found = patient_and_study(data, "a.dcm")
    assert found == ("Roe, Jane", "ID 7", "born 1941-01-01", "female", "study of 2020-01-02", "Thorax pa")


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("Adams^John Robert Quincy^^Rev.^B.A. M.Div.", "Adams, John Robert Quincy, Rev., B.A. M.Div."),
        ("Morrison-Jones^Susan^^^Ph.D.", "Morrison-Jones, Susan, Ph.D."),
        ("Yamada^Tarou=山田^太郎=やまだ^たろう", "Yamada, Tarou (山田, 太郎) (やまだ, たろう)"),
        ("Doe^Jane^Q", "Doe, Jane Q"),
        ("ANONYMOUS", "ANONYMOUS"),
        ("", ""),
    ],
)
def test_names_of_the_standard_are_written_as_people_do(name: str, written: str) -> None:
    assert person(name) == written


def test_a_date_that_is_none_stays_as_it_is_spelt() -> None:
    data = dicom_bytes(dicom_dataset(ramp(), PatientBirthDate="unknown"))
    assert "born unknown" in patient_and_study(data, "a.dcm")


def test_another_file_is_refused_in_one_sentence() -> None:
    with pytest.raises(DecodeError, match=r"^a: expected a DICOM file"):
        patient_and_study(b"text", "a")


@pytest.mark.parametrize(
    ("facts", "child"),
    [
        ({"PatientAge": "015Y"}, True),
        ({"PatientAge": "016Y"}, False),
        ({"PatientAge": "007M"}, True),
        ({"PatientAge": "060Y", "PatientBirthDate": "20190101"}, False),
        ({"PatientBirthDate": "20040103", "StudyDate": "20200102"}, True),
        ({"PatientBirthDate": "20040102", "StudyDate": "20200102"}, False),
        ({"PatientAge": "soon", "PatientBirthDate": "unknown"}, False),
        ({"PatientBirthDate": "20210101", "StudyDate": "20200102"}, False),
    ],
)
def test_a_child_is_told_by_the_age_or_by_the_dates(facts: dict, child: bool) -> None:
    assert is_child(dicom_dataset(ramp(), **facts)) is child
    info = decode(dicom_bytes(dicom_dataset(ramp(), **facts)), "a.dcm").dicom
    assert info is not None
    assert info.child is child
