"""The form of a checkpoint for the fast engine: its graph and speed, with a proof that both engines draw the same."""

import logging
import time
from dataclasses import dataclass
from statistics import median

import numpy as np
from skimage import data

from ..checkpoints.card import ModelCard
from ..checkpoints.graph import GRAPH_FILE, Graph, Speed, Timing, has_graph, read_graph, read_speed, write_graph
from ..checkpoints.net import load_net
from ..checkpoints.trace import trace_graph
from ..engine.cost import measure_rate
from ..engine.engines import open_net, release_nets
from ..engine.net import run_net, thread_count
from ..engine.path import largest_window
from ..engine.planes import Rectangle, to_planes
from ..engine.tiles import plan_tiles
from ..errors import CheckpointError
from ..image.degradations import degrade
from ..image.resize import to_dtype
from ..types import DecodedImage, Degradation

MAX_DIFFERENCE = 1e-4
"""Largest difference between the engines, as a share of the range."""

_SIDES = (32, 64, 128, 256)
_ROUNDS, _PREPARED, _ROUND_WORK, _TRIES = 5, 3, 100_000_000_000, 3
"""Number of windows of a size that are timed, of runs of each after the first, approximate multiply-accumulates of all
windows, and number of attempts on a machine whose speed changes."""

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class EngineDifference:
    """Difference between the fast engine and PyTorch on real pictures."""

    of_range: float
    """Largest difference of a value, as a share of the range, before rounding to 8 bit."""
    levels: int
    """Largest difference after rounding to 8 bit, in grey levels."""


def write_engine_form(card: ModelCard, *, keep_speed: bool = False) -> EngineDifference | None:
    """Write graph.json of a checkpoint and check it against PyTorch.

    Args:
        card: card of the checkpoint, whose weights are there.
        keep_speed: keep the speed on record if the net is the same and only its weights are new.

    Returns:
        Their difference; None where a graph cannot hold the net, which PyTorch then runs.

    Raises:
        CheckpointError: if the engines disagree by more than `MAX_DIFFERENCE` or one grey level; no graph is left then.
    """
    folder = card.folder
    try:
        graph: Graph = trace_graph(load_net(card))
    except CheckpointError as error:
        _LOG.warning("%s: %s; PyTorch will run it", card.id, error)
        (folder / GRAPH_FILE).unlink(missing_ok=True)
        return None
    known = read_speed(folder) if keep_speed and has_graph(folder) and read_graph(folder) == graph else None
    write_graph(graph, folder)
    release_nets()
    found = compare_engines(card)
    write_graph(graph, folder, known or measure_speed(card))
    if found.of_range > MAX_DIFFERENCE or found.levels > 1:
        (folder / GRAPH_FILE).unlink()
        raise CheckpointError(
            f"{card.id}: OpenVINO and PyTorch must agree within {MAX_DIFFERENCE:g} of the range and 1 grey level, "
            f"found {found.of_range:.1e} and {found.levels}; report this as a bug"
        )
    return found


def measure_speed(card: ModelCard) -> Speed:
    """Time the fast engine on drawn windows, from the values of a picture to those of the result.

    Windows are of the sides in `_SIDES` and of the largest that tiles have. Of each size several are timed that differ
    by a column: the first run of each prepares the net for it, the first of all also reads the weights. The machine is
    calibrated before and after each; the median of those between which it stayed the same counts.
    """
    largest = int(largest_window(card, "openvino") ** 0.5)
    sides = sorted({min(side, largest) for side in (*_SIDES, largest)})
    measure_rate()
    release_nets()
    begun = _timed_runs(card, sides[0], sides[0] + 1)
    load = 0.0
    timings: list[Timing] = []
    for side in sides:
        work = card.multiplications * side**2
        rounds = min(_ROUNDS, max(2, _ROUND_WORK // work))
        shares, setups = [], []
        for n in range(rounds):
            first, working, rate = _steady_runs(card, side, side - n)
            shares.append(card.multiplications * side * (side - n) / working / rate)
            setups.append(max(0.0, first - working) * rate / thread_count())
            if not timings and not n:
                load = max(0.0, begun[0] - first) * rate / thread_count()
        timings.append(Timing(side**2, _round(median(shares)), _round(median(setups))))
    return Speed(_round(load), tuple(timings))


def _steady_runs(card: ModelCard, height: int, width: int) -> tuple[float, float, float]:
    """Return the seconds of a first and of a later run and the machine's rate, which was the same before and after."""
    for _ in range(_TRIES):
        before = measure_rate()
        first, *prepared = _timed_runs(card, height, width)
        after = measure_rate()
        if abs(before - after) < 0.15 * after:
            break
        release_nets()
        open_net(card, "openvino")  # this reads the weights again, so that the next first run does not count it
    return first, median(prepared), (before + after) / 2


def _timed_runs(card: ModelCard, height: int, width: int) -> list[float]:
    """Return the seconds that the first and later runs on a window of this size take."""
    channels = 1 if card.channels == "gray" else 3
    image = DecodedImage(np.random.default_rng(0).integers(0, 256, (height, width, channels), np.uint8))
    whole = plan_tiles(height, width, tile_size=None, overlap=0)
    seconds = []
    for _ in range(1 + _PREPARED):
        started = time.perf_counter()
        run_net(open_net(card, "openvino"), image, card, whole)
        seconds.append(time.perf_counter() - started)
    return seconds


def _round(value: float) -> float:
    return float(f"{value:.3g}")


def compare_engines(card: ModelCard) -> EngineDifference:
    """Enlarge parts of two photographs, one in colour, by both engines."""
    fast, reference = (open_net(card, engine) for engine in ("openvino", "torch"))
    of_range, levels = 0.0, 0
    for photo in (data.astronaut(), data.camera()[..., None]):
        lr = degrade(DecodedImage(photo[30:158, 150:278]), Degradation(scale=4))
        planes = to_planes(lr, Rectangle.whole(lr), channels=card.channels, value_range=lr.value_range)
        drawn, expected = fast(planes), reference(planes)
        of_range = max(of_range, float(np.abs(drawn - expected).max()))
        shown, right = (to_dtype(values * 255.0, np.uint8).astype(int) for values in (drawn, expected))
        levels = max(levels, int(np.abs(shown - right).max()))
    return EngineDifference(of_range, levels)
