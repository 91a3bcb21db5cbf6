"""Numbers of a DICOM header: read, absent, or there and unreadable (PS3.5 6.2).

An absent number may have a default. A number that cannot be read never has one: whatever depends on it is refused.
"""

import math
import re
from collections.abc import Iterator

from pydicom.datadict import dictionary_description, dictionary_VR
from pydicom.dataelem import RawDataElement
from pydicom.dataset import Dataset
from pydicom.multival import MultiValue
from pydicom.tag import BaseTag, Tag

from ..errors import DecodeError

SPACINGS = ("PixelSpacing", "ImagerPixelSpacing", "NominalScannedPixelSpacing", "ObjectPixelSpacingInCenterOfBeam")
"""Attributes of two millimetres: from one row to the next, from one column to the next."""
_LONGEST = 1024
"""Size in bytes of the longest value that is read as numbers."""
_TEXTS = ("AE", "AS", "CS", "DA", "DS", "DT", "IS", "LO", "LT", "PN", "SH", "ST", "TM", "UC", "UI", "UR", "UT")
_BLANK = " \0\t\r\n"
_NO_BREAK = re.compile("\xc2?\xa0")
"""A non-breaking space of Latin-1, or of UTF-8 read as that: a space like any other."""
_NUMBER = re.compile(r"[+-]?(\d+(?:\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_COMMA = re.compile(r"[+-]?\d*,\d+([eE][+-]?\d+)?", re.ASCII)
_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2},\d{3}", re.ASCII)
"""Numbers that may be 1024 as well as 1.024."""
_QUOTABLE = re.compile(r"[\d+\-.,eE\\ ]{1,40}|[+-]?(nan|inf|infinity)", re.ASCII | re.IGNORECASE)
"""Texts that a message may repeat: a damaged header may have names in place of its numbers."""
_SMALL = tuple(Tag(keyword) for keyword in SPACINGS)
"""Attributes with values below a thousand: no pixel is a metre wide."""


def numbers(dataset: Dataset, keyword: str) -> tuple[float, ...]:
    """Return the numbers of an attribute; none where it is absent or empty. A decimal comma is read as a point.

    Raises:
        DecodeError: for a value of which a part is no finite number, such as "abc", "NaN", "1,024.5" or "0.1\\".
    """
    found = tuple(one for one in readable_numbers(dataset, keyword) if one is not None)
    if len(found) < len(readable_numbers(dataset, keyword)):
        raise DecodeError(_unreadable(keyword, _spelling(dataset, keyword)))
    return found


def readable_numbers(dataset: Dataset, keyword: str) -> tuple[float | None, ...]:
    """Return the numbers of an attribute, None in the place of each that cannot be read.

    Raises:
        DecodeError: for bytes that are no values.
    """
    text = _with_points(_spelling(dataset, keyword), Tag(keyword), dataset)
    parts = [part.strip(_BLANK) for part in text.split("\\")]
    if not any(parts):
        return ()
    found = [float(part) if _NUMBER.fullmatch(part) else math.inf for part in parts]
    return tuple(None if math.isinf(one) else one for one in found)


def number(dataset: Dataset, keyword: str) -> float | None:
    """Return the number of an attribute that has one; None where it is absent or empty.

    Raises:
        DecodeError: for a value that cannot be read, or several.
    """
    found = numbers(dataset, keyword)
    if len(found) > 1:
        raise DecodeError(_unreadable(keyword, _spelling(dataset, keyword)))
    return found[0] if found else None


def integer(dataset: Dataset, keyword: str) -> int | None:
    """Return a whole number of the header; None where it is absent or empty.

    Raises:
        DecodeError: for a value that cannot be read, several, or one with a fraction.
    """
    found = number(dataset, keyword)
    if found is not None and not found.is_integer():
        raise DecodeError(_unreadable(keyword, _spelling(dataset, keyword), "a whole number"))
    return None if found is None else int(found)


