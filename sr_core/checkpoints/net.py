"""The net of a checkpoint in PyTorch, loaded and checked against its card."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load as load_safetensors
from torch import nn
from torch.overrides import TorchFunctionMode

from ..architectures import build
from ..errors import CardError, CheckpointError
from .card import ModelCard
from .folder import damaged, read_checked, read_shapes, refuse_non_numbers


@lru_cache(maxsize=4)
def load_net(card: ModelCard) -> nn.Module:
    """Load the net of a checkpoint, ready to run on the CPU; the last four are kept.

    The net is shared by all threads and sessions: `forward` assigns nothing.

    Raises:
        CheckpointError: if the weights are missing, damaged, or not those of the card.
    """
    data = read_checked(card.folder, card.sha256)
    net = untrained_net(card, read_shapes(card.folder))
    try:
        found = {name: value.float() for name, value in load_safetensors(data).items()}
    except SafetensorError as error:
        raise damaged(card.id) from error
    refuse_non_numbers(card.id, {name: bool(value.isfinite().all()) for name, value in found.items()})
    net.load_state_dict(found, strict=True)
    return net.eval().requires_grad_(False)


def untrained_net(card: ModelCard, shapes: Mapping[str, tuple[int, ...]]) -> nn.Module:
    """Build the net that a card describes, of random weights.

    Args:
        card: the card.
        shapes: name -> shape of the weights that belong to the card; no memory is taken before they fit.

    Raises:
        CardError: for an architecture or a config that there is not.
        CheckpointError: if the weights are not those of such a net.
    """
    _refuse_others(card, _declared_shapes(card, len(shapes)), shapes)
    return build(card.architecture, scale=card.scale, config=card.config)


class _NoMoreThan(TorchFunctionMode):
    """Stops the making of a net at its first layer too many: a card may ask for millions of layers."""

    def __init__(self, card: ModelCard, layers: int) -> None:
        super().__init__()
        self._card = card
        self._left = layers

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        if func is torch.empty:  # by which every parameter is made
            self._left -= 1
            if self._left < 0:
                raise _unlike(self._card, "no more tensors than in weights.safetensors", "a net of more")
            if 0 in (args[0] if isinstance(args[0], tuple | list) else args):
                raise _unlike(self._card, "layers of some width in [config]", f"{self._card.config!r}")
        return func(*args, **(kwargs or {}))


def _declared_shapes(card: ModelCard, tensors: int) -> dict[str, tuple[int, ...]]:
    """Return name -> shape of the tensors of the net that the card describes, without memory for them."""
    most = 2 * tensors + 100  # a net of a few more is built, and its first wrong tensor named
    try:
        with torch.device("meta"), _NoMoreThan(card, most):
            net = build(card.architecture, scale=card.scale, config=card.config)
    except CardError as error:
        raise CardError(f"{card.id}: {error}") from error
    except (RuntimeError, ArithmeticError, LookupError) as error:  # numbers that no layer takes
        raise _unlike(card, "numbers in [config] that make a net", f"{card.config!r}") from error
    return {name: tuple(value.shape) for name, value in net.state_dict().items()}


def _refuse_others(
    card: ModelCard, expected: Mapping[str, tuple[int, ...]], found: Mapping[str, tuple[int, ...]]
) -> None:
    """Refuse weights that are not the tensors of the net, naming the first that is missing, left over or misshapen."""
    for name in sorted({*expected, *found}):
        want, have = (shapes.get(name, "none") for shapes in (expected, found))
        if want != have:
            raise _unlike(card, f"{want} as {name!r}", f"{have}")


def _unlike(card: ModelCard, expected: str, found: str) -> CheckpointError:
    return CheckpointError(
        f"{card.id}: weights do not fit {card.architecture!r}: expected {expected}, found {found}; "
        "export the checkpoint again"
    )
