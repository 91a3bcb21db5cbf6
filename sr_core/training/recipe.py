"""The recipe of one checkpoint: `train.toml`, checked before any time is spent."""

import tomllib
from dataclasses import MISSING, dataclass, field, fields
from pathlib import Path
from typing import Any

from ..architectures import ARCHITECTURES
from ..benchmark.run import DEGRADATIONS
from ..errors import RecipeError
from ..types import UNITS
from .adversarial import AdversarialOptions
from .losses import IMAGE_LOSSES, SCALE_LOSSES
from .optimizers import OPTIMIZERS
from .schedule import SCHEDULES, Phase

LOSSES = (*IMAGE_LOSSES, *SCALE_LOSSES, "content", "adversarial", "distillation", "feature")
"""Terms of [loss]."""
PIXEL_LOSSES = ("l1", "mse", "charbonnier", "distillation")
"""Terms of which a recipe needs one, since colours drift without them."""
BACKBONES = ("efficientnet-lite0", "vgg16")
PRECISIONS = ("auto", "float32", "bfloat16")


@dataclass(frozen=True, slots=True)
class CardText:
    """The [card] table: texts about the checkpoint that no program can measure."""

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
    tile_overlap: int
    """Margin in LR pixels with which tiles equal the whole picture."""
    limits: tuple[str, ...] = ()
    """Weaknesses, one sentence each."""
    attribution: tuple[str, ...] = ()
    """Credits the data's licences ask for."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """Recipe by which a checkpoint is trained.

    Keys of train.toml are exactly these fields; [config] belongs to the net, [card] to its card.
    """

    id: str
    """Checkpoint id, as the folder in models/."""
    architecture: str
    """Key of ARCHITECTURES."""
    scale: int
    """Enlargement per side."""
    data: str
    """Folder of HR pictures, relative to --data."""
    card: CardText
    """Texts of the card."""
    steps: int
    """Optimiser steps; the schedule ends here unless a time budget ends it."""
    channels: str = "rgb"
    """"rgb", "y" for nets that see the luma only, or "gray"."""
    unit: str = ""
    """Unit of the training pictures' measured values ("degC"); empty for display values of 8 bit."""
    degradation: str = "bicubic"
    """Degradation that makes LR from HR: "bicubic" as in the benchmarks, or "real-world", a random mix of blur,
    resizing, noise and JPEG such as photographs have."""
    blurs: tuple[float, ...] = ()
    """Standard deviations in HR pixels of the Gaussian blurs that some crops get before they are shrunk."""
    blur_share: float = 0.0
    """Share of the crops that are blurred, 0..1; each with one of `blurs`, drawn evenly."""
    detail_share: float = 0.0
    """Share of the crops, 0..1, drawn in proportion to the error of bicubic there; the others are drawn evenly."""
    rim: int = 0
    """Pixels cut off every side of each HR picture: an artefact of its source that should not be learned."""
    validation: str = ""
    """Folder of the validation pictures, relative to --data; empty to hold out pictures of `data`."""
    start: str = ""
    """Checkpoint id whose equally shaped weights the net starts from; empty for random weights."""
    fresh: tuple[str, ...] = ()
    """Layers, by the first part of their name, that do not start from `start`, since they are new in this net."""
    loss: dict[str, float] = field(default_factory=lambda: {"l1": 1.0})
    """Terms, of LOSSES, and their weights."""
    backbone: str = "vgg16"
    """Network that compares pictures in the content loss: "vgg16" or "efficientnet-lite0"."""
    teacher: str = ""
    """Checkpoint id whose pictures (distillation) or features (feature) are learned from; empty for none."""
    teacher_every: int = 1
    """Steps from one question to the teacher to the next: it costs more than the student, which learns from HR
    between."""
    discriminator: AdversarialOptions | None = None
    """The [discriminator] table of an adversarial recipe."""
    lr_patch: int = 48
    """Side of the training crop in LR pixels."""
    batch_size: int = 16
    """Crops per step."""
    optimizer: str = "adam"
    """"adam", "adamw", or "muon" for the hidden convolutions with AdamW for the rest."""
    learning_rate: float = 2e-4
    """Peak of the learning rate."""
    other_rate: float = 2e-3
    """Peak of the learning rate for weights that "muon" leaves to AdamW: first and last layer, biases, slopes."""
    weight_decay: float = 0.0
    """Share by which weights shrink per step, times the learning rate; not with "adam"."""
    schedule: str = "cosine"
    """"cosine", or "wsd": warm-up, constant rate, linear decay over the last `decay` of the run."""
    decay: float = 0.3
    """Part of a "wsd" run in which the rate falls, 0..1."""
    warmup: int = 200
    """Steps of linear warm-up."""
    phases: tuple[Phase, ...] = ()
    """The [[phases]] tables: crops and losses that change during the run."""
    ema: float = 0.999
    """Decay of the averaged weights that are validated and exported."""
    clip: float = 1.0
    """Largest gradient norm; larger ones are scaled down."""
    update_clip: float = 0.0
    """Largest root mean square of a tensor's Adam update in units of its rate; larger ones are cut; 0 for any."""
    precision: str = "auto"
    """"float32", "bfloat16" autocast, or "auto": bfloat16 on hardware that multiplies it."""
    validate_every: int = 1000
    """Steps between validations, after each of which the run is saved; with a time budget every hundredth of it."""
    judged_patch: int = 0
    """Side in HR pixels of the window, drawn anew each step, that content and adversarial losses see; 0 for the whole.
    Without it, their strided layers always lie the same way over the sub-pixel raster, which gives a checkerboard."""
    blend: float = 1.0
    """Share of the trained weights in the exported ones; the rest are those of `start`, for a GAN its PSNR net.
    Source: Wang et al., 2018 (ESRGAN), sec. 3.4, network interpolation."""
    patience: int = 0
    """Validations without a better PSNR after which the run stops and keeps its best weights; 0 for never."""
    seed: int = 0
    """Seed of weights and crops."""
    config: dict[str, Any] = field(default_factory=dict)
    """Keyword arguments of the architecture."""

    def __post_init__(self) -> None:
        one_of = (
            ("architecture", tuple(sorted(ARCHITECTURES))),
            ("precision", PRECISIONS),
            ("optimizer", OPTIMIZERS),
            ("schedule", SCHEDULES),
            ("channels", ("rgb", "y", "gray")),
            ("degradation", DEGRADATIONS),
            ("backbone", BACKBONES),
        )
        for name, known in one_of:
            if getattr(self, name) not in known:
                raise RecipeError(f"{self.id}: {name} must be one of {known}, found {getattr(self, name)!r}")
        for name in ("steps", "lr_patch", "batch_size", "validate_every", "teacher_every"):
            if getattr(self, name) < 1:
                raise RecipeError(f"{self.id}: {name} must be at least 1, found {getattr(self, name)!r}")
        if self.fresh and not self.start:
            raise RecipeError(f"{self.id}: fresh layers need a start to differ from")
        if self.rim < 0:
            raise RecipeError(f"{self.id}: rim must be 0 or more pixels, found {self.rim!r}")
        for name in ("blur_share", "detail_share"):
            if not 0 <= getattr(self, name) <= 1:
                raise RecipeError(f"{self.id}: {name} must be 0 to 1, found {getattr(self, name)!r}")
        if bool(self.blurs) != bool(self.blur_share) or not all(0 < sigma <= 20 for sigma in self.blurs):
            raise RecipeError(f"{self.id}: blurs (sigmas above 0) and blur_share need each other")
        if self.degradation == "real-world" and (self.channels != "rgb" or self.blurs or self.detail_share):
            raise RecipeError(f"{self.id}: degradation real-world is of colour, without blurs and detail_share")
        if self.unit not in ("", *UNITS) or (self.unit and self.channels != "gray"):
            raise RecipeError(f"{self.id}: unit must be one of {UNITS}, with channels gray; found {self.unit!r}")
        if not 0 < self.decay <= 1:
            raise RecipeError(f"{self.id}: decay must be a part of the run above 0, at most 1, found {self.decay!r}")
        if not 0 <= self.judged_patch <= self.lr_patch * self.scale:
            side = self.lr_patch * self.scale
            raise RecipeError(f"{self.id}: judged_patch must be 0 to {side} HR pixels, found {self.judged_patch!r}")
        if not 0 < self.blend <= 1 or (self.blend < 1 and not self.start):
            raise RecipeError(f"{self.id}: blend must be 0 to 1, and 1 without a start; found {self.blend!r}")
        for loss in (self.loss, *(phase.loss for phase in self.phases if phase.loss)):
            self._check_loss(loss)
        if ("adversarial" in self.terms) != (self.discriminator is not None):
            raise RecipeError(f"{self.id}: adversarial in [loss] and a [discriminator] table need each other")
        if bool({"distillation", "feature"} & set(self.terms)) != bool(self.teacher):
            raise RecipeError(f"{self.id}: distillation or feature in [loss] and a teacher need each other")
        self._check_phases()

    def _check_phases(self) -> None:
        for phase in self.phases:
            if not 0 < phase.begin < 1:
                raise RecipeError(f"{self.id} [[phases]]: begin must be inside the run, 0 to 1, found {phase.begin!r}")
            if self.detail_share and phase.lr_patch:
                raise RecipeError(
                    f"{self.id} [[phases]]: detail_share is weighed for one lr_patch; leave one of them out"
                )
            if self.judged_patch > (phase.lr_patch or self.lr_patch) * self.scale:
                raise RecipeError(f"{self.id} [[phases]]: lr_patch {phase.lr_patch} is smaller than judged_patch")

    def _check_loss(self, loss: dict[str, float]) -> None:
        for name, weight in loss.items():
            if name not in LOSSES:
                raise RecipeError(f"{self.id} [loss]: unknown key {name!r}; known: {', '.join(LOSSES)}")
            if not isinstance(weight, int | float) or isinstance(weight, bool) or weight <= 0:
                raise RecipeError(f"{self.id} [loss]: {name} must be a weight above 0, found {weight!r}")
        if not set(loss) & set(PIXEL_LOSSES):
            raise RecipeError(f"{self.id} [loss]: needs one of {', '.join(PIXEL_LOSSES)}, found {sorted(loss)}")

    @property
    def terms(self) -> tuple[str, ...]:
        """Terms of the loss that any part of the run has."""
        return tuple(dict.fromkeys((*self.loss, *(name for phase in self.phases for name in phase.loss))))

    @property
    def objective(self) -> str:
        """ "appearance" if an adversary decides what looks right, else "accuracy"."""
        return "appearance" if "adversarial" in self.terms else "accuracy"

    @property
    def degradation_text(self) -> str:
        """Description of LR for people: "bicubic; 15 % blurred before (sigma 1.2, 1.6 px)"."""
        if self.degradation == "real-world":
            return "random blur, resizing, noise and JPEG"
        if not self.blurs:
            return self.degradation
        sigmas = ", ".join(f"{sigma:g}" for sigma in self.blurs)
        return f"{self.degradation}; {self.blur_share:.0%} of the crops blurred before (sigma {sigmas} px)"

    @property
    def loss_text(self) -> str:
        """Terms of the loss for people: "1 l1 + 0.001 adversarial"; a single one without its weight."""
        parts = [_loss_text(self.loss)]
        parts += [f"from {phase.begin:.0%} on {_loss_text(phase.loss)}" for phase in self.phases if phase.loss]
        return "; ".join(parts).replace("content", f"content ({self.backbone})")


