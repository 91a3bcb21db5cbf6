"""Provenance: everything that is needed to make a result again, as one record that every written file carries.

It names nothing that identifies a person: no file name, no path, and no metadata of an upload.
"""

import json
from dataclasses import asdict, dataclass, replace

import numpy as np

from ..engine.engines import PRECISION, choose_engine, engine_version
from ..engine.path import path_cards
from ..enlarge import Enlargement, Task, make_input
from ..files.about import NOTICE, About
from ..image.degradations import degradation_text
from ..types import DecodedImage, ReadAs
from ..version import PROGRAM, VERSION

_SHORT = 12
"""Digits of a sha256 that a sentence shows."""


@dataclass(frozen=True, slots=True)
class PictureFacts:
    """What is said of the values of a picture: their kind and their sha256, never the values."""

    sha256: str
    """`DecodedImage.sha256`."""
    height: int
    """Number of rows."""
    width: int
    """Number of columns."""
    channels: int
    """1 for grey and measured values, 3 for RGB; alpha is not counted."""
    alpha: bool
    """True for a transparent picture."""
    bits: int
    """Bits per channel: 8 or 16; 32 for measured values."""
    unit: str
    """Unit of measured values, a key of `UNITS`; empty for display values."""

    @classmethod
    def of(cls, image: DecodedImage, sha256: str = "") -> "PictureFacts":
        """Describe a picture; a sha256 that is known already is not computed again."""
        found = sha256 or image.sha256()
        alpha = image.alpha is not None
        return cls(found, image.height, image.width, image.channels, alpha, image.bit_depth, image.unit)

    @property
    def shape_text(self) -> str:
        """Size for people: "640 x 480"."""
        return f"{self.width} x {self.height}"


