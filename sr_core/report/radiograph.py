"""Report on an enlarged radiograph: windowed pictures with a scale bar, lengths and values of regions, error bars."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ..dicom.display import apply_voi_lut, apply_window
from ..image.measures import line_length
from ..image.regions import Region, read_region
from ..trust.certainty import edge_shifts
from ..types import DecodedImage, Part
from ..types.dicom import Spacing, VoiLut, Window
from .about import about
from .evidence import agreement_table, bars_section, coverage_table, limits_section, score_table, warnings_of
from .origin import origin, record_of
from .report import Cell, Report, ReportColumn, ReportTable
from .run import ReportedRun
from .sides import Shown, details, whole_pictures
from .wording import number


@dataclass(frozen=True, slots=True, eq=False)
class RadiographDisplay:
    """How values are shown."""

    curve: Window | VoiLut
    """Window or table of the file."""
    invert: bool = False
    """True to show small values bright."""
    name: str = ""
    """Name of the curve for people."""

    def paint(self, image: DecodedImage) -> DecodedImage:
        """Show values as 8-bit grey."""
        values = image.as_measured()
        if isinstance(self.curve, VoiLut):
            return apply_voi_lut(values, self.curve, invert=self.invert)
        return apply_window(values, self.curve, invert=self.invert)

    @property
    def text(self) -> str:
        """What a reader must know of it: "Shown through the window Chest (centre 2048, width 4096)."."""
        small = " Small values are bright." if self.invert else ""
        if isinstance(self.curve, VoiLut):
            return f"Shown through {self.name or 'a VOI LUT of the file'}.{small}"
        ends = f"centre {number(self.curve.centre, '.6g')}, width {number(self.curve.width, '.6g')}"
        return f"Shown through the window {self.name} ({ends}).{small}".replace("window  (", "window (")


@dataclass(frozen=True, slots=True, eq=False)
class RadiographRegions:
    """Regions of a radiograph, and how to measure them."""

    regions: Sequence[Region] = ()
    """Lines, boxes and ellipses, placed by shares of the sides of `part`."""
    part: Part | None = None
    """Part of the input on which they lie; None for the whole."""
    spacing: Spacing | None = None
    """Size of the input's pixels; None where it is not known."""


def radiograph_report(
    run: ReportedRun,
    display: RadiographDisplay,
    measured: RadiographRegions | None = None,
    *,
    identity: tuple[str, ...] = (),
) -> Report:
    """Report on an enlarged radiograph.

    Args:
        run: the run.
        display: how the values are shown.
        measured: regions and the size of the pixels; None for neither.
        identity: patient and study; only if the user asked for them.
    """
    made, found = run.made, measured or RadiographRegions()
    lr, spacing = made.lr, found.spacing
    part = found.part or Part(0, 0, lr.height, lr.width)
    shown = Shown(
        paint=display.paint,
        said=f"{display.text} {_spacing_text(spacing)}",
        regions=tuple(_in_whole(region, part, lr) for region in found.regions),
        width_mm=None if spacing is None else spacing.column_mm * lr.width,
        aspect=1.0 if spacing is None else spacing.row_mm / spacing.column_mm,
    )
    unit = value_unit(lr)
    return Report(
        title="Enlarged radiograph",
        about=about(run, "Radiograph"),
        made_on=run.made_on,
        identity=identity,
        warnings=warnings_of(run),
        pictures=whole_pictures(run, shown),
        details=details(run, shown, unit),
        tables=(
            *_lengths(run, found, part),
            *_values(run, found, part, unit),
            *score_table(run, unit),
            *agreement_table(run, unit if lr.unit else "levels", ".4g"),
            *coverage_table(run),
        ),
        sections=(*bars_section(run, unit, ".3g"), *limits_section(run)),
        provenance=origin(made),
        record=record_of(made),
    )


def value_unit(image: DecodedImage) -> str:
    """Name the unit of values for people: "HU", "stored values", "grey levels"."""
    if not image.unit:
        return "grey levels"
    return image.unit if image.unit in ("HU", "OD") else "stored values"


def _spacing_text(spacing: Spacing | None) -> str:
    if spacing is None:
        return "No pixel spacing is known, so there is no scale bar and lengths are in pixels."
    beyond = " True sizes in the body are smaller (magnification)." if spacing.at_detector else ""
    return f"The scale bar is from {spacing.kind}.{beyond}"


def _in_whole(region: Region, part: Part, lr: DecodedImage) -> Region:
    """Place a region of a part in the whole picture."""
    x0, x1 = (min(1.0, (part.left + share * part.width) / lr.width) for share in (region.x0, region.x1))
    y0, y1 = (min(1.0, (part.top + share * part.height) / lr.height) for share in (region.y0, region.y1))
    return replace(region, x0=x0, x1=x1, y0=y0, y1=y1)


def _lengths(run: ReportedRun, found: RadiographRegions, part: Part) -> tuple[ReportTable, ...]:
    lines = [region for region in found.regions if region.kind == "line"]
    if not lines:
        return ()
    unit = "mm" if found.spacing else "input pixels"
    rows: list[tuple[Cell, ...]] = []
    for line in lines:
        length = line_length(line, part.height, part.width, found.spacing)
        rows.append((line.label, length, *_shifts(run, line, part)))
    columns = (
        ReportColumn("Line"),
        ReportColumn("Length", unit, ".1f"),
        *(ReportColumn(f"Edge at its {end}, ±", "result pixels", ".2f") for end in ("start", "end")),
    )
    note = "Lengths are the same on input and result. " + (
        "An edge may lie elsewhere by the error bar at the steepest place near the line's end, divided by the slope "
        "there."
        if run.bars is not None
        else "Without error bars, nothing is known of how certain the edges are."
    )
    return (ReportTable("Lengths", columns, tuple(rows), note),)


def _shifts(run: ReportedRun, line: Region, part: Part) -> tuple[float | None, float | None]:
    if run.bars is None or (line.x0, line.y0) == (line.x1, line.y1):
        return None, None
    rows, columns = slice(part.top, part.top + part.height), slice(part.left, part.left + part.width)
    bars = replace(run.bars, half_width=run.bars.half_width[rows, columns])
    return edge_shifts(part.of(run.made.result.image, bars.scale), bars, line)


def _values(run: ReportedRun, found: RadiographRegions, part: Part, unit: str) -> tuple[ReportTable, ...]:
    areas = [region for region in found.regions if region.kind in ("box", "ellipse")]
    if not areas:
        return ()
    sides = [side for side in ("input", "sr", "reference") if side in run.names]
    if run.made.reference is None:
        sides = [side for side in sides if side != "reference"]
    rows: list[tuple[Cell, ...]] = []
    for area in areas:
        for side in sides:
            image = run.made.image(side)
            scale = image.height // run.made.lr.height
            reading = read_region(part.of(image, scale), area, scale=scale)
            size = None if found.spacing is None else found.spacing.area_mm2(reading.pixels) / scale**2
            values = (reading.mean, reading.std, reading.min, reading.max)
            rows.append((area.label, run.names[side], *values, size, reading.pixels))
    columns = (
        ReportColumn("Region"),
        ReportColumn("Picture"),
        *(ReportColumn(name, "", ".5g") for name in ("Mean", "SD", "Min", "Max")),
        ReportColumn("Area", "mm²", ".4g"),
        ReportColumn("Pixels"),
    )
    note = (
        f"Mean, SD, Min and Max are in {unit}. A region covers the input pixels whose centre lies in it, and the same "
        "area of every other picture. SD is the standard deviation over the pixels."
    )
    return (ReportTable("Regions", columns, tuple(rows), note),)
