"""Repair: values of an old or careless header made valid, or removed, before they are written again (PS3.5 6.2)."""

import re
from datetime import datetime
from typing import Any

from pydicom.config import RAISE
from pydicom.datadict import dictionary_VM, dictionary_VR
from pydicom.dataelem import DataElement
from pydicom.dataset import Dataset
from pydicom.multival import MultiValue
from pydicom.valuerep import validate_value

_ONE_VALUE = ("LT", "ST", "UR", "UT")
"""Value representations in which a backslash separates nothing, and lines may break."""
_NUMBERS = ("AT", "FD", "FL", "SL", "SS", "SV", "UL", "US", "UV")
"""Value representations of binary numbers."""
_LINES = dict.fromkeys(map(ord, "\t\n\f\r"), " ")
_ROOTS = ("0.", "1.", "2.")
"""Beginnings of a UID (PS3.5 9.1)."""
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_YES_NO = ("YES", "NO")
_TERMS: dict[str, tuple[str, ...]] = {
    "AnatomicalOrientationType": ("BIPED", "QUADRUPED"),
    "AngioFlag": ("Y", "N"),
    "BeatRejectionFlag": ("Y", "N"),
    "BurnedInAnnotation": _YES_NO,
    "CassetteOrientation": ("LANDSCAPE", "PORTRAIT"),
    "ContentQualification": ("PRODUCT", "RESEARCH", "SERVICE"),
    "DetectorActiveShape": ("RECTANGLE", "ROUND", "HEXAGONAL"),
    "DetectorConditionsNominalFlag": _YES_NO,
    "FieldOfViewShape": ("RECTANGLE", "ROUND", "HEXAGONAL"),
    "ImageLaterality": ("R", "L", "U", "B"),
    "InPlanePhaseEncodingDirection": ("ROW", "COL"),
    "Laterality": ("R", "L"),
    "LongitudinalTemporalInformationModified": ("UNMODIFIED", "MODIFIED", "REMOVED"),
    "LossyImageCompression": ("00", "01"),
    "MRAcquisitionType": ("2D", "3D"),
    "MultienergyCTAcquisition": _YES_NO,
    "PatientIdentityRemoved": _YES_NO,
    "PatientSex": ("M", "F", "O"),
    "PatientSexNeutered": ("ALTERED", "UNALTERED"),
    "PixelIntensityRelationship": ("LIN", "LOG"),
    "PixelIntensityRelationshipSign": ("1", "-1"),
    "PixelSpacingCalibrationType": ("GEOMETRY", "FIDUCIAL"),
    "PregnancyStatus": ("1", "2", "3", "4"),
    "PresentationIntentType": ("FOR PRESENTATION", "FOR PROCESSING"),
    "PresentationLUTShape": ("IDENTITY", "INVERSE"),
    "QualityControlImage": (*_YES_NO, "BOTH"),
    "QualityControlSubject": _YES_NO,
    "RecognizableVisualFeatures": _YES_NO,
    "RotationDirection": ("CW", "CC"),
    "ScanningSequence": ("SE", "IR", "GR", "EP", "RM"),
    "SliceProgressionDirection": ("APEX_TO_BASE", "BASE_TO_APEX", "ANT_TO_POST", "POST_TO_ANT", "INF_TO_SUP",
                                  "SUP_TO_INF"),
    "SmokingStatus": (*_YES_NO, "UNKNOWN"),
    "VariableFlipAngleFlag": ("Y", "N"),
}  # fmt: skip
"""Enumerated values of PS3.3, of what a kept object may hold; a validator calls any other an error."""
_DIRECTIONS = re.compile(r"(?=[APLRHF]{1,3}\Z)(?!.*(?:A.*P|P.*A|L.*R|R.*L|H.*F|F.*H))[APLRHF]{1,3}")
"""A value of Patient Orientation (PS3.3 C.7.6.1.1.1): a direction, not beside its opposite."""


def repair(dataset: Dataset) -> list[str]:
    """Make values valid in place, in sequences too; what cannot be made valid is removed, and so is what is empty.

    Dates and times with dots and colons are those of ACR-NEMA, which readers must understand and writers not write.

    Returns:
        Names of the attributes that were removed because of a value, those within sequences by their sequence.
    """
    removed = []
    for element in list(dataset):
        if element.VR == "SQ":
            items = [item for item in element.value or () if not (repair(item) and _is_code(item)) and len(item)]
            if element.value and len(items) < len(element.value):
                removed.append(element.name)
            element.value = items
            valid = bool(items)
        else:
            valid = element.VM > 0 and _made_valid(element)
            if element.VM and element.keyword and not valid:
                removed.append(element.name)
        if not valid:
            del dataset[element.tag]
    return removed


def _is_code(item: Dataset) -> bool:
    """Tell an item that stands for a term: without one of its parts it stands for nothing."""
    return "CodeMeaning" in item or "CodeValue" in item or "CodingSchemeDesignator" in item


def _made_valid(element: DataElement) -> bool:
    """Spell an element's values as the standard does; return False if that cannot be done."""
    try:
        known, number = dictionary_VR(element.tag), dictionary_VM(element.tag)
        if element.VR not in known:
            if " or " in known:
                return False
            element.VR = known
        element.value = [_spelt(element.VR, value) for value in _several(element.value)]
    except (KeyError, ValueError, TypeError, AttributeError):
        return False
    values = _several(element.value)
    if element.keyword == "PatientOrientation" and not all(_DIRECTIONS.fullmatch(str(value)) for value in values):
        return False
    if element.keyword in _TERMS and not all(str(value) in _TERMS[element.keyword] for value in values):
        return False
    return _may_be(number, len(values)) and all(_valid(element.VR, value) for value in values)


def _several(value: object) -> list[Any]:
    return list(value) if isinstance(value, MultiValue | list) else [value]


def _may_be(number: str, count: int) -> bool:
    """Tell whether a value multiplicity allows so many values: "1", "2-2n", "1-3"."""
    least, _, most = number.partition("-")
    if not most:
        return count == int(least)
    if most.endswith("n"):
        return count >= int(least) and count % int(most[:-1] or 1) == 0
    return int(least) <= count <= int(most)


def _spelt(vr: str, value: Any) -> Any:
    if vr == "CS":
        return str(value).strip().upper()
    if vr == "DA" and re.fullmatch(r"\d{4}\.\d\d\.\d\d", str(value)):
        return str(value).replace(".", "")
    if vr == "TM" and re.fullmatch(r"\d\d:\d\d(:\d\d(\.\d+)?)?", str(value)):
        return str(value).replace(":", "")
    return value


def _valid(vr: str, value: Any) -> bool:
    text = str(value)
    if vr not in _NUMBERS and _CONTROL.search(text.translate(_LINES) if vr in _ONE_VALUE else text):
        return False
    try:
        validate_value(vr, value if vr in _NUMBERS else text, RAISE)
        if vr == "DA":
            datetime.strptime(text, "%Y%m%d")
    except (ValueError, TypeError):
        return False
    if vr == "UI":
        return text[:2] in _ROOTS
    return vr != "TM" or "-" not in text  # a range is part of a query
