"""A folder of HR pictures."""

from pathlib import Path

from ..errors import SRError
from ..imaging.suffixes import PICTURE_SUFFIXES


def read_files(folder: Path) -> list[tuple[str, bytes]]:
    """Read all pictures of a folder as (name, content), sorted by name, not decoded.

    Raises:
        SRError: if the folder does not exist or holds no pictures, or one cannot be read.
    """
    if not folder.is_dir():
        raise SRError(f"benchmark folder {str(folder)!r} does not exist; give --data a folder of HR pictures")
    paths = sorted(p for p in folder.iterdir() if p.is_file() and p.suffix.lower() in PICTURE_SUFFIXES)
    if not paths:
        raise SRError(f"benchmark folder {str(folder)!r} holds no pictures ({', '.join(PICTURE_SUFFIXES)})")
    try:
        return [(p.name, p.read_bytes()) for p in paths]
    except OSError as error:
        raise SRError(f"benchmark folder {str(folder)!r} cannot be read ({error}); check its files") from error
