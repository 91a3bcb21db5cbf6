"""The objective of a training step: the weighted terms of a recipe's [loss], and the nets that some of them need."""

from collections.abc import Callable, Mapping
from pathlib import Path

import torch
from torch import Tensor, nn

from ..architectures import DISCRIMINATORS
from ..checkpoints.net import load_net
from ..checkpoints.store import find_card
from .adversarial import discriminate, discriminator_loss, generator_loss
from .content import ContentLoss
from .distillation import Teacher
from .losses import IMAGE_LOSSES, SCALE_LOSSES
from .recipe import Recipe


class Objective:
    """The terms of one recipe.

    objective = Objective(recipe, net, data, device)
    judged = objective.window(sr, hr, generator)            # what content and adversarial losses see of a batch
    terms = objective.terms(weights, lr, sr, hr, judged)    # {"l1": ..., "adversarial": ...}, each a scalar, unweighted
    loss = objective.total(weights, terms)                  # their weighted sum; weights as in [loss]
    loss = objective.discriminator_loss(discriminator, judged)    # of an adversarial recipe, its own step
    """

    def __init__(self, recipe: Recipe, net: nn.Module, data: Path, device: torch.device) -> None:
        self.scale = recipe.scale
        self.side = recipe.judged_patch or recipe.lr_patch * recipe.scale
        self.content = ContentLoss(recipe.backbone, data).to(device) if "content" in recipe.terms else None
        self.teacher = None
        if recipe.teacher:
            teacher = load_net(find_card(recipe.teacher)).to(device)
            self.teacher = Teacher(teacher, net, features="feature" in recipe.terms)
        self.discriminator: nn.Module | None = None
        if recipe.discriminator is not None:
            options = recipe.discriminator
            self.kind = options.kind
            self.discriminator = DISCRIMINATORS[options.architecture](side=self.side, n_feats=options.n_feats)
            self.discriminator.to(device, memory_format=torch.channels_last)  # type: ignore[call-overload]

    def window(self, sr: Tensor, hr: Tensor, generator: torch.Generator) -> tuple[Tensor, Tensor]:
        """Cut the same window of `judged_patch` from SR and HR, as RGB; the whole of both if the recipe has none."""
        slack = hr.shape[-1] - self.side
        if slack:
            top, left = torch.randint(0, slack + 1, (2,), generator=generator, device=generator.device).tolist()
            rows, cols = slice(top, top + self.side), slice(left, left + self.side)
            sr, hr = sr[..., rows, cols], hr[..., rows, cols]
        return _rgb(sr), _rgb(hr)

    def terms(
        self,
        weights: Mapping[str, float],
        lr: Tensor,
        sr: Tensor,
        hr: Tensor,
        judged: tuple[Tensor, Tensor],
        *,
        taught: bool = True,
    ) -> dict[str, Tensor]:
        """Return every term of `weights` for one batch; call this right after the net made `sr` from `lr`.

        `taught`: True to ask the teacher, if there is one.
        """
        terms = {name: IMAGE_LOSSES[name](sr, hr) for name in weights if name in IMAGE_LOSSES}
        terms |= {name: loss(sr, hr, self.scale) for name, loss in SCALE_LOSSES.items() if name in weights}
        if self.content is not None and "content" in weights:
            terms["content"] = self.content(*judged)
        if self.teacher is not None and taught:
            terms |= {k: v for k, v in self.teacher.losses(lr, sr).items() if k in weights}
        if self.discriminator is not None and "adversarial" in weights:
            self.discriminator.requires_grad_(False)  # this step trains the generator
            fake, real = discriminate(self.discriminator, *judged)
            terms["adversarial"] = generator_loss(fake.float(), real.float(), self.kind)
            self.discriminator.requires_grad_(True)
        return terms

    @staticmethod
    def total(weights: Mapping[str, float], terms: Mapping[str, Tensor]) -> Tensor:
        """Return the sum of weight * term."""
        return torch.stack([weights[name] * value.float() for name, value in terms.items()]).sum()

    def discriminator_loss(self, discriminator: Callable[..., Tensor], judged: tuple[Tensor, Tensor]) -> Tensor:
        """Return the loss of the discriminator's own step; no gradient reaches the generator."""
        fake, real = discriminate(discriminator, judged[0].detach(), judged[1])
        return discriminator_loss(fake.float(), real.float(), self.kind)


def _rgb(x: Tensor) -> Tensor:
    return x.expand(-1, 3, -1, -1).contiguous(memory_format=torch.channels_last)
