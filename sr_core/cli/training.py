"""The verbs `train`, `tune`, `campaign` and `students`, which run recipes."""

import argparse
import logging
import math
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from ..errors import SRError
from .verb import DATA, add_verb


def add(verbs: Any) -> None:
    """Add the verbs to the parser."""
    verb = add_verb(verbs, "train", _train, "train a recipe")
    verb.add_argument("recipe", type=Path, metavar="RECIPE", help="models/ID/train.toml")
    verb.add_argument("--data", type=Path, default=DATA, metavar="DIR", help=f"folder with the recipe's data ({DATA})")
    verb.add_argument("--out", type=Path, metavar="DIR", help="run folder, made if missing (runs/ID)")
    verb.add_argument("--device", default="cpu", help="cpu, cuda, cuda:1, ...")
    verb.add_argument("--steps", type=int, help="stop after so many steps in all; the schedule stays the recipe's")
    verb.add_argument("--time-budget", type=float, metavar="S", help="schedule and stop by seconds of computing")
    verb.add_argument("--precision", choices=("float32", "bfloat16"), help="instead of the recipe's")
    verb.add_argument("--threads", type=int, metavar="N", help="of the CPU (all cores)")
    verb.add_argument("--resume", action="store_true", help="go on from --out")

    verb = add_verb(verbs, "tune", _tune, "find a recipe's learning rate by short runs")
    verb.add_argument("recipe", type=Path, metavar="RECIPE", help="a train.toml")
    verb.add_argument("--optimizers", nargs="+", default=["muon", "adam"], choices=("adam", "adamw", "muon"))
    verb.add_argument(
        "--rates", type=float, nargs="+", default=[], metavar="R", help="instead of a range around usual ones"
    )
    verb.add_argument("--steps", type=int, default=300, help="of each run (300)")
    verb.add_argument("--data", type=Path, default=DATA, metavar="DIR", help=f"folder with the recipe's data ({DATA})")
    verb.add_argument("--out", type=Path, metavar="DIR", help="folder of the runs (runs/tune-ID)")
    verb.add_argument("--threads", type=int, default=1, metavar="N", help="of the CPU (1)")

    verb = add_verb(verbs, "campaign", _campaign, "train many checkpoints one after the other, at low priority")
    verb.add_argument("campaign", type=Path, metavar="CAMPAIGN", help="models/campaign/campaign.toml")
    verb.add_argument("--data", type=Path, default=DATA, metavar="DIR", help=f"folder with the recipes' data ({DATA})")
    verb.add_argument("--out", type=Path, default=Path("runs"), metavar="DIR", help="folder of the runs (runs)")
    verb.add_argument("--device", default="cpu", help="cpu, cuda, cuda:1, ...")
    verb.add_argument("--threads", type=int, default=1, metavar="N", help="of the CPU (1: the other core stays free)")
    verb.add_argument("--time-budget", type=float, metavar="S", help="stop after so many seconds of the wall clock")
    verb.add_argument("--status", action="store_true", help="only print where each run stands")

    verb = add_verb(verbs, "students", _students, "train students of several sizes with and without their teacher")
    verb.add_argument("recipe", type=Path, metavar="RECIPE", help="models/ID/train.toml of the small network")
    verb.add_argument("--widths", type=int, nargs="+", required=True, metavar="N", help="n_feats")
    verb.add_argument("--depths", type=int, nargs="+", required=True, metavar="N", help="n_resblocks")
    verb.add_argument("--steps", type=int, help="of each student, instead of the recipe's")
    verb.add_argument("--data", type=Path, default=DATA, metavar="DIR", help=f"folder with the recipe's data ({DATA})")
    verb.add_argument("--out", type=Path, required=True, metavar="DIR", help="folder of the runs")