def comma_note(dataset: Dataset, keyword: str) -> str:
    """Return a sentence for a number that was read although it has a decimal comma; empty for any other."""
    try:
        text = _spelling(dataset, keyword)
    except DecodeError:
        return ""
    read = _with_points(text, Tag(keyword), dataset)
    if read == text:
        return ""
    name = dictionary_description(keyword)
    return f"{name} is written with a decimal comma, {_spelt(text)!r}; it was read as {_spelt(read)!r}."


def mend_commas(dataset: Dataset) -> None:
    """Replace the decimal commas of the decimal strings of a dataset by points, in place."""
    with_commas = [(raw, text) for raw, text in _decimal_strings(dataset) if "," in text]
    proven = bool(with_commas) and _writes_commas(dataset)
    for raw, text in with_commas:
        dataset[raw.tag] = raw._replace(value=_pointed(text, raw.tag, proven=proven).encode("latin-1"))


def _with_points(text: str, tag: BaseTag, dataset: Dataset) -> str:
    if "," not in text or not _is_decimal(tag):
        return text
    return _pointed(text, tag, proven=_writes_commas(dataset))


def _pointed(text: str, tag: BaseTag, *, proven: bool) -> str:
    """Replace decimal commas by points; a text whose commas may separate thousands stays as it is."""
    with_commas = [part.strip(_BLANK) for part in text.split("\\") if "," in part]
    clear = proven or tag in _SMALL or any(not _THOUSANDS.fullmatch(part) for part in with_commas)
    return text.replace(",", ".") if clear and all(_COMMA.fullmatch(part) for part in with_commas) else text


def _writes_commas(dataset: Dataset) -> bool:
    """Tell a dataset whose other numbers prove that its commas stand before decimals, and which has no point."""
    texts = [part.strip(_BLANK) for _, text in _decimal_strings(dataset) for part in text.split("\\")]
    clear = any(_COMMA.fullmatch(text) and not _THOUSANDS.fullmatch(text) for text in texts)
    return clear and not any("." in text for text in texts)


def _decimal_strings(dataset: Dataset) -> Iterator[tuple[RawDataElement, str]]:
    """Yield the decimal strings that are still in bytes."""
    for raw in dataset.values():
        if isinstance(raw, RawDataElement) and raw.value and len(raw.value) <= _LONGEST and _is_decimal(raw.tag):
            yield raw, raw.value.decode("latin-1")


def _is_decimal(tag: BaseTag) -> bool:
    return vr_of(tag) == "DS"


def vr_of(tag: BaseTag) -> str:
    """Return the VR that the dictionary has for a tag; empty for an unknown one."""
    try:
        return dictionary_VR(tag)
    except KeyError:
        return ""


def _spelling(dataset: Dataset, keyword: str) -> str:
    """Return the value as text, several joined as DICOM joins them; empty if it is absent.

    Raises:
        DecodeError: for bytes that are no value of their type, or far too many.
    """
    raw = dataset.get_item(keyword) if keyword in dataset else None
    if isinstance(raw, RawDataElement):
        if len(raw.value or b"") > _LONGEST:
            raise DecodeError(_unreadable(keyword, ""))
        vr = vr_of(raw.tag) if raw.VR in (None, "UN") else raw.VR
        if vr in _TEXTS:
            return _NO_BREAK.sub(" ", (raw.value or b"").decode("latin-1"))
    try:
        value = dataset.get(keyword)
    except Exception as error:  # on damaged values, pydicom may fail anywhere, with any error
        raise DecodeError(_unreadable(keyword, "")) from error
    several = value if isinstance(value, MultiValue | list | tuple) else [value]
    return "\\".join("" if one is None else str(one) for one in several)


def _unreadable(keyword: str, text: str, noun: str = "a number") -> str:
    text = text.strip(_BLANK)
    found = f"'{text}'" if _QUOTABLE.fullmatch(text) else "what is no number"
    if _THOUSANDS.fullmatch(text):
        found += ", whose comma may separate thousands or decimals"
    return f"expected {noun} as {dictionary_description(keyword)}, found {found}; export the file with a correct header"


def _spelt(text: str) -> str:
    """Return a value for people: without blanks at its ends, several joined by a word."""
    return text.strip(_BLANK).replace("\\", " and ")
