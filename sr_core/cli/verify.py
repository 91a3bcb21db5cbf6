"""The verb `verify`: a bundle, checked alone or made again from its picture."""

import argparse
from pathlib import Path
from typing import Any

from ..files.limits import read_within
from ..trust.verify import verify
from .verb import add_verb


def add(verbs: Any) -> None:
    """Add the verb to the parser."""
    verb = add_verb(verbs, "verify", _verify, "make the result of a bundle again and compare every value")
    verb.add_argument("bundle", type=Path, metavar="BUNDLE", help="ZIP archive from upscale --bundle or the app")
    verb.add_argument(
        "input", type=Path, nargs="?", metavar="IN", help="the picture; without it only the bundle's files are checked"
    )
    verb.add_argument(
        "--engine", choices=("openvino", "torch"), default="", help="what runs the networks (as in the bundle)"
    )


def _verify(arguments: argparse.Namespace) -> int:
    """Print what was found; return 0 if all is as the bundle says, 1 if not."""
    source = None if arguments.input is None else read_within(arguments.input)
    found = verify(read_within(arguments.bundle), source, name=arguments.bundle.name, engine=arguments.engine)
    for text in found.checked:
        print(text)
    for text in found.problems:
        print(f"NOT THE SAME: {text}")
    for text in found.unchecked:
        print(f"Not checked: {text}")
    return 0 if found.same else 1
