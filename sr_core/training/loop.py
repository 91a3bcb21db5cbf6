"""The training loop: Adam, cosine schedule, averaged weights, validation, early stopping, resumable runs."""

import logging
import math
import platform
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from ..architectures import build
from ..checkpoints.weights import load_net
from ..errors import RecipeError
from .crops import CropSampler
from .objective import Objective
from .recipe import Recipe
from .run_folder import RunFolder
from .validation import Validation, split
from .world import join_world

log = logging.getLogger(__name__)

SAVE_SECONDS = 5.0
"""The state is saved this often, and less often where saving would take more than a twentieth of the time."""


@dataclass(slots=True)
class RunState:
    """Everything that must be saved for a run to go on as if never stopped."""

    net: nn.Module
    ema: dict[str, Tensor]
    optimizer: torch.optim.Adam
    generator: torch.Generator
    discriminator: nn.Module | None = None
    discriminator_optimizer: torch.optim.Adam | None = None
    step: int = 0
    seconds: float = 0.0
    best: float = -math.inf
    """Highest validation PSNR so far, dB."""
    stale: int = 0
    """Validations since then."""
    sums: dict[str, tuple[float, int]] = field(default_factory=dict)
    """The loss and its terms since the last line of the log: sum and number of steps that had it."""
    hardware: dict[str, int] = field(default_factory=dict)
    """What the run computed on -> steps; more than one entry after a resumption elsewhere."""
    precision: dict[str, int] = field(default_factory=dict)
    """Likewise."""

    def add(self, losses: dict[str, float]) -> None:
        """Count a step's losses."""
        for name, value in losses.items():
            total, count = self.sums.get(name, (0.0, 0))
            self.sums[name] = (total + value, count + 1)

    def take_means(self) -> dict[str, float]:
        """Return the mean losses since the last call and begin anew."""
        means = {name: total / count for name, (total, count) in self.sums.items()}
        self.sums = {}
        return means


def fixed(recipe: Recipe) -> dict[str, Any]:
    """What a resumed run must not change: all but its length, its precision and its words."""
    free = ("steps", "validate_every", "patience", "blend", "card", "precision")
    return {k: v for k, v in asdict(recipe).items() if k not in free}


def hardware(device: torch.device) -> str:
    """Name what a run computes on: the GPU, or the CPU with its threads."""
    if device.type == "cuda":
        return torch.cuda.get_device_name(device)
    count = torch.get_num_threads()
    return f"CPU ({platform.machine()}), {count} thread{'s' if count > 1 else ''}"


def shares(steps: dict[str, int]) -> str:
    """Name what a run was made with: "bfloat16", or after a change "bfloat16 (1,800 steps), float32 (600 steps)"."""
    if len(steps) == 1:
        return next(iter(steps))
    return ", ".join(f"{name} ({count:,} steps)" for name, count in steps.items())


def schedule(recipe: Recipe, step: int, share: float) -> float:
    """Factor of the learning rates: linear warm-up over `recipe.warmup` steps, half a cosine over `share` 0..1."""
    warm = min(1.0, (step + 1) / max(1, recipe.warmup))
    return warm * 0.5 * (1.0 + math.cos(math.pi * min(1.0, share)))


def _copy_equal_weights(source: nn.Module, target: nn.Module, fresh: tuple[str, ...]) -> int:
    """Copy the weights of the same name and shape, but those of `fresh` layers; count them.

    The upsampler of another scale has another shape.
    """
    own = target.state_dict()
    same = {
        k: v for k, v in source.state_dict().items() if k in own and own[k].shape == v.shape and not k.startswith(fresh)
    }
    target.load_state_dict({**own, **same}, strict=True)
    return len(same)


