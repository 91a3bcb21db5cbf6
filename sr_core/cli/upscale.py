"""The verb `upscale`: one picture, from file to file."""

import argparse
import sys
from dataclasses import replace
from math import prod
from pathlib import Path
from typing import Any

from ..decode import decode_shown
from ..engine.path import path_cards
from ..engine.upscale import MAX_SR_PIXELS
from ..enlarge import Stage, Task, enlarge
from ..errors import SRError
from ..files.limits import read_within
from ..files.whole_file import whole_file, write_whole
from ..types import SCALES, DecodedImage
from ..written_file import enlarge_into
from .output import SUFFIXES_TEXT, check_bands, check_result, format_of, to_bytes
from .verb import add_reading_options, add_run_options, add_verb, naming_flags, reading_options, run_options


def add(verbs: Any) -> None:
    """Add the verb to the parser."""
    verb = add_verb(verbs, "upscale", _upscale, "enlarge one picture")
    verb.add_argument("input", type=Path, metavar="IN")
    suffixes = f"format by suffix: {SUFFIXES_TEXT}; above {MAX_SR_PIXELS / 1e6:.0f} megapixels no .webp or DICOM"
    verb.add_argument("output", type=Path, metavar="OUT", help=suffixes)
    verb.add_argument("--model", required=True, metavar="ID", help="checkpoint id, ids joined by +, or bicubic")
    verb.add_argument("--scale", type=int, choices=SCALES, help="needed for bicubic and lanczos")
    add_reading_options(verb)
    verb.add_argument(
        "--keep-measured", type=float, metavar="D", help="correct OUT to shrink back to IN within D (degC, HU, levels)"
    )
    verb.add_argument("--frame", type=int, default=1, metavar="N", help="of a DICOM file of several, from 1")
    verb.add_argument(
        "--as-picture", action="store_true", help="what an ordinary viewer shows of temperatures and DICOM values"
    )
    verb.add_argument("--keep-identity", action="store_true", help="leave patient and study in a DICOM OUT")
    add_run_options(verb)


def _upscale(arguments: argparse.Namespace) -> None:
    data = read_within(arguments.input)
    how = {"frame": arguments.frame - 1, "as_picture": arguments.as_picture, **reading_options(arguments)}
    with naming_flags():
        image = decode_shown(data, arguments.input.name, **how)
    format = format_of(image, arguments.output)
    options = replace(run_options(arguments), keep_measured=arguments.keep_measured)
    cards = path_cards(arguments.model)
    if not cards and arguments.scale is None:
        raise SRError(f"{arguments.model} needs --scale, one of {', '.join(map(str, SCALES))}; choose one")
    scale = arguments.scale or prod(card.scale for card in cards)
    task = Task(arguments.model, scale, options=options)
    if image.height * image.width * scale**2 > MAX_SR_PIXELS:
        del data
        _enlarge_in_bands(image, task, format, arguments.output)
        return
    check_result(image, format, scale=scale, source=data)
    made = enlarge(image, task, compare=(), agree=False, on_stage=_stage_line)
    result = made.result
    keep = arguments.keep_identity
    content = to_bytes(result.image, format, source=data, method=result.method, keep_identity=keep)
    write_whole(arguments.output, content)
    for note in (*image.notes, *result.notes):
        print(note)
    if result.correction is not None:
        found = result.correction
        print(
            f"largest mismatch with {image.name}: {found.mismatch_before:.3f}, corrected to {found.mismatch_after:.3f}"
        )
    _say_result(arguments.output, image, result.image.shape_text, result.seconds)


def _enlarge_in_bands(image: DecodedImage, task: Task, format: str, path: Path) -> None:
    """Make a result that is too large for memory, and say how far it agrees with the input."""
    check_bands(image, format)
    with whole_file(path) as file:
        written = enlarge_into(image, task, format, file, on_stage=_stage_line)
    for note in (*image.notes, *written.notes):
        print(note)
    found, unit = written.agreement, image.unit or "grey levels of 8 bits"
    largest = found.largest if found.peak is None else found.largest * 255 / found.peak
    print(f"shrunk back, it differs from {image.name} by {found.levels:.3f} {unit} on average, {largest:.1f} at most")
    _say_result(path, image, written.shape_text, written.seconds)


def _say_result(path: Path, image: DecodedImage, size: str, seconds: float) -> None:
    depth = "values" if image.unit == "US" else image.unit or f"{image.bit_depth} bit"
    print(f"{path}: {image.shape_text} -> {size}, {depth}, {seconds:.1f} s")


def _stage_line(stage: Stage) -> None:
    progress = stage.progress
    if sys.stderr.isatty() and progress is not None and not progress.correction:
        end = "\n" if progress.done == progress.total else ""
        step = f"step {progress.step} of {progress.steps}, " if progress.steps > 1 else ""
        done = f"tile {progress.done} of {progress.total}, {progress.seconds_left:.0f} s left"
        sys.stderr.write(f"\r{step}{done} {end}")
