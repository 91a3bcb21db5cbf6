"""The verbs `graph`, `edges` and `export`, which write files into the folder of a checkpoint."""

import argparse
import logging
import sys
from pathlib import Path
from typing import Any

from ..checkpoints.store import checkpoints, find_card
from .verb import add_verb


def add(verbs: Any) -> None:
    """Add the verbs to the parser."""
    verb = add_verb(verbs, "graph", _graph, "write what the fast engine needs, checked against PyTorch")
    verb.add_argument("ids", nargs="*", metavar="ID", help="checkpoint ids; all by default")

    verb = add_verb(verbs, "edges", _edges, "measure how far a network must see beyond an edge; write the cards")
    verb.add_argument("ids", nargs="*", metavar="ID", help="checkpoint ids; all by default")

    verb = add_verb(verbs, "export", _export, "turn a run into a checkpoint or a classifier")
    verb.add_argument("run_folder", type=Path, metavar="RUN")
    verb.add_argument("target", type=Path, metavar="models/ID", help="of a classifier models/classifiers/ID")


def _graph(arguments: argparse.Namespace) -> None:
    from ..training.engine_form import write_engine_form

    logging.basicConfig(level=logging.WARNING, format="%(message)s", stream=sys.stderr)
    for card in [find_card(name) for name in arguments.ids] or checkpoints():
        found = write_engine_form(card)
        if found is not None:
            print(f"{card.id}: within {found.of_range:.1e} of the range and {found.levels} grey levels of PyTorch")


def _edges(arguments: argparse.Namespace) -> None:
    from ..training.edge_margin import write_edge_margin

    for card in [find_card(name) for name in arguments.ids] or checkpoints():
        print(f"{card.id}: {write_edge_margin(card)} LR pixels")


def _export(arguments: argparse.Namespace) -> None:
    from ..training.classifier.export import export_classifier
    from ..training.classifier.recipe import is_classifier
    from ..training.export import export

    if is_classifier(arguments.run_folder / "train.toml"):
        made = export_classifier(arguments.run_folder, arguments.target)
        print(f"{made.id}: {made.parameters:,} parameters, sha256 {made.sha256[:12]}; now run digits --write")
        return
    card = export(arguments.run_folder, arguments.target)
    print(f"{card.id}: {card.parameters:,} parameters, sha256 {card.sha256[:12]}; now run benchmark --write-cards")
