"""X-ray: DICOM in, DICOM out."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

import sr_core as sr
from pages.ui.shell.damaged import show_damaged
from pages.ui.shell.frame import page_frame
from pages.ui.shell.state import kept
from pages.ui.shell.text import duration, plain
from pages.ui.workbench.cost import MAX_PIXELS, too_large_text
from pages.ui.workbench.methods import short_title
from pages.ui.workbench.work import is_running
from pages.ui.xray.downloads import show_downloads
from pages.ui.xray.figures import show_figures
from pages.ui.xray.fitness import training_text, unlike
from pages.ui.xray.header import ask_who, show_header
from pages.ui.xray.look import pick_look
from pages.ui.xray.nodules import show_nodules
from pages.ui.xray.outcome import enlarge_radiograph, measured, run_of
from pages.ui.xray.picture import Radiograph, describe_radiograph, pick_radiograph, spacing_text
from pages.ui.xray.settings import cost, pick_settings, pick_task
from pages.ui.xray.view import show_input, show_outcome
from pages.ui.xray.welcome import show_welcome

PROMISE = (
    "DICOM in, DICOM out: enlarge a chest radiograph at its full depth and its own millimetres, and see what the "
    "network changed. This is not a medical device."
)


def controls() -> tuple[Radiograph | None, sr.Task, DeltaGenerator | None]:
    """Show the panel beside the result; return radiograph, settings, and where to run if that is asked for."""
    place = None
    test, scale = pick_task()
    radiograph = pick_radiograph(test=test, scale=scale)
    task = pick_settings(radiograph.image if radiograph else None, test=test, scale=scale)
    if radiograph is not None:
        for note in radiograph.image.notes[
            radiograph.frames > 1 :
        ]:  # the first one names the frame, as the slider does
            st.info(plain(note))
        if radiograph.simulated:
            st.info("A simulated radiograph, computed from formulas: not a patient, not a detector.")
        differences = unlike(radiograph, shrink=task.scale if test else 1)
        if differences:
            unlikeness = "; ".join(differences)
            st.warning(f"Unlike what chest networks were trained on: {unlikeness}. The result may be less reliable.")
        if (seconds := cost(radiograph.image, task)) < float("inf") and seconds > sr.RADIOGRAPH.slow:
            st.info(f"This takes {duration(seconds)}; a lighter network or a smaller scale is quicker.")
        place = offer(radiograph, task)
        show_header(radiograph)
    return radiograph, task, place


def offer(radiograph: Radiograph, task: sr.Task) -> DeltaGenerator | None:
    """Say what a run costs and offer it; return the place for it once its button is pressed, and while it runs."""
    seconds = cost(radiograph.image, task)
    shrink = task.scale if task.test else 1
    width, height = (side // shrink * task.scale for side in (radiograph.image.width, radiograph.image.height))
    too_large = seconds == float("inf")
    most = MAX_PIXELS if task.test else sr.MAX_SR_PIXELS
    price = too_large_text(most) if too_large else f"{duration(seconds)} on this machine"
    smaller = " Choose 2×." if too_large and task.scale > 2 else ""
    st.caption(f"Result: {width} x {height} pixels, {price}.{smaller}")
    label = f"Enlarge {task.scale}× with {short_title(task.method)}"
    pressed = st.button(label, type="primary", width="stretch", disabled=too_large, key="xray_run")
    place = st.container()
    if pressed and is_done(radiograph, task):
        st.toast("The result is up to date.")
        return None
    return place if is_running(run_of(radiograph, task)) or pressed else None


def is_done(radiograph: Radiograph, task: sr.Task) -> bool:
    """True if the result of this radiograph with these settings is there."""
    outcome = kept().xray.outcome
    return outcome is not None and run_of(radiograph, task) == (outcome.digest, outcome.task)


def start(place: DeltaGenerator, beside: DeltaGenerator, radiograph: Radiograph, task: sr.Task) -> None:
    """Run, or follow the run in progress, and keep the outcome. Called when all else of the page stands."""
    with place:
        try:
            outcome = enlarge_radiograph(radiograph, task, beside)
        except sr.SRError as error:
            st.error(plain(str(error)))
            return
    kept().xray.outcome, kept().xray.done = outcome, outcome.title
    st.rerun()


def show(radiograph: Radiograph | None, task: sr.Task) -> None:
    """Show the result of this radiograph, else the radiograph."""
    if radiograph is None:
        show_welcome()
        return
    outcome = kept().xray.outcome
    same = outcome is not None and (outcome.digest == radiograph.digest or (outcome.simulated and radiograph.simulated))
    outcome = outcome if same else None
    # In containers, so that the viewer keeps its place, and with it its zoom, whatever is said above it.
    with st.container():
        if outcome is not None and outcome.task != task:
            st.info("This result was made with the earlier settings. Press Enlarge to update it.")
        if outcome is not None and sr.is_generated(outcome.task.method):
            st.warning("Synthesised detail: this network was trained to look real. Do not read its detail as evidence.")
        if radiograph.simulated:
            st.caption("A simulated chest: no patient, no detector.")
    image = outcome.lr if outcome is not None else radiograph.image
    with st.container():
        look = pick_look(measured(image), radiograph.digest)
        about = ask_who(radiograph)
    if outcome is None:
        show_input(image, look, radiograph.digest, about)
        st.caption(f"{plain(image.name)}: {describe_radiograph(image)}. {spacing_text(image.spacing)}")
        return
    show_outcome(outcome, look, about)
    st.caption(training_text(outcome.task.method))
    show_figures(outcome)
    show_nodules(outcome)
    show_downloads(radiograph, outcome)


def main() -> None:
    """Lay the page out."""
    with page_frame("X-ray", PROMISE):
        if kept().xray.done:
            st.toast(f"{plain(kept().xray.done)} is done.")  # on a phone the result is above, out of sight
            kept().xray.done = ""
        if not sr.checkpoints():
            show_damaged()
        result, panel = st.columns([2, 1], gap="large")
        beside = result.empty()
        with panel:
            radiograph, task, place = controls()
        with result:
            show(radiograph, task)
        if radiograph is not None and place is not None:
            start(place, beside, radiograph, task)


main()
