"""ZIP archives read safely: in memory, file by file, within limits; nothing is ever written to disk."""

import io
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass

from ..errors import DecodeError
from .label import file_label

MAX_FILE_BYTES = 32 * 2**20
"""Largest file in an archive, unpacked: the app's limit for an upload."""

MAX_TOTAL_BYTES = 256 * 2**20
"""Largest sum of all files, unpacked."""

MAX_DIRECTORY_BYTES = 2**20
"""Largest table of contents: about 10,000 files. It is read before anything else can be checked."""

_END, _END_SIZE, _COMMENT = b"PK\5\6", 22, 2**16
_JUNK = ("thumbs.db", "desktop.ini")
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
# What zipfile raises for a damaged archive, as found by changing bytes at random: a wrong record or checksum, a broken
# or short stream, a version or a method it does not know, a name that is no text or an offset before the file.
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError)


@dataclass(frozen=True, slots=True)
class ArchiveFile:
    """One file of an archive, unpacked when it is read."""

    name: str
    """Its last part, on one line: a path in an archive is never followed."""
    read: Callable[[], bytes]
    """Unpack it; raises DecodeError in one sentence if that cannot be done within the limits."""


def is_archive(data: bytes) -> bool:
    """Tell a ZIP archive by its first bytes."""
    return data.startswith((b"PK\3\4", _END))


def list_archive(data: bytes, name: str) -> tuple[ArchiveFile, ...]:
    """List the files of a ZIP archive, without folders and without what macOS and Windows leave behind.

    Args:
        data: the whole archive.
        name: file name, for messages only.

    Returns:
        In the order of the archive; names may occur twice, from different folders.

    Raises:
        DecodeError: for an archive that is damaged, locked with a password, empty, or too large once unpacked.
    """
    label = file_label(name)
    entries = [entry for entry in _entries(data, label) if not _is_junk(entry.filename)]
    if not entries:
        raise DecodeError(f"{label}: expected pictures in the ZIP archive, found none; add some and zip them again")
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise DecodeError(f"{label}: expected an open ZIP archive, found one with a password; zip it again without")
    total = sum(entry.file_size for entry in entries)
    if total > MAX_TOTAL_BYTES:
        raise DecodeError(
            f"{label}: expected at most {_megabytes(MAX_TOTAL_BYTES)} once unpacked, found {_megabytes(total)}; "
            "make several smaller archives"
        )
    return tuple(ArchiveFile(file_label(entry.filename), _reader(data, entry)) for entry in entries)


def _entries(data: bytes, label: str) -> list[zipfile.ZipInfo]:
    _check_directory(data, label)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return archive.infolist()
    except _BROKEN as error:
        raise _damaged(label) from error


def _check_directory(data: bytes, label: str) -> None:
    """Refuse a huge table of contents from the archive's last record, before Python builds an object per file."""
    at = data.rfind(_END, max(0, len(data) - _END_SIZE - _COMMENT))
    if at < 0 or at + _END_SIZE > len(data):
        raise _damaged(label)
    size = int.from_bytes(data[at + 12 : at + 16], "little")
    if size > MAX_DIRECTORY_BYTES or data[max(0, at - 20) :].startswith(b"PK\6\7"):  # ZIP64: for over 65,535 files
        raise DecodeError(f"{label}: expected a ZIP archive of some pictures, found thousands of files; take fewer")


def _damaged(label: str) -> DecodeError:
    return DecodeError(
        f"{label}: expected a readable ZIP archive, found one that is damaged or cut short; zip it again"
    )


def _is_junk(path: str) -> bool:
    """Tell folders, nameless entries and what systems leave behind from files."""
    parts = path.replace("\\", "/").split("/")
    return parts[0] == "__MACOSX" or not parts[-1] or parts[-1].startswith(".") or parts[-1].lower() in _JUNK


def _reader(data: bytes, entry: zipfile.ZipInfo) -> Callable[[], bytes]:
    label = file_label(entry.filename)

    def read() -> bytes:
        if entry.compress_type not in _METHODS:
            raise DecodeError(f"{label}: expected ordinary ZIP compression (deflate), found another; zip it again")
        if entry.file_size > MAX_FILE_BYTES:
            raise DecodeError(
                f"{label}: expected at most {_megabytes(MAX_FILE_BYTES)} unpacked, "
                f"found {_megabytes(entry.file_size)}; shrink it"
            )
        try:
            # Bounded by the declared size: zipfile stops there even if the stream would go on (a bomb).
            with zipfile.ZipFile(io.BytesIO(data)) as archive, archive.open(entry) as file:
                content = file.read(entry.file_size + 1)
        except _BROKEN as error:
            raise DecodeError(f"{label}: damaged inside the archive; zip it again") from error
        if is_archive(content):
            raise DecodeError(f"{label}: a ZIP archive inside the archive is not opened; add its pictures directly")
        return content

    return read


def _megabytes(size: int) -> str:
    return f"{size / 2**20:,.0f} MB"
