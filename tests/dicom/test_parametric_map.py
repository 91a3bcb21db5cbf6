"""Parametric Maps of error bars: checked by dciodvfy, and read back by pydicom alone."""

from pathlib import Path

import numpy as np
import pytest
from pydicom.dataset import Dataset

from sr_core.decode import decode
from sr_core.dicom.parametric_map import encode_parametric_map, parametric_map_problem
from sr_core.dicom.writer import encode_dicom
from sr_core.errors import EncodeError
from sr_core.types import DecodedImage
from sr_core.types.part import Part

from ..support.derived_dicom import CHECKSUM, enlarge, errors_of, parse
from ..support.dicom_file import CR, CT, DX, MR, PATIENT, PATIENT_ID, dicom_bytes, dicom_dataset, ramp

CAPTURE = "1.2.840.10008.5.1.4.1.1.7"
SOURCES = {
    name: dicom_bytes(dicom_dataset(ramp(), sop_class, BitsStored=12, HighBit=11))
    for name, sop_class in (("CR", CR), ("DX", DX), ("CT", CT), ("MR", MR))
}
NO_PLANE = ("PlanePositionSequence", "PlaneOrientationSequence", "PlanePositionSlideSequence")
"""What dciodvfy misses in a map of a projection: it takes every Frame of Reference for one of a patient or of a slide.
PS3.3 A.75.4.1 requires them in these two kinds only."""


def bars(image: DecodedImage) -> np.ndarray:
    found = np.random.default_rng(0).uniform(1, 9, (image.height, image.width)).astype(np.float32)
    found[0, 0] = np.nan
    return found


def mapped(
    data: bytes, *, image: DecodedImage | None = None, part: Part | None = None, keep_identity: bool = False
) -> bytes:
    image = image or decode(data, "in.dcm")
    return encode_parametric_map(
        bars(image), image, data, level=0.9, text="They covered 91 %.", method="xray-lite-x4", part=part,
        checksum=CHECKSUM, keep_identity=keep_identity,
    )  # fmt: skip


def shared(data: bytes) -> Dataset:
    return parse(data).SharedFunctionalGroupsSequence[0]


@pytest.mark.parametrize("keep_identity", [False, True])
@pytest.mark.parametrize("name", SOURCES)
def test_the_validator_finds_no_error_but_the_missing_plane_of_a_projection(
    name: str, keep_identity: bool, tmp_path: Path
) -> None:
    errors = errors_of(mapped(SOURCES[name], keep_identity=keep_identity), tmp_path)
    missing = {line.split("Element=<")[-1].split(">")[0] for line in errors}
    assert missing == ({*NO_PLANE} if name in ("CR", "DX") else set()), errors


def test_half_widths_are_stored_to_the_bit_and_missing_ones_are_padding() -> None:
    after = parse(mapped(SOURCES["CR"]))
    values = np.frombuffer(after.FloatPixelData, "<f4").reshape(after.Rows, after.Columns)
    before = bars(decode(SOURCES["CR"], "in.dcm"))
    np.testing.assert_array_equal(values[~np.isnan(before)], before[~np.isnan(before)])
    assert values[0, 0] == after.FloatPixelPaddingValue == -1
    assert (after.SOPClassUID, after.BitsAllocated) == ("1.2.840.10008.5.1.4.1.1.30", 32)


@pytest.mark.parametrize(
    ("source", "unit"),
    [
        (SOURCES["CR"], "1"),
        (SOURCES["CT"], "[hnsf'U]"),
        (dicom_bytes(dicom_dataset(ramp(), RescaleSlope="2", RescaleIntercept="0", RescaleType="OD")), "10*-3{OD}"),
    ],
)
def test_the_mapping_names_unit_and_quantity(source: bytes, unit: str) -> None:
    mapping = shared(mapped(source)).RealWorldValueMappingSequence[0]
    (units,) = mapping.MeasurementUnitsCodeSequence
    assert (units.CodeValue, units.CodingSchemeDesignator) == (unit, "UCUM")
    assert (mapping.RealWorldValueSlope, mapping.RealWorldValueIntercept) == (1, 0)
    known = bars(decode(source, "in.dcm"))
    assert mapping.DoubleFloatRealWorldValueFirstValueMapped == np.nanmin(known)
    assert mapping.DoubleFloatRealWorldValueLastValueMapped == np.nanmax(known)
    (concept,) = mapping.QuantityDefinitionSequence[0].ConceptCodeSequence
    assert (concept.CodeValue, concept.CodingSchemeDesignator) == ("371884006", "SCT")


def test_the_app_reads_its_own_map_in_its_unit() -> None:
    image = decode(mapped(SOURCES["CT"]), "map.dcm")
    assert image.unit == "HU"
    np.testing.assert_array_equal(image.pixels[..., 0], bars(image))


