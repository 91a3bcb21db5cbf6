"""Training on show: a small network learns for some seconds while the visitor watches curve and picture."""

import math
from dataclasses import dataclass, field

import streamlit as st

import sr_core as sr

from ..photo.samples import SAMPLES, sample_image
from ..plots.lines import Line, show_lines
from ..plots.plot import Axis
from ..shell.display import png
from ..shell.state import kept
from ..shell.text import decibel, duration, figure, plain
from ..shell.work import Running, Told, Work, begin, fetch, is_running, stop
from ..viewer.panel import Panel
from ..viewer.viewer import show_viewer
from ..workbench.methods import title
from .scene import CLEAN, SCALE, Side, side

SECONDS = (15, 30, 60)
"""Times of training that are offered."""
RATES = {0.0001: "0.0001 (small)", 0.001: "0.001 (usual)", 0.03: "0.03 (too large)"}
"""Learning rates that are offered, and what they are called."""
TOO_LARGE = 0.03
FAR = 5.0
"""dB below bicubic from which a training with too large steps is called failed."""
SHIPPED = f"srcnn-x{SCALE}"
"""Network of the same design that comes with the app."""
MINE = "Yours"
LOOK_SECONDS = 1.0
"""Seconds between two looks at a training."""
_KIND = "lesson_train"


@dataclass(frozen=True, slots=True)
class Setup:
    """What is trained."""

    sample: str
    """Name of the sample that is watched; the other samples are learned."""
    seconds: int
    """Time of training."""
    rate: float
    """Learning rate."""


@dataclass(slots=True)
class Record:
    """One training, with what it is compared with."""

    setup: Setup
    """What is trained."""
    bicubic: Side
    """The watched picture by bicubic."""
    shipped: Side | None
    """The watched picture by the network of the app; None where it is not installed."""
    points: list[sr.LivePoint] = field(default_factory=list)
    """States so far."""
    png: bytes = b""
    """The watched picture at the last state."""


@dataclass(slots=True)
class Lab:
    """The visitor's last training."""

    record: Record | None = None
    """None before the first one."""
    asked: bool = False
    """True from the button to the start of the run."""
    problem: str = ""
    """Why it failed."""


def show_train() -> None:
    """Show the settings, and the training in progress or the last one."""
    st.header("Train one yourself", anchor=False)
    st.markdown(
        "A small SRCNN begins with random parameters and learns from five samples. The sixth, which you watch, is "
        "never among them, so its PSNR shows what the network can do with a picture that it has not seen."
    )
    if not sr.workers_allowed():
        st.info("This server has switched training off, since it needs a second process.")
        return
    lab = kept(Lab)
    running = lab.asked or _work(lab) is not None
    setup = _pick(disabled=running and not lab.asked)  # what is chosen just before the start still counts
    if running:
        st.button("Stop", key="lesson_train_stop", on_click=_end, args=(lab,), width="stretch")
    else:
        st.button("Start training", type="primary", key="lesson_train_start", on_click=_ask, args=(lab,))
    if lab.problem:
        st.warning(plain(lab.problem))
    if running:
        _begin(lab, setup)
        _watch(lab)
    elif lab.record is not None and lab.record.points:
        _show(lab.record, running=False)


@st.fragment(run_every=LOOK_SECONDS)
def _watch(lab: Lab) -> None:
    """Show the training in progress, again and again; when it is over, show the page anew."""
    record, work = lab.record, _work(lab)
    if record is None or work is None:
        st.rerun()
    assert record is not None
    assert work is not None
    if work.done.is_set():
        try:
            fetch(work)
        except sr.SRError as error:
            lab.problem = f"{error}."
        st.rerun()
    st.progress(work.told.share, text=f"Training: {work.told.text}")
    if record.points:
        _show(record, running=True)


def leave_training() -> None:
    """End a training whose part of the page was left."""
    lab = kept(Lab)
    if lab.asked or _work(lab) is not None:
        _end(lab)


def _ask(lab: Lab) -> None:
    lab.asked, lab.problem = True, ""


def _end(lab: Lab) -> None:
    lab.asked = False
    stop()


def _work(lab: Lab) -> Work[sr.LivePoint] | None:
    """Return the run of this training; None where it is over, or none was started."""
    known = lab.record is not None and is_running(lab.record.setup, _KIND)
    return kept(Running).work if known else None


def _pick(*, disabled: bool) -> Setup:
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        sample = st.selectbox(
            "Picture to watch",
            list(SAMPLES),
            format_func=lambda name: SAMPLES[name].title,
            key="lesson_train_sample",
            persist_state="session",
            disabled=disabled,
            width=220,
        )
        seconds = st.segmented_control(
            "Seconds of training",
            SECONDS,
            default=SECONDS[1],
            key="lesson_train_seconds",
            required=True,
            persist_state="session",
            disabled=disabled,
            width="content",
        )
        rate = st.segmented_control(
            "Learning rate",
            list(RATES),
            default=0.001,
            format_func=RATES.__getitem__,
            key="lesson_train_rate",
            required=True,
            persist_state="session",
            disabled=disabled,
            width="content",
            wrap=True,
            help="How far each step moves the parameters. Steps that are too small take long; steps that are too large "
            "jump over the good values.",
        )
    assert seconds is not None
    assert rate is not None
    return Setup(sample, seconds, rate)


