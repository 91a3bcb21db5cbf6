"""The training loop of a classifier: random small changes of the digits, gradient descent, resumable runs."""

import logging
import math
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor

from ...architectures import CLASSIFIERS
from ...digits.digits import Digits, digits_in_folder
from ...errors import DecodeError, RecipeError
from ..clock import Clock
from ..run_folder import RunFolder
from ..run_state import hardware
from ..schedule import rate_factor
from .recipe import ClassifierRecipe

log = logging.getLogger(__name__)

_SAVE_SECONDS = 10.0
_FREE = ("steps", "validate_every", "card")
"""Keys of the recipe that a resumed run may change."""


class ClassifierTrainer:
    """One run of one recipe in one folder.

    ClassifierTrainer(recipe, data, out).run()                     # to the recipe's last step
    ClassifierTrainer(recipe, data, out, resume=True).run()        # go on from out/state.pt
    ClassifierTrainer(recipe, data, out).run(steps=200)            # a part of it: the schedule is still the recipe's
    """

    def __init__(
        self, recipe: ClassifierRecipe, data: Path, out: Path, *, device: str = "cpu", resume: bool = False
    ) -> None:
        """Read the digits and build the net; arguments are those of `training.loop.Trainer`."""
        self.recipe, self.folder, self.device = recipe, RunFolder(out, resume=resume), torch.device(device)
        try:
            digits = digits_in_folder(data / recipe.data, "train")
        except DecodeError as error:
            raise RecipeError(str(error)) from error
        kept = len(digits) - recipe.held_out
        if kept < 1:
            raise RecipeError(f"{recipe.id}: held_out is {recipe.held_out:,}, the set has {len(digits):,} digits")
        self.pixels, self.labels = _tensors(digits, self.device)
        self.kept = kept
        self.generator = torch.Generator().manual_seed(recipe.seed)
        with self._drawn():
            self.net = CLASSIFIERS[recipe.architecture](**recipe.config).to(self.device)
        self.descent = torch.optim.SGD(
            self.net.parameters(), lr=0.0, momentum=recipe.momentum, weight_decay=recipe.weight_decay, nesterov=True
        )
        self.step, self.seconds, self.total, self.counted = 0, 0.0, 0.0, 0
        self.folder.make()
        if self.folder.holds_run:
            self._restore(self.folder.load_state(self.device))

    def run(self, *, steps: int | None = None, on_step: Callable[[int, float, float], None] | None = None) -> None:
        """Train to the last step.

        Args:
            steps: stop after so many steps in all; the schedule stays the recipe's, so parts of a run equal a whole.
            on_step: called with (step, share of the run 0..1, loss) after each step.
        """
        if steps is not None and steps < 1:
            raise RecipeError(f"the number of steps must be at least 1, found {steps}")
        last = min(steps or self.recipe.steps, self.recipe.steps)
        clock, saved = Clock(self.device, self.seconds), time.monotonic()
        while self.step < last:
            loss = self._step()
            self.step, self.seconds = self.step + 1, clock.seconds
            self.total, self.counted = self.total + loss, self.counted + 1
            if on_step is not None:
                on_step(self.step, self.step / last, loss)
            if self.step % self.recipe.validate_every == 0 or self.step == last:
                self._report()
            elif time.monotonic() - saved > _SAVE_SECONDS:
                self._save()
                saved = time.monotonic()

    def _step(self) -> float:
        recipe = self.recipe
        rate = recipe.learning_rate * rate_factor(
            "cosine", self.step, self.step / recipe.steps, warmup=recipe.warmup, decay=1.0
        )
        for group in self.descent.param_groups:
            group["lr"] = rate
        chosen = torch.randint(self.kept, (recipe.batch_size,), generator=self.generator).to(self.device)
        digits = changed(self.pixels[chosen].float() / 255.0, recipe, self.generator)
        with self._drawn():
            loss = F.cross_entropy(self.net.train()(digits), self.labels[chosen])
        self.descent.zero_grad(set_to_none=True)
        loss.backward()
        self.descent.step()
        value = float(loss.detach())
        if not math.isfinite(value):
            raise RecipeError(f"{recipe.id}: the loss became {value} at step {self.step + 1}; lower learning_rate")
        return value

    def _drawn(self) -> "_Seeded":
        """Let PyTorch's own generator, which weights and dropout use, follow from this run's."""
        return _Seeded(int(torch.randint(2**31, (1,), generator=self.generator)))

    def accuracy(self) -> float:
        """Return the share of the held-out digits that are read correctly, 0..1."""
        right = 0
        with torch.inference_mode():
            for pixels, labels in zip(
                self.pixels[self.kept :].split(500), self.labels[self.kept :].split(500), strict=True
            ):
                right += int((self.net.eval()(pixels.float() / 255.0).argmax(1) == labels).sum())
        return right / (len(self.labels) - self.kept)

    def _report(self) -> None:
        score, loss = self.accuracy(), self.total / max(1, self.counted)
        self.total, self.counted = 0.0, 0
        facts = {
            "data": self.recipe.data,
            "digits": self.kept,
            "steps": self.step,
            "seconds": round(self.seconds, 1),
            "hardware": hardware(self.device),
            "validation_accuracy": round(score, 5),
        }
        self.folder.save_weights(self.net.state_dict(), facts)
        self.folder.append_log(
            {
                "step": self.step,
                "seconds": f"{self.seconds:.0f}",
                "learning_rate": f"{self.descent.param_groups[0]['lr']:.3e}",
                "loss": f"{loss:.6g}",
                "validation_accuracy": f"{score:.5f}",
            }
        )
        log.info("step %d  %.0f s  loss %.5f  validation %.2f %%", self.step, self.seconds, loss, 100.0 * score)
        self._save()

    def _save(self) -> None:
        self.folder.save_state(
            {
                "net": self.net.state_dict(),
                "optimizer": self.descent.state_dict(),
                "generator": self.generator.get_state(),
                "recipe": _fixed(self.recipe),
                **{name: getattr(self, name) for name in ("step", "seconds", "total", "counted")},
            }
        )

    def _restore(self, saved: dict[str, Any]) -> None:
        for key, value in _fixed(self.recipe).items():
            if saved["recipe"].get(key) != value:
                raise RecipeError(f"{key} was {saved['recipe'].get(key)!r} in this run, the recipe now says {value!r}")
        self.net.load_state_dict(saved["net"], strict=True)
        self.descent.load_state_dict(saved["optimizer"])
        self.generator.set_state(saved["generator"].cpu())
        for name in ("step", "seconds", "total", "counted"):
            setattr(self, name, saved[name])


