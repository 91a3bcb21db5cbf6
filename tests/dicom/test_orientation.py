"""Orientation of a picture: Patient Orientation, or the direction cosines."""

import numpy as np
import pytest

from sr_core.decode import decode

from ..support.dicom_file import CR, CT, dicom_bytes, dicom_dataset, ramp


def edges(sop_class: str = CR, **attributes: object) -> tuple[str, ...]:
    image = decode(dicom_bytes(dicom_dataset(ramp(), sop_class, **attributes)), "a.dcm")
    assert image.dicom is not None
    return image.dicom.edges


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (["L", "F"], ("R", "L", "H", "F")),  # a frontal chest, as all are hung
        (["P", "F"], ("A", "P", "H", "F")),  # a lateral one
        (["LP", "FA"], ("RA", "LP", "HP", "FA")),
        (["LE", "DI"], ("", "", "", "")),  # letters of an animal
        (["L"], ("", "", "", "")),
        (None, ("", "", "", "")),
    ],
)
def test_patient_orientation_names_the_edges(found: list[str] | None, expected: tuple[str, ...]) -> None:
    assert edges(PatientOrientation=found) == expected


@pytest.mark.parametrize(
    ("cosines", "expected"),
    [
        ([1, 0, 0, 0, 1, 0], ("R", "L", "A", "P")),  # axial
        ([0, 1, 0, 0, 0, -1], ("A", "P", "H", "F")),  # sagittal
        ([1, 0, 0, 0, 0, -1], ("R", "L", "H", "F")),  # coronal
        ([np.cos(0.3), np.sin(0.3), 0, -np.sin(0.3), np.cos(0.3), 0], ("RA", "LP", "AL", "PR")),
        ([np.cos(0.05), np.sin(0.05), 0, -np.sin(0.05), np.cos(0.05), 0], ("R", "L", "A", "P")),
    ],
)
def test_direction_cosines_name_the_edges(cosines: list[float], expected: tuple[str, ...]) -> None:
    assert edges(CT, ImageOrientationPatient=[f"{n:.6f}" for n in cosines]) == expected


def test_patient_orientation_comes_first() -> None:
    assert edges(CT, PatientOrientation=["A", "F"], ImageOrientationPatient=[1, 0, 0, 0, 1, 0])[1] == "A"
