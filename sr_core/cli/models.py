"""The verb `models`, which lists the methods that enlarge a picture."""

import argparse
import json
from typing import Any

from ..checkpoints.card import card_table
from ..checkpoints.store import checkpoints, damaged_checkpoints
from ..engine.path import INTERPOLATIONS
from .verb import add_verb, say


def add(verbs: Any) -> None:
    """Add the verb to the parser."""
    verb = add_verb(verbs, "models", _models, "list the methods")
    verb.add_argument("--json", action="store_true", help="print the cards as JSON")


def _models(arguments: argparse.Namespace) -> None:
    cards = checkpoints()
    for damaged in damaged_checkpoints():
        say(str(damaged.error))
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