def _loss_text(loss: dict[str, float]) -> str:
    if len(loss) == 1:
        return next(iter(loss))
    return " + ".join(f"{weight:g} {name}" for name, weight in loss.items())


def read_recipe(path: Path) -> Recipe:
    """Read train.toml.

    Raises:
        RecipeError: if the file is missing, is not TOML, lacks a key or has one that is not known.
    """
    table = read_toml(path, "a train.toml")
    if "discriminator" in table:
        table["discriminator"] = build_table(AdversarialOptions, table["discriminator"], f"{path.name} [discriminator]")
    if "phases" in table:
        phases = table["phases"] if isinstance(table["phases"], list) else [table["phases"]]
        table["phases"] = [build_table(Phase, phase, f"{path.name} [[phases]]") for phase in phases]
    if "loss" in table and not isinstance(table["loss"], dict):
        raise RecipeError(f"{path.name}: [loss] must be a table of terms and weights, found {table['loss']!r}")
    table["card"] = build_table(CardText, table.get("card", {}), f"{path.name} [card]")
    recipe: Recipe = build_table(Recipe, table, path.name)
    return recipe


def read_toml(path: Path, noun: str) -> dict[str, Any]:
    """Read a TOML file; raises RecipeError, saying that `noun` was expected, if it cannot be read or is none."""
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise RecipeError(f"{path}: expected {noun}, cannot read it ({error.strerror})") from error
    except (ValueError, RecursionError) as error:  # ValueError: not UTF-8, not TOML, or a number of thousands of digits
        raise RecipeError(f"{path}: expected {noun}, found one that is not valid TOML: {str(error)[:200]}") from error


