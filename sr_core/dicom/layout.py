"""Layout: how the pixels of a DICOM file are stored, checked before any of them is decoded (PS3.3 C.7.6.3)."""

from dataclasses import dataclass

from pydicom.dataset import Dataset

from ..errors import DecodeError
from ..files.raster import check_size
from .file import DicomFile, text
from .header_numbers import integer

MONOCHROME = ("MONOCHROME1", "MONOCHROME2")
"""Photometric interpretations of measured values."""
COLOUR_KINDS = ("RGB", "YBR_FULL", "YBR_FULL_422", "YBR_RCT", "YBR_ICT")
"""Photometric interpretations of three samples per pixel that are read."""
_MAX_FRAMES = 10_000_000


@dataclass(frozen=True, slots=True)
class Layout:
    """How pixels are stored."""

    rows: int
    """Rows (0028,0010)."""
    columns: int
    """Columns (0028,0011)."""
    frames: int
    """Number of Frames (0028,0008), 1 where it is absent."""
    samples: int
    """Samples per Pixel (0028,0002), 1 or 3."""
    photometric: str
    """Photometric Interpretation (0028,0004)."""
    allocated: int
    """Bits Allocated (0028,0100): 1, 8, 16 or 32, and 64 of Double Float Pixel Data."""
    stored: int
    """Bits Stored (0028,0101)."""
    high_bit: int
    """High Bit (0028,0102)."""
    signed: bool
    """True if Pixel Representation (0028,0103) is 1: two's complement."""
    planar: bool
    """True if Planar Configuration (0028,0006) is 1: all red, then all green, then all blue."""
    floating: bool = False
    """True if pixels are IEEE 754 numbers of `allocated` bits: Float or Double Float Pixel Data."""

    @property
    def frame_bits(self) -> int:
        """Number of bits of an uncompressed frame; 4:2:2 stores two luma and two chroma samples for two pixels."""
        samples = 2 if self.photometric == "YBR_FULL_422" else self.samples
        return self.rows * self.columns * samples * self.allocated


def read_layout(file: DicomFile) -> Layout:
    """Read and check the layout of the pixels that the header declares.

    Raises:
        DecodeError: for a file without pixels, or a layout that is missing, contradicts itself or is too large.
    """
    dataset = file.dataset
    if file.pixels is None:
        kind = text(dataset, "Modality")
        raise DecodeError(
            f"expected a DICOM file with a picture, found one without pixels{f' ({kind})' if kind else ''}; "
            "choose an image object"
        )
    floating = file.pixels.floating
    allocated = floating or _needed(dataset, "BitsAllocated", "Bits Allocated")
    stored = allocated if floating else _known(dataset, "BitsStored", allocated)
    samples = _known(dataset, "SamplesPerPixel", 1)
    layout = Layout(
        rows=_needed(dataset, "Rows", "Rows"),
        columns=_needed(dataset, "Columns", "Columns"),
        frames=integer(dataset, "NumberOfFrames") or 1,
        samples=samples,
        photometric=text(dataset, "PhotometricInterpretation").upper(),
        allocated=allocated,
        stored=stored,
        high_bit=stored - 1 if floating else _known(dataset, "HighBit", stored - 1),
        signed=not floating and _switch(dataset, "PixelRepresentation", "Pixel Representation"),
        planar=samples > 1 and _switch(dataset, "PlanarConfiguration", "Planar Configuration"),
        floating=bool(floating),
    )
    check_size(layout.columns, layout.rows, allocated if floating else 8)
    _check(layout)
    return layout


def _needed(dataset: Dataset, keyword: str, name: str) -> int:
    found = integer(dataset, keyword)
    if found is None:
        raise DecodeError(f"expected a DICOM picture, found one that does not say its {name}; export it again")
    return found


def _known(dataset: Dataset, keyword: str, default: int) -> int:
    """Return a number of the header, `default` where it is absent."""
    found = integer(dataset, keyword)
    return default if found is None else found


def _switch(dataset: Dataset, keyword: str, name: str) -> bool:
    """Return an attribute that is 0 or 1; False where it is absent."""
    found = _known(dataset, keyword, 0)
    if found not in (0, 1):
        raise DecodeError(f"expected a {name} of 0 or 1, found {found}; export the file again")
    return found == 1


def _check(layout: Layout) -> None:
    sizes = (32, 64) if layout.floating else (1, 8, 16, 32)
    if layout.allocated not in sizes or not 1 <= layout.stored <= layout.allocated:
        raise DecodeError(
            f"expected 1, 8, 16 or 32 bits per sample, found {layout.stored} stored in {layout.allocated}; convert it"
        )
    if not layout.stored - 1 <= layout.high_bit < layout.allocated:
        raise DecodeError(
            f"expected a high bit of {layout.stored - 1} to {layout.allocated - 1}, found {layout.high_bit}; "
            "export it again"
        )
    if not 1 <= layout.frames <= _MAX_FRAMES:
        raise DecodeError(f"expected at least one frame, found {layout.frames:,}; export it again")
    palette = () if layout.floating else ("PALETTE COLOR",)
    known = (*MONOCHROME, *palette) if layout.samples == 1 else COLOUR_KINDS
    if layout.samples not in (1, 3) or layout.photometric not in known:
        raise DecodeError(
            f"expected grey, RGB, YBR or palette pixels, found {layout.photometric or 'no kind'!r} with "
            f"{layout.samples} samples per pixel; convert it to RGB or grey"
        )
