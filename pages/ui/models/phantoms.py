"""Error bars on phantoms: where they hold and where they do not, on a network's card."""

import streamlit as st

import sr_core as sr

from ..shell.text import figure, plain

PHANTOMS = {
    "chest": "Simulated chest",
    "legs": "Simulated legs",
    "line pairs": "Line pairs",
    "discs": "Low-contrast discs",
}
"""PlaceCoverage.phantom -> name for people."""


def show_phantoms(card: sr.ModelCard) -> None:
    """Show what a network's error bars cover where the truth is known; nothing if that was not measured."""
    try:
        judged = sr.trust.read_phantoms(card)
    except sr.CardError as error:
        st.warning(plain(str(error)))
        return
    if not judged:
        return
    st.markdown("**Error bars on phantoms**")
    failed = [each for each in judged if not each.holds]
    if failed:
        worst = min(failed, key=lambda each: each.inside[0])
        st.warning(
            f"At {len(failed)} of {len(judged)} kinds of places the bars cover less than the 90 % that they are made "
            f"for. The lowest share is {_share(worst.inside[0])} ({_name(worst)})."
        )
    else:
        st.markdown(f"At all {len(judged)} kinds of places the bars cover the 90 % that they are made for.")
    with st.expander(f"All {len(judged)} kinds of places", key="models_phantoms"):
        _show_table(card, judged)


def _show_table(card: sr.ModelCard, judged: tuple[sr.trust.PlaceCoverage, ...]) -> None:
    st.dataframe([_row(each) for each in judged], hide_index=True, height="content")
    unit = "°C" if card.unit == "degC" else "grey levels; of the simulated chest in stored values"
    st.caption(
        "On these pictures the true value of every pixel is known. The table gives the share of the true values that "
        "lie within the error bars, and how many times as wide as the 90 % bars are they would have to be there. Bars "
        "promise 90 % of a whole picture that is like those they were calibrated on. These pictures are not, and a "
        "place may lie below the mean of its picture. "
        f"Half-widths are in {unit}. Widths and diameters are in pixels of the input, in which a line pair narrower "
        "than 2 pixels leaves no trace."
    )


def _row(found: sr.trust.PlaceCoverage) -> dict[str, str]:
    return {
        "Phantom": PHANTOMS[found.phantom],
        "Place": found.place,
        "Bars": "hold" if found.holds else "do not hold",
        "Within 90 % bars": _share(found.inside[0]),
        "Within 95 % bars": _share(found.inside[1]),
        "Mean half-width": figure(found.half_width, 3),
        "Width needed": f"{figure(found.times, 2)} ×",
    }


def _share(share: float) -> str:
    return f"{100 * share:.1f} %"


def _name(found: sr.trust.PlaceCoverage) -> str:
    return f"{PHANTOMS[found.phantom].lower()}, {plain(found.place)}"
