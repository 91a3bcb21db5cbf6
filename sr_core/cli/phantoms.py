"""The verb `phantoms`: error bars judged where the truth is known everywhere."""

import argparse
from pathlib import Path
from typing import Any

from ..checkpoints.store import checkpoints, find_card
from ..errors import SRError
from ..files.whole_file import write_whole
from ..trust.calibration import read_calibration
from ..trust.phantom_tables import with_tables
from ..trust.phantoms import PlaceCoverage, judge_on_phantoms, write_phantoms
from .verb import add_verb


def add(verbs: Any) -> None:
    """Add the verb to the parser."""
    verb = add_verb(verbs, "phantoms", _phantoms, "judge the error bars of checkpoints where the truth is known")
    verb.add_argument("checkpoints", nargs="*", metavar="ID", help="all that are calibrated, unless some are named")
    verb.add_argument("--write", action="store_true", help="keep the results in the checkpoints' folders")
    verb.add_argument("--tables", type=Path, metavar="FILE", help="write the kept results into FILE; measures nothing")


def _phantoms(arguments: argparse.Namespace) -> None:
    if arguments.tables:
        text = arguments.tables.read_text("utf-8")
        write_whole(arguments.tables, with_tables(text, checkpoints()).encode())
        return
    chosen = [find_card(name) for name in arguments.checkpoints] or checkpoints()
    for card in chosen:
        calibration = read_calibration(card)
        if calibration is None:
            if arguments.checkpoints:
                raise SRError(f"{card.id} has no calibrated error bars; run calibrate --write first")
            continue
        found = judge_on_phantoms(card, calibration)
        if arguments.write:
            write_phantoms(card, found)
        print("\n".join(_line(card.id, each) for each in found), flush=True)


def _line(name: str, found: PlaceCoverage) -> str:
    shares = "  ".join(f"{share:6.1%}" for share in found.inside)
    return (
        f"{name:<22} {found.phantom:<10} {found.place:<28} {found.pixels:>8} pixels  inside {shares}  "
        f"half-width {found.half_width:<8.4g} times {found.times:<6.3g} {'' if found.holds else 'does not hold'}"
    ).rstrip()
