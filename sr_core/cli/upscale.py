"""The verb `upscale`: one picture, from file to file."""

import argparse
import sys
from dataclasses import replace
from math import prod
from pathlib import Path
from typing import Any

from ..decode import decode_shown
from ..engine.path import path_cards
from ..enlarge import Stage, Task, enlarge
from ..errors import ScalingNeeded, SRError, UnitNeeded
from ..files.limits import read_within
from ..files.whole import write_whole
from ..types import SCALES
from ..types.radiometry import Scaling
from .output import SUFFIXES_TEXT, format_of, to_bytes
from .verb import add_run_options, add_verb, run_options


def add(verbs: Any) -> None:
    """Add the verb to the parser."""
    verb = add_verb(verbs, "upscale", _upscale, "enlarge one picture")
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
    add_run_options(verb)


def _upscale(arguments: argparse.Namespace) -> None:
    data = read_within(arguments.input)
    scaling = Scaling(*arguments.scaling) if arguments.scaling else None
    frame, as_picture = arguments.frame - 1, arguments.as_picture
    name, unit = arguments.input.name, arguments.unit
    try:
        image = decode_shown(data, name, scaling=scaling, unit=unit, as_picture=as_picture, frame=frame)
    except ScalingNeeded as error:
        choice = "--unit" if isinstance(error, UnitNeeded) else "--scaling, or --unit for the usual ones,"
        raise SRError(f"{error} ({choice} chooses it)") from error
    format = format_of(image, arguments.output)
    options = replace(run_options(arguments), keep_measured=arguments.keep_measured)
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
