"""Colours of a DICOM file: RGB, YBR and palette to RGB of 8 or 16 bits over the full range (PS3.3 C.7.6.3.1.2)."""

import numpy as np

from ..errors import DecodeError
from .file import DicomFile
from .layout import Layout
from .lut import holds_table, read_lut

_FROM_YBR = np.array([[1.0, 0.0, 1.402], [1.0, -0.114 * 1.772 / 0.587, -0.299 * 1.402 / 0.587], [1.0, 1.772, 0.0]])


def to_rgb(stored: np.ndarray, layout: Layout, file: DicomFile) -> np.ndarray:
    """Return the colours as (H, W, 3) uint8 or uint16.

    Args:
        stored: stored numbers, (H, W, 1) of a palette or (H, W, 3).
        layout: layout in which they are stored.
        file: file that holds the palette.

    Raises:
        DecodeError: for a palette that is missing or damaged.
    """
    if layout.photometric == "PALETTE COLOR":
        return _paint(stored[..., 0], layout, file)
    if layout.photometric.startswith("YBR_FULL"):
        stored = _ybr_to_rgb(stored, layout.stored)
    return _full_range(stored, layout.stored)


def _ybr_to_rgb(ybr: np.ndarray, bits: int) -> np.ndarray:
    zero = np.float32(1 << (bits - 1))
    rgb = (ybr.astype(np.float32) - (np.float32(0), zero, zero)) @ _FROM_YBR.astype(np.float32).T
    return np.clip(np.floor(rgb + np.float32(0.5)), 0, (1 << bits) - 1).astype(ybr.dtype)


def _full_range(values: np.ndarray, bits: int) -> np.ndarray:
    """Stretch `bits` to the 8 or 16 of the type; 32 bits lose their lower half."""
    if bits in (8, 16):
        return values.astype(np.uint8 if bits == 8 else np.uint16)
    dtype = np.uint8 if bits < 8 else np.uint16
    peak = (1 << bits) - 1
    return np.floor(values.astype(np.float64) * (np.iinfo(dtype).max / peak) + 0.5).astype(dtype)


def _paint(indices: np.ndarray, layout: Layout, file: DicomFile) -> np.ndarray:
    names = [f"{colour}PaletteColorLookupTable" for colour in ("Red", "Green", "Blue")]
    if not all(holds_table(file.dataset, name) for name in names):
        raise DecodeError("expected the colours of a palette picture, found no palette; export the file again")
    luts = [
        read_lut(
            file.dataset,
            name,
            signed=layout.signed,
            big_endian=file.big_endian,
            segmented=f"Segmented{name}Data" in file.dataset,
        )
        for name in names
    ]
    colours = np.stack([lut.apply(indices) for lut in luts], axis=2)
    bits, needed = max(lut.declared for lut in luts), max(lut.needed for lut in luts)
    if bits == 16 and needed == 8:  # the colours have 8 bits, and the descriptor gives the size of their words
        bits = 8
    elif needed > bits:
        bits = 16 if bits == 8 else needed
    if bits == 16 and not any((lut.entries & 0xFF).any() for lut in luts):
        return (colours >> 8).astype(np.uint8)  # many writers put 8-bit colours into the high byte
    return _full_range(colours, bits)
