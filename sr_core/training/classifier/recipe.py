"""The recipe of a classifier, checked before any time is spent."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ...architectures import CLASSIFIERS
from ...errors import RecipeError
from ..recipe import build_table, read_toml

KIND = "classifier"
"""Value of `kind` that tells the recipe of a classifier from that of a network that enlarges."""


@dataclass(frozen=True, slots=True)
class ClassifierText:
    """The [card] table: texts that no program can measure."""

    title: str
    """Name for people."""
    summary: str
    """Use of the classifier, in one line."""
    paper: str
    """Authors, title, venue, year."""
    licence: str
    """Terms of the weights."""
    limits: tuple[str, ...] = ()
    """Weaknesses, one sentence each."""
    attribution: tuple[str, ...] = ()
    """Credits the data's licence asks for."""


@dataclass(frozen=True, slots=True)
class ClassifierRecipe:
    """Recipe by which a classifier is trained: cross entropy by gradient descent with momentum."""

    kind: str
    """"classifier"."""
    id: str
    """Name of the folder in models/classifiers."""
    architecture: str
    """Key of CLASSIFIERS."""
    data: str
    """Folder of the IDX files, relative to --data."""
    card: ClassifierText
    """Texts of the card."""
    steps: int
    """Steps of gradient descent; the schedule ends here."""
    batch_size: int = 64
    """Digits per step."""
    learning_rate: float = 0.05
    """Peak of the learning rate; it falls as half a cosine."""
    momentum: float = 0.9
    """Share of the last step that is kept."""
    weight_decay: float = 0.0
    """Share by which weights shrink per step, times the learning rate."""
    warmup: int = 200
    """Steps of linear warm-up."""
    shift: float = 0.0
    """Most pixels by which a training digit is moved, each way."""
    turn: float = 0.0
    """Most degrees by which a training digit is turned, each way."""
    stretch: float = 0.0
    """Most by which each side of a training digit grows or shrinks, as a share."""
    held_out: int = 5000
    """Digits at the end of the training set that are validated on instead of learned."""
    validate_every: int = 500
    """Steps between validations, after each of which the run is saved."""
    seed: int = 0
    """Seed of weights, digits drawn, their changes and dropout."""
    config: dict[str, Any] = field(default_factory=dict)
    """Keyword arguments of the architecture."""

    def __post_init__(self) -> None:
        if self.kind != KIND:
            raise RecipeError(f"{self.id}: kind must be {KIND!r}, found {self.kind!r}")
        if self.architecture not in CLASSIFIERS:
            known = ", ".join(sorted(CLASSIFIERS))
            raise RecipeError(f"{self.id}: unknown architecture {self.architecture!r}; known: {known}")
        for name in ("steps", "batch_size", "held_out", "validate_every"):
            if getattr(self, name) < 1:
                raise RecipeError(f"{self.id}: {name} must be at least 1, found {getattr(self, name)!r}")
        for name, most in (("momentum", 1), ("stretch", 0.5), ("turn", 180), ("shift", 14), ("weight_decay", 1)):
            if not 0 <= getattr(self, name) <= most:
                raise RecipeError(f"{self.id}: {name} must be 0 to {most}, found {getattr(self, name)!r}")
        if not 0 < self.learning_rate < 10:
            raise RecipeError(f"{self.id}: learning_rate must be above 0, below 10, found {self.learning_rate!r}")


def is_classifier(path: Path) -> bool:
    """Tell the recipe of a classifier from that of a network that enlarges; raises RecipeError as `read_recipe`."""
    return read_toml(path, "a train.toml").get("kind") == KIND


def read_classifier_recipe(path: Path) -> ClassifierRecipe:
    """Read train.toml.

    Raises:
        RecipeError: if the file is missing, is not TOML, lacks a key or has one that is not known.
    """
    table = read_toml(path, "a train.toml")
    table["card"] = build_table(ClassifierText, table.get("card", {}), f"{path.name} [card]")
    recipe: ClassifierRecipe = build_table(ClassifierRecipe, table, path.name)
    return recipe
