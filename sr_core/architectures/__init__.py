"""Every network design, by the name a card uses."""

import torch
from torch import nn

from ..errors import CardError
from .edsr import EDSR
from .srcnn import SRCNN

ARCHITECTURES: dict[str, type[nn.Module]] = {
    "edsr": EDSR,
    "srcnn": SRCNN,
}


def build(name: str, *, scale: int, config: dict[str, int | float | str]) -> nn.Module:
    """Build an untrained net, its weights laid out channels_last (faster on CPU and GPU, same numbers).

    Args:
        name: key of `ARCHITECTURES`.
        scale: enlargement per side.
        config: the card's [config] table, keyword arguments of the class.

    Raises:
        CardError: for an unknown architecture or arguments it does not take.
    """
    if name not in ARCHITECTURES:
        raise CardError(f"unknown architecture {name!r}; known: {', '.join(sorted(ARCHITECTURES))}")
    try:
        net = ARCHITECTURES[name](scale=scale, **config)
    except (TypeError, ValueError) as error:
        raise CardError(f"architecture {name!r} cannot be built with scale {scale} and {config!r}: {error}") from error
    return net.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
