"""A canary in every attribute of the dictionary: what is still found in a de-identified file must have a reason."""

import io
from pathlib import Path

import numpy as np
import pydicom
import pytest
from pydicom.datadict import DicomDictionary, dictionary_VR
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence
from pydicom.uid import DeflatedExplicitVRLittleEndian, ExplicitVRLittleEndian

from sr_core.decode import decode
from sr_core.dicom.terms import DEFINED
from sr_core.dicom.writer import encode_dicom
from sr_core.engine.upscale import upscale

from ..support.dicom_file import CR, CT, DX, MR, code, dicom_bytes, dicom_dataset, ramp
from ..support.dicom_validator import findings

TEXTS = ("AE", "CS", "LO", "LT", "PN", "SH", "ST", "UC", "UR", "UT")
TIMES = {"DA": "19{:02d}{:02d}17", "TM": "{:02d}{:02d}17.77", "DT": "19{:02d}{:02d}17131415.77"}
NEEDED = {"Manufacturer", "ManufacturerModelName", "ConvolutionKernel"}
"""Texts that stay: the make of the machine, and the kernel without which values cannot be understood."""
STRUCTURE = {"PhotometricInterpretation", "PixelDataProviderURL", "SOPClassUID", "SpecificCharacterSet"}
"""What a file cannot be read with if it holds a canary."""
BATCH = 250
_KEPT, _REQUEST = "AnatomicRegionSequence", "RequestAttributesSequence"
CHAINS = {
    0: [()],
    1: [(_KEPT,), ("ContributingEquipmentSequence",), (_REQUEST,)],
    3: [(_KEPT,) * 3, (_KEPT, _REQUEST, _KEPT), (_REQUEST, _KEPT, "ContributingEquipmentSequence")],
}
"""Depth -> chains of sequences around the canaries, the innermost first: of a kind that stays, of kinds that go."""


