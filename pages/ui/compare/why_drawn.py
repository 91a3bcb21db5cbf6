"""Which pixels of the input made the networks draw a patch that the visitor clicks on."""

from collections.abc import Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

import sr_core as sr

from ..shell.display import image_html, show_colour_bar
from ..shell.state import widget
from ..shell.text import duration, plain
from ..shell.work import Told, follow, stop
from ..workbench.methods import title
from .comparison import Comparison, Entry, Subject
from .job import Bar

HEADER = "Why did they draw this?"
MOST_SECONDS = 60.0
"""Longest explanation that is offered, as estimated."""
FIRST_SECONDS = 20.0
"""Time within which the networks that are chosen at first can be explained."""
SIDES = (8, 16, 32)
"""Sides of a patch that are offered, in pixels of the result."""
_SIDE_KEY = "compare_why_side"
STARTING = "Starting a second process"
SAYS = (
    "**What it says:** the coloured pixels of the low-resolution input made the method draw the edges inside the blue "
    "frame, and stronger colour means more influence. A higher diffusion index means that it took more of the "
    "surroundings into account."
)
SAYS_NOT = (
    "**What it does not say:** influence is no proof that the detail is real. Only edges and texture are followed, so "
    "pixels without colour can still have set the brightness of the patch."
)


def patch_of(comparison: Comparison, subject: Subject) -> sr.Part | None:
    """Return the patch around the spot; None before one is set."""
    if comparison.spot is None:
        return None
    spot, side = comparison.spot, int(widget(_SIDE_KEY) or sr.PATCH)
    return sr.patch_around(subject.lr, spot.x0, spot.y0, side=side, scale=subject.task.scale)


def patch_mark(comparison: Comparison, subject: Subject) -> list[sr.Region]:
    """Return the frame of the patch for the viewer; none before a spot is set."""
    patch = patch_of(comparison, subject)
    if patch is None:
        return []
    height, width = (side * subject.task.scale for side in (subject.lr.height, subject.lr.width))
    right, bottom = patch.left + patch.width, patch.top + patch.height
    return [
        sr.Region("box", patch.left / width, patch.top / height, right / width, bottom / height, "Patch"),
    ]


def show_why_drawn(comparison: Comparison, subject: Subject, results: Sequence[Entry]) -> DeltaGenerator:
    """Show the choices and what was found for the patch; return the place of the progress bar."""
    st.header(HEADER, anchor=False)
    if not sr.workers_allowed():
        st.info("This server has switched explanations off, since they need a second process.")
        return st.container()
    patch = patch_of(comparison, subject)
    if patch is None:
        st.info(
            "Choose *Spot* in the viewer (the cross, key T) and click on a detail, such as an edge or a letter. You "
            "then see which pixels of the low-resolution input made each network draw it."
        )
        return st.container()
    if comparison.spot is not comparison.spot_told:
        comparison.spot_told = comparison.spot
        st.toast(f"The patch is set. *{HEADER}* below explains it.")
    methods = _pick_methods(subject, results, patch)
    if methods:
        _offer(comparison, subject, methods, patch)
    else:
        st.caption("Run a network, or choose one here.")
    place = st.container()
    if comparison.why_problem:
        st.warning(plain(comparison.why_problem))
    found = [
        comparison.explained[key] for method in methods if (key := (subject.key(method), patch)) in comparison.explained
    ]
    if found:
        _show(subject, found)
    return place


def run_why_drawn(comparison: Comparison, subject: Subject, place: DeltaGenerator) -> None:
    """Make the explanation that was asked for, with a bar, or follow it; then show the page anew."""
    what = comparison.asked_why
    assert what is not None
    methods, patch = what
    with place:
        st.button("Stop", key="compare_why_stop", on_click=_stop, args=(comparison,), width="stretch")
        view = Bar(st.progress(0.0, text=STARTING), "Explaining")

    def job(told: Told) -> tuple[sr.Attribution, ...]:
        def on_progress(share: float, method: str) -> None:
            told.progress(share, title(method))

        return sr.attribute(
            subject.lr, methods, patch, scale=subject.task.scale, on_progress=on_progress, check=told.check
        )

    try:
        found = follow((subject.key("bicubic"), *what), STARTING.lower(), job, view, resumes=True, kind="why_drawn")
        comparison.explained |= {(subject.key(each.method), patch): each for each in found}
    except sr.SRError as error:
        comparison.why_problem = f"{error}."
    comparison.asked_why = None
    st.rerun()


