"""Measured benchmarks of paths, such as a network of 2× that runs twice: models/paths.toml.

A path has no card. Each entry names the checksums of the weights that it was measured with: after a new training, the
old figures are not shown any more.
"""

import tomllib
from dataclasses import asdict
from typing import Any

import tomli_w

from ..errors import CardError
from ..files.whole_file import write_whole
from . import store
from .card import ModelCard, Result, parse_result
from .folder import read_checkpoint_text

PATHS_FILE = "paths.toml"
"""Name in the folder of all checkpoints."""


def path_results(cards: tuple[ModelCard, ...]) -> tuple[Result, ...]:
    """Return what was measured of a path.

    Args:
        cards: checkpoints of the path, in order.

    Returns:
        Empty where nothing was measured with these weights.

    Raises:
        CardError: if paths.toml is damaged.
    """
    entry = _read().get(_id(cards), {})
    if entry.get("sha256") != [card.sha256 for card in cards]:
        return ()
    return tuple(parse_result(table, f"{PATHS_FILE} {_id(cards)}") for table in entry["results"])


def write_path_result(cards: tuple[ModelCard, ...], result: Result) -> None:
    """Keep one result; those on other sets stay if they are of the same weights. Raises EncodeError if that fails."""
    others = [known for known in path_results(cards) if known.set != result.set]
    tables = [{k: v for k, v in asdict(each).items() if v is not None} for each in (*others, result)]
    entries = {**_read(), _id(cards): {"sha256": [card.sha256 for card in cards], "results": tables}}
    write_whole(store.models_folder() / PATHS_FILE, tomli_w.dumps({"paths": entries}).encode())


def _id(cards: tuple[ModelCard, ...]) -> str:
    return "+".join(card.id for card in cards)


def _read() -> dict[str, Any]:
    path = store.models_folder() / PATHS_FILE
    if not path.exists():
        return {}
    try:
        paths = tomllib.loads(read_checkpoint_text(path))["paths"]
        if not all(isinstance(entry["results"], list) for entry in paths.values()):
            raise TypeError("results must be a list")
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise CardError(f"{PATHS_FILE} is damaged ({str(error)[:200]}); measure the paths again") from error
    found: dict[str, Any] = paths
    return found
