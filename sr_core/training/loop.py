"""The training loop: pixel loss, Adam, cosine schedule, averaged weights, validation, resumable runs."""

import csv
import json
import logging
import math
import os
import platform
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from safetensors.torch import save_file
from torch import Tensor, nn

from ..architectures import build
from ..checkpoints.weights import load_net
from ..errors import RecipeError
from ..metrics.psnr import psnr
from .crops import CropSampler, list_pictures, load_hr, shrink
from .recipe import Recipe

log = logging.getLogger(__name__)

VALIDATION_PICTURES = 8
"""Pictures of the training folder, evenly spread by name, that are validated on and not trained on (of 16 or more)."""
VALIDATION_SIDE = 256
"""Side of the centre crop validated on, HR pixels."""

LOSS_FUNCTIONS: dict[str, Callable[[Tensor, Tensor], Tensor]] = {"l1": F.l1_loss, "mse": F.mse_loss}


@dataclass(slots=True)
class RunState:
    """Everything that must be saved for a run to go on as if never stopped."""

    net: nn.Module
    ema: dict[str, Tensor]
    optimizer: torch.optim.Adam
    generator: torch.Generator
    step: int = 0
    seconds: float = 0.0


def _check_device(device: str) -> None:
    try:
        kind = torch.device(device).type
    except RuntimeError as error:
        raise RecipeError(f"unknown device {device!r}; use cpu, cuda or cuda:1") from error
    if kind == "cuda" and not torch.cuda.is_available():
        raise RecipeError(f"device {device!r} was asked for and this machine has no CUDA GPU; use --device cpu")


def _check_folder(out: Path, *, resume: bool) -> None:
    if out.exists() and not out.is_dir():
        raise RecipeError(f"--out must be a folder, {str(out)!r} is a file")
    if (out / "state.pt").exists() and not resume:
        raise RecipeError(f"{str(out)!r} holds a run already; go on with --resume or choose another --out")


def _fixed(recipe: Recipe) -> dict[str, Any]:
    """What a resumed run must not change: all but its length and its words."""
    return {k: v for k, v in asdict(recipe).items() if k not in ("steps", "validate_every", "card")}


