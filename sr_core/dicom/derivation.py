"""Derivation: maker, source and method of a derived object (PS3.3 C.7.6.1.1, C.7.5.2.1)."""

import re
from datetime import UTC, datetime

from pydicom.dataset import Dataset
from pydicom.sequence import Sequence
from pydicom.uid import UID, generate_uid

from ..files.about import NOTICE, About, enlargement_text
from ..types import DecodedImage
from ..types.part import Part
from ..version import PROGRAM
from .identity import new_uid
from .object_kind import SECONDARY_CAPTURE
from .repair import valid_uid

SINGLE_FRAME = tuple(f"1.2.840.10008.5.1.4.1.1.{n}" for n in ("1", "2", "4", "7"))
"""SOP Classes whose files have no frame numbers to refer to, even those that hold several."""
_LABEL = 64
_ENLARGED = re.compile(r"Enlarged x([1-9][0-9]{0,3}) ")
_SERIES_NUMBER = 9000
"""Series Number of derived series, above those of scanners."""


def describe(
    dataset: Dataset,
    old: Dataset,
    image: DecodedImage,
    part: Part | None,
    *,
    method: str,
    checksum: str,
    about: About | None,
    keep_identity: bool,
    left_out: list[str],
) -> None:
    """Say in the header that this is a new object, derived from the old one by a network.

    Args:
        dataset: the new object, changed in place.
        old: the source.
        image: the result.
        part: part of the source that it shows; None for the whole.
        method: method that enlarged it.
        checksum: sha256 of its weights, or empty.
        about: what the object says of how it was made, beyond method and weights; None for no more.
        keep_identity: True writes the source's own UIDs and today's date; else replaced UIDs and no date.
        left_out: names of attributes whose values in the source are malformed.
    """
    assert image.dicom is not None
    types = dataset.get("ImageType") or ""
    dataset.ImageType = ["DERIVED", "SECONDARY", *([] if isinstance(types, str) else types[2:])]
    dataset.SOPInstanceUID, dataset.SeriesInstanceUID = generate_uid(), generate_uid()
    dataset.SeriesNumber = _SERIES_NUMBER + image.scale
    dataset.InstanceNumber = image.dicom.frame + 1
    dataset.SeriesDescription = f"Super-resolution x{image.scale}, not for diagnostic use"
    weights = f", weights {checksum}" if checksum else ""
    text = f"Enlarged x{image.scale} per side by {method}{weights}. Detail is estimated. {NOTICE}"
    if part is not None:
        text += f" Shows only a part of the source: {part.text}."
    if left_out:
        text += f" Left out, malformed in the source or without a place in this object: {', '.join(left_out)}."
    dataset.DerivationDescription = _ascii(text, 1024)
    dataset.DerivationCodeSequence = Sequence([_code("113085", "Spatial resampling")])
    dataset.SourceImageSequence = Sequence([_source(old, image, keep_identity)])
    equipment = _equipment(method, checksum, about)
    kept = list(dataset.get("ContributingEquipmentSequence") or ())
    dataset.ContributingEquipmentSequence = Sequence([*kept, equipment])
    if image.dicom.lossy:
        dataset.LossyImageCompression = "01"
    if keep_identity:
        now = datetime.now(UTC)
        dataset.InstanceCreationDate, dataset.InstanceCreationTime = now.strftime("%Y%m%d"), now.strftime("%H%M%S")
        equipment.ContributionDateTime = now.strftime("%Y%m%d%H%M%S+0000")


def earlier_note(dataset: Dataset) -> str:
    """Say that this program made the picture of an object larger before; empty if the object does not say so."""
    items = dataset.get("ContributingEquipmentSequence")
    scale = _ENLARGED.match(str(dataset.get("DerivationDescription") or ""))
    if not isinstance(items, Sequence) or scale is None:
        return ""
    methods = [item.get("ManufacturerModelName") for item in items if item.get("Manufacturer") == PROGRAM]
    return enlargement_text(str(methods[-1]), int(scale[1])) if methods else ""


def _source(old: Dataset, image: DecodedImage, keep_identity: bool) -> Dataset:
    assert image.dicom is not None
    item = Dataset()
    uid = valid_uid(old, "SOPInstanceUID") or generate_uid()
    sop_class = UID(valid_uid(old, "SOPClassUID"))
    named = sop_class and (keep_identity or sop_class.type == "SOP Class")  # a private one names a hospital, or more
    item.ReferencedSOPClassUID = sop_class if named else SECONDARY_CAPTURE
    item.ReferencedSOPInstanceUID = uid if keep_identity else new_uid(uid)
    if image.dicom.frames > 1 and item.ReferencedSOPClassUID not in SINGLE_FRAME:
        item.ReferencedFrameNumber = image.dicom.frame + 1
    item.PurposeOfReferenceCodeSequence = Sequence([_code("121322", "Source image for image processing operation")])
    return item


def _equipment(method: str, checksum: str, about: About | None) -> Dataset:
    item = Dataset()
    item.PurposeOfReferenceCodeSequence = Sequence([_code("109102", "Processing Equipment")])
    item.Manufacturer = PROGRAM
    item.ManufacturerModelName = _ascii(method, _LABEL)
    text = f"Super-resolution by {method}. {NOTICE}" if about is None else about.text
    item.ContributionDescription = _ascii(text, 1024)
    versions = [checksum] if about is None else list(about.versions)
    if any(versions):
        item.SoftwareVersions = [_ascii(version, _LABEL) for version in versions]
    return item


def _code(value: str, meaning: str) -> Dataset:
    item = Dataset()
    item.CodeValue, item.CodingSchemeDesignator, item.CodeMeaning = value, "DCM", meaning
    return item


def _ascii(text: str, longest: int) -> str:
    """Fit a text into any character set; a backslash would separate values."""
    return text.encode("ascii", "replace").decode().replace("\\", "/")[:longest]
