"""Spacing: the millimetres of a pixel of a DICOM file, and the place where they are true (PS3.3 10.7.1, C.8.5.5)."""

from pydicom.datadict import dictionary_description
from pydicom.dataset import Dataset
from pydicom.valuerep import format_number_as_ds

from ..types import DecodedImage
from ..types.dicom import Spacing
from ..types.part import Part
from .file import text
from .header_numbers import SPACINGS, number, numbers, readable_numbers
from .rescale import groups
from .sequences import items


def enlarge_geometry(dataset: Dataset, image: DecodedImage, part: Part | None = None) -> None:
    """Divide every spacing by the scale, in place, and move the position of the first pixel (PS3.3 C.7.6.2.1.1).

    A frame's own spacing becomes Pixel Spacing where the dataset has none.

    Args:
        dataset: attributes of the source, changed in place.
        image: the result.
        part: part of the source that the result shows; None for the whole.
    """
    _move_first_pixel(dataset, image.scale, *((part.top, part.left) if part else (0, 0)))
    for keyword in SPACINGS:
        found = numbers(dataset, keyword)
        if len(found) == 2 and min(found) > 0:
            setattr(dataset, keyword, _decimals(*(mm / image.scale for mm in found)))
        elif keyword in dataset:
            delattr(dataset, keyword)
    if image.spacing is not None and not any(keyword in dataset for keyword in SPACINGS):
        dataset.PixelSpacing = _decimals(image.spacing.row_mm, image.spacing.column_mm)
    spaced = any(keyword in dataset for keyword in SPACINGS)
    if "PixelAspectRatio" in dataset and (spaced or len(numbers(dataset, "PixelAspectRatio")) != 2):
        del dataset.PixelAspectRatio


def _move_first_pixel(dataset: Dataset, scale: int, top: int, left: int) -> None:
    """Move the first pixel's centre to that of old pixel (`top`, `left`), then towards this one's corner.

    The second step is half an old pixel less half a new one.
    """
    position, directions = numbers(dataset, "ImagePositionPatient"), numbers(dataset, "ImageOrientationPatient")
    spacing = numbers(dataset, "PixelSpacing")
    if len(position) != 3 or len(directions) != 6 or len(spacing) != 2:
        return
    shift = 0.5 / scale - 0.5
    across, down = spacing[1] * (left + shift), spacing[0] * (top + shift)
    along_row, along_column = directions[:3], directions[3:]
    dataset.ImagePositionPatient = _decimals(
        *(p + across * r + down * c for p, r, c in zip(position, along_row, along_column, strict=True))
    )


def _decimals(*values: float) -> list[str]:
    """Write numbers as DICOM's decimal strings of at most 16 characters."""
    return [format_number_as_ds(value) for value in values]


PROJECTIONS = ("CR", "DX", "RF", "XA", "MG", "IO", "PX", "RG")
"""Modalities of projections, whose Pixel Spacing may be that of the detector (PS3.3 10.7.1.3)."""
_MOST = 1e4
_CENTIMETRES = 3.0


def read_spacing(dataset: Dataset, frame: int) -> Spacing | None:
    """Return the spacing of a frame; None where the file gives no possible one, as `spacing_note` says.

    An impossible attribute is not replaced by another one, which may be true at another place.

    Raises:
        DecodeError: for millimetres that cannot be read.
    """
    if _impossible(dataset, frame):
        return None
    for group in groups(dataset, frame, "PixelMeasuresSequence"):
        if group is not dataset and (pair := _pair(group, "PixelSpacing")):
            return Spacing(*pair, "Pixel Spacing, of the frame")
    detector, pixel = _pair(dataset, "ImagerPixelSpacing"), _pair(dataset, "PixelSpacing")
    if pixel and _is_projection(dataset) and _at_detector(dataset, pixel, detector):
        return Spacing(*pixel, "Pixel Spacing, at the detector", at_detector=True)
    if pixel:
        calibrated = text(dataset, "PixelSpacingCalibrationType").upper()
        how = {"GEOMETRY": "corrected for magnification", "FIDUCIAL": "calibrated by a known object"}.get(calibrated)
        return Spacing(*pixel, f"Pixel Spacing, {how or ('calibrated' if detector else 'in the body')}")
    if detector:
        return Spacing(*detector, "Imager Pixel Spacing, at the detector", at_detector=True)
    if scanned := _pair(dataset, "NominalScannedPixelSpacing"):
        return Spacing(*scanned, "Nominal Scanned Pixel Spacing, of the scanned film", at_detector=True)
    return _region_spacing(dataset)


def spacing_note(dataset: Dataset, frame: int) -> str:
    """Return a sentence for an impossible spacing; empty for any other file."""
    keyword = _impossible(dataset, frame)
    if not keyword:
        return "" if read_spacing(dataset, frame) else _aspect_note(dataset)
    return f"The file's {dictionary_description(keyword)} is not two lengths above 0: lengths cannot be measured."


def _aspect_note(dataset: Dataset) -> str:
    """Return a sentence for pixels of no known size that are not square (PS3.3 C.7.6.3.1.7)."""
    ratio = readable_numbers(dataset, "PixelAspectRatio")
    if len(ratio) != 2 or None in ratio or ratio[0] == ratio[1]:
        return ""
    return (
        f"The file's pixels are not square (height to width {ratio[0]:g} to {ratio[1]:g}) and have no size in "
        "millimetres: they are shown as squares, so shapes look stretched, and lengths cannot be measured."
    )


def _impossible(dataset: Dataset, frame: int) -> str:
    """Return the keyword of the first impossible spacing."""
    for group in groups(dataset, frame, "PixelMeasuresSequence"):
        for keyword in ("PixelSpacing", "ImagerPixelSpacing", "NominalScannedPixelSpacing"):
            if numbers(group, keyword):
                return "" if _pair(group, keyword) else keyword
    return ""


def _pair(dataset: Dataset, keyword: str) -> tuple[float, float] | None:
    found = numbers(dataset, keyword)
    return (found[0], found[1]) if len(found) == 2 and min(found) > 0 and max(found) < _MOST else None


def _is_projection(dataset: Dataset) -> bool:
    return text(dataset, "Modality").upper() in PROJECTIONS


def _at_detector(dataset: Dataset, pixel: tuple[float, float], detector: tuple[float, float] | None) -> bool:
    """Tell a Pixel Spacing of a projection that is no calibration: it stands alone, or equals that of the detector."""
    return not text(dataset, "PixelSpacingCalibrationType") and detector in (None, pixel)


def _region_spacing(dataset: Dataset) -> Spacing | None:
    """Return the spacing of an ultrasound with one calibrated region in centimetres (PS3.3 C.8.5.5)."""
    regions = items(dataset, "SequenceOfUltrasoundRegions")
    if len(regions) != 1 or any(
        number(regions[0], f"PhysicalUnits{axis}Direction") != _CENTIMETRES for axis in ("X", "Y")
    ):
        return None
    column, row = (number(regions[0], f"PhysicalDelta{axis}") for axis in ("X", "Y"))
    if not column or not row:
        return None
    return Spacing(abs(row) * 10, abs(column) * 10, "Ultrasound region, calibrated")
