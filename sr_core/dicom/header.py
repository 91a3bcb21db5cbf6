"""Header: the elements of a DICOM file as rows of text, for a page that was asked to show them. Nothing is kept."""

from collections.abc import Iterator
from dataclasses import dataclass

from pydicom.dataelem import DataElement
from pydicom.dataset import Dataset

from ..files.text import short_label
from .file import opened
from .identity import is_identifying
from .sequences import unfold

MAX_ROWS = 2000
"""Largest number of rows; an enhanced multi-frame file has a hundred for each frame."""
_BYTES = ("OB", "OD", "OF", "OL", "OV", "OW", "UN")


@dataclass(frozen=True, slots=True)
class HeaderRow:
    """An element of the header."""

    tag: str
    """Tag, such as "(0010,0010)"."""
    name: str
    """Name, such as "Patient's Name"; "Private" or "Unknown" where the dictionary has none."""
    vr: str
    """Value representation, such as "PN"."""
    value: str
    """Value on one line, cut short: of binary values the size, of sequences the number of items."""
    identifying: bool
    """True if the element, or the sequence that holds it, can identify a person: all that the Basic Profile of PS3.15
    removes or replaces, attributes of the patient, names, dates and free text."""
    depth: int
    """Depth: 0 at the top, 1 within an item of a sequence, and so on."""


def dicom_header(data: bytes, name: str) -> tuple[HeaderRow, ...]:
    """Return the header, at most `MAX_ROWS` rows. It names the patient: show it only to the person who opened the file.

    Args:
        data: the whole file.
        name: file name, for messages only.

    Raises:
        DecodeError: for a file that is no DICOM, or damaged.
    """
    with opened(data, name, "only DICOM has this header") as file:
        unfold(file.dataset, as_spelt=True)
        rows = _rows(file.dataset, 0, False)
        return tuple(row for row, _ in zip(rows, range(MAX_ROWS), strict=False))


def _rows(dataset: Dataset, depth: int, within: bool) -> Iterator[HeaderRow]:
    for element in dataset:
        identifying = within or is_identifying(element)
        name = "Private" if element.tag.is_private else element.name or "Unknown"
        yield HeaderRow(str(element.tag), short_label(name), element.VR, _text(element), identifying, depth)
        if element.VR == "SQ":
            for item in element.value or ():
                yield from _rows(item, depth + 1, identifying)


def _text(element: DataElement) -> str:
    value = element.value
    if element.VR == "SQ":
        return f"{len(value or ())} item{'' if len(value or ()) == 1 else 's'}"
    if element.VR in _BYTES or isinstance(value, bytes):
        return f"{len(value or b''):,} bytes"
    return short_label("" if value is None else str(value), "")
