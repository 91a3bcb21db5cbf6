"""Pixels: one frame of a DICOM file as it is stored, without any rescaling. Only that frame is decoded."""

import io
import struct

import numpy as np
from pydicom.encaps import get_frame

from ..errors import DecodeError
from .dicom_codec import decode_frame
from .dicom_file import DicomFile, PixelElement, syntax_name
from .dicom_layout import Layout

_ITEM = 0xE000
_UNCOMPRESSED = ("1.2.840.10008.1.2", "1.2.840.10008.1.2.1", "1.2.840.10008.1.2.1.99", "1.2.840.10008.1.2.2")


def read_frame(file: DicomFile, layout: Layout, frame: int) -> np.ndarray:
    """Decode one frame.

    Args:
        file: an opened file with pixels.
        layout: how they are stored.
        frame: from 0, below `layout.frames`.

    Returns:
        (H, W, 1 or 3) stored values, of `layout.stored` bits: int32 if signed, uint32 if they need it, else uint16 or
        uint8. Bits above (overlays of old files) are removed. YBR is still YBR, except in JPEG and JPEG 2000.

    Raises:
        DecodeError: for a frame that is cut short, damaged, or compressed as nobody decodes.
    """
    assert file.pixels is not None
    if file.pixels.encapsulated:
        stream = _fragments(file, file.pixels, layout, frame)
        if file.transfer_syntax in _UNCOMPRESSED:
            raise DecodeError(
                "expected the name of the compression of this DICOM file, found none (its transfer syntax is "
                f"{syntax_name(file.transfer_syntax)} or missing); export it again"
            )
        return _of_stored_bits(decode_frame(stream, layout, file.transfer_syntax), layout, shift=0)
    if file.transfer_syntax not in _UNCOMPRESSED:
        raise DecodeError(
            f"expected compressed pixels ({syntax_name(file.transfer_syntax)}), found plain ones; export the file again"
        )
    return _of_stored_bits(_plain(file, file.pixels, layout, frame), layout, layout.high_bit + 1 - layout.stored)


def _fragments(file: DicomFile, pixels: PixelElement, layout: Layout, frame: int) -> bytes:
    """Return the compressed bytes of one frame (PS3.5 A.4)."""
    count, at = 0, pixels.start
    while at + 8 <= len(file.content):
        group, element, length = struct.unpack_from("<HHI", file.content, at)
        if (group, element) != (0xFFFE, _ITEM):
            break
        count, at = count + 1, at + 8 + length
        if at > len(file.content):
            raise DecodeError(
                "expected all compressed pixels, found a file that is cut short; export or download it again"
            )
    if layout.frames > count - 1:  # the first item is the offset table
        raise DecodeError(
            f"expected {layout.frames:,} compressed frames as the header says, found {max(0, count - 1):,}; "
            "export or download it again"
        )
    buffer = io.BytesIO(file.content)
    buffer.seek(pixels.start)
    offsets = _extended_offsets(file, layout.frames)
    try:
        return get_frame(buffer, frame, number_of_frames=layout.frames, extended_offsets=offsets)
    except (ValueError, IndexError, struct.error, OSError) as error:
        raise DecodeError("expected compressed frames, found damaged ones; export or download it again") from error


def _extended_offsets(file: DicomFile, frames: int) -> tuple[bytes, bytes] | None:
    offsets, lengths = (file.dataset.get(f"ExtendedOffsetTable{end}") for end in ("", "Lengths"))
    if isinstance(offsets, bytes) and isinstance(lengths, bytes) and len(offsets) == len(lengths) == 8 * frames:
        return offsets, lengths
    return None


def _plain(file: DicomFile, pixels: PixelElement, layout: Layout, frame: int) -> np.ndarray:
    """Return the samples of an uncompressed frame, (H, W, S) unsigned."""
    bits = layout.frame_bits
    start, stop = frame * bits, (frame + 1) * bits
    available = min(pixels.length, len(file.content) - pixels.start)
    if layout.frames * bits > 8 * available:
        raise DecodeError(
            f"expected {layout.frames * bits // 8:,} bytes of pixels as the header says, found {available:,}: the file "
            "is cut short; export or download it again"
        )
    first = pixels.start + start // 8
    if layout.allocated == 1:
        packed = np.frombuffer(file.content, np.uint8, -(-stop // 8) - start // 8, first)
        values = np.unpackbits(packed, bitorder="little")[start % 8 :][:bits]
    elif layout.allocated == 8 and file.big_endian and pixels.vr == "OW":
        odd = start // 8 % 2  # bytes of a 16-bit word stand high one first
        count = min(available - start // 8 + odd, bits // 8 + 2) & ~1
        words = np.frombuffer(file.content, np.uint8, count, first - odd)
        values = words.reshape(-1, 2)[:, ::-1].reshape(-1)[odd:][: bits // 8]
    else:
        kind = np.dtype(f"{'>' if file.big_endian else '<'}u{layout.allocated // 8}")
        values = np.frombuffer(file.content, kind, bits // layout.allocated, first).astype(kind.newbyteorder("="))
    return _arranged(values, layout)


def _arranged(values: np.ndarray, layout: Layout) -> np.ndarray:
    rows, columns = layout.rows, layout.columns
    if layout.photometric == "YBR_FULL_422":  # Y Y Cb Cr for each two pixels of a row, PS3.3 C.7.6.3.1.2
        pairs = values.reshape(-1, 4)
        luma = pairs[:, :2].reshape(rows, columns)
        chroma = np.repeat(pairs[:, 2:], 2, axis=0).reshape(rows, columns, 2)
        return np.dstack((luma, chroma))
    if layout.planar and layout.samples == 3:
        return np.moveaxis(values.reshape(3, rows, columns), 0, 2)
    return values.reshape(rows, columns, layout.samples)


def _of_stored_bits(values: np.ndarray, layout: Layout, shift: int) -> np.ndarray:
    """Keep the stored bits and their sign."""
    raw: np.ndarray = values.astype(np.int64 if layout.allocated == 32 else np.int32)
    raw = np.right_shift(raw, shift) & ((1 << layout.stored) - 1)
    if layout.signed:
        sign = 1 << (layout.stored - 1)
        return ((raw ^ sign) - sign).astype(np.int32)
    return raw.astype(np.uint8 if layout.stored <= 8 else np.uint16 if layout.stored <= 16 else np.uint32)
