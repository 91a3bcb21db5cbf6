"""The verb `upscale`: one picture, from file to file."""

import argparse
import sys
from dataclasses import replace
from math import prod
from pathlib import Path
from typing import Any

from ..decode import decode_shown
from ..engine.cost import estimate_seconds
from ..engine.path import path_cards
from ..engine.upscale import MAX_SR_PIXELS
from ..enlarge import Stage, Task, enlarge
from ..errors import SRError
from ..files.limits import read_within
from ..files.whole_file import whole_file, write_whole
from ..modalities import PHOTOGRAPH, methods_for, modality_of, network_scales, propose
from ..target import Target, plan_text, read_print, read_size
from ..trust.bundle import write_bundle
from ..types import SCALES, DecodedImage
from ..written_file import enlarge_into
from .output import SUFFIXES_TEXT, check_bands, check_bundle, check_result, format_of, to_bytes
from .verb import add_reading_options, add_run_options, add_verb, naming_flags, reading_options, run_options


def add(verbs: Any) -> None:
    """Add the verb to the parser."""
    verb = add_verb(verbs, "upscale", _upscale, "enlarge one picture")
    verb.add_argument("input", type=Path, metavar="IN")
    suffixes = f"format by suffix: {SUFFIXES_TEXT}; above {MAX_SR_PIXELS / 1e6:.0f} megapixels no .webp"
    verb.add_argument("output", type=Path, metavar="OUT", help=suffixes)
    verb.add_argument(
        "--model", metavar="ID", help="checkpoint id, ids joined by +, or bicubic (the best that is not slow)"
    )
    sizes = verb.add_mutually_exclusive_group()
    sizes.add_argument("--scale", type=int, choices=SCALES, help="needed for bicubic and lanczos")
    sizes.add_argument(
        "--size", metavar="WxH", help="pixels of a photograph's result: 1920x, x1080, or inside 1920x1080"
    )
    sizes.add_argument("--factor", type=float, metavar="F", help="enlargement per side of a photograph, such as 2.5")
    sizes.add_argument("--print", metavar="AxB", help="paper for a photograph, turned as it is: 10x15cm, 4x6in")
    verb.add_argument("--dpi", type=int, metavar="N", help="pixels per inch of the print (300)")
    add_reading_options(verb)
    verb.add_argument(
        "--keep-measured", type=float, metavar="D", help="correct OUT to shrink back to IN within D (degC, HU, levels)"
    )
    verb.add_argument("--frame", type=int, default=1, metavar="N", help="of a DICOM file of several, from 1")
    verb.add_argument(
        "--as-picture", action="store_true", help="what an ordinary viewer shows of temperatures and DICOM values"
    )
    verb.add_argument("--keep-identity", action="store_true", help="leave patient and study in a DICOM OUT")
    verb.add_argument(
        "--bundle", type=Path, metavar="FILE", help="also write a ZIP archive by which `verify` makes OUT again"
    )
    add_run_options(verb)


def _upscale(arguments: argparse.Namespace) -> None:
    data = read_within(arguments.input)
    how = {"frame": arguments.frame - 1, "as_picture": arguments.as_picture, **reading_options(arguments)}
    with naming_flags():
        image = decode_shown(data, arguments.input.name, **how)
    format = format_of(image, arguments.output)
    task = _task(arguments, image)
    bundle: Path | None = arguments.bundle
    if bundle is not None:
        check_bundle(bundle, arguments.output)
    if _most_pixels(image, task) > MAX_SR_PIXELS:
        if bundle is not None:
            raise SRError(
                f"a bundle needs the whole result in memory, up to {MAX_SR_PIXELS / 1e6:.0f} megapixels; leave "
                "--bundle out or choose a smaller scale"
            )
        _enlarge_in_bands(image, task, format, arguments.output, data, keep_identity=arguments.keep_identity)
        return
    check_result(image, format, task, source=data)
    beside = ("bicubic",) if bundle is not None else ()
    made = enlarge(image, task, compare=beside, agree=bundle is not None, on_stage=_stage_line)
    result = made.result
    keep = arguments.keep_identity
    write_whole(arguments.output, to_bytes(made, format, source=data, keep_identity=keep))
    if bundle is not None:
        write_whole(bundle, write_bundle(made))
    for note in (*image.notes, *result.notes):
        print(note)
    if result.correction is not None:
        found = result.correction
        print(
            f"largest mismatch with {image.name}: {found.mismatch_before:.3f}, corrected to {found.mismatch_after:.3f}"
        )
    _say_size(image, task)
    _say_result(arguments.output, image, result.image.shape_text, result.seconds)


