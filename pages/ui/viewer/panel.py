"""Input of a viewer: panels, windows of values, the spacing of pixels."""

import math
from dataclasses import dataclass

import numpy as np

Values = np.ndarray
"""(H, W) float, measured values."""


@dataclass(frozen=True, slots=True)
class Window:
    """A span of values that is shown from black to white: LINEAR of DICOM PS3.3 C.11.2.1.2.1.

    Window("Bone", 500, 2000)
    Window("File's window", 2048, 4096, invert=True)    # MONOCHROME1
    Window("Full range", (low + high + 1) / 2, high - low + 1)    # as LINEAR_EXACT from low to high
    """

    name: str
    """Name in the list of presets."""
    centre: float
    """Level, in the unit of the values."""
    width: float
    """At least 1, in the unit of the values."""
    invert: bool = False
    """True to show small values bright."""

    def __post_init__(self) -> None:
        if not (math.isfinite(self.centre) and 1 <= self.width < math.inf):
            raise ValueError(f"a window needs a finite centre and a width of at least 1, got {self!r}")


@dataclass(frozen=True, slots=True)
class Spacing:
    """Millimetres between the centres of two neighbouring pixels of the panels' pictures.

    Spacing(0.143 / 4, 0.143 / 4, "at the detector (Imager Pixel Spacing)")    # a result at x4
    """

    row_mm: float
    """Distance from one row to the next, downwards."""
    col_mm: float
    """Distance from one column to the next, to the right."""
    kind: str
    """Text after a length that says where it is true: "12.3 mm, at the detector (Imager Pixel Spacing)"."""

    def __post_init__(self) -> None:
        if not all(0 < side < math.inf for side in (self.row_mm, self.col_mm)):
            raise ValueError(f"a spacing needs two numbers of mm above 0, got {self!r}")


@dataclass(frozen=True, slots=True)
class Tiles:
    """A picture of which the browser has all tiles already: those that came beside a file."""

    token: str
    """Token of the file's stream."""
    picture: int
    """Number of the picture there; see `Stream.put_beside`."""
    height: int
    """Rows of the picture."""
    width: int
    """Columns of the picture."""


@dataclass(frozen=True, slots=True)
class Panel:
    """One picture of a viewer.

    Panel("Bicubic", png, "28.42 dB")
    Panel("EDSR", b"", tiles=Tiles(token, 0, 10_000, 15_000))                     # painted from tiles in the browser
    Panel("EDSR", b"", values=hu)                                              # painted from its values, under a window
    Panel("EDSR x4", png, "31.76 dB", id="edsr-x4", figure="31.76 dB / 0.8882", network=True)    # in a grid
    """

    label: str
    """Name of the picture, shown as plain text: "Bicubic", "EDSR x4"."""
    png: bytes
    """A PNG file. All panels of a viewer have the same pixel size; 16-bit files are shown as 8-bit display values.
    A viewer with windows paints the values and does not look at it: b""."""
    caption: str = ""
    """Small text beside the name: "28.42 dB"."""
    values: Values | None = None
    """(H, W) float, the measured values in the viewer's unit, NaN where nothing was measured; read under the pointer
    instead of colours. May be smaller than the picture by a whole factor: then each value covers several pixels.
    A viewer with windows needs one for each pixel."""
    half_widths: Values | None = None
    """(h, w) float above 0, how far the picture may be off, in the viewer's unit or, without `values`, in 8-bit levels.
    NaN where nothing was measured. Covers the picture by one whole factor, as `values` do. Written under the pointer,
    and hatched where it is above the viewer's tolerance."""
    id: str = ""
    """Short and fixed name in a grid, by which choices are kept."""
    figure: str = ""
    """Line under the patch of a figure: "31.76 dB / 0.8882". Only in a grid."""
    network: bool = False
    """True for the result of a network; the first one is shown on the right of a grid's divider."""
    tiles: Tiles | None = None
    """Tiles that are painted instead of a PNG: b""."""
    shown: bool = True
    """False for a picture that is shown only when the user puts it into the grid."""
