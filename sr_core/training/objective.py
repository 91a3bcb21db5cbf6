"""What a training step minimises: the weighted terms of a recipe's [loss], and the nets that some of them need."""

from collections.abc import Callable
from pathlib import Path

import torch
from torch import Tensor, nn

from ..architectures import DISCRIMINATORS
from ..checkpoints.weights import load_net
from .adversarial import discriminator_loss, generator_loss, judge
from .content import ContentLoss
from .distillation import Teacher
from .losses import IMAGE_LOSSES
from .recipe import Recipe


class Objective:
    """The terms of one recipe.

    objective = Objective(recipe, net, data, device)
    terms = objective.terms(lr, sr, hr)             # {"l1": ..., "adversarial": ...}, each a scalar, unweighted
    loss = objective.total(terms)                   # their weighted sum
    loss = objective.discriminator_loss(sr, hr)     # of an adversarial recipe, its own step
    """

    def __init__(self, recipe: Recipe, net: nn.Module, data: Path, device: torch.device) -> None:
        self.weights = recipe.loss
        self.content = ContentLoss(recipe.backbone, data).to(device) if "content" in recipe.loss else None
        self.teacher = None
        if recipe.teacher:
            self.teacher = Teacher(load_net(recipe.teacher).to(device), net, features="feature" in recipe.loss)
        self.discriminator: nn.Module | None = None
        if recipe.discriminator is not None:
            options = recipe.discriminator
            self.kind = options.kind
            side = recipe.lr_patch * recipe.scale
            self.discriminator = DISCRIMINATORS[options.architecture](side=side, n_feats=options.n_feats)
            self.discriminator.to(device, memory_format=torch.channels_last)  # type: ignore[call-overload]

    def terms(self, lr: Tensor, sr: Tensor, hr: Tensor) -> dict[str, Tensor]:
        """Every term of the recipe for one batch; to be called right after the net made `sr` from `lr`."""
        terms = {name: IMAGE_LOSSES[name](sr, hr) for name in self.weights if name in IMAGE_LOSSES}
        if self.content is not None:
            terms["content"] = self.content(sr, hr)
        if self.teacher is not None:
            terms |= {k: v for k, v in self.teacher.losses(lr, sr).items() if k in self.weights}
        if self.discriminator is not None:
            self.discriminator.requires_grad_(False)  # this step trains the generator
            fake, real = judge(self.discriminator, _rgb(sr), _rgb(hr))
            terms["adversarial"] = generator_loss(fake.float(), real.float(), self.kind)
            self.discriminator.requires_grad_(True)
        return terms

    def total(self, terms: dict[str, Tensor]) -> Tensor:
        """Sum of weight * term."""
        return torch.stack([self.weights[name] * value.float() for name, value in terms.items()]).sum()

    def discriminator_loss(self, discriminator: Callable[..., Tensor], sr: Tensor, hr: Tensor) -> Tensor:
        """Loss of the discriminator's own step; `sr` without the generator's graph."""
        fake, real = judge(discriminator, _rgb(sr.detach()), _rgb(hr))
        return discriminator_loss(fake.float(), real.float(), self.kind)


def _rgb(x: Tensor) -> Tensor:
    return x.expand(-1, 3, -1, -1).contiguous(memory_format=torch.channels_last)
