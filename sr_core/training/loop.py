"""The training loop: schedule, averaged weights, validation, early stopping, resumable runs."""

import logging
import math
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from ..architectures import build
from ..architectures.operations import count_multiplications
from ..checkpoints.card import Training
from ..checkpoints.net import load_net
from ..checkpoints.store import find_card
from ..errors import RecipeError
from .clock import Clock, fast_bfloat16, matrix_rate
from .crops import CropSampler
from .objective import Objective
from .optimizers import Descent
from .recipe import Recipe
from .run_folder import RunFolder
from .run_state import RunState, hardware, shares
from .schedule import phase_at, rate_factor
from .start import refuse_licence, start_from
from .validation import Validation, split
from .world import join_world

log = logging.getLogger(__name__)

SAVE_SECONDS = 5.0
"""Seconds after which the state is saved, or more where saving would take more than a twentieth of the time."""
POINTS = 100
"""Fewest lines in the log of a run that has as many steps, and number of validations of a run limited by time."""
_RATED = 20
"""Number of steps after which the rate is logged."""


class Trainer:
    """One run of one recipe in one folder.

    Trainer(recipe, data, out).run()                       # to the recipe's last step
    Trainer(recipe, data, out, resume=True).run()          # go on from out/state.pt
    Trainer(recipe, data, out).run(steps=200)              # a part of it: the schedule is still the recipe's
    Trainer(recipe, data, out).run(time_budget=540)        # schedule and stop by the clock, seconds of computing
    Trainer(recipe, data, out).run(time_budget=7200, pause=600)   # ten minutes of it; call again to go on
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
        earlier: Training | None = None,
    ) -> None:
        """Decode the pictures and build the net.

        Args:
            recipe: recipe of the run.
            data: folder the recipe's data lie in.
            out: folder of the run.
            device: "cpu", "cuda" or "cuda:1".
            resume: go on from `out` if it holds a run.
            sampler: pictures decoded already.
            earlier: training on the card whose weights the recipe starts from, if a run of this very recipe made them
                whose folder is lost: its steps and seconds count.
        """
        self.recipe, self.folder = recipe, RunFolder(out, resume=resume)
        self.world = join_world(device)
        self.time_budget = 0.0
        self._next_save = time.monotonic() + SAVE_SECONDS
        self.precision = recipe.precision
        if self.precision == "auto":
            self.precision = "bfloat16" if fast_bfloat16(self.device) else "float32"
        training, validation = split(recipe, data)
        self.validation = Validation(validation, recipe, self.device)
        self.folder.make()
        held = resume and self.folder.holds_run
        if resume and not held:
            log.warning("%s holds no run to go on with: starting one", out)
        self.sampler = sampler or CropSampler(training, recipe, self.device)
        self.state = self._initial_state(data, started=held)
        if held:
            self._restore(self.folder.load_state(self.device))
            if self.world.leads:  # lines that were written after the state was saved will come again
                self.folder.cut_log(self.state.step + self.state.earlier)
        elif earlier is not None:
            self.state.earlier, self.state.seconds = earlier.steps, earlier.seconds
        self._net = self._runner(self.state.net)
        self._discriminator = self._runner(self.state.discriminator) if self.state.discriminator else None

    @property
    def device(self) -> torch.device:
        """Hardware that this process computes on."""
        return self.world.device

    def _initial_state(self, data: Path, *, started: bool) -> RunState:
        recipe = self.recipe
        if recipe.batch_size % self.world.size:
            raise RecipeError(f"batch_size {recipe.batch_size} must be a multiple of the {self.world.size} processes")
        torch.manual_seed(recipe.seed)
        net = build(recipe.architecture, scale=recipe.scale, config=recipe.config)
        for name in filter(None, (recipe.start, recipe.teacher)):
            refuse_licence(recipe.card.licence, name, find_card(name).licence)
        if recipe.start and not started:
            seen = self.sampler.sample(recipe.batch_size, torch.Generator(self.device).manual_seed(recipe.seed))[0]
            start = find_card(recipe.start)
            same = start.scale == recipe.scale
            count = start_from(load_net(start), net, same_scale=same, fresh=recipe.fresh, lr=seen.cpu())
            log.info("start: %d of %d tensors from %s", count, len(net.state_dict()), recipe.start)
        net = net.to(self.device)
        self.objective = Objective(recipe, net, data, self.device)
        state = RunState(
            net,
            {k: v.detach().clone() for k, v in net.state_dict().items()},
            self._descent(net, recipe.optimizer, recipe.learning_rate),
            torch.Generator(self.device).manual_seed(recipe.seed + self.world.rank),
        )
        if self.objective.discriminator is not None and recipe.discriminator is not None:
            state.discriminator = self.objective.discriminator
            state.discriminator_descent = self._descent(state.discriminator, "adam", recipe.discriminator.learning_rate)
        return state

    def _descent(self, net: nn.Module, optimizer: str, learning_rate: float) -> Descent:
        recipe = self.recipe
        return Descent(
            net,
            optimizer,
            learning_rate=learning_rate,
            other_rate=recipe.other_rate,
            weight_decay=recipe.weight_decay,
            gradient_clip=recipe.clip,
            update_clip=recipe.update_clip,
            precision=torch.bfloat16 if self.precision == "bfloat16" else torch.float32,
        )

    def _runner(self, net: nn.Module) -> Callable[..., Tensor]:
        wrapped = self.world.wrap(net)
        # The hooks of feature distillation write to a dict, which does not belong into a compiled graph. On the CPU
        # compiling takes a minute and gains nothing.
        compiled = self.device.type == "cuda" and "feature" not in self.recipe.terms
        return torch.compile(wrapped) if compiled else wrapped

    def run(
        self,
        *,
        steps: int | None = None,
        time_budget: float | None = None,
        pause: float | None = None,
        on_step: Callable[[int, float, float], None] | None = None,
    ) -> bool:
        """Train to the last step, the end of the budget or an early stop; return True then, False after a pause.

        Args:
            steps: stop after so many steps in all. The schedule stays the recipe's: a run in parts equals one in one.
            time_budget: seconds of computing in all, resumed time counted; replaces steps as the schedule's clock.
                A finished "wsd" run with a larger budget goes on from before its decay.
            pause: seconds of the wall clock after which this call returns, validated and saved, before the run is over.
            on_step: called with (step, share of the run 0..1, loss) after each step.
        """
        if time_budget is not None and time_budget <= 0:
            raise RecipeError(f"the time budget must be more than 0 seconds, found {time_budget:g}")
        if steps is not None and steps < 1:
            raise RecipeError(f"the number of steps must be at least 1, found {steps}")
        recipe, stop = self.recipe, steps or (math.inf if time_budget else self.recipe.steps)
        self.time_budget = time_budget or 0.0
        if time_budget and self.state.falling and self.state.seconds / time_budget < 1.0 - recipe.decay:
            self._restore(self.folder.load_plateau(self.device))
            self.folder.cut_log(self.state.step + self.state.earlier)
        state, clock = self.state, Clock(self.device, self.state.seconds)
        place = hardware(self.device) + (f", {self.world.size} processes" if self.world.size > 1 else "")
        begun, first, end = state.seconds, state.step, time.monotonic() + (pause or math.inf)
        reported = self._point()
        while True:
            state.seconds = clock.seconds
            share = state.step / recipe.steps if time_budget is None else state.seconds / time_budget
            now = time.monotonic()
            told = self.world.agree(share, float(now > end), float(now > self._next_save))
            share, paused, due = told[0], bool(told[1]), bool(told[2])
            last = share >= 1.0 or state.step >= stop
            point = self._point()
            if state.sums and (last or paused or point != reported):
                reported, stopped = point, self._report(state.take_means())
                last = last or stopped
            else:
                if state.sums and state.step % max(1, state.step // POINTS) == 0:
                    self._log(state.take_means())
                if due:
                    self._save()
            if last or paused:
                return last
            losses = self._step(share)
            state.add(losses)
            state.hardware[place] = state.hardware.get(place, 0) + 1
            state.precision[self.precision] = state.precision.get(self.precision, 0) + 1
            state.step += 1
            if state.step - first == _RATED:
                self._tell_rate((clock.seconds - begun) / _RATED)
            if on_step is not None:
                on_step(state.step, max(share, state.step / stop), losses["loss"])

    def _point(self) -> int:
        """Return the number of the validation that is due: by steps, or by hundredths of the time budget."""
        if self.time_budget:
            return int(POINTS * self.state.seconds / self.time_budget)
        return self.state.step // self.recipe.validate_every

    def _tell_rate(self, seconds: float) -> None:
        recipe = self.recipe
        work = count_multiplications(self.state.net, 3 if recipe.channels == "rgb" else 1)
        rate = 6.0 * work * recipe.lr_patch**2 * recipe.batch_size / self.world.size / seconds / 1e12
        most = matrix_rate(self.device, self.precision) / 1e12
        log.info(
            "%.3f s a step in %s, %.2f TFLOP/s for the net itself; a matrix product reaches %.2f here",
            seconds, self.precision, rate, most,
        )  # fmt: skip

    def _step(self, share: float) -> dict[str, float]:
        """Do one step of the net, and of the discriminator if there is one; return the losses."""
        recipe, state = self.recipe, self.state
        factor = rate_factor(recipe.schedule, state.step, share, warmup=recipe.warmup, decay=recipe.decay)
        if recipe.schedule == "wsd" and share > 1.0 - recipe.decay and not state.falling:
            self._save()
            self.folder.keep_plateau()
            state.falling = True
        phase = phase_at(recipe.phases, share)
        batch = (phase.batch_size if phase else 0) or recipe.batch_size
        patch = (phase.lr_patch if phase else 0) or recipe.lr_patch
        weights = (phase.loss if phase else {}) or recipe.loss
        lr, hr = self.sampler.sample(batch // self.world.size, state.generator, lr_patch=patch)
        with torch.autocast(self.device.type, torch.bfloat16, enabled=self.precision == "bfloat16"):
            sr = self._net(lr.contiguous(memory_format=torch.channels_last)).float()
            judged = self.objective.window(sr, hr, state.generator)
            taught = state.step % recipe.teacher_every == 0
            terms = self.objective.terms(weights, lr, sr, hr, judged, taught=taught)
        loss = self.objective.total(weights, terms)
        state.descent.step(loss, factor)
        self._average()
        losses = {"loss": float(loss.detach())}
        if len(recipe.terms) > 1:
            losses |= {name: float(value.detach()) for name, value in terms.items()}
        if self._discriminator is not None and state.discriminator_descent is not None:
            with torch.autocast(self.device.type, torch.bfloat16, enabled=self.precision == "bfloat16"):
                judgement = self.objective.discriminator_loss(self._discriminator, judged)
            state.discriminator_descent.step(judgement, factor)
            losses["discriminator"] = float(judgement.detach())
        return losses

    def _average(self) -> None:
        decay = min(self.recipe.ema, (self.state.step + 1) / (self.state.step + 10))
        for name, value in self.state.net.state_dict().items():
            if value.is_floating_point():
                self.state.ema[name].lerp_(value, 1.0 - decay)
            else:
                self.state.ema[name].copy_(value)  # this is the counter of batch norm

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
            self._log(losses, f"{score:.4f}")
            log.info("step %d  %.0f s  loss %.5f  validation %.3f dB", state.step, state.seconds, losses["loss"], score)
        self._save()
        return bool(self.world.agree(float(stop))[0])

    def _log(self, losses: dict[str, float], validation: str = "") -> None:
        """Add a line to the log: mean losses since the line before, and PSNR where it was validated.

        A line stands for one in a hundred of the steps so far, so that the log of any run of a hundred steps or more
        has a hundred lines, wherever it stops and in however many parts it runs.
        """
        state = self.state
        if not self.world.leads:
            return
        means = {name: f"{value:.6g}" for name, value in losses.items()}
        row = {
            "step": state.step + state.earlier,
            "seconds": f"{state.seconds:.0f}",
            "learning_rate": f"{state.descent.learning_rate:.3e}",
            **{name: means.get(name, "") for name in self._logged()},
        }
        self.folder.append_log({**row, "validation_psnr": validation})

    def _logged(self) -> tuple[str, ...]:
        """Return the columns of losses in the log: every term that any part of the run has."""
        terms = self.recipe.terms if len(self.recipe.terms) > 1 else ()
        return ("loss", *terms, *(("discriminator",) if self._discriminator is not None else ()))

    def _facts(self, score: float) -> dict[str, Any]:
        return {
            "data": self.recipe.data,
            "pictures": len(self.sampler.height),
            "hardware": shares(self.state.hardware),
            "precision": shares(self.state.precision),
            "time_budget": self.time_budget,
            "steps": self.state.step + self.state.earlier,
            "seconds": round(self.state.seconds, 1),
            "validation_psnr": round(score, 4),
        }

    def _save(self) -> None:
        """Save the state; every process takes part, one writes."""
        started = time.monotonic()
        generators = self.world.gather(self.state.generator.get_state())
        if not self.world.leads:
            return
        self.folder.save_state(self.state.saved(self.recipe, generators))
        now = time.monotonic()
        self._next_save = now + max(SAVE_SECONDS, 20.0 * (now - started))

    def _restore(self, saved: dict[str, Any]) -> None:
        self.state.restore(saved, self.recipe, rank=self.world.rank, processes=self.world.size)
