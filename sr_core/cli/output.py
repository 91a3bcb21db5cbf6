"""Delivery: a result as a file whose suffix says the format, which appears whole or not at all."""

from dataclasses import replace
from pathlib import Path

from ..dicom.value_files import refuse_other_numbers, result_problem
from ..dicom.writer import dicom_problem, encode_dicom
from ..encode import check_webp_sides, encode
from ..enlarge import Enlargement, Task
from ..errors import EncodeError
from ..files.signature import DICOM_SUFFIXES
from ..files.whole_file import check_place
from ..trust.provenance import Provenance
from ..types import DecodedImage

_DICOM = "dicom"
_PICTURES = {".png": "png", ".tif": "tiff", ".tiff": "tiff", ".webp": "webp"}
_TEMPERATURES = {".csv": "csv", ".tif": "celsius-tiff", ".tiff": "celsius-tiff"}
_VALUES = {".png": "whole-png", ".tif": "values-tiff", ".tiff": "values-tiff"}
_NO_SIZE = "a DICOM object is enlarged by a whole scale, found a size; use --scale, or png or tiff"
_OBJECTS = dict.fromkeys(DICOM_SUFFIXES, _DICOM)
SUFFIXES_TEXT = (
    f"{', '.join(_PICTURES)}; of temperatures: {', '.join(_TEMPERATURES)}; of DICOM files also {', '.join(_OBJECTS)}"
)
"""Suffixes that may be written, for people."""


def format_of(image: DecodedImage, path: Path) -> str:
    """Return the format that a suffix stands for: a key of `FORMATS` or `VALUE_FORMATS`, or "dicom".

    Args:
        image: the decoded picture; its result has the same kind of content.
        path: place of the result.

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


def check_result(image: DecodedImage, format: str, task: Task, *, source: bytes) -> None:
    """Refuse before the run a result that its format cannot hold.

    Args:
        image: what will be enlarged.
        format: from `format_of`.
        task: what will be done.
        source: the file that the picture came from.

    Raises:
        EncodeError: for whole numbers that will not be whole, sides that are too long, the size of a print in a WebP, a
            size in a DICOM object, or a source of DICOM that a result cannot be derived from. Only overshoot beyond 16
            bits shows itself later.
    """
    size, scale = task.size, task.scale
    if format == "whole-png":
        refuse_other_numbers(result_problem(image))
    elif format == "webp":
        if size is not None and size.dpi is not None:
            raise EncodeError("a print needs a file that can declare its size, WebP cannot; use png or tiff instead")
        check_webp_sides(*((size.height, size.width) if size else (image.height * scale, image.width * scale)))
    elif format == _DICOM and size is not None:
        raise EncodeError(_NO_SIZE)
    elif format == _DICOM:
        pixels = image.pixels.repeat(scale, 0).repeat(scale, 1)
        if problem := dicom_problem(replace(image, pixels=pixels, alpha=None, scale=scale), source):
            raise EncodeError(problem)


def check_bands(image: DecodedImage, format: str, task: Task) -> None:
    """Refuse before the run a result above `MAX_SR_PIXELS`, written in bands, that its format cannot hold.

    Args:
        image: what will be enlarged.
        format: from `format_of`.
        task: what will be done.

    Raises:
        EncodeError: for whole numbers that will not be whole, and a size in a DICOM object.
    """
    if format == _DICOM and task.size is not None:
        raise EncodeError(_NO_SIZE)
    if format == "whole-png":
        refuse_other_numbers(result_problem(image))


def check_bundle(path: Path, output: Path) -> None:
    """Refuse before the run a place where no bundle can be written.

    Raises:
        EncodeError: for another suffix than .zip, the place of the result, or a folder that cannot be written to.
    """
    if path.suffix.lower() != ".zip" or path == output:
        raise EncodeError(f"{path.name}: a bundle needs a name of its own that ends in .zip, found {path.suffix!r}")
    check_place(path)


def to_bytes(made: Enlargement, format: str, *, source: bytes, keep_identity: bool = False) -> bytes:
    """Encode a result, with its provenance.

    Args:
        made: the enlargement.
        format: format from `format_of`.
        source: bytes of the input file; a new DICOM object is derived from them.
        keep_identity: True to keep patient and study in a DICOM object, see `encode_dicom`.

    Raises:
        EncodeError: if the format cannot hold every value.
    """
    image, about = made.result.image, Provenance.of(made).about
    if format != _DICOM:
        return encode(image, format, about)
    return encode_dicom(
        image,
        source,
        method=made.result.method,
        checksum=", ".join(dict.fromkeys(sha256 for _, sha256 in made.weights)),
        about=about,
        keep_identity=keep_identity,
    )
