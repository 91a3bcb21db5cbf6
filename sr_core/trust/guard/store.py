"""Fitted domains in models/guards/: one file of numbers for each kind of picture, and what was measured of them."""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from ...errors import CheckpointError
from ...files.whole_file import write_whole
from .domain import Domain, Rival, Usual

FOLDER = Path(__file__).resolve().parents[3] / "models" / "guards"
"""Folder of the domains; they belong to the networks in the repository, so SR_MODELS does not change it."""
_MEASURED = "measured.json"
"""File of the results of `python -m sr_core guard --write`."""
_ARRAYS = ("medians", "spans", "worst")


@lru_cache(maxsize=8)
def read_domain(name: str) -> Domain:
    """Read the domain of a kind of picture: "radiograph", "thermogram" or "photograph".

    Raises:
        CheckpointError: if its file is missing or damaged.
    """
    path = FOLDER / f"{name}.json"
    try:
        table = json.loads(path.read_text("utf-8"))
        rivals = tuple(Rival(one["name"], tuple(one["places"]), np.array(one["weights"])) for one in table["rivals"])
        usual = table["usual"] and Usual(np.array(table["usual"]["means"]), np.array(table["usual"]["precision"]))
        return Domain(rivals, usual, *(np.array(table[key]) for key in _ARRAYS))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CheckpointError(
            f"models/guards/{path.name}: expected a fitted domain, found none that can be read; "
            "make it with python -m sr_core guard --write"
        ) from error


def write_domain(name: str, domain: Domain) -> None:
    """Write a domain with six digits to each number."""
    usual = domain.usual
    table = {
        "rivals": [
            {"name": rival.name, "places": rival.places, "weights": _digits(rival.weights)} for rival in domain.rivals
        ],
        "usual": usual and {"means": _digits(usual.means), "precision": _digits(usual.precision)},
        **{key: _digits(getattr(domain, key)) for key in _ARRAYS},
    }
    FOLDER.mkdir(parents=True, exist_ok=True)
    write_whole(FOLDER / f"{name}.json", (json.dumps(table) + "\n").encode())
    read_domain.cache_clear()


def _digits(values: np.ndarray) -> object:
    return json.loads(json.dumps(values.tolist()), parse_float=lambda text: float(f"{float(text):.6g}"))


def read_measured() -> Any:
    """Return what was measured when the domains were written; see `study.measure`."""
    return json.loads((FOLDER / _MEASURED).read_text("utf-8"))


def write_measured(table: Any) -> None:
    """Keep what was measured beside the domains."""
    write_whole(FOLDER / _MEASURED, (json.dumps(table, indent=1) + "\n").encode())
