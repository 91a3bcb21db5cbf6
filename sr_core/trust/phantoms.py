"""Error bars judged on phantoms, place by place: phantoms.json in a checkpoint's folder.

`python -m sr_core phantoms --write` makes it.
"""

import hashlib
import json
from dataclasses import asdict, dataclass

import numpy as np

from ..checkpoints.card import ModelCard
from ..checkpoints.folder import read_checkpoint_text
from ..engine.upscale import upscale
from ..errors import CardError
from ..files.whole_file import write_whole
from ..types import UpscaleOptions
from .calibration import LEVELS_OF_COVERAGE, TRUST_FILE, BarCalibration, read_calibration
from .coverage import largest_error, share_inside
from .error_bars import enlarge_cells, half_widths
from .scenes import Scene, scenes

PHANTOMS_FILE = "phantoms.json"


@dataclass(frozen=True, slots=True)
class PlaceCoverage:
    """Error bars of one network at one kind of place of one phantom."""

    phantom: str
    """Name of the phantom: "chest", "legs", "line pairs" or "discs"."""
    place: str
    """Name of the place: "nodules of 2 and 3 mm"."""
    pixels: int
    """Number of pixels of the result that lie there."""
    inside: tuple[float, ...]
    """Share of them that lie within the bars, 0..1, for each of `LEVELS_OF_COVERAGE`."""
    half_width: float
    """Mean half-width of the bars of the first level, in the unit of the values, of display values in levels."""
    times: float
    """Factor by which these bars would have to be multiplied to cover their level there; above 1 where they do not."""

    @property
    def holds(self) -> bool:
        """True if the bars of the first level cover at least that share of the pixels."""
        return self.inside[0] >= LEVELS_OF_COVERAGE[0]


def judge_on_phantoms(card: ModelCard, calibration: BarCalibration) -> tuple[PlaceCoverage, ...]:
    """Enlarge every phantom for a network, and count how many of the true values its error bars cover at each place."""
    return tuple(found for scene in scenes(card) for found in judge(card, calibration, scene))


def judge(card: ModelCard, calibration: BarCalibration, scene: Scene) -> tuple[PlaceCoverage, ...]:
    """Count how many of the true values of one phantom the error bars cover."""
    sr = upscale(scene.lr, card.id, options=UpscaleOptions(keep_measured=calibration.keep_measured)).image
    plain = upscale(scene.lr, "bicubic", scale=card.scale).image
    estimate = enlarge_cells(half_widths(calibration, scene.lr, sr, plain), card.scale)
    errors = largest_error(sr, scene.truth)
    factors = [calibration.at(level).factor for level in LEVELS_OF_COVERAGE]
    ratios = errors / (factors[0] * estimate)
    return tuple(
        PlaceCoverage(
            scene.name,
            name,
            int(mask.sum()),
            tuple(round(share_inside(errors[mask], factor * estimate[mask]), 4) for factor in factors),
            float(f"{factors[0] * estimate[mask].mean():.4g}"),
            float(f"{np.quantile(ratios[mask], LEVELS_OF_COVERAGE[0], method='higher'):.4g}"),
        )
        for name, mask in scene.places.items()
    )


def read_phantoms(card: ModelCard) -> tuple[PlaceCoverage, ...]:
    """Read what was measured of a checkpoint; nothing if that was with other weights or another calibration.

    Raises:
        CardError: if the file is damaged.
    """
    path = card.folder / PHANTOMS_FILE
    if not path.exists() or read_calibration(card) is None:
        return ()
    try:
        table = json.loads(read_checkpoint_text(path))
        if table["calibration"] != _calibration_digest(card):
            return ()
        return tuple(_place(each) for each in table["places"])
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise CardError(f"{card.id}: {PHANTOMS_FILE} is damaged ({error!s:.80}); run phantoms --write again") from error


def write_phantoms(card: ModelCard, found: tuple[PlaceCoverage, ...]) -> None:
    """Write what was measured to the checkpoint's folder; raises EncodeError if that fails."""
    places = ",\n".join("  " + json.dumps(asdict(each)) for each in found)
    text = f'{{\n "calibration": "{_calibration_digest(card)}",\n "places": [\n{places}\n ]\n}}\n'
    write_whole(card.folder / PHANTOMS_FILE, text.encode())


def _calibration_digest(card: ModelCard) -> str:
    """Return the sha256 of the calibration, which names the weights."""
    return hashlib.sha256(read_checkpoint_text(card.folder / TRUST_FILE).encode()).hexdigest()


def _place(table: dict) -> PlaceCoverage:
    found = PlaceCoverage(**{**table, "inside": tuple(map(float, table["inside"]))})
    if len(found.inside) != len(LEVELS_OF_COVERAGE) or not all(0 <= share <= 1 for share in found.inside):
        raise ValueError("a share that is not from 0 to 1 for each level")
    return found
