"""Malformed values of a source never break the derived object; dciodvfy (dicom3tools) is the judge."""

from pathlib import Path

import pydicom
import pytest
from pydicom.dataelem import RawDataElement
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence
from pydicom.tag import Tag

from sr_core.dicom.repair import repair
from sr_core.dicom.sequences import unfold

from ..support.derived_dicom import errors_of, parse, write
from ..support.dicom_file import CR, CT, DX, code, dicom_bytes, dicom_dataset, ramp

MALFORMED = {
    "PatientOrientation": ["L", "Q\\F", "L\\R\\F", "l\\f\\x", "A\x01\\F"],
    "Laterality": ["X", "LEFT", "L\\R"],
    "ImageLaterality": ["Left side", "R\\L"],
    "ViewPosition": ["view from the front", "PA\x02"],
    "ImageType": ["ORIGINAL", "a", "ORIGINAL\\PRIMARY\\bad\x01value", "X" * 40],
    "StudyDate": ["20201399", "2020", "20200101-20200202", "yesterday"],
    "StudyTime": ["99:99", "noon", "0101-0202"],
    "PatientBirthDate": ["1941.13.01", "?"],
    "SeriesNumber": ["1.5", "one", "1" * 20],
    "PatientWeight": ["heavy", "1" * 30],
    "StudyInstanceUID": ["999.1.2", "1.02.3", "1..2", "abc", "1." * 40 + "1"],
    "FrameOfReferenceUID": ["x", "1.2.3."],
    "PatientName": ["A" * 90, "A\x03B"],
    "PatientID": ["1" * 90, "A\\B"],
    "PatientSex": ["female", "M\\F"],
    "BodyPartExamined": ["Chest, PA", "CHEST\\HAND"],
    "SpecificCharacterSet": ["NONSENSE", "ISO_IR 999"],
    "BurnedInAnnotation": ["MAYBE"],
    "PresentationLUTShape": ["ROUND"],
    "PixelIntensityRelationship": ["CURVED"],
    "LossyImageCompression": ["YES"],
    "PixelSpacingCalibrationType": ["GUESS"],
    "Modality": ["x-ray", ""],
    "ClinicalTrialTimePointDescription": ["week 2"],
    "ContainerIdentifier": ["BOX 1"],
    "FieldOfViewRotation": ["90"],
    "FieldOfViewHorizontalFlip": ["MAYBE"],
    "DetectorElementPhysicalSize": ["0\\0", "1\\"],
    "ImageOrientationPatient": ["0\\0\\0\\0\\0\\0", "1\\1\\1\\1\\1\\1"],
    "IrradiationEventUID": ["1.2", "1.40.1", "0.0.0", "0.40.1"],
    "LengthToEnd": [""],
    "PatientAlternativeCalendar": ["HEBREW"],
    "PatientSpeciesDescription": ["dog", "do\x01g"],
    "PositionReferenceIndicator": ["XY"],
    "RepetitionTime": ["long"],
    "ResponsiblePerson": ["A^B"],
    "SliceThickness": ["0", "-0"],
    "SOPInstanceUID": ["1.2.840.10008.5.1.4.1.1.2"],
    "AcquisitionDateTime": ["20200230", "20200102+0100", "20200102101160", "202013"],
    "WindowWidth": ["", "wide"],
    "XRayTubeCurrentInmA": [""],
}
CASES = [(keyword, value) for keyword, values in MALFORMED.items() for value in values]


def source(sop_class: str, keyword: str, value: str) -> bytes:
    """A file in which pydicom would not write the value: its bytes are put there."""
    ds = dicom_dataset(ramp(low=300, high=3000), sop_class, BitsStored=12, HighBit=11)
    if keyword == "SpecificCharacterSet":
        ds.SpecificCharacterSet = "ISO_IR 100"
        return dicom_bytes(ds).replace(b"ISO_IR 100", value.encode().ljust(10))
    raw = value.encode("latin-1")
    vr = pydicom.datadict.dictionary_VR(keyword)
    ds[keyword] = RawDataElement(Tag(keyword), vr, len(raw), raw + b" " * (len(raw) % 2), 0, False, True)
    return dicom_bytes(ds)


@pytest.mark.parametrize("sop_class", [CR, CT, DX])
@pytest.mark.parametrize(("keyword", "value"), CASES)
def test_a_malformed_value_leaves_a_valid_object(sop_class: str, keyword: str, value: str, tmp_path: Path) -> None:
    assert errors_of(write(source(sop_class, keyword, value), keep_identity=True), tmp_path) == []


def test_a_malformed_code_item_leaves_a_valid_object(tmp_path: Path) -> None:
    bad = code("51185008", "SCT", "Chest\x01")
    ds = dicom_dataset(ramp(low=300, high=3000), DX, BitsStored=12, HighBit=11, AnatomicRegionSequence=Sequence([bad]))
    assert errors_of(write(dicom_bytes(ds)), tmp_path) == []


