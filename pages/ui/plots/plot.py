"""A plot of Plotly as all pages show it: colours and fonts of the app, hover, legend, files, and the table behind it.

Streamlit serves the script that draws it, and paints text, lines and background in the colours of the theme at once
when the theme changes. A colour of ours has a contrast of 3:1 or more on the light and on the dark background.
"""

import csv
import html
import io
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from ..shell.state import widget
from ..shell.text import plain

TEAL, ORANGE, GREY, VIOLET = "#2a93a5", "#cf6a24", "#7d8b91", "#8a6fc0"
_COLOURS = (TEAL, ORANGE, VIOLET, "#5c9a3f", "#c0569a", "#a08a2c", "#4f7fd1")
_DASHES = ("solid", "dash", "dot")
_CONFIG: dict[str, Any] = {
    "displaylogo": False,
    "modeBarButtonsToRemove": ["sendDataToCloud", "editInChartStudio", "select2d", "lasso2d", "autoScale2d"],
    "responsive": True,
}
FORMATS = ("PNG", "SVG")
"""What the camera of a plot can save."""
_TABLE_HEIGHT = 320

Row = Mapping[str, str | float | None]
Rows = Sequence[Row]


@dataclass(frozen=True, slots=True)
class Axis:
    """One axis of a plot."""

    title: str
    """What it shows, with its unit; also the name of its column in the table."""
    log: bool = False
    """True for a logarithmic axis."""
    format: str = ",.4~r"
    """Format of a value under the pointer, as of d3-format."""
    categories: tuple[str, ...] = ()
    """All places of an axis of names, in their order; empty for an axis of numbers."""

    def layout(self) -> dict[str, Any]:
        """Return the axis as Plotly knows it."""
        made: dict[str, Any] = {"title": {"text": safe(self.title)}, "hoverformat": self.format, "automargin": True}
        if self.categories:
            return made | {"type": "category", "categoryarray": [safe(c) for c in self.categories]}
        if self.log:
            return made | {"type": "log", "exponentformat": "SI"}
        return made | {"exponentformat": "SI", "zeroline": False}


def safe(text: str) -> str:
    """Return a text that Plotly shows as it is: a file name is neither a tag nor an entity."""
    return html.escape(text, quote=False)


def show_plot(
    traces: Sequence[Mapping[str, Any]],
    layout: Mapping[str, Any],
    *,
    name: str,
    alt: str,
    rows: Rows,
    key: str,
    height: int = 340,
    csv_rows: Callable[[], Rows] | None = None,
) -> None:
    """Show a plot, and behind it its table, which keys and screen readers reach.

    Args:
        traces: what is plotted, as Plotly's traces; texts that come from outside went through `safe`.
        layout: what the helper of this kind of plot adds to the common layout.
        name: what the plot shows; it names the table and the files.
        alt: text alternative.
        rows: all that is plotted, one row for each point; the keys of the first row are the columns.
        key: unique on the page, beginning with the page's name.
        height: CSS pixels.
        csv_rows: returns the rows of the CSV file where it holds more than the table; None for `rows`.
    """
    saved = str(widget(f"{key}_format") or FORMATS[0]).lower()
    file = f"honest-pixels-{_slug(name)}"
    common: dict[str, Any] = {
        "height": height,
        "dragmode": False,
        "margin": {"l": 8, "r": 12, "t": 44, "b": 8},
        "legend": {"orientation": "h", "x": 0, "xanchor": "left", "yref": "container", "y": 0, "yanchor": "bottom"},
        "hoverlabel": {"namelength": -1},
    }
    image = {"toImageButtonOptions": {"format": saved, "filename": file, "scale": 2}}
    st.plotly_chart(
        {"data": list(traces), "layout": common | dict(layout)},
        key=key,
        config=_CONFIG | image,
        alt=alt,
        height=height,
    )
    with st.expander(f"Table and files: {plain(name)}"):
        st.dataframe(
            [dict(row) for row in rows],
            hide_index=True,
            height="content" if len(rows) < 9 else _TABLE_HEIGHT,
            placeholder="–",
            key=f"{key}_table",
        )
        with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
            st.download_button(
                "Download the table (CSV)",
                data=lambda: rows_csv(rows if csv_rows is None else csv_rows()),
                file_name=f"{file}.csv",
                mime="text/csv",
                key=f"{key}_csv",
                icon="⬇",
                on_click="ignore",
            )
            st.segmented_control(
                "The camera above the plot saves",
                FORMATS,
                default=FORMATS[0],
                key=f"{key}_format",
                required=True,
                persist_state="session",
                width="content",
            )


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:60]


def rows_csv(rows: Rows) -> bytes:
    """Write rows as CSV; the columns are all keys, in the order in which they first appear; None is an empty cell."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(dict.fromkeys(key for row in rows for key in row)), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def line_styles(names: Sequence[str], reference: str | None = None) -> dict[str, dict[str, Any]]:
    """Return name -> line of Plotly; from the eighth curve on, dashes tell curves of one colour apart.

    Args:
        names: names of the curves.
        reference: name of the curve that is grey and thick; None for none.
    """
    found: dict[str, dict[str, Any]] = {}
    for name in names:
        if name == reference:
            found[name] = {"color": GREY, "width": 5}
            continue
        turn, place = divmod(len(found) - (reference in found), len(_COLOURS))
        found[name] = {"color": _COLOURS[place], "width": 2, "dash": _DASHES[turn % len(_DASHES)]}
    return found
