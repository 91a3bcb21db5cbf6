"""Pictures of a report: before and after, a detail of both, and the map of the error bars."""

from dataclasses import dataclass

from ..image.palettes import render
from ..image.regions import Region
from ..image.rounding import to_8_bit
from ..trust.places import largest_places
from ..types import DecodedImage, Part
from .printed import Paint, printed
from .report import ColourKey, ReportPicture
from .run import ReportedRun

DETAIL = 256
"""Side of a detail in pixels of the result."""
BARS = "even"
"""Palette of the map of the error bars."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Shown:
    """How the pictures of a report are shown."""

    paint: Paint = to_8_bit
    """Turns values into 8-bit grey or colours."""
    said: str = ""
    """Sentence on that, for the caption of the first picture."""
    key: ColourKey | None = None
    """Key of the colours."""
    regions: tuple[Region, ...] = ()
    """Regions that are drawn over both pictures."""
    width_mm: float | None = None
    """Width of the picture in millimetres; None where no spacing is known."""
    aspect: float = 1.0
    """Height of a pixel over its width."""


def whole_pictures(run: ReportedRun, shown: Shown) -> tuple[ReportPicture, ...]:
    """Return input and result."""
    sides = (("input", run.made.lr, shown.said), ("sr", run.made.result.image, ""))
    found = []
    for side, image, said in sides:
        pixels, done = printed(image, shown.paint)
        found.append(
            ReportPicture(
                run.names[side],
                pixels,
                image.shape_text,
                f"{done} {said}".strip(),
                shown.regions,
                shown.width_mm,
                shown.aspect,
                shown.key,
            )
        )
    return tuple(found)


def details(run: ReportedRun, shown: Shown, bars_unit: str) -> tuple[ReportPicture, ...]:
    """Return a detail of input and result, and the map of the bars.

    The detail lies around the first region, else where the bars are widest, else in the middle. A result of a size of
    one's own has no detail, since its pixels lie on no grid of the input's.

    Args:
        run: the run.
        shown: how the pictures are shown.
        bars_unit: unit of the bars, for people.
    """
    found: list[ReportPicture] = []
    lr, sr, scale = run.made.lr, run.made.result.image, run.scale
    if (sr.height, sr.width) == (lr.height * scale, lr.width * scale) and scale > 1:
        part, where = _detail_place(run, shown)
        width = None if shown.width_mm is None else shown.width_mm * part.width / lr.width
        for side, image, factor in (("input", lr, 1), ("sr", sr, scale)):
            cut = part.of(image, factor)
            pixels, _ = printed(cut, shown.paint)
            said = f"{cut.width} × {cut.height} pixels {where}."
            title = f"Detail, {run.names[side]}"
            found.append(ReportPicture(title, pixels, cut.shape_text, said, (), width, shown.aspect, shown.key))
    if run.bars is not None:
        found.append(_bars_map(run, shown, bars_unit))
    return tuple(found)


def _detail_place(run: ReportedRun, shown: Shown) -> tuple[Part, str]:
    lr = run.made.lr
    side = min(max(16, DETAIL // run.scale), max(8, min(lr.height, lr.width) // 2))
    places = largest_places(run.bars.half_width, 1) if run.bars is not None else ()
    if shown.regions:
        first = shown.regions[0]
        across, down = (first.x0 + first.x1) / 2, (first.y0 + first.y1) / 2
        where = f"around {first.label}"
    elif places:
        across, down, where = places[0].across, places[0].down, "where the error bars are widest"
    else:
        across, down, where = 0.5, 0.5, "in the middle"
    top, left = (
        min(max(0, round(share * whole - side / 2)), whole - side)
        for share, whole in ((down, lr.height), (across, lr.width))
    )
    return Part(top, left, side, side), where


def _bars_map(run: ReportedRun, shown: Shown, unit: str) -> ReportPicture:
    assert run.bars is not None
    half = DecodedImage(run.bars.half_width[..., None], unit=run.bars.unit or "US")
    key = ColourKey(BARS, 0.0, half.value_range[1], unit)
    pixels, _ = printed(half, lambda image: render(image, key.palette, key.low, key.high))
    said = f"Half-width of the bars of {run.bars.level:.0%} in {unit}, one for each pixel of the input."
    return ReportPicture("Error bars", pixels, half.shape_text, said, (), shown.width_mm, shown.aspect, key)
