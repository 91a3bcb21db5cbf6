"""ZIP archives read safely: in memory, file by file, within limits; nothing is ever written to disk.

The table of contents is read here and not by zipfile, which gives up a whole archive for one damaged entry.
Source: PKWARE's APPNOTE 6.3.10.
"""

import struct
import zlib
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ..errors import DecodeError
from .signature import ARCHIVE, identify
from .text import file_label

MAX_FILE_BYTES = 32 * 2**20
"""Largest file in an archive, unpacked: the app's limit for an upload."""

MAX_TOTAL_BYTES = 256 * 2**20
"""Largest sum of all files, unpacked; those beyond it are refused one by one."""

MAX_FILES = 1000
"""Largest number of files that are listed; one more entry says how many were left out."""

MAX_ARCHIVE_ENTRIES = 100_000
"""Largest number of entries of the table of contents that are read; folders and hidden files of systems count, too."""

_LOCAL, _CENTRAL, _END = b"PK\3\4", b"PK\1\2", b"PK\5\6"
_END_64, _LOCATOR_64, _END_64_SIZE = b"PK\6\6", b"PK\6\7", 56
_LOCAL_SIZE, _CENTRAL_SIZE, _END_SIZE, _LOCATOR_SIZE, _COMMENT = 30, 46, 22, 20, 2**16
_STORED, _DEFLATED = 0, 8
_DEFLATE_ROOM = 1 << 16
"""Bytes by which deflate may make a content longer, with room to spare."""
_LOCKED, _UTF_8 = 0x1, 0x800
_UNIX, _TYPE, _LINK = 3, 0xF000, 0xA000
_ZIP_64, _UNKNOWN = 1, 0xFFFFFFFF
_JUNK = ("thumbs.db", "desktop.ini")
"""Files, in small letters, that systems put beside the pictures."""
_OTHERS = (
    "dicomdir", ".bat", ".css", ".csv", ".dll", ".doc", ".docx", ".exe", ".htm", ".html", ".inf", ".ini", ".jar",
    ".js", ".json", ".log", ".md", ".pdf", ".rtf", ".sh", ".txt", ".xls", ".xlsx", ".xml", ".xsl", ".zip",
)  # fmt: skip
"""Ends of names, in small letters, of files that are no pictures: contents, viewers and letters on a patient's disc."""


@dataclass(frozen=True, slots=True)
class ArchiveFile:
    """One file of an archive, unpacked when it is read."""

    name: str
    """Last part of its name, on one line: a path in an archive is never followed."""
    read: Callable[[], bytes]
    """Return its content; raises DecodeError in one sentence if that cannot be done within the limits."""
    read_start: Callable[[int], bytes]
    """Return at most so many bytes of its beginning, unchecked, which costs little; raises as `read` does."""
    path: str = ""
    """Its name as the archive has it, folders included, for comparison only."""

    @property
    def may_be_picture(self) -> bool:
        """False for files whose suffix is that of something else; DICOM files often have no suffix."""
        return not self.name.lower().endswith(_OTHERS)

    @property
    def may_be_table(self) -> bool:
        """True for files whose suffix is that of a table."""
        return self.name.lower().endswith(".csv")


@dataclass(frozen=True, slots=True)
class _Entry:
    path: str
    flags: int
    method: int
    checksum: int
    packed: int  # size in the archive, in bytes
    size: int  # size once unpacked, in bytes, as declared
    start: int  # offset of its local header
    link: bool


class _Taken:
    """The parts of an archive that its files occupy: a small bomb is one stream that many entries share."""

    def __init__(self) -> None:
        self.starts: list[int] = []
        self.ends: list[int] = []

    def problem(self, entry: _Entry) -> str:
        """Take the part of an entry; return a sentence if it lies inside that of another, else an empty text."""
        end = entry.start + _LOCAL_SIZE + entry.packed
        at = bisect_right(self.starts, entry.start)
        if (at and self.ends[at - 1] > entry.start) or (at < len(self.starts) and self.starts[at] < end):
            return "expected a place of its own in the archive, found one inside another file's; zip it again"
        self.starts.insert(at, entry.start)
        self.ends.insert(at, end)
        return ""


