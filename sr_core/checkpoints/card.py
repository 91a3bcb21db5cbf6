"""The card of a checkpoint: all that the app knows about it, as data."""

import re
import tomllib
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

from ..errors import CardError
from ..types import SCALES, UNITS
from .folder import read_checkpoint_text

CARD_FILE = "card.toml"
"""Name of the card in the checkpoint's folder."""
CHANNELS = ("rgb", "y", "gray")
OBJECTIVES = ("accuracy", "appearance")
MAX_CONFIG = 1024
"""Largest number in [config]: channels, blocks, layers."""
MAX_OVERLAP = 1024
"""Largest margin of a tile in LR pixels."""
MAX_COUNT = 10**15
"""Largest count in a card: parameters, multiply-accumulates, steps."""
_MAX_BYTES = 2**20
_MAX_CHARACTERS = 4000
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_PART = r"""(?:[\w-]++|"(?:[^"\\\n]|\\.)*+"|'[^'\n]*+')"""
_LONG_KEY = re.compile(rf"^[ \t]*+{_PART}(?:[ \t]*+\.[ \t]*+{_PART}){{16}}", re.MULTILINE)
"""A key of more parts than any card has: the time that tomllib takes grows with the cube of their number."""
_SHA256 = re.compile(r"[0-9a-f]{64}")
MAX_CARD_MARGIN = 256
"""Largest margin in [inference], in LR pixels."""
_KINDS: dict[type, tuple[type, ...]] = {str: (str,), int: (int,), float: (int, float)}
_TEXTS = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TemperatureResult:
    """Errors in degC beside those of Lanczos in the same run: means over the pictures, but the largest maximum."""

    mae_c: float
    """Mean absolute error."""
    rmse_c: float
    """Root of the mean squared error."""
    p999_c: float
    """99.9th percentile of the absolute error."""
    max_c: float
    """Largest absolute error."""
    skin_mae_c: float
    """Mean absolute error on pixels of skin temperature, over the pictures that have some."""
    lanczos_mae_c: float
    """Mean absolute error of Lanczos."""
    lanczos_rmse_c: float
    """Root of the mean squared error of Lanczos."""
    lanczos_p999_c: float
    """99.9th percentile of the absolute error of Lanczos."""
    lanczos_max_c: float
    """Largest absolute error of Lanczos."""
    lanczos_skin_mae_c: float
    """Mean absolute error of Lanczos on those pixels."""

    def __post_init__(self) -> None:
        if self.lanczos_mae_c <= 0:
            raise CardError(f"lanczos_mae_c must be above 0, found {self.lanczos_mae_c!r}")

    @property
    def reduction(self) -> float:
        """Share of Lanczos' mean absolute error that is gone, 0..1."""
        return 1.0 - self.mae_c / self.lanczos_mae_c


@dataclass(frozen=True, slots=True)
class PerceptionResult:
    """Perceptual figures beside those of bicubic in the same run: means over the pictures that are large enough."""

    ms_ssim: float
    """MS-SSIM, higher is better."""
    feature_distance: float
    """Feature distance to the reference, lower is better."""
    niqe: float
    """NIQE, lower is more like a natural photograph."""
    bicubic_ms_ssim: float
    """MS-SSIM of bicubic."""
    bicubic_feature_distance: float
    """Feature distance of bicubic."""
    bicubic_niqe: float
    """NIQE of bicubic."""
    hr_niqe: float
    """NIQE of the references themselves."""