class _Seeded:
    """A block in which PyTorch's generator has a seed of its own, and behind which it is as before."""

    def __init__(self, seed: int) -> None:
        self._fork, self._seed = torch.random.fork_rng(), seed

    def __enter__(self) -> None:
        self._fork.__enter__()
        torch.manual_seed(self._seed)

    def __exit__(self, *error: Any) -> None:
        self._fork.__exit__(*error)


def changed(digits: Tensor, recipe: ClassifierRecipe, generator: torch.Generator) -> Tensor:
    """Turn, stretch and move each digit by a random amount, black beyond the edge.

    Args:
        digits: (N, 1, 28, 28) in [0, 1].
        recipe: largest amounts.
        generator: source of the random numbers.

    Returns:
        (N, 1, 28, 28) in [0, 1], bilinear between pixels.
    """
    count, side = len(digits), digits.shape[-1]
    drawn = (2.0 * torch.rand(count, 5, generator=generator) - 1.0).to(digits.device)
    angle = drawn[:, 0] * math.radians(recipe.turn)
    across, down = (1.0 + recipe.stretch * drawn[:, n] for n in (1, 2))
    move = drawn[:, 3:] * (2.0 * recipe.shift / side)
    rows = torch.stack([angle.cos() * across, -angle.sin() * down, move[:, 0]], 1)
    others = torch.stack([angle.sin() * across, angle.cos() * down, move[:, 1]], 1)
    grid = F.affine_grid(torch.stack([rows, others], 1), list(digits.shape), align_corners=False)
    return F.grid_sample(digits, grid, align_corners=False)


def _tensors(digits: Digits, device: torch.device) -> tuple[Tensor, Tensor]:
    """Return pictures (N, 1, 28, 28) uint8 and labels (N,) int64."""
    pixels = torch.from_numpy(digits.pixels)[:, None].to(device)
    return pixels, torch.from_numpy(digits.labels).long().to(device)


def _fixed(recipe: ClassifierRecipe) -> dict[str, Any]:
    return {k: v for k, v in asdict(recipe).items() if k not in _FREE}
