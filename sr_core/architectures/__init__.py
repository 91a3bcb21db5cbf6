"""Every network design, by the name a card uses."""

import torch
from torch import nn

from ..errors import CardError
from .autoencoder import Autoencoder
from .dcnn import DCNN
from .digit_cnn import DigitCNN
from .edsr import EDSR
from .esrgan import ESRGAN, ESRGANDiscriminator
from .rdn import RDN
from .srcnn import SRCNN
from .srdensenet import SRDenseNet
from .srresnet import SRGANDiscriminator, SRResNet
from .swift_srgan import SwiftDiscriminator, SwiftSRGAN
from .thermal_inception import ThermalInception
from .vdsr import VDSR

ARCHITECTURES: dict[str, type[nn.Module]] = {
    "autoencoder": Autoencoder,
    "dcnn": DCNN,
    "edsr": EDSR,
    "esrgan": ESRGAN,
    "rdn": RDN,
    "srcnn": SRCNN,
    "srdensenet": SRDenseNet,
    "srresnet": SRResNet,
    "swift-srgan": SwiftSRGAN,
    "thermal_inception": ThermalInception,
    "vdsr": VDSR,
}

DISCRIMINATORS: dict[str, type[nn.Module]] = {
    "esrgan": ESRGANDiscriminator,
    "srgan": SRGANDiscriminator,
    "swift-srgan": SwiftDiscriminator,
}
"""Networks that tell SR from HR, needed in training only; each takes `side`, the HR patch in pixels."""

CLASSIFIERS: dict[str, type[nn.Module]] = {
    "digit-cnn": DigitCNN,
}
"""Networks that read a digit, as a test of what enlarging leaves legible; trained in PyTorch, run by `digits`."""


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
