"""What `torchrun` starts twice at once: a training of one step, its state kept beside it, and the rest of the training.

Both in one start, since each process reads PyTorch anew, which takes longer than the training.
"""

import os
import shutil
import sys
from pathlib import Path

from sr_core.cli import main

FIRST = "first.pt"
"""File of the state after the first step, in the folder of the run."""


def run(recipe: str, data: str, out: str, port: str) -> None:
    """Train; the second run meets at an address of its own, as after a start by `torchrun`."""
    command = ["train", recipe, "--data", data, "--out", out]
    assert main([*command, "--steps", "1"]) == 0
    if os.environ["RANK"] == "0":
        shutil.copy(Path(out) / "state.pt", Path(out) / FIRST)
    os.environ |= {"MASTER_PORT": port, "TORCHELASTIC_USE_AGENT_STORE": "False"}
    assert main([*command, "--resume"]) == 0


if __name__ == "__main__":
    run(*sys.argv[1:])
