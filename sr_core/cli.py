"""The command line: models, upscale, benchmark, train, export.

Errors are one line on stderr and exit code 2; --json prints one JSON document on stdout and nothing else.
"""

import argparse
import json
import logging
import math
import os
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, NoReturn

from .checkpoints.card import Result, card_table
from .checkpoints.store import checkpoints, find_card, write_card
from .engine.upscale import INTERPOLATIONS, upscale
from .errors import SRError
from .evaluation.benchmark import run_benchmark
from .evaluation.report import Benchmark, ImageResult
from .imaging.decode import decode
from .imaging.encode import encode
from .types import SCALES, Progress, UpscaleOptions

SUFFIXES = {".png": "png", ".tif": "tiff", ".tiff": "tiff", ".webp": "webp"}
"""Suffix of the output file -> format."""


def main(argv: list[str] | None = None) -> int:
    """Run one verb; return the exit code."""
    arguments = _parser().parse_args(argv)
    try:
        arguments.run(arguments)
    except SRError as error:
        sys.stderr.write(f"{error}\n")
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
    verb.add_argument("output", type=Path, metavar="OUT", help=f"format by suffix: {', '.join(SUFFIXES)}")
    verb.add_argument("--model", required=True, metavar="ID", help="checkpoint id, ids joined by +, or bicubic")
    verb.add_argument("--scale", type=int, choices=SCALES, help="needed for bicubic and lanczos")
    _options(verb)

    verb = _verb(verbs, "benchmark", _benchmark, "judge methods on a folder of HR pictures, against bicubic")
    verb.add_argument("--data", type=Path, required=True, metavar="DIR")
    verb.add_argument("--scale", type=int, choices=SCALES, required=True)
    verb.add_argument("--model", nargs="+", required=True, metavar="ID")
    verb.add_argument("--json", action="store_true")
    verb.add_argument("--write-cards", action="store_true", help="keep the result in the checkpoints' cards")
    _options(verb)

    verb = _verb(verbs, "train", _train, "train a recipe")
    verb.add_argument("recipe", type=Path, metavar="RECIPE", help="models/ID/train.toml")
    verb.add_argument("--data", type=Path, required=True, metavar="DIR", help="folder the recipe's data key is in")
    verb.add_argument("--out", type=Path, required=True, metavar="DIR", help="run folder, made if missing")
    verb.add_argument("--device", default="cpu", help="cpu, cuda, cuda:1, ...")
    verb.add_argument("--steps", type=int, help="instead of the recipe's")
    verb.add_argument("--time-budget", type=float, metavar="S", help="schedule and stop by the clock")
    verb.add_argument("--precision", choices=("float32", "bfloat16"), help="instead of the recipe's")
    verb.add_argument("--resume", action="store_true", help="go on from --out")

    verb = _verb(verbs, "export", _export, "turn a run into a checkpoint")
    verb.add_argument("run_folder", type=Path, metavar="RUN")
    verb.add_argument("target", type=Path, metavar="models/ID")
    return parser


def _verb(verbs: Any, name: str, run: Callable[[argparse.Namespace], None], text: str) -> argparse.ArgumentParser:
    verb: argparse.ArgumentParser = verbs.add_parser(name, help=text, description=text)
    verb.set_defaults(run=run)
    return verb


def _options(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("--tile", type=int, default=256, metavar="N", help="tile side in LR pixels, 0 for none (256)")
    verb.add_argument("--self-ensemble", action="store_true", help="mean of 8 flips and rotations, 8 times slower")


def _upscale_options(arguments: argparse.Namespace) -> UpscaleOptions:
    return UpscaleOptions(tile_size=arguments.tile or None, self_ensemble=arguments.self_ensemble)


def _models(arguments: argparse.Namespace) -> None:
    cards = checkpoints()
    if arguments.json:
        print(json.dumps([card_table(card) for card in cards]))
        return
    print(f"{'id':<16} {'scale':>5} {'parameters':>11} {'Set5 PSNR':>10} {'gain':>8}")
    for method in INTERPOLATIONS:
        print(f"{method:<16} {'any':>5} {0:>11,}")
    for card in cards:
        numbers = f"{card.result.psnr:>7.2f} dB {card.result.gain:>+5.2f} dB" if card.result else "not measured"
        print(f"{card.id:<16} {f'x{card.scale}':>5} {card.parameters:>11,} {numbers}")


def _upscale(arguments: argparse.Namespace) -> None:
    format_name = SUFFIXES.get(arguments.output.suffix.lower())
    if format_name is None:
        known = ", ".join(SUFFIXES)
        raise SRError(f"{arguments.output.name}: needs one of {known}, found {arguments.output.suffix!r}")
    try:
        data = arguments.input.read_bytes()
    except OSError as error:
        raise SRError(f"{arguments.input}: cannot be read ({error.strerror})") from error
    image = decode(data, arguments.input.name)
    result = upscale(
        image, arguments.model, scale=arguments.scale, options=_upscale_options(arguments), on_progress=_tile_line
    )
    blob = encode(result.image, format_name)
    part = arguments.output.with_name(arguments.output.name + ".tmp")
    try:
        part.write_bytes(blob)
        os.replace(part, arguments.output)
    except OSError as error:
        raise SRError(f"{arguments.output}: cannot be written ({error.strerror})") from error
    for note in image.notes:
        print(note)
    depth = f"{result.image.bit_depth} bit"
    print(f"{arguments.output}: {image.shape_text} -> {result.image.shape_text}, {depth}, {result.seconds:.1f} s")


def _tile_line(progress: Progress) -> None:
    if sys.stderr.isatty():
        end = "\n" if progress.done == progress.total else ""
        step = f"step {progress.step} of {progress.steps}, " if progress.steps > 1 else ""
        done = f"tile {progress.done} of {progress.total}, {progress.seconds_left:.0f} s left"
        sys.stderr.write(f"\r{step}{done} {end}")


def _benchmark(arguments: argparse.Namespace) -> None:
    methods = list(dict.fromkeys(arguments.model))
    if arguments.write_cards and arguments.self_ensemble:
        raise SRError("cards hold single runs: leave --self-ensemble out, or --write-cards")
    if arguments.write_cards and "bicubic" not in methods:
        methods.insert(0, "bicubic")
    options = _upscale_options(arguments)
    done = run_benchmark(arguments.data, arguments.scale, methods, options=options, on_image=_image_line)
    if arguments.write_cards:
        _write_results(done)
    if arguments.json:
        print(json.dumps(_finite(_benchmark_table(done)), allow_nan=False))
    else:
        _print_benchmark(done)


def _image_line(method: str, image: ImageResult) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"{method} {image.name}: {image.psnr:.2f} dB\n")


