"""Code that the verbs share: adding one, the options of a run, the data folder, a line on stderr."""

import argparse
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ..errors import ScalingNeeded, SRError, UnitNeeded
from ..types import UpscaleOptions
from ..types.radiometry import Scaling

DATA = Path(os.environ.get("SR_DATA") or "../shared/data")
"""Folder of training and test data unless --data names another; the environment variable SR_DATA changes it."""


def say(text: str) -> None:
    """Write one line to stderr, unless the shell closed it."""
    if sys.stderr is not None:
        sys.stderr.write(f"{text}\n")


def add_verb(
    verbs: Any, name: str, run: Callable[[argparse.Namespace], int | None], text: str
) -> argparse.ArgumentParser:
    """Add a verb that calls `run` with the arguments and ends with the code it returns; `text` is its help."""
    verb: argparse.ArgumentParser = verbs.add_parser(name, help=text, description=text)
    verb.set_defaults(run=run)
    return verb


def add_reading_options(verb: argparse.ArgumentParser) -> None:
    """Add the options of whatever reads numbers that may not say what they measure."""
    verb.add_argument(
        "--scaling",
        type=float,
        nargs=2,
        metavar=("FACTOR", "OFFSET"),
        help="degC = stored * FACTOR + OFFSET, where a file is silent",
    )
    verb.add_argument("--unit", choices=("degC", "degF", "K"), help="unit of temperatures, where a file is silent")


def reading_options(arguments: argparse.Namespace) -> dict[str, Any]:
    """Return what those options say, as arguments of `decode`."""
    return {"scaling": Scaling(*arguments.scaling) if arguments.scaling else None, "unit": arguments.unit}


@contextmanager
def naming_flags() -> Iterator[None]:
    """Add to the question for a scale or a unit which flag answers it."""
    try:
        yield
    except ScalingNeeded as error:
        choice = "--unit" if isinstance(error, UnitNeeded) else "--scaling, or --unit for the usual ones,"
        raise SRError(f"{error} ({choice} chooses it)") from error


def add_run_options(verb: argparse.ArgumentParser) -> None:
    """Add the options of a verb that runs a method."""
    verb.add_argument(
        "--tile", type=int, metavar="N", help="side of a tile in pixels of the input, 0 for no tiles (what suits ID)"
    )
    verb.add_argument(
        "--engine", choices=("auto", "openvino", "torch"), default="auto", help="what runs it; torch: reference"
    )
    verb.add_argument("--self-ensemble", action="store_true", help="mean of 8 flips and rotations, 8 times slower")


def run_options(arguments: argparse.Namespace) -> UpscaleOptions:
    """Return the options of `add_run_options` as given."""
    size = "auto" if arguments.tile is None else arguments.tile or None
    return UpscaleOptions(tile_size=size, self_ensemble=arguments.self_ensemble, engine=arguments.engine)
