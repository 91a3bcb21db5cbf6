"""Pixels: one frame of a DICOM file as it is stored, without any rescaling. Only that frame is decoded."""

from dataclasses import dataclass, replace

import numpy as np

from ..errors import DecodeError
from .codec import Samples, decode_frame
from .file import DicomFile, PixelElement, syntax_name
from .fragments import frame_stream
from .layout import MONOCHROME, Layout
from .rescale import is_padding, padding_values

_UNCOMPRESSED = ("1.2.840.10008.1.2", "1.2.840.10008.1.2.1", "1.2.840.10008.1.2.1.99", "1.2.840.10008.1.2.2")
_RLE = "1.2.840.10008.1.2.5"
_OVERLAYS = range(0x6000, 0x6020, 2)
_REMOVED = "Some pixels have bits above the {stored} that the file says are stored; those bits were removed."


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """One frame as it is stored."""

    values: np.ndarray
    """(H, W, 1 or 3): integers of `layout.stored` bits, without the content of other bits; float32 or float64 where
    `layout.floating`. YBR is still YBR where `layout.photometric` says so."""
    layout: Layout
    """Layout that the header declares, unless the pixels prove another one: more bits stored, whole YBR, or RGB."""
    notes: tuple[str, ...] = ()
    """Notes for the user, one sentence each."""
    missing: np.ndarray | None = None
    """(H, W, 1) bool, True where padding stood in bits that were removed; None where none was looked for."""


def read_frame(file: DicomFile, layout: Layout, frame: int) -> Frame:
    """Decode one frame.

    Args:
        file: an opened file with pixels.
        layout: layout in which they are stored.
        frame: index of the frame, from 0 to `layout.frames` - 1.

    Raises:
        DecodeError: for a frame that is cut short, damaged, or compressed in a way that is not decoded here.
    """
    assert file.pixels is not None
    if not file.pixels.encapsulated:
        if file.transfer_syntax not in _UNCOMPRESSED:
            raise DecodeError(
                f"expected compressed pixels ({syntax_name(file.transfer_syntax)}), found plain ones; "
                "export the file again"
            )
        layout = _whole_ybr(file.pixels, layout)
        return _of_cells(_plain(file, file.pixels, layout, frame), layout, file)
    if layout.floating:
        raise DecodeError("expected floating-point pixels as they are, found compressed ones; export the file again")
    stream = frame_stream(file, file.pixels, layout.frames, frame)
    if file.transfer_syntax in _UNCOMPRESSED:
        raise DecodeError(
            "expected the name of the compression of this DICOM file, found none (its transfer syntax is "
            f"{syntax_name(file.transfer_syntax)} or missing); export it again"
        )
    samples = decode_frame(stream, layout, file.transfer_syntax)
    if file.transfer_syntax == _RLE:
        return _of_cells(samples.values, layout, file)
    return Frame(*_to_stored_values(samples, layout, overlaid=_overlaid(file)))


def _of_cells(cells: np.ndarray, layout: Layout, file: DicomFile) -> Frame:
    """Keep the stored bits of cells of `layout.allocated` bits, and say so where others are no overlay.

    A padding value may need bits above the stored ones: then it is looked for before they are removed.
    """
    if layout.floating:
        return Frame(cells, layout)
    shift = layout.high_bit + 1 - layout.stored
    values = _keep_stored_bits(cells, layout, shift)
    if layout.high_bit + 1 == layout.allocated or layout.photometric not in MONOCHROME:
        return Frame(values, layout)
    whole = _keep_stored_bits(cells, replace(layout, stored=layout.allocated - shift), shift)
    missing = is_padding(whole, padding_values(file, layout))
    lost = not layout.signed and not _overlaid(file) and bool(((values != whole) & ~missing).any())
    return Frame(values, layout, (_REMOVED.format(stored=layout.stored),) if lost else (), missing)


def _overlaid(file: DicomFile) -> bool:
    """Tell whether the header places an overlay in unused bits of the pixels: above bit 0, and without data."""
    found = (
        file.dataset.get(group << 16 | 0x0102) for group in _OVERLAYS if (group << 16 | 0x3000) not in file.dataset
    )
    return any(element is not None and element.value not in (None, 0) for element in found)


