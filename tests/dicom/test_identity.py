"""A canary in every attribute of the dictionary: what is still found in a de-identified file must have a reason."""

import io

import pydicom
import pytest
from pydicom.datadict import DicomDictionary, dictionary_VR
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence

from sr_core.decode import decode
from sr_core.dicom.writer import encode_dicom
from sr_core.engine.upscale import upscale

from ..support.dicom_file import CR, CT, dicom_bytes, dicom_dataset, ramp

TEXTS = ("AE", "LO", "LT", "PN", "SH", "ST", "UC", "UR", "UT")
TIMES = {"DA": "19{:02d}{:02d}17", "TM": "{:02d}{:02d}17.77", "DT": "19{:02d}{:02d}17131415.77"}
NEEDED = {"Manufacturer", "ManufacturerModelName", "ConvolutionKernel"}
"""Texts that stay: the make of the machine, and the kernel without which values cannot be understood."""
STRUCTURE = {
    "PhotometricInterpretation", "PixelDataProviderURL", "SOPClassUID", "SpecificCharacterSet", "CodeValue",
    "CodingSchemeDesignator",
}  # fmt: skip
"""What a file cannot be read with if it holds a canary."""
BATCH = 250


def canary(vr: str, number: int) -> object:
    """A value that occurs nowhere else; None for kinds that hold none."""
    if vr in TEXTS:
        return f"CANARY{number}"
    if vr in TIMES:
        return TIMES[vr].format(number // 12 % 24, number % 12 + 1)
    return {
        "AS": "077Y", "UI": f"1.2.777.{number}", "OB": f"CANARY{number:05d}X".encode(), "UN": f"CANARY{number}".encode()
    }.get(vr)  # fmt: skip


CANARIES = {
    tag: value
    for number, (tag, entry) in enumerate(DicomDictionary.items())
    if tag >> 16 >= 8 and entry[4] not in STRUCTURE and (value := canary(entry[0], number)) is not None
}


def deidentified(ds: Dataset) -> bytes:
    data = dicom_bytes(ds)
    return encode_dicom(upscale(decode(data, "a.dcm"), "bicubic", scale=2).image, data, method="bicubic")


def survivors(found: bytes, batch: list[int]) -> set[str]:
    words = {
        tag: value if isinstance(value, bytes) else str(value).encode() for tag in batch for value in [CANARIES[tag]]
    }
    return {DicomDictionary[tag][4] for tag, word in words.items() if word in found}


@pytest.mark.parametrize("sop_class", [CR, CT])
@pytest.mark.parametrize("depth", [0, 1, 3])
def test_nothing_but_what_is_needed_survives(sop_class: str, depth: int) -> None:
    found = set()
    for start in range(0, len(CANARIES), BATCH):
        batch = list(CANARIES)[start : start + BATCH]
        ds = dicom_dataset(ramp(8, 8), sop_class, BitsStored=12, HighBit=11)
        holder = Dataset() if depth else ds
        for tag in batch:
            holder.add_new(tag, dictionary_VR(tag), CANARIES[tag])
        for _ in range(depth):
            holder.CodeValue, holder.CodingSchemeDesignator = "T-1", "SCT"
            outer = Dataset()
            for keyword in ("AnatomicRegionSequence", "ContributingEquipmentSequence", "RequestAttributesSequence"):
                setattr(outer, keyword, Sequence([holder]))
            holder = outer
        for element in holder if depth else ():
            ds.add(element)
        found |= survivors(deidentified(ds), batch)
    assert found <= (NEEDED if not depth else {"CodeMeaning", "CodingSchemeVersion"})


def test_patients_numbers_private_and_overlay_elements_go() -> None:
    ds = dicom_dataset(ramp(), CR, PatientBodyMassIndex="77.7", PatientWeight="88.8", OtherStudyNumbers="4711")
    ds.add_new(0x00091010, "LO", "CANARY")
    ds.add_new(0x60003000, "OW", b"CANARY")
    ds.add_new(0x50003000, "OW", b"CANARY")
    found = deidentified(ds)
    assert not [word for word in (b"77.7", b"88.8", b"4711", b"CANARY") if word in found]


@pytest.mark.parametrize(("scheme", "left"), [("SCT", 1), ("99MINE", 0)])
def test_codes_of_private_schemes_go(scheme: str, left: int) -> None:
    item = Dataset()
    item.CodeValue, item.CodingSchemeDesignator, item.CodeMeaning = "1", scheme, "Dr Smith's view"
    after = pydicom.dcmread(io.BytesIO(deidentified(dicom_dataset(ramp(), CR, ViewCodeSequence=Sequence([item])))))
    assert len(after.get("ViewCodeSequence", ())) == left


@pytest.mark.parametrize(("name", "left"), [("LUNG", "LUNG"), ("DR SMITH", None)])
def test_names_of_windows_stay_if_they_are_no_free_text(name: str, left: str | None) -> None:
    ds = dicom_dataset(ramp(), CR, WindowCenter="1", WindowWidth="3", WindowCenterWidthExplanation=name)
    assert pydicom.dcmread(io.BytesIO(deidentified(ds))).get("WindowCenterWidthExplanation") == left


def test_the_numbers_of_the_acquisition_stay() -> None:
    ds = dicom_dataset(ramp(), CT, KVP="120", Exposure="3", PatientPosition="HFS", GantryDetectorTilt="5")
    after = pydicom.dcmread(io.BytesIO(deidentified(ds)))
    assert (after.KVP, after.Exposure, after.PatientPosition, after.GantryDetectorTilt) == (120, 3, "HFS", 5)
