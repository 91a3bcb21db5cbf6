"""Report on an enlarged photograph: before and after, scores, agreement, error bars."""

from ..image.missing import laid_over_grey
from ..image.rounding import to_8_bit
from ..types import DecodedImage
from .about import about
from .evidence import agreement_table, bars_section, coverage_table, limits_section, score_table, warnings_of
from .origin import origin, record_of
from .report import Report
from .run import ReportedRun
from .sides import Shown, details, whole_pictures

_LEVELS = "levels"


def photograph_report(run: ReportedRun) -> Report:
    """Report on an enlarged picture of colours or grey levels."""
    made = run.made
    said = "Transparent parts are shown over grey." if made.lr.alpha is not None else ""
    shown = Shown(paint=_paint, said=said)
    unit = f"grey levels ({made.result.image.bit_depth} bit)"
    return Report(
        title="Enlarged picture",
        about=about(run, "Picture"),
        made_on=run.made_on,
        warnings=warnings_of(run),
        pictures=whole_pictures(run, shown),
        details=details(run, shown, _LEVELS),
        tables=(*score_table(run, _LEVELS), *agreement_table(run, _LEVELS, ".2f"), *coverage_table(run)),
        sections=(*bars_section(run, unit, ".3g"), *limits_section(run)),
        provenance=origin(made),
        record=record_of(made),
    )


def _paint(image: DecodedImage) -> DecodedImage:
    return laid_over_grey(to_8_bit(image))
