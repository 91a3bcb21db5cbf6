"""Delivery: a result as a file whose suffix says the format, which appears whole or not at all."""

from pathlib import Path

from ..dicom.writer import encode_dicom
from ..encode import encode
from ..engine.path import path_cards
from ..errors import EncodeError
from ..files.suffixes import DICOM_SUFFIXES
from ..files.whole import check_place
from ..types import DecodedImage

_DICOM = "dicom"
_PICTURES = {".png": "png", ".tif": "tiff", ".tiff": "tiff", ".webp": "webp"}
_TEMPERATURES = {".csv": "csv", ".tif": "celsius-tiff", ".tiff": "celsius-tiff"}
_VALUES = {".png": "whole-png", ".tif": "values-tiff", ".tiff": "values-tiff"}
_OBJECTS = dict.fromkeys(DICOM_SUFFIXES, _DICOM)
SUFFIXES_TEXT = (
    f"{', '.join(_PICTURES)}; of temperatures: {', '.join(_TEMPERATURES)}; of DICOM files also {', '.join(_OBJECTS)}"
)
"""What may be written, for people."""


def format_of(image: DecodedImage, path: Path) -> str:
    """Return the format that a suffix stands for: a key of `FORMATS` or `VALUE_FORMATS`, or "dicom".

    Args:
        image: what was decoded; its result has the same kind of content.
        path: where the result goes.

    Raises:
        EncodeError: for a suffix whose format cannot hold it, a folder that does not exist, or one in its place.
    """
    suffixes = {"": _PICTURES, "degC": _TEMPERATURES}.get(image.unit, _VALUES)
    if image.dicom is not None:
        suffixes = suffixes | _OBJECTS
    if image.bit_depth == 16 and not image.unit:
        suffixes = {suffix: format for suffix, format in suffixes.items() if format != "webp"}
    if path.suffix.lower() not in suffixes:
        raise EncodeError(f"{path.name}: needs one of {', '.join(suffixes)}, found {path.suffix!r}")
    check_place(path)
    return suffixes[path.suffix.lower()]


def to_bytes(image: DecodedImage, format: str, *, source: bytes, method: str, keep_identity: bool = False) -> bytes:
    """Encode a result.

    Args:
        image: the result.
        format: from `format_of`.
        source: the file it was made from; of DICOM, the new object is derived from it.
        method: what enlarged it.
        keep_identity: of DICOM, as in `encode_dicom`.

    Raises:
        EncodeError: if the format cannot hold every value.
    """
    if format != _DICOM:
        return encode(image, format)
    cards = path_cards(method)
    checksum = cards[0].sha256 if len(cards) == 1 else ""
    return encode_dicom(image, source, method=method, checksum=checksum, keep_identity=keep_identity)
