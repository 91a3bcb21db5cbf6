"""What an enlargement will take on this machine, time and memory, predicted before it starts and without torch."""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from math import prod

from ..checkpoints.card import ModelCard
from ..types import UpscaleOptions
from .calibration import machine_rate
from .net import thread_count
from .openvino.net import is_prepared
from .path import Step, features, path_cards, plan_steps
from .tiles import window_sides

FEATURE_SHARE, ANSWER_BYTES, WEIGHT_BYTES = 0.97, 9, 17
"""Memory of a run: over the features counted, per value of a tile's answer, per weight.

Fitted to 22 networks on 256 x 256 pixels: 19 are within 30 % of what they took; SRDenseNet takes 1.5 times as much."""

LONG_ENOUGH, PREPARATIONS = 0.5, 10
"""A finished step tells more of its net's speed than the record does if it took so many seconds, and more than so many
times what getting the net ready takes."""

RUNS = 2
"""Runs remembered of a net, the quickest of which counts: a stall is no measure, a load that stays is."""

_runs: dict[tuple[str, str], deque[tuple[Step, float]]] = {}
"""Checkpoint id and engine -> its last long enough runs and their seconds."""

_loaded: set[tuple[str, str]] = set()
"""Checkpoint id and engine of what has run in this process."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What an enlargement takes."""

    seconds: float
    """Wall time, reading of weights and preparing the net included where that is still to be done."""
    megabytes: float
    """Memory beyond what the process holds already: weights, features of a tile, the result."""


def note_run(step: Step, seconds: float) -> None:
    """Remember how a finished step ran: the next estimate for this net then knows the net and today's load."""
    net = step.card.id, step.engine
    _loaded.add(net)
    if seconds >= LONG_ENOUGH:
        _runs.setdefault(net, deque(maxlen=RUNS)).append((step, seconds))


def estimate_seconds(method: str | ModelCard, height: int, width: int, options: UpscaleOptions | None = None) -> float:
    """Estimate the wall time of an upscale; see `estimate_cost`."""
    return estimate_cost(method, height, width, options).seconds


def estimate_cost(method: str | ModelCard, height: int, width: int, options: UpscaleOptions | None = None) -> Cost:
    """Estimate what an upscale of height x width LR pixels takes, all steps and margins of the tiles included.

    Args:
        method: a checkpoint id, a path of them, its card, "bicubic" or "lanczos" (0: they take nothing worth a line).
        height: LR rows.
        width: LR columns.
        options: as for `upscale`.

    Returns:
        Time from the tiles, the speed on record with the net's graph and `machine_rate`, corrected by the last long
        runs of the same net in this process; getting the net ready is left out where it is ready. Memory from the
        graph, of the step that needs most; 8-bit colour is assumed.
    """
    if not height or not width:
        return Cost(0.0, 0.0)
    cards = (method,) if isinstance(method, ModelCard) else path_cards(method)
    steps = plan_steps(cards, height, width, options or UpscaleOptions())
    return Cost(sum(map(_seconds, steps)), max(_megabytes(steps), default=0.0))


def _seconds(step: Step) -> float:
    net = step.card.id, step.engine
    getting_ready = 0.0 if net in _loaded else step.speed.load
    if not (step.engine == "openvino" and is_prepared(step.card, *window_sides(step.tiles[0]))):
        getting_ready += step.speed.setup(_window(step))
    return _working_seconds(step) * _pace(net) + getting_ready / _core_rate()


def _pace(net: tuple[str, str]) -> float:
    """Time of the quickest of a net's last runs over the predicted one; 1 before the first."""
    paces = []
    for step, seconds in tuple(_runs.get(net, ())):
        setup = (step.speed.load + step.speed.setup(_window(step))) / _core_rate()
        if seconds > PREPARATIONS * setup:
            paces.append((seconds - setup) / _working_seconds(step))
    return min(paces, default=1.0)


def _working_seconds(step: Step) -> float:
    return step.work / (float(step.speed.share(_window(step))) * machine_rate())


def _core_rate() -> float:
    return machine_rate() / thread_count()


def _window(step: Step) -> int:
    """LR pixels that a tile of a step reads."""
    return prod(window_sides(step.tiles[0]))


def _megabytes(steps: Iterable[Step]) -> Iterable[float]:
    for step in steps:
        height, width = (
            max(span.stop for span in spans) for spans in zip(*((t.rows, t.cols) for t in step.tiles), strict=True)
        )
        values = (3 if step.card.channels == "rgb" else 1) * _window(step) * step.card.scale**2
        live = FEATURE_SHARE * features(step.card, step.engine) * _window(step) + ANSWER_BYTES * values
        yield (live + WEIGHT_BYTES * step.card.parameters + 3 * height * width * step.card.scale**2) / 1e6
