"""Geometry: a header's millimetres after an enlargement, so that a length measures the same before and after."""

from pydicom.dataset import Dataset
from pydicom.valuerep import format_number_as_ds

from ..types import DecodedImage
from .numbers import SPACINGS, numbers


def enlarge_geometry(dataset: Dataset, image: DecodedImage) -> None:
    """Divide every spacing by the scale, in place, and move the position of the first pixel (PS3.3 C.7.6.2.1.1).

    A frame's own spacing becomes Pixel Spacing where the dataset has none.
    """
    _move_first_pixel(dataset, image.scale)
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


def _move_first_pixel(dataset: Dataset, scale: int) -> None:
    """The first pixel's centre moves by half an old pixel less half a new one, towards the corner."""
    position, directions = numbers(dataset, "ImagePositionPatient"), numbers(dataset, "ImageOrientationPatient")
    spacing = numbers(dataset, "PixelSpacing")
    if len(position) != 3 or len(directions) != 6 or len(spacing) != 2:
        return
    shift = 0.5 / scale - 0.5
    along_row, along_column = directions[:3], directions[3:]
    dataset.ImagePositionPatient = _decimals(
        *(
            p + shift * (spacing[1] * r + spacing[0] * c)
            for p, r, c in zip(position, along_row, along_column, strict=True)
        )
    )


def _decimals(*values: float) -> list[str]:
    """Spell numbers as DICOM's decimal strings of at most 16 characters."""
    return [format_number_as_ds(value) for value in values]
