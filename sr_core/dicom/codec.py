"""Codecs: one compressed frame of a DICOM file to samples, by imagecodecs. The stream's own size is checked first.

imagecodecs decodes formats that no other set of libraries covers: 12-bit and progressive JPEG, JPEG lossless of 16
bits, JPEG-LS, JPEG 2000, HTJ2K, JPEG XL and RLE, all under permissive licences. Source: PS3.5 8.2 and Annex A.4.
"""

import struct
from collections.abc import Callable
from dataclasses import dataclass, replace

import imagecodecs
import numpy as np
from pydicom.uid import UID

from ..errors import DecodeError
from .file import syntax_name
from .layout import Layout

_DAMAGED = (
    "expected a readable {name} picture in this DICOM file, found one that is damaged or cut short; export it again"
)
_MAX_SCANS = 100
_MAX_SCANNED = 1_280_000_000
"""Largest number of pixels in all scans together: 20 times those of the largest picture. Ten scans are usual."""
_MAX_SEGMENTS = 4096
"""Largest number of segments and fill bytes before a frame header; a colour profile may have 255."""
_FRAME_HEADERS = {*range(0xC0, 0xD0), 0xF7} - {0xC4, 0xC8, 0xCC}
"""Last byte of the markers of JPEG's and JPEG-LS's frame headers."""
_LOSSLESS = 0xC3
"""Last byte of the markers of the frame headers of lossless JPEG."""
_CODING_STYLE = 0x52
"""Last byte of the marker of JPEG 2000's coding style, which names the colour transform."""


@dataclass(frozen=True, slots=True, eq=False)
class Samples:
    """Decoded samples of a stream."""

    values: np.ndarray
    """Integers (H, W, S) as in the stream."""
    bits: int
    """Bits of a sample that the stream declares."""
    signed: bool = False
    """True if the stream says that its samples are signed."""
    rgb: bool = False
    """True for colours that are RGB after decoding, whatever the header says; False where the header decides."""


def _jpeg(stream: bytes, layout: Layout) -> Samples:
    at = _check_jpeg(stream, layout)
    if layout.samples == 1:
        # A writer may leave out bits that its numbers do not need: numbers of fewer bits than stored begin at 0.
        return Samples(imagecodecs.jpeg_decode(stream), max(stream[at + 4], layout.stored))
    head = stream[:at]
    adobe = _adobe(head)
    # The stream decides on its colours, not the header: some writers leave YBR there after converting, or
    # write RGB over it. Nobody subsamples red, green or blue.
    rgb = stream[at + 10 : at + 19 : 3] in (b"RGB", b"rgb") or adobe == 0
    if stream[at + 1] == _LOSSLESS:
        # libjpeg never converts lossless colours: these names, whatever they are, give the samples as they are. Others,
        # or none, mix the samples up where the stream does not name its colours.
        values = imagecodecs.jpeg_decode(stream, colorspace="YCBCR", outcolorspace="RGB")
        return Samples(values, stream[at + 4], rgb=rgb)
    ybr = layout.photometric != "RGB" or b"JFIF\0" in head or adobe == 1 or len(set(_sampling(stream, at))) > 1
    values = imagecodecs.jpeg_decode(stream, colorspace="YCBCR" if ybr and not rgb else "RGB", outcolorspace="RGB")
    return Samples(values, stream[at + 4], rgb=True)


def _jpeg_ls(stream: bytes, layout: Layout) -> Samples:
    at = _check_jpeg(stream, layout)
    # Without its end marker, CharLS looks for pixels for seconds.
    return Samples(imagecodecs.jpegls_decode(stream + b"\xff\xd9"), stream[at + 4])


def _jpeg_2000(stream: bytes, layout: Layout) -> Samples:
    at = stream.find(b"\xff\x4f\xff\x51")  # this is a codestream, or one wrapped in JP2 boxes
    if at < 0 or len(stream) < at + 42 + 3 * layout.samples:
        raise ValueError("no codestream")
    right, bottom, left, top = struct.unpack_from(">4I", stream, at + 8)
    _same_size(right - left, bottom - top, struct.unpack_from(">H", stream, at + 40)[0], layout)
    kinds = set(stream[at + 42 : at + 42 + 3 * layout.samples : 3])  # Ssiz of each component, ISO/IEC 15444-1 A.5.1
    if len(kinds) > 1:
        raise DecodeError("expected components of the same bits, found others in JPEG 2000; convert the file")
    (kind,) = kinds
    values = imagecodecs.jpeg2k_decode(stream[at:], numthreads=1)
    return Samples(values, (kind & 0x7F) + 1, kind >= 0x80, rgb=_transforms_colours(stream, at + 2))


def _jpeg_xl(stream: bytes, layout: Layout) -> Samples:
    shape = (layout.rows, layout.columns) + ((3,) if layout.samples == 3 else ())
    # The size is handed over so that a stream of another size is refused before its pixels are decoded.
    out = np.empty(shape, np.uint8 if layout.stored <= 8 else np.uint16)
    return Samples(imagecodecs.jpegxl_decode(stream, out=out, numthreads=1), layout.stored, rgb=True)


def _rle(stream: bytes, layout: Layout) -> Samples:
    segments = layout.samples * layout.allocated // 8
    if layout.allocated == 1:
        raise DecodeError("expected RLE pixels of 8 bits or more, found 1 bit; convert the file to Explicit VR")
    if len(stream) < 64 or struct.unpack_from("<I", stream)[0] != segments:
        raise ValueError("wrong segments")
    kind = np.dtype(f"<u{layout.allocated // 8}")
    out = bytearray(layout.rows * layout.columns * segments)
    planes = np.frombuffer(imagecodecs.dicomrle_decode(stream, kind, out=out), kind)
    values = np.moveaxis(planes.reshape(layout.samples, layout.rows, layout.columns), 0, 2)
    return Samples(values, layout.allocated)


