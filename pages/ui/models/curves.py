"""Curves of trainings: validation, every term of the loss and learning rate, of one network or of several."""

import math
from collections.abc import Mapping, Sequence

import streamlit as st

import sr_core as sr

from ..plots.lines import Line, Mark, show_lines
from ..plots.plot import Axis
from ..shell.text import decibel, figure, plain
from ..workbench.methods import checkpoint_name
from .overview import model_name

Log = Mapping[str, Sequence[float]]
_NOT_LOSSES = ("step", "seconds", "learning_rate")
_VALIDATION, _RATE, _LOSS = "validation_psnr", "learning_rate", "loss"
PSNR, LOSS, RATE = Axis("Validation PSNR, dB", format=".3f"), Axis("Loss", log=True), Axis("Learning rate")
PANELS = {_VALIDATION: PSNR, _LOSS: LOSS, _RATE: RATE}
"""Column of a log -> its panel, the uppermost first."""
_SHARES = {_VALIDATION: 0.4, _LOSS: 0.38, _RATE: 0.22}
CLOCKS = {"step": "Training step", "seconds": "Seconds of computing"}
"""Column of a log -> title of the horizontal axis."""
FIRST = 3
"""Number of networks that are compared at first."""


def show_curves(card: sr.ModelCard) -> None:
    """Show the curves of one training with what happened in it. Raises SRError for a damaged log or recipe."""
    log = sr.training_log(card)
    if not log:
        st.info("No training log was kept with this checkpoint.")
        return
    events = sr.training_events(card, log)
    losses = _losses(log)
    said = " ".join(filter(None, (_validation_text(log), _loss_text(log, losses))))
    panels = [column for column in PANELS if column in log or (column == _LOSS and losses)]
    shown = {_LOSS: losses}
    lines = [
        Line(_name(column), _points(log, "step", column), panel=n)
        for n, panel in enumerate(panels)
        for column in shown.get(panel, [panel])
    ]
    show_lines(
        lines,
        [PANELS[panel] for panel in panels],
        x=Axis(CLOCKS["step"], format=","),
        name=f"Training of {model_name(card)}",
        alt=said,
        key="models_curves",
        marks=[Mark(step, ", ".join(map(str, numbers))) for step, numbers in _numbers(events).items()],
        shares=_shares(panels),
        height=140 + 150 * len(panels),
    )
    if events:
        st.markdown("\n".join(f"{n}. {event_text(card, event)}" for n, event in enumerate(events, 1)))
    st.caption(f"{said} {_points_text(log)}")


def compare_curves(cards: Sequence[sr.ModelCard]) -> None:
    """Offer the trainings of several networks in one plot."""
    st.header("Compare training curves", anchor=False)
    known = {card.id: card for card in cards}
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        chosen = st.multiselect(
            "Networks",
            list(known),
            default=_first(cards),
            format_func=lambda id: model_name(known[id]),
            key="models_compared",
            persist_state="session",
            placeholder="Choose networks",
        )
        clock = st.segmented_control(
            "Over",
            list(CLOCKS),
            default="step",
            format_func=CLOCKS.__getitem__,
            key="models_clock",
            required=True,
            persist_state="session",
            width="content",
        )
    logs = {}
    for name in chosen:
        try:
            logs[name] = sr.training_log(known[name])
        except sr.SRError as error:
            st.error(plain(str(error)))
    logs = {name: log for name, log in logs.items() if log.get(str(clock))}
    if not logs:
        st.info("Choose networks whose training log was kept.")
        return
    panels = [column for column in PANELS if any(column in log for log in logs.values())]
    show_lines(
        [
            Line(model_name(known[name]), _points(log, str(clock), panel), panel=n)
            for n, panel in enumerate(panels)
            for name, log in logs.items()
            if panel in log
        ],
        [PANELS[panel] for panel in panels],
        x=Axis(CLOCKS[str(clock)], format=",.4~r"),
        name="Training curves",
        alt=" ".join(f"{model_name(known[name])}: {_validation_text(log)}" for name, log in logs.items()),
        key="models_compared_plot",
        shares=_shares(panels),
        height=160 + 150 * len(panels),
    )
    st.caption(
        "Validation PSNR is on held-out training pictures of each network; compare it only between networks of one "
        "scale and one kind of picture. Losses with different terms have different sizes, so compare only their "
        "course. The card of a network shows every term of its loss and what happened in its training."
    )


