"""State that must be saved so that a run continues as if it had never stopped."""

import math
import platform
from dataclasses import asdict, dataclass, field
from typing import Any

import torch
from torch import Tensor, nn

from ..errors import RecipeError
from .optimizers import Descent
from .recipe import Recipe

_FREE = ("steps", "validate_every", "patience", "blend", "card", "precision", "decay", "start", "fresh")
"""Keys of the recipe that a resumed run may change: its length, its precision, its words, and what it once started
from."""
_PLAIN = ("step", "earlier", "seconds", "best", "stale", "falling", "sums", "hardware", "precision")


@dataclass(slots=True)
class RunState:
    """State of one run."""

    net: nn.Module
    """The net in training."""
    ema: dict[str, Tensor]
    """Averaged weights of the net."""
    descent: Descent
    """Optimiser of the net."""
    generator: torch.Generator
    """Generator that draws the crops of this process."""
    discriminator: nn.Module | None = None
    """Discriminator of an adversarial run."""
    discriminator_descent: Descent | None = None
    """Optimiser of the discriminator."""
    step: int = 0
    """Number of steps done."""
    earlier: int = 0
    """Steps of an earlier run that this one continues, of which only the weights are left."""
    seconds: float = 0.0
    """Seconds of computing so far, see `Clock`."""
    best: float = -math.inf
    """Highest validation PSNR so far, dB."""
    stale: int = 0
    """Number of validations since the highest PSNR."""
    falling: bool = False
    """True once the final decay of the "wsd" schedule has begun."""
    sums: dict[str, tuple[float, int]] = field(default_factory=dict)
    """The loss and its terms since the last line of the log: sum and number of steps that had it."""
    hardware: dict[str, int] = field(default_factory=dict)
    """Hardware that the run computed on -> steps; more than one entry after a resumption elsewhere."""
    precision: dict[str, int] = field(default_factory=dict)
    """Precision of the computation -> steps."""

    def add(self, losses: dict[str, float]) -> None:
        """Add the losses of a step."""
        for name, value in losses.items():
            total, count = self.sums.get(name, (0.0, 0))
            self.sums[name] = (total + value, count + 1)

    def take_means(self) -> dict[str, float]:
        """Return the mean losses since the last call and begin anew."""
        means = {name: total / count for name, (total, count) in self.sums.items()}
        self.sums = {}
        return means

    def saved(self, recipe: Recipe, generators: list[Tensor]) -> dict[str, Any]:
        """Return the state that `restore` takes, without code; `generators` are those of all processes."""
        saved: dict[str, Any] = {
            "net": self.net.state_dict(),
            "ema": self.ema,
            "optimizer": self.descent.state_dict(),
            "generators": generators,
            "recipe": _fixed(recipe),
            **{name: getattr(self, name) for name in _PLAIN},
        }
        if self.discriminator is not None and self.discriminator_descent is not None:
            saved["discriminator"] = self.discriminator.state_dict()
            saved["discriminator_optimizer"] = self.discriminator_descent.state_dict()
        return saved

    def restore(self, saved: dict[str, Any], recipe: Recipe, *, rank: int, processes: int) -> None:
        """Continue from the state that `saved` returned.

        Args:
            saved: state from `saved`.
            recipe: recipe as it is now.
            rank: rank of this process.
            processes: number of processes now.

        Raises:
            RecipeError: if the state is of another recipe, another number of processes or an older version.
        """
        try:
            self._restore(saved, recipe, rank, processes)
        except (KeyError, IndexError, TypeError) as error:
            raise RecipeError(
                f"state.pt of this run lacks {error}, as one of an older version does; start the run again"
            ) from error

    def _restore(self, saved: dict[str, Any], recipe: Recipe, rank: int, processes: int) -> None:
        for key, value in _fixed(recipe).items():
            if saved["recipe"][key] != value:
                raise RecipeError(f"{key} was {saved['recipe'][key]!r} in this run, the recipe now says {value!r}")
        if len(saved["generators"]) != processes:
            count = len(saved["generators"])
            raise RecipeError(f"this run was made by {count} processes, now {processes}; start as many")
        self.net.load_state_dict(saved["net"], strict=True)
        self.descent.load_state_dict(saved["optimizer"])
        self.generator.set_state(saved["generators"][rank].cpu())
        self.ema = saved["ema"]
        for name in _PLAIN:
            setattr(self, name, saved[name])
        if self.discriminator is not None and self.discriminator_descent is not None:
            self.discriminator.load_state_dict(saved["discriminator"], strict=True)
            self.discriminator_descent.load_state_dict(saved["discriminator_optimizer"])


def _fixed(recipe: Recipe) -> dict[str, Any]:
    return {k: v for k, v in asdict(recipe).items() if k not in _FREE}


def hardware(device: torch.device) -> str:
    """Name the hardware that a run computes on: the GPU, or the CPU with its threads."""
    if device.type == "cuda":
        return torch.cuda.get_device_name(device)
    count = torch.get_num_threads()
    return f"CPU ({platform.machine()}), {count} thread{'s' if count > 1 else ''}"


def shares(steps: dict[str, int]) -> str:
    """Name the precision or hardware of a run: "bfloat16", or "bfloat16 (1,800 steps), float32 (600 steps)"."""
    if len(steps) == 1:
        return next(iter(steps))
    return ", ".join(f"{name} ({count:,} steps)" for name, count in steps.items())
