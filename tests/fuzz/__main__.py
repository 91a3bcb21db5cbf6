"""Fuzz the decoders for as long as asked, and print a table.

python -m tests.fuzz [--seconds 300] [--seed 0] [--format PNG ...] [--keep DIR]

Each format gets its share of the time. Files are decoded in a process of its own; one that dies or does not answer
within 20 seconds is counted under "other", with the file in DIR.
"""

import argparse
import json
import random
import select
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from .mutate import mutate
from .outcome import DECODED, REFUSED
from .seeds import SEEDS
from .worker import send

_PATIENCE = 20.0


@dataclass(slots=True)
class Row:
    """What came of one format."""

    name: str
    cases: int = 0
    decoded: int = 0
    refused: int = 0
    other: list[tuple[str, bytes]] = field(default_factory=list)
    slowest: float = 0.0
    """Processor seconds."""
    peak_mb: float = 0.0

    def __str__(self) -> str:
        numbers = f"{self.cases:>9,}{self.decoded:>9,}{self.refused:>9,}{len(self.other):>7,}"
        return f"{self.name:<11}{numbers}{self.slowest:>11.2f}{self.peak_mb:>11.0f}"


class Decoder:
    """The worker, started again when it had to be killed."""

    def __init__(self) -> None:
        self.process: subprocess.Popen[bytes] | None = None

    def decode(self, data: bytes, *, as_picture: bool) -> dict[str, object]:
        """Return the worker's answer, or what it did instead of answering."""
        if self.process is None:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tests.fuzz.worker"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
            self.decode(b"", as_picture=False)  # imports take longer than any file may
        assert self.process.stdin
        assert self.process.stdout
        send(self.process.stdin, data, as_picture=as_picture)
        ready, _, _ = select.select([self.process.stdout], [], [], _PATIENCE + (60 if not data else 0))
        line = self.process.stdout.readline() if ready else b""
        if line:
            return dict(json.loads(line))
        self.process.kill()
        code = self.process.wait()
        self.process = None
        return {"outcome": f"died with {code}" if ready else "did not answer", "cpu": _PATIENCE, "peak_mb": 0.0}


def fuzz(name: str, seconds: float, seed: int, decoder: Decoder) -> Row:
    """Decode changed files of a format until the time is over."""
    row, rng, seeds = Row(name), random.Random(f"{name} {seed}"), SEEDS[name]()
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        data = mutate(rng.choice(seeds), rng)
        found = decoder.decode(data, as_picture=rng.random() < 0.3)
        row.cases += 1
        row.decoded += found["outcome"] == DECODED
        row.refused += found["outcome"] == REFUSED
        if found["outcome"] not in (DECODED, REFUSED):
            row.other.append((str(found["outcome"]), data))
        row.slowest = max(row.slowest, float(str(found["cpu"])))
        row.peak_mb = max(row.peak_mb, float(str(found["peak_mb"])))
    return row


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__.partition("\n")[0])
    parser.add_argument("--seconds", type=float, default=300.0, help="of all formats together")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--format", nargs="+", choices=SEEDS, default=list(SEEDS))
    parser.add_argument("--keep", type=Path, help="folder for files that were neither decoded nor refused")
    options = parser.parse_args()
    print("format         cases  decoded  refused  other  slowest s  memory MB")
    decoder, bad = Decoder(), 0
    for name in options.format:
        row = fuzz(name, options.seconds / len(options.format), options.seed, decoder)
        print(row, flush=True)
        for number, (outcome, data) in enumerate(row.other):
            bad += 1
            print(f"  {outcome}", file=sys.stderr)
            if options.keep:
                options.keep.mkdir(parents=True, exist_ok=True)
                (options.keep / f"{name.replace(' ', '-')}-{options.seed}-{number}").write_bytes(data)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
