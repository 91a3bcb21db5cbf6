"""Result of a run on Home: viewer, numbers with their protocol, downloads."""

import hashlib
import math
from functools import partial
from pathlib import PurePath

import streamlit as st

import sr_core as sr

from ..shell.glossary import explain
from ..shell.state import widget
from ..shell.text import plain
from ..viewer.panel import Panel
from ..viewer.viewer import show_viewer
from ..workbench.bundle import offer_bundle
from ..workbench.cost import plan
from ..workbench.error_bars import BAR_WORDS, bars_of, pick_bars, show_bars
from ..workbench.evidence import values, worse_in, worse_text
from ..workbench.methods import INVENTED
from .picture import PhotoOutcome
from .report import show_report
from .steps import show_step_scores, side_name, step_note, step_pairs

DOWNLOADS = ("png", "tiff")
TOLERANCE = 20.0
"""Tolerance in grey levels beyond which the viewer can hatch a pixel, until the user sets another."""
UNEQUAL = (
    "Each pixel of your picture is shown as a block of its own colour. The blocks are of nearly equal size, because "
    "the result is not a whole number of times as large."
)


def show_result(outcome: PhotoOutcome) -> None:
    """Show the outcome of a run."""
    if outcome.task.scale == 1:
        show_viewer([_panel(outcome, "sr")], key="home_resized", file=outcome.lr.name, run=outcome.digest)
        st.caption(_protocol(outcome))
        _show_downloads(outcome)
        return
    if sr.is_generated(outcome.task.method):
        st.info(INVENTED)
    left, right = _pick_sides(outcome)
    if widget("home_display") == "Quick slider":
        _quick_slider(outcome, left, right)
    else:
        show_viewer(
            [_panel(outcome, left), _panel(outcome, right)],
            key="home_result",
            file=outcome.lr.name,
            run=f"{outcome.digest} {outcome.task!r}",
            tolerance=TOLERANCE,
        )
    if right != "sr":
        st.caption(step_note(outcome, right))
    elif left == "input" and not outcome.has_square_blocks:
        st.caption(UNEQUAL)
    _numbers(outcome)
    show_step_scores(outcome)
    _show_error_bars(outcome)
    _show_downloads(outcome)


def _pick_sides(outcome: PhotoOutcome) -> tuple[str, str]:
    """Show what can be compared; return the left and the right side."""
    pairs = {"Bicubic": ("bicubic", "sr"), "Input pixels": ("input", "sr")}
    if outcome.task.test:
        pairs["Reference"] = ("reference", "sr")
    pairs |= step_pairs(outcome)
    default = "Input pixels" if outcome.task.method == "bicubic" else "Bicubic"
    with st.container(horizontal=True, horizontal_alignment="distribute"):
        chosen = st.segmented_control(
            "Compare with",
            list(pairs),
            default=default,
            key=f"home_compare_{default}_{'_'.join(pairs)}",
            required=True,
            label_visibility="collapsed",
            wrap=True,
        )
        st.segmented_control(
            "Display",
            ["Viewer", "Quick slider"],
            default="Viewer",
            key="home_display",
            persist_state="session",
            required=True,
            label_visibility="collapsed",
        )
    return pairs[str(chosen)]


def _panel(outcome: PhotoOutcome, side: str) -> Panel:
    names = {"sr": outcome.title, "bicubic": "Bicubic", "reference": "Reference", "input": "Input pixels"}
    scores = outcome.made.scores.get(side, ())
    caption = f"{scores[0].value:.2f} dB" if scores and math.isfinite(scores[0].value) else ""
    bars = bars_of(outcome, "home") if side == "sr" else None
    widths = bars.in_levels(outcome.result.image) if bars is not None else None
    return Panel(names.get(side) or side_name(outcome, side), outcome.png(side), caption, half_widths=widths)


def _quick_slider(outcome: PhotoOutcome, left: str, right: str) -> None:
    # The package is loaded only when it is asked for, since it brings a page of its own.
    from .quick_slider import quick_slider

    one, two = (sr.laid_over_grey(sr.to_8_bit(outcome.picture(side))) for side in (left, right))
    labels = [_panel(outcome, side).label for side in (left, right)]
    quick_slider(one, two, left_label=labels[0], right_label=labels[1])
    hidden = " Transparent parts are shown over grey." if outcome.lr.alpha is not None else ""
    st.caption(f"The quick slider scales the pictures to the page. Use the viewer to judge single pixels.{hidden}")


def _numbers(outcome: PhotoOutcome) -> None:
    made = outcome.made
    own, plain_scores = (made.scores.get(side, ()) for side in ("sr", "bicubic"))
    consistency, plain_consistency = (made.agreement[side].levels for side in ("sr", "bicubic"))
    with st.grid(4, min_column_width=150):
        for mine, base in zip(own[:3], plain_scores[:3], strict=True):
            _metric(mine, base, same=outcome.task.method == "bicubic")
        same = outcome.task.method == "bicubic"
        st.metric(
            "Consistency",
            f"{consistency:.2f} levels",
            None if same else f"{consistency - plain_consistency:+.2f}",
            delta_color="inverse",
            delta_description=None if same else "against bicubic",
            help=f"Shrunk back, the result differs from your picture by {consistency:.2f} grey levels on "
            "average (0-255). 0 means full agreement with your image. It does not prove that added detail is real.",
        )
    if outcome.task.method != "bicubic":
        worse = worse_in(
            values(own) | {"consistency": consistency}, values(plain_scores) | {"consistency": plain_consistency}
        )
        if worse:
            st.info(worse_text(plain(outcome.title), worse))
    st.caption(_protocol(outcome))


