"""Files that every export writes from a run, whatever was trained: weights, recipe and curve."""

import hashlib
from collections.abc import Mapping
from pathlib import Path

import torch
from safetensors.torch import save
from torch import Tensor, nn

from ..errors import CheckpointError
from ..files.whole_file import write_whole


def check_export(run: Path, target: Path, place: str) -> None:
    """Refuse an export before anything is written.

    Args:
        run: folder of the run.
        target: folder that the export would write.
        place: folder in the repository for what the recipe trains: "models/edsr-x4".

    Raises:
        CheckpointError: if the run is incomplete, or the target is not named as `place` is.
    """
    name = Path(place).name
    if target.resolve().name != name:
        raise CheckpointError(f"expected a folder named {name!r}, found {str(target)!r}; give {place}")
    if not all((run / file).exists() for file in ("weights.safetensors", "run.json", "log.csv")):
        raise CheckpointError(f"{str(run)!r} holds no saved weights; train it past its first validation")


def write_files(run: Path, target: Path, net: nn.Module, trained: Mapping[str, Tensor]) -> str:
    """Write weights.safetensors (float16), train.toml and log.csv; the net then holds the weights as written.

    Returns:
        The sha256 of the weights' file.

    Raises:
        EncodeError: if a file cannot be written; it stays as it was.
    """
    weights = {key: value.to(torch.float16).contiguous() for key, value in trained.items()}
    net.load_state_dict({key: value.float() for key, value in weights.items()}, strict=True)
    blob = save(weights)
    target.mkdir(parents=True, exist_ok=True)
    write_whole(target / "weights.safetensors", blob)
    for name in ("train.toml", "log.csv"):
        write_whole(target / name, (run / name).read_bytes())
    return hashlib.sha256(blob).hexdigest()