def _whole_ybr(pixels: PixelElement, layout: Layout) -> Layout:
    """Return YBR_FULL for YBR_FULL_422 that holds three samples for each pixel after all."""
    whole = replace(layout, photometric="YBR_FULL")
    size = -(-layout.frames * whole.frame_bits // 8)
    return whole if layout.photometric == "YBR_FULL_422" and pixels.length in (size, size + size % 2) else layout


def _plain(file: DicomFile, pixels: PixelElement, layout: Layout, frame: int) -> np.ndarray:
    """Return the samples of an uncompressed frame, (H, W, S) unsigned or floating."""
    bits = layout.frame_bits
    start, stop = frame * bits, (frame + 1) * bits
    available = min(pixels.length, len(file.content) - pixels.start)
    if layout.frames * bits > 8 * available:
        raise DecodeError(
            f"expected {layout.frames * bits // 8:,} bytes of pixels as the header says, found {available:,}: the file "
            "is cut short; export or download it again"
        )
    first = pixels.start + start // 8
    if layout.floating:
        kind = np.dtype(f"{'>' if file.big_endian else '<'}f{layout.allocated // 8}")
        values = np.frombuffer(file.content, kind, bits // layout.allocated, first).astype(kind.newbyteorder("="))
    elif layout.allocated <= 8:
        values = _bytes(file, pixels, start // 8, -(-stop // 8))
        if layout.allocated == 1:
            values = np.unpackbits(values, bitorder="little")[start % 8 :][:bits]
    else:
        kind = np.dtype(f"{'>' if file.big_endian else '<'}u{layout.allocated // 8}")
        values = np.frombuffer(file.content, kind, bits // layout.allocated, first).astype(kind.newbyteorder("="))
    return _arranged(values, layout)


def _bytes(file: DicomFile, pixels: PixelElement, start: int, stop: int) -> np.ndarray:
    """Return bytes of the pixels in the order of the samples; those of big-endian words stand high one first."""
    if not (file.big_endian and pixels.vr == "OW"):
        return np.frombuffer(file.content, np.uint8, stop - start, pixels.start + start)
    first = start - start % 2
    last = min(stop + stop % 2, (len(file.content) - pixels.start) & ~1)
    words = np.frombuffer(file.content, np.uint8, last - first, pixels.start + first)
    return words.reshape(-1, 2)[:, ::-1].reshape(-1)[start - first :][: stop - start]


def _arranged(values: np.ndarray, layout: Layout) -> np.ndarray:
    rows, columns = layout.rows, layout.columns
    if layout.photometric == "YBR_FULL_422" and columns % 2:
        raise DecodeError(f"expected an even number of columns of YBR_FULL_422 pixels, found {columns}; convert it")
    if layout.photometric == "YBR_FULL_422":  # the order is Y Y Cb Cr for each two pixels of a row, PS3.3 C.7.6.3.1.2
        pairs = values.reshape(-1, 4)
        luma = pairs[:, :2].reshape(rows, columns)
        chroma = np.repeat(pairs[:, 2:], 2, axis=0).reshape(rows, columns, 2)
        return np.dstack((luma, chroma))
    if layout.planar and layout.samples == 3:
        return np.moveaxis(values.reshape(3, rows, columns), 0, 2)
    return values.reshape(rows, columns, layout.samples)


def _to_stored_values(samples: Samples, layout: Layout, *, overlaid: bool) -> tuple[np.ndarray, Layout]:
    """Return (H, W, S) stored values, and the layout with as many bits, and the colours, that they prove.

    A stream declares the bits of its samples, JPEG 2000 also whether they are signed. The stream is right; the header
    only decides what a stream leaves open. Source: PS3.5 8.2 (consistency of streams and attributes).

    Args:
        samples: decoded samples.
        layout: layout that the header declares.
        overlaid: True if the header places overlays in the unused bits of the pixels.

    Raises:
        DecodeError: for samples whose sign the stream and the header leave open.
    """
    values, shift = samples.values, layout.high_bit + 1 - layout.stored
    if samples.rgb and layout.samples == 3:
        layout = replace(layout, photometric="RGB")
    if overlaid or (shift and samples.bits > layout.high_bit):
        return _keep_stored_bits(values, layout, shift if samples.bits > layout.high_bit else 0), layout
    if layout.photometric not in MONOCHROME:
        # Colours are those of the stream, whose bits are full brightness unless the header's are enough.
        enough = samples.bits > layout.stored and _bits_of(values, signed=False) <= layout.stored
        return values, layout if enough else replace(layout, stored=samples.bits)
    if samples.signed != layout.signed:
        values = _with_sign(samples, layout)
    return values, replace(layout, stored=max(layout.stored, _bits_of(values, signed=layout.signed)))


def _keep_stored_bits(values: np.ndarray, layout: Layout, shift: int) -> np.ndarray:
    """Return the stored bits, of which the lowest is bit `shift`, and their sign; bits above may be overlays."""
    raw: np.ndarray = values.astype(np.int64 if layout.allocated == 32 else np.int32)
    raw = np.right_shift(raw, shift) & ((1 << layout.stored) - 1)
    if layout.signed:
        sign = 1 << (layout.stored - 1)
        return ((raw ^ sign) - sign).astype(np.int32)
    return raw.astype(np.uint8 if layout.stored <= 8 else np.uint16 if layout.stored <= 16 else np.uint32)


def _with_sign(samples: Samples, layout: Layout) -> np.ndarray:
    """Read samples as signed or not as the header declares, where the stream declares the opposite."""
    values: np.ndarray = samples.values.astype(np.int64 if samples.bits > 16 else np.int32)
    sign, mask = 1 << (samples.bits - 1), (1 << samples.bits) - 1
    if samples.signed:
        if values.min() < 0 and samples.bits != layout.stored:
            raise DecodeError(_unclear(samples, layout))
        return values & mask
    if samples.bits < layout.stored:
        if values.max() >= sign:
            raise DecodeError(_unclear(samples, layout))
        return values
    # Above the stored bits, there are zeros or copies of the sign; where there is anything else, the stream has more.
    kept = _keep_stored_bits(values, layout, 0)
    rest = values - kept
    if ((rest == 0) | (rest == 1 << layout.stored) | (rest == 1 << samples.bits)).all():
        return kept
    return (values ^ sign) - sign


def _unclear(samples: Samples, layout: Layout) -> str:
    return (
        f"expected compressed pixels of {layout.stored} bits as the header says, found {samples.bits} bits whose sign "
        "is not clear; export the file again"
    )


def _bits_of(values: np.ndarray, *, signed: bool) -> int:
    """Return the bits that hold all values, with a sign if there is one."""
    low, high = int(values.min()), int(values.max())
    return max(high.bit_length(), (~low).bit_length() if low < 0 else 0) + signed
