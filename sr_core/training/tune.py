"""Find the learning rate of a recipe by short runs from the same seed on the same crops."""

import csv
import logging
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import torch

from ..errors import RecipeError
from .crops import CropSampler
from .loop import Trainer
from .recipe import Recipe
from .validation import split

log = logging.getLogger(__name__)

RATES = {"adam": (5e-4, 1e-3, 2e-3, 4e-3), "adamw": (5e-4, 1e-3, 2e-3, 4e-3), "muon": (2.5e-3, 5e-3, 1e-2, 2e-2)}
"""Rates that are tried unless others are given."""


@dataclass(frozen=True, slots=True)
class Trial:
    """Result of one short run."""

    optimizer: str
    """Optimiser, one of OPTIMIZERS."""
    learning_rate: float
    """Peak of the learning rate."""
    validation_psnr: float
    """PSNR at its end in dB, on held-out training pictures, all channels."""
    seconds: float
    """Seconds of computing."""


def tune(
    recipe: Recipe,
    data: Path,
    out: Path,
    *,
    steps: int = 300,
    optimizers: Sequence[str] = ("muon", "adam"),
    rates: Sequence[float] = (),
) -> tuple[Trial, ...]:
    """Train the recipe for `steps` steps with each optimiser at each rate, the whole schedule in these steps.

    Args:
        recipe: recipe whose optimizer, learning_rate, schedule length, warm-up and phases are replaced.
        data: folder of its data.
        out: folder of the runs; finished ones are not run again. `tune.csv` there holds the table.
        steps: steps of each run, of which a tenth is warm-up.
        optimizers: optimisers that are tried.
        rates: learning rates that are tried; RATES of the optimiser by default.

    Returns:
        One trial per run, the best first; one that diverged has nan or a low PSNR.

    Raises:
        RecipeError: in the same cases as training.
    """
    if steps < 10:
        raise RecipeError(f"a trial needs at least 10 steps, found {steps}")
    sampler = CropSampler(split(recipe, data)[0], recipe, torch.device("cpu"))
    trials = []
    for optimizer in optimizers:
        for rate in rates or RATES[optimizer]:
            own = replace(
                recipe, optimizer=optimizer, learning_rate=rate, steps=steps, warmup=max(1, steps // 10), phases=(),
                ema=min(recipe.ema, 1.0 - 10.0 / steps), validate_every=steps, patience=0,
            )  # fmt: skip
            folder = out / f"{optimizer}-{rate:g}"
            trainer = Trainer(own, data, folder, resume=folder.exists(), sampler=sampler)
            trainer.run()
            trials.append(Trial(optimizer, rate, trainer.state.best, round(trainer.state.seconds, 1)))
            log.info("%s %g: %.3f dB", optimizer, rate, trials[-1].validation_psnr)
    trials.sort(key=lambda t: -t.validation_psnr if math.isfinite(t.validation_psnr) else math.inf)
    with (out / "tune.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["optimizer", "learning_rate", "validation_psnr", "seconds"])
        writer.writerows((t.optimizer, t.learning_rate, t.validation_psnr, t.seconds) for t in trials)
    return tuple(trials)


def trials_text(trials: Sequence[Trial], *, width: int = 40) -> str:
    """Write the trials as a table with a bar each, from the worst finite PSNR to the best."""
    finite = [t.validation_psnr for t in trials if math.isfinite(t.validation_psnr)]
    low, high = (min(finite), max(finite)) if finite else (0.0, 1.0)
    rows = [f"{'optimizer':<10}{'rate':>9}{'PSNR, dB':>10}{'s':>8}"]
    for t in trials:
        share = (t.validation_psnr - low) / (high - low) if high > low and math.isfinite(t.validation_psnr) else 0.0
        bar = "#" * (1 + round(share * (width - 1)))
        rows.append(f"{t.optimizer:<10}{t.learning_rate:>9.3g}{t.validation_psnr:>10.3f}{t.seconds:>8.0f}  {bar}")
    return "\n".join(rows)
