"""Identity: which attributes can identify a patient, and a dataset without them (PS3.15 Annex E, Basic Profile).

The table E.1-1 comes from dicom-anonymizer, which is kept up with the standard. It is applied here: that library does
not descend into sequences, and keeps a list of replaced UIDs as long as the process lives, which would be a way back.
"""

import secrets

from dicomanonymizer.dicom_anonymization_databases import dicomfields_2026c as profile
from pydicom.dataelem import DataElement
from pydicom.dataset import Dataset
from pydicom.multival import MultiValue
from pydicom.sequence import Sequence
from pydicom.tag import BaseTag
from pydicom.uid import generate_uid

METHOD = "Basic Profile, PS3.15 table E.1-1 of 2026c, by Honest Pixels"
"""De-identification Method (0012,0063), at most 64 characters."""
_EXACT = {(tag[0], tag[1]) for tag in profile.ALL_TAGS if len(tag) == 2}
_MASKED = [tag for tag in profile.ALL_TAGS if len(tag) == 4]
_EMPTIED = {*profile.Z_TAGS, *profile.Z_D_TAGS}
_DUMMIED = set(profile.D_TAGS)
_NEW_UID = {*profile.U_TAGS}
_TEXTS = ("LO", "LT", "SH", "ST", "UC", "UT")
_SALT = secrets.token_hex(32)
"""Of this process: the same UID is replaced alike in all files of a study, and nobody can compute it back."""


def is_identifying(tag: BaseTag) -> bool:
    """Tell an attribute that the Basic Profile removes or replaces; private ones may hold anything."""
    key = (tag.group, tag.element)
    if tag.is_private or key in _EXACT:
        return True
    return any(
        tag.group & mask[2] == mask[0] & mask[2] and tag.element & mask[3] == mask[1] & mask[3] for mask in _MASKED
    )


def new_uid(uid: str) -> str:
    """Return the UID that stands for another one, always the same for as long as the process lives."""
    return generate_uid(entropy_srcs=[_SALT, uid])


def deidentify(dataset: Dataset) -> None:
    """Remove what identifies, in place and in all sequences; UIDs are replaced consistently.

    Where the profile leaves a choice, attributes are removed rather than given dummies.
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
        tag = element.tag
        if is_identifying(tag) or element.VR == "PN":
            _replace(dataset, element)
        elif element.VR == "SQ":
            for item in element.value or ():
                _clean(item)


def _replace(dataset: Dataset, element: DataElement) -> None:
    key = (element.tag.group, element.tag.element)
    if key in _NEW_UID:
        several = isinstance(element.value, MultiValue)
        fresh = [new_uid(str(uid)) for uid in (element.value if several else [element.value])]
        element.value = fresh if several else fresh[0]
    elif key in _EMPTIED:
        dataset[element.tag] = DataElement(element.tag, element.VR, None)
    elif key in _DUMMIED and element.VR in _TEXTS:
        element.value = "REMOVED"
    else:
        del dataset[element.tag]