def split(paths: list[Path]) -> tuple[list[Path], list[Path]]:
    """Split pictures into (training, validation): every k-th by name validates, so all sources are met."""
    if len(paths) < 2 * VALIDATION_PICTURES:
        return paths, paths[:1]
    held_out = set(paths[:: len(paths) // VALIDATION_PICTURES][:VALIDATION_PICTURES])
    return [p for p in paths if p not in held_out], sorted(held_out)


def hardware(device: torch.device) -> str:
    """Name what a run computes on: the GPU, or the CPU with its threads."""
    if device.type == "cuda":
        return torch.cuda.get_device_name(device)
    return f"CPU ({platform.machine()}), {torch.get_num_threads()} threads"


def learning_rate(recipe: Recipe, step: int, share: float) -> float:
    """Peak rate times linear warm-up over `recipe.warmup` steps and half a cosine over `share` (0..1) of the run."""
    warm = min(1.0, (step + 1) / max(1, recipe.warmup))
    return recipe.learning_rate * warm * 0.5 * (1.0 + math.cos(math.pi * min(1.0, share)))


def _copy_equal_weights(source: nn.Module, target: nn.Module) -> int:
    """Copy the weights that have the same name and shape; the upsampler of another scale does not. Count them."""
    own = target.state_dict()
    same = {k: v for k, v in source.state_dict().items() if k in own and own[k].shape == v.shape}
    target.load_state_dict({**own, **same}, strict=True)
    return len(same)


class Trainer:
    """One run of one recipe in one folder.

    Trainer(recipe, data, out).run()                       # to the recipe's last step
    Trainer(recipe, data, out, resume=True).run()          # go on from out/state.pt
    Trainer(recipe, data, out).run(time_budget=540)        # schedule and stop by the clock, seconds
    """

    def __init__(
        self,
        recipe: Recipe,
        data: Path,
        out: Path,
        *,
        device: str = "cpu",
        resume: bool = False,
    ) -> None:
        _check_device(device)
        _check_folder(out, resume=resume)
        self.recipe, self.out, self.device = recipe, out, torch.device(device)
        self.time_budget = 0.0
        training, validation = split(list_pictures(data / recipe.data))
        self.pairs = [self._validation_pair(p) for p in validation]
        torch.manual_seed(recipe.seed)
        net = build(recipe.architecture, scale=recipe.scale, config=recipe.config)
        if recipe.start:
            log.info("start: %d tensors from %s", _copy_equal_weights(load_net(recipe.start), net), recipe.start)
        net = net.to(self.device)
        optimizer = torch.optim.Adam(net.parameters(), lr=recipe.learning_rate, betas=(0.9, 0.999))
        generator = torch.Generator(self.device).manual_seed(recipe.seed)
        ema = {k: v.detach().clone() for k, v in net.state_dict().items()}
        self.state = RunState(net, ema, optimizer, generator)
        out.mkdir(parents=True, exist_ok=True)
        if resume and (out / "state.pt").exists():
            self._load()
        elif resume:
            log.warning("%s holds no run to go on with: starting one", out)
        self.sampler = CropSampler(
            training, scale=recipe.scale, channels=recipe.channels, lr_patch=recipe.lr_patch, device=self.device
        )

    def copy_recipe(self, path: Path) -> None:
        """Keep the recipe's file beside the run, for `export`."""
        _atomic(self.out / "train.toml", lambda p: p.write_bytes(path.read_bytes()))

    def run(self, *, time_budget: float | None = None, on_step: Callable[[int, float], None] | None = None) -> Path:
        """Train to the last step or the end of the budget; return the folder.

        Args:
            time_budget: seconds of training in all, resumed time counted; replaces steps as the schedule's clock.
            on_step: called with (step, loss) after each step.
        """
        if time_budget is not None and time_budget <= 0:
            raise RecipeError(f"the time budget must be more than 0 seconds, found {time_budget:g}")
        recipe, state = self.recipe, self.state
        self.time_budget = time_budget or 0.0
        started, loss_sum, loss_count = time.monotonic() - state.seconds, 0.0, 0
        while True:
            state.seconds = time.monotonic() - started
            share = state.step / recipe.steps if time_budget is None else state.seconds / time_budget
            last = share >= 1.0
            if loss_count and (last or state.step % recipe.validate_every == 0):
                self._report(loss_sum / loss_count)
                loss_sum, loss_count = 0.0, 0
            if last:
                return self.out
            loss = self._step(share)
            loss_sum, loss_count = loss_sum + loss, loss_count + 1
            state.step += 1
            if on_step is not None:
                on_step(state.step, loss)

    def _step(self, share: float) -> float:
        recipe, state = self.recipe, self.state
        for group in state.optimizer.param_groups:
            group["lr"] = learning_rate(recipe, state.step, share)
        lr, hr = self.sampler.sample(recipe.batch_size, state.generator)
        with torch.autocast(self.device.type, torch.bfloat16, enabled=recipe.precision == "bfloat16"):
            sr = state.net(lr.contiguous(memory_format=torch.channels_last))
        loss = LOSS_FUNCTIONS[recipe.loss](sr.float(), hr)
        state.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(state.net.parameters(), recipe.clip)
        state.optimizer.step()
        decay = min(recipe.ema, (state.step + 1) / (state.step + 10))
        for name, value in state.net.state_dict().items():
            state.ema[name].lerp_(value, 1.0 - decay)
        return float(loss.detach())

    def _validation_pair(self, path: Path) -> tuple[np.ndarray, np.ndarray]:
        hr = load_hr(path, scale=self.recipe.scale, channels=self.recipe.channels)
        side = VALIDATION_SIDE // self.recipe.scale * self.recipe.scale
        top, left = max(0, (hr.shape[0] - side) // 2), max(0, (hr.shape[1] - side) // 2)
        hr = hr[top : top + side, left : left + side]
        return shrink(hr, self.recipe.scale), hr

    @torch.inference_mode()
    def validate(self) -> float:
        """Mean PSNR in dB of the averaged weights over the validation crops (all channels, crop = scale, 8 bit)."""
        net = build(self.recipe.architecture, scale=self.recipe.scale, config=self.recipe.config)
        net.load_state_dict({k: v.cpu() for k, v in self.state.ema.items()}, strict=True)
        net = net.eval().to(self.device)
        values = []
        for lr, hr in self.pairs:
            tensor = torch.from_numpy(lr).permute(2, 0, 1)[None].to(self.device).float() / 255.0
            sr = net(tensor).mul(255.0).round().clamp(0, 255)[0].permute(1, 2, 0).double().cpu().numpy()
            values.append(psnr(sr, hr.astype(np.float64), crop_border=self.recipe.scale, data_range=255.0))
        return float(np.mean(values))

    def _report(self, loss: float) -> None:
        state = self.state
        score = self.validate()
        self._save()
        new = not (self.out / "log.csv").exists()
        with (self.out / "log.csv").open("a", newline="") as file:
            writer = csv.writer(file)
            if new:
                writer.writerow(("step", "seconds", "learning_rate", "loss", "validation_psnr"))
            rate = state.optimizer.param_groups[0]["lr"]
            writer.writerow((state.step, f"{state.seconds:.0f}", f"{rate:.3e}", f"{loss:.6f}", f"{score:.4f}"))
        log.info("step %d  %.0f s  loss %.5f  validation %.3f dB", state.step, state.seconds, loss, score)

    def _save(self) -> None:
        state = self.state
        weights = {k: v.cpu().contiguous() for k, v in state.ema.items()}
        facts = {
            "data": self.recipe.data,
            "pictures": len(self.sampler.height),
            "hardware": hardware(self.device),
            "precision": self.recipe.precision,
            "time_budget": self.time_budget,
        }
        _atomic(self.out / "weights.safetensors", lambda p: save_file(weights, p))
        _atomic(self.out / "run.json", lambda p: p.write_text(json.dumps(facts), "utf-8"))
        _atomic(
            self.out / "state.pt",
            lambda p: torch.save(
                {
                    "net": state.net.state_dict(),
                    "ema": state.ema,
                    "optimizer": state.optimizer.state_dict(),
                    "generator": state.generator.get_state(),
                    "step": state.step,
                    "seconds": state.seconds,
                    "recipe": _fixed(self.recipe),
                },
                p,
            ),
        )

    def _load(self) -> None:
        saved = torch.load(self.out / "state.pt", map_location=self.device, weights_only=True)
        for key, value in _fixed(self.recipe).items():
            if saved["recipe"][key] != value:
                raise RecipeError(f"{key} was {saved['recipe'][key]!r} in this run, the recipe now says {value!r}")
        state = self.state
        state.net.load_state_dict(saved["net"], strict=True)
        state.optimizer.load_state_dict(saved["optimizer"])
        state.generator.set_state(saved["generator"].cpu())
        state.ema, state.step, state.seconds = saved["ema"], saved["step"], saved["seconds"]


def _atomic(path: Path, write: Callable[[Path], object]) -> None:
    part = path.with_name(path.name + ".tmp")
    write(part)
    os.replace(part, path)