def _first(cards: Sequence[sr.ModelCard]) -> list[str]:
    """Choose the first networks of the largest scale, those of the most steps first."""
    scale = max((card.scale for card in cards), default=0)
    group = [card for card in cards if card.scale == scale and card.purpose == cards[0].purpose]
    return [card.id for card in sorted(group, key=lambda card: -card.training.steps)[:FIRST]]


def event_text(card: sr.ModelCard, event: sr.Event) -> str:
    """Say in Markdown what an event is and what it means for the curves."""
    at = f"Step {event.step:,.0f}"
    if event.kind == "start":
        name = plain(checkpoint_name(card.training.start))
        return f"{at}: the network began from the parameters of {name}, so its curves begin where those had ended."
    if event.kind == "continued":
        return (
            f"{at}: the finished run was continued, and its learning rate rose from {event.before:.1e} to "
            f"{event.after:.1e}. A higher rate makes larger steps, so the loss jumps up first and falls again with the "
            "rate."
        )
    if event.kind == "phase":
        return (
            f"{at}: the recipe changed the size of the crops or the terms of the loss. Values before and after this "
            "step are not comparable."
        )
    if event.kind == "decay":
        return (
            f"{at}: the learning rate begins to fall. Smaller steps let the network settle, so validation rises in a "
            "short time."
        )
    if event.kind == "few_steps":
        return (
            f"{at}: this value is the mean of {event.after:,.0f} steps instead of {event.before:,.0f}, so it is "
            "noisier than the others. The jump of the loss is not a jump of the network."
        )
    return (
        f"{at}: validation PSNR is highest here with {decibel(event.before)} and then falls to {decibel(event.after)} "
        "on purpose. The adversarial and content terms reward texture that looks real, which is seldom the texture of "
        "the original; PSNR punishes it."
    )


def _numbers(events: Sequence[sr.Event]) -> dict[float, list[int]]:
    """Return step -> numbers of the events there."""
    found: dict[float, list[int]] = {}
    for n, event in enumerate(events, 1):
        found.setdefault(event.step, []).append(n)
    return found


def _shares(panels: Sequence[str]) -> list[float]:
    total = sum(_SHARES[panel] for panel in panels)
    return [_SHARES[panel] / total for panel in panels]


def _losses(log: Log) -> list[str]:
    return [name for name in log if name not in _NOT_LOSSES and not name.startswith("validation")]


def _name(column: str) -> str:
    return {_VALIDATION: "validation PSNR"}.get(column, column.replace("_", " "))


def _points(log: Log, clock: str, column: str) -> tuple[tuple[float, float], ...]:
    return tuple(zip(log[clock], log[column], strict=True))


def _validation_text(log: Log) -> str:
    points = [(v, s) for v, s in zip(log.get(_VALIDATION, ()), log["step"], strict=False) if math.isfinite(v)]
    if not points:
        return "No validation PSNR was measured."
    (first, at), (last, end), (best, top) = points[0], points[-1], max(points)
    return (
        f"Validation PSNR on held-out training pictures, in all channels, was {first:.2f} dB at step {at:,.0f} and "
        f"{last:.2f} dB at step {end:,.0f}; the best was {best:.2f} dB at step {top:,.0f}. These figures cannot be "
        "compared with those on Set5."
    )


def _loss_text(log: Log, losses: Sequence[str]) -> str:
    parts = []
    for name in losses:
        values = [v for v in log[name] if math.isfinite(v)]
        if values:
            parts.append(f"{name.replace('_', ' ')} went from {figure(values[0])} to {figure(values[-1])}")
    return f"Training loss: {', '.join(parts)}." if parts else "No training loss was logged."


def _points_text(log: Log) -> str:
    count = len(log["step"])
    return f"The log of this run has {count} lines; each value is the mean over the steps since the line before."
