"""Codecs: one compressed frame of a DICOM file to samples, by imagecodecs. The stream's own size is checked first.

imagecodecs decodes what no other set of libraries does together: 12-bit and progressive JPEG, JPEG lossless of 16 bits,
JPEG-LS, JPEG 2000, HTJ2K, JPEG XL and RLE, all under permissive licences. Source: PS3.5 8.2 and Annex A.4.
"""

import struct
from collections.abc import Callable

import imagecodecs
import numpy as np
from pydicom.uid import UID

from ..errors import DecodeError
from .dicom_file import syntax_name
from .dicom_layout import Layout

_DAMAGED = (
    "expected a readable {name} picture in this DICOM file, found one that is damaged or cut short; export it again"
)
_MAX_SCANS = 100
_FRAME_HEADERS = {*range(0xC0, 0xD0), 0xF7} - {0xC4, 0xC8, 0xCC}
"""Last byte of the markers of JPEG's and JPEG-LS's frame headers."""


def _jpeg(stream: bytes, layout: Layout) -> np.ndarray:
    _check_jpeg(stream, layout)
    if layout.samples == 1:
        return imagecodecs.jpeg_decode(stream)
    # What the stream says of its colours goes before the header: some writers leave YBR there after converting.
    ybr = layout.photometric != "RGB" or _has(stream, b"JFIF\0") or _adobe(stream) == 1
    ybr = ybr and _components(stream) not in (b"RGB", b"rgb") and _adobe(stream) != 0
    return imagecodecs.jpeg_decode(stream, colorspace="YCBCR" if ybr else "RGB", outcolorspace="RGB")


def _jpeg_ls(stream: bytes, layout: Layout) -> np.ndarray:
    _check_jpeg(stream, layout)
    # Without its end marker, CharLS looks for pixels for seconds.
    return imagecodecs.jpegls_decode(stream + b"\xff\xd9")


def _jpeg_2000(stream: bytes, layout: Layout) -> np.ndarray:
    at = stream.find(b"\xff\x4f\xff\x51")  # a codestream, or one wrapped in JP2 boxes
    if at < 0 or len(stream) < at + 42:
        raise ValueError("no codestream")
    right, bottom, left, top = struct.unpack_from(">4I", stream, at + 8)
    _same_size(right - left, bottom - top, struct.unpack_from(">H", stream, at + 40)[0], layout)
    return imagecodecs.jpeg2k_decode(stream[at:], numthreads=1)


def _jpeg_xl(stream: bytes, layout: Layout) -> np.ndarray:
    shape = (layout.rows, layout.columns) + ((3,) if layout.samples == 3 else ())
    # Handed over so that a stream of another size is refused before its pixels are decoded.
    out = np.empty(shape, np.uint8 if layout.stored <= 8 else np.uint16)
    return imagecodecs.jpegxl_decode(stream, out=out, numthreads=1)


def _rle(stream: bytes, layout: Layout) -> np.ndarray:
    segments = layout.samples * layout.allocated // 8
    if layout.allocated == 1:
        raise DecodeError("expected RLE pixels of 8 bits or more, found 1 bit; convert the file to Explicit VR")
    if len(stream) < 64 or struct.unpack_from("<I", stream)[0] != segments:
        raise ValueError("wrong segments")
    kind = np.dtype(f"<u{layout.allocated // 8}")
    out = bytearray(layout.rows * layout.columns * segments)
    planes = np.frombuffer(imagecodecs.dicomrle_decode(stream, kind, out=out), kind)
    return np.moveaxis(planes.reshape(layout.samples, layout.rows, layout.columns), 0, 2)


