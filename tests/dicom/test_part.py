"""A part of a DICOM file as a derived object: its place, its values, and what its header says."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from pydicom.dataset import Dataset

from sr_core.decode import decode
from sr_core.dicom.writer import dicom_problem, encode_dicom
from sr_core.errors import EncodeError
from sr_core.types.part import Part

from ..support.derived_dicom import enlarge, errors_of, parse
from ..support.dicom_file import CR, CT, DX, MR, dicom_bytes, dicom_dataset, ramp

PART = Part(top=3, left=5, height=6, width=8)
OBLIQUE = [0.8, 0.6, 0.0, -0.36, 0.48, 0.8]
"""Two directions at right angles to each other, along none of the patient's axes."""
TWELVE: dict[str, object] = {"BitsStored": 12, "HighBit": 11}
SOURCES = {
    "CR": dicom_bytes(dicom_dataset(ramp(), CR, PixelSpacing=["0.1", "0.3"], **TWELVE)),
    "CT": dicom_bytes(dicom_dataset(ramp(), CT, ImageOrientationPatient=OBLIQUE, **TWELVE)),
    "DX": dicom_bytes(
        dicom_dataset(
            ramp(low=200),
            DX,
            FieldOfViewShape="RECTANGLE",
            FieldOfViewDimensions=["2", "2"],
            FieldOfViewOrigin=["0", "0"],
            FieldOfViewRotation="0",
            FieldOfViewHorizontalFlip="NO",
            LossyImageCompression="01",
            LossyImageCompressionRatio="12",
            LossyImageCompressionMethod="ISO_10918_1",
            **TWELVE,
        )
    ),
    "MR": dicom_bytes(dicom_dataset(ramp(), MR)),
    "cine": dicom_bytes(dicom_dataset(np.stack([ramp()] * 3), CR, **TWELVE)),
    "colour": dicom_bytes(
        dicom_dataset(np.arange(12 * 16 * 3, dtype=np.uint8).reshape(12, 16, 3), "1.2.840.10008.5.1.4.1.1.7")
    ),
}


def write(data: bytes, scale: int = 4, part: Part = PART, **options: bool) -> bytes:
    """Enlarge a frame, cut the part out and write it as the app does."""
    cut = part.of(enlarge(data, scale), scale)
    assert dicom_problem(cut, data, part) == ""
    return encode_dicom(cut, data, method="xray-x4", part=part, **options)


def place(ds: Dataset, column: float, row: float) -> np.ndarray:
    """Millimetres in the patient of a place in pixels, whose whole numbers are centres (PS3.3 C.7.6.2.1.1)."""
    along_row, along_column = np.reshape(np.asarray(ds.ImageOrientationPatient, float), (2, 3))
    down, across = (float(mm) for mm in ds.PixelSpacing)
    return np.asarray(ds.ImagePositionPatient, float) + along_row * across * column + along_column * down * row


@pytest.mark.parametrize("keep_identity", [False, True])
@pytest.mark.parametrize("name", SOURCES)
def test_the_validator_finds_no_error_in_a_part(name: str, keep_identity: bool, tmp_path: Path) -> None:
    assert errors_of(write(SOURCES[name], keep_identity=keep_identity), tmp_path) == []


@pytest.mark.parametrize("name", SOURCES)
def test_values_of_a_part_are_those_of_the_whole(name: str) -> None:
    data = SOURCES[name]
    whole = decode(encode_dicom(enlarge(data, 4), data, method="m"), "whole.dcm")
    after = decode(write(data), "part.dcm")
    np.testing.assert_array_equal(after.pixels, whole.pixels[12:36, 20:52])
    assert after.spacing == whole.spacing


@pytest.mark.parametrize("scale", [1, 2, 4])
def test_corners_of_a_part_lie_where_they_lie_in_the_source(scale: int) -> None:
    before, after = parse(SOURCES["CT"]), parse(write(SOURCES["CT"], scale))
    first, last = place(before, 5 - 0.5, 3 - 0.5), place(before, 13 - 0.5, 9 - 0.5)
    np.testing.assert_allclose(place(after, -0.5, -0.5), first, atol=1e-9)
    np.testing.assert_allclose(place(after, after.Columns - 0.5, after.Rows - 0.5), last, atol=1e-9)


def test_a_part_has_the_spacing_of_the_whole() -> None:
    after = parse(write(SOURCES["CR"]))
    assert (after.Rows, after.Columns) == (24, 32)
    assert [float(mm) for mm in after.PixelSpacing] == [0.025, 0.075]
    assert [float(mm) for mm in after.ImagerPixelSpacing] == [0.05, 0.05]


def test_the_header_of_a_part_says_that_it_is_one() -> None:
    before, after = parse(SOURCES["DX"]), parse(write(SOURCES["DX"], keep_identity=True))
    assert list(after.ImageType[:2]) == ["DERIVED", "SECONDARY"]
    assert "only a part of the source: rows 4 to 9 and columns 6 to 13, counted from 1." in after.DerivationDescription
    assert after.SOPInstanceUID != before.SOPInstanceUID
    assert after.SourceImageSequence[0].ReferencedSOPInstanceUID == before.SOPInstanceUID
    lossy = (after.LossyImageCompression, after.LossyImageCompressionRatio, after.LossyImageCompressionMethod)
    assert lossy == ("01", 12, "ISO_10918_1")
    assert not [element for element in after if element.keyword.startswith("FieldOfView")]


def test_the_field_of_view_of_a_whole_stays() -> None:
    data = SOURCES["DX"]
    assert parse(encode_dicom(enlarge(data), data, method="m")).FieldOfViewDimensions == [2, 2]


@pytest.mark.parametrize("part", [Part(3, 5, 10, 8), Part(-1, 0, 4, 4), Part(0, 0, 0, 4), Part(0, 9, 4, 8)])
def test_a_part_beyond_the_source_is_refused(part: Part) -> None:
    data = SOURCES["CR"]
    with pytest.raises(EncodeError, match=r"a part needs to lie within the 16 x 12 pixels of the source, found rows"):
        encode_dicom(enlarge(data), data, method="m", part=part)


def test_a_part_of_another_size_is_refused() -> None:
    data = SOURCES["CR"]
    cut = PART.of(enlarge(data, 4), 4)
    with pytest.raises(EncodeError, match="needs 28 x 24 pixels, found 32 x 24"):
        encode_dicom(cut, data, method="m", part=replace(PART, width=7))
