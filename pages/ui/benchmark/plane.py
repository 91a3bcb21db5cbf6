"""The plane of distortion and perception: how close a result is to the original, and how it looks."""

from collections.abc import Sequence

import streamlit as st

from ..plots.plot import GREY, ORANGE, TEAL, Axis
from ..plots.scatter import Group, Point, show_scatter
from ..shell.figures import INTERPOLATION, Figure
from ..shell.glossary import explain
from ..shell.text import figure

MEASURES = {"feature_distance": "Feature distance", "niqe": "NIQE"}
"""Field of Figure -> name of the measure; of both, lower is better."""
GROUPS = (
    Group("trained for accuracy", TEAL),
    Group("trained for appearance", ORANGE, "diamond"),
    Group("interpolation", GREY, "square"),
)


def show_plane(figures: Sequence[Figure], *, key: str) -> None:
    """Plot the chosen perceptual measure over PSNR; show nothing where none was measured.

    Args:
        figures: methods on one set at one scale.
        key: beginning of the widgets' keys.
    """
    offered = [name for name in MEASURES if any(getattr(each, name) is not None for each in figures)]
    if not offered:
        return
    st.header("Closeness and appearance", anchor=False)
    chosen = st.segmented_control(
        "Measure of appearance",
        offered,
        default=offered[0],
        format_func=MEASURES.__getitem__,
        key=f"{key}_measure",
        required=True,
        persist_state="session",
    )
    measure = str(chosen)
    shown = [each for each in figures if getattr(each, measure) is not None]
    show_scatter(
        [_point(each, float(getattr(each, measure))) for each in shown],
        GROUPS,
        x=Axis("PSNR, dB", format=".2f"),
        y=Axis(MEASURES[measure], format=".3f"),
        name="Closeness and appearance",
        alt=_alt(shown, measure),
        key=f"{key}_plot",
    )
    st.caption(
        "Further right is closer to the original, further down looks better by this measure. No method can be best in "
        "both at once (Blau and Michaeli, The Perception-Distortion Tradeoff, CVPR 2018); a GAN gives up closeness for "
        "appearance. The two measures of appearance may disagree."
    )
    explain("PSNR", *MEASURES.values(), "GAN", "Training goal")


def _point(found: Figure, value: float) -> Point:
    name = found.name.removesuffix(f" x{found.scale}")
    inventive = GROUPS[1] if found.objective == "appearance" else GROUPS[0]
    return Point(name, found.psnr, value, (GROUPS[2] if found.origin == INTERPOLATION else inventive).name, label=name)


def _alt(shown: Sequence[Figure], measure: str) -> str:
    points = (f"{each.name}: {each.psnr:.2f} dB, {figure(getattr(each, measure))}" for each in shown)
    return f"{MEASURES[measure]} over PSNR. {'; '.join(points)}."
