"""Identity: which attributes can identify a patient, and a dataset without them (PS3.15 Annex E, Basic Profile).

The table E.1-1 comes from dicom-anonymizer, which is kept up with the standard. It is applied here: that library does
not descend into sequences, and keeps a list of replaced UIDs as long as the process lives, which would be a way back.

The table does not name every attribute that may hold a name, a date or an ID: the dictionary grows faster. What it does
not name stays only if its kind cannot identify: numbers and terms of the acquisition and the image, codes of public
schemes, and the few texts of `_TEXTS`.
"""

import secrets
from collections.abc import Iterable

from dicomanonymizer.dicom_anonymization_databases import dicomfields_2026c as profile
from pydicom.datadict import dictionary_is_retired
from pydicom.dataelem import DataElement
from pydicom.dataset import Dataset
from pydicom.multival import MultiValue
from pydicom.sequence import Sequence
from pydicom.tag import BaseTag
from pydicom.uid import generate_uid

from ..types import DecodedImage

_LIKELY = ("Secondary Capture", "Ultrasound", "Screen", "Photographic", "Endoscop", "Video")
_MODALITIES = ("US", "SC", "OT", "ES", "XC", "GM", "IVUS", "DOC", "SCREEN")


def burned_in_warning(image: DecodedImage) -> str:
    """Return a sentence to show before a DICOM picture is shared; empty if the file declares clean pixels.

    No text is searched for in the pixels: side markers of radiographs look like it, and a search that misses a name
    would be worse than none.
    """
    info = image.dicom
    if info is None or info.burned_in_annotation is False:
        return ""
    advice = "removing the header's names does not remove them. Look at the whole picture before you share it."
    if info.burned_in_annotation:
        return f"The file declares text burned into its pixels, which may name the patient: {advice}"
    if info.modality.upper() in _MODALITIES or any(kind in info.sop_class for kind in _LIKELY):
        return f"Pictures of this kind often have names or dates burned into their pixels: {advice}"
    return f"The file does not say whether names or dates are burned into its pixels: {advice}"


METHOD = "Basic Profile, PS3.15 table E.1-1 of 2026c, by Honest Pixels"
"""De-identification Method (0012,0063), at most 64 characters."""
_EXACT = {(tag[0], tag[1]) for tag in profile.ALL_TAGS if len(tag) == 2}
_MASKED = [tag for tag in profile.ALL_TAGS if len(tag) == 4]
_NEW_UID = {*profile.U_TAGS}
_PERSONAL = ("AS", "DA", "DT", "LT", "PN", "ST", "TM", "UC", "UR", "UT")
"""Value representations of dates, names, addresses and free text, whatever the attribute."""
_PATIENT = 0x0010
"""Group of attributes of the patient."""
_GROUPS = (0x0018, 0x0020, 0x0028, 0x2050)
"""Groups of the acquisition, the image and its presentation."""
_HARMLESS = ("AT", "CS", "DS", "FD", "FL", "IS", "SL", "SS", "SV", "UL", "US", "UV")
"""Value representations of numbers and of defined terms."""
_TEXTS = (
    "ConversionType", "ConvolutionKernel", "ImageType", "Manufacturer", "ManufacturerModelName", "Modality",
    "PresentationIntentType", "SOPClassUID", "SpecificCharacterSet",
)  # fmt: skip
"""What else is needed to understand the image: kind of object, kernel, and the make of the machine."""
_CODED = (
    "AnatomicRegionModifierSequence", "AnatomicRegionSequence", "PatientOrientationCodeSequence",
    "PatientOrientationModifierCodeSequence", "PrimaryAnatomicStructureModifierSequence",
    "PrimaryAnatomicStructureSequence", "ViewCodeSequence", "ViewModifierCodeSequence",
)  # fmt: skip
"""Sequences that say what the image shows, in codes."""
_CODE = ("CodeValue", "CodingSchemeDesignator", "CodingSchemeVersion", "CodeMeaning")
_SCHEMES = ("DCM", "FMA", "RADLEX", "SCT", "SNM3", "SRT")
"""Coding schemes whose meanings are published; a private one may mean anything."""
_SALT = secrets.token_hex(32)
"""Of this process: the same UID is replaced alike in all files of a study, and nobody can compute it back."""


def is_identifying(element: DataElement) -> bool:
    """Tell an attribute that can identify: of the Basic Profile, of the patient, a date, a name, or free text.

    Private ones may hold anything.
    """
    tag = element.tag
    return tag.is_private or tag.group == _PATIENT or element.VR in _PERSONAL or _is_listed(tag)


def _is_listed(tag: BaseTag) -> bool:
    return (tag.group, tag.element) in _EXACT or any(
        tag.group & mask[2] == mask[0] & mask[2] and tag.element & mask[3] == mask[1] & mask[3] for mask in _MASKED
    )


def new_uid(uid: str) -> str:
    """Return the UID that stands for another one, always the same for as long as the process lives."""
    return generate_uid(entropy_srcs=[_SALT, uid])


def deidentify(dataset: Dataset) -> None:
    """Remove what identifies, in place and in all sequences; UIDs are replaced consistently.

    Where the profile empties an attribute or gives it a dummy, it is removed; the writer adds those that must be there.

    Args:
        dataset: what a derived object takes over from its source. What the object says of itself is added afterwards.
    """
    _clean(dataset)
    dataset.PatientIdentityRemoved = "YES"
    dataset.DeidentificationMethod = METHOD
    code = Dataset()
    code.CodeValue, code.CodingSchemeDesignator = "113100", "DCM"
    code.CodeMeaning = "Basic Application Confidentiality Profile"
    dataset.DeidentificationMethodCodeSequence = Sequence([code])
    dataset.LongitudinalTemporalInformationModified = "REMOVED"


def _clean(dataset: Dataset) -> None:
    for element in list(dataset):
        key = (element.tag.group, element.tag.element)
        if key in _NEW_UID and element.VR == "UI":
            several = isinstance(element.value, MultiValue)
            fresh = [new_uid(str(uid)) for uid in (element.value if several else [element.value])]
            element.value = fresh if several else fresh[0]
        elif element.keyword in _CODED:
            element.value = _public_codes(element.value or ())
            if not element.value:
                del dataset[element.tag]
        elif not _stays(element):
            del dataset[element.tag]


def _stays(element: DataElement) -> bool:
    if element.keyword in _TEXTS:
        return True
    harmless = element.tag.group in _GROUPS and element.VR in _HARMLESS and not is_identifying(element)
    return harmless and not dictionary_is_retired(element.tag)


def _public_codes(items: Iterable[Dataset]) -> list[Dataset]:
    """Return items of public schemes with nothing but their code, and codes that modify it."""
    found = []
    for item in items:
        if item.get("CodingSchemeDesignator") in _SCHEMES:
            public = Dataset()
            for element in item:
                if element.keyword in _CODE:
                    public.add(element)
                elif element.keyword in _CODED and (inner := _public_codes(element.value or ())):
                    setattr(public, element.keyword, Sequence(inner))
            found.append(public)
    return found
