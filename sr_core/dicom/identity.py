"""Identity: attributes that can identify a patient, and their removal (PS3.15 Annex E, Basic Profile).

The table E.1-1 comes from dicom-anonymizer, which is kept up with the standard. It is applied here: that library does
not descend into sequences, and keeps a list of replaced UIDs as long as the process lives, which would allow to undo
them.

The table does not name every attribute that may hold a name, a date or an ID: the dictionary grows faster. Attributes
that it does not name are kept only if their kind cannot identify anybody: numbers of the acquisition and the image,
terms and codes that the standard itself has, and the few texts of `_NEEDED`. A code string may hold any text: one that
is no term of its attribute is removed.
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
from .completeness import remove_incomplete
from .terms import IMAGE_TYPES, code_meaning, is_known

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
_HARMLESS = ("CS", "DS", "FD", "FL", "IS", "SL", "SS", "SV", "UL", "US", "UV")
"""Value representations of numbers and of terms; a term stays only if the standard has it."""
_NEEDED = (
    "ConvolutionKernel",
    "Manufacturer",
    "ManufacturerModelName",
    "Modality",
    "PresentationIntentType",
    "SOPClassUID",
)
"""Texts that are needed to understand the image: kind of object, kernel, and the make of the machine."""
_MR = "1.2.840.10008.5.1.4.1.1.4"
"""SOP Class whose Image Type must have a third value."""
_CODED = (
    "AnatomicRegionModifierSequence", "AnatomicRegionSequence", "PatientOrientationCodeSequence",
    "PatientOrientationModifierCodeSequence", "PrimaryAnatomicStructureModifierSequence",
    "PrimaryAnatomicStructureSequence", "ViewCodeSequence", "ViewModifierCodeSequence",
)  # fmt: skip
"""Sequences of codes for the content of the image."""
_SALT = secrets.token_hex(32)
"""Key of this process: the same UID is replaced alike in all files of a study, and nobody can compute the old one."""


def is_identifying(element: DataElement) -> bool:
    """Tell an attribute that can identify: of the Basic Profile, of the patient, a date, a name, or free text.

    Private attributes may hold anything.
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
    """Remove identifying attributes in place, also in all sequences; UIDs are replaced consistently.

    Where the profile empties an attribute or gives it a dummy, it is removed; the writer adds those that must be there.

    Args:
        dataset: attributes that a derived object takes over from its source. Its own ones are added afterwards.
    """
    _clean(dataset)
    remove_incomplete(dataset)
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
            element.value = [new_uid(uid) for uid in _several(element)]
        elif element.keyword in _CODED:
            element.value = _public_codes(element.value or ())
            if not element.value:
                del dataset[element.tag]
        elif element.keyword == "ImageType":
            element.value = _known_types(_several(element), is_mr=dataset.get("SOPClassUID") == _MR)
        elif not _stays(element):
            del dataset[element.tag]


def _several(element: DataElement) -> list[str]:
    value = element.value
    return [str(one) for one in (value if isinstance(value, MultiValue) else [value])]


def _stays(element: DataElement) -> bool:
    harmless = element.tag.group in _GROUPS and element.VR in _HARMLESS and not is_identifying(element)
    if element.keyword not in _NEEDED and (not harmless or dictionary_is_retired(element.tag)):
        return False
    return element.VR != "CS" or all(is_known(element.keyword, value) for value in _several(element))


def _known_types(values: list[str], *, is_mr: bool) -> list[str]:
    """Return an Image Type without words of makers and people; its first two values are written anew."""
    third = [value if value in ("", *IMAGE_TYPES) else "OTHER" for value in values[2:3]]
    return ["DERIVED", "SECONDARY", *(third if is_mr or third != ["OTHER"] else [])]


def _public_codes(items: Iterable[Dataset]) -> list[Dataset]:
    """Return the codes that the standard holds, in its own words, with those that modify them; and nothing else."""
    found = []
    for item in items:
        value, scheme = str(item.get("CodeValue")), str(item.get("CodingSchemeDesignator"))
        if meaning := code_meaning(value, scheme):
            public = Dataset()
            public.CodeValue, public.CodingSchemeDesignator, public.CodeMeaning = value, scheme, meaning
            for keyword in _CODED:
                if inner := _public_codes(item.get(keyword) or ()):
                    setattr(public, keyword, Sequence(inner))
            found.append(public)
    return found