def _most_pixels(image: DecodedImage, task: Task) -> int:
    """Return the pixels of the largest picture of a run: of what the networks draw, or of the result."""
    drawn = image.height * image.width * task.scale**2
    return drawn if task.size is None or path_cards(task.method) else task.size.pixels


def _enlarge_in_bands(
    image: DecodedImage, task: Task, format: str, path: Path, data: bytes, *, keep_identity: bool
) -> None:
    """Make a result that is too large for memory, and say how far it agrees with the input."""
    check_bands(image, format, task)
    with whole_file(path) as file:
        written = enlarge_into(
            image, task, format, file, source=data, keep_identity=keep_identity, on_stage=_stage_line
        )
    for note in (*image.notes, *written.notes):
        print(note)
    found, unit = written.agreement, image.unit or "grey levels of 8 bits"
    largest = found.largest if found.peak is None else found.largest * 255 / found.peak
    if task.scale > 1:
        by = f"{found.levels:.3f} {unit} on average, {largest:.1f} at most"
        print(f"shrunk back, it differs from {image.name} by {by}")
    _say_size(image, task)
    _say_result(path, image, written.shape_text, written.seconds)


def _say_size(image: DecodedImage, task: Task) -> None:
    """Say how a result got the size that was asked for."""
    if task.size is None:
        return
    print(plan_text(image, task.size, task.scale, task.method, str(task.method)))
    if task.size.dpi is not None:
        print(f"prints at {task.size.paper_text}")


def _say_result(path: Path, image: DecodedImage, size: str, seconds: float) -> None:
    depth = "values" if image.unit == "US" else image.unit or f"{image.bit_depth} bit"
    print(f"{path}: {image.shape_text} -> {size}, {depth}, {seconds:.1f} s")


def _target(arguments: argparse.Namespace) -> Target | None:
    """Return the size that was asked for; None for a whole scale."""
    if arguments.dpi is not None and arguments.print is None:
        raise SRError("--dpi belongs to --print, which is not given; add it, such as --print 10x15cm")
    if arguments.print is not None:
        return read_print(arguments.print, 300 if arguments.dpi is None else arguments.dpi)
    if arguments.factor is not None:
        return Target(factor=arguments.factor)
    return None if arguments.size is None else read_size(arguments.size)


def _task(arguments: argparse.Namespace, image: DecodedImage) -> Task:
    """Return what is to be done to a picture; without a model it is done by the one that is proposed."""
    options = replace(run_options(arguments), keep_measured=arguments.keep_measured)
    target, method = _target(arguments), arguments.model
    cards = path_cards(method) if method else ()
    size = None if target is None else target.size(image)
    scale = arguments.scale if target is None else target.scale(image, network_scales(PHOTOGRAPH))
    if scale == 1:
        return Task("bicubic", 1, options=options, size=size)
    if cards and (target is not None or scale is None):
        scale = prod(card.scale for card in cards)
    if scale is None:
        scales = ", ".join(map(str, SCALES))
        raise SRError(f"{method or 'upscale'} needs --scale ({scales}), --size, --factor or --print; choose one")
    if method is None:
        modality = modality_of(image)

        def seconds(each: str) -> float:
            return estimate_seconds(each, image.height, image.width, options)

        method = propose(modality, methods_for(modality, scale), seconds)
    return Task(method, scale, options=options, size=size)


def _stage_line(stage: Stage) -> None:
    progress = stage.progress
    if sys.stderr.isatty() and progress is not None and not progress.correction:
        end = "\n" if progress.done == progress.total else ""
        step = f"step {progress.step} of {progress.steps}, " if progress.steps > 1 else ""
        done = f"tile {progress.done} of {progress.total}, {progress.seconds_left:.0f} s left"
        sys.stderr.write(f"\r{step}{done} {end}")
