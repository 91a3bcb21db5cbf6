"""The verb `attribute`: which pixels of a picture made networks draw a patch of their result."""

import argparse
import json
from math import prod
from pathlib import Path
from typing import Any

from ..attribution.attribute import PATCH, attribute
from ..attribution.attribution import MOST, Attribution
from ..attribution.heat_picture import heat_picture, in_a_row
from ..decode import decode_shown
from ..encode import encode
from ..engine.path import path_cards
from ..errors import SRError
from ..files.limits import read_within
from ..files.whole_file import check_place, write_whole
from ..types import SCALES, Part
from .verb import add_reading_options, add_verb, naming_flags, reading_options


def add(verbs: Any) -> None:
    """Add the verb to the parser."""
    verb = add_verb(verbs, "attribute", _attribute, "show which pixels of a picture made networks draw a patch")
    verb.add_argument("picture", type=Path, metavar="PICTURE", help="the input that networks enlarge")
    verb.add_argument("--model", nargs="+", required=True, metavar="ID", help="checkpoint ids of one scale, or bicubic")
    verb.add_argument("--scale", type=int, choices=SCALES, help="needed for bicubic alone")
    verb.add_argument(
        "--patch",
        type=int,
        nargs=3,
        required=True,
        metavar=("X", "Y", "SIZE"),
        help=f"left, top and side of the patch in pixels of the result; the usual side is {PATCH}",
    )
    verb.add_argument("--out", type=Path, metavar="PNG", help="picture of the influential pixels")
    add_reading_options(verb)
    verb.add_argument("--json", action="store_true", help="print one JSON document")


def _attribute(arguments: argparse.Namespace) -> None:
    if arguments.out is not None:
        if arguments.out.suffix.lower() != ".png":
            raise SRError(f"{arguments.out}: expected a name that ends in .png, found {arguments.out.suffix!r}")
        check_place(arguments.out)
    with naming_flags():
        image = decode_shown(read_within(arguments.picture), arguments.picture.name, **reading_options(arguments))
    scale = _scale(arguments)
    left, top, side = arguments.patch
    found = attribute(image, arguments.model, Part(top, left, side, side), scale=scale)
    if arguments.out is not None:
        row = in_a_row([heat_picture(image, each, scale=scale) for each in found])
        write_whole(arguments.out, encode(row, "png"))
    if arguments.json:
        document = {"picture": image.name, "scale": scale, "patch": arguments.patch, "results": list(map(_row, found))}
        print(json.dumps(document, indent=2))
        return
    for each in found:
        window = each.window
        print(
            f"{each.method}: diffusion index {each.diffusion_index:.2f}, {MOST:.0%} of the influence from "
            f"{each.pixels} of {window.height * window.width} pixels, sum off by {each.mismatch:.1%}, "
            f"{each.seconds:.1f} s"
        )


def _scale(arguments: argparse.Namespace) -> int:
    scales = {prod(card.scale for card in cards) for each in arguments.model if (cards := path_cards(each))}
    if arguments.scale is not None:
        scales.add(arguments.scale)
    if len(scales) != 1:
        known = ", ".join(map(str, sorted(scales))) or "none"
        raise SRError(f"expected networks of one scale, or --scale with bicubic, found scales: {known}; choose one")
    return scales.pop()


def _row(found: Attribution) -> dict[str, Any]:
    return {
        "model": found.method,
        "diffusion_index": found.diffusion_index,
        "pixels": found.pixels,
        "window": [found.window.left, found.window.top, found.window.width, found.window.height],
        "detail": found.detail,
        "blurred_detail": found.blurred_detail,
        "mismatch": found.mismatch,
        "seconds": found.seconds,
    }
