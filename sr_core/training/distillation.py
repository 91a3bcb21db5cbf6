"""Distillation: a small student learns from a large teacher's pictures and, if asked, from its features."""

from collections.abc import Callable

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from ..errors import RecipeError


def feature_affinity(student: Tensor, teacher: Tensor) -> Tensor:
    """L1 between the two nets' tables of similarity between positions; the widths may differ.

    Features (N, C, H, W) are normalised per position; the table holds the cosine of every two positions, here of every
    second row and column. Source: He et al., 2020 (FAKD, feature-affinity based distillation), eq. 2-4.
    """
    return F.l1_loss(_affinity(student), _affinity(teacher))


def _affinity(x: Tensor) -> Tensor:
    x = F.normalize(x[..., ::2, ::2].flatten(2).float(), dim=1)  # (N, C, HW/4)
    return x.transpose(1, 2) @ x


class Teacher:
    """A frozen net whose pictures the student should reproduce.

    The features compared are the outputs of the attribute `body`, which EDSR, SRResNet, ESRGAN and Swift-SRGAN have.
    """

    def __init__(self, net: nn.Module, student: nn.Module, *, features: bool) -> None:
        self.net = net.eval().requires_grad_(False)
        self._features: dict[str, Tensor] = {}
        if features:
            for name, owner in (("student", student), ("teacher", net)):
                body = getattr(owner, "body", None)
                if not isinstance(body, nn.Module):
                    raise RecipeError(f"feature distillation needs a {name} with a body; drop feature from [loss]")
                body.register_forward_hook(self._keep(name))

    def _keep(self, name: str) -> Callable[[nn.Module, tuple[Tensor, ...], Tensor], None]:
        def hook(_layer: nn.Module, _inputs: tuple[Tensor, ...], output: Tensor) -> None:
            self._features[name] = output

        return hook

    def losses(self, lr: Tensor, sr: Tensor) -> dict[str, Tensor]:
        """Return {"distillation": L1 to the teacher's SR} and, with features, {"feature": ...}.

        Call this right after the student has run on `lr` and made `sr`.
        """
        with torch.no_grad():
            shown = self.net(lr)
        losses = {"distillation": F.l1_loss(sr, shown.float())}
        if self._features:
            losses["feature"] = feature_affinity(self._features["student"], self._features["teacher"])
        return losses
