"""A campaign: many runs in order of value, each with a budget, which can be stopped and continued at any moment."""

import logging
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file

from ..architectures import build
from ..benchmark.card_results import set_name, write_results
from ..benchmark.run import run_benchmark
from ..checkpoints import store
from ..checkpoints.card import ModelCard, Training
from ..checkpoints.history import LOG, RECIPE
from ..errors import RecipeError, SRError
from .crops import CropSampler
from .export import export
from .judge import Judgement, judge, read_pictures
from .loop import Trainer
from .recipe import Recipe, build_table, read_recipe, read_toml
from .run_folder import RunFolder
from .start import refuse_licence
from .validation import split

log = logging.getLogger(__name__)

MEASURES = ("psnr", "gain", "below_lanczos")
SLICE_SECONDS = 1800.0
"""Seconds of the wall clock after which a run is judged, and exported if it is better than the checkpoint in
models/."""
BEFORE = "before"
"""Folder in a run's folder that holds the checkpoint as it was while a better one takes its place."""
_BETTER = 0.01
"""Least difference that counts as better, in the unit of the measure."""


@dataclass(frozen=True, slots=True)
class Goal:
    """A [[runs]] table of campaign.toml."""

    id: str
    """Checkpoint id; its recipe lies beside campaign.toml as ID.toml."""
    hours: float
    """Hours of one core that the run takes in all."""
    sets: tuple[str, ...]
    """Folders of HR pictures, relative to --data, whose figures go into the card; runs are judged on the first one."""
    floor: float
    """Value of the measure that must be reached."""
    aim: float
    """Value of the measure that is hoped for."""
    measure: str = "psnr"
    """Measure: "psnr" (dB), "gain" (dB over bicubic) or "below_lanczos" (% of Lanczos' mean absolute error)."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Standing of a run."""

    goal: Goal
    """Goal that it is to reach."""
    hours: float
    """Hours of computing so far."""
    steps: int
    """Number of steps so far."""
    judged: float | None
    """Measure at the end of the last slice; None before the first."""
    shipped: float | None
    """Measure of the checkpoint in models/; None if there is none."""


def read_campaign(path: Path) -> tuple[Goal, ...]:
    """Read campaign.toml.

    Raises:
        RecipeError: if it cannot be read, lacks a key, has one that is not known, or names a recipe that is not there.
    """
    runs = read_toml(path, "a campaign").get("runs", [])
    goals = []
    for entry in runs if isinstance(runs, list) else [runs]:
        goal: Goal = build_table(Goal, entry, f"{path.name} [[runs]]")
        if goal.measure not in MEASURES or not goal.sets or not goal.hours > 0:  # nan is refused, too
            raise RecipeError(f"{path.name}: {goal.id} needs hours above 0, sets, and a measure of {MEASURES}")
        if not (path.parent / f"{goal.id}.toml").is_file():
            raise RecipeError(f"{path.name}: {goal.id} has no recipe {goal.id}.toml beside it")
        goals.append(goal)
    if not goals:
        raise RecipeError(f"{path.name}: holds no [[runs]]")
    return tuple(goals)


