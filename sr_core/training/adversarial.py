"""Adversarial loss: a discriminator learns to tell SR from HR, the generator to be taken for HR."""

from collections.abc import Callable
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

from ..architectures import DISCRIMINATORS
from ..errors import RecipeError

ADVERSARIAL_KINDS = ("standard", "relativistic")


@dataclass(frozen=True, slots=True)
class AdversarialOptions:
    """The [discriminator] table of a recipe."""

    architecture: str
    """Key of DISCRIMINATORS."""
    kind: str = "standard"
    """"standard" (SRGAN: real or fake) or "relativistic" (ESRGAN: more real than the average fake)."""
    learning_rate: float = 1e-4
    """Peak learning rate of the same schedule as the generator's (Adam, 0.9, 0.999)."""
    n_feats: int = 64
    """Number of features of its first layers."""

    def __post_init__(self) -> None:
        if self.architecture not in DISCRIMINATORS:
            known = ", ".join(sorted(DISCRIMINATORS))
            raise RecipeError(f"[discriminator]: unknown architecture {self.architecture!r}; known: {known}")
        if self.kind not in ADVERSARIAL_KINDS:
            raise RecipeError(f"[discriminator]: kind must be one of {ADVERSARIAL_KINDS}, found {self.kind!r}")


def generator_loss(fake: Tensor, real: Tensor, kind: str) -> Tensor:
    """Return how far SR is from being taken for HR, from logits (N, 1) of SR and of HR.

    Source: Ledig et al., 2017, eq. 6 (as -log D); relativistic: Wang et al., 2018, eq. 4.
    """
    if kind == "standard":
        return F.binary_cross_entropy_with_logits(fake, torch.ones_like(fake))
    return discriminator_loss(real, fake, kind)  # the same comparison with the roles changed


def discriminator_loss(fake: Tensor, real: Tensor, kind: str) -> Tensor:
    """Return how badly HR (target 1) and SR (target 0) are told apart, from logits (N, 1) of SR and of HR.

    Source: Ledig et al., 2017, eq. 2; relativistic: Wang et al., 2018, eq. 3.
    """
    if kind == "relativistic":
        fake, real = fake - real.mean(), real - fake.mean()
    on_real = F.binary_cross_entropy_with_logits(real, torch.ones_like(real))
    on_fake = F.binary_cross_entropy_with_logits(fake, torch.zeros_like(fake))
    return 0.5 * (on_real + on_fake)


def discriminate(discriminator: Callable[[Tensor], Tensor], sr: Tensor, hr: Tensor) -> tuple[Tensor, Tensor]:
    """Return the logits of SR and of HR, seen in one batch so that batch norm treats both alike."""
    fake, real = discriminator(torch.cat([sr, hr])).chunk(2)
    return fake, real
