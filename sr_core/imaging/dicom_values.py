"""Values: stored numbers of a grey DICOM to what they measure, by the Modality LUT or Rescale (PS3.3 C.11.1)."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from pydicom.dataset import Dataset
from pydicom.multival import MultiValue

from ..errors import DecodeError
from .dicom_file import DicomFile, items, text_of
from .dicom_layout import Layout
from .dicom_lut import Lut, read_lut


@dataclass(frozen=True, slots=True, eq=False)
class Rescale:
    """How stored values become measured ones."""

    slope: float = 1.0
    """Rescale Slope (0028,1053), not 0."""
    intercept: float = 0.0
    """Rescale Intercept (0028,1052)."""
    lut: Lut | None = None
    """Modality LUT (0028,3000), instead of slope and intercept."""
    unit: str = "US"
    """"HU", "OD" or "US"; the last where the file does not say, or says what has no name here."""

    @property
    def is_identity(self) -> bool:
        """True if stored numbers are the measured values."""
        return self.lut is None and (self.slope, self.intercept) == (1.0, 0.0)

    def apply(self, stored: np.ndarray) -> np.ndarray:
        """Return float32, neither windowed nor clipped."""
        if self.lut is not None:
            return self.lut.apply(stored).astype(np.float32)
        if self.is_identity:
            return stored.astype(np.float32)
        return (stored * self.slope + self.intercept).astype(np.float32)


def groups(dataset: Dataset, frame: int, keyword: str) -> Iterator[Dataset]:
    """Yield where an attribute of a frame may be: its functional group, the shared one, the dataset itself.

    Source: PS3.3 C.7.6.16 (Multi-frame Functional Groups).
    """
    own = items(dataset, "PerFrameFunctionalGroupsSequence")
    for holder in (*own[frame : frame + 1], *items(dataset, "SharedFunctionalGroupsSequence")[:1]):
        yield from items(holder, keyword)[:1]
    yield dataset


def numbers(value: object) -> tuple[float, ...]:
    """Return the finite numbers of a value; none if it is absent or one of them is no number."""
    several = value if isinstance(value, (MultiValue, list, tuple)) else [value]
    try:
        found = tuple(float(str(n)) for n in several)
    except ValueError:
        return ()
    return found if all(math.isfinite(n) for n in found) else ()


def read_rescale(file: DicomFile, frame: int, *, signed: bool) -> Rescale:
    """Find how a frame is rescaled.

    Raises:
        DecodeError: for a slope of 0, or one without an intercept.
    """
    luts = items(file.dataset, "ModalityLUTSequence")
    if luts:
        item = luts[0]
        lut = read_lut(item.get("LUTDescriptor"), item.get("LUTData"), signed=signed, big_endian=file.big_endian)
        return Rescale(lut=lut, unit=_unit(text_of(item.get("ModalityLUTType")), "", rescaled=True))
    modality = text_of(file.dataset.get("Modality")).upper()
    for group in groups(file.dataset, frame, "PixelValueTransformationSequence"):
        slope, intercept = numbers(group.get("RescaleSlope")), numbers(group.get("RescaleIntercept"))
        if slope or intercept:
            _check(slope, intercept)
            unit = _unit(text_of(group.get("RescaleType")), modality, rescaled=True)
            return Rescale(slope[0] if slope else 1.0, intercept[0] if intercept else 0.0, unit=unit)
    return Rescale()


def _check(slope: tuple[float, ...], intercept: tuple[float, ...]) -> None:
    if slope and slope[0] == 0:
        raise DecodeError("expected a Rescale Slope other than 0, found 0: all values would be equal; export it again")
    if max(map(abs, slope + intercept)) > 1e30:
        raise DecodeError("expected a Rescale Slope and Intercept of ordinary size, found larger ones; export it again")


def _unit(named: str, modality: str, *, rescaled: bool) -> str:
    """Return the unit; a CT without a Rescale Type is in HU (PS3.3 C.8.2.1)."""
    if named in ("HU", "OD"):
        return named
    return "HU" if not named and modality == "CT" and rescaled else "US"


def padding_values(file: DicomFile, layout: Layout) -> tuple[int, ...]:
    """Return Pixel Padding Value and, if there is one, Range Limit; empty without padding (PS3.3 C.7.5.1.1.2)."""
    value, limit = (_padding_value(file, layout, end) for end in ("Value", "RangeLimit"))
    return () if value is None else (value,) if limit is None else (value, limit)


def is_padding(stored: np.ndarray, padding: tuple[int, ...]) -> np.ndarray:
    """Return True where stored values stand for "nothing measured"."""
    if not padding:
        return np.zeros(stored.shape, bool)
    return (stored >= min(padding)) & (stored <= max(padding))


def _padding_value(file: DicomFile, layout: Layout, end: str) -> int | None:
    found = numbers(file.dataset.get(f"PixelPadding{end}"))
    if not found:
        return None
    # Written as US in files whose pixels are signed, and the other way round: the same bits are meant.
    bits = int(found[0]) & ((1 << layout.allocated) - 1)
    return bits - (1 << layout.allocated) if layout.signed and bits >> (layout.allocated - 1) else bits
