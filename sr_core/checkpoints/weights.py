"""Load the net of a checkpoint, checked against its card."""

from functools import lru_cache

from safetensors import SafetensorError
from safetensors.torch import load as load_safetensors
from torch import nn

from ..architectures import build
from ..errors import CheckpointError
from . import store
from .tensors import read_checked


@lru_cache(maxsize=4)
def load_net(checkpoint_id: str) -> nn.Module:
    """Load the net of a checkpoint, ready to run on the CPU; the last four are kept.

    The net is shared by all threads and sessions: `forward` assigns nothing.

    Raises:
        CheckpointError: if the weights are missing, damaged, or not those of the card.
    """
    card = store.find_card(checkpoint_id)
    data = read_checked(card)
    net = build(card.architecture, scale=card.scale, config=card.config)
    try:
        net.load_state_dict({k: v.float() for k, v in load_safetensors(data).items()}, strict=True)
    except (SafetensorError, RuntimeError) as error:
        raise CheckpointError(f"{card.id}: weights do not fit {card.architecture!r}: {error}") from error
    return net.eval().requires_grad_(False)
