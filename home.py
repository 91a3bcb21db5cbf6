"""Home page: upload a picture, choose a method, enlarge, compare."""

from dataclasses import replace

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

import sr_core as sr
from pages.ui.photo.condition import show_condition
from pages.ui.photo.picture import Photo, Picture, describe, enlarge_picture
from pages.ui.photo.result import show_result
from pages.ui.photo.settings import pick_method
from pages.ui.photo.showcase import show_showcase
from pages.ui.photo.upload import pick_picture, pick_square, show_photo
from pages.ui.shell.display import image_html, thumbnail
from pages.ui.shell.frame import ask_first, page_frame, show_damaged, stage
from pages.ui.shell.state import kept
from pages.ui.shell.text import plain
from pages.ui.workbench.choices import pick_scale, pick_test
from pages.ui.workbench.cost import SLOW, cost, offer_run, price
from pages.ui.workbench.outcome import announce


def controls() -> tuple[Picture | None, sr.Task]:
    """Show the panel beside the result; return the picture and the settings."""
    test = pick_test(
        "home", "Your picture is shrunk first and enlarged again. The result is compared with your picture."
    )
    picture = pick_picture("home")
    scale = pick_scale("home", sr.PHOTOGRAPH)
    task = sr.Task("bicubic", scale, sr.Degradation(scale=scale) if test else None)

    def seconds(method: str) -> float:
        return cost(picture.image, replace(task, method=method)) if picture else 0.0

    method = pick_method(scale, seconds)
    box = st.expander("Options")
    task = options(box, replace(task, method=method))
    if picture is None:
        return None, task
    too_much = cost(picture.image, task) > SLOW
    if too_much:
        st.warning(f"The result for the whole picture would have {price(picture.image, task)}. Choose a part.")
    with st.container() if too_much else box:
        return picture, replace(task, part=pick_square(picture.image, "home", suggested=too_much))


def options(box: DeltaGenerator, task: sr.Task) -> sr.Task:
    """Show the settings that few people change; return the task with them."""
    with box:
        if sr.path_cards(task.method):
            ensemble = st.toggle(
                "Self-ensemble",
                key="home_ensemble",
                help="The result is the mean over 8 flips and rotations of the input. It takes 8 times as long and "
                "is a little more accurate.",
                persist_state="session",
            )
            task = replace(task, options=sr.UpscaleOptions(self_ensemble=ensemble))
        if not task.test:
            return task
        st.caption(
            "These settings say how the test input is made. The networks were trained on plain bicubic reduction."
        )
        blur = st.slider(
            "Blur before shrinking, sigma in pixels", 0.0, 4.0, 0.0, 0.1, key="home_blur", persist_state="session"
        )
        noise = st.slider("Noise, sigma in grey levels", 0, 30, 0, key="home_noise", persist_state="session")
        levels = ["none", *range(95, 25, -5)]
        quality = st.select_slider("JPEG quality", levels, value="none", key="home_jpeg", persist_state="session")
    degradation = sr.Degradation(
        scale=task.scale, blur_sigma=blur, noise_sigma=noise, jpeg_quality=None if quality == "none" else quality
    )
    return replace(task, degradation=degradation)


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


def show(picture: Picture | None, part: sr.DecodedImage | None, task: sr.Task) -> None:
    """Show the result of this picture; without a result the picture, without a picture the showcase."""
    outcome = kept(Photo).outcome
    if outcome is not None and picture is not None and outcome.digest == picture.digest:
        if outcome.task != task:
            st.info("This result was made with the earlier settings. Press Enlarge to update it.")
        show_result(outcome)
        return
    ask_first()
    if picture is not None and part is not None:
        st.html(image_html(thumbnail(part, 720), "The picture you chose"))
        st.caption(f"{plain(picture.image.name)}: {describe(part)}. Press *Enlarge* to see the result beside bicubic.")
    else:
        show_showcase()


def main() -> None:
    """Lay the page out."""
    with page_frame("Enlarge a picture"):
        if not sr.checkpoints():
            show_damaged()
        result, panel = stage()
        part, beside = None, result.empty()
        with panel:
            picture, task = controls()
            if picture is not None:
                part = task.part.of(picture.image) if task.part else picture.image
                for note in picture.image.notes:
                    st.info(plain(note))
                show_condition("home", picture, show_photo)
                start(picture, part, task, beside)
        with result:
            show(picture, part, task)


main()
