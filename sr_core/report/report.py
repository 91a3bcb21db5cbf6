"""Report on one enlargement, as data: what is printed, and what the JSON holds, are the same values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ..image.regions import Region

PAGE_NOTICE = "Not for diagnostic use"
"""What stands on every page."""
Cell = str | int | float | None
"""Value of a table: a number without its unit, a text, or None where nothing was measured."""


@dataclass(frozen=True, slots=True)
class ReportColumn:
    """Column of a table."""

    name: str
    """Heading."""
    unit: str = ""
    """Unit of its numbers: "°C"."""
    form: str = ""
    """Format of its numbers as of Python's `format`: ".2f", "+.3f"; empty for texts and whole numbers."""

    @property
    def heading(self) -> str:
        """Heading with the unit: "Mean, °C"."""
        return f"{self.name}, {self.unit}" if self.unit else self.name


@dataclass(frozen=True, slots=True)
class ReportTable:
    """Table of figures with what explains them."""

    title: str
    """Heading above the table."""
    columns: tuple[ReportColumn, ...]
    """Columns; the first one names the row."""
    rows: tuple[tuple[Cell, ...], ...]
    """Values, each row with one for each column."""
    note: str = ""
    """Sentences below the table: the protocol."""

    def __post_init__(self) -> None:
        if any(len(row) != len(self.columns) for row in self.rows):
            raise ValueError(f"each row of {self.title!r} must have {len(self.columns)} values")


@dataclass(frozen=True, slots=True)
class ReportSection:
    """Sentences under a heading."""

    title: str
    """Heading."""
    sentences: tuple[str, ...]
    """Paragraphs."""


@dataclass(frozen=True, slots=True)
class ColourKey:
    """Colours of measured values, for the bar below a picture."""

    palette: str
    """A key of `PALETTES`."""
    low: float
    """Value of the first colour, in `unit`."""
    high: float
    """Value of the last colour."""
    unit: str
    """Unit of the labels: "°C"."""


@dataclass(frozen=True, slots=True, eq=False)
class ReportPicture:
    """Picture of a report, and what is drawn over it."""

    title: str
    """Name: "Input"."""
    pixels: np.ndarray
    """(H, W, 1) or (H, W, 3) uint8 as it is printed: reduced to `LONGEST` pixels, or its pixels repeated."""
    size: str
    """Size of the picture itself: "640 x 480"."""
    caption: str = ""
    """Sentences below it."""
    regions: tuple[Region, ...] = ()
    """Regions that are drawn over it."""
    width_mm: float | None = None
    """Width of what it shows in millimetres, for the scale bar; None where no spacing is known."""
    aspect: float = 1.0
    """Height of a pixel over its width."""
    key: ColourKey | None = None
    """Key of its colours; None for grey and natural colours."""


@dataclass(frozen=True, slots=True, eq=False)
class Report:
    """Report on one enlargement. It names no file, and a patient only if `identity` does."""

    title: str
    """Title: "Enlarged thermogram"."""
    about: str
    """What was done, in one line."""
    made_on: str = ""
    """Date that the caller wants to see, such as "2026-11-30"; empty for none."""
    identity: tuple[str, ...] = ()
    """Patient and study, one short text for each fact; empty unless the user asked for them."""
    warnings: tuple[str, ...] = ()
    """Warnings, one or two sentences each, that stand before everything else."""
    pictures: tuple[ReportPicture, ...] = ()
    """Pictures of the whole, two in a row."""
    details: tuple[ReportPicture, ...] = ()
    """Smaller pictures, three in a row."""
    tables: tuple[ReportTable, ...] = ()
    """Tables in their order."""
    sections: tuple[ReportSection, ...] = ()
    """Sentences after the tables."""
    provenance: tuple[tuple[str, str], ...] = ()
    """What made the result, as it is printed: name and text."""
    record: Mapping[str, Any] = field(default_factory=dict)
    """The same as values that JSON can hold."""