def _pick_methods(subject: Subject, results: Sequence[Entry], patch: sr.Part) -> list[str]:
    """Show the methods that can be explained; at first those whose results are there are chosen, as time allows."""
    methods = [entry.task.method for entry in results]
    # A network of the visitor runs in a process that knows no gradients.
    offered = [method for method in methods if isinstance(method, str) and sr.path_cards(method)] + ["bicubic"]
    first: list[str] = []
    for method in offered:
        if _estimate(subject, [*first, method], patch) <= FIRST_SECONDS:
            first.append(method)
    left, right = st.columns([3, 2], vertical_alignment="bottom")
    chosen = left.multiselect(
        "Methods to explain",
        offered,
        default=first,
        format_func=title,
        key=f"compare_why_{hash(tuple(offered))}",
        placeholder="Choose methods",
    )
    right.segmented_control(
        "Side of the patch, pixels",
        SIDES,
        default=sr.PATCH,
        key=_SIDE_KEY,
        required=True,
        persist_state="session",
    )
    return [method for method in offered if method in chosen]


def _offer(comparison: Comparison, subject: Subject, methods: list[str], patch: sr.Part) -> None:
    """Show the button with the time it takes."""
    missing = [method for method in methods if (subject.key(method), patch) not in comparison.explained]
    if not missing:
        return
    seconds = _estimate(subject, missing, patch)
    too_long = seconds > MOST_SECONDS
    if st.button(
        f"Explain this patch ({duration(seconds)})",
        type="primary",
        key="compare_why_run",
        disabled=too_long or comparison.asked_why is not None,
    ):
        comparison.asked_why, comparison.why_problem = (tuple(missing), patch), ""
        st.rerun()
    if too_long:
        st.caption(f"That is above this page's limit of {duration(MOST_SECONDS)}. Choose fewer methods.")


def _estimate(subject: Subject, methods: Sequence[str], patch: sr.Part) -> float:
    return sr.estimate_attribution(subject.lr, methods, patch, scale=subject.task.scale)


def _stop(comparison: Comparison) -> None:
    comparison.asked_why = None
    stop()


def _show(subject: Subject, found: Sequence[sr.Attribution]) -> None:
    """Show the pictures, how to read them, and the table."""
    grid = st.grid(3, min_column_width=250)
    for each in found:
        picture = sr.heat_picture(subject.lr, each, scale=subject.task.scale)
        with grid.cell(), st.container(gap="xsmall"):
            name = title(each.method)
            st.markdown(f"**{plain(name)}** · diffusion index {each.diffusion_index:.2f}")
            st.html(image_html(picture, f"{name}: {_said(each)}"))
    show_colour_bar(sr.heat_scale(), ("no influence", "strongest influence"))
    st.markdown(SAYS)
    st.markdown(SAYS_NOT)
    _table(found)
    window = found[0].window
    st.caption(
        f"The pictures show {window.width} × {window.height} pixels of the input around the patch, over which the "
        "diffusion index (0 to 100) is measured. Paper: Gu and Dong, Interpreting Super-Resolution Networks with Local "
        "Attribution Maps, CVPR 2021."
    )


def _said(found: sr.Attribution) -> str:
    if found.is_flat:
        return "the patch is flat, so there is nothing to explain"
    pixels = found.window.height * found.window.width
    return (
        f"{found.pixels} of {pixels} input pixels have 90 % of the influence on the patch, diffusion index "
        f"{found.diffusion_index:.2f}"
    )


def _table(found: Sequence[sr.Attribution]) -> None:
    number = st.column_config.NumberColumn
    st.dataframe(
        [
            {
                "Method": title(each.method),
                "Diffusion index": each.diffusion_index,
                "Pixels with 90 % of the influence": None if each.is_flat else each.pixels,
                "Sum is off by, %": None if each.is_flat else 100 * each.mismatch,
                "Time, s": each.seconds,
            }
            for each in found
        ],
        hide_index=True,
        height="content",
        placeholder="–",
        key="compare_why_table",
        column_config={
            "Diffusion index": number(
                format="%.2f", help="100 × (1 − Gini coefficient of the influence). Small if few pixels matter"
            ),
            "Pixels with 90 % of the influence": number(help="The fewest input pixels that have it together"),
            "Sum is off by, %": number(
                format="%.2f",
                help="All influence should add up to the detail that the blurred input lacks; 0 is exact",
            ),
            "Time, s": number(format="%.1f"),
        },
    )
