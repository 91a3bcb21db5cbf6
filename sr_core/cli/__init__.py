"""The command line: models, upscale, benchmark, fingerprint, train, tune, campaign, students, graph, edges, export.

Errors are one line on stderr and exit code 2; --json prints one JSON document on stdout and nothing else.
"""

import argparse
import io
import json
import logging
import math
import os
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from math import prod
from pathlib import Path
from typing import Any, NoReturn

from ..benchmark.card_results import check_writable, write_results
from ..benchmark.image_table import write_csv
from ..benchmark.report import ImageResult
from ..benchmark.run import DEGRADATIONS, run_benchmark
from ..benchmark.table import benchmark_json, benchmark_text
from ..benchmark.training_data import write_training_data
from ..checkpoints.card import card_table
from ..checkpoints.store import checkpoints, damaged_checkpoints, find_card
from ..decode import decode
from ..engine.path import INTERPOLATIONS, path_cards
from ..enlarge import Stage, Task, enlarge
from ..errors import SRError, UnitNeeded
from ..types import SCALES, UpscaleOptions
from ..types.radiometry import Scaling
from .output import SUFFIXES_TEXT, format_of, to_bytes, write_whole

DATA = Path(os.environ.get("SR_DATA") or "../shared/data")
"""Folder of training and test data unless --data names another; the environment variable SR_DATA."""


def main(argv: list[str] | None = None) -> int:
    """Run one verb; return the exit code."""
    arguments = _parser().parse_args(argv)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # a file's name may be no text
    try:
        arguments.run(arguments)
        sys.stdout.flush()
    except BrokenPipeError:  # `| head` has seen enough; what is left must not fail again when Python ends
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    except SRError as error:
        sys.stderr.write(f"{' '.join(str(error).split())}\n")
        return 2
    except KeyboardInterrupt:
        sys.stderr.write("stopped\n")
        return 130
    return 0


