"""The clock of a run: how its seconds are counted, and how fast this machine computes."""

import time

import torch

_SIDE, _SECONDS = 1024, 0.2


class Clock:
    """Clock that counts the seconds of computing of a run.

    On a CPU, these are processor seconds of all threads of the process, so that a run beside other work, or at low
    priority, gets the steps of its budget; on a GPU seconds of the wall clock.
    """

    def __init__(self, device: torch.device, seconds: float = 0.0) -> None:
        """`seconds`: seconds that were counted before."""
        self._now = time.process_time if device.type == "cpu" else time.monotonic
        self._begun = self._now() - seconds

    @property
    def seconds(self) -> float:
        """Seconds counted so far."""
        return self._now() - self._begun


def fast_bfloat16(device: torch.device) -> bool:
    """True where the hardware multiplies bfloat16: a GPU, or a CPU with AMX or AVX512-BF16.

    Others are 8 times slower in it than in float32.
    """
    if device.type == "cuda":
        return True
    has = torch.cpu.get_capabilities()
    return any(bool(has.get(name)) for name in ("amx_bf16", "amx_tile", "avx512_bf16"))


def matrix_rate(device: torch.device, precision: str) -> float:
    """Measure the floating-point operations per second of a large matrix product, with the threads of a run."""
    kind = torch.bfloat16 if precision == "bfloat16" else torch.float32
    matrix = torch.ones(_SIDE, _SIDE, dtype=kind, device=device)
    torch.mm(matrix, matrix)  # the first product prepares the others
    clock, count = Clock(device), 0
    while clock.seconds < _SECONDS:
        torch.mm(matrix, matrix)
        if device.type == "cuda":
            torch.cuda.synchronize(device)
        count += 1
    threads = torch.get_num_threads() if device.type == "cpu" else 1  # processor seconds are the sum over the threads
    return threads * count * 2.0 * _SIDE**3 / clock.seconds
