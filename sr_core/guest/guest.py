"""A network of a visitor: what is known of it, and its file, which lives in the visitor's session only."""

import re
from dataclasses import dataclass, field, replace
from math import ceil
from pathlib import Path

from ..checkpoints.card import Inference, ModelCard, Training
from ..checkpoints.graph import Speed
from ..errors import EngineError

PEAKS = (1, 255)
"""Values that may stand for white in a network's input and result."""
_BICUBIC_REACH = 2
UNKNOWN_TRAINING = Training("", 0, 0, 0.0, 0.0, "", "", 0.0, "")
"""Training of a network of which nobody here knows how it was trained."""
_MOST_NAME = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Guest(ModelCard):
    """A network of a visitor, described by what was measured of it: nothing is claimed of its quality.

    It is a method by itself: `upscale`, `enlarge` and `benchmark` take it where they take the name of a checkpoint, so
    that only who holds it can run it. Nothing in this process may keep it beyond a call.
    """

    kind: str
    """"onnx", or "safetensors" for one of our architectures."""
    data: bytes = field(repr=False, compare=False)
    """The file: ONNX, or weights as safetensors; equal guests have equal `sha256`."""
    graph: str = field(repr=False, default="")
    """Operations of a network whose file holds weights only, as `graph_text` writes them; empty of ONNX."""
    peak: int = 1
    """Value that stands for white, one of PEAKS."""
    keeps_size: bool = False
    """True for a network that returns a picture of its input's size: bicubic enlarges the picture for it first."""
    window: tuple[int, int] | None = None
    """Height and width of the only input that the network takes; None where it takes any."""
    multiple: int = 1
    """Number of which the sides of its input must be multiples."""
    feature_bytes: int = 1
    """Bytes of features alive at once, per LR pixel."""
    speed: Speed = field(compare=False, repr=False)
    """Speed as measured when it was read."""
    reaches_far: bool = False
    """True where no margin was found with which tiles equal the whole picture."""

    def __post_init__(self) -> None:
        if self.peak not in PEAKS:
            raise EngineError(f"white must be one of {PEAKS}, found {self.peak!r}")

    def __str__(self) -> str:
        return self.id

    def at(self, scale: int) -> "Guest":
        """Return the network as it is used at a scale: one that keeps the size serves every scale.

        Raises:
            EngineError: for a scale that it does not have.
        """
        if scale == self.scale:
            return self
        if not self.keeps_size:
            raise EngineError(f"{self.id} enlarges by {self.scale}, not by {scale}; choose that scale")
        window = self.window
        if window is not None and any(side % scale for side in window):
            raise EngineError(
                f"your network takes {window[1]} x {window[0]} pixels only, which {scale} does not divide; "
                "choose another scale"
            )
        return replace(
            self,
            id=guest_id(scale),
            scale=scale,
            multiplications=self.multiplications * scale**2,
            feature_bytes=self.feature_bytes * scale**2,
            inference=Inference(ceil(self.inference.tile_overlap / scale) + _BICUBIC_REACH, 0),
        )

    @property
    def lr_window(self) -> tuple[int, int] | None:
        """Height and width in LR pixels of the only window that can be run; None for any."""
        if self.window is None:
            return None
        factor = self.scale if self.keeps_size else 1
        return self.window[0] // factor, self.window[1] // factor


Method = str | Guest
"""What enlarges: the name of a checkpoint, a path of them, "bicubic" or "lanczos", or a network of a visitor itself."""


def guest_id(scale: int) -> str:
    """Return the id of a visitor's network in tables and files; the name that he gave it is not part of it."""
    return f"own-network-x{scale}"


def plain_name(file: str) -> str:
    """Return a file's name of letters, digits, spaces and ".-_()", at most 40 characters, without its ending."""
    name = re.sub(r"[^\w .()-]", "_", Path(file.replace("\\", "/")).name)
    stem = re.sub(r"\.(onnx|safetensors|zip)$", "", name, flags=re.IGNORECASE).strip(" .")
    return stem[:_MOST_NAME].strip() or "network"
