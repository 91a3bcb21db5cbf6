"""Writer of DICOM: a result as a new object, derived from the file it was made from. Not for diagnostic use.

A file that is not compressed is written band by band, also of a result that never stands in memory as a whole.

Source: PS3.10 7.1 (a preamble of zeros: no program hides in it).
"""

import io
import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial

import numpy as np
from pydicom import dcmwrite
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.encaps import encapsulate
from pydicom.uid import UID, ExplicitVRLittleEndian

from ..errors import DecodeError, EncodeError, SRError
from ..files.about import About
from ..files.bands import Bands
from ..files.sink import Memory, Sink
from ..types import DecodedImage
from ..types.part import Part
from ..version import PROGRAM
from .compression import compression_of
from .derived_object import derived_object
from .file import DicomFile, open_dicom, quiet
from .layout import MONOCHROME, Layout, read_layout
from .rescale import Rescale, padding_values, read_rescale
from .stored_values import Stored, stored_before, stored_result

_LONGEST = 65535
"""Pixels of a side: what Rows and Columns can say."""
_MOST_BYTES = 2**32 - 2
"""Bytes of uncompressed pixels: what the length of an element can say (PS3.5 7.1.1)."""


def encode_dicom(
    image: DecodedImage,
    source: bytes,
    *,
    method: str,
    part: Part | None = None,
    checksum: str = "",
    about: About | None = None,
    keep_identity: bool = False,
    compression: str = "none",
) -> bytes:
    """Write a result as a new DICOM object derived from its source.

    A picture that did not come from DICOM is not written: it has no patient, study, unit or millimetres, and an object
    that pretends otherwise would mislead.

    Args:
        image: an enlarged picture of `decode(source, ...)`; its `scale`, `dicom.frame` and values are used.
        source: the bytes of that DICOM file.
        method: method that enlarged it, such as "xray-x4", for Derivation Description.
        part: part of the frame that `image` shows, in pixels of the source; None for the whole frame.
        checksum: sha256 of the network's weights, for Derivation Description; empty for interpolation.
        about: what Contributing Equipment says of program, engine, versions and options (`Provenance.about`); None for
            method and checksum alone.
        keep_identity: True keeps patient and study as they are; else they are removed by PS3.15's Basic Profile.
        compression: a key of `COMPRESSIONS`, all of which are lossless.

    Returns:
        A file in Explicit VR Little Endian, or with compressed pixels: new SOP Instance and Series UID,
        DERIVED\\SECONDARY, spacing divided by the scale, windows of the source. Of a part, the position of the first
        pixel is that of the part's corner, and Derivation Description names its rows and columns. Every value is held
        within half a step of the source: where a result overshoots its Bits Stored, it has more of them, up to 16, or
        another Rescale Intercept. CR, DX, CT or MR if the result is a valid one, else Secondary Capture; a single
        frame. Malformed values of the source's header are spelt as the standard does or left out, and Derivation
        Description names what was left out.

    Raises:
        EncodeError: for a picture that is not the enlargement of a frame of this source or of its part, cannot be an
            object, or needs more than 16 bits, and for an unknown compression.
    """
    how = compression_of(compression)
    with _readable(image):
        file, layout = _opened(image, source, part)
        stored = stored_result(image, layout, *_scale_of(file, image, layout))
        dataset = derived_object(
            image,
            file,
            layout,
            stored,
            part=part,
            method=method,
            checksum=checksum,
            about=about,
            keep_identity=keep_identity,
        )
        content = Memory()
        if how.encode is None:
            _write_plain(_plain_head(dataset, stored), stored, Bands.of(image), content)
        else:
            dataset.add_new("PixelData", "OB", encapsulate([how.encode(stored.numbers(image), stored.bits)]))
            dataset["PixelData"].is_undefined_length = True
            content.write(_file(dataset, how.syntax))
        return content.content()


def dicom_bands(
    image: DecodedImage,
    source: bytes,
    scale: int,
    *,
    method: str = "",
    checksum: str = "",
    about: About | None = None,
    keep_identity: bool = False,
) -> Callable[[Bands, Sink], None]:
    """Prepare to write the enlargement of a picture as a new DICOM object, band by band and uncompressed.

    All but the pixels is decided before the first of them is made. The file is that of `encode_dicom`, but where
    `stored_before` says otherwise.

    Args:
        image: a picture of `decode(source, ...)`, not yet enlarged.
        source: the bytes of that DICOM file.
        scale: enlargement per side.
        method: method that will enlarge it.
        checksum: sha256 of the network's weights; empty for interpolation.
        about: see `encode_dicom`.
        keep_identity: True keeps patient and study as they are.

    Returns:
        Function that writes the bands of the result to a sink, which is only appended to.

    Raises:
        EncodeError: as `encode_dicom`, and for values whose ends are known only when all are made.
    """
    pixels = np.broadcast_to(image.pixels[:1, :1], (image.height * scale, image.width * scale, image.channels))
    blank = replace(image, pixels=pixels, alpha=None, scale=image.scale * scale)  # facts and sizes of the result
    with _readable(image):
        file, layout = _opened(blank, source)
        stored = stored_before(image, layout, *_scale_of(file, image, layout))
        dataset = derived_object(
            blank, file, layout, stored, method=method, checksum=checksum, about=about, keep_identity=keep_identity
        )
        return partial(_write_plain, _plain_head(dataset, stored), stored)


