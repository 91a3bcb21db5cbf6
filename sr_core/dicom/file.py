"""A DICOM file, opened: its header as a pydicom dataset, and the place of its pixels. No pixel is decoded here.

Files come from strangers: the elements that pydicom reads are counted, a deflated file is inflated up to a limit, and
sequences are looked at before pydicom unfolds them. Source: PS3.10 7 (file format), PS3.5 A (transfer syntaxes).
"""

import logging
import re
import struct
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from pydicom import config
from pydicom.dataelem import RawDataElement
from pydicom.dataset import Dataset
from pydicom.filereader import read_dataset
from pydicom.uid import UID, DeflatedExplicitVRLittleEndian, ExplicitVRBigEndian, ImplicitVRLittleEndian

from ..errors import DecodeError
from ..files.signature import DICOM, PREFIX, identify, names_vr
from ..files.text import file_label, short_label
from .sequences import TOO_MUCH, CountedReader

MAX_INFLATED = 200_000_000
"""Largest content of a deflated file in bytes: 64 megapixels of 16 bits, and half as much again."""
_MAX_META = 1000
"""Largest number of elements of group 0002, which has twenty."""
_UNDEFINED = 0xFFFFFFFF
_PIXELS = {0x7FE00008: 32, 0x7FE00009: 64, 0x7FE00010: 0}
"""Float, Double Float and integer Pixel Data, with the bits of their floating-point numbers."""
_CUT_SHORT = "expected a complete DICOM file, found one that is damaged or cut short; export or download it again"
_NEW_NAMES = {
    "1.2.840.10008.1.2.4.110": "JPEG XL Lossless",
    "1.2.840.10008.1.2.4.111": "JPEG XL JPEG Recompression",
    "1.2.840.10008.1.2.4.112": "JPEG XL",
}
"""Transfer syntaxes of PS3.6 that pydicom has no names for."""
_LONGEST = 1024
"""Bytes of the longest text that becomes a label."""
_PYDICOM = re.compile(r"pydicom\.")

# A header names patients: nothing of it may reach a log, and odd values of real files are no reason to complain.
logging.getLogger("pydicom").setLevel(logging.CRITICAL + 1)  # loggers below it inherit the level
config.settings.reading_validation_mode = config.IGNORE
config.settings.writing_validation_mode = config.IGNORE


@dataclass(frozen=True, slots=True, eq=False)
class PixelElement:
    """Place of the pixels in a file."""

    start: int
    """Offset of the first byte of the value in `DicomFile.content`."""
    length: int
    """Bytes of the value as the file declares, even if the end of the file is missing."""
    encapsulated: bool
    """True for fragments of a compressed stream (undefined length), False for bytes as they are."""
    vr: str
    """Value representation "OB" or "OW"; empty where it is implicit."""
    floating: int = 0
    """Bits of a number of Float or Double Float Pixel Data, 32 or 64; 0 for integers."""


@dataclass(frozen=True, slots=True, eq=False)
class DicomFile:
    """A file and its parts."""

    dataset: Dataset
    """All elements before the pixels, without group 0002."""
    transfer_syntax: UID
    """Transfer syntax that the file names, or that its bytes look like where it names none."""
    content: bytes
    """Bytes of the whole file; of a deflated file, the inflated ones."""
    pixels: PixelElement | None
    """Place of the pixels; None for a file without a picture."""

    @property
    def big_endian(self) -> bool:
        """True where the numbers begin with their high byte."""
        return self.transfer_syntax == ExplicitVRBigEndian


@contextmanager
def quiet() -> Iterator[None]:
    """Silence warnings of pydicom, which may quote a header.

    Filters belong to the process, and taking one back would need a lock that is held while a stranger's file is read:
    this one remains, for pydicom alone, and is set anew if another filter was put before it.
    """
    first = warnings.filters[0] if warnings.filters else None
    if first is None or first[0] != "ignore" or first[3] != _PYDICOM:
        warnings.filterwarnings("ignore", module=_PYDICOM.pattern)
    yield


def is_dicom(data: bytes) -> bool:
    """Tell a DICOM file by its content."""
    return identify(data) == DICOM


@contextmanager
def opened(data: bytes, name: str, purpose: str) -> Iterator[DicomFile]:
    """Open a DICOM file whose header is read in this block; every error there becomes a sentence that names the file.

    Args:
        data: the whole file.
        name: file name, for messages only.
        purpose: end of the sentence for another kind of file, such as "only DICOM has this header".

    Raises:
        DecodeError: for a file that is no DICOM, or damaged; of the kind that was raised in the block.
    """
    label = file_label(name)
    if not is_dicom(data):
        raise DecodeError(f"{label}: expected a DICOM file, found {identify(data)}; {purpose}")
    try:
        with quiet():
            yield open_dicom(bytes(data))
    except DecodeError as error:
        raise type(error)(f"{label}: {error}") from error
    except Exception as error:  # pydicom may fail anywhere on damaged values, and quote them
        raise DecodeError(f"{label}: expected a readable DICOM header, found a damaged one; export it again") from error