def _show_error_bars(outcome: PhotoOutcome) -> None:
    levels = 255 / outcome.result.image.peak
    shown = pick_bars(outcome, "home", lambda width: f"{width * levels:.1f} grey levels")
    if shown is not None:
        show_bars(outcome, shown, "home")
    scores = ("Reference", "PSNR", "SSIM", "MAE", "Protocol", "Luma (Y)") if outcome.made.scores else ()
    explain("Bicubic", "Consistency", *BAR_WORDS, *scores, *(("GAN",) if sr.is_generated(outcome.task.method) else ()))


def _metric(mine: sr.Score, base: sr.Score, *, same: bool) -> None:
    digits = {"SSIM": 4}.get(mine.name, 2)
    unit = {"PSNR": " dB", "MAE": " levels"}.get(mine.name, "")
    gain = mine.value - base.value
    st.metric(
        mine.name,
        f"{mine.value:.{digits}f}{unit}" if math.isfinite(mine.value) else "identical",
        f"{gain:+.{digits}f}" if math.isfinite(gain) and not same else None,
        delta_color="normal" if mine.higher_is_better else "inverse",
        delta_description=None if same else "against bicubic",
        help=f"Measured on {mine.protocol}. Bicubic: {base.value:.{digits}f}{unit}.",
    )


def _protocol(outcome: PhotoOutcome) -> str:
    result = outcome.result
    steps = f" and {len(outcome.steps)} steps" if outcome.steps else ""
    tiles = f" in {result.tiles} tiles{steps}" if result.tiles > 1 else ""
    size = f"{outcome.lr.shape_text} → {result.image.shape_text} pixels, {result.image.bit_depth} bit"
    parts = [f"{plain(outcome.lr.name)}, {outcome.title}: {size}, {result.seconds:.1f} s{tiles}"]
    if outcome.task.size is not None:
        parts.append(plan(outcome.lr, outcome.task).removesuffix("."))
        if outcome.task.size.dpi is not None:
            parts.append(f"The files print at {outcome.task.size.paper_text}")
    if outcome.task.degradation is not None:
        parts.append(f"Protocol: {outcome.made.scores['sr'][0].protocol}")
        parts.append(f"Low-resolution input made by {sr.degradation_text(outcome.task.degradation)}")
    elif outcome.task.scale > 1:
        parts.append("There is no original to compare with, so PSNR and SSIM cannot be computed")
    parts += [plain(note) for note in result.notes]
    if result.image.bit_depth > 8:
        parts.append("The viewer shows 8 bits; downloads keep 16 bits")
    return ". ".join(parts) + "."


def file_name(picture: str, digest: str, task: sr.Task, extension: str) -> str:
    """Name a download by picture, method and scale or size; its last letters differ for other pictures and settings.

    Args:
        picture: name of the picture's file.
        digest: digest of the picture.
        task: task that makes the result.
        extension: end of the name, with its dot.
    """
    stem = PurePath(picture).stem or "picture"
    method = task.method if sr.path_cards(task.method) else f"{task.method}-x{task.scale}"
    if task.size is not None:
        method = f"{task.method if task.scale > 1 else 'resized'}-{task.size.width}x{task.size.height}"
    marks = "-ensemble" * task.options.self_ensemble + "-test" * task.test
    unique = hashlib.sha256(f"{digest} {task!r}".encode()).hexdigest()[:6]
    return f"{stem}_{method}{marks}_{unique}{extension}"


def _show_downloads(outcome: PhotoOutcome) -> None:
    """Offer the result at its full bit depth; a file is made when its button is pressed."""
    image = outcome.result.image
    with st.container(horizontal=True):
        for name in DOWNLOADS:
            known = sr.FORMATS[name]
            st.download_button(
                f"Download {name.upper()}",
                # Of an 8-bit picture the viewer's PNG is also the file.
                data=partial(outcome.png, "sr")
                if (name, image.bit_depth) == ("png", 8)
                else partial(_file, outcome, name),
                file_name=file_name(outcome.lr.name, outcome.digest, outcome.task, known.extension),
                mime=known.mime,
                key=f"home_download_{name}",
                icon="⬇",
                on_click="ignore",
            )
        offer_bundle("home", outcome, file_name(outcome.lr.name, outcome.digest, outcome.task, ""))
    if outcome.task.scale > 1:
        show_report(outcome, file_name("picture", outcome.digest, outcome.task, ""))


def _file(outcome: PhotoOutcome, format: str) -> bytes:
    return sr.encode(outcome.result.image, format, outcome.about)
