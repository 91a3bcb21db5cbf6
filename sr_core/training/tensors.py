"""Files of tensors that training reads: a run's state, and backbones as published. Checkpoints are not these.

The app reads safetensors only. `weights_only` lets torch's own unpickler make tensors, numbers and containers, nothing
that runs.
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
