"""Facts of a DICOM file for showing and measuring its picture, as data. Nothing here names a patient."""

from dataclasses import dataclass

import numpy as np

WINDOW_FUNCTIONS = ("LINEAR", "LINEAR_EXACT", "SIGMOID")
"""VOI LUT Function (0028,1056), PS3.3 C.11.2.1.2 and C.11.2.1.3."""

_OPPOSITE = str.maketrans("RLAPHF", "LRPAFH")


@dataclass(frozen=True, slots=True)
class Window:
    """A span of measured values that is shown from black to white; a hint, never applied to values.

    Window(40, 400)                         # soft tissue of a CT
    Window(-600, 1500, "LINEAR", "LUNG")
    """

    centre: float
    """Window Center (0028,1050), in the unit of the measured values."""
    width: float
    """Window Width (0028,1051), at least 1 for LINEAR and above 0 for the others."""
    function: str = "LINEAR"
    """One of `WINDOW_FUNCTIONS`."""
    explanation: str = ""
    """Window Center & Width Explanation (0028,1055), such as "BONE"; may be empty."""


@dataclass(frozen=True, slots=True, eq=False)
class VoiLut:
    """A table from measured values to display values (PS3.3 C.11.2.1.1); a hint, never applied to values."""

    first: float
    """Measured value of the first entry. Smaller values have the first entry, too, and those beyond the last have the
    last."""
    entries: np.ndarray
    """(N,) uint16 display values."""
    bits: int
    """Bits that its largest entry needs, whatever the file declares: black is 0 and white 2**bits - 1."""
    explanation: str = ""
    """LUT Explanation (0028,3003); may be empty."""


@dataclass(frozen=True, slots=True)
class Spacing:
    """Distance between the centres of neighbouring pixels, of the picture as it is in the file."""

    row_mm: float
    """Distance from one row to the next in millimetres."""
    column_mm: float
    """Distance from one column to the next in millimetres."""
    kind: str
    """Place at which lengths are true, for people: "Imager Pixel Spacing, at the detector"; detector millimetres are
    larger than those of the body."""
    at_detector: bool = False
    """True where lengths are those on the detector, not in the body."""

    def area_mm2(self, pixels: float) -> float:
        """Return the area of so many pixels in square millimetres."""
        return pixels * self.row_mm * self.column_mm


@dataclass(frozen=True, slots=True, eq=False)
class DicomInfo:
    """How to show and measure a picture out of a DICOM file; nothing that identifies a patient."""

    frame: int
    """Frame that was read, from 0."""
    frames: int
    """Number of Frames in the file, 1 or more."""
    windows: tuple[Window, ...]
    """Windows of this frame in the file's order, without those that cannot be used (width 0)."""
    voi_luts: tuple[VoiLut, ...]
    """VOI LUTs of this frame in the file's order."""
    inverse: bool
    """True if small values are bright: MONOCHROME1, or Presentation LUT Shape INVERSE."""
    presentation_lut_shape: str
    """Presentation LUT Shape (2050,0020): IDENTITY, INVERSE or empty."""
    bits_stored: int
    """Bits Stored (0028,0101), or more where compressed values need them; 32 or 64 of floating-point pixels."""
    signed: bool
    """True if Pixel Representation (0028,0103) is 1."""
    spacing: Spacing | None
    """Spacing of the picture in the file; None where the file gives none. `DecodedImage.spacing` is that of an enlarged
    one."""
    modality: str
    """Modality (0008,0060), such as "DX"; empty if the file does not say."""
    body_part: str
    """Body Part Examined (0018,0015), such as "CHEST"; empty if the file does not say."""
    photometric_interpretation: str
    """Photometric Interpretation (0028,0004), such as "MONOCHROME1"."""
    transfer_syntax: str
    """Name of the Transfer Syntax, such as "JPEG 2000 Image Compression"."""
    sop_class: str
    """Name of the SOP Class, such as "Computed Radiography Image Storage"; empty if the file does not say."""
    burned_in_annotation: bool | None
    """Burned In Annotation (0028,0301): True for YES, False for NO, None if the file does not say."""
    lossy: bool
    """True if Lossy Image Compression (0028,2110) is 01, or the transfer syntax is a lossy one."""
    slope: float = 0.0
    """Step between the measured values that the file can hold: its Rescale Slope, or 1 after a Modality LUT. 0 where
    there is none: colours, and floating-point pixels."""
    intercept: float = 0.0
    """Measured value of the stored number 0: its Rescale Intercept; 0 after a Modality LUT."""
    limits: tuple[float, float] | None = None
    """Lowest and highest measured value that Bits Stored and Pixel Representation can stand for, short of padding that
    is below or above every measured value; None after a Modality LUT, of colours and of floating-point pixels."""
    orientation: tuple[str, str] = ("", "")
    """Sides of the patient at the right edge and at the lower edge of the picture, in letters of PS3.3 C.7.6.1.1.1:
    ("L", "F") of a frontal chest; two empty texts where the file does not say."""
    child: bool = False
    """True if the header gives an age below 16 years; the age itself is not kept."""

    @property
    def edges(self) -> tuple[str, str, str, str]:
        """Sides of the patient at the left, right, upper and lower edge; four empty texts where none is said."""
        right, bottom = self.orientation
        return right.translate(_OPPOSITE), right, bottom.translate(_OPPOSITE), bottom
