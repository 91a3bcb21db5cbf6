"""A table to take along: as Markdown, and as LaTeX with booktabs."""

import re
from collections.abc import Mapping, Sequence

import streamlit as st

from ..shell.text import plain

Rows = Sequence[Mapping[str, str]]
"""Rows of a table: heading -> cell; all with the same headings."""
_LATEX = {
    "\\": r"\textbackslash{}", "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_", "{": r"\{", "}": r"\}",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "×": r"$\times$", "−": "$-$", "–": "--", "°": r"$^\circ$",
    "→": r"$\rightarrow$",
}  # fmt: skip
"""Character -> how LaTeX writes it."""
_MARKS, _BEFORE = re.compile(r"([|*_`<])"), r"\\\1"
"""What Markdown would read in a cell, and what is written for it."""
_NUMBER = re.compile(r"[+−-]?[\d.,]+( ?(dB|k|M|G))?|–")


def offer_copies(rows: Rows, caption: str, *, label: str) -> None:
    """Offer the table as text that a button copies.

    Args:
        rows: the table; nothing is offered without any.
        caption: sentence that says what was measured, and how.
        label: name of the table, for the reference in LaTeX.
    """
    if not rows:
        return
    with st.expander(f"Copy as Markdown or LaTeX: {plain(label)}"):
        st.code(markdown(rows, caption), language=None, wrap_lines=False)
        st.code(latex(rows, caption, label), language=None, wrap_lines=False)
        st.caption("The button at the upper right of a text copies it. The LaTeX table needs the package booktabs.")


def markdown(rows: Rows, caption: str) -> str:
    """Write the table in GitHub's Markdown; columns of numbers stand at the right."""
    heads = list(rows[0])
    right = _numeric(rows)
    lines = [_line(heads), "|".join(["", *("---:" if head in right else "---" for head in heads), ""])]
    lines += [_line([row[head] for head in heads]) for row in rows]
    return "\n".join([*lines, "", caption])


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(_MARKS.sub(_BEFORE, cell) for cell in cells)} |"


def latex(rows: Rows, caption: str, label: str) -> str:
    """Write the table for LaTeX with booktabs; columns of numbers stand at the right."""
    heads = list(rows[0])
    right = _numeric(rows)
    body = [" & ".join(_escaped(cell) for cell in cells) + r" \\" for cells in (heads, *_cells(rows))]
    name = re.sub(r"[^a-z0-9]+", "-", label.lower()).strip("-")
    return "\n".join(
        [
            r"\begin{table}",
            r"  \centering",
            f"  \\caption{{{_escaped(caption)}}}",
            f"  \\label{{tab:{name}}}",
            f"  \\begin{{tabular}}{{{''.join('r' if head in right else 'l' for head in heads)}}}",
            r"    \toprule",
            f"    {body[0]}",
            r"    \midrule",
            *(f"    {line}" for line in body[1:]),
            r"    \bottomrule",
            r"  \end{tabular}",
            r"\end{table}",
        ]
    )


def _cells(rows: Rows) -> list[list[str]]:
    return [list(row.values()) for row in rows]


def _escaped(text: str) -> str:
    return "".join(_LATEX.get(character, character) for character in text)


def _numeric(rows: Rows) -> set[str]:
    """Return the headings of columns that hold numbers only."""
    return {head for head in rows[0] if all(_NUMBER.fullmatch(row[head]) for row in rows)}
