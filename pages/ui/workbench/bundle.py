"""Download of a bundle: a result with all that is needed to make it again."""

from collections.abc import Callable
from functools import partial

import streamlit as st

import sr_core as sr

from .outcome import Outcome

_TEXT = (
    "A ZIP archive with the result, what was measured, warnings, and all that is needed to make the result again: "
    "networks with their sha256, engine, versions and options. Your picture is not in it, only the sha256 of its "
    "values. With your picture, the command honest-pixels verify makes the result again and compares every value."
)


def offer_bundle(
    key: str, outcome: Outcome, stem: str, made: Callable[[Callable[[], bytes]], bytes] | None = None
) -> None:
    """Offer the bundle of a result; it is made when its button is pressed.

    Args:
        key: beginning of the button's key, the name of the page.
        outcome: the result.
        stem: name of the file without its end.
        made: calls what makes the file, where a page has to do something first.
    """
    problem = sr.bundle_problem(outcome.result.image)
    write = partial(sr.write_bundle, outcome.made)
    st.download_button(
        "Bundle, ZIP",
        write if made is None else partial(made, write),
        f"{stem}.bundle.zip",
        "application/zip",
        key=f"{key}_download_bundle",
        icon="⬇",
        help=f"Not available: {problem}." if problem else _TEXT,
        on_click="ignore",
        disabled=bool(problem),
    )