CODECS: dict[str, tuple[Callable[[bytes, Layout], np.ndarray], bool]] = {
    "1.2.840.10008.1.2.4.50": (_jpeg, True),  # Baseline
    "1.2.840.10008.1.2.4.51": (_jpeg, True),  # Extended, 8 and 12 bits
    "1.2.840.10008.1.2.4.53": (_jpeg, True),  # Spectral Selection, retired
    "1.2.840.10008.1.2.4.55": (_jpeg, True),  # Full Progression, retired
    "1.2.840.10008.1.2.4.57": (_jpeg, False),  # Lossless
    "1.2.840.10008.1.2.4.70": (_jpeg, False),  # Lossless, first-order prediction
    "1.2.840.10008.1.2.4.80": (_jpeg_ls, False),
    "1.2.840.10008.1.2.4.81": (_jpeg_ls, True),  # near-lossless
    "1.2.840.10008.1.2.4.90": (_jpeg_2000, False),
    "1.2.840.10008.1.2.4.91": (_jpeg_2000, True),
    "1.2.840.10008.1.2.4.110": (_jpeg_xl, False),
    "1.2.840.10008.1.2.4.111": (_jpeg_xl, True),  # of a JPEG
    "1.2.840.10008.1.2.4.112": (_jpeg_xl, True),
    "1.2.840.10008.1.2.4.201": (_jpeg_2000, False),  # HTJ2K
    "1.2.840.10008.1.2.4.202": (_jpeg_2000, False),
    "1.2.840.10008.1.2.4.203": (_jpeg_2000, True),
    "1.2.840.10008.1.2.5": (_rle, False),
}
"""Transfer syntax -> its decoder and whether it may be lossy."""


def decode_frame(stream: bytes, layout: Layout, syntax: UID) -> np.ndarray:
    """Decode one compressed frame.

    Args:
        stream: the frame's fragments, joined.
        layout: what the header says; the stream must have the same size.
        syntax: transfer syntax.

    Returns:
        (H, W, 1 or 3) integers as in the stream, unsigned or signed. JPEG and JPEG 2000 colours are RGB.

    Raises:
        DecodeError: for a transfer syntax without a decoder, or a stream that is damaged or of another size.
    """
    if syntax not in CODECS:
        raise DecodeError(
            f"expected pixels in a compression that can be decoded here, found {syntax_name(syntax)}; "
            "convert the file to Explicit VR Little Endian"
        )
    try:
        values = CODECS[syntax][0](stream, layout)
    except (imagecodecs.DelayedImportError, RuntimeError, ValueError, TypeError, struct.error) as error:
        raise DecodeError(_DAMAGED.format(name=syntax_name(syntax))) from error
    values = values.reshape(layout.rows, layout.columns, -1)
    if values.shape[2] != layout.samples or values.dtype.kind not in "iu":
        raise DecodeError(_DAMAGED.format(name=syntax_name(syntax)))
    return values


def _same_size(columns: int, rows: int, samples: int, layout: Layout) -> None:
    if (rows, columns, samples) != (layout.rows, layout.columns, layout.samples):
        raise DecodeError(
            f"expected {layout.columns} x {layout.rows} pixels of {layout.samples} samples as the header says, found "
            f"{columns} x {rows} of {samples} in the compressed stream; export it again"
        )


def _check_jpeg(stream: bytes, layout: Layout) -> None:
    at = _frame_header(stream)
    if stream.find(b"\xff\xd9", at) < 0:  # libjpeg fills what is missing with grey
        raise ValueError("no end of image")
    if stream.count(b"\xff\xda", at) > _MAX_SCANS:  # each scan of a progressive picture goes over all its pixels
        raise ValueError("too many scans")
    rows, columns, samples = struct.unpack_from(">HHB", stream, at + 5)
    _same_size(columns, rows, samples, layout)


def _frame_header(stream: bytes) -> int:
    """Return the offset of the marker of the frame header (SOF)."""
    at = 2
    while stream[at] == 0xFF and at + 4 < len(stream):
        if stream[at + 1] == 0xFF:
            at += 1
        elif stream[at + 1] in _FRAME_HEADERS:
            return at
        else:
            at += 2 + struct.unpack_from(">H", stream, at + 2)[0]
    raise ValueError("no frame header")


def _components(stream: bytes) -> bytes:
    at = _frame_header(stream)
    return stream[at + 10 : at + 19 : 3]


def _has(stream: bytes, name: bytes) -> bool:
    return name in stream[: _frame_header(stream)]


def _adobe(stream: bytes) -> int | None:
    """Return the colour transform that an Adobe marker names: 0 for none, 1 for YCbCr."""
    head = stream[: _frame_header(stream)]
    at = head.find(b"Adobe")
    return head[at + 11] if 0 <= at < len(head) - 11 else None
