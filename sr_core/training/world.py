"""The processes of one training: one, or several started by `torchrun` on one or more machines.

torchrun --nproc-per-node 4 -m sr_core train models/edsr-x4/train.toml --device cuda
"""

import os
import warnings
from dataclasses import dataclass
from typing import Any

import torch
import torch.distributed as dist
from torch import nn
from torch.nn.parallel import DistributedDataParallel

from ..errors import RecipeError


@dataclass(frozen=True, slots=True)
class World:
    """Place of this process among all."""

    rank: int
    """Rank: 0 for the process that validates, saves and logs."""
    size: int
    """Number of processes."""
    device: torch.device
    """Device that this process computes on."""

    @property
    def leads(self) -> bool:
        """True in the one process that writes files."""
        return self.rank == 0

    def wrap(self, net: nn.Module) -> nn.Module:
        """Make gradients the mean over all processes (DistributedDataParallel); a single process keeps the net.

        Buffers are not exchanged: batch norm's running statistics are not used in training, and rank 0's are saved.
        """
        if self.size == 1:
            return net
        ids = [self.device.index] if self.device.type == "cuda" else None
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", FutureWarning)  # torch 2.13 prefers a name that 2.11 does not know
            return DistributedDataParallel(net, device_ids=ids, broadcast_buffers=False)

    def agree(self, *values: float) -> tuple[float, ...]:
        """Return rank 0's values everywhere, so that all processes stop, save and validate at the same step."""
        if self.size == 1:
            return values
        told = torch.tensor(values, dtype=torch.float64, device=self.device)
        dist.broadcast(told, 0)
        return tuple(told.tolist())

    def gather(self, value: Any) -> list[Any]:
        """Return the values of all processes, by rank."""
        if self.size == 1:
            return [value]
        values: list[Any] = [None] * self.size
        dist.all_gather_object(values, value)
        return values

    def close(self) -> None:
        """Leave the group, when all are ready to."""
        if self.size > 1:
            dist.barrier()
            dist.destroy_process_group()


def join_world(device: str) -> World:
    """Read the place of this process from the environment that torchrun sets; without it, the process is alone.

    Args:
        device: "cpu", "cuda", or "cuda:1"; under torchrun "cuda" is spread over the machine's GPUs.

    Raises:
        RecipeError: for an unknown device, or CUDA on a machine that has none.
    """
    try:
        chosen = torch.device(device)
    except RuntimeError as error:
        raise RecipeError(f"unknown device {device!r}; use cpu, cuda or cuda:1") from error
    if chosen.type == "cuda" and not torch.cuda.is_available():
        raise RecipeError(f"device {device!r} was asked for and this machine has no CUDA GPU; use --device cpu")
    size = int(os.environ.get("WORLD_SIZE", "1"))
    if size == 1:
        return World(0, 1, chosen)
    if chosen.type == "cuda":
        chosen = torch.device("cuda", int(os.environ["LOCAL_RANK"]))
        torch.cuda.set_device(chosen)
    if not dist.is_initialized():
        dist.init_process_group("nccl" if chosen.type == "cuda" else "gloo")
    return World(dist.get_rank(), size, chosen)
