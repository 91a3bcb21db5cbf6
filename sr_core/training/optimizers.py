"""Optimisers: Adam, AdamW or Muon, with one learning rate per step and two ways to limit a step."""

from typing import Any

import torch
from torch import Tensor, nn

OPTIMIZERS = ("adam", "adamw", "muon")

_NEWTON_SCHULZ = (3.4445, -4.7750, 2.0315)
"""Coefficients of the quintic iteration that pushes singular values towards 1. Source: Jordan et al., 2024 (Muon)."""


def orthogonalise(matrices: Tensor, steps: int = 5) -> Tensor:
    """Replace the singular values of each matrix by about 1 (0.7 to 1.2).

    Args:
        matrices: (N, rows, columns), of any scale.
        steps: Newton-Schulz iterations.

    Returns:
        (N, rows, columns) of the same type, computed in it: U V^T of each U S V^T, nearly.

    Source: Jordan et al., 2024 (Muon); Bernstein and Newhouse, 2024.
    """
    a, b, c = _NEWTON_SCHULZ
    tall = matrices.shape[1] > matrices.shape[2]
    x = matrices.transpose(1, 2) if tall else matrices
    x = x / (x.float().norm(dim=(1, 2), keepdim=True).to(x.dtype) + 1e-7)
    for _ in range(steps):
        square = x @ x.transpose(1, 2)
        x = a * x + (b * square + c * (square @ square)) @ x
    return x.transpose(1, 2) if tall else x


class Muon(torch.optim.Optimizer):
    """Orthogonalised momentum: every singular direction of a layer moves by the same step.

    Convolution weights (out, in, kh, kw) are taken as matrices (out, in * kh * kw). The update is scaled by
    sqrt(max(1, rows / columns)). Source: Jordan et al., 2024.
    """

    def __init__(
        self,
        params: list[Tensor],
        *,
        lr: float,
        momentum: float = 0.95,
        weight_decay: float = 0.0,
        precision: torch.dtype = torch.float32,
    ) -> None:
        """`precision`: type in which matrices are orthogonalised; bfloat16 is enough where it is fast."""
        super().__init__(params, {"lr": lr, "momentum": momentum, "weight_decay": weight_decay})
        self.precision = precision

    @torch.no_grad()
    def step(self, closure: None = None) -> None:  # type: ignore[override]
        """Move every weight that has a gradient."""
        del closure
        for group in self.param_groups:
            shapes: dict[torch.Size, list[tuple[Tensor, Tensor]]] = {}
            for p in group["params"]:
                if p.grad is None:
                    continue
                state = self.state[p]
                if not state:
                    state["momentum"] = torch.zeros_like(p)
                state["momentum"].lerp_(p.grad, 1.0 - group["momentum"])
                ahead = p.grad.lerp(state["momentum"], group["momentum"])  # Nesterov
                shapes.setdefault(p.shape, []).append((p, ahead.flatten(1)))
            for same in shapes.values():  # layers of one shape form a batch, since small matrices cost mostly overhead
                update = orthogonalise(torch.stack([matrix for _, matrix in same]).to(self.precision)).float()
                scale = max(1.0, update.shape[1] / update.shape[2]) ** 0.5
                for (p, _), step in zip(same, update, strict=True):
                    p.mul_(1.0 - group["lr"] * group["weight_decay"])
                    p.add_(step.view(p.shape), alpha=-group["lr"] * scale)


class Descent:
    """The optimiser of one net.

    descent = Descent(net, "muon", learning_rate=0.005, other_rate=2e-3)
    descent.step(loss, factor=schedule(...))       # backward, clipped, one update
    """

    def __init__(
        self,
        net: nn.Module,
        optimizer: str,
        *,
        learning_rate: float,
        other_rate: float = 0.0,
        weight_decay: float = 0.0,
        gradient_clip: float = 1.0,
        update_clip: float = 0.0,
        precision: torch.dtype = torch.float32,
    ) -> None:
        """Choose the layers.

        Args:
            net: network that is trained.
            optimizer: one of OPTIMIZERS. Muon moves the hidden convolutions, AdamW all other weights.
            learning_rate: peak of the schedule.
            other_rate: peak of the schedule for the weights that Muon leaves to AdamW.
            weight_decay: share by which weights shrink per step, times the learning rate; not of Adam.
            gradient_clip: largest norm of the gradient; larger ones are scaled down.
            update_clip: largest root mean square of a tensor's update in units of its learning rate; 0 for any.
            precision: type in which Muon orthogonalises.
        """
        self.net, self.gradient_clip, self.update_clip = net, gradient_clip, update_clip
        hidden = hidden_weights(net) if optimizer == "muon" else []
        taken = {id(p) for p in hidden}
        others = [p for p in net.parameters() if id(p) not in taken]
        if optimizer == "adam":
            self.optimizers: list[torch.optim.Optimizer] = [torch.optim.Adam(others, betas=(0.9, 0.999))]
        else:
            self.optimizers = [torch.optim.AdamW(others, betas=(0.9, 0.999), weight_decay=weight_decay)]
        self.rates = [other_rate if optimizer == "muon" else learning_rate]
        if hidden:
            self.optimizers.append(Muon(hidden, lr=learning_rate, weight_decay=weight_decay, precision=precision))
            self.rates.append(learning_rate)

    @property
    def learning_rate(self) -> float:
        """Learning rate of the last step: of the hidden layers, if Muon moves them."""
        return float(self.optimizers[-1].param_groups[0]["lr"])

    def step(self, loss: Tensor, factor: float) -> None:
        """Descend once, at `factor` times the peak rates."""
        for optimizer in self.optimizers:
            optimizer.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(self.net.parameters(), self.gradient_clip)
        for optimizer, rate in zip(self.optimizers, self.rates, strict=True):
            for group in optimizer.param_groups:
                group["lr"] = rate * factor
            if self.update_clip and not isinstance(optimizer, Muon):
                _step_clipped(optimizer, self.update_clip)
            else:
                optimizer.step()

    def state_dict(self) -> list[dict[str, Any]]:
        """Return the state that must be saved, one dict per optimiser."""
        return [optimizer.state_dict() for optimizer in self.optimizers]

    def load_state_dict(self, saved: list[dict[str, Any]]) -> None:
        """Continue from the state that `state_dict` returned."""
        for optimizer, state in zip(self.optimizers, saved, strict=True):
            optimizer.load_state_dict(state)


def hidden_weights(net: nn.Module) -> list[Tensor]:
    """List the weights that Muon moves: convolutions between features, at least 16 in and out.

    The first and the last layer, which meet pixels, and depthwise convolutions are left to AdamW.
    """
    layers = [m for m in net.modules() if isinstance(m, nn.Conv2d | nn.ConvTranspose2d)]
    wide = [m for m in layers[:-1] if min(m.in_channels, m.out_channels) // m.groups >= 16]
    return [m.weight for m in wide if m.weight.requires_grad]


@torch.no_grad()
def _step_clipped(optimizer: torch.optim.Optimizer, limit: float) -> None:
    """Step, but move no tensor by more than `limit` times the learning rate (root mean square)."""
    params = [p for group in optimizer.param_groups for p in group["params"] if p.grad is not None]
    before = [p.detach().clone() for p in params]
    optimizer.step()
    most = limit * float(optimizer.param_groups[0]["lr"])
    for p, old in zip(params, before, strict=True):
        size = float((p - old).square().mean().sqrt())
        if size > most:
            p.copy_(old.lerp(p, most / size))
