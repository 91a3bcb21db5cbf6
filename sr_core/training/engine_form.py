"""Give a checkpoint what the fast engine needs, and prove that both engines draw the same picture."""

import logging
import time
from dataclasses import dataclass

import numpy as np
from skimage import data

from ..checkpoints import store
from ..checkpoints.card import ModelCard
from ..checkpoints.graph import FILE, Graph, Speed, write_graph
from ..checkpoints.trace import trace_graph
from ..checkpoints.weights import load_net
from ..degradations import degrade
from ..engine.cost import core_rate
from ..engine.engines import open_net
from ..engine.net import Net
from ..errors import CheckpointError
from ..imaging.planes import Part, to_planes
from ..resize import to_dtype
from ..types import DecodedImage, Degradation

MAX_DIFFERENCE = 1e-4
"""Largest difference between the engines, as a share of the range."""

_SPEED_WORK, _SPEED_ROUNDS = 20_000_000_000, 5
"""Multiply-accumulates of the windows that are timed, about, and how many there are."""

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far the fast engine is from PyTorch on real pictures."""

    of_range: float
    """Largest difference of a value, as a share of the range, before rounding to 8 bit."""
    levels: int
    """Largest difference after rounding to 8 bit, in grey levels."""


def write_engine_form(card: ModelCard) -> Agreement | None:
    """Write graph.json of a checkpoint and check it against PyTorch.

    Returns:
        How well they agree; None where a graph cannot hold the net: PyTorch then runs it.

    Raises:
        CheckpointError: if the engines disagree by more than `MAX_DIFFERENCE` or one grey level; no graph is left then.
    """
    folder = store.MODELS / card.id
    try:
        graph: Graph = trace_graph(load_net(card.id))
    except CheckpointError as error:
        _LOG.warning("%s: %s; PyTorch will run it", card.id, error)
        (folder / FILE).unlink(missing_ok=True)
        return None
    write_graph(graph, folder)
    found = compare_engines(card)
    write_graph(graph, folder, measure_speed(card))
    if found.of_range > MAX_DIFFERENCE or found.levels > 1:
        (folder / FILE).unlink()
        raise CheckpointError(
            f"{card.id}: OpenVINO and PyTorch must agree within {MAX_DIFFERENCE:g} of the range and 1 grey level, "
            f"found {found.of_range:.1e} and {found.levels}; report this as a bug"
        )
    return found


def measure_speed(card: ModelCard) -> Speed:
    """Time the fast engine on drawn windows, each of a new size: the first run of a size prepares the net for it.

    What runs on all cores is timed by the clock of the processor, which other work does not move; the preparation,
    hardly any of which does, by the clock on the wall, less what a prepared run takes. The best of some rounds counts.
    """
    rng, side = np.random.default_rng(0), min(128, int((_SPEED_WORK / card.multiplications) ** 0.5))
    net, rate = open_net(card, "openvino"), core_rate()
    shares, setups = [], []
    for n in range(_SPEED_ROUNDS):
        window = rng.random((1, 3 if card.channels == "rgb" else 1, side, side - n), np.float32)
        (first, _), *prepared = (_timed(net, window) for _ in range(1 + _SPEED_ROUNDS))
        setups.append(first - min(wall for wall, _ in prepared))
        shares.append(card.multiplications * side * (side - n) / min(cpu for _, cpu in prepared) / rate)
    return Speed(float(f"{max(shares):.3g}"), float(f"{max(0.0, min(setups)) * rate:.3g}"))


def _timed(net: Net, window: np.ndarray) -> tuple[float, float]:
    """Return the seconds on the wall and of the processor that a window takes."""
    wall, cpu = time.perf_counter(), time.process_time()
    net(window)
    return time.perf_counter() - wall, time.process_time() - cpu


def compare_engines(card: ModelCard) -> Agreement:
    """Enlarge parts of two photographs, one in colour, by both engines."""
    fast, reference = (open_net(card, engine) for engine in ("openvino", "torch"))
    of_range, levels = 0.0, 0
    for photo in (data.astronaut(), data.camera()[..., None]):
        lr = degrade(DecodedImage(photo[30:158, 150:278]), Degradation(scale=4))
        planes = to_planes(lr, Part.whole(lr), channels=card.channels, value_range=lr.value_range)
        drawn, expected = fast(planes), reference(planes)
        of_range = max(of_range, float(np.abs(drawn - expected).max()))
        shown, right = (to_dtype(values * 255.0, np.uint8).astype(int) for values in (drawn, expected))
        levels = max(levels, int(np.abs(shown - right).max()))
    return Agreement(of_range, levels)