def canary(vr: str, number: int) -> object:
    """A value that occurs nowhere else; None for kinds that hold none."""
    if vr in TEXTS:
        return f"CANARY{number}"
    if vr in TIMES:
        return TIMES[vr].format(number // 12 % 24, number % 12 + 1)
    return {
        "AS": "077Y", "UI": f"1.2.777.{number}", "OB": f"CANARY{number:05d}X".encode(),
        "UN": f"CANARY{number}".encode("utf-16-le"),
    }.get(vr)  # fmt: skip


CANARIES = {
    tag: value
    for number, (tag, entry) in enumerate(DicomDictionary.items())
    if tag >> 16 >= 8 and entry[4] not in STRUCTURE and (value := canary(entry[0], number)) is not None
}


def deidentified(data: bytes) -> bytes:
    return encode_dicom(upscale(decode(data, "a.dcm"), "bicubic", scale=2).image, data, method="bicubic")


def survivors(found: bytes, batch: list[int]) -> set[str]:
    assert pydicom.dcmread(io.BytesIO(found)).file_meta.TransferSyntaxUID == ExplicitVRLittleEndian  # nothing is packed
    return {DicomDictionary[tag][4] for tag in batch if holds(found, CANARIES[tag])}


def holds(found: bytes, word: object) -> bool:
    text = word if isinstance(word, bytes) else str(word).encode()
    return any(form in found for form in (text, b"\0".join(text[n : n + 1] for n in range(len(text)))))


@pytest.mark.parametrize("sop_class", [CR, CT])
@pytest.mark.parametrize("depth", [0, 1, 3])
def test_nothing_but_what_is_needed_survives(sop_class: str, depth: int) -> None:
    found = set()
    for start in range(0, len(CANARIES), BATCH):
        batch = list(CANARIES)[start : start + BATCH]
        ds = dicom_dataset(ramp(8, 8), sop_class, BitsStored=12, HighBit=11)
        for chain in CHAINS[depth]:
            holder = ds if not chain else Dataset()
            for tag in batch:
                holder.add_new(tag, dictionary_VR(tag), CANARIES[tag])
            for keyword in chain:
                holder.CodeValue, holder.CodingSchemeDesignator = "51185008", "SCT"
                outer = Dataset()
                setattr(outer, keyword, Sequence([holder]))
                holder = outer
            for element in holder if chain else ():
                items = [*ds.get(element.keyword, ()), *element.value]
                setattr(ds, element.keyword, Sequence(items))
        found |= survivors(deidentified(dicom_bytes(ds)), batch)
    assert found <= (NEEDED if not depth else set())


@pytest.mark.parametrize("sop_class", [CR, CT, DX, MR])
@pytest.mark.parametrize("syntax", [ExplicitVRLittleEndian, DeflatedExplicitVRLittleEndian])
def test_nothing_beside_the_dataset_survives(sop_class: str, syntax: str) -> None:
    ds = dicom_dataset(ramp(8, 8), sop_class, BitsStored=12, HighBit=11)
    hidden = Dataset()
    for holder in (ds, hidden):
        holder.private_block(0x0019, "CANARY MAKER", create=True).add_new(1, "CS", "CANARY")
        for tag, vr in {
            0x60000022: "LO",
            0x601E1500: "LO",
            0x50000022: "LO",
            0x50003000: "OW",
            0x60003000: "OW",
        }.items():
            holder.add_new(tag, vr, "CANARY" if vr == "LO" else b"CANARY")
        holder.add_new(0xFFFCFFFC, "OB", b"CANARY")
    ds.ReferencedImageSequence = ds.ViewCodeSequence = Sequence([hidden])
    ds.PixelData += b"CANARY"
    data = bytearray(dicom_bytes(ds, syntax, SourceApplicationEntityTitle="CANARY", PrivateInformation=b"CANARY",
                                 PrivateInformationCreatorUID="1.2.3", ImplementationVersionName="CANARY"))  # fmt: skip
    data[:128] = b"CANARY" * 21 + b"\0\0"
    if syntax == ExplicitVRLittleEndian:
        data += b"CANARY".join((b"\xfe\xff\xdd\xe0", bytes(8)))
    found = deidentified(bytes(data))
    assert not holds(found, "CANARY")


@pytest.mark.parametrize("sop_class", [CR, CT, DX, MR])
def test_object_stays_valid_without_the_terms_that_went(sop_class: str, tmp_path: Path) -> None:
    terms = dict.fromkeys([*DEFINED, "BodyPartExamined", "Modality"], "CANARY")
    ds = dicom_dataset(ramp(8, 8), sop_class, **{"BitsStored": 12, "HighBit": 11, "TriggerTime": "5", **terms})
    found = deidentified(dicom_bytes(ds))
    assert not holds(found, "CANARY")
    assert [line for line in findings(found, tmp_path) if "Error" in line] == []


def test_unused_bits_of_pixels_are_not_carried_on() -> None:
    stored = ramp(8, 8, high=100)
    ds = dicom_dataset(stored | (np.uint16(0xA) << 12), CR, BitsStored=12, HighBit=11)
    assert pydicom.dcmread(io.BytesIO(deidentified(dicom_bytes(ds)))).pixel_array.max() < 200


def test_class_of_the_source_is_named_only_if_the_standard_has_it() -> None:
    ds = dicom_dataset(ramp(8, 8), CR, SOPClassUID="1.2.777.5")
    assert b"1.2.777.5" not in deidentified(dicom_bytes(ds))


@pytest.mark.parametrize(
    ("sop_class", "keyword", "value", "left"),
    [
        (CR, "BodyPartExamined", "THORAX", "THORAX"), (CR, "BodyPartExamined", "JOHN SMITH", ""),
        (CR, "ViewPosition", "PA", "PA"), (CR, "ViewPosition", "SMITH", ""),
        (DX, "PatientOrientation", ["A", "FR"], ["A", "FR"]), (DX, "DetectorType", "SMITH", ""),
        (CT, "ImageType", ["ORIGINAL", "PRIMARY", "AXIAL", "SMITH"], ["DERIVED", "SECONDARY", "AXIAL"]),
        (MR, "ImageType", ["ORIGINAL", "PRIMARY", "SMITH", "ND"], ["DERIVED", "SECONDARY", "OTHER"]),
        (MR, "SequenceVariant", ["SK", "SP"], ["SK", "SP"]), (MR, "SequenceVariant", "OTHER", "OTHER"),
        (CT, "ScanOptions", "SMITH", None),
        (CT, "PatientPosition", "SMITH", ""),
    ],
)  # fmt: skip
def test_terms_of_the_standard_stay_and_others_go(sop_class: str, keyword: str, value: object, left: object) -> None:
    ds = dicom_dataset(ramp(8, 8), sop_class, **{"BitsStored": 12, "HighBit": 11, keyword: value})
    after = pydicom.dcmread(io.BytesIO(deidentified(dicom_bytes(ds))))
    assert (after.SOPClassUID, after.get(keyword)) == (sop_class, left)


def test_patients_numbers_private_and_overlay_elements_go() -> None:
    ds = dicom_dataset(ramp(), CR, PatientBodyMassIndex="77.7", PatientWeight="88.8", OtherStudyNumbers="471198253")
    ds.add_new(0x00091010, "LO", "CANARY")
    ds.add_new(0x60003000, "OW", b"CANARY")
    ds.add_new(0x50003000, "OW", b"CANARY")
    found = deidentified(dicom_bytes(ds))
    assert not [word for word in (b"77.7", b"88.8", b"471198253", b"CANARY") if word in found]


@pytest.mark.parametrize(
    ("value", "scheme", "left"),
    [("399348003", "SCT", ["antero-posterior"]), ("R-10206", "SRT", ["antero-posterior"]), ("1", "SCT", []),
     ("399348003", "99MINE", [])],
)  # fmt: skip
def test_codes_of_the_standard_stay_in_its_words(value: str, scheme: str, left: list[str]) -> None:
    item = code(value, scheme, "Dr Smith's view")
    after = pydicom.dcmread(
        io.BytesIO(deidentified(dicom_bytes(dicom_dataset(ramp(), CR, ViewCodeSequence=Sequence([item])))))
    )
    assert [item.CodeMeaning for item in after.get("ViewCodeSequence", ())] == left


@pytest.mark.parametrize(("name", "left"), [("LUNG", "LUNG"), ("DR SMITH", None)])
def test_names_of_windows_stay_if_they_are_no_free_text(name: str, left: str | None) -> None:
    ds = dicom_dataset(ramp(), CR, WindowCenter="1", WindowWidth="3", WindowCenterWidthExplanation=name)
    assert pydicom.dcmread(io.BytesIO(deidentified(dicom_bytes(ds)))).get("WindowCenterWidthExplanation") == left


def test_the_numbers_of_the_acquisition_stay() -> None:
    ds = dicom_dataset(ramp(), CT, KVP="120", Exposure="3", PatientPosition="HFS", GantryDetectorTilt="5")
    after = pydicom.dcmread(io.BytesIO(deidentified(dicom_bytes(ds))))
    assert (after.KVP, after.Exposure, after.PatientPosition, after.GantryDetectorTilt) == (120, 3, "HFS", 5)