@dataclass(frozen=True, slots=True)
class Result:
    """One measured benchmark, written by `benchmark --write-cards`."""

    set: str
    """Name of the folder of HR pictures."""
    images: int
    """Pictures measured."""
    protocol: str
    """Channel, border and range."""
    psnr: float
    """Mean PSNR in dB."""
    ssim: float
    """Mean SSIM."""
    mae: float
    """Mean absolute error in 8-bit grey levels, of temperatures in degC."""
    bicubic_psnr: float
    """Mean PSNR of bicubic in the same run."""
    bicubic_ssim: float
    """Mean SSIM of bicubic in the same run."""
    psnr_low: float
    """Lower end of the 95 % bootstrap interval of `psnr` over the pictures, dB."""
    psnr_high: float
    """Upper end of the interval of `psnr`, dB."""
    gain_low: float
    """Lower end of the 95 % bootstrap interval of `gain`, paired picture by picture, dB."""
    gain_high: float
    """Upper end of the interval of `gain`, dB."""
    seconds: float
    """Mean wall time per picture, loading of weights excluded."""
    megapixels: float
    """Mean size of the SR pictures."""
    hardware: str
    """Machine on which `seconds` was measured."""
    temperatures: TemperatureResult | None = None
    """Errors in degC; None unless temperatures were measured."""
    perception: PerceptionResult | None = None
    """Perceptual figures; None unless photographs were measured."""

    def __post_init__(self) -> None:
        if self.megapixels <= 0 or self.seconds < 0:
            raise CardError(
                f"megapixels must be above 0 and seconds not below, found {self.megapixels}, {self.seconds}"
            )

    @property
    def gain(self) -> float:
        """PSNR over bicubic in dB."""
        return self.psnr - self.bicubic_psnr

    @property
    def milliseconds_per_megapixel(self) -> float:
        """Wall time in milliseconds for each megapixel of SR."""
        return 1000.0 * self.seconds / self.megapixels


@dataclass(frozen=True, slots=True)
class Inference:
    """Overlap and margin in LR pixels with which the net is run."""

    tile_overlap: int
    """Margin in LR pixels with which tiles equal the whole picture to 1e-3 of the range (test_every_checkpoint)."""
    edge_margin: int | None = None
    """LR pixels of the picture's mirror image that the net sees beyond each edge, so that a flat colour stays flat up
    to it. `export` and `edges` write it; while it is None, `tile_overlap` is used, which is too many at worst."""

    @property
    def margin(self) -> int:
        """Margin that is used: `edge_margin`, or `tile_overlap` until that is measured."""
        return self.tile_overlap if self.edge_margin is None else self.edge_margin

    def __post_init__(self) -> None:
        if self.tile_overlap > MAX_OVERLAP:
            raise CardError(f"tile_overlap must be 0 to {MAX_OVERLAP}, found {self.tile_overlap!r}")


@dataclass(frozen=True, slots=True)
class Training:
    """The training that the weights come from."""

    data: str
    """Name of the training data, such as "natural/train"."""
    pictures: int
    """Number of training pictures."""
    steps: int
    """Optimiser steps done."""
    seconds: float
    """Wall time of the training."""
    time_budget: float
    """Seconds the schedule was stretched over; 0 if it ran over the recipe's steps."""
    hardware: str
    """Machine that it ran on."""
    precision: str
    """float32 or bfloat16 autocast, as run."""
    validation_psnr: float
    """PSNR in dB on held-out training pictures, all channels."""
    loss: str
    """The terms of the loss with their weights: "l1", "1 l1 + 0.001 adversarial"."""
    start: str = ""
    """Checkpoint id whose weights it started from; empty for random weights."""
    teacher: str = ""
    """Checkpoint id it was distilled from; empty for none."""
    attribution: tuple[str, ...] = ()
    """Credits the data's licences ask for."""


