"""Choices that every page offers: what to do, the scale, and what the result is compared with."""

import streamlit as st

import sr_core as sr

from ..shell.address import Word, say_refused

NO_ORIGINAL = (
    "There is no high-resolution original, so accuracy cannot be measured. We only check that the result agrees with "
    "your image."
)

SIZE = "Size …"
"""Choice beside the scales that opens the choice of a size."""


def pick_test(page: str, said: str) -> bool:
    """Show the two tasks, enlarge and test; return True for the test.

    Args:
        page: beginning of the widget's key.
        said: sentence that says what happens in the test.
    """
    modes = {"enlarge": ("Enlarge", NO_ORIGINAL), "test": ("Test the network", said)}
    word = Word("mode", f"{page}_mode", {name: name for name in modes}, "enlarge", lambda name: modes[name][0])
    word.follow()
    mode = st.segmented_control(
        "What to do",
        list(modes),
        default="enlarge",
        format_func=lambda name: modes[name][0],
        key=f"{page}_mode",
        required=True,
        persist_state="session",
        width="stretch",
    )
    st.caption(modes[str(mode)][1])
    word.share(str(mode))
    say_refused("mode")
    return bool(mode == "test")


def pick_scale(page: str, modality: sr.Modality) -> int:
    """Show the scales offered for a kind of picture; return the chosen one, per side."""
    return int(_pick_scale(page, modality, modality.scales))


def pick_scale_or_size(page: str, modality: sr.Modality) -> int | None:
    """Show the scales and, beside them, the choice of any other size; return the scale, or None for the other size."""
    chosen = _pick_scale(page, modality, (*modality.scales, SIZE))
    return None if chosen == SIZE else int(chosen)


def _pick_scale(page: str, modality: sr.Modality, options: tuple[int | str, ...]) -> int | str:
    word = Word[int | str](
        "scale",
        f"{page}_scale",
        {"size" if n == SIZE else str(n): n for n in options},
        modality.scale,
        lambda n: f"{n}×",
    )
    word.follow()
    chosen = st.segmented_control(
        "Scale, per side",
        options,
        default=modality.scale,
        format_func=lambda n: n if n == SIZE else f"{n}×",
        key=f"{page}_scale",
        required=True,
        persist_state="session",
        width="stretch",
    )
    assert chosen is not None
    word.share(chosen)
    say_refused("scale")
    return chosen


def pick_view(page: str, views: list[str], method: sr.Method) -> str:
    """Show what a result can be compared with; return the chosen one.

    Args:
        page: beginning of the widget's key.
        views: names of what can be shown, among them "Bicubic" and "Input pixels".
        method: method of the result; a result of bicubic itself is first compared with the input.
    """
    same = {"bicubic": "Bicubic", "lanczos": "Lanczos"}.get(str(method))
    chosen = st.segmented_control(
        "Compare with",
        views,
        default="Input pixels" if same == "Bicubic" else "Bicubic",
        key=f"{page}_compare_{same}_{len(views)}",
        persist_state="session",
        required=True,
        wrap=True,
    )
    return str(chosen)
