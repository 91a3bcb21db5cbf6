"""Home page: upload a picture, choose a method, enlarge, compare."""

from dataclasses import replace

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

import sr_core as sr
from pages.ui.photo.condition import show_condition
from pages.ui.photo.invented import show_invented
from pages.ui.photo.picture import Photo, Picture, describe, enlarge_picture
from pages.ui.photo.result import show_result
from pages.ui.photo.samples import SAMPLES
from pages.ui.photo.settings import pick_method, pick_options
from pages.ui.photo.showcase import show_showcase
from pages.ui.photo.size import pick_size
from pages.ui.photo.upload import pick_picture, show_photo
from pages.ui.photo.whole import offer_photo, show_whole
from pages.ui.shell.display import image_html
from pages.ui.shell.frame import ask_first, page_frame, show_damaged, stage
from pages.ui.shell.state import kept
from pages.ui.shell.text import plain
from pages.ui.workbench.choices import pick_test
from pages.ui.workbench.cost import MAX_PIXELS, SLOW, cost, offer_run, price
from pages.ui.workbench.outcome import announce
from pages.ui.workbench.overview import pick_part, show_overview


def controls() -> tuple[Picture | None, sr.Task | None, sr.Task | None]:
    """Show the panel beside the result; return picture, task, and the task of the whole picture where there is a part.

    Both tasks are None for a size that cannot be made.
    """
    test = pick_test(
        "home", "Your picture is shrunk first and enlarged again. The result is compared with your picture."
    )
    picture = pick_picture("home")
    image = picture.image if picture else None
    asked = pick_size(image, test=test)
    if asked is None:
        return picture, None, None
    scale = asked.scale
    task = sr.Task("bicubic", scale, sr.Degradation(scale=scale) if test else None, size=asked.size(image))
    if scale == 1:
        return picture, task, None

    def seconds(method: str) -> float:
        return cost(picture.image, replace(task, method=method)) if picture else 0.0

    method = pick_method(scale, seconds)
    box = st.expander("Options")
    task = pick_options(box, replace(task, method=method))
    if picture is None:
        return None, task, None
    too_much = cost(picture.image, task) > SLOW
    if too_much:
        st.warning(
            f"The result for the whole picture would have {price(picture.image, task)}. Move the frame on your picture "
            "to the part that you want to see, or make a file of the whole picture."
        )
    with st.container() if too_much else box:
        unsized = replace(task, size=None)
        part = pick_part(
            "home",
            picture.image,
            picture.digest,
            unsized,
            most=most_of(task),
            suggested=too_much,
            linked=picture.digest in SAMPLES,
        )
    if part is None:
        return picture, task, None
    return picture, replace(task, part=part, size=asked.size(picture.image, part)), task


def most_of(task: sr.Task) -> int:
    """Return the pixels of the largest part that can be enlarged on this page."""
    return MAX_PIXELS if task.test else MAX_PIXELS // task.scale**2


def start(picture: Picture, part: sr.DecodedImage, task: sr.Task, beside: DeltaGenerator) -> None:
    """Show the cost of a run and its button; keep its outcome. A run in progress is followed to its end."""
    if not offer_run("home", (picture.digest, task), part, kept(Photo).outcome):
        return
    try:
        outcome = enlarge_picture(picture, task, beside)
    except sr.SRError as error:
        st.error(plain(str(error)))
        return
    kept(Photo).outcome = outcome
    announce(outcome.title)


def show(picture: Picture | None, part: sr.DecodedImage | None, task: sr.Task | None) -> None:
    """Show the result of this picture; without a result the picture, without a picture the showcase."""
    shows_whole = picture is not None and show_whole(picture)
    outcome = kept(Photo).outcome
    if outcome is not None and picture is not None and outcome.digest == picture.digest:
        if task is not None and outcome.task != task:
            st.info("This result was made with the earlier settings. Press Enlarge to update it.")
        show_result(outcome)
        show_invented("home", outcome, picture.image)
        if task is not None and task.part is not None:
            st.markdown("**Another part of the picture**")
            show_parts(picture, task)
        return
    if not shows_whole:
        ask_first()
    if picture is None or part is None:
        show_showcase()
    elif task is not None and task.part is not None:
        show_parts(picture, task)
    else:
        st.html(image_html(picture.small, "The picture you chose"))
    if picture is not None and part is not None:
        st.caption(f"{plain(picture.image.name)}: {describe(part)}. Press *Enlarge* to see the result beside bicubic.")


def show_parts(picture: Picture, task: sr.Task) -> None:
    """Show the whole picture with the frame that chooses the part."""
    scale = 1 if task.test or task.size else task.scale
    show_overview("home", picture.small, picture.image, scale=scale, most=most_of(task))


def main() -> None:
    """Lay the page out."""
    with page_frame("Enlarge a picture"):
        if not sr.checkpoints():
            show_damaged()
        result, panel = stage()
        part, beside = None, result.empty()
        with panel:
            picture, task, whole = controls()
            if picture is not None:
                part = task.part.of(picture.image) if task and task.part else picture.image
                for note in picture.image.notes:
                    st.info(plain(note))
                show_condition("home", picture, show_photo)
                if task is not None:
                    start(picture, part, task, beside)
            file = st.container()
        with result:
            show(picture, part, task)
        if picture is not None and whole is not None and not whole.test:
            with file:
                offer_photo(picture, whole, beside)


main()