def is_archive(data: bytes) -> bool:
    """Tell a ZIP archive of files, by its content, from documents that are written as one."""
    return identify(data) == ARCHIVE


def list_archive(data: bytes, name: str, *, most: int = MAX_FILE_BYTES) -> tuple[ArchiveFile, ...]:
    """List the files of a ZIP archive, without folders and without hidden files of macOS and Windows.

    Args:
        data: the whole archive.
        name: file name, for messages only.
        most: largest file in bytes, unpacked.

    Returns:
        Files in the order of the archive; names may occur twice, from different folders. A file that cannot be used
        (locked, a link, too large, damaged, inside another) is listed, and says why when it is read; the others are not
        affected. Of more than `MAX_FILES` files, the first ones are listed, and a last one that says so when it is
        read.

    Raises:
        DecodeError: for an archive whose table of contents is damaged or empty.
    """
    label = file_label(name)
    files: list[ArchiveFile] = []
    taken = _Taken()
    left_out = total = 0
    for entry in _entries(data, label):
        if entry is None:
            said = f"{label}: expected a whole table of contents, found one that breaks off; zip the rest again"
            files.append(_refused(label, said))
            break
        if _is_junk(entry.path):
            continue
        if len(files) == MAX_FILES:
            left_out += 1
            continue
        file = file_label(entry.path)
        problem = _problem(entry, most) or taken.problem(entry)
        if not problem and (total := total + entry.size) > MAX_TOTAL_BYTES:
            problem = f"expected at most {_megabytes(MAX_TOTAL_BYTES)} unpacked in one archive, found more; split it up"
        files.append(_refused(file, f"{file}: {problem}") if problem else _readable(data, entry, file))
    if left_out:
        said = f"{label}: expected at most {MAX_FILES:,} files in a ZIP archive, found {left_out:,} more; take fewer"
        files.append(_refused(label, said))
    if not files:
        raise DecodeError(f"{label}: expected pictures in the ZIP archive, found none; add some and zip them again")
    return tuple(files)


def _entries(data: bytes, label: str) -> Iterator[_Entry | None]:
    """Yield the table of contents, and None where it is damaged and ends before its last entry.

    Raises:
        DecodeError: if there is none.
    """
    start, count, shift = _directory(data)
    if start < 0 or (count and not data.startswith(_CENTRAL, start)):
        raise DecodeError(
            f"{label}: expected a readable ZIP archive, found one that is damaged or cut short; zip it again"
        )
    if count > MAX_ARCHIVE_ENTRIES:
        raise DecodeError(
            f"{label}: expected at most {MAX_ARCHIVE_ENTRIES:,} entries in a ZIP archive, found {count:,}; split it up"
        )
    for _ in range(count):
        if data[start : start + 4] != _CENTRAL or start + _CENTRAL_SIZE > len(data):
            yield None
            return
        made_by, _, flags, method, _, _, checksum, packed, size, name, extra, comment, _, _, attributes, offset = (
            struct.unpack_from("<HHHHHHIIIHHHHHII", data, start + 4)
        )
        after = start + _CENTRAL_SIZE + name
        path, more = data[after - name : after], data[after : after + extra]
        start = after + extra + comment
        size, packed, offset = _long_numbers(more, size, packed, offset)
        link = made_by >> 8 == _UNIX and attributes >> 16 & _TYPE == _LINK
        yield _Entry(_text(path, flags), flags, method, checksum, packed, size, offset + shift, link)


def _directory(data: bytes) -> tuple[int, int, int]:
    """Return where the table of contents starts, its number of entries, and the error of all offsets.

    Offsets are wrong where something was put before the archive. The start is negative if there is no table.
    """
    at = data.rfind(_END, max(0, len(data) - _END_SIZE - _COMMENT))
    if at < 0 or at + _END_SIZE > len(data):
        return -1, 0, 0
    count, size, start = struct.unpack_from("<HII", data, at + 10)
    end = at
    if data.startswith(_LOCATOR_64, max(0, at - _LOCATOR_SIZE)):
        found = data.rfind(_END_64, 0, at - _LOCATOR_SIZE)
        if found >= 0 and found + _END_64_SIZE <= at:
            count, size, start = struct.unpack_from("<QQQ", data, found + 32)
            end = found
    return end - size, count, end - size - start


