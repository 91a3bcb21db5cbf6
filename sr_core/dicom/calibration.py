"""Calibration: the size of pixels from an object whose size is known, as its user measures it."""

from dataclasses import dataclass, replace

from ..errors import EngineError
from ..image.measures import line_length
from ..image.regions import Region
from ..types import DecodedImage
from ..types.dicom import Spacing

CALIBRATED = "calibrated by you"
"""Place at which such lengths are true, for people."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """Size of the pixels of a picture, by a line of known length; it is never written into a file."""

    spacing: Spacing
    """Distances between pixels of the picture on which the line was drawn."""
    height: int
    """Height of that picture in pixels."""

    def of(self, image: DecodedImage) -> Spacing:
        """Return the spacing of the same picture at another size, which is a whole factor away but for cropped rows."""
        larger, smaller = max(1, round(image.height / self.height)), max(1, round(self.height / image.height))
        row, column = self.spacing.row_mm, self.spacing.column_mm
        return replace(self.spacing, row_mm=row * smaller / larger, column_mm=column * smaller / larger)


def calibrate(line: Region, millimetres: float, image: DecodedImage, *, height: int, width: int) -> Calibration:
    """Make a line as long as the user says.

    Args:
        line: line in shares of the sides of the part that is shown.
        millimetres: its true length.
        image: whole picture; where its file gives a spacing, pixels keep the proportions of it, else they are squares.
        height: height in pixels of the part that is shown.
        width: width in pixels of the part that is shown.

    Raises:
        EngineError: for a line without a length, or a length that is not above 0.
    """
    given = image.spacing or Spacing(1.0, 1.0, "")
    measured = line_length(line, height, width, given)
    if not measured or not 0 < millimetres < float("inf"):
        raise EngineError(f"a calibration needs a line and its length above 0 mm, got {millimetres!r} mm")
    factor = millimetres / measured
    return Calibration(Spacing(given.row_mm * factor, given.column_mm * factor, CALIBRATED), image.height)