def open_dicom(data: bytes) -> DicomFile:
    """Read the header of a DICOM file; call it and use the dataset under `quiet()`.

    Raises:
        DecodeError: for a file that is damaged, cut short, or made to exhaust memory.
    """
    start = PREFIX if data[128:PREFIX] == b"DICM" else 0
    syntax, start = _meta(data, start)
    if syntax == DeflatedExplicitVRLittleEndian:
        data, start = _inflate(data[start:]), 0
    if start + 8 > len(data):
        raise DecodeError("expected a DICOM file with a picture, found nothing after its beginning; export it again")
    found = UID(syntax) if syntax else _guess(data[start : start + 8])
    reader = CountedReader(data)
    reader.seek(start)
    seen: list[tuple[int, str, int]] = []

    def at_pixels(tag: int, vr: str | None, length: int) -> bool:
        if tag in _PIXELS:
            seen.append((tag, vr or "", length))
        return tag in _PIXELS

    implicit = found == ImplicitVRLittleEndian
    try:
        dataset = read_dataset(reader, implicit, found != ExplicitVRBigEndian, stop_when=at_pixels)
    except RecursionError as error:
        raise DecodeError(TOO_MUCH.format(found="sequences nested too deeply")) from error
    except (OSError, ValueError, struct.error, NotImplementedError) as error:
        raise DecodeError(_CUT_SHORT) from error
    return DicomFile(dataset, found, data, _pixels(data, reader.tell(), seen))


def _meta(data: bytes, start: int) -> tuple[str, int]:
    """Return the transfer syntax, empty if not said, and where the dataset starts. Group 0002 is always explicit LE."""
    syntax = ""
    for _ in range(_MAX_META):
        if data[start : start + 2] != b"\2\0" or start + 8 > len(data):
            return syntax, start
        element, vr, length = struct.unpack_from("<H2sH", data, start + 2)
        body = start + 8
        if vr in (b"OB", b"UN", b"OW", b"SQ", b"UT"):
            if start + 12 > len(data):
                return syntax, start
            length, body = struct.unpack_from("<I", data, start + 8)[0], start + 12
        if body + length > len(data):
            raise DecodeError(_CUT_SHORT)
        if element == 0x0010:
            syntax = data[body : body + length].decode("ascii", "replace").strip("\0 ")
        start = body + length
    raise DecodeError(TOO_MUCH.format(found="too many elements"))


def _inflate(packed: bytes) -> bytes:
    engine = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        content = engine.decompress(packed, MAX_INFLATED)
    except zlib.error as error:
        raise DecodeError(_CUT_SHORT) from error
    if engine.unconsumed_tail:
        raise DecodeError(TOO_MUCH.format(found=f"more than {MAX_INFLATED / 1e6:g} MB inside"))
    return content


def _guess(head: bytes) -> UID:
    """Return the transfer syntax that the first element looks like; compressed pixels cannot be told this way."""
    if not names_vr(head):
        return UID(ImplicitVRLittleEndian)
    return UID(ExplicitVRBigEndian if head[0] == 0 and head[1] else "1.2.840.10008.1.2.1")


def _pixels(data: bytes, at: int, seen: list[tuple[int, str, int]]) -> PixelElement | None:
    if not seen:
        return None
    tag, vr, length = seen[-1]
    start = at + (12 if vr in ("OB", "OD", "OF", "OW", "UN") else 8)
    return PixelElement(start, length, length == _UNDEFINED, vr, _PIXELS[tag])


def syntax_name(syntax: UID) -> str:
    """Return the name of a transfer syntax; its number if it has no name."""
    return _NEW_NAMES.get(str(syntax)) or short_label(syntax.name)


def text_of(value: object) -> str:
    """Return a value of the header as a short label; many values are joined as DICOM joins them."""
    return short_label(str(value or ""), "")


def text(dataset: Dataset, keyword: str) -> str:
    """Return a text of the header as a short label, empty if it is absent; pydicom never splits a huge one."""
    raw = dataset.get_item(keyword) if keyword in dataset else None
    if isinstance(raw, RawDataElement) and len(raw.value or b"") > _LONGEST:
        return short_label((raw.value or b"")[:_LONGEST].decode("latin-1"), "")
    return text_of(dataset.get(keyword))
