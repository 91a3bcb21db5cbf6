"""X-ray page: a radiograph is enlarged, and a DICOM file gives a DICOM file."""

from dataclasses import replace

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

import sr_core as sr
from pages.ui.photo.invented import show_invented
from pages.ui.shell.frame import ask_first, page_frame, show_damaged, stage
from pages.ui.shell.state import kept
from pages.ui.shell.text import duration, plain
from pages.ui.workbench.choices import pick_scale, pick_test
from pages.ui.workbench.cost import offer_run
from pages.ui.workbench.methods import INVENTED
from pages.ui.workbench.outcome import announce
from pages.ui.xray.downloads import show_downloads
from pages.ui.xray.figures import show_figures, show_nodules
from pages.ui.xray.fitness import training_text, unlike
from pages.ui.xray.header import ask_who, show_header
from pages.ui.xray.look import pick_look
from pages.ui.xray.radiograph import (
    Radiograph,
    Xray,
    describe_radiograph,
    enlarge_radiograph,
    spacing_text,
)
from pages.ui.xray.settings import most_pixels, pick_region, pick_settings, radiograph_cost
from pages.ui.xray.upload import pick_radiograph, show_welcome
from pages.ui.xray.view import show_input, show_outcome
from pages.ui.xray.whole import offer_radiograph

PROMISE = (
    "Enlarge a chest radiograph with all its bits and its millimetres, and see what the network changed. The result "
    "of a DICOM file can be downloaded as DICOM. This is not a medical device."
)


def controls() -> tuple[Radiograph | None, sr.Task, DeltaGenerator | None]:
    """Show the panel beside the result; return radiograph, settings, and the place of a run that is asked for."""
    place = None
    test = pick_test(
        "xray", "The radiograph is shrunk first and enlarged again. The result is compared with the radiograph."
    )
    scale = pick_scale("xray", sr.RADIOGRAPH)
    radiograph = pick_radiograph(test=test, scale=scale)
    task = pick_settings(radiograph.image if radiograph else None, test=test, scale=scale)
    if radiograph is not None:
        for note in radiograph.image.notes[
            radiograph.frames > 1 :
        ]:  # the first one names the frame, as the slider does
            st.info(plain(note))
        if radiograph.simulated:
            st.info(
                "This radiograph is simulated: it was computed from formulas, without a patient and without a detector."
            )
        differences = unlike(radiograph, shrink=task.scale if test else 1)
        if differences:
            unlikeness = " ".join(differences)
            st.warning(
                f"This picture differs from the training pictures of the chest networks. {unlikeness} The result may "
                "be less reliable."
            )
        if (seconds := radiograph_cost(radiograph.image, task)) < float("inf") and seconds > sr.RADIOGRAPH.slow:
            st.info(f"This run takes {duration(seconds)}. A lighter network, a smaller scale or a part is faster.")
        task = replace(task, part=pick_region(radiograph, task))
        asked = offer_run(
            "xray",
            (radiograph.digest, task),
            task.part.of(radiograph.image) if task.part else radiograph.image,
            kept(Xray).outcome,
            most=most_pixels(test=test),
            advice="Use only a part." if not test else "Choose 2×." if scale > 2 else "",
        )
        place = st.container() if asked else None
        show_header(radiograph)
    return radiograph, task, place


def start(place: DeltaGenerator, beside: DeltaGenerator, radiograph: Radiograph, task: sr.Task) -> None:
    """Run, or follow the run in progress, and keep the outcome. It is called after all else of the page is written."""
    with place:
        try:
            outcome = enlarge_radiograph(radiograph, task, beside)
        except sr.SRError as error:
            st.error(plain(str(error)))
            return
    here = kept(Xray)
    here.outcome, here.done = outcome, outcome.title
    st.rerun()


def show(radiograph: Radiograph | None, task: sr.Task) -> None:
    """Show the result of this radiograph, or without a result the radiograph."""
    if radiograph is None:
        ask_first()
        show_welcome()
        return
    outcome = kept(Xray).outcome
    same = outcome is not None and (outcome.digest == radiograph.digest or (outcome.simulated and radiograph.simulated))
    outcome = outcome if same else None
    # Containers let the viewer keep its place on the page, and with it its zoom, whatever is shown above it.
    with st.container():
        if outcome is not None and outcome.task != task:
            st.info("This result was made with the earlier settings. Press Enlarge to update it.")
        if outcome is not None and sr.is_generated(outcome.task.method):
            st.warning(INVENTED)
        if radiograph.simulated:
            st.caption("This chest is simulated. It shows no patient and comes from no detector.")
    image = outcome.lr if outcome is not None else radiograph.image
    with st.container():
        look = pick_look(image.as_measured(), radiograph.digest)
        about = ask_who(radiograph)
    if outcome is None:
        ask_first()
        show_input(image, look, radiograph.digest, about)
        st.caption(f"{plain(image.name)}: {describe_radiograph(image)}. {spacing_text(image.spacing)}")
        return
    show_outcome(outcome, look, about)
    st.caption(training_text(outcome.task.method))
    show_invented("xray", outcome, radiograph.image if outcome.digest == radiograph.digest else None)
    show_figures(radiograph, outcome)
    show_nodules(outcome)
    show_downloads(radiograph, outcome, look)


def main() -> None:
    """Lay the page out."""
    with page_frame("X-ray", PROMISE):
        if kept(Xray).done:
            announce(kept(Xray).done)
            kept(Xray).done = ""
        if not sr.checkpoints():
            show_damaged()
        result, panel = stage()
        beside = result.empty()
        with panel:
            radiograph, task, place = controls()
            whole = st.container()
        with result:
            show(radiograph, task)
        if radiograph is not None and place is not None:
            start(place, beside, radiograph, task)
        elif radiograph is not None and task.part is not None:
            with whole:
                offer_radiograph(radiograph, task, beside)


main()
