"""A process of its own that decodes files and measures each: it may be killed, and its memory is nobody else's.

Reads "length, as_picture" as two numbers and the bytes of a file from stdin, again and again; answers each with a line
of JSON. What decoders print goes to stderr.
"""

import json
import os
import resource
import sys
import time
import warnings
from typing import BinaryIO

from .outcome import outcome_of


def main() -> None:
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    warnings.simplefilter("error")
    while head := sys.stdin.buffer.readline():
        length, as_picture = map(int, head.split())
        data = sys.stdin.buffer.read(length)
        forget_peak()
        wall, cpu = time.perf_counter(), time.process_time()
        outcome = outcome_of(data, as_picture=bool(as_picture))
        found = {
            "outcome": outcome,
            "wall": time.perf_counter() - wall,
            "cpu": time.process_time() - cpu,
            "peak_mb": peak_mb(),
        }
        answers.write(json.dumps(found) + "\n")
        answers.flush()


def send(stdin: BinaryIO, data: bytes, *, as_picture: bool = False) -> None:
    """Hand a file to a worker."""
    stdin.write(b"%d %d\n" % (len(data), as_picture) + data)
    stdin.flush()


def forget_peak() -> None:
    """Start measuring the largest memory anew, where the system can."""
    try:
        with open("/proc/self/clear_refs", "w") as file:
            file.write("5")
    except OSError:  # not Linux, or not allowed: then the peak is that of the whole run
        pass


def peak_mb() -> float:
    """Return the largest memory of this process in MB of 2**20 bytes."""
    try:
        with open("/proc/self/status") as file:
            return next(int(line.split()[1]) for line in file if line.startswith("VmHWM")) / 1024
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
