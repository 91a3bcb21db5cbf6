"""Thermal page: a thermogram is measured and enlarged in degrees."""

from collections.abc import Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

import sr_core as sr
from pages.ui.shell.display import image_html
from pages.ui.shell.door import File
from pages.ui.shell.frame import ask_first, page_frame, show_damaged, stage
from pages.ui.shell.state import kept
from pages.ui.shell.text import plain
from pages.ui.thermal.downloads import show_downloads
from pages.ui.thermal.figures import show_figures
from pages.ui.thermal.look import pick_look
from pages.ui.thermal.radiometry import show_radiometry
from pages.ui.thermal.readings import show_readings
from pages.ui.thermal.regions import show_region_tools
from pages.ui.thermal.settings import pick_settings
from pages.ui.thermal.thermogram import Thermal, Thermogram, describe_thermogram, enlarge_thermogram, phantom
from pages.ui.thermal.upload import pick_thermogram
from pages.ui.thermal.view import show_input, show_outcome
from pages.ui.thermal.visible import show_visible
from pages.ui.workbench.choices import pick_test
from pages.ui.workbench.cost import offer_run
from pages.ui.workbench.methods import FINER, INTERPOLATED, card_of
from pages.ui.workbench.outcome import announce

PROMISE = (
    "Measure a thermogram in °C, enlarge it, and see in °C where the result can be wrong. This is not a medical device."
)


def controls(beside: DeltaGenerator) -> tuple[Thermogram | None, Sequence[File], sr.Task]:
    """Show the panel beside the result; return the thermogram, all files in the field and the settings."""
    test = pick_test(
        "thermal", "The thermogram is shrunk first and enlarged again. The errors of the result are measured in °C."
    )
    thermogram, files = pick_thermogram()
    task = pick_settings(thermogram.image if thermogram else None, test=test)
    if thermogram is not None:
        for note in thermogram.image.notes[thermogram.frames > 1 :]:  # the first says the frame, as its slider does
            st.info(plain(note))
        if not thermogram.simulated and not thermogram.guard.inside:
            st.warning(f"{plain(thermogram.guard.sentence)} The result may be less reliable.")
        start(thermogram, task, beside)
        show_radiometry(thermogram, files)
    return thermogram, files, task


def start(thermogram: Thermogram, task: sr.Task, beside: DeltaGenerator) -> None:
    """Show the cost of a run and its button; keep its outcome. A run in progress is followed to its end."""
    if not offer_run("thermal", (thermogram.digest, task), thermogram.image, kept(Thermal).outcome):
        return
    try:
        outcome = enlarge_thermogram(thermogram, task, beside)
    except sr.SRError as error:
        st.error(plain(str(error)))
        return
    kept(Thermal).outcome = outcome
    announce(outcome.title)


def show(thermogram: Thermogram | None, files: Sequence[File], task: sr.Task) -> None:
    """Show the result of this thermogram, or without a result the thermogram; both can be measured."""
    if thermogram is None:
        ask_first()
        show_welcome()
        return
    outcome = kept(Thermal).outcome
    if outcome is not None and outcome.digest[:64] != thermogram.digest[:64]:
        outcome = None
    # Containers let the viewer keep its place on the page, and with it its zoom, whatever is shown above it.
    with st.container():
        if outcome is not None and (outcome.task != task or outcome.digest != thermogram.digest):
            st.info("This result was made with the earlier settings. Press Enlarge to update it.")
        if outcome is not None and thermogram.simulated:
            st.caption("This is the enlarged simulated thermogram. It shows no patient and comes from no camera.")
    with st.container():
        look = pick_look(thermogram, outcome.lr if outcome else thermogram.image, files)
    if outcome is None:
        ask_first()
        show_input(thermogram.image, look)
        described = describe_thermogram(thermogram.image)
        st.caption(f"{plain(thermogram.image.name)}: {described}. Both sides show this thermogram, in two palettes.")
    else:
        show_outcome(outcome, look)
        st.caption(honesty(outcome.task.method))
    if outcome is not None and outcome.task.test:
        show_figures(outcome)
    show_visible(thermogram)
    show_region_tools()
    show_readings(outcome.pictures if outcome else {"Input": thermogram.image}, outcome, look)
    if outcome is not None and not outcome.task.test:
        show_figures(outcome)
    show_downloads(thermogram, outcome, look)


def honesty(method: sr.Method) -> str:
    """Say from the card which detail may be invented."""
    card = card_of(method)
    if card is None:
        return INTERPOLATED
    kind = "thermograms" if card.unit else "pictures"
    trained = (
        f"{card.title} was trained on {card.training.pictures} {kind} ({card.training.data}). {' '.join(card.limits)}"
    )
    return f"{FINER} {plain(trained)}"


def show_welcome() -> None:
    """Show the simulated thermogram to a visitor who has brought none."""
    image = phantom(4, 0.0)
    low, high = image.value_range
    st.html(
        image_html(
            sr.thermal.palette_picture(image, "even", low, high), "Simulated thermogram of two legs with a scale"
        )
    )
    st.caption(
        "This thermogram is simulated: it was computed from formulas, without a patient and without a camera. Upload a "
        "thermogram, or press *Use the simulated thermogram*: its true temperatures are known at every size, so every "
        "error can be shown."
    )


def main() -> None:
    """Lay the page out."""
    with page_frame("Thermal", PROMISE):
        if not sr.checkpoints():
            show_damaged()
        result, panel = stage()
        beside = result.empty()
        with panel:
            thermogram, files, task = controls(beside)
        with result:
            show(thermogram, files, task)


main()
