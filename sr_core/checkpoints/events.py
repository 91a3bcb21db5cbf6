"""What happened in a training, read from its log and its recipe: the places where its curves change their course."""

import math
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from ..errors import CardError
from .card import ModelCard
from .history import recipe_text

EventKind = Literal["start", "continued", "phase", "decay", "few_steps", "psnr_falls"]
_RISE = 1.5
"""Factor by which the learning rate has to rise between two lines of the log; a schedule only lets it fall."""
_FEW = 0.3
"""Share of the usual steps of a line, below which its mean loss is noisier than the others."""
_JUMP = 1.02
"""Factor by which the loss has to rise in such a line to be seen in a curve."""
_NEAR = 10
"""Lines before, whose median number of steps is the usual one."""
_MOST_SHORT = 3
"""Most jumps of this kind that are told."""
_WARMUP = 0.1
"""Share of the run in which a rising rate is the warm-up."""

Log = Mapping[str, Sequence[float]]


@dataclass(frozen=True, slots=True)
class Event:
    """One place in the curves of a training."""

    step: float
    """Training step; that of the first line of the log which it shows in."""
    kind: EventKind
    """"start": from another checkpoint's weights; "continued": a finished run goes on with a higher rate; "phase": the
    recipe changes crops or loss; "decay": the constant rate begins to fall; "few_steps": a mean over fewer steps than
    usual; "psnr_falls": the best validation of a network that is trained to look sharp."""
    before: float = math.nan
    """Learning rate before ("continued"), the usual number of steps ("few_steps"), the best PSNR in dB ("psnr_falls").
    """
    after: float = math.nan
    """Learning rate after ("continued"), the number of steps of the line ("few_steps"), the last PSNR in dB
    ("psnr_falls")."""


def training_events(card: ModelCard, log: Log) -> tuple[Event, ...]:
    """List what the curves of a training show, in the order of the steps.

    Args:
        card: card of the checkpoint.
        log: its `training_log`, with a column "step"; without other columns less is found.

    Raises:
        CardError: if the recipe is no TOML.
    """
    steps = log.get("step", ())
    if not steps:
        return ()
    found = [Event(steps[0], "start")] if card.training.start else []
    found += _phases(card, log)
    if "learning_rate" in log:
        found += _rates(steps, log["learning_rate"])
    if "loss" in log:
        found += _short_lines(steps, log["loss"])
    if card.objective == "appearance" and "validation_psnr" in log:
        found += _falling(steps, log["validation_psnr"])
    return tuple(sorted(found, key=lambda event: event.step))


def _phases(card: ModelCard, log: Log) -> list[Event]:
    """Find the lines in which a phase of the recipe begins; a run that was continued has none, since its clock varied.

    A phase begins at a share of the run, which is known only where the run went through its schedule once.
    """
    try:
        phases = tomllib.loads(recipe_text(card)).get("phases", [])
    except tomllib.TOMLDecodeError as error:
        raise CardError(f"{card.id}: train.toml is damaged ({error}); export the checkpoint again") from error
    if any(event.kind == "continued" for event in _rates(log["step"], log.get("learning_rate", ()))):
        return []
    begins = [float(phase.get("begin", 0.0)) * log["step"][-1] for phase in phases if phase.get("begin")]
    return [Event(next(step for step in log["step"] if step >= begin), "phase") for begin in begins]


def _rates(steps: Sequence[float], rates: Sequence[float]) -> list[Event]:
    found = []
    for (_, before), (step, after) in pairwise(zip(steps, rates, strict=False)):
        if after > _RISE * before and step > _WARMUP * steps[-1]:
            found.append(Event(step, "continued", before, after))
    constant = 0
    for (_, before), (step, after) in pairwise(zip(steps, rates, strict=False)):
        if before > 0 and math.isclose(before, after, rel_tol=1e-3):
            constant += 1
            continue
        if constant >= 5 and after < before:
            found.append(Event(step, "decay", before, after))
        constant = 0
    return found


def _short_lines(steps: Sequence[float], losses: Sequence[float]) -> list[Event]:
    """Find the largest jumps of the loss in lines whose mean is over far fewer steps than that of the lines before."""
    lengths = [after - before for before, after in pairwise((0.0, *steps))]
    found = []
    for n in range(1, len(steps)):
        usual = sorted(lengths[max(0, n - _NEAR) : n])[min(n, _NEAR) // 2]
        jump = losses[n] / losses[n - 1] if losses[n - 1] > 0 else 0.0
        if lengths[n] < _FEW * usual and jump > _JUMP:
            found.append((jump, Event(steps[n], "few_steps", usual, lengths[n])))
    return [event for _, event in sorted(found, key=lambda pair: -pair[0])[:_MOST_SHORT]]


def _falling(steps: Sequence[float], scores: Sequence[float]) -> list[Event]:
    known = [(score, step) for score, step in zip(scores, steps, strict=True) if math.isfinite(score)]
    if not known:
        return []
    best, step = max(known)
    return [Event(step, "psnr_falls", best, known[-1][0])] if known[-1][0] < best else []
