"""What a result says of itself against its input, on every page that measures values: agreement, and its correction."""

from collections.abc import Callable

import streamlit as st

from ..shell.text import plain
from .outcome import Outcome
from .verdict import worse_agreement, worse_text

AGREES = "0 means full agreement with your image. It does not prove that added detail is real."


def show_agreement(
    outcome: Outcome, compared: tuple[str, ...], value: Callable[[float], str], *, unit: str, said: str
) -> None:
    """Show how far the result and what it is compared with are from the input, shrunk again.

    Args:
        outcome: of a run.
        compared: sides that are listed.
        value: writes a difference.
        unit: behind the heading: ", °C"; empty where `said` names it.
        said: what was compared with what, one sentence.
    """
    st.markdown(f"**Consistency with the input{unit}**")
    agreement = outcome.made.agreement
    rows = [
        {"Method": name, "Mean": value(agreement[side].mean), "Max": value(agreement[side].largest)}
        for side, name in outcome.names(compared).items()
    ]
    st.dataframe(rows, hide_index=True, height="content", width=420)
    if worse := worse_agreement(outcome.made):
        st.info(worse_text(plain(outcome.title), worse))
    st.caption(f"{said} {AGREES}")


def show_correction(outcome: Outcome, option: str, within: str, value: Callable[[float], str], gained: str) -> None:
    """Say what forcing agreement took and gave, or that it was off.

    Args:
        outcome: of a run.
        option: name of the option, as its switch says it.
        within: what the differences should be within: "NETD", "tolerance".
        value: writes a difference, with its unit.
        gained: what it was worth against the reference, one sentence; empty without one.
    """
    correction = outcome.result.correction
    if correction is None:
        st.caption(f"*{option}* was off: the network's output was not corrected.")
        return
    before, after, tolerance = map(value, (correction.mismatch_before, correction.mismatch_after, correction.tolerance))
    if not outcome.made.is_corrected:
        st.markdown(
            f"*{option}* found nothing to correct: the largest difference of {before} is within the {within} of "
            f"{tolerance}."
        )
        return
    reached = "within" if correction.mismatch_after <= correction.tolerance else "**not** within"
    took = f"{correction.seconds:.2f} s and {correction.iterations} correction{'s' * (correction.iterations != 1)}"
    st.markdown(
        f"*{option}* took {took}: largest difference {before} before, {after} after, {reached} the {within} of "
        f"{tolerance}. {gained}".rstrip()
    )