class _Parser(argparse.ArgumentParser):
    """An ArgumentParser whose errors are one line, too."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {message}; see --help\n")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="python -m sr_core", description="Super-resolution on the command line.")
    verbs = parser.add_subparsers(required=True, metavar="VERB")

    verb = _verb(verbs, "models", _models, "list the methods")
    verb.add_argument("--json", action="store_true", help="print the cards as JSON")

    verb = _verb(verbs, "upscale", _upscale, "enlarge one picture")
    verb.add_argument("input", type=Path, metavar="IN")
    verb.add_argument("output", type=Path, metavar="OUT", help=f"format by suffix: {SUFFIXES_TEXT}")
    verb.add_argument("--model", required=True, metavar="ID", help="checkpoint id, ids joined by +, or bicubic")
    verb.add_argument("--scale", type=int, choices=SCALES, help="needed for bicubic and lanczos")
    verb.add_argument(
        "--scaling",
        type=float,
        nargs=2,
        metavar=("FACTOR", "OFFSET"),
        help="degC = stored * FACTOR + OFFSET, if IN is silent",
    )
    verb.add_argument("--unit", choices=("degC", "degF", "K"), help="unit of a table of temperatures, if IN is silent")
    verb.add_argument(
        "--keep-measured", type=float, metavar="D", help="correct OUT to shrink back to IN within D (degC, HU, levels)"
    )
    verb.add_argument("--frame", type=int, default=1, metavar="N", help="of a DICOM file of several, from 1")
    verb.add_argument(
        "--as-picture", action="store_true", help="what an ordinary viewer shows of temperatures and DICOM values"
    )
    verb.add_argument("--keep-identity", action="store_true", help="leave patient and study in a DICOM OUT")
    _options(verb)

    verb = _verb(verbs, "benchmark", _benchmark, "judge methods on a folder of HR pictures, against bicubic")
    verb.add_argument("--data", type=Path, required=True, metavar="DIR")
    verb.add_argument("--scale", type=int, choices=SCALES, required=True)
    verb.add_argument("--model", nargs="+", required=True, metavar="ID", help="ids, ids joined by +, bicubic")
    verb.add_argument(
        "--degrade", choices=DEGRADATIONS, default="bicubic", help="bicubic, or real-world: blurred, noisy and JPEG"
    )
    verb.add_argument("--csv", type=Path, metavar="FILE", help="write the result of each picture")
    verb.add_argument("--json", action="store_true")
    verb.add_argument("--write-cards", action="store_true", help="keep the result in the checkpoints' cards")
    _options(verb)

    verb = _verb(verbs, "fingerprint", _fingerprint, "note training pictures, so that benchmark refuses them")
    verb.add_argument("folder", type=Path, metavar="DIR")
    verb.add_argument("--name", required=True, help="what the cards call the data, such as natural/train")
    verb.add_argument("--files-only", action="store_true", help="of pictures that are all alike, such as X-rays")

    verb = _verb(verbs, "train", _train, "train a recipe")
    verb.add_argument("recipe", type=Path, metavar="RECIPE", help="models/ID/train.toml")
    verb.add_argument("--data", type=Path, default=DATA, metavar="DIR", help=f"folder with the recipe's data ({DATA})")
    verb.add_argument("--out", type=Path, metavar="DIR", help="run folder, made if missing (runs/ID)")
    verb.add_argument("--device", default="cpu", help="cpu, cuda, cuda:1, ...")
    verb.add_argument("--steps", type=int, help="stop after so many steps in all; the schedule stays the recipe's")
    verb.add_argument("--time-budget", type=float, metavar="S", help="schedule and stop by seconds of computing")
    verb.add_argument("--precision", choices=("float32", "bfloat16"), help="instead of the recipe's")
    verb.add_argument("--threads", type=int, metavar="N", help="of the CPU (all cores)")
    verb.add_argument("--resume", action="store_true", help="go on from --out")

    verb = _verb(verbs, "tune", _tune, "find a recipe's learning rate by short runs")
    verb.add_argument("recipe", type=Path, metavar="RECIPE", help="a train.toml")
    verb.add_argument("--optimizers", nargs="+", default=["muon", "adam"], choices=("adam", "adamw", "muon"))
    verb.add_argument(
        "--rates", type=float, nargs="+", default=[], metavar="R", help="instead of a range around usual ones"
    )
    verb.add_argument("--steps", type=int, default=300, help="of each run (300)")
    verb.add_argument("--data", type=Path, default=DATA, metavar="DIR", help=f"folder with the recipe's data ({DATA})")
    verb.add_argument("--out", type=Path, metavar="DIR", help="folder of the runs (runs/tune-ID)")
    verb.add_argument("--threads", type=int, default=1, metavar="N", help="of the CPU (1)")

    verb = _verb(verbs, "campaign", _campaign, "train many checkpoints one after the other, at low priority")
    verb.add_argument("campaign", type=Path, metavar="CAMPAIGN", help="models/campaign/campaign.toml")
    verb.add_argument("--data", type=Path, default=DATA, metavar="DIR", help=f"folder with the recipes' data ({DATA})")
    verb.add_argument("--out", type=Path, default=Path("runs"), metavar="DIR", help="folder of the runs (runs)")
    verb.add_argument("--device", default="cpu", help="cpu, cuda, cuda:1, ...")
    verb.add_argument("--threads", type=int, default=1, metavar="N", help="of the CPU (1: the other core stays free)")
    verb.add_argument("--time-budget", type=float, metavar="S", help="stop after so many seconds of the wall clock")
    verb.add_argument("--status", action="store_true", help="only print where each run stands")

    verb = _verb(verbs, "students", _students, "train students of several sizes with and without their teacher")
    verb.add_argument("recipe", type=Path, metavar="RECIPE", help="models/ID/train.toml of the small network")
    verb.add_argument("--widths", type=int, nargs="+", required=True, metavar="N", help="n_feats")
    verb.add_argument("--depths", type=int, nargs="+", required=True, metavar="N", help="n_resblocks")
    verb.add_argument("--steps", type=int, help="of each student, instead of the recipe's")
    verb.add_argument("--data", type=Path, default=DATA, metavar="DIR", help=f"folder with the recipe's data ({DATA})")
    verb.add_argument("--out", type=Path, required=True, metavar="DIR", help="folder of the runs")

    verb = _verb(verbs, "graph", _graph, "write what the fast engine needs, checked against PyTorch")
    verb.add_argument("ids", nargs="*", metavar="ID", help="checkpoint ids; all by default")

    verb = _verb(verbs, "edges", _edges, "measure how far a network must see beyond a picture's edge; write the cards")
    verb.add_argument("ids", nargs="*", metavar="ID", help="checkpoint ids; all by default")

    verb = _verb(verbs, "export", _export, "turn a run into a checkpoint")
    verb.add_argument("run_folder", type=Path, metavar="RUN")
    verb.add_argument("target", type=Path, metavar="models/ID")
    return parser


def _verb(verbs: Any, name: str, run: Callable[[argparse.Namespace], None], text: str) -> argparse.ArgumentParser:
    verb: argparse.ArgumentParser = verbs.add_parser(name, help=text, description=text)
    verb.set_defaults(run=run)
    return verb


def _options(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("--tile", type=int, metavar="N", help="tile side in LR pixels, 0 for none (what suits ID)")
    verb.add_argument(
        "--engine", choices=("auto", "openvino", "torch"), default="auto", help="what runs it; torch: reference"
    )
    verb.add_argument("--self-ensemble", action="store_true", help="mean of 8 flips and rotations, 8 times slower")


def _upscale_options(arguments: argparse.Namespace) -> UpscaleOptions:
    size = "auto" if arguments.tile is None else arguments.tile or None
    return UpscaleOptions(tile_size=size, self_ensemble=arguments.self_ensemble, engine=arguments.engine)


def _models(arguments: argparse.Namespace) -> None:
    cards = checkpoints()
    for damaged in damaged_checkpoints():
        sys.stderr.write(f"{damaged.error}\n")
    if arguments.json:
        print(json.dumps([card_table(card) for card in cards]))
        return
    print(f"{'id':<20} {'scale':>5} {'parameters':>11} {'PSNR':>10} {'gain':>8}  on")
    for method in INTERPOLATIONS:
        print(f"{method:<20} {'any':>5} {0:>11,}")
    for card in cards:
        found = card.result
        numbers = f"{found.psnr:>7.2f} dB {found.gain:>+5.2f} dB  {found.set}" if found else "not measured"
        print(f"{card.id:<20} {f'x{card.scale}':>5} {card.parameters:>11,} {numbers}")


def _upscale(arguments: argparse.Namespace) -> None:
    try:
        data = arguments.input.read_bytes()
    except OSError as error:
        raise SRError(f"{arguments.input}: cannot be read ({error.strerror})") from error
    scaling = Scaling(*arguments.scaling) if arguments.scaling else None
    frame, as_picture = arguments.frame - 1, arguments.as_picture
    name, unit = arguments.input.name, arguments.unit
    try:
        image = decode(data, name, scaling=scaling, unit=unit, as_picture=as_picture, frame=frame)
    except UnitNeeded as error:
        raise SRError(f"{error} (--unit chooses it)") from error
    format = format_of(image, arguments.output)
    options = replace(_upscale_options(arguments), keep_measured=arguments.keep_measured)
    cards = path_cards(arguments.model)
    if not cards and arguments.scale is None:
        raise SRError(f"{arguments.model} needs --scale, one of {', '.join(map(str, SCALES))}; choose one")
    scale = arguments.scale or prod(card.scale for card in cards)
    made = enlarge(image, Task(arguments.model, scale, options=options), compare=(), on_stage=_stage_line)
    result = made.result
    keep = arguments.keep_identity
    content = to_bytes(result.image, format, source=data, method=result.method, keep_identity=keep)
    write_whole(arguments.output, content)
    for note in (*image.notes, *result.notes):
        print(note)
    unit = result.image.unit
    depth = "values" if unit == "US" else unit or f"{result.image.bit_depth} bit"
    if result.correction is not None:
        found = result.correction
        print(
            f"largest mismatch with {image.name}: {found.mismatch_before:.3f}, corrected to {found.mismatch_after:.3f}"
        )
    print(f"{arguments.output}: {image.shape_text} -> {result.image.shape_text}, {depth}, {result.seconds:.1f} s")


def _stage_line(stage: Stage) -> None:
    progress = stage.progress
    if sys.stderr.isatty() and progress is not None and not progress.correction:
        end = "\n" if progress.done == progress.total else ""
        step = f"step {progress.step} of {progress.steps}, " if progress.steps > 1 else ""
        done = f"tile {progress.done} of {progress.total}, {progress.seconds_left:.0f} s left"
        sys.stderr.write(f"\r{step}{done} {end}")


def _benchmark(arguments: argparse.Namespace) -> None:
    options = _upscale_options(arguments)
    if arguments.write_cards:
        check_writable(arguments.model, options)
    done = run_benchmark(
        arguments.data,
        arguments.scale,
        arguments.model,
        degradation=arguments.degrade,
        options=options,
        on_image=_image_line,
    )
    if arguments.csv is not None:
        write_csv(done, arguments.csv)
    if arguments.write_cards:
        write_results(done)
    print(benchmark_json(done) if arguments.json else benchmark_text(done))


def _image_line(method: str, image: ImageResult) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"{method} {image.name}: {image.psnr:.2f} dB\n")


def _fingerprint(arguments: argparse.Namespace) -> None:
    path = write_training_data(
        arguments.folder, arguments.name, files_only=arguments.files_only, on_picture=_count_line
    )
    print(f"{path}: fingerprints of {arguments.name}; checkpoints whose card names it are not benchmarked on them")


def _count_line(done: int, total: int) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\rpicture {done} of {total} " + "\n" * (done == total))


def _train(arguments: argparse.Namespace) -> None:
    from ..training.loop import Trainer
    from ..training.recipe import read_recipe

    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stderr)
    recipe = read_recipe(arguments.recipe)
    _set_threads(arguments.threads)
    if arguments.precision:
        recipe = replace(recipe, precision=arguments.precision)
    out = arguments.out or Path("runs") / recipe.id
    trainer = Trainer(recipe, arguments.data, out, device=arguments.device, resume=arguments.resume)
    if trainer.world.leads:
        trainer.folder.copy_recipe(arguments.recipe)
    on_step = _StepLine() if trainer.world.leads else None
    trainer.run(steps=arguments.steps, time_budget=arguments.time_budget, on_step=on_step)
    trainer.world.close()


def _set_threads(count: int | None) -> None:
    import torch

    if count is not None:
        if count < 1:
            raise SRError(f"--threads must be at least 1, found {count}")
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


def _graph(arguments: argparse.Namespace) -> None:
    from ..training.engine_form import write_engine_form

    logging.basicConfig(level=logging.WARNING, format="%(message)s", stream=sys.stderr)
    for card in [find_card(name) for name in arguments.ids] or checkpoints():
        found = write_engine_form(card)
        if found is not None:
            print(f"{card.id}: within {found.of_range:.1e} of the range and {found.levels} grey levels of PyTorch")


def _edges(arguments: argparse.Namespace) -> None:
    from ..training.edge_margin import write_edge_margin

    for card in [find_card(name) for name in arguments.ids] or checkpoints():
        print(f"{card.id}: {write_edge_margin(card)} LR pixels")


def _export(arguments: argparse.Namespace) -> None:
    from ..training.export import export

    card = export(arguments.run_folder, arguments.target)
    print(f"{card.id}: {card.parameters:,} parameters, sha256 {card.sha256[:12]}; now run benchmark --write-cards")