def _long_numbers(extra: bytes, *numbers: int) -> Iterator[int]:
    """Replace the numbers that do not fit into 32 bits by those of the ZIP64 field."""
    field, position = b"", 0
    while position + 4 <= len(extra):
        kind, length = struct.unpack_from("<HH", extra, position)
        if kind == _ZIP_64:
            field = extra[position + 4 : position + 4 + length]
        position += 4 + length
    for number in numbers:
        if number == _UNKNOWN and len(field) >= 8:
            yield int.from_bytes(field[:8], "little")
            field = field[8:]
        else:
            yield number


def _text(path: bytes, flags: int) -> str:
    """Return a name; bytes that are not UTF-8 are read as code page 437, which knows them all."""
    try:
        return path.decode("utf-8" if flags & _UTF_8 else "ascii")
    except UnicodeDecodeError:
        return path.decode("cp437")


def _is_junk(path: str) -> bool:
    """Tell files from folders, nameless entries and hidden files of systems."""
    parts = path.replace("\\", "/").split("/")
    return parts[0] == "__MACOSX" or not parts[-1] or parts[-1].startswith(".") or parts[-1].lower() in _JUNK


def _problem(entry: _Entry, most: int) -> str:
    """Say why a file cannot be used, from the table of contents alone; empty if it can."""
    if entry.link:
        return "expected a file, found a link to one; zip the file itself"
    if entry.flags & _LOCKED:
        return "expected an open file, found one with a password; zip it again without"
    if entry.method not in (_STORED, _DEFLATED):
        return "expected ordinary ZIP compression (deflate), found another; zip it again"
    if entry.size > most:
        return f"expected at most {_megabytes(most)} unpacked, found {_megabytes(entry.size)}; shrink it"
    return ""


def _readable(data: bytes, entry: _Entry, label: str) -> ArchiveFile:
    def read() -> bytes:
        content = _unpack(data, entry, entry.size + 1)
        if content is None or len(content) != entry.size or zlib.crc32(content) != entry.checksum:
            raise DecodeError(damaged)
        if is_archive(content):
            raise DecodeError(f"{label}: a ZIP archive inside the archive is not opened; add its pictures directly")
        return content

    def read_start(most: int) -> bytes:
        content = _unpack(data, entry, most)
        if content is None:
            raise DecodeError(damaged)
        return content

    damaged = f"{label}: damaged inside the archive; zip it again"
    return ArchiveFile(label, read, read_start, entry.path)


def _unpack(data: bytes, entry: _Entry, most: int) -> bytes | None:
    """Unpack at most so many bytes of a file, unchecked; None for one that is damaged."""
    if entry.start < 0 or not data.startswith(_LOCAL, entry.start) or entry.start + _LOCAL_SIZE > len(data):
        return None
    name, extra = struct.unpack_from("<HH", data, entry.start + 26)
    start = entry.start + _LOCAL_SIZE + name + extra
    if start + entry.packed > len(data):
        return None
    if entry.method == _STORED:
        return data[start : start + min(entry.packed, most)]
    try:
        # A prefix of the stream holds the prefix of the content; deflate never makes anything much longer.
        packed = memoryview(data)[start : start + min(entry.packed, most + _DEFLATE_ROOM)]
        return zlib.decompressobj(-zlib.MAX_WBITS).decompress(packed, most)
    except zlib.error:
        return None


def _refused(label: str, message: str) -> ArchiveFile:
    def read() -> bytes:
        raise DecodeError(message)

    return ArchiveFile(label, read, lambda _: read())


def _megabytes(size: int) -> str:
    return f"{size / 2**20:,.0f} MB"