_KINDS: dict[Any, tuple[type, ...]] = {str: (str,), int: (int,), float: (int, float)}
_LISTS: dict[Any, tuple[type, ...]] = {tuple[str, ...]: (str,), tuple[float, ...]: (int, float)}


def build_table(cls: type, table: Any, where: str) -> Any:
    """Turn a table of a TOML file into a dataclass, checked field by field.

    Raises:
        RecipeError: for a key that is not known or missing, or a value of another kind than its field.
    """
    if not isinstance(table, dict):
        raise RecipeError(f"{where}: expected a table, found {table!r}")
    unknown = sorted(set(table) - {f.name for f in fields(cls)})
    if unknown:
        raise RecipeError(f"{where}: unknown key {unknown[0]!r}; known: {', '.join(f.name for f in fields(cls))}")
    needed = [f.name for f in fields(cls) if f.default is MISSING and f.default_factory is MISSING]
    missing = [name for name in needed if name not in table]
    if missing:
        raise RecipeError(f"{where}: key {missing[0]!r} is missing")
    for f in fields(cls):
        kind = _KINDS.get(f.type)
        if kind and f.name in table and (not isinstance(table[f.name], kind) or isinstance(table[f.name], bool)):
            names = " or ".join(k.__name__ for k in kind)
            raise RecipeError(f"{where}: {f.name} must be {names}, found {table[f.name]!r:.200}")
        if f.name in table and not _is_listed(table[f.name], f.type):
            raise RecipeError(f"{where}: {f.name} must be a list of texts or numbers, found {table[f.name]!r:.200}")
    return cls(**{k: tuple(v) if isinstance(v, list) else v for k, v in table.items()})


def _is_listed(value: Any, kind: Any) -> bool:
    """True for a list of the right kind, and where no list is expected."""
    if kind not in _LISTS:
        return True
    parts = isinstance(value, list) and [isinstance(v, _LISTS[kind]) and not isinstance(v, bool) for v in value]
    return parts is not False and all(parts)
