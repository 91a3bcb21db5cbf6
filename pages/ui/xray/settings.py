"""Settings for a radiograph: method, and whether agreement with the input is forced."""

from dataclasses import replace

import streamlit as st

import sr_core as sr

from ..shell.address import Word, say_refused
from ..shell.figures import set_title
from ..shell.state import widget
from ..shell.text import decimals
from ..workbench.cost import MAX_PIXELS, cost
from ..workbench.evidence import FORCE
from ..workbench.methods import INTERPOLATION_TEXT, card_of, pick_proposed
from ..workbench.overview import LONGEST, pick_part, show_overview
from .radiograph import Radiograph


def pick_settings(image: sr.DecodedImage | None, *, test: bool, scale: int) -> sr.Task:
    """Show the method and the option to force agreement; return the task."""
    word = Word("generated", "xray_generated", {"1": True}, False, lambda shown: "On" if shown else "Off")
    word.follow()
    generated = bool(widget("xray_generated"))
    word.share(generated)
    say_refused("generated")
    methods = sr.methods_for(sr.RADIOGRAPH, scale, generated=generated)
    task = sr.Task("bicubic", scale, sr.Degradation(scale=scale) if test else None)

    def seconds(method: str) -> float:
        return radiograph_cost(image, replace(task, method=method)) if image else 0.0

    key = f"xray_method_x{scale}_{generated}"
    method = pick_proposed(key, sr.RADIOGRAPH, methods, seconds, _option, _purpose)
    st.toggle(
        "Offer networks that invent detail (GAN)",
        key="xray_generated",
        persist_state="session",
        help="These networks were trained to look sharp, not to be right. They can draw or erase a lesion. Do not "
        "read their "
        "detail as evidence.",
    )
    task = replace(task, method=method)
    if image is None:
        return task
    step = stored_step(image)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        keep = st.toggle(
            FORCE,
            key="xray_keep",
            persist_state="session",
            help="Corrects the result until it, shrunk again, equals the input within the tolerance. The effect of the "
            "correction is shown with the result.",
        )
        tolerance = st.number_input(
            f"Tolerance{_unit(image)}",
            min_value=0.1 * step,
            max_value=1000.0 * step,
            value=0.5 * step,
            step=0.5 * step,
            format=decimals(0.1 * step),
            key=f"xray_tolerance_{step:g}",
            persist_state="session",
            width=120,
            disabled=not keep,
            help="With half a stored unit, the shrunk result rounds to the numbers of the input.",
        )
    return replace(task, options=sr.UpscaleOptions(keep_measured=float(tolerance) if keep else None))


def pick_region(radiograph: Radiograph, task: sr.Task) -> sr.Part | None:
    """Offer to enlarge only a part, by default where the whole is too much; return it, or None for the whole.

    A test takes the whole radiograph, and so does the simulated chest with its nodules.
    """
    if task.test or radiograph.simulated:
        return None
    image, most = radiograph.image, MAX_PIXELS // task.scale**2
    too_large = radiograph_cost(image, task) == float("inf")
    part = pick_part("xray", image, radiograph.digest, task, most=most, suggested=too_large)
    if part is not None:
        small = sr.dicom.preview(image, longest=LONGEST) if image.unit else sr.thumbnail(image, LONGEST)
        show_overview("xray", small, image, scale=task.scale, most=most)
    return part


def stored_step(image: sr.DecodedImage) -> float:
    """Return the step between stored values: the slope of a DICOM file, else 1."""
    step = abs(image.dicom.slope) if image.unit and image.dicom else 0.0
    return float(f"{step:.3g}") or 1.0


def most_pixels(*, test: bool) -> int:
    """Return the pixels of the largest result; fewer in a test, whose result is kept beside its reference."""
    return MAX_PIXELS if test else sr.MAX_SR_PIXELS


def radiograph_cost(image: sr.DecodedImage, task: sr.Task) -> float:
    """Estimate the seconds of a run; return inf where the result would be too large."""
    return cost(image, task, most=most_pixels(test=task.test))


def _unit(image: sr.DecodedImage) -> str:
    return f", {image.unit}" if image.unit not in ("", "US") else ""


def _purpose(method: str) -> str:
    card = card_of(method)
    if card is None:
        return INTERPOLATION_TEXT[method][1]
    gain = f" Measured: {card.result.gain:+.2f} dB over bicubic on {set_title(card.result.set)}." if card.result else ""
    return f"{card.summary}{gain}"


def _option(method: str) -> str:
    card = card_of(method)
    if card is None:
        return f"{INTERPOLATION_TEXT[method][0]} · interpolation"
    parts = [card.title]
    if sr.is_generated(method):
        parts.append("invents detail")
    elif card.result:
        parts.append(f"{card.result.gain:+.1f} dB")
    return " · ".join([*parts, card.purpose])