@dataclass(frozen=True, slots=True)
class ModelCard:
    """One checkpoint: what its card.toml says, and the folder in which that and all its other files lie.

    Cards are hashable, so that what was made of a checkpoint is kept by its card; new weights make a new card.
    """

    folder: Path
    """Folder of the checkpoint; not part of card.toml."""
    id: str
    """Name of the folder, architecture[-variant][-domain]-x<scale>."""
    architecture: str
    """Key of ARCHITECTURES."""
    scale: int
    """Enlargement per side."""
    channels: str
    """"rgb", "y" or "gray"."""
    degradation: str
    """Degradation that made the LR pictures it was trained on."""
    title: str
    """Name for people: "EDSR"."""
    summary: str
    """Use of the checkpoint, in one line."""
    purpose: str
    """Group in the picker: "Photographs", "Chest X-ray", ..."""
    paper: str
    """Authors, title, venue, year."""
    licence: str
    """Terms of the weights."""
    parameters: int
    """Number of parameters."""
    multiplications: int
    """Multiply-accumulates per LR pixel."""
    sha256: str
    """Checksum of weights.safetensors, hexadecimal."""
    objective: str
    """"accuracy": trained to be close to the original (PSNR); "appearance": to look sharp (GAN), detail invented."""
    limits: tuple[str, ...]
    """Weaknesses, one sentence each."""
    inference: Inference
    """Overlap and margin with which it is run."""
    training: Training
    """The training that the weights come from."""
    unit: str = ""
    """Unit of the measured values it was trained on ("degC"); empty for display values."""
    config: dict[str, Any] = field(default_factory=dict, hash=False)
    """Keyword arguments of the architecture."""
    results: tuple[Result, ...] = ()
    """Measured benchmarks."""

    def __post_init__(self) -> None:
        if self.channels not in CHANNELS:
            raise CardError(f"{self.id}: channels must be one of {CHANNELS}, found {self.channels!r}")
        if self.objective not in OBJECTIVES:
            raise CardError(f"{self.id}: objective must be one of {OBJECTIVES}, found {self.objective!r}")
        for key, value in self.config.items():
            if not isinstance(value, int | float | str):
                raise CardError(f"{self.id}: [config] {key} must be a number or a text, found {value!r:.60}")
            if isinstance(value, int | float) and not 0 <= value <= MAX_CONFIG:  # nan is refused, too
                raise CardError(f"{self.id}: [config] {key} must be 0 to {MAX_CONFIG}, found {value!r}")
        for key, margin in asdict(self.inference).items():
            if margin is not None and not (type(margin) is int and 0 <= margin <= MAX_CARD_MARGIN):
                raise CardError(
                    f"{self.id}: [inference] {key} must be 0 to {MAX_CARD_MARGIN} LR pixels, found {margin!r}"
                )
        if not self.id.endswith(f"-x{self.scale}"):
            raise CardError(f"{self.id}: the id must end in -x{self.scale}, as its scale")
        if not _ID.fullmatch(self.id):
            raise CardError(f"{self.id!r}: the id must be letters, digits, '.', '_' and '-'")
        if self.scale not in SCALES:
            raise CardError(f"{self.id}: scale must be one of {SCALES}, found {self.scale!r}")
        if self.unit and self.unit not in UNITS:
            raise CardError(f"{self.id}: unit must be empty or one of {UNITS}, found {self.unit!r}")
        if not _SHA256.fullmatch(self.sha256):
            raise CardError(f"{self.id}: sha256 must be 64 hexadecimal digits, found {self.sha256!r:.80}")
        for name in ("parameters", "multiplications"):
            if getattr(self, name) < 1:
                raise CardError(f"{self.id}: {name} must be at least 1, found {getattr(self, name)!r}")

    @property
    def result(self) -> Result | None:
        """The Set5 result, else the first one, else None."""
        return next((r for r in self.results if r.set == "Set5"), self.results[0] if self.results else None)


def checked_table(cls: type, table: Any, where: str, **given: Any) -> Any:
    """Make an instance of `cls` from a table; `given` are the fields that the table must not hold."""
    if not isinstance(table, dict):
        raise CardError(f"{where}: expected a table, found {table!r:.60}")
    known = {f.name for f in fields(cls)} - set(given)
    unknown = sorted(set(table) - known)
    if unknown:
        raise CardError(f"{where}: unknown key {unknown[0]!r:.60}; known: {', '.join(sorted(known))}")
    for f in fields(cls):
        if f.name in table:
            _check_value(f.type, f.name, table[f.name], where)
    try:
        return cls(**given, **{k: tuple(v) if isinstance(v, list) else v for k, v in table.items()})
    except TypeError as error:
        raise CardError(f"{where}: {error}") from error
    except CardError as error:
        raise error if str(error).startswith(where.partition("/")[0]) else CardError(f"{where}: {error}") from error


