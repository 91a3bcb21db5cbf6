"""Files of tensors that training reads: the state of a run, and published backbones, but no checkpoints.

The app itself reads safetensors only. `torch.load` reads these files with `weights_only=True`: it then builds tensors,
numbers and containers, and runs no code of the file.
"""

import pickle
from pathlib import Path
from typing import Any

import torch

from ..errors import RecipeError


def load_tensors(path: Path, device: torch.device) -> dict[str, Any]:
    """Read a dict that `torch.save` wrote, tensors placed on `device`.

    Raises:
        RecipeError: if the file cannot be read, is damaged, or holds anything but tensors, numbers and containers.
    """
    try:
        return torch.load(path, map_location=device, weights_only=True)
    except (OSError, RuntimeError, EOFError, pickle.UnpicklingError) as error:
        raise RecipeError(f"{path.name}: expected saved tensors, found a damaged file; get it again") from error
