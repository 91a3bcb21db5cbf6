"""Repair: values of an old or careless header made valid, or removed, before they are written again (PS3.5 6.2).

The rules for a value follow from its VR and that of the dictionary, from the number of values that the dictionary
allows, and for a few attributes from the enumerated values of PS3.3.
"""

import math
import re
from datetime import datetime
from typing import Any

import numpy as np
from pydicom.config import RAISE
from pydicom.datadict import dictionary_VM, dictionary_VR
from pydicom.dataelem import DataElement
from pydicom.dataset import Dataset
from pydicom.filebase import DicomBytesIO
from pydicom.filewriter import write_data_element
from pydicom.multival import MultiValue
from pydicom.valuerep import validate_value

from .completeness import complete_items, remove_incomplete
from .terms import DIRECTION, ENUMERATED

_ONE_VALUE = ("LT", "ST", "UR", "UT")
"""Value representations in which a backslash separates nothing, and lines may break."""
_TEXTS = ("AE", "AS", "CS", "DA", "DT", "LO", "LT", "PN", "SH", "ST", "TM", "UC", "UI", "UR", "UT")
"""Value representations of texts that are not numbers."""
_NUMBERS = ("AT", "FD", "FL", "SL", "SS", "SV", "UL", "US", "UV")
"""Value representations of binary numbers."""
_LINES = dict.fromkeys(map(ord, "\t\n\f\r"), " ")
_ARCS = {"0": frozenset("0123459"), "1": frozenset("0123")}
"""Root of a UID -> the arcs below it that exist; below 2 there may be any (ITU-T X.660)."""
_STANDARD = "1.2.840.10008."
"""Beginning of the UIDs that the standard itself gives, none of them to an instance."""
_DATE = re.compile(r"[12]\d{7}")
"""A date; one before 1000 or after 2999 is a placeholder."""
_TIME = re.compile(r"\d\d(\d\d([0-5]\d(\.\d+)?)?)?")
"""A time; neither a range, which is part of a query, nor a leap second, which many readers refuse."""
_MOMENT = re.compile(r"[12]\d{3,11}|[12]\d{11}[0-5]\d(\.\d+)?([+-]\d{4})?")
"""A date and time; a zone only beside seconds, since many readers refuse others."""
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffd]")
"""Characters that no text may hold, and the one that stands for bytes of no character."""
_POSITIVE = (
    "DetectorElementPhysicalSize", "DetectorElementSpacing", "FieldOfViewDimensions", "LossyImageCompressionRatio",
    "SliceThickness", "SpacingBetweenSlices",
)  # fmt: skip
"""Lengths and ratios, which must be above 0."""
_VECTORS = (
    "ControlPointOrientation", "ImageOrientation", "ImageOrientationPatient", "ImageOrientationSlide",
    "SlabOrientation", "VelocityEncodingDirection",
)  # fmt: skip
"""Directions in space: vectors of length 1, of which two are at right angles."""
_RIGHT = 1e-3
"""Largest error of a length or of a right angle."""


def repair(dataset: Dataset) -> list[str]:
    """Make values valid in place, also in sequences; values that cannot be made valid are removed, and empty ones.

    Dates and times with dots and colons are those of ACR-NEMA, which readers must understand and writers must not
    write.

    Returns:
        Names of the attributes that were removed because of a value or because they lack others; attributes within
        sequences are named by their sequence.
    """
    return [*_repair(dataset, ""), *remove_incomplete(dataset)]


def _repair(dataset: Dataset, within: str) -> list[str]:
    """Repair the values of a dataset, which is an item of a sequence `within`, or the whole header."""
    removed = []
    for element in list(dataset):
        if element.VR == "SQ":
            items = list(element.value or ())
            changed = [_repair(item, element.keyword) for item in items]
            kept = complete_items(element.keyword, items, within=within)
            changed_or_less = any(changed) or len(kept) < len(items)
            element.value, valid = kept, bool(kept)
        else:
            valid = not _is_empty(element) and _made_valid(element)
            changed_or_less = not valid and not _is_empty(element)
        if changed_or_less and element.keyword:
            removed.append(element.name)
        if not valid:
            del dataset[element.tag]
    return removed


def _is_empty(element: DataElement) -> bool:
    """Tell an element without a value, or with nothing but blanks; one of several values may be empty."""
    return not any(str(value).strip(" \0") for value in _several(element.value) if value is not None)


