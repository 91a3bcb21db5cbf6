"""The verb `calibrate`: error bars of checkpoints, learned, calibrated and measured on pictures."""

import argparse
import sys
from pathlib import Path
from typing import Any

from ..checkpoints.store import find_card
from ..errors import SRError
from ..trust.calibration import BarCalibration, write_calibration
from ..trust.table import coverage_table
from .verb import add_reading_options, add_verb, naming_flags, reading_options


def add(verbs: Any) -> None:
    """Add the verb to the parser."""
    verb = add_verb(verbs, "calibrate", _calibrate, "calibrate the error bars of checkpoints, and measure them")
    verb.add_argument("checkpoints", nargs="*", metavar="ID")
    verb.add_argument("--learn", type=Path, metavar="DIR", help="pictures that may have trained them")
    verb.add_argument("--calibrate", type=Path, metavar="DIR", help="pictures that have not")
    verb.add_argument("--test", type=Path, nargs="+", metavar="DIR", help="others that have not")
    verb.add_argument("--table", action="store_true", help="only print what was measured of all, as Markdown")
    verb.add_argument("--write", action="store_true", help="keep the calibrations in the checkpoints' folders")
    add_reading_options(verb)


def _calibrate(arguments: argparse.Namespace) -> None:
    if arguments.table:
        print(coverage_table())
        return
    if not (arguments.checkpoints and arguments.learn and arguments.calibrate and arguments.test):
        raise SRError("calibrate needs checkpoints, --learn, --calibrate and --test; or --table alone")
    from ..training.error_bars.calibrate import calibrate

    for name in arguments.checkpoints:
        card = find_card(name)
        with naming_flags():
            found = calibrate(
                card,
                arguments.learn,
                arguments.calibrate,
                arguments.test,
                reading=reading_options(arguments),
                on_picture=_picture_line,
            )
        if arguments.write:
            write_calibration(card, found)
        print(calibration_text(card.id, found), flush=True)


def calibration_text(name: str, calibration: BarCalibration) -> str:
    """Write a calibration as lines for a terminal."""
    lines = []
    for level in calibration.levels:
        for coverage in (level.calibration, *level.tests):
            lines.append(
                f"{name:<22} {level.level:.0%}  {coverage.set:<18} {coverage.pictures:>4} pictures  "
                f"mean {coverage.mean:6.1%}  worst {coverage.worst:6.1%}  reached by {coverage.reached:4.0%}  "
                f"half-width {coverage.half_width:.4g}  cost {calibration.cost:.2f}"
            )
    return "\n".join(lines)


def _picture_line(name: str, number: int, of: int) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{name}: picture {number} of {of} " + "\n" * (number == of))