def _prepare(setup: Setup) -> Record:
    """Make what a training is compared with, before it takes its turn at the gate."""
    shipped = side(setup.sample, SHIPPED, CLEAN) if SHIPPED in sr.methods_for(sr.PHOTOGRAPH, SCALE) else None
    return Record(setup, side(setup.sample, "bicubic", CLEAN), shipped)


def _begin(lab: Lab, setup: Setup) -> None:
    """Start the training that was asked for; find the one in progress again."""
    if lab.asked or lab.record is None:
        lab.record, lab.asked = _prepare(setup), False
    record = lab.record
    setup = record.setup

    def job(told: Told) -> sr.LivePoint:
        def on_point(point: sr.LivePoint, image: sr.DecodedImage) -> None:
            record.png = png(image)
            record.points.append(point)
            told.progress(point.seconds / setup.seconds, f"{point.seconds:.0f} of {setup.seconds} s, step {point.step}")
            told.let_others()

        learned = [sample_image(name) for name in SAMPLES if name != setup.sample]
        return sr.train_live(
            learned,
            sample_image(setup.sample),
            scale=SCALE,
            seconds=setup.seconds,
            learning_rate=setup.rate,
            on_point=on_point,
            check=told.check,
        )

    begin(setup, "starting a second process", job, kind=_KIND)


def _show(record: Record, *, running: bool) -> None:
    """Show the picture, what happened, and the curves."""
    last = record.points[-1]
    others = {"Bicubic": record.bicubic} | ({title(SHIPPED): record.shipped} if record.shipped else {})
    against = str(
        st.segmented_control(
            "Compare with",
            list(others),
            default="Bicubic",
            key="lesson_train_against",
            required=True,
            persist_state="session",
            width="content",
        )
    )
    mine = Panel(MINE, record.png, decibel(last.psnr))
    other = Panel(against, others[against].png, decibel(others[against].figures["PSNR"]))
    show_viewer(
        [other, mine] if against == "Bicubic" else [mine, other],
        key="lesson_train_viewer",
        file=SAMPLES[record.setup.sample].title,
        tools=["magnifier"],
    )
    if not running:
        st.markdown(happened(record))
    _curves(record, others)
    st.caption(
        f"{plain(SAMPLES[record.setup.sample].title)}, shrunk {SCALE} times and enlarged again. Protocol: "
        f"{record.bicubic.protocol}. The loss is the mean squared error of the luma (0 to 1) on crops of the other "
        "samples; Adam makes the steps smaller towards the end."
    )


def happened(record: Record) -> str:
    """Say in two or three sentences what a training did, from its figures."""
    first, last, setup = record.points[0], record.points[-1], record.setup
    bicubic = record.bicubic.figures["PSNR"]
    done = f"In {last.step:,} steps"
    early = "" if last.seconds >= setup.seconds else f", stopped after {last.seconds:.0f} of {setup.seconds} s"
    told = (
        f"{done}{early}, PSNR went from {decibel(first.psnr)} to {decibel(last.psnr)}: "
        f"{decibel(last.psnr - bicubic, signed=True)} against bicubic."
    )
    if setup.rate == TOO_LARGE and last.psnr < bicubic - FAR:
        return (
            f"{told} Each step was so large that it jumped over the good values, so the error stayed high. Try the "
            "usual learning rate."
        )
    if last.psnr < bicubic:
        return f"{told} It has not caught up with bicubic; more seconds or another learning rate may help."
    if record.shipped is None:
        return told
    gap = last.psnr - record.shipped.figures["PSNR"]
    (card,) = sr.path_cards(SHIPPED)
    training = card.training
    return (
        f"{told} Against the SRCNN of this app it is {decibel(gap, signed=True)}: that one is larger, and learned from "
        f"{training.pictures:,} pictures for {duration(training.seconds)}."
    )


def _curves(record: Record, others: dict[str, Side]) -> None:
    """Show PSNR and loss over the time; the picture of random parameters, far below all others, is left out."""
    points, seconds = record.points[1:], record.setup.seconds
    if not points:
        return
    flat = [
        Line(name, tuple((at, each.figures["PSNR"]) for at in (0.0, float(seconds)))) for name, each in others.items()
    ]
    losses = tuple((point.seconds, math.nan if point.loss is None else point.loss) for point in points)
    last = points[-1]
    show_lines(
        [
            Line(MINE, tuple((point.seconds, point.psnr) for point in points)),
            *flat,
            Line("Loss", losses, panel=1),
        ],
        [Axis("PSNR, dB", format=".2f"), Axis("Loss", log=True)],
        x=Axis("Seconds of training", format=".0f"),
        name="Your training",
        alt=f"PSNR of the watched picture over {last.seconds:.0f} s, {decibel(last.psnr)} at the end, and the loss, "
        f"{figure(losses[-1][1])} at the end",
        key="lesson_train_curves",
        shares=(0.62, 0.38),
        height=420,
    )