class Campaign:
    """The runs of one campaign.toml.

    Campaign(path, data, runs).go_on(time_budget=3600)      # an hour of the wall clock, then stop
    Campaign(path, data, runs).standings()                  # the standing of each run
    """

    def __init__(self, path: Path, data: Path, out: Path, *, device: str = "cpu") -> None:
        """`path`: campaign.toml; `data`: folder of the recipes' data; `out`: folder of the run folders."""
        self.path, self.data, self.out, self.device = path, data, out, device
        self.goals = read_campaign(path)
        self._drawn: tuple[tuple[Any, ...], CropSampler] | None = None

    def standings(self) -> Iterator[Standing]:
        """Yield the standing of each run, in the order of the file."""
        for goal in self.goals:
            folder = RunFolder(self.out / goal.id, resume=True)
            recipe = read_recipe(self.path.parent / f"{goal.id}.toml")
            earlier = self._earlier(recipe, folder)
            done = asdict(earlier) if earlier is not None else folder.read_facts()
            seconds, steps = done.get("seconds", 0.0), done.get("steps", 0)
            yield Standing(goal, seconds / 3600.0, steps, done.get("judged"), _shipped(goal, recipe))

    def go_on(self, *, time_budget: float | None = None) -> None:
        """Train one run after the other at low priority; a run that was stopped is continued the next time.

        Args:
            time_budget: seconds of the wall clock after which no further slice begins; the running slice ends then,
                too.
        """
        if hasattr(os, "nice"):
            os.nice(19)
        end = time.monotonic() + (time_budget or float("inf"))
        for goal, standing in zip(self.goals, self.standings(), strict=True):
            recipe = read_recipe(self.path.parent / f"{goal.id}.toml")
            folder = RunFolder(self.out / goal.id, resume=True)
            _put_back(folder, goal.id)
            if standing.hours >= goal.hours:
                continue
            try:
                _check_ready(recipe)
            except SRError as error:
                log.warning("%s waits: %s", goal.id, error)
                continue
            trainer = self._trainer(recipe, folder)
            over = False
            while not over:
                left = end - time.monotonic()
                if left <= 0:
                    return
                over = trainer.run(time_budget=goal.hours * 3600.0, pause=min(SLICE_SECONDS, left))
                with _threads_kept():
                    standing = self._judge(goal, recipe, trainer.folder)
                log.info("%s", standings_text([standing]))

    def _trainer(self, recipe: Recipe, folder: RunFolder) -> Trainer:
        """Continue from the folder of the run, else from the weights that an earlier run of this recipe left."""
        earlier, known = self._earlier(recipe, folder), self.path.parent / f"{recipe.id}.toml"
        begun = recipe if earlier is None else replace(recipe, start=recipe.id, fresh=())
        resume, sampler = folder.holds_run, self._sampler(recipe)
        trainer = Trainer(
            begun, self.data, folder.path, device=self.device, resume=resume, sampler=sampler, earlier=earlier
        )
        trainer.folder.copy_recipe(known)
        if earlier is not None:
            trainer.folder.copy_log(store.models_folder() / recipe.id / LOG)
        return trainer

    @staticmethod
    def _earlier(recipe: Recipe, folder: RunFolder) -> Training | None:
        """Return the training on the card if a run of this very recipe made it whose folder is not here, else None."""
        kept = store.models_folder() / recipe.id / RECIPE
        if folder.holds_run or not kept.exists() or read_recipe(kept) != recipe:
            return None
        return store.find_card(recipe.id).training

    def _sampler(self, recipe: Recipe) -> CropSampler:
        """Return the sampler of the run before if this one uses the same pictures, else a new one."""
        key = (recipe.data, recipe.validation, recipe.scale, recipe.channels, recipe.unit, recipe.rim, recipe.blurs,
               recipe.blur_share, recipe.detail_share, recipe.lr_patch, recipe.phases)  # fmt: skip
        if self._drawn is None or self._drawn[0] != key:
            self._drawn = None  # frees the pictures before others are decoded
            self._drawn = (key, CropSampler(split(recipe, self.data)[0], recipe, torch.device(self.device)))
        return self._drawn[1]

    def _judge(self, goal: Goal, recipe: Recipe, folder: RunFolder) -> Standing:
        """Judge the averaged weights and export them if they are better than those in models/."""
        net = build(recipe.architecture, scale=recipe.scale, config=recipe.config)
        net.load_state_dict(load_file(folder.path / "weights.safetensors"), strict=True)
        pictures = read_pictures(self.data / goal.sets[0], recipe.scale)
        real_world = recipe.degradation == "real-world"
        judged = judge(net.eval(), pictures, scale=recipe.scale, channels=recipe.channels, real_world=real_world)
        found = _measured(judged, goal.measure)
        facts = folder.read_facts() | {"judged": round(found, 4)}
        folder.write_facts(facts)
        shipped = _shipped(goal, recipe)
        if shipped is None or found > shipped + _BETTER:
            self._ship(goal, recipe, folder)
            log.info("%s: %s %.2f, better than %s: exported", goal.id, goal.measure, found, shipped)
        return Standing(goal, facts["seconds"] / 3600.0, facts["steps"], found, _shipped(goal, recipe))

    def _ship(self, goal: Goal, recipe: Recipe, folder: RunFolder) -> None:
        """Export the averaged weights and write their results; the checkpoint before is kept until both are done."""
        target, before = store.models_folder() / goal.id, folder.path / BEFORE
        part = before.with_name(f"{BEFORE}.tmp")
        shutil.rmtree(part, ignore_errors=True)
        if target.is_dir():
            shutil.copytree(target, part)
        else:
            part.mkdir()
        part.rename(before)
        try:
            export(folder.path, target)
            for name in goal.sets:
                methods = ["bicubic", *(("lanczos",) if recipe.unit else ()), goal.id]
                write_results(run_benchmark(self.data / name, recipe.scale, methods, degradation=recipe.degradation))
        except BaseException:
            _put_back(folder, goal.id)
            raise
        shutil.rmtree(before)


