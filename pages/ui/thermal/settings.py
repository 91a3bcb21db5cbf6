"""Settings for a thermogram: task, scale, method, and whether agreement with the input is forced."""

from dataclasses import replace

import streamlit as st

import sr_core as sr

from ..shell.figures import set_title
from ..workbench.choices import pick_scale
from ..workbench.cost import cost
from ..workbench.evidence import FORCE
from ..workbench.methods import INTERPOLATION_TEXT, card_of, pick_proposed


def pick_settings(image: sr.DecodedImage | None, *, test: bool) -> sr.Task:
    """Show scale, method and the option to force agreement; return the task."""
    scale = pick_scale("thermal", sr.THERMOGRAM)
    task = sr.Task("bicubic", scale, sr.Degradation(scale=scale) if test else None)
    task = replace(task, method=_pick_method(image, task))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        keep = st.toggle(
            FORCE,
            value=True,
            key="thermal_keep",
            persist_state="session",
            help="Corrects the result until it, shrunk again, equals the measured temperatures within the camera's "
            "temperature noise (NETD). The effect of the correction is shown with the result.",
        )
        netd = st.number_input(
            "NETD, °C",
            0.005,
            1.0,
            sr.THERMOGRAM.keep,
            0.005,
            format="%.3f",
            key="thermal_netd",
            width=120,
            disabled=not keep,
            persist_state="session",
        )
    return replace(task, options=sr.UpscaleOptions(keep_measured=netd if keep else None))


def _pick_method(image: sr.DecodedImage | None, task: sr.Task) -> str:
    methods = sr.methods_for(sr.THERMOGRAM, task.scale)

    def seconds(method: str) -> float:
        return cost(image, replace(task, method=method)) if image else 0.0

    return pick_proposed(f"thermal_method_x{task.scale}", sr.THERMOGRAM, methods, seconds, _option, _purpose)


def _purpose(method: str) -> str:
    card = card_of(method)
    if card is None:
        return INTERPOLATION_TEXT[method][1]
    result = next((result for result in card.results if result.temperatures), None)
    if result is None or result.temperatures is None:
        return card.summary if card.unit else f"{card.summary} This network was not trained on temperatures."
    found = result.temperatures
    return (
        f"{card.summary} On the {result.images} pictures of {set_title(result.set)}, its mean error is "
        f"{found.mae_c:.3f} °C; "
        f"that of Lanczos is {found.lanczos_mae_c:.3f} °C."
    )


def _option(method: str) -> str:
    card = card_of(method)
    if card is None:
        return f"{INTERPOLATION_TEXT[method][0]} · interpolation"
    gone = sr.reduction(card)
    return f"{card.title} · {f'{gone:.0%} less error than Lanczos' if gone else card.purpose}"
