"""A folder, or a ZIP archive, of HR pictures: found, read and decoded."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ..decode import decode, decode_shown
from ..errors import DecodeError, ScalingNeeded, SRError
from ..files.archive import is_archive, list_archive
from ..files.signature import DICOM_SUFFIXES, PICTURE_SUFFIXES, PREFIX, TABLE_SUFFIXES
from ..thermal.scaling import may_be_counts
from ..types import DecodedImage

_SUFFIXES = (*PICTURE_SUFFIXES, *DICOM_SUFFIXES, *TABLE_SUFFIXES)
_DIRECTORY = "DICOMDIR"
"""Name of a table of contents beside DICOM files (PS3.10 8.6)."""


def read_files(folder: Path) -> list[tuple[str, bytes]]:
    """Read all pictures of a folder or ZIP archive as (name, content), sorted by name, not decoded.

    Pictures and tables are told by their suffix; DICOM files without one, by their first bytes.

    Raises:
        SRError: if there is no such folder or archive or it holds no pictures; of files that cannot be read, all are
            named.
    """
    if folder.is_file():
        return _unpack(folder)
    if not folder.is_dir():
        raise SRError(f"benchmark folder {str(folder)!r} does not exist; give --data a folder of HR pictures")
    found, problems = [], []
    try:
        paths = sorted(path for path in folder.iterdir() if path.is_file())
    except OSError as error:
        raise SRError(f"benchmark folder {str(folder)!r} cannot be read ({error.strerror})") from error
    for path in paths:
        try:
            if path.suffix.lower() in _SUFFIXES or (not path.suffix and _is_dicom(path)):
                found.append((path.name, path.read_bytes()))
        except OSError as error:
            problems.append(f"{path.name} ({error.strerror})")
    if problems:
        raise SRError(f"benchmark folder {str(folder)!r} cannot be read: {', '.join(problems)}; check its files")
    if not found:
        raise SRError(f"benchmark folder {str(folder)!r} holds no pictures ({', '.join(_SUFFIXES)})")
    return found


def decode_files(
    files: Sequence[tuple[str, bytes]], reading: Mapping[str, Any] | None = None
) -> tuple[list[DecodedImage], tuple[str, ...]]:
    """Decode the files of a folder.

    Args:
        files: of `read_files`.
        reading: `scaling` or `unit` of `decode`, for numbers of which their file does not say what they measure.

    Returns:
        The pictures, and of thermograms a sentence for each text that is no table of temperatures, and so left out.
        Beside other pictures, no table is one of them: a manifest, a list of results.

    Raises:
        ScalingNeeded: for numbers that do not say what they measure, without `reading`.
        SRError: naming all other files that do not decode.
    """
    pictures: list[DecodedImage] = []
    problems: list[str] = []
    tables: list[DecodeError] = []
    for name, data in files:
        is_table = name.lower().endswith(TABLE_SUFFIXES)
        try:
            pictures.append(_decode(data, name, reading or {}))
        except DecodeError as error:
            if isinstance(error, ScalingNeeded) and not is_table:
                raise
            tables.append(error) if is_table else problems.append(str(error))
    thermal = all(picture.unit == "degC" for picture in pictures)
    for table in tables:
        if thermal and isinstance(table, ScalingNeeded):
            raise table
    left_out = [str(table) for table in tables if thermal]
    if not pictures and not problems:
        raise SRError(f"expected pictures or tables of temperatures, found none: {'; '.join(left_out)}")
    if problems:
        raise SRError(f"{len(problems)} of {len(files)} files cannot be read: {'; '.join(problems)}; leave them out")
    return pictures, tuple(f"A file was left out, since it is no table of temperatures: {one}" for one in left_out)


def _decode(data: bytes, name: str, reading: Mapping[str, Any]) -> DecodedImage:
    """Decode as the file says, and as `reading` says only where the file says nothing."""
    chosen = any(reading.values())
    try:
        image = decode_shown(data, name)
    except ScalingNeeded:
        if not chosen:
            raise
        return decode(data, name, **reading)
    return decode(data, name, **reading) if chosen and may_be_counts(image) else image


def _is_dicom(path: Path) -> bool:
    if path.name.upper() == _DIRECTORY:
        return False
    with path.open("rb") as file:
        return file.read(PREFIX)[-4:] == b"DICM"


def _unpack(path: Path) -> list[tuple[str, bytes]]:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise SRError(f"benchmark archive {str(path)!r} cannot be read ({error.strerror})") from error
    if not is_archive(data):
        raise SRError(f"expected a folder or a ZIP archive of HR pictures as --data, found the file {str(path)!r}")
    files = list_archive(data, path.name)
    found = [(file.name, file.read()) for file in files if Path(file.name).suffix.lower() in (*_SUFFIXES, "")]
    if not found:
        raise SRError(f"benchmark archive {str(path)!r} holds no pictures ({', '.join(_SUFFIXES)})")
    return sorted(found)