def test_a_part_of_a_slice_lies_where_it_was() -> None:
    part = Part(2, 4, 6, 8)
    whole, cut = SOURCES["CT"], part.of(decode(SOURCES["CT"], "in.dcm"))
    place = shared(mapped(whole, image=cut, part=part))
    assert [float(mm) for mm in place.PixelMeasuresSequence[0].PixelSpacing] == [0.5, 0.75]
    # The slice begins at (-100, -50, 30); columns are 0.75 mm apart, rows 0.5 mm.
    assert [float(mm) for mm in place.PlanePositionSequence[0].ImagePositionPatient] == [-97, -49, 30]
    assert parse(mapped(whole, keep_identity=True)).FrameOfReferenceUID == "1.2.3.4"


def test_a_projection_has_spacing_and_a_frame_of_reference_of_its_own() -> None:
    first, second = (parse(mapped(SOURCES["CR"], keep_identity=True)) for _ in range(2))
    measures = first.SharedFunctionalGroupsSequence[0].PixelMeasuresSequence[0]
    assert [float(mm) for mm in measures.PixelSpacing] == [0.2, 0.2]
    assert first.FrameOfReferenceUID != second.FrameOfReferenceUID
    description = first.SharedFunctionalGroupsSequence[0].DerivationImageSequence[0].DerivationDescription
    for said in ("90 %", "xray-lite-x4", CHECKSUM, "They covered 91 %.", "Not for diagnostic use", "at the detector"):
        assert said in description
    assert "not for diagnostic use" in first.SeriesDescription


def test_without_spacing_there_are_no_millimetres() -> None:
    data = dicom_bytes(dicom_dataset(ramp(), ImagerPixelSpacing=None))
    assert "PixelSpacing" not in shared(mapped(data)).PixelMeasuresSequence[0]


@pytest.mark.parametrize("keep_identity", [False, True])
def test_source_patient_and_study_are_those_of_the_derived_object(keep_identity: bool) -> None:
    data = SOURCES["CT"]
    derived = parse(encode_dicom(enlarge(data), data, method="m", keep_identity=keep_identity))
    made = mapped(data, keep_identity=keep_identity)
    after = parse(made)
    for keyword in ("PatientName", "PatientID", "PatientSex", "StudyInstanceUID", "StudyDate", "FrameOfReferenceUID"):
        assert after[keyword].value == derived[keyword].value
    (source,) = after.SharedFunctionalGroupsSequence[0].DerivationImageSequence[0].SourceImageSequence
    assert source.ReferencedSOPInstanceUID == derived.SourceImageSequence[0].ReferencedSOPInstanceUID
    (series,) = after.ReferencedSeriesSequence
    assert series.ReferencedInstanceSequence[0].ReferencedSOPInstanceUID == source.ReferencedSOPInstanceUID
    assert (series.SeriesInstanceUID == parse(data).SeriesInstanceUID) == keep_identity
    for name in (PATIENT, PATIENT_ID):
        assert (name.encode() in made) == keep_identity


def test_an_anonymous_map_tells_nothing_of_the_source_beyond_the_derived_object() -> None:
    data = SOURCES["DX"]
    derived = parse(encode_dicom(enlarge(data), data, method="m"))
    after = parse(mapped(data))
    patient = [element.keyword for element in after if element.tag.group == 0x0010 and element.value]
    assert patient == []
    assert after.StudyDate == derived.StudyDate == ""
    assert after.ContentDate == "19000101"  # required, and no date of anything
    assert parse(data).SOPInstanceUID.encode() not in mapped(data)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (dicom_bytes(dicom_dataset(ramp(), BurnedInAnnotation="YES")), "needs a source without burned-in text"),
        (dicom_bytes(dicom_dataset(np.zeros((6, 6, 3), np.uint8), CAPTURE)), "needs measured values"),
    ],
)
def test_what_no_map_can_hold_is_refused_beforehand(data: bytes, reason: str) -> None:
    assert reason in parametric_map_problem(decode(data, "in.dcm"), data)
    with pytest.raises(EncodeError, match=reason):
        mapped(data)
    assert parametric_map_problem(decode(SOURCES["CR"], "in.dcm"), SOURCES["CR"]) == ""


@pytest.mark.parametrize("wrong", [np.ones((3, 4)), np.zeros((12, 16)), np.full((12, 16), np.nan)])
def test_half_widths_that_are_none_are_refused(wrong: np.ndarray) -> None:
    image = decode(SOURCES["CR"], "in.dcm")
    with pytest.raises(EncodeError, match=r"needs (one half-width for each pixel|half-widths above 0)"):
        encode_parametric_map(wrong, image, SOURCES["CR"], level=0.9, method="m")
