"""Load the net of a checkpoint, checked against its card."""

from collections.abc import Mapping
from functools import lru_cache

from safetensors import SafetensorError
from safetensors.torch import load as load_safetensors
from torch import Tensor, nn

from ..architectures import build
from ..errors import CheckpointError
from . import store
from .card import ModelCard
from .tensors import damaged, read_checked, refuse_non_numbers


@lru_cache(maxsize=4)
def load_net(checkpoint_id: str) -> nn.Module:
    """Load the net of a checkpoint, ready to run on the CPU; the last four are kept.

    The net is shared by all threads and sessions: `forward` assigns nothing.

    Raises:
        CheckpointError: if the weights are missing, damaged, or not those of the card.
    """
    card = store.find_card(checkpoint_id)
    try:
        found = {name: value.float() for name, value in load_safetensors(read_checked(card)).items()}
    except SafetensorError as error:
        raise damaged(card) from error
    refuse_non_numbers(card, {name: bool(value.isfinite().all()) for name, value in found.items()})
    net = build(card.architecture, scale=card.scale, config=card.config)
    _refuse_others(card, net.state_dict(), found)
    net.load_state_dict(found, strict=True)
    return net.eval().requires_grad_(False)


def _refuse_others(card: ModelCard, expected: Mapping[str, Tensor], found: Mapping[str, Tensor]) -> None:
    """Refuse weights that are not the tensors of the net, naming the first that is missing, left over or misshapen."""
    shapes = [{name: tuple(value.shape) for name, value in tensors.items()} for tensors in (expected, found)]
    for name in sorted({*expected, *found}):
        want, have = (shape.get(name, "none") for shape in shapes)
        if want != have:
            raise CheckpointError(
                f"{card.id}: weights do not fit {card.architecture!r}: expected {want} as {name!r}, found {have}; "
                "export the checkpoint again"
            )
