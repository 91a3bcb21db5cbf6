"""What measured times were measured on."""

import os
import platform
from functools import lru_cache
from pathlib import Path


@lru_cache(maxsize=1)
def cpu_text() -> str:
    """Name the processor and the cores this process may use: "Intel(R) Xeon(R) Processor, 2 cores"."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    name = _linux_name() or platform.processor() or platform.machine() or "unknown processor"
    return f"{name}, {cores} core{'s' if cores > 1 else ''}"


def _linux_name() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    return next((" ".join(line.split(":", 1)[1].split()) for line in lines if line.startswith("model name")), "")