def dicom_problem(image: DecodedImage, source: bytes, part: Part | None = None) -> str:
    """Return the reason why `encode_dicom` would refuse a result, without writing it; empty if it would not.

    Args:
        image: an enlarged picture of `decode(source, ...)`.
        source: the bytes of that DICOM file.
        part: part of the frame that `image` shows; None for the whole frame.
    """
    try:
        with quiet():
            file, layout = _opened(image, source, part)
            if image.unit and image.dicom is not None:
                stored_result(image, layout, *_scale_of(file, image, layout))
    except SRError as error:
        return str(error)
    return ""


def dicom_bands_problem(image: DecodedImage, source: bytes, scale: int) -> str:
    """Return the reason why `dicom_bands` would refuse a picture; empty if it would not."""
    try:
        dicom_bands(image, source, scale)
    except SRError as error:
        return str(error)
    return ""


@contextmanager
def _readable(image: DecodedImage) -> Iterator[None]:
    """Tell in one sentence what cannot be written, whatever pydicom says of a damaged source."""
    if image.dicom is None:
        raise EncodeError("a DICOM result needs a DICOM source, found a picture of another kind; save a PNG or TIFF")
    try:
        with quiet():
            yield
    except EncodeError:
        raise
    except DecodeError as error:
        raise EncodeError(f"the source cannot be read again: {error}") from error
    except Exception as error:  # on damaged values, pydicom may fail anywhere, with any error
        raise EncodeError("a DICOM result needs a source with a sound header, found a damaged one") from error


def _opened(image: DecodedImage, source: bytes, part: Part | None = None) -> tuple[DicomFile, Layout]:
    """Open the source of a result; of the image only facts and size are used."""
    file = open_dicom(source)
    layout = read_layout(file)
    _check(image, layout, part)
    return file, layout


def _scale_of(file: DicomFile, image: DecodedImage, layout: Layout) -> tuple[Rescale, tuple[int, ...]]:
    """Return rescaling and padding of the source; of colours neither is used."""
    assert image.dicom is not None
    return read_rescale(file, image.dicom.frame, signed=layout.signed), padding_values(file, layout)


def _check(image: DecodedImage, layout: Layout, part: Part | None) -> None:
    assert image.dicom is not None
    shown = part or Part(0, 0, layout.rows, layout.columns)
    if not shown.is_inside(layout.rows, layout.columns):
        raise EncodeError(
            f"a part needs to lie within the {layout.columns} x {layout.rows} pixels of the source, found {shown.text}"
        )
    if max(image.height, image.width) > _LONGEST:
        raise EncodeError(f"a DICOM result holds at most {_LONGEST} pixels per side, found {image.shape_text}")
    expected = (shown.height * image.scale, shown.width * image.scale)
    if (image.height, image.width) != expected or image.dicom.frame >= layout.frames:
        raise EncodeError(
            f"a DICOM result of x{image.scale} needs {expected[1]} x {expected[0]} pixels, found {image.shape_text}; "
            "enlarge the frame of this file itself"
        )
    grey = layout.photometric in MONOCHROME
    if grey != bool(image.unit) or image.channels != (1 if grey else 3):
        raise EncodeError(
            f"a DICOM result needs {'measured values' if grey else 'colours'} as in its source, found a picture of "
            "another kind; enlarge what decode returns"
        )


def _plain_head(dataset: Dataset, stored: Stored) -> bytes:
    """Return the file up to its uncompressed pixels, which are its last element (PS3.5 7.1.2)."""
    length = int(dataset.Rows * dataset.Columns * dataset.SamplesPerPixel * stored.allocated // 8)
    if length > _MOST_BYTES:
        raise EncodeError(
            f"a DICOM result holds at most {_MOST_BYTES / 1e6:,.0f} MB of pixels, this one needs {length / 1e6:,.0f}; "
            "choose a smaller scale"
        )
    kind = b"OB" if stored.allocated == 8 else b"OW"
    element = struct.pack("<HH2sHI", 0x7FE0, 0x0010, kind, 0, length + length % 2)
    return _file(dataset, ExplicitVRLittleEndian) + element


def _write_plain(head: bytes, stored: Stored, bands: Bands, sink: Sink) -> None:
    sink.write(head)
    length = 0
    for band in bands:
        numbers = stored.numbers(band).tobytes()
        sink.write(numbers)
        length += len(numbers)
        del band, numbers  # the next one is made without this one in memory
    sink.write(b"\0" * (length % 2))


def _file(dataset: Dataset, syntax: UID) -> bytes:
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = dataset.SOPClassUID
    meta.MediaStorageSOPInstanceUID = dataset.SOPInstanceUID
    meta.TransferSyntaxUID = syntax
    meta.ImplementationVersionName = PROGRAM.upper().replace(" ", "_")
    dataset.file_meta = meta
    file = io.BytesIO()
    dcmwrite(file, dataset, enforce_file_format=True)
    return file.getvalue()
