"""Give a checkpoint what the fast engine needs, and prove that both engines draw the same picture."""

import logging
from dataclasses import dataclass

import numpy as np
from skimage import data

from ..checkpoints import store
from ..checkpoints.card import ModelCard
from ..checkpoints.graph import FILE, Graph, write_graph
from ..checkpoints.trace import trace_graph
from ..checkpoints.weights import load_net
from ..degradations import degrade
from ..engine.engines import open_net
from ..errors import CheckpointError
from ..imaging.planes import Part, to_planes
from ..resize import to_dtype
from ..types import DecodedImage, Degradation

MAX_DIFFERENCE = 1e-4
"""Largest difference between the engines, as a share of the range."""

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
    if found.of_range > MAX_DIFFERENCE or found.levels > 1:
        (folder / FILE).unlink()
        raise CheckpointError(
            f"{card.id}: OpenVINO and PyTorch must agree within {MAX_DIFFERENCE:g} of the range and 1 grey level, "
            f"found {found.of_range:.1e} and {found.levels}; report this as a bug"
        )
    return found


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
