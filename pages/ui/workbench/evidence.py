"""Figures of a result: where they are worse than bicubic's, how far it agrees with the input, what was corrected."""

import math
from collections.abc import Callable, Mapping, Sequence

import streamlit as st

import sr_core as sr

from ..shell.text import figure, plain
from .outcome import Outcome

HIGHER_IS_BETTER = ("PSNR", "SSIM", "MS-SSIM")
"""Figures of which higher values are better; of all others lower values are better."""
_DECIMALS = {"PSNR": 2, "SSIM": 4, "MS-SSIM": 4, "NIQE": 2}
"""Decimals with which a figure is shown; all others are shown with four digits."""


def values(scores: Sequence[sr.Score]) -> dict[str, float]:
    """Return name -> value of scores."""
    return {score.name: score.value for score in scores}


def worse_in(mine: Mapping[str, float | None], base: Mapping[str, float | None]) -> list[str]:
    """List the figures in which `mine` is worse than `base`, also after the rounding with which they are shown.

    Args:
        mine: name -> figure of the method; None where nothing was measured.
        base: name -> figure of bicubic.
    """
    found = []
    for name, value in mine.items():
        other = base.get(name)
        if value is None or other is None or math.isnan(value) or math.isnan(other):
            continue
        worse = value < other if name in HIGHER_IS_BETTER else value > other
        if worse and _shown(name, value) != _shown(name, other):
            found.append(name)
    return found


def worse_agreement(made: sr.Enlargement) -> list[str]:
    """List the differences from the input in which a result is worse than bicubic; none for bicubic itself."""
    if made.task.method == "bicubic":
        return []
    mine, base = (made.agreement[side] for side in ("sr", "bicubic"))
    pairs = [("mean", mine.mean, base.mean), ("largest", mine.largest, base.largest)]
    worse = worse_in({name: a for name, a, _ in pairs}, {name: b for name, _, b in pairs})
    return [f"{name} difference from the input" for name in worse]


def worse_text(method: str, names: Sequence[str], *, than: str = "bicubic", where: str = "here") -> str:
    """Write where a method is worse: "EDSR x4 is worse than bicubic here in SSIM and MAE."; empty for no figures."""
    if not names:
        return ""
    listed = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
    return f"{method} is worse than {than} {where} in {listed}."


def _shown(name: str, value: float) -> str:
    return f"{value:.{_DECIMALS[name]}f}" if name in _DECIMALS else figure(value, 4)


FORCE = "Force agreement with the original pixels"
"""Label of the option that corrects a result until it agrees with the input."""
AGREES = "0 means full agreement with your image. It does not prove that added detail is real."


def show_agreement(
    outcome: Outcome, compared: tuple[str, ...], value: Callable[[float], str], *, unit: str, said: str
) -> None:
    """Show how far the result and the interpolations, shrunk again, differ from the input.

    Args:
        outcome: outcome of the run.
        compared: sides that are listed.
        value: returns the text of a difference.
        unit: text after the heading: ", °C"; empty where `said` names the unit.
        said: sentence that says what was compared.
    """
    st.markdown(f"**Consistency with the input{unit}**")
    agreement = outcome.made.agreement
    rows = [
        {"Method": name, "Mean": value(agreement[side].mean), "Largest": value(agreement[side].largest)}
        for side, name in outcome.names(compared).items()
    ]
    st.dataframe(rows, hide_index=True, height="content", width=420)
    if worse := worse_agreement(outcome.made):
        st.info(worse_text(plain(outcome.title), worse))
    st.caption(f"{said} {AGREES}")


def show_correction(outcome: Outcome, within: str, value: Callable[[float], str], gained: str) -> None:
    """Say what forcing agreement changed and how long it took, or that it was off.

    Args:
        outcome: outcome of the run.
        within: name of the limit for the differences: "NETD", "tolerance".
        value: returns the text of a difference, with its unit.
        gained: sentence that says how the errors against the reference changed; empty without a reference.
    """
    correction = outcome.result.correction
    if correction is None:
        st.caption(f"*{FORCE}* was off: the network's output was not corrected.")
        return
    before, after, tolerance = map(value, (correction.mismatch_before, correction.mismatch_after, correction.tolerance))
    if not outcome.made.is_corrected:
        st.markdown(
            f"*{FORCE}* found nothing to correct: the largest difference of {before} is within the {within} of "
            f"{tolerance}."
        )
        return
    reached = "within" if correction.mismatch_after <= correction.tolerance else "**not** within"
    took = f"{correction.seconds:.2f} s and {correction.iterations} correction{'s' * (correction.iterations != 1)}"
    st.markdown(
        f"*{FORCE}* took {took}. The largest difference was {before} before and is {after} after, {reached} the "
        f"{within} of {tolerance}. {gained}".rstrip()
    )
