"""Repair: values of an old or careless header made valid, or removed, before they are written again (PS3.5 6.2)."""

import re

from pydicom.config import RAISE
from pydicom.dataelem import DataElement
from pydicom.dataset import Dataset
from pydicom.multival import MultiValue
from pydicom.valuerep import validate_value

_CHECKED = ("AE", "AS", "CS", "DA", "DS", "DT", "IS", "LO", "SH", "TM", "UI")


def repair(dataset: Dataset) -> None:
    """Make values valid in place, in sequences too; what cannot be made valid is removed.

    Dates and times with dots and colons are those of ACR-NEMA, which readers must understand and writers not write.
    """
    for element in list(dataset):
        if element.VR == "SQ":
            for item in element.value or ():
                repair(item)
        elif element.VR in _CHECKED and element.VM:
            _spell_date(element)
            several = element.value if isinstance(element.value, MultiValue) else [element.value]
            if not all(_valid(element.VR, value) for value in several):
                del dataset[element.tag]


def _spell_date(element: DataElement) -> None:
    if element.VR == "DA" and re.fullmatch(r"\d{4}\.\d\d\.\d\d", str(element.value)):
        element.value = str(element.value).replace(".", "")
    elif element.VR == "TM" and re.fullmatch(r"\d\d:\d\d(:\d\d(\.\d+)?)?", str(element.value)):
        element.value = str(element.value).replace(":", "")


def _valid(vr: str, value: object) -> bool:
    try:
        validate_value(vr, str(value) if vr != "UI" else value, RAISE)
    except (ValueError, TypeError):
        return False
    return True
