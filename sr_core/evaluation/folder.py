"""A folder of HR pictures."""

from pathlib import Path

from ..errors import SRError
from ..imaging.decode import decode
from ..types import DecodedImage

SUFFIXES = {".png", ".jpg", ".jpeg", ".webp", ".bmp", ".tif", ".tiff", ".gif"}


def read_folder(folder: Path) -> list[DecodedImage]:
    """Decode all pictures of a folder, sorted by name.

    Raises:
        SRError: if the folder does not exist or holds no pictures, or one does not decode.
    """
    if not folder.is_dir():
        raise SRError(f"benchmark folder {str(folder)!r} does not exist; give --data a folder of HR pictures")
    paths = sorted(p for p in folder.iterdir() if p.is_file() and p.suffix.lower() in SUFFIXES)
    if not paths:
        raise SRError(f"benchmark folder {str(folder)!r} holds no pictures ({', '.join(sorted(SUFFIXES))})")
    return [decode(p.read_bytes(), p.name) for p in paths]
