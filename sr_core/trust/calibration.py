"""BarCalibration of a checkpoint's error bars: trust.json in its folder, written by `python -m sr_core calibrate`."""

import json
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from ..checkpoints.card import ModelCard
from ..checkpoints.folder import read_checkpoint_text
from ..errors import CardError
from ..files.whole_file import write_whole
from .coverage import Coverage
from .error_head import ErrorHead
from .local_features import LOCAL_FEATURES

TRUST_FILE = "trust.json"
LEVELS_OF_COVERAGE = (0.9, 0.95)
"""Shares of pixels for which bars are calibrated."""
_DIGITS = 5
"""Significant digits of the head's numbers in the file."""


@dataclass(frozen=True, slots=True)
class CalibratedLevel:
    """Bars of one level of coverage."""

    level: float
    """Share of pixels that the bars are to cover, 0..1."""
    factor: float
    """Factor of `conformal_factor`."""
    calibration: Coverage
    """Coverage of the calibration pictures themselves, as they are."""
    tests: tuple[Coverage, ...]
    """Coverage of pictures that neither trained nor calibrated anything."""


@dataclass(frozen=True, slots=True, eq=False)
class BarCalibration:
    """BarCalibration of one checkpoint's error bars."""

    sha256: str
    """sha256 of the weights that it holds for."""
    head: ErrorHead
    """Estimates errors from local features."""
    learned_on: str
    """Set on whose pictures the head was trained."""
    keep_measured: float | None
    """Option with which the results were made, in the unit of the values."""
    cost: float
    """Time of the bars over the time of the run, measured on the test pictures."""
    levels: tuple[CalibratedLevel, ...]
    """One for each of `LEVELS_OF_COVERAGE`."""

    def at(self, level: float) -> CalibratedLevel:
        """Return what was calibrated for a level of coverage.

        Raises:
            KeyError: for a level that was not calibrated.
        """
        found = next((each for each in self.levels if each.level == level), None)
        if found is None:
            raise KeyError(level)
        return found


def read_calibration(card: ModelCard) -> BarCalibration | None:
    """Read the calibration of a checkpoint; None if there is none, or only one of other weights.

    Raises:
        CardError: if the file is damaged.
    """
    path = card.folder / TRUST_FILE
    if not path.exists():
        return None
    found = _parse(read_checkpoint_text(path), card.id)
    return found if found.sha256 == card.sha256 else None


def write_calibration(card: ModelCard, calibration: BarCalibration) -> None:
    """Write the calibration to the checkpoint's folder; raises EncodeError if that fails."""
    table = {
        "sha256": calibration.sha256,
        "learned_on": calibration.learned_on,
        "keep_measured": calibration.keep_measured,
        "cost": round(calibration.cost, 3),
        "levels": [asdict(level) for level in calibration.levels],
        "features": list(LOCAL_FEATURES),
    }
    layers = [
        json.dumps({"weights": [_rounded(row) for row in weights], "biases": _rounded(biases)})
        for weights, biases in calibration.head.layers
    ]
    text = json.dumps(table, indent=1).removesuffix("\n}") + ',\n "layers": [\n' + ",\n".join(layers) + "\n ]\n}\n"
    write_whole(card.folder / TRUST_FILE, text.encode())


def _rounded(numbers: np.ndarray) -> list[float]:
    return [float(f"{number:.{_DIGITS}g}") for number in numbers]


@lru_cache(maxsize=64)
def _parse(text: str, name: str) -> BarCalibration:
    try:
        table = json.loads(text)
        if table["features"] != list(LOCAL_FEATURES):
            raise ValueError("features that this version does not measure")
        return BarCalibration(
            sha256=str(table["sha256"]),
            head=_head(table["layers"]),
            learned_on=str(table["learned_on"]),
            keep_measured=table["keep_measured"],
            cost=float(table["cost"]),
            levels=tuple(map(_level, table["levels"])),
        )
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise CardError(f"{name}: {TRUST_FILE} is damaged ({error!s:.80}); run calibrate --write again") from error


def _head(layers: list[dict[str, Any]]) -> ErrorHead:
    found = tuple((np.array(layer["weights"], np.float32), np.array(layer["biases"], np.float32)) for layer in layers)
    width = len(LOCAL_FEATURES)
    for weights, biases in found:
        if weights.ndim != 2 or weights.shape[1] != width or biases.shape != weights.shape[:1]:
            raise ValueError("layers that do not fit together")
        if not (np.isfinite(weights).all() and np.isfinite(biases).all()):
            raise ValueError("a number that is not finite")
        width = len(biases)
    if width != 1:
        raise ValueError("layers that do not end in one number")
    return ErrorHead(found)


def _level(table: dict[str, Any]) -> CalibratedLevel:
    tests = tuple(Coverage(**test) for test in table["tests"])
    found = CalibratedLevel(**{**table, "calibration": Coverage(**table["calibration"]), "tests": tests})
    if not (0 < found.level < 1 and found.factor > 0):
        raise ValueError("a level or a factor out of range")
    return found