@dataclass(frozen=True, slots=True)
class Provenance:
    """Everything that is needed to make a result again.

    Provenance.of(made)                # of an enlargement
    Provenance.planned(image, task)    # before the run: without the result
    """

    task: Task
    """Task that was done: method, scale, degradation of a test, options, part, size."""
    read_as: ReadAs
    """How the picture's file was read."""
    picture: PictureFacts
    """Picture that was given: what was enlarged, or of which a part was, or the reference of a test."""
    input: PictureFacts
    """Input of the method: the picture, its part, or for a test the shrunk picture."""
    weights: dict[str, str]
    """Id and sha256 of each network; empty for an interpolation."""
    engines: tuple[str, ...]
    """Engine of each step, "openvino" or "torch"; empty for an interpolation."""
    precision: str
    """Precision in which networks are calculated: "float32"."""
    versions: dict[str, str]
    """Package and version: of this program, of NumPy, and of each engine that ran."""
    clipping: str
    """One sentence that says where values end, and what is beyond is clipped."""
    result: PictureFacts | None
    """Result; None in the record of the file that holds it."""
    at_ends: tuple[int, int] | None
    """Values of the result at the lower and at the upper end, which is the most that can have been clipped; None where
    nothing is clipped, and where `result` is None."""
    program: str = PROGRAM
    """Name of this program."""
    notice: str = NOTICE
    """"Not for diagnostic use." """

    @classmethod
    def of(cls, made: Enlargement) -> "Provenance":
        """Describe an enlargement."""
        found = _described(made.picture, made.task, made.lr, made.result.engines)
        return replace(found, weights=dict(made.weights)).with_result(made.result.image)

    @classmethod
    def planned(cls, image: DecodedImage, task: Task) -> "Provenance":
        """Describe an enlargement before it is made.

        Raises:
            SRError: for a task that cannot be done.
        """
        engines = tuple(choose_engine(card, task.options.engine)[0] for card in path_cards(task.method))
        return _described(image, task, make_input(image, task)[0], engines)

    def with_result(self, image: DecodedImage) -> "Provenance":
        """Add the result that was made."""
        ends = ends_of(image, self.task)
        return replace(self, result=PictureFacts.of(image), at_ends=None if ends is None else count_at(image, ends))

    @property
    def text(self) -> str:
        """What was done, in sentences of ASCII; the last is the notice."""
        task = self.task
        said = [self._done()]
        if task.degradation is not None:
            said.insert(0, f"Test: the picture was first shrunk by {degradation_text(task.degradation)}.")
        if task.part is not None:
            said.append(f"Only a part of the picture: {task.part.text}.")
        if options := self._options():
            said.append(f"Options: {options}.")
        said.append(self.clipping)
        if self.weights:
            said.append("Detail is estimated.")
        said.append(self.notice)
        return " ".join(said).encode("ascii", "replace").decode()

    @property
    def about(self) -> About:
        """What a file says of it: all but the result, which it holds, and which is not known when a file begins."""
        versions = [f"{self.program} {self.versions.get('honest-pixels', '')}"]
        versions += [f"{name} {self.versions.get(name, '')} {self.precision}" for name in dict.fromkeys(self.engines)]
        record = replace(self, result=None, at_ends=None).as_json()
        return About(versions[0], self.text, record, (*versions, *self.weights.values()))

    def as_json(self, indent: int | None = None) -> str:
        """Return the record as JSON in ASCII, one line unless an indent is asked for."""
        return json.dumps(asdict(self), indent=indent, allow_nan=False)

    def _done(self) -> str:
        task = self.task
        if not self.weights and task.size is not None:
            return f"Resized to {task.size.text} pixels by {task.method}."
        if not self.weights:
            return f"Enlarged {task.scale}x per side by {task.method}."
        size = "" if task.size is None else f", then resized to {task.size.text} pixels"
        weights = ", ".join(sha256[:_SHORT] for sha256 in self.weights.values())
        engines = " and ".join(f"{name} {self.versions.get(name, '')}" for name in dict.fromkeys(self.engines))
        how = f"(weights {weights}) in {engines}, {self.precision}"
        return f"Enlarged {task.scale}x per side by {task.method} {how}{size}."

    def _options(self) -> str:
        options = self.task.options
        said = []
        if options.self_ensemble:
            said.append("mean of 8 flips and rotations")
        if options.keep_measured is not None:
            said.append(f"corrected to agree with the input within {options.keep_measured:g}")
        if options.tile_size != "auto":
            said.append("no tiles" if options.tile_size is None else f"tiles of {options.tile_size} pixels")
        if options.tile_overlap is not None:
            said.append(f"overlap of {options.tile_overlap} pixels")
        return ", ".join(said)


def ends_of(image: DecodedImage, task: Task) -> tuple[float, float] | None:
    """Return where the values of a result of this kind end; None for measured values that end nowhere."""
    if not image.unit:
        return 0.0, float(image.peak)
    return image.dicom.limits if image.dicom is not None and task.options.keep_measured is None else None


def count_at(image: DecodedImage, ends: tuple[float, float]) -> tuple[int, int]:
    """Count the values at the lower end and at the upper end."""
    low, high = ends
    return int(np.count_nonzero(image.pixels <= low)), int(np.count_nonzero(image.pixels >= high))


def _described(image: DecodedImage, task: Task, lr: DecodedImage, engines: tuple[str, ...]) -> Provenance:
    picture = PictureFacts.of(image)
    ends = ends_of(image, task)
    versions = {"honest-pixels": VERSION, "numpy": np.__version__}
    return Provenance(
        task=replace(task, method=str(task.method)),
        read_as=image.read_as,
        picture=picture,
        input=picture if lr is image else PictureFacts.of(lr),
        weights={card.id: card.sha256 for card in path_cards(task.method)},
        engines=engines,
        precision=PRECISION,
        versions=versions | {name: engine_version(name) for name in dict.fromkeys(engines)},
        clipping="Nothing was clipped."
        if ends is None
        else f"Values below {ends[0]:g} and above {ends[1]:g} end there.",
        result=None,
        at_ends=None,
    )
