"""Error bars of a result: what they say, what was measured of them, and where to look."""

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

import sr_core as sr

from ..shell.state import widget
from ..shell.text import plain
from .outcome import Outcome

BARS = "Error bars"
"""Heading, and word of the glossary."""
BAR_WORDS = (BARS, "Coverage")
"""Words of the glossary that belong to the bars."""
_KINDS = {"Photographs": "photographs", "Chest X-ray": "chest radiographs", "Thermograms": "thermograms"}
"""Purpose on a card -> pictures of that kind."""


@dataclass(frozen=True, eq=False)
class ShownBars:
    """Error bars of the result that a page shows."""

    bars: sr.trust.ErrorBars
    """The bars."""
    value: Callable[[float], str]
    """Returns the text of a half-width, with its unit."""


def chosen_level(page: str) -> float:
    """Return the share of pixels that was chosen on a page, or the first one that is offered."""
    chosen = widget(f"{page}_bars_level")
    return float(chosen) if chosen in sr.trust.LEVELS_OF_COVERAGE else sr.trust.LEVELS_OF_COVERAGE[0]


def bars_of(outcome: Outcome, page: str) -> sr.trust.ErrorBars | None:
    """Return the error bars of the level that was chosen on a page; None where there are none."""
    try:
        return outcome.error_bars(chosen_level(page))
    except sr.NoErrorBars:
        return None


def pick_bars(outcome: Outcome, page: str, value: Callable[[float], str]) -> ShownBars | None:
    """Show the heading and the choice of the level; return the bars, or say why there are none.

    Args:
        outcome: outcome of the run.
        page: beginning of the widgets' keys.
        value: returns the text of a half-width, with its unit.
    """
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.markdown(f"**{BARS}: how far each pixel may be off**")
        st.segmented_control(
            "Share of the pixels that the error bars cover",
            sr.trust.LEVELS_OF_COVERAGE,
            default=sr.trust.LEVELS_OF_COVERAGE[0],
            format_func=lambda share: f"{share:.0%} of pixels",
            key=f"{page}_bars_level",
            persist_state="session",
            required=True,
            label_visibility="collapsed",
        )
    try:
        return ShownBars(outcome.error_bars(chosen_level(page)), value)
    except sr.NoErrorBars as reason:
        st.caption(plain(str(reason)))
        return None


def show_bars(outcome: Outcome, shown: ShownBars, page: str) -> None:
    """Show what the bars say of this result, what was measured of them, and where they are widest."""
    bars, found = shown.bars, shown.bars.calibrated
    (card,) = sr.path_cards(outcome.task.method)
    kinds = _KINDS[card.purpose]
    st.markdown(
        f"The error bars of this result are **± {shown.value(bars.mean)}** on average. At least {bars.level:.0%} of "
        "the pixels of the true picture are expected within their own bar."
    )
    if outcome.reference is not None and outcome.made.reference is not None:
        inside = bars.inside(outcome.result.image, outcome.made.reference)
        st.markdown(f"The true picture is known here: **{inside:.1%}** of its pixels lie within the bars.")
    tests = " ".join(
        f"On {each.pictures} other {kinds} ({plain(each.set)}) they covered {each.mean:.1%} of the pixels on average, "
        f"and {each.worst:.1%} in the worst picture."
        for each in found.tests
    )
    st.caption(
        f"The bars were set on {found.calibration.pictures} {kinds} ({plain(found.calibration.set)}) so that at least "
        f"{sr.trust.PROMISED_PICTURES:.0%} of such pictures reach {bars.level:.0%}. {tests} They hold for pictures "
        "like these, shrunk by bicubic reduction; for other pictures nobody has measured them."
    )
    with st.expander("Where it may be wrong most, and where it differs most"):
        _show_places(outcome, shown)
    st.download_button(
        "Download error bars (TIFF)",
        data=lambda: sr.encode(
            bars.as_image(outcome.lr.name), "celsius-tiff" if bars.unit == "degC" else "values-tiff"
        ),
        file_name=f"error-bars-{bars.level:.0%}.tiff".replace("%", ""),
        mime="image/tiff",
        key=f"{page}_bars_tiff",
        on_click="ignore",
        help="One value for each pixel of the result, as 32-bit numbers in the unit of the values.",
    )


def _show_places(outcome: Outcome, shown: ShownBars) -> None:
    """List the places where the bars are widest, and those where the result is furthest from bicubic."""
    lists = {"Widest error bars": (sr.trust.largest_places(shown.bars.half_width), "± ")}
    plain_result = outcome.made.compared.get("bicubic")
    if plain_result is not None:
        apart = sr.trust.distances(outcome.result.image, plain_result, shown.bars.scale)
        lists["Furthest from bicubic"] = (sr.trust.largest_places(apart), "")
    rows = [
        {
            "List": name,
            "Value": f"{sign}{shown.value(place.value)}",
            "From the left": f"{place.across:.0%}",
            "From the top": f"{place.down:.0%}",
        }
        for name, (places, sign) in lists.items()
        for place in places
    ]
    st.dataframe(rows, hide_index=True, height="content")
    st.caption(
        f"Values are means over {sr.trust.AREA} × {sr.trust.AREA} pixels of the input. A place far from bicubic is one "
        "where the network decided most: it may be right."
    )
