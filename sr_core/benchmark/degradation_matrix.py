"""Networks on inputs that were made in other ways than in their training: models/data/degradations-xN.json."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..checkpoints import store
from ..enlarge import Task, enlarge
from ..errors import CardError
from ..files.whole_file import write_whole
from ..image.degradations import degradation_text
from ..types import DecodedImage, Degradation
from .leakage import find_leaks, refuse_leaks

_BICUBIC = "bicubic"


@dataclass(frozen=True, slots=True)
class DegradationMatrix:
    """Mean PSNR of each network on the same pictures, shrunk in several ways."""

    data: str
    """Name of the set of pictures."""
    scale: int
    """Enlargement per side."""
    images: int
    """Number of pictures."""
    protocol: str
    """Protocol of PSNR: channel, border and range."""
    degradations: tuple[str, ...]
    """What made the input of each column."""
    bicubic: tuple[float, ...]
    """Mean PSNR of bicubic in each column, dB."""
    psnr: dict[str, tuple[float, ...]]
    """Checkpoint id -> mean PSNR in each column, dB."""
    weights: dict[str, str]
    """Checkpoint id -> sha256 of the weights that were measured."""

    def gains(self, checkpoint: str) -> tuple[float, ...]:
        """Return the gains of a network over bicubic on the same input, dB, one for each column."""
        return tuple(a - b for a, b in zip(self.psnr[checkpoint], self.bicubic, strict=True))

    def is_current(self, checkpoint: str, sha256: str) -> bool:
        """Tell whether these very weights of a network were measured."""
        return self.weights.get(checkpoint) == sha256


def matrix_path(scale: int) -> Path:
    """Return where the matrix of a scale is kept."""
    return store.models_folder() / "data" / f"degradations-x{scale}.json"


def measure_matrix(
    images: Sequence[DecodedImage],
    methods: Sequence[str],
    degradations: Sequence[Degradation],
    *,
    data: str,
    on_done: Callable[[str], None] = lambda _: None,
) -> DegradationMatrix:
    """Shrink each picture in every way, and enlarge it with every network and with bicubic.

    Args:
        images: originals of display values.
        methods: checkpoint ids of the scale of the degradations.
        degradations: ways to make the input, all of one scale.
        data: name of the set of pictures.
        on_done: called with the id of each network when it is measured.

    Raises:
        SRError: if a picture is training data of a network, or cannot be enlarged or measured.
    """
    scale = degradations[0].scale
    refuse_leaks(find_leaks(images, methods))
    base: tuple[float, ...] = ()
    found: dict[str, tuple[float, ...]] = {}
    protocol = ""
    for method in methods:
        both = {"sr": [0.0] * len(degradations), _BICUBIC: [0.0] * len(degradations)}
        for column, degradation in enumerate(degradations):
            for image in images:
                scores = enlarge(image, Task(method, scale, degradation)).scores
                for side, sums in both.items():
                    sums[column] += scores[side][0].value / len(images)
                protocol = str(scores["sr"][0].protocol)
        found[method], base = tuple(both["sr"]), tuple(both[_BICUBIC])
        on_done(method)
    texts = tuple(degradation_text(degradation) for degradation in degradations)
    weights = {method: store.find_card(method).sha256 for method in methods}
    return DegradationMatrix(data, scale, len(images), protocol, texts, base, found, weights)


def write_matrix(matrix: DegradationMatrix) -> None:
    """Write a matrix where `degradation_matrix` reads it; PSNR with four decimals."""

    def rounded(values: Sequence[float]) -> list[float]:
        return [round(value, 4) for value in values]

    content = {
        "data": matrix.data,
        "scale": matrix.scale,
        "images": matrix.images,
        "protocol": matrix.protocol,
        "degradations": list(matrix.degradations),
        "bicubic": rounded(matrix.bicubic),
        "psnr": {method: rounded(values) for method, values in matrix.psnr.items()},
        "weights": matrix.weights,
    }
    write_whole(matrix_path(matrix.scale), (json.dumps(content, indent=1) + "\n").encode())


def degradation_matrix(scale: int) -> DegradationMatrix | None:
    """Read what `python -m tests.bench.matrix` measured at a scale; None if nothing was.

    Raises:
        CardError: if the file is damaged.
    """
    path = matrix_path(scale)
    if not path.exists():
        return None
    try:
        read = json.loads(path.read_text("utf-8"))
        found = DegradationMatrix(
            str(read["data"]),
            int(read["scale"]),
            int(read["images"]),
            str(read["protocol"]),
            tuple(map(str, read["degradations"])),
            tuple(map(float, read["bicubic"])),
            {str(method): tuple(map(float, values)) for method, values in read["psnr"].items()},
            {str(method): str(sha256) for method, sha256 in read["weights"].items()},
        )
        if {len(found.degradations)} != {len(found.bicubic), *map(len, found.psnr.values())}:
            raise ValueError("a row with too few or too many values")
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise CardError(f"{path.name} is damaged ({error}); run python -m tests.bench.matrix again") from error
    return found