@contextmanager
def _threads_kept() -> Iterator[None]:
    """Give PyTorch its number of threads back afterwards: an engine that runs a checkpoint takes all cores.

    Beside other work, threads wait for each other: steps on two threads took 13 times the processor time of one.
    """
    threads = torch.get_num_threads()
    try:
        yield
    finally:
        torch.set_num_threads(threads)


def _put_back(folder: RunFolder, checkpoint_id: str) -> None:
    """Undo an export that was cut short: the checkpoint becomes what it was before, or none."""
    before, target = folder.path / BEFORE, store.models_folder() / checkpoint_id
    if before.is_dir():
        shutil.rmtree(target, ignore_errors=True)
        if any(before.iterdir()):
            shutil.copytree(before, target)
        shutil.rmtree(before)
        store.forget_cards()


def _check_ready(recipe: Recipe) -> None:
    """Raise SRError unless the start and the teacher of the recipe are there, with licences that are wide enough."""
    for name in filter(None, (recipe.start, recipe.teacher)):
        refuse_licence(recipe.card.licence, name, store.find_card(name).licence)


def _measured(found: Judgement, measure: str) -> float:
    return float(getattr(found, measure))


def _shipped(goal: Goal, recipe: Recipe) -> float | None:
    """Return the measure on the card of the checkpoint in models/, if it was measured on the goal's first set."""
    card: ModelCard | None = next((card for card in store.checkpoints() if card.id == goal.id), None)
    name = set_name(Path(goal.sets[0]), recipe.degradation)
    result = next((r for r in card.results if r.set == name), None) if card else None
    if result is None:
        return None
    if goal.measure == "below_lanczos":
        return 100.0 * result.temperatures.reduction if result.temperatures else None
    return result.psnr if goal.measure == "psnr" else result.gain


def standings_text(standings: list[Standing]) -> str:
    """Write the standings as a table for a terminal."""
    rows = [f"{'run':<22}{'hours':>12}{'steps':>10}{'judged':>9}{'shipped':>9}{'floor':>8}{'aim':>8}"]
    for s in standings:
        judged, shipped = (f"{value:.2f}" if value is not None else "-" for value in (s.judged, s.shipped))
        hours = f"{s.hours:.2f} / {s.goal.hours:g}"
        rows.append(
            f"{s.goal.id:<22}{hours:>12}{s.steps:>10,}{judged:>9}{shipped:>9}{s.goal.floor:>8.2f}{s.goal.aim:>8.2f}"
            f"  {s.goal.measure}"
        )
    return "\n".join(rows)
