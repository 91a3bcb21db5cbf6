"""Evidence of a run as tables and sentences: scores, agreement with the input, error bars."""

from ..checkpoints.card import ModelCard
from ..engine.path import path_cards
from ..metrics.difference import Agreement
from ..modalities import is_generated
from ..trust.coverage import PROMISED_PICTURES, Coverage
from .report import Cell, ReportColumn, ReportSection, ReportTable
from .run import ReportedRun
from .wording import number

_FORMS = {"PSNR": ".2f", "SSIM": ".4f", "MS-SSIM": ".4f"}
_INVENTED = "This network was trained to look sharp. It invents detail; do not read that detail as evidence."
_KINDS = {"Photographs": "photographs", "Chest X-ray": "chest radiographs", "Thermograms": "thermograms"}
"""Purpose on a card -> pictures of that kind."""


def score_table(run: ReportedRun, unit: str) -> tuple[ReportTable, ...]:
    """Return the errors against the reference with their protocol; nothing without a reference.

    Args:
        run: the run.
        unit: unit of the mean absolute error, for people.
    """
    scores = {name: run.made.scores[side] for side, name in run.listed(run.made.scores).items()}
    if not scores:
        return ()
    first = next(iter(scores.values()))
    units = {"PSNR": "dB", "MAE": unit}
    kept = [score.name for score in first if score.name != "MSE"]
    columns = [ReportColumn(name, units.get(name, ""), _FORMS.get(name, ".4g")) for name in kept]
    rows: list[tuple[Cell, ...]] = []
    for name, found in scores.items():
        values = {score.name: float(score.value) for score in found}
        rows.append((name, *(values[kind] for kind in kept)))
    note = f"Protocol: {made_of(run)}; {first[0].protocol}."
    title = f"Errors against the {run.names.get('reference', 'reference').lower()}"
    return (ReportTable(title, (ReportColumn("Method"), *columns), tuple(rows), note),)


def made_of(run: ReportedRun) -> str:
    """Say where the reference of a run comes from."""
    if run.made.task.test:
        return f"the picture was shrunk {run.made.task.scale}× first and enlarged again; it is its own reference"
    return "the reference is the simulated picture, computed at the size of the result without noise"


def agreement_table(run: ReportedRun, unit: str, form: str) -> tuple[ReportTable, ...]:
    """Return how far each method agrees with the input; nothing where it was not measured.

    Args:
        run: the run.
        unit: unit of the differences, for people; of display values grey levels of 8 bits.
        form: format of the differences.
    """
    found = run.listed(run.made.agreement)
    rows = tuple((name, *_differences(run.made.agreement[side])) for side, name in found.items())
    if not rows:
        return ()
    columns = (ReportColumn("Method"), ReportColumn("Mean", unit, form), ReportColumn("Largest", unit, form))
    note = (
        "Each result was shrunk again by bicubic and compared with the input. 0 means full agreement with the input. "
        "It does not prove that added detail is real."
    )
    return (ReportTable("Consistency with the input", columns, rows, note),)


def _differences(found: Agreement) -> tuple[float, float]:
    """Return mean and largest difference, of display values in grey levels of 8 bits."""
    return found.levels, found.largest if found.peak is None else found.largest * 255.0 / found.peak


def bars_section(run: ReportedRun, unit: str, form: str) -> tuple[ReportSection, ...]:
    """Return what the error bars say, or why there are none.

    Args:
        run: the run.
        unit: unit of a half-width, for people.
        form: format of a half-width.
    """
    title = "Error bars: how far each pixel may be off"
    if run.bars is None:
        return (ReportSection(title, (run.no_bars,)),) if run.no_bars else ()
    bars, made = run.bars, run.made
    said = [
        f"The error bars of this result are ± {number(bars.mean, form)} {unit} on average. At least {bars.level:.0%} "
        "of the pixels of the true picture are expected within their own bar."
    ]
    if made.reference is not None:
        inside = bars.inside(made.result.image, made.reference)
        said.append(f"The true picture is known here: {inside:.1%} of its pixels lie within the bars.")
    found, (card,) = bars.calibrated, path_cards(made.task.method)
    said.append(
        f"The bars were set on {found.calibration.pictures} {_KINDS[card.purpose]} so that at least "
        f"{PROMISED_PICTURES:.0%} of such pictures reach {bars.level:.0%}. They hold for pictures like these, shrunk "
        "by bicubic reduction; for other pictures nobody has measured them."
    )
    return (ReportSection(title, tuple(said)),)


def coverage_table(run: ReportedRun) -> tuple[ReportTable, ...]:
    """Return the measured coverage of the error bars; nothing without bars."""
    if run.bars is None:
        return ()
    (card,) = path_cards(run.made.task.method)
    found = run.bars.calibrated
    rows = [_coverage("Calibration", card, found.calibration), *(_coverage("Test", card, each) for each in found.tests)]
    percent = ".1f"
    columns = (
        ReportColumn("Pictures"),
        ReportColumn("Set"),
        ReportColumn("Number"),
        ReportColumn("Mean", "%", percent),
        ReportColumn("Worst picture", "%", percent),
        ReportColumn("Reach the level", "%", percent),
    )
    note = (
        f"Share of a picture's pixels that lie within the bars, which are meant to hold {run.bars.level:.0%}. Test "
        "pictures neither trained nor calibrated anything."
    )
    return (ReportTable("Measured coverage of the error bars", columns, tuple(rows), note),)


def _coverage(role: str, card: ModelCard, found: Coverage) -> tuple[str, str, int, float, float, float]:
    kind = f"{role}: {_KINDS[card.purpose]}"
    return kind, found.set, found.pictures, 100 * found.mean, 100 * found.worst, 100 * found.reached


def warnings_of(run: ReportedRun) -> tuple[str, ...]:
    """Return the warnings of a run; that of networks that invent detail comes first."""
    return (*([_INVENTED] if is_generated(run.made.task.method) else []), *run.warnings)


def _training(run: ReportedRun) -> list[str]:
    return [
        f"{card.title} was trained on {card.training.pictures:,} {_KINDS[card.purpose]} ({card.training.data}). "
        f"{' '.join(card.limits)}".strip()
        for card in path_cards(run.made.task.method)
    ]


def limits_section(run: ReportedRun) -> tuple[ReportSection, ...]:
    """Return the sentences on training and limits, and what is missing."""
    said = [*_training(run), *(text for text in run.limits if text)]
    if run.made.reference is None:
        said.append("There is no high-resolution original, so accuracy cannot be measured for this picture.")
    return (ReportSection("What limits this result", tuple(said)),) if said else ()