def _benchmark_table(done: Benchmark) -> dict[str, Any]:
    results = [
        {
            "model": r.model,
            **{field: r.mean(field) for field in ("psnr", "ssim", "mae", "seconds")},
            "images": [asdict(image) for image in r.images],
        }
        for r in done.results
    ]
    return {"data": done.data, "scale": done.scale, "protocol": asdict(done.protocol), "results": results}


def _finite(value: Any) -> Any:
    """Turn an infinite PSNR (SR equals HR) into null: JSON has no infinity."""
    if isinstance(value, dict):
        return {key: _finite(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_finite(item) for item in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _print_benchmark(done: Benchmark) -> None:
    base = next((r for r in done.results if r.model == "bicubic"), None)
    print(f"{done.data}, x{done.scale}, {len(done.results[0].images)} pictures; {done.protocol}")
    print(f"{'method':<16} {'PSNR':>8} {'gain':>7} {'SSIM':>7} {'MAE':>6} {'s/picture':>9}")
    for r in done.results:
        gain = f"{r.mean('psnr') - base.mean('psnr'):>+7.2f}" if base else " " * 7
        row = f"{r.mean('psnr'):>8.2f} {gain} {r.mean('ssim'):>7.4f} {r.mean('mae'):>6.2f} {r.mean('seconds'):>9.2f}"
        print(f"{r.model:<16} {row}")


def _write_results(done: Benchmark) -> None:
    base = next(r for r in done.results if r.model == "bicubic")
    for r in done.results:
        if r.model in INTERPOLATIONS:
            continue
        card = find_card(r.model)
        result = Result(
            set=Path(done.data).name,
            images=len(r.images),
            protocol=str(done.protocol),
            psnr=round(r.mean("psnr"), 4),
            ssim=round(r.mean("ssim"), 5),
            mae=round(r.mean("mae"), 4),
            bicubic_psnr=round(base.mean("psnr"), 4),
            bicubic_ssim=round(base.mean("ssim"), 5),
        )
        others = tuple(known for known in card.results if known.set != result.set)
        write_card(replace(card, results=(*others, result)))


def _train(arguments: argparse.Namespace) -> None:
    from .training.loop import Trainer
    from .training.recipe import read_recipe

    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stderr)
    recipe = read_recipe(arguments.recipe)
    changes = {"steps": arguments.steps, "precision": arguments.precision}
    recipe = replace(recipe, **{k: v for k, v in changes.items() if v is not None})
    trainer = Trainer(recipe, arguments.data, arguments.out, device=arguments.device, resume=arguments.resume)
    trainer.copy_recipe(arguments.recipe)
    trainer.run(time_budget=arguments.time_budget, on_step=_StepLine())


class _StepLine:
    """Shows the step, the loss and the rate on a terminal, twice a second."""

    def __init__(self) -> None:
        self.shown, self.count = time.monotonic(), 0

    def __call__(self, step: int, loss: float) -> None:
        self.count += 1
        elapsed = time.monotonic() - self.shown
        if elapsed > 0.5 and sys.stderr.isatty():
            sys.stderr.write(f"\rstep {step}  loss {loss:.5f}  {self.count / elapsed:.1f} steps/s ")
            self.shown, self.count = time.monotonic(), 0


def _export(arguments: argparse.Namespace) -> None:
    from .training.export import export

    card = export(arguments.run_folder, arguments.target)
    print(f"{card.id}: {card.parameters:,} parameters, sha256 {card.sha256[:12]}; now run benchmark --write-cards")