CODECS: dict[str, tuple[Callable[[bytes, Layout], Samples], bool]] = {
    "1.2.840.10008.1.2.4.50": (_jpeg, True),  # Baseline
    "1.2.840.10008.1.2.4.51": (_jpeg, True),  # Extended, 8 and 12 bits
    "1.2.840.10008.1.2.4.53": (_jpeg, True),  # Spectral Selection, retired
    "1.2.840.10008.1.2.4.55": (_jpeg, True),  # Full Progression, retired
    "1.2.840.10008.1.2.4.57": (_jpeg, False),  # Lossless
    "1.2.840.10008.1.2.4.70": (_jpeg, False),  # Lossless, first-order prediction
    "1.2.840.10008.1.2.4.80": (_jpeg_ls, False),
    "1.2.840.10008.1.2.4.81": (_jpeg_ls, True),  # JPEG-LS near-lossless
    "1.2.840.10008.1.2.4.90": (_jpeg_2000, False),
    "1.2.840.10008.1.2.4.91": (_jpeg_2000, True),
    "1.2.840.10008.1.2.4.110": (_jpeg_xl, False),
    "1.2.840.10008.1.2.4.111": (_jpeg_xl, True),  # recompressed JPEG
    "1.2.840.10008.1.2.4.112": (_jpeg_xl, True),
    "1.2.840.10008.1.2.4.201": (_jpeg_2000, False),  # HTJ2K
    "1.2.840.10008.1.2.4.202": (_jpeg_2000, False),
    "1.2.840.10008.1.2.4.203": (_jpeg_2000, True),
    "1.2.840.10008.1.2.5": (_rle, False),
}
"""Transfer syntax -> its decoder and whether it may be lossy."""


def decode_frame(stream: bytes, layout: Layout, syntax: UID) -> Samples:
    """Decode one compressed frame.

    Args:
        stream: the frame's fragments, joined.
        layout: layout that the header declares; the stream must have the same size.
        syntax: transfer syntax of the file.

    Returns:
        (H, W, 1 or 3) integers as in the stream, with their bits and sign, and whether they are RGB for certain.

    Raises:
        DecodeError: for a transfer syntax without a decoder, or a stream that is damaged or of another size.
    """
    if syntax not in CODECS:
        raise DecodeError(
            f"expected pixels in a compression that can be decoded here, found {syntax_name(syntax)}; "
            "convert the file to Explicit VR Little Endian"
        )
    try:
        samples = CODECS[syntax][0](stream, layout)
    except (imagecodecs.DelayedImportError, RuntimeError, ValueError, TypeError, struct.error) as error:
        raise DecodeError(_DAMAGED.format(name=syntax_name(syntax))) from error
    values = samples.values.reshape(layout.rows, layout.columns, -1)
    if values.shape[2] != layout.samples or values.dtype.kind not in "iu" or not 1 <= samples.bits <= 32:
        raise DecodeError(_DAMAGED.format(name=syntax_name(syntax)))
    return replace(samples, values=values)


def _same_size(columns: int, rows: int, samples: int, layout: Layout) -> None:
    if (rows, columns, samples) != (layout.rows, layout.columns, layout.samples):
        raise DecodeError(
            f"expected {layout.columns} x {layout.rows} pixels of {layout.samples} samples as the header says, found "
            f"{columns} x {rows} of {samples} in the compressed stream; export it again"
        )


def _check_jpeg(stream: bytes, layout: Layout) -> int:
    """Return the offset of the marker of the frame header (SOF)."""
    at = _frame_header(stream)
    if stream.find(b"\xff\xd9", at) < 0:  # libjpeg fills missing data with grey
        raise ValueError("no end of image")
    rows, columns, samples = struct.unpack_from(">HHB", stream, at + 5)
    _same_size(columns, rows, samples, layout)
    # Each scan of a progressive picture goes over all its pixels.
    if stream.count(b"\xff\xda", at) > min(_MAX_SCANS, _MAX_SCANNED // (rows * columns)):
        raise ValueError("too many scans")
    return at


def _frame_header(stream: bytes) -> int:
    at = 2
    for _ in range(_MAX_SEGMENTS):
        if at + 4 >= len(stream) or stream[at] != 0xFF:
            break
        if stream[at + 1] == 0xFF:  # bytes may fill up the space before the marker
            at += 1
        elif stream[at + 1] in _FRAME_HEADERS:
            return at
        else:
            at += 2 + struct.unpack_from(">H", stream, at + 2)[0]
    raise ValueError("no frame header")


def _sampling(stream: bytes, at: int) -> bytes:
    """Return how often each component is sampled, across and down in a byte."""
    return stream[at + 11 : at + 20 : 3]


def _transforms_colours(stream: bytes, at: int) -> bool:
    """Tell a JPEG 2000 stream whose colour transform was undone: the pixels are then RGB (ISO 15444-1 Annex G).

    Args:
        stream: stream with its main header.
        at: offset of the marker that follows the first one.
    """
    for _ in range(_MAX_SEGMENTS):
        if at + 9 > len(stream) or stream[at] != 0xFF:
            break
        if stream[at + 1] == _CODING_STYLE:
            return stream[at + 8] == 1
        at += 2 + struct.unpack_from(">H", stream, at + 2)[0]
    raise ValueError("no coding style")


def _adobe(head: bytes) -> int | None:
    """Return the colour transform that an Adobe marker names: 0 for none, 1 for YCbCr."""
    at = head.find(b"Adobe")
    return head[at + 11] if 0 <= at < len(head) - 11 else None
