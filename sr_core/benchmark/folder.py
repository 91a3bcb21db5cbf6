"""A folder, or a ZIP archive, of HR pictures."""

from pathlib import Path

from ..errors import SRError
from ..files.archive import is_archive, list_archive
from ..files.signature import PREFIX
from ..files.suffixes import DICOM_SUFFIXES, PICTURE_SUFFIXES

_SUFFIXES = (*PICTURE_SUFFIXES, *DICOM_SUFFIXES)
_DIRECTORY = "DICOMDIR"
"""Name of a table of contents beside DICOM files (PS3.10 8.6)."""


def read_files(folder: Path) -> list[tuple[str, bytes]]:
    """Read all pictures of a folder or ZIP archive as (name, content), sorted by name, not decoded.

    Pictures are told by their suffix; DICOM files without one, by their first bytes.

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
