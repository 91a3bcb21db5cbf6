"""Panel of the Compare page: picture, task and methods. The choices are kept in the page's address."""

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

import sr_core as sr

from ..photo.picture import Photo, Picture
from ..photo.samples import SAMPLES
from ..shell.address import Word, is_asked, read_list, say_refused
from ..shell.state import kept, set_widget, widget
from ..shell.text import plain
from ..workbench.choices import NO_ORIGINAL
from ..workbench.methods import title
from ..workbench.overview import pick_part, show_overview
from .comparison import Comparison
from .job import MAX_PIXELS

TEST, ENLARGE = "test", "enlarge"
MODES = {
    TEST: (
        "Test the networks",
        "Your picture is shrunk first and enlarged again by each method. The results are compared with your picture.",
    ),
    ENLARGE: ("Enlarge", NO_ORIGINAL),
}
"""Word of the address -> name of a task, and what it means."""
KERNELS = {
    "bicubic": "Bicubic (as trained)",
    "lanczos": "Lanczos",
    "box": "Box (mean of each block)",
    "nearest": "Nearest (no filter)",
}
NO_JPEG = NO_NETWORKS = "none"
QUALITIES = (NO_JPEG, *(str(q) for q in range(95, 5, -5)))
MODE = Word("mode", "compare_mode", {name: name for name in MODES}, TEST, lambda name: MODES[name][0])
SCALE = Word("scale", "compare_scale", {str(n): n for n in sr.SCALES}, 4, "{}×".format)
KERNEL = Word("kernel", "compare_kernel", {name: name for name in KERNELS}, "bicubic", KERNELS.__getitem__)
BLUR = Word("blur", "compare_blur", {f"{n / 10:g}": n / 10 for n in range(41)}, 0.0, "{:g}".format)
NOISE = Word("noise", "compare_noise", {str(n): n for n in range(31)}, 0)
JPEG = Word("jpeg", "compare_jpeg", {name: name for name in QUALITIES}, NO_JPEG)
FIRST_SAMPLE = "coffee"
"""Sample that a new visitor begins with."""


def pick_task() -> tuple[str, int]:
    """Show the choice of task and scale; return both."""
    MODE.follow()
    mode = st.segmented_control(
        "What to do",
        list(MODES),
        default=MODE.default,
        format_func=MODE.said,
        key=MODE.key,
        required=True,
        persist_state="session",
        width="stretch",
        wrap=True,
    )
    st.caption(MODES[str(mode)][1])
    SCALE.follow()
    scale = st.segmented_control(
        "Scale, per side",
        sr.SCALES,
        default=SCALE.default,
        format_func=SCALE.said,
        key=SCALE.key,
        required=True,
        persist_state="session",
        width="stretch",
    )
    assert scale is not None
    MODE.share(str(mode))
    SCALE.share(scale)
    say_refused("mode", "scale")
    return str(mode), scale


def pick_settings(picture: Picture, mode: str, scale: int) -> sr.Task:
    """Show degradation and part; return the task, with "bicubic" as method."""
    test = mode == TEST
    degradation = _pick_degradation(scale) if test else None
    task = sr.Task("bicubic", scale, degradation)
    factor = 1 if test else scale
    image = picture.image
    too_large = image.height * image.width * factor**2 > MAX_PIXELS
    most = MAX_PIXELS // factor**2
    with st.container() if too_large else st.expander("A part of the picture"):
        linked = picture.digest in SAMPLES
        part = pick_part("compare", image, picture.digest, task, most=most, suggested=too_large, linked=linked)
        if part is not None:
            show_overview("compare", picture.small, image, scale=factor, most=most)
        return replace(task, part=part)


