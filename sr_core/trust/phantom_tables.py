"""Tables of the documentation: what error bars cover on phantoms, from the files in the checkpoints' folders."""

from collections.abc import Sequence

from ..checkpoints.card import ModelCard
from ..errors import SRError
from .calibration import LEVELS_OF_COVERAGE
from .phantoms import PlaceCoverage, read_phantoms
from .scenes import CHEST, DISCS, LEGS, LINES

BEGIN, END = "<!-- tables of phantoms: begin -->\n", "<!-- tables of phantoms: end -->\n"
HEADINGS = {
    CHEST: "The simulated chest",
    LEGS: "The simulated legs",
    LINES: "Line pairs",
    DISCS: "Low-contrast discs",
}


def with_tables(page: str, cards: Sequence[ModelCard]) -> str:
    """Return a page of Markdown with the tables of today between its two marks.

    Raises:
        SRError: if the page has no such marks.
    """
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise SRError(f"tables need a page with the lines {BEGIN.strip()!r} and {END.strip()!r}, found none; add them")
    return f"{before}{BEGIN}\n{tables(cards)}\n{END}{after}"


def tables(cards: Sequence[ModelCard]) -> str:
    """Write a table and a sentence for each phantom."""
    judged = {card: found for card in cards if (found := read_phantoms(card))}
    parts = []
    for phantom, heading in HEADINGS.items():
        rows = {card: own for card, found in judged.items() if (own := [f for f in found if f.phantom == phantom])}
        if rows:
            parts.append(f"## {heading}\n\n{_table(rows)}\n\n{_said(rows)}\n")
    return "\n".join(parts) or "No network has been judged yet.\n"


def _table(rows: dict[ModelCard, list[PlaceCoverage]]) -> str:
    places = [each.place for each in next(iter(rows.values()))]
    lines = [["network", *places], ["---"] * (1 + len(places))]
    lines += [[f"`{card.id}`", *map(_cell, found)] for card, found in rows.items()]
    return "\n".join(f"|{'|'.join(f' {cell} ' for cell in line)}|".replace("| --- ", "|---") for line in lines)


def _cell(found: PlaceCoverage) -> str:
    text = f"{100 * found.inside[0]:.1f} %"
    return text if found.holds else f"**{text}**"


def _said(rows: dict[ModelCard, list[PlaceCoverage]]) -> str:
    """Say in which places the bars hold, and in which they do not, with the worst network of each."""
    level = f"{LEVELS_OF_COVERAGE[0]:.0%}".replace("%", " %")
    columns = list(zip(*rows.values(), strict=True))
    fail = [column for column in columns if not all(each.holds for each in column)]
    parts = []
    for column in fail:
        few = sum(not each.holds for each in column)
        worst = min(column, key=lambda each: each.inside[0])
        name = list(rows)[column.index(worst)].id
        parts.append(
            f"{worst.place} ({few} of {len(column)} networks; lowest {100 * worst.inside[0]:.0f} %, `{name}`, whose "
            f"bars would have to be {worst.times:.2g} times as wide there)"
        )
    if not parts:
        return f"The bars cover {level} of the true values at each of these places."
    return f"**The bars do not hold**, as they cover less than {level}, in: {'; '.join(parts)}."