@pytest.mark.parametrize("sop_class", [CR, CT, DX])
@pytest.mark.parametrize(
    "keyword",
    ["OperatorIdentificationSequence", "IssuerOfAccessionNumberSequence", "OtherPatientIDsSequence", "UDISequence",
     "ReferencedStudySequence", "StrainStockSequence", "AcquisitionContextSequence", "ContributingEquipmentSequence",
     "AnatomicRegionModifierSequence", "ReferencedPatientPhotoSequence", "HL7StructuredDocumentReferenceSequence"],
)  # fmt: skip
def test_an_item_without_what_it_needs_leaves_a_valid_object(sop_class: str, keyword: str, tmp_path: Path) -> None:
    ds = dicom_dataset(ramp(low=300, high=3000), sop_class, BitsStored=12, HighBit=11)
    setattr(ds, keyword, Sequence([code("1", "DCM", "Chest")]))
    found = write(dicom_bytes(ds), keep_identity=True)
    assert errors_of(found, tmp_path) == []
    assert pydicom.datadict.dictionary_description(keyword) in parse(found).DerivationDescription


def test_whole_items_stay() -> None:
    operator = Dataset()
    operator.PersonIdentificationCodeSequence = Sequence([code("7", "99X", "Operator")])
    operator.InstitutionName = "Hospital"
    ds = dicom_dataset(ramp(), CR, OperatorIdentificationSequence=Sequence([operator]))
    found = parse(write(dicom_bytes(ds), keep_identity=True))
    assert found.OperatorIdentificationSequence[0].PersonIdentificationCodeSequence[0].CodeValue == "7"


@pytest.mark.parametrize(
    ("keyword", "vr"), [("StorageURL", "FD"), ("PatientName", "UI"), ("ShortTermFluctuation", "FD")]
)
def test_a_value_of_a_wrong_vr_leaves_an_object(keyword: str, vr: str) -> None:
    ds = dicom_dataset(ramp(), CR)
    raw = b"1.2.\xb2 " if vr == "UI" else b"\xff" * 6 + b"\xef\x7f"
    ds[keyword] = RawDataElement(Tag(keyword), vr, len(raw), raw, 0, False, True)
    assert not parse(write(dicom_bytes(ds), keep_identity=True)).get(keyword)


def test_an_attribute_that_cannot_be_read_is_named() -> None:
    ds = Dataset()
    ds["AcquisitionMatrix"] = RawDataElement(Tag("AcquisitionMatrix"), "US", 3, b"\1\2\3", 0, False, True)
    assert unfold(ds) == ["Acquisition Matrix"]


def test_milliamperes_of_an_enhanced_object_become_microamperes() -> None:
    found = parse(write(dicom_bytes(dicom_dataset(ramp(), CT, XRayTubeCurrentInmA=250.5)), keep_identity=True))
    assert (float(found.XRayTubeCurrentInuA), "XRayTubeCurrentInmA" in found) == (250500, False)


def test_what_was_left_out_is_said() -> None:
    found = parse(write(source(DX, "PatientOrientation", "L")))
    assert (
        "Left out, malformed in the source or without a place in this object: Patient Orientation."
        in found.DerivationDescription
    )
    assert "malformed" not in parse(write(source(DX, "PatientOrientation", "L\\F"))).DerivationDescription


@pytest.mark.parametrize(
    ("keyword", "vr", "given", "right"),
    [
        ("BodyPartExamined", "CS", "Chest ", "CHEST"),
        ("StudyDate", "DA", "2020.01.02", "20200102"),
        ("StudyTime", "TM", "10:11:12.5", "101112.5"),
        ("PatientOrientation", "CS", ["l", "fp"], ["L", "FP"]),
        ("StationName", "LO", "ROOM 1", "ROOM 1"),
    ],
)
def test_what_can_be_spelt_right_is_kept(keyword: str, vr: str, given: object, right: object) -> None:
    ds = Dataset()
    ds.add_new(keyword, vr, given)
    assert repair(ds) == []
    assert ds[keyword].value == right
    assert pydicom.datadict.dictionary_VR(keyword) == ds[keyword].VR


def test_texts_of_any_script_are_written_as_utf_8() -> None:
    ds = dicom_dataset(ramp(), CR, SpecificCharacterSet="ISO_IR 100", PatientName="Müller^Jürgen")
    found = parse(write(dicom_bytes(ds), keep_identity=True))
    assert (found.SpecificCharacterSet, str(found.PatientName)) == ("ISO_IR 192", "Müller^Jürgen")


def test_a_missing_uid_of_the_source_is_replaced() -> None:
    found = parse(write(source(CR, "StudyInstanceUID", "1.02.3"), keep_identity=True))
    assert found.StudyInstanceUID.is_valid
    assert found.SourceImageSequence[0].ReferencedSOPInstanceUID.is_valid