def _pick_degradation(scale: int) -> sr.Degradation:
    with st.expander("Degradation of the input"):
        st.caption(
            "The networks were trained on plain bicubic reduction. Change how the input is made, and see how much each "
            "one loses."
        )
        for word in (KERNEL, BLUR, NOISE, JPEG):
            word.follow()
        kernel = st.selectbox(
            "Filter that shrinks the picture",
            list(KERNELS),
            format_func=KERNEL.said,
            key=KERNEL.key,
            persist_state="session",
        )
        blur = st.slider(
            "Blur before shrinking, sigma in pixels",
            0.0,
            4.0,
            BLUR.default,
            0.1,
            key=BLUR.key,
            persist_state="session",
        )
        noise = st.slider("Noise, sigma in grey levels", 0, 30, NOISE.default, key=NOISE.key, persist_state="session")
        quality = st.select_slider("JPEG quality", QUALITIES, value=JPEG.default, key=JPEG.key, persist_state="session")
    KERNEL.share(kernel)
    BLUR.share(blur)
    NOISE.share(noise)
    JPEG.share(quality)
    say_refused("kernel", "blur", "noise", "jpeg")
    return sr.Degradation(
        scale=scale,
        kernel=kernel,
        blur_sigma=blur,
        noise_sigma=noise,
        jpeg_quality=None if quality == NO_JPEG else int(quality),
    )


def all_methods(scale: int, modality: sr.Modality) -> list[str]:
    """List the methods that can be compared besides bicubic, best first."""
    return [method for method in sr.methods_for(modality, scale) if method != "bicubic"]


def _offered(scale: int, modality: sr.Modality) -> list[str]:
    """List the methods for pictures of this kind; those for other pictures too where the visitor asks for them."""
    methods = all_methods(scale, modality)
    own = [method for method in methods if sr.is_made_for(method, modality)]
    others = [method for method in methods if method not in own]
    if not others:
        return own
    chosen = widget(f"compare_x{scale}") or []
    if set(chosen) & set(others):
        set_widget("compare_others", True)
    kinds = dict.fromkeys(card.purpose.lower() for method in others for card in sr.path_cards(method))
    asked = st.toggle(
        f"Networks for other pictures too ({len(others)})",
        key="compare_others",
        persist_state="session",
        on_change=_keep_own,
        args=(scale, own),
    )
    st.caption(
        f"Networks that were trained on other pictures ({plain(', '.join(kinds))}) are left out, since what they have "
        f"learned does not hold for a {modality.name}."
    )
    return methods if asked else own


def _keep_own(scale: int, own: Sequence[str]) -> None:
    """Take networks for other pictures out of the choice when they are no longer asked for."""
    if not widget("compare_others"):
        key = f"compare_x{scale}"
        set_widget(key, [method for method in widget(key) or [] if method in own])


def first_methods(methods: Sequence[str]) -> list[str]:
    """Choose the methods that are selected at first: the three most accurate networks and one that invents detail."""
    nets = [method for method in methods if sr.path_cards(method)]
    close = [method for method in nets if not sr.is_generated(method)]
    return [*close[:3], *[method for method in nets if sr.is_generated(method)][:1]]


def follow_networks(scale: int, modality: sr.Modality) -> None:
    """Choose the methods that the address asks for, and note that their results are wanted."""
    if not is_asked("networks"):
        return
    methods = all_methods(scale, modality)
    usual = first_methods([method for method in methods if sr.is_made_for(method, modality)])
    wanted = read_list("networks", (*methods, NO_NETWORKS), "The usual choice")
    chosen = [method for method in methods if method in wanted]
    set_widget(f"compare_x{scale}", chosen if wanted else usual)
    kept(Photo).made.of(Comparison).wanted = bool(chosen)


def pick_methods(scale: int, modality: sr.Modality) -> tuple[list[str], list[str]]:
    """Show the methods of a scale; return those that are offered and, in their order, those that are chosen."""
    follow_networks(scale, modality)
    place = st.container()
    methods = _offered(scale, modality)
    chosen = place.multiselect(
        "Methods besides bicubic",
        methods,
        default=first_methods(methods),
        format_func=title,
        key=f"compare_x{scale}",
        persist_state="session",
        placeholder="Choose methods",
        wrap=True,
    )
    with place:
        say_refused("networks")
    return methods, [method for method in methods if method in chosen]


def is_plain(task: sr.Task) -> bool:
    """True where the input is made as in the training of the networks, or is not degraded."""
    return task.degradation is None or task.degradation == sr.Degradation(scale=task.scale)


def plain_settings(task: sr.Task) -> sr.Task:
    """Return the task on a clean input, made by plain bicubic reduction."""
    return replace(task, degradation=sr.Degradation(scale=task.scale))