class Trainer:
    """One run of one recipe in one folder.

    Trainer(recipe, data, out).run()                       # to the recipe's last step
    Trainer(recipe, data, out, resume=True).run()          # go on from out/state.pt
    Trainer(recipe, data, out).run(steps=200)              # a part of it: the schedule is still the recipe's
    Trainer(recipe, data, out).run(time_budget=540)        # schedule and stop by the clock, seconds
    Trainer(recipe, data, out, sampler=sampler)            # with pictures that are decoded already
    """

    def __init__(
        self,
        recipe: Recipe,
        data: Path,
        out: Path,
        *,
        device: str = "cpu",
        resume: bool = False,
        sampler: CropSampler | None = None,
    ) -> None:
        self.recipe, self.folder = recipe, RunFolder(out, resume=resume)
        self.world = join_world(device)
        self.time_budget = 0.0
        self._next_save = time.monotonic() + SAVE_SECONDS
        training, validation = split(recipe, data)
        self.state = self._initial_state(data)
        self.validation = Validation(validation, recipe, self.device)
        self.folder.make()
        if resume and self.folder.holds_run:
            self._load()
        elif resume:
            log.warning("%s holds no run to go on with: starting one", out)
        self.sampler = sampler or CropSampler(training, recipe, self.device)
        self._net = self._runner(self.state.net)
        self._discriminator = self._runner(self.state.discriminator) if self.state.discriminator else None

    @property
    def device(self) -> torch.device:
        """What this process computes on."""
        return self.world.device

    def _initial_state(self, data: Path) -> RunState:
        recipe = self.recipe
        if recipe.batch_size % self.world.size:
            raise RecipeError(f"batch_size {recipe.batch_size} must be a multiple of the {self.world.size} processes")
        torch.manual_seed(recipe.seed)
        net = build(recipe.architecture, scale=recipe.scale, config=recipe.config)
        if recipe.start:
            count = _copy_equal_weights(load_net(recipe.start), net, recipe.fresh)
            log.info("start: %d tensors from %s", count, recipe.start)
        net = net.to(self.device)
        self.objective = Objective(recipe, net, data, self.device)
        state = RunState(
            net,
            {k: v.detach().clone() for k, v in net.state_dict().items()},
            torch.optim.Adam(net.parameters(), betas=(0.9, 0.999)),
            torch.Generator(self.device).manual_seed(recipe.seed + self.world.rank),
        )
        if self.objective.discriminator is not None:
            state.discriminator = self.objective.discriminator
            state.discriminator_optimizer = torch.optim.Adam(state.discriminator.parameters(), betas=(0.9, 0.999))
        return state

    def _runner(self, net: nn.Module) -> Callable[..., Tensor]:
        wrapped = self.world.wrap(net)
        # The hooks of feature distillation write to a dict, which does not belong into a compiled graph.
        compiled = self.device.type == "cuda" and "feature" not in self.recipe.loss
        return torch.compile(wrapped) if compiled else wrapped

    def run(
        self,
        *,
        steps: int | None = None,
        time_budget: float | None = None,
        on_step: Callable[[int, float, float], None] | None = None,
    ) -> Path:
        """Train to the last step, the end of the budget or an early stop; return the folder.

        Args:
            steps: stop after so many steps in all. The schedule stays the recipe's: a run in parts equals one in one.
            time_budget: seconds of training in all, resumed time counted; replaces steps as the schedule's clock.
            on_step: called with (step, share of the run 0..1, loss) after each step.
        """
        if time_budget is not None and time_budget <= 0:
            raise RecipeError(f"the time budget must be more than 0 seconds, found {time_budget:g}")
        if steps is not None and steps < 1:
            raise RecipeError(f"the number of steps must be at least 1, found {steps}")
        recipe, state = self.recipe, self.state
        stop = steps or (math.inf if time_budget else recipe.steps)
        self.time_budget = time_budget or 0.0
        place = hardware(self.device) + (f", {self.world.size} processes" if self.world.size > 1 else "")
        started = time.monotonic() - state.seconds
        while True:
            state.seconds = time.monotonic() - started
            share = state.step / recipe.steps if time_budget is None else state.seconds / time_budget
            share, due = self.world.agree(share, float(time.monotonic() > self._next_save))
            last = share >= 1.0 or state.step >= stop
            if state.sums and (last or state.step % recipe.validate_every == 0):
                stopped = self._report(state.take_means())
                last = last or stopped
            elif due:
                self._save()
            if last:
                return self.folder.path
            losses = self._step(share)
            state.add(losses)
            state.hardware[place] = state.hardware.get(place, 0) + 1
            state.precision[recipe.precision] = state.precision.get(recipe.precision, 0) + 1
            state.step += 1
            if on_step is not None:
                on_step(state.step, max(share, state.step / stop), losses["loss"])

    def _step(self, share: float) -> dict[str, float]:
        """One step of the net, and of the discriminator if there is one; return the losses."""
        recipe, state = self.recipe, self.state
        factor = schedule(recipe, state.step, share)
        lr, hr = self.sampler.sample(recipe.batch_size // self.world.size, state.generator)
        with torch.autocast(self.device.type, torch.bfloat16, enabled=recipe.precision == "bfloat16"):
            sr = self._net(lr.contiguous(memory_format=torch.channels_last)).float()
            judged = self.objective.window(sr, hr, state.generator)
            taught = state.step % recipe.teacher_every == 0
            terms = self.objective.terms(lr, sr, hr, judged, taught=taught)
        loss = self.objective.total(terms)
        self._descend(state.optimizer, state.net, loss, recipe.learning_rate * factor)
        self._average()
        losses = {"loss": float(loss.detach())}
        if len(self.recipe.loss) > 1:
            losses |= {name: float(value.detach()) for name, value in terms.items()}
        if self._discriminator is not None:
            losses["discriminator"] = self._discriminator_step(self._discriminator, judged, factor)
        return losses

    def _discriminator_step(self, judge: Callable[..., Tensor], judged: tuple[Tensor, Tensor], factor: float) -> float:
        state, options = self.state, self.recipe.discriminator
        assert state.discriminator is not None
        assert state.discriminator_optimizer is not None
        assert options is not None
        with torch.autocast(self.device.type, torch.bfloat16, enabled=self.recipe.precision == "bfloat16"):
            loss = self.objective.discriminator_loss(judge, judged)
        self._descend(state.discriminator_optimizer, state.discriminator, loss, options.learning_rate * factor)
        return float(loss.detach())

    def _descend(self, optimizer: torch.optim.Adam, net: nn.Module, loss: Tensor, learning_rate: float) -> None:
        for group in optimizer.param_groups:
            group["lr"] = learning_rate
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(net.parameters(), self.recipe.clip)
        optimizer.step()

    def _average(self) -> None:
        decay = min(self.recipe.ema, (self.state.step + 1) / (self.state.step + 10))
        for name, value in self.state.net.state_dict().items():
            if value.is_floating_point():
                self.state.ema[name].lerp_(value, 1.0 - decay)
            else:
                self.state.ema[name].copy_(value)  # batch norm's counter

    def _report(self, losses: dict[str, float]) -> bool:
        """Validate, save and log; return True if the run shall stop early."""
        state, stop = self.state, False
        if self.world.leads:
            score = self.validation.psnr(state.ema)
            better = score > state.best
            state.best, state.stale = (score, 0) if better else (state.best, state.stale + 1)
            stop = 0 < self.recipe.patience <= state.stale
            if better or not self.recipe.patience:
                self.folder.save_weights(state.ema, self._facts(score))
            rate = f"{state.optimizer.param_groups[0]['lr']:.3e}"
            means = {name: f"{value:.6g}" for name, value in losses.items()}
            row = {"step": state.step, "seconds": f"{state.seconds:.0f}", "learning_rate": rate, **means}
            self.folder.append_log({**row, "validation_psnr": f"{score:.4f}"})
            log.info("step %d  %.0f s  loss %.5f  validation %.3f dB", state.step, state.seconds, losses["loss"], score)
        self._save()
        return bool(self.world.agree(float(stop))[0])

    def _facts(self, score: float) -> dict[str, Any]:
        return {
            "data": self.recipe.data,
            "pictures": len(self.sampler.height),
            "hardware": shares(self.state.hardware),
            "precision": shares(self.state.precision),
            "time_budget": self.time_budget,
            "steps": self.state.step,
            "seconds": round(self.state.seconds, 1),
            "validation_psnr": round(score, 4),
        }

    def _save(self) -> None:
        """Keep the state; every process takes part, one writes."""
        started, state = time.monotonic(), self.state
        generators = self.world.gather(state.generator.get_state())
        if not self.world.leads:
            return
        saved: dict[str, Any] = {
            "net": state.net.state_dict(),
            "ema": state.ema,
            "optimizer": state.optimizer.state_dict(),
            "generators": generators,
            "step": state.step,
            "seconds": state.seconds,
            "best": state.best,
            "stale": state.stale,
            "sums": state.sums,
            "hardware": state.hardware,
            "precision": state.precision,
            "recipe": fixed(self.recipe),
        }
        if state.discriminator is not None and state.discriminator_optimizer is not None:
            saved["discriminator"] = state.discriminator.state_dict()
            saved["discriminator_optimizer"] = state.discriminator_optimizer.state_dict()
        self.folder.save_state(saved)
        now = time.monotonic()
        self._next_save = now + max(SAVE_SECONDS, 20.0 * (now - started))

    def _load(self) -> None:
        saved = self.folder.load_state(self.device)
        try:
            self._restore(saved)
        except KeyError as error:
            raise RecipeError(
                f"state.pt of this run lacks {error}, as one of an older version does; start the run again"
            ) from error

    def _restore(self, saved: dict[str, Any]) -> None:
        state = self.state
        for key, value in fixed(self.recipe).items():
            if saved["recipe"][key] != value:
                raise RecipeError(f"{key} was {saved['recipe'][key]!r} in this run, the recipe now says {value!r}")
        if len(saved["generators"]) != self.world.size:
            count = len(saved["generators"])
            raise RecipeError(f"this run was made by {count} processes, now {self.world.size}; start as many")
        state.net.load_state_dict(saved["net"], strict=True)
        state.optimizer.load_state_dict(saved["optimizer"])
        state.generator.set_state(saved["generators"][self.world.rank].cpu())
        state.ema, state.step, state.seconds = saved["ema"], saved["step"], saved["seconds"]
        state.best, state.stale = saved["best"], saved["stale"]
        state.sums = saved["sums"]
        state.hardware, state.precision = saved["hardware"], saved["precision"]
        if state.discriminator is not None and state.discriminator_optimizer is not None:
            state.discriminator.load_state_dict(saved["discriminator"], strict=True)
            state.discriminator_optimizer.load_state_dict(saved["discriminator_optimizer"])
