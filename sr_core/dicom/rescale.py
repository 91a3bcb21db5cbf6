"""Values: stored numbers of a grey DICOM file become measured values by Modality LUT or Rescale (PS3.3 C.11.1)."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

import numpy as np
from pydicom.dataset import Dataset

from ..errors import DecodeError
from .file import DicomFile, text
from .header_numbers import integer, number
from .layout import MONOCHROME, Layout
from .lut import Lut, holds_table, read_lut
from .sequences import items

_LARGEST = 1e30
"""Size of a slope or an intercept above which single precision cannot hold the values."""
_EMPTY_LUT = "The file's Modality LUT Sequence holds an empty item, which stands for no table."


@dataclass(frozen=True, slots=True, eq=False)
class Rescale:
    """Rescaling from stored values to measured ones."""

    slope: float = 1.0
    """Rescale Slope (0028,1053), not 0."""
    intercept: float = 0.0
    """Rescale Intercept (0028,1052)."""
    lut: Lut | None = None
    """Modality LUT (0028,3000), instead of slope and intercept."""
    unit: str = "US"
    """Unit "HU", "OD" or "US"; the last where the file names none, or one that is not known here."""
    notes: tuple[str, ...] = ()
    """Notes for the user, one sentence each."""

    @property
    def is_identity(self) -> bool:
        """True if stored values are measured ones."""
        return self.lut is None and (self.slope, self.intercept) == (1.0, 0.0)

    def apply(self, stored: np.ndarray) -> np.ndarray:
        """Return float32, neither windowed nor clipped; infinite beyond single precision."""
        if self.lut is not None:
            return self.lut.apply(stored).astype(np.float32)
        with np.errstate(over="ignore", invalid="ignore"):
            values = stored if self.is_identity else stored * self.slope + self.intercept
            return values.astype(np.float32)


def groups(dataset: Dataset, frame: int, keyword: str) -> Iterator[Dataset]:
    """Yield the datasets in which an attribute of a frame may be: its functional group, the shared one, the whole.

    Raises:
        DecodeError: for a frame that has no functional groups, while others have.

    Source: PS3.3 C.7.6.16 (Multi-frame Functional Groups).
    """
    own = items(dataset, "PerFrameFunctionalGroupsSequence", per_frame=True)
    if own and frame >= len(own):
        raise DecodeError(
            f"expected functional groups for frame {frame + 1}, found those of the first {len(own):,} only; "
            "export the file again"
        )
    for holder in (*own[frame : frame + 1], *items(dataset, "SharedFunctionalGroupsSequence")[:1]):
        yield from items(holder, keyword)[:1]
    yield dataset


def read_rescale(file: DicomFile, frame: int, *, signed: bool) -> Rescale:
    """Return the rescaling of a grey frame; colours have none.

    Raises:
        DecodeError: for a slope of 0, a number that cannot be read, or a table that is damaged.
    """
    if text(file.dataset, "PhotometricInterpretation").upper() not in MONOCHROME:
        return Rescale()
    luts = items(file.dataset, "ModalityLUTSequence")
    empty = (_EMPTY_LUT,) if luts else ()
    for item in filter(holds_table, luts):
        lut = read_lut(item, signed=signed or None, big_endian=file.big_endian)
        return Rescale(lut=lut, unit=_unit(text(item, "ModalityLUTType"), "", rescaled=True))
    modality = text(file.dataset, "Modality").upper()
    for group in groups(file.dataset, frame, "PixelValueTransformationSequence"):
        slope, intercept = number(group, "RescaleSlope"), number(group, "RescaleIntercept")
        if slope is None and intercept is None:
            continue
        _check(*(n for n in (slope, intercept) if n is not None), slope=slope)
        if slope is None or intercept is None:
            missing, taken = ("Slope", 1) if slope is None else ("Intercept", 0)
            note = (
                f"The file gives no Rescale {missing}, so {taken} is used, and the unit of the values is not certain."
            )
            return Rescale(1.0 if slope is None else slope, intercept or 0.0, notes=(*empty, note))
        unit = _unit(text(group, "RescaleType"), modality, rescaled=True)
        return Rescale(slope, intercept, unit=unit, notes=empty)
    return Rescale(notes=empty)


def _check(*found: float, slope: float | None) -> None:
    if slope == 0:
        raise DecodeError("expected a Rescale Slope other than 0, found 0: all values would be equal; export it again")
    if max(map(abs, found)) > _LARGEST or (slope is not None and abs(slope) < 1 / _LARGEST):
        raise DecodeError(
            "expected a Rescale Slope and Intercept of ordinary size, found others; export the file with a correct "
            "header"
        )


def _unit(named: str, modality: str, *, rescaled: bool) -> str:
    """Return the unit; a CT without a Rescale Type is in HU (PS3.3 C.8.2.1)."""
    if named in ("HU", "OD"):
        return named
    return "HU" if not named and modality == "CT" and rescaled else "US"


def real_world_unit(dataset: Dataset, frame: int) -> str:
    """Return the code of the unit that a Real World Value Mapping gives without changing values, such as "mm2/s".

    The result is empty where the file has none, or one that changes values, which is not applied. Source: PS3.3
    C.7.6.16.2.11.
    """
    for group in groups(dataset, frame, "RealWorldValueMappingSequence"):
        mapping = (items(group, "RealWorldValueMappingSequence") or [None])[0] if group is dataset else group
        if mapping is None:
            continue
        same = (number(mapping, "RealWorldValueSlope"), number(mapping, "RealWorldValueIntercept")) == (1.0, 0.0)
        units = items(mapping, "MeasurementUnitsCodeSequence")
        return text(units[0], "CodeValue") if same and units else ""
    return ""


def unapplied_notes(dataset: Dataset, frame: int, rescale: Rescale) -> tuple[str, ...]:
    """Return notes on other rescalings that the file names and that are not applied here.

    These are Dose Grid Scaling (PS3.3 C.8.8.3), and a Real World Value Mapping (C.7.6.16.2.11) that changes values.
    """
    notes: tuple[str, ...] = ()
    if "DoseGridScaling" in dataset:
        notes = ("The file gives Dose Grid Scaling, which is not applied: values are stored numbers, not a dose.",)
    for group in groups(dataset, frame, "RealWorldValueMappingSequence"):
        mapping = (items(group, "RealWorldValueMappingSequence") or [None])[0] if group is dataset else group
        if mapping is not None:
            with suppress(DecodeError):  # an unreadable number that is not used counts as another way, too
                ends = (number(mapping, "RealWorldValueSlope"), number(mapping, "RealWorldValueIntercept"))
                if rescale.lut is None and ends == (rescale.slope, rescale.intercept):
                    return notes
            return (*notes, "The file gives a Real World Value Mapping, which is not applied to its values.")
    return notes


def padding_values(file: DicomFile, layout: Layout) -> tuple[int, ...]:
    """Return Pixel Padding Value and, if there is one, Range Limit; empty without padding (PS3.3 C.7.5.1.1.2).

    Raises:
        DecodeError: for a value that cannot be read.
    """
    value, limit = (_padding_value(file, layout, end) for end in ("Value", "RangeLimit"))
    return () if value is None else (value,) if limit is None else (value, limit)


def float_padding_values(file: DicomFile, layout: Layout) -> tuple[float, ...]:
    """Return padding and range limit of Float and Double Float Pixel Data, which have attributes of their own.

    Raises:
        DecodeError: for a value that cannot be read.
    """
    kind = "DoubleFloat" if layout.allocated == 64 else "Float"
    value, limit = (number(file.dataset, f"{kind}PixelPadding{end}") for end in ("Value", "RangeLimit"))
    return () if value is None else (value,) if limit is None else (value, limit)


def is_padding(stored: np.ndarray, padding: tuple[float, ...]) -> np.ndarray:
    """Return True where stored values stand for "nothing measured"."""
    if not padding:
        return np.zeros(stored.shape, bool)
    return (stored >= min(padding)) & (stored <= max(padding))


def _padding_value(file: DicomFile, layout: Layout, end: str) -> int | None:
    found = integer(file.dataset, f"PixelPadding{end}")
    if found is None:
        return None
    # Some files write it as US although pixels are signed, or the other way round: the same bits are meant.
    bits = found & ((1 << layout.allocated) - 1)
    return bits - (1 << layout.allocated) if layout.signed and bits >> (layout.allocated - 1) else bits