def _train(arguments: argparse.Namespace) -> None:
    from ..training.classifier.recipe import is_classifier
    from ..training.loop import Trainer
    from ..training.recipe import read_recipe

    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stderr)
    _set_threads(arguments.threads)
    if is_classifier(arguments.recipe):
        _train_classifier(arguments)
        return
    recipe = read_recipe(arguments.recipe)
    if arguments.precision:
        recipe = replace(recipe, precision=arguments.precision)
    out = arguments.out or Path("runs") / recipe.id
    trainer = Trainer(recipe, arguments.data, out, device=arguments.device, resume=arguments.resume)
    if trainer.world.leads:
        trainer.folder.copy_recipe(arguments.recipe)
    on_step = _StepLine() if trainer.world.leads else None
    trainer.run(steps=arguments.steps, time_budget=arguments.time_budget, on_step=on_step)
    trainer.world.close()


def _train_classifier(arguments: argparse.Namespace) -> None:
    from ..training.classifier.loop import ClassifierTrainer
    from ..training.classifier.recipe import read_classifier_recipe

    for name in ("time_budget", "precision"):
        if getattr(arguments, name) is not None:
            flag = name.replace("_", "-")
            raise SRError(f"--{flag} is for networks that enlarge, found it with a classifier; leave it out")
    recipe = read_classifier_recipe(arguments.recipe)
    out = arguments.out or Path("runs") / recipe.id
    trainer = ClassifierTrainer(recipe, arguments.data, out, device=arguments.device, resume=arguments.resume)
    trainer.folder.copy_recipe(arguments.recipe)
    trainer.run(steps=arguments.steps, on_step=_StepLine())


def _set_threads(count: int | None) -> None:
    import torch

    if count is not None:
        if not 1 <= count <= 1024:
            raise SRError(f"--threads must be 1 to 1024, found {count}")
        torch.set_num_threads(count)


def _tune(arguments: argparse.Namespace) -> None:
    from ..training.recipe import read_recipe
    from ..training.tune import trials_text, tune

    logging.basicConfig(level=logging.WARNING, format="%(message)s", stream=sys.stderr)
    _set_threads(arguments.threads)
    recipe = read_recipe(arguments.recipe)
    out = arguments.out or Path("runs") / f"tune-{recipe.id}"
    tried = {"optimizers": arguments.optimizers, "rates": arguments.rates}
    print(trials_text(tune(recipe, arguments.data, out, steps=arguments.steps, **tried)))


def _campaign(arguments: argparse.Namespace) -> None:
    from ..training.campaign import Campaign, standings_text

    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stderr)
    _set_threads(arguments.threads)
    campaign = Campaign(arguments.campaign, arguments.data, arguments.out, device=arguments.device)
    if not arguments.status:
        campaign.go_on(time_budget=arguments.time_budget)
    print(standings_text(list(campaign.standings())))


def _students(arguments: argparse.Namespace) -> None:
    from ..training.recipe import read_recipe
    from ..training.students import train_students

    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stderr)
    recipe = read_recipe(arguments.recipe)
    recipe = replace(recipe, steps=arguments.steps or recipe.steps)
    table = arguments.recipe.parent / "students.csv"
    sizes = {"widths": arguments.widths, "depths": arguments.depths}
    found = train_students(recipe, arguments.data, arguments.out, **sizes, table=table)
    print(f"{table}: {len(found)} students")


class _StepLine:
    """Shows a bar, the loss, the rate and the time left on a terminal, twice a second."""

    WIDTH = 24

    def __init__(self) -> None:
        self.started = self.shown = time.monotonic()
        self.first_share = 0.0
        self.count = 0

    def __call__(self, step: int, share: float, loss: float) -> None:
        now, self.count = time.monotonic(), self.count + 1
        if self.count == 1:
            self.started, self.first_share = now, share
        if now - self.shown < 0.5 or not sys.stderr.isatty():
            return
        self.shown = now
        rate, done = (self.count - 1) / max(now - self.started, 1e-9), share - self.first_share
        left = (now - self.started) * (1.0 - share) / done if done > 0 else float("inf")
        bar = ("#" * round(share * self.WIDTH)).ljust(self.WIDTH, ".")
        clock = f"{left // 60:.0f}:{left % 60:02.0f} left" if math.isfinite(left) else ""
        sys.stderr.write(f"\r[{bar}] step {step}  loss {loss:.5f}  {rate:.2f} steps/s  {clock}  ")