def _made_valid(element: DataElement) -> bool:
    """Spell an element's values as the standard does; return False if that cannot be done."""
    if not element.keyword:
        return False
    try:
        known, number = dictionary_VR(element.tag), dictionary_VM(element.tag)
        if element.VR not in known:
            if not _may_become(element.VR, known):
                return False
            texts, values = known in _TEXTS, _several(element.value)
            if texts and not all(str(one).isascii() for one in values):
                return False
            element.VR, element.value = known, [str(one) if texts else one for one in values]
        element.value = [_spelt(element.VR, value) for value in _several(element.value)]
    except (KeyError, ValueError, TypeError, AttributeError):
        return False
    values = _several(element.value)
    valid = _may_be(number, len(values)) and all(_valid(element.VR, value) for value in values)
    return valid and _means_something(element.keyword, values) and _is_writable(element)


def _means_something(keyword: str, values: list[Any]) -> bool:
    """Tell whether values, each valid for its VR, are among those that the standard enumerates or describes."""
    if keyword == "PatientOrientation":
        return all(DIRECTION.fullmatch(str(value)) for value in values)
    if keyword in ENUMERATED:
        return all(str(value) in ENUMERATED[keyword] for value in values)
    if keyword in (*_POSITIVE, *_VECTORS) and "" in map(str, values):
        return False
    if keyword in _POSITIVE:
        return all(float(value) > 0 for value in values)
    if keyword in _VECTORS:
        vectors = np.clip(np.array(values, float), -2, 2).reshape(-1, 3)
        return bool(np.abs(vectors @ vectors.T - np.eye(len(vectors))).max() < _RIGHT)
    return not keyword.endswith("InstanceUID") or not str(values[0]).startswith(_STANDARD)


def _may_become(vr: str, known: str) -> bool:
    """Tell whether values of a wrong VR may be meant as those of the right one: texts as texts, numbers as numbers."""
    if known in _TEXTS:
        return vr in _TEXTS
    if "AT" in (vr, known):
        return False
    return known in (*_NUMBERS, "DS", "IS") and vr in (*_NUMBERS, "DS", "IS", *(() if known in _NUMBERS else _TEXTS))


def _is_writable(element: DataElement) -> bool:
    """Tell an element that pydicom can write: numbers of a wrong VR may exceed the range of its own."""
    file = DicomBytesIO()
    file.is_little_endian, file.is_implicit_VR = True, False
    try:
        write_data_element(file, element)
    except Exception:  # on damaged values, pydicom may fail anywhere, with any error
        return False
    return True


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


def valid_uid(dataset: Dataset, keyword: str) -> str:
    """Return a UID of a header, empty if it is absent or malformed."""
    found = str(dataset.get(keyword) or "")
    return found if found and _valid("UI", found) and _means_something(keyword, [found]) else ""


def _valid(vr: str, value: Any) -> bool:
    text = str(value)
    if vr not in _NUMBERS and _CONTROL.search(text.translate(_LINES) if vr in _ONE_VALUE else text):
        return False
    try:
        validate_value(vr, value if vr in _NUMBERS else text, RAISE)
        if vr == "DA" or (vr == "DT" and len(text) >= 8):
            datetime.strptime(text if vr == "DA" else text[:8], "%Y%m%d")
    except (ValueError, TypeError):
        return False
    if vr in ("DS", "FD", "FL") and text and not math.isfinite(float(text)):
        return False
    if vr == "IS" and text:
        return -(1 << 31) <= int(text) < 1 << 31
    if vr == "PN":
        return text.count("=") < 3 and all(group.count("^") < 5 for group in text.split("="))
    if vr == "UI":
        return _has_arc(text)
    form = {"DA": _DATE, "DT": _MOMENT, "TM": _TIME}.get(vr)
    return form is None or bool(form.fullmatch(text))


def _has_arc(uid: str) -> bool:
    """Tell a UID below an arc of the ITU and ISO that exists, with a suffix that is not all zeros (PS3.5 9.1)."""
    root, _, rest = uid.partition(".")
    arc, _, suffix = rest.partition(".")
    exists = arc.isdecimal() if root == "2" else arc in _ARCS.get(root, ())
    return exists and bool(suffix.strip("0."))
