"""Report on an enlarged thermogram: regions with their temperatures, left minus right, errors in degrees."""

from collections.abc import Sequence
from dataclasses import dataclass

from ..image.palettes import DEGREES, render, to_degrees
from ..image.regions import Reading, Region, delta, read_region
from ..metrics.temperature_error import EDGE_C, SKIN_C
from ..trust.certainty import bounds
from ..types import DecodedImage
from .about import about
from .evidence import agreement_table, bars_section, coverage_table, limits_section, made_of, warnings_of
from .origin import origin, record_of
from .report import Cell, ColourKey, Report, ReportColumn, ReportTable
from .run import ReportedRun
from .sides import Shown, details, whole_pictures

Pairs = Sequence[tuple[Region, Region]]
_ERRORS = {
    "Mean": "mae_c",
    "RMSE": "rmse_c",
    "99.9 %": "p999_c",
    "Largest": "max_c",
    "Skin": "skin_mae_c",
    "Edges": "edge_mae_c",
    "Bias": "bias_c",
}
"""Heading -> attribute of `TemperatureError`."""


@dataclass(frozen=True, slots=True)
class ThermalDisplay:
    """How temperatures are shown."""

    palette: str
    """A key of `PALETTES`."""
    low: float
    """Temperature of the first colour, degC."""
    high: float
    """Temperature of the last colour, degC."""
    unit: str = "degC"
    """Unit of all temperatures of the report: "degC" or "degF"."""
    isotherm: tuple[float, float] | None = None
    """Lowest and highest temperature that are marked, degC."""

    @property
    def sign(self) -> str:
        """Sign of the unit: °C or °F."""
        return DEGREES[self.unit]

    def degrees(self, celsius: float) -> float:
        """Return a temperature in the unit."""
        return to_degrees(celsius, self.unit)

    def step(self, celsius: float) -> float:
        """Return a difference of temperatures in the unit."""
        return celsius * 1.8 if self.unit == "degF" else celsius


def thermogram_report(
    run: ReportedRun, display: ThermalDisplay, *, regions: Sequence[Region] = (), pairs: Pairs = ()
) -> Report:
    """Report on an enlarged thermogram.

    Args:
        run: the run, of temperatures.
        display: palette, span and unit.
        regions: regions that are read.
        pairs: left and right regions whose readings are subtracted.
    """
    made, sign = run.made, display.sign
    low, high = display.degrees(display.low), display.degrees(display.high)
    shown = Shown(
        paint=lambda image: render(image, display.palette, display.low, display.high, display.isotherm),
        key=ColourKey(display.palette, low, high, sign),
        regions=tuple(regions),
    )
    return Report(
        title="Enlarged thermogram",
        about=about(run, "Thermogram"),
        made_on=run.made_on,
        warnings=warnings_of(run),
        pictures=whole_pictures(run, shown),
        details=details(run, shown, "°C"),
        tables=(
            *_regions(run, display, regions),
            *_pairs(run, display, pairs),
            *_certainty(run, display, regions),
            *_errors(run),
            *agreement_table(run, "°C", ".3f"),
            *coverage_table(run),
        ),
        sections=(*bars_section(run, "°C", ".3f"), *limits_section(run)),
        provenance=origin(made),
        record=record_of(made),
    )


def _read(run: ReportedRun, image: DecodedImage, region: Region) -> Reading:
    return read_region(image, region, scale=max(1, image.height // run.made.lr.height))


def _pictures(run: ReportedRun) -> dict[str, DecodedImage]:
    sides = ["input", "sr", *(["reference"] if run.made.reference is not None else [])]
    return {run.names[side]: run.made.image(side) for side in sides if side in run.names}


def _regions(run: ReportedRun, display: ThermalDisplay, regions: Sequence[Region]) -> tuple[ReportTable, ...]:
    if not regions:
        return ()
    rows: list[tuple[Cell, ...]] = []
    for region in regions:
        for name, image in _pictures(run).items():
            found = _read(run, image, region)
            ends = (display.degrees(value) for value in (found.mean, found.min, found.max))
            rows.append((region.label, name, *ends, display.step(found.std), found.pixels))
    columns = (
        ReportColumn("Region"),
        ReportColumn("Picture"),
        *(ReportColumn(name, display.sign, ".2f") for name in ("Mean", "Min", "Max", "SD")),
        ReportColumn("Pixels"),
    )
    note = (
        "A region covers the input pixels whose centre lies in it, and the same area of every other picture. SD is the "
        "standard deviation over the pixels."
    )
    return (ReportTable("Regions", columns, tuple(rows), note),)


def _pairs(run: ReportedRun, display: ThermalDisplay, pairs: Pairs) -> tuple[ReportTable, ...]:
    if not pairs:
        return ()
    rows: list[tuple[Cell, ...]] = []
    for left, right in pairs:
        for name, image in _pictures(run).items():
            one, two = _read(run, image, left), _read(run, image, right)
            change = delta(one, two)
            means = (display.degrees(one.mean), display.degrees(two.mean))
            steps = (display.step(value) for value in (change.mean, change.min, change.max))
            rows.append((left.label, right.label, name, *means, *steps))
    columns = (
        ReportColumn("Left"),
        ReportColumn("Right"),
        ReportColumn("Picture"),
        *(ReportColumn(name, display.sign, ".2f") for name in ("Mean left", "Mean right")),
        *(ReportColumn(f"Δ {name}", display.sign, "+.2f") for name in ("mean", "min", "max")),
    )
    note = (
        "Differences (Δ) are left minus right. Left and right are as the names of the regions say, else as the picture."
    )
    return (ReportTable("Left and right", columns, tuple(rows), note),)


def _certainty(run: ReportedRun, display: ThermalDisplay, regions: Sequence[Region]) -> tuple[ReportTable, ...]:
    areas = [region for region in regions if region.kind != "line"]
    if run.bars is None or not areas:
        return ()
    low, high = bounds(run.made.result.image, run.bars)
    rows: list[tuple[Cell, ...]] = []
    for region in areas:
        least, most = (_read(run, image, region) for image in (low, high))
        half = (display.step((most.mean - least.mean) / 2), display.step((most.max - least.max) / 2))
        rows.append((region.label, *half))
    columns = (
        ReportColumn("Region"),
        *(ReportColumn(f"{name} of the result, ±", display.sign, ".2f") for name in ("Mean", "Max")),
    )
    note = (
        f"Each reading was taken at the lower and at the upper ends of the error bars ({run.bars.level:.0%} of "
        "pixels). If the bars of a region hold, its true value lies between the two; the mean is usually known much "
        "better than that."
    )
    return (ReportTable("How certain the readings are", columns, tuple(rows), note),)


def _errors(run: ReportedRun) -> tuple[ReportTable, ...]:
    errors = run.made.temperature_errors
    rows = tuple(
        (name, *(getattr(errors[side], attribute) for attribute in _ERRORS.values()))
        for side, name in run.listed(errors).items()
    )
    if not rows:
        return ()
    forms = {"Bias": "+.3f"}
    columns = (ReportColumn("Method"), *(ReportColumn(name, "°C", forms.get(name, ".3f")) for name in _ERRORS))
    note = (
        f"Protocol: {made_of(run)}. A border of {run.made.task.scale} px is left out. Skin means reference "
        f"temperatures of {SKIN_C[0]:g} to {SKIN_C[1]:g} °C; edges are where the reference changes by {EDGE_C:g} °C "
        "per pixel or more; 99.9 % is the error that one pixel in a thousand exceeds."
    )
    return (ReportTable(f"Errors against the {run.names.get('reference', 'reference').lower()}", columns, rows, note),)
