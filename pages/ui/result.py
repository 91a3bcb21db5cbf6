"""What a run gave: viewer, numbers with their protocol, downloads."""

import hashlib
import math
from functools import partial
from pathlib import PurePath

import numpy as np
import streamlit as st

import sr_core as sr

from .display import to_8_bit
from .job import Outcome
from .text import plain
from .viewer import Panel, viewer

DOWNLOADS = ("png", "tiff")


def show_result(outcome: Outcome) -> None:
    """Show an outcome."""
    left = _pick_left(outcome)
    if st.session_state.get("display") == "Quick slider":
        _quick_slider(outcome, left)
    else:
        viewer([_panel(outcome, left), _panel(outcome, "sr")], key="result")
    _numbers(outcome)
    _downloads(outcome)


def _pick_left(outcome: Outcome) -> str:
    names = {"bicubic": "Bicubic", "input": "Input pixels"}
    if outcome.hr is not None:
        names["hr"] = "Reference"
    default = "input" if outcome.settings.method == "bicubic" else "bicubic"
    with st.container(horizontal=True, horizontal_alignment="distribute"):
        left = st.segmented_control(
            "Left side",
            list(names),
            default=default,
            format_func=names.__getitem__,
            key=f"left_{default}_{len(names)}",
            required=True,
            label_visibility="collapsed",
        )
        st.segmented_control(
            "Display",
            ["Viewer", "Quick slider"],
            default="Viewer",
            key="display",
            required=True,
            label_visibility="collapsed",
        )
    return str(left)


def _panel(outcome: Outcome, side: str) -> Panel:
    names = {"sr": outcome.title, "bicubic": "Bicubic", "hr": "Reference", "input": "Input pixels"}
    scores = {"sr": outcome.scores, "bicubic": outcome.bicubic_scores}.get(side, ())
    caption = f"{scores[0].value:.2f} dB" if scores and math.isfinite(scores[0].value) else ""
    return Panel(names[side], outcome.png(side), caption)


def _quick_slider(outcome: Outcome, left: str) -> None:
    # Loaded only when asked for: the package brings a page of its own.
    from .quick_slider import quick_slider

    sides = [to_8_bit(outcome.picture(side)).pixels for side in (left, "sr")]
    colours = [np.repeat(pixels, 3, axis=2) if pixels.shape[2] == 1 else pixels for pixels in sides]
    quick_slider(*colours, left_label=_panel(outcome, left).label, right_label=outcome.title)
    hidden = " Transparency is not shown in it." if outcome.lr.alpha is not None else ""
    st.caption(f"The quick slider is scaled to the page; judge pixels in the viewer.{hidden}")


def _numbers(outcome: Outcome) -> None:
    with st.grid(4, min_column_width=150):
        for mine, base in zip(outcome.scores[:3], outcome.bicubic_scores[:3], strict=True):
            _metric(mine, base)
        st.metric(
            "Mean difference when shrunk back",
            f"{outcome.consistency:.2f} levels",
            f"{outcome.consistency - outcome.bicubic_consistency:+.2f}",
            delta_color="inverse",
            delta_description="against bicubic",
            help="The result, shrunk again by bicubic, is compared with the picture that was enlarged: mean "
            "difference in 8-bit grey levels. It needs no reference. 0 contradicts nothing; it does not prove detail.",
        )
    st.caption(_protocol(outcome))


def _metric(mine: sr.Score, base: sr.Score) -> None:
    digits = {"SSIM": 4}.get(mine.name, 2)
    unit = {"PSNR": " dB", "MAE": " levels"}.get(mine.name, "")
    gain = mine.value - base.value
    st.metric(
        mine.name,
        f"{mine.value:.{digits}f}{unit}" if math.isfinite(mine.value) else "identical",
        f"{gain:+.{digits}f}" if math.isfinite(gain) else None,
        delta_color="normal" if mine.higher_is_better else "inverse",
        delta_description="against bicubic",
        help=f"Measured on {mine.protocol}. Bicubic: {base.value:.{digits}f}{unit}.",
    )


def _protocol(outcome: Outcome) -> str:
    result = outcome.result
    tiles = f" in {result.tiles} tiles" if result.tiles > 1 else ""
    size = f"{outcome.lr.shape_text} → {result.image.shape_text} pixels, {result.image.bit_depth} bit"
    parts = [f"{plain(outcome.lr.name)}, {outcome.title}: {size}, {result.seconds:.1f} s{tiles}"]
    if outcome.scores:
        parts.append(f"Protocol: {outcome.scores[0].protocol}")
        parts.append(f"LR made by {_degradation(outcome.settings.degradation)}")
    else:
        parts.append("No reference, so no PSNR and no SSIM: what the picture really looked like is not known here")
    if result.image.bit_depth > 8:
        parts.append("Shown at 8 bit, downloads keep 16")
    return ". ".join(parts) + "."


def _degradation(degradation: sr.Degradation | None) -> str:
    assert degradation is not None
    parts = [f"{degradation.kernel} {degradation.scale}×"]
    if degradation.blur_sigma:
        parts.append(f"after blur of sigma {degradation.blur_sigma:g} px")
    if degradation.noise_sigma:
        parts.append(f"noise of sigma {degradation.noise_sigma:g} levels")
    if degradation.jpeg_quality:
        parts.append(f"JPEG quality {degradation.jpeg_quality}")
    return ", ".join(parts)


def file_name(outcome: Outcome, extension: str) -> str:
    """Name a download by picture, method and scale; the digest keeps pictures, parts and settings apart."""
    stem, settings = PurePath(outcome.lr.name).stem or "picture", outcome.settings
    method = settings.method.removesuffix(f"-x{settings.scale}")
    marks = "-ensemble" * outcome.result.self_ensemble + "-test" * settings.test
    digest = hashlib.sha256(f"{outcome.digest} {settings!r}".encode()).hexdigest()[:6]
    return f"{stem}_{method}-x{settings.scale}{marks}_{digest}{extension}"


def _downloads(outcome: Outcome) -> None:
    image = outcome.result.image
    with st.container(horizontal=True):
        for name in DOWNLOADS:
            known = sr.FORMATS[name]
            st.download_button(
                f"Download {name.upper()}",
                data=partial(sr.encode, image, name),
                file_name=file_name(outcome, known.extension),
                mime=known.mime,
                key=f"download_{name}",
                icon="⬇",
                on_click="ignore",
            )