def _check_value(kind: Any, name: str, value: Any, where: str) -> None:
    """Refuse a value of another kind than its field, and numbers and texts of absurd size."""
    if kind in _KINDS and type(value) not in _KINDS[kind]:
        raise CardError(f"{where}: expected {name} as {kind.__name__}, found {value!r:.60}")
    if kind in (int, float) and not -MAX_COUNT * (kind is float) <= value <= MAX_COUNT:  # nan is refused, too
        raise CardError(f"{where}: expected {name} as a number that can be, found {value!r:.60}")
    if kind == _TEXTS and not (isinstance(value, list) and all(isinstance(text, str) for text in value)):
        raise CardError(f"{where}: expected {name} as a list of texts, found {value!r:.60}")
    if kind == dict[str, Any] and not isinstance(value, dict):
        raise CardError(f"{where}: expected {name} as a table, found {value!r:.60}")
    for text in value if kind == _TEXTS else (value,):
        if isinstance(text, str) and (len(text) > _MAX_CHARACTERS or any(c < " " for c in text)):
            raise CardError(f"{where}: expected {name} as one line of at most {_MAX_CHARACTERS:,} characters")


_PARTS = {"temperatures": TemperatureResult, "perception": PerceptionResult}
"""Optional tables within a result."""


def parse_result(table: Any, where: str) -> Result:
    """Check the table of one measured benchmark; `where` begins the message of a CardError."""
    if isinstance(table, dict):
        parts = {key: checked_table(kind, table[key], f"{where} {key}") for key, kind in _PARTS.items() if key in table}
        table = {**table, **parts}
    result: Result = checked_table(Result, table, where)
    return result


def parse_card(table: dict[str, Any], folder: Path) -> ModelCard:
    """Check a card's table and turn it into a ModelCard.

    Args:
        table: the card as `tomllib` reads it.
        folder: the checkpoint's, which the card keeps and messages name.

    Raises:
        CardError: for an unknown or missing key, a value of another kind, or a contradiction.
    """
    where = f"{folder.name}/{CARD_FILE}"
    table = dict(table)
    table["inference"] = checked_table(Inference, table.get("inference"), f"{where} [inference]")
    table["training"] = checked_table(Training, table.get("training"), f"{where} [training]")
    results = table.get("results", [])
    if not isinstance(results, list):
        raise CardError(f"{where}: expected results as a list of tables, found {results!r:.60}")
    table["results"] = tuple(parse_result(r, f"{where} [[results]]") for r in results)
    card: ModelCard = checked_table(ModelCard, table, where, folder=folder)
    return card


def read_card_toml(folder: Path) -> dict[str, Any]:
    """Read the table in a folder's card.toml; raises CardError if it is missing, too large or not TOML."""
    return parse_card_toml(read_checkpoint_text(folder / CARD_FILE, most=_MAX_BYTES), f"{folder.name}/{CARD_FILE}")


def parse_card_toml(text: str, where: str) -> dict[str, Any]:
    """Read the table in the text of a card; `where` begins the message of a CardError."""
    if len(text) > _MAX_BYTES:
        raise CardError(f"{where}: expected at most {_MAX_BYTES:,} characters, found {len(text):,}; shorten the card")
    if _LONG_KEY.search(text):
        raise CardError(f"{where}: not valid TOML for a card: a key has more than 16 parts")
    try:
        return tomllib.loads(text)
    except RecursionError as error:
        raise CardError(f"{where}: not valid TOML for a card: values are nested too deep") from error
    except ValueError as error:  # TOMLDecodeError, or a number of thousands of digits
        raise CardError(f"{where}: not valid TOML: {str(error)[:200]}") from error


def read_card(folder: Path) -> ModelCard:
    """Read a checkpoint's card.toml; raises CardError if it is missing, too large, not TOML or contradicts itself."""
    return parse_card(read_card_toml(folder), folder)


def card_table(card: ModelCard) -> dict[str, Any]:
    """Turn a card into the nested dict that is written as TOML and JSON: without the folder, and without None."""
    table = asdict(card)
    del table["folder"]
    table["inference"] = {k: v for k, v in table["inference"].items() if v is not None}
    table["results"] = [{k: v for k, v in result.items() if v is not None} for result in table["results"]]
    return table
