"""Origin of a result as a report prints it: method, networks and their hashes, engines, options. It names no file."""

import json
from typing import Any

from ..engine.path import path_cards
from ..enlarge import Enlargement
from ..image.degradations import degradation_text
from ..trust.provenance import Provenance

OriginRows = tuple[tuple[str, str], ...]


def origin(made: Enlargement) -> OriginRows:
    """Return name and text of each fact that made a result what it is."""
    task, options = made.task, made.task.options
    rows = [
        ("Method", task.method if isinstance(task.method, str) else task.method.title),
        ("Enlargement", f"{task.scale}× per side"),
    ]
    if task.size is not None:
        rows.append(("Size", f"{task.size.text} pixels"))
    titles = {card.id: card.title for card in path_cards(task.method)}
    rows += [(f"Weights of {titles[name]}", f"{name}, sha256 {sha256}") for name, sha256 in made.weights]
    if made.result.engines:
        rows.append(("Engine", ", ".join(made.result.engines)))
    if task.degradation is not None:
        rows.append(("Input made by", degradation_text(task.degradation)))
    if task.part is not None:
        rows.append(("Part of the picture", task.part.text))
    used = ["self-ensemble of 8 flips and rotations"] if options.self_ensemble else []
    correction = made.result.correction
    if correction is not None:
        used.append(
            f"agreement with the input forced to {correction.tolerance:g}: largest difference "
            f"{correction.mismatch_before:.3g} before and {correction.mismatch_after:.3g} after"
        )
    rows.append(("Options", "; ".join(used) or "none"))
    rows += [("Input, sha256 of its values", made.lr.sha256()), ("Result, sha256", made.result.image.sha256())]
    return (*rows, ("In one line", Provenance.of(made).text))


def record_of(made: Enlargement) -> dict[str, Any]:
    """Return the provenance that every written file carries, as values that JSON can hold."""
    found: dict[str, Any] = json.loads(Provenance.of(made).as_json())
    return found
