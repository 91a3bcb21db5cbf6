"""Sequences of a DICOM header, checked before pydicom unfolds them, since files come from strangers.

The cost of a conversion is counted in the bytes first: items, elements and values. Source: PS3.5 7.5.
"""

import io

from pydicom.datadict import dictionary_description
from pydicom.dataelem import DataElement, RawDataElement
from pydicom.dataset import Dataset
from pydicom.filereader import read_sequence
from pydicom.sequence import Sequence

from ..errors import DecodeError
from .header_numbers import mend_commas, vr_of

TOO_MUCH = "expected a DICOM file with an ordinary header, found one with {found}; export it again"
_MAX_READS = 400_000
"""Largest number of pieces that pydicom may read of a file, or of a sequence: each element costs two, an item more."""
_FEW_READS = 20_000
"""Largest number of pieces of a sequence whose items do not grow with the frames: two hundred are many."""
_MAX_ITEMS = 50_000
_MAX_SEQUENCE = 8_000_000
_MAX_WORK = 600_000
"""Largest number of pieces and values of a whole header that is unfolded: lookup tables have 65536 numbers each."""
_TEXT_COST = 2
"""Pieces that are read in the time in which a text becomes a number."""
_PER_PIECE = 256
"""Bytes that are copied from a sequence into its items in the time of one piece."""
_ITEMS = (b"\xfe\xff\x00\xe0", b"\xff\xfe\xe0\x00")
_SIZES = {"US": 2, "SS": 2, "AT": 4, "UL": 4, "SL": 4, "FL": 4, "FD": 8, "SV": 8, "UV": 8}
_BULK = ("OB", "OD", "OF", "OL", "OV", "OW", "SQ", "UN")


class CountedReader(io.BytesIO):
    """Bytes that may only be read in a limited number of pieces and items."""

    reads = 0
    items = 0
    limit = _MAX_READS

    def read(self, size: int | None = -1, /) -> bytes:
        piece = super().read(size)
        self.reads += 1
        self.items += piece[:4] in _ITEMS
        if self.reads > self.limit or self.items > _MAX_ITEMS:
            raise DecodeError(TOO_MUCH.format(found="too many elements"))
        return piece


def items(dataset: Dataset, keyword: str, *, per_frame: bool = False) -> Sequence:
    """Return the items of a sequence, none if it is absent; it is checked before pydicom unfolds it.

    Args:
        dataset: dataset that may hold it.
        keyword: keyword of the sequence.
        per_frame: True for one that has an item for each frame, and so may be long.

    Raises:
        DecodeError: for a sequence made to exhaust memory or time.
    """
    if keyword not in dataset:
        return Sequence()
    _check_packed(dataset.get_item(keyword), _MAX_READS if per_frame else _FEW_READS)
    found = dataset[keyword].value
    return found if isinstance(found, Sequence) else Sequence()


def unfold(dataset: Dataset, *, as_spelt: bool = False) -> list[str]:
    """Turn every element from bytes into values, sequences included.

    Args:
        dataset: changed in place.
        as_spelt: True keeps unreadable values as the text that stands there, for people; False removes it, and makes
            decimal commas points.

    Returns:
        Names of the attributes that cannot be read.

    Raises:
        DecodeError: for a header made to exhaust memory or time.
    """
    unreadable: list[str] = []
    _unfold(dataset, 0, as_spelt, unreadable)
    return unreadable


def _unfold(dataset: Dataset, work: int, as_spelt: bool, unreadable: list[str]) -> int:
    """Return `work` in pieces and values, with that of this dataset added."""
    if not as_spelt:
        mend_commas(dataset)
    for tag in list(dataset.keys()):
        raw = dataset.get_item(tag)
        work += 1 + _values(raw) + _check_packed(raw, _MAX_READS)
        if work > _MAX_WORK:
            raise DecodeError(TOO_MUCH.format(found="too many values"))
        try:
            element = dataset[tag]
        except Exception:  # on damaged values, pydicom may fail anywhere, with any error
            del dataset[tag]
            unreadable.extend([dictionary_description(tag)] if vr_of(tag) else [])
            if as_spelt and isinstance(raw, RawDataElement):
                dataset[tag] = _spelt(raw)
            continue
        if element.VR == "SQ":
            for item in element.value or ():
                work = _unfold(item, work, as_spelt, unreadable)
    return work


def _spelt(raw: RawDataElement) -> DataElement:
    """Return an element of its own VR with the bytes as text, which is no value of that VR."""
    element = DataElement(raw.tag, "UT", (raw.value or b"").decode("latin-1"))
    element.VR = raw.VR or vr_of(raw.tag) or "UN"
    return element


def _values(raw: object) -> int:
    """Return the work of turning an element that is still in bytes into values."""
    if not isinstance(raw, RawDataElement) or not raw.value or raw.VR in _BULK:
        return 0
    return len(raw.value) // _SIZES[raw.VR] if raw.VR in _SIZES else _TEXT_COST * raw.value.count(b"\\")


def _check_packed(raw: object, limit: int) -> int:
    """Refuse a sequence, still in bytes, of too many items or elements; return the work that it takes to unfold."""
    if not isinstance(raw, RawDataElement) or not raw.value or raw.VR not in ("SQ", "UN", None):
        return 0
    marks = max(raw.value.count(mark) for mark in _ITEMS)
    if not marks:
        return 0
    if len(raw.value) > _MAX_SEQUENCE or marks > _MAX_ITEMS:
        raise DecodeError(TOO_MUCH.format(found="a sequence of too many items"))
    reader = CountedReader(raw.value)
    reader.limit = limit
    try:
        # It is read as pydicom will read it, and discarded.
        read_sequence(reader, raw.VR != "SQ" or raw.is_implicit_VR, raw.is_little_endian, len(raw.value), "iso8859")
    except DecodeError:
        raise
    except Exception:  # pydicom will say whether it is no sequence, or a damaged one
        pass
    return reader.reads + len(raw.value) // _PER_PIECE
