"""Fuzz the decoders for as long as asked, and print a table.

python -m tests.fuzz [--seconds 300] [--seed 0] [--format PNG ...] [--bombs] [--keep DIR]

Each format gets its share of the time. Files are decoded in a process of its own; one that dies or does not answer
within a minute is counted under "other", with the file in DIR.
"""

import argparse
import random
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from .bombs import BOMBS, LIMIT_MB, LIMIT_SECONDS
from .decoder import Decoder
from .mutate import mutate
from .outcome import DECODED, REFUSED
from .seeds import SEEDS


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


def within_limits(name: str) -> bool:
    """Decode a bomb in a new process and print what it took; True if that is within limits."""
    decoder = Decoder()
    data = BOMBS[name]()
    found = decoder.decode(data)
    decoder.close()
    cpu, peak = float(str(found["cpu"])), float(str(found["peak_mb"]))
    print(f"{name:<31}{len(data) / 2**20:>6.1f} MB  {found['outcome']:<9}{cpu:>6.2f} s{peak:>7.0f} MB", flush=True)
    return found["outcome"] in (DECODED, REFUSED) and cpu < LIMIT_SECONDS and peak < LIMIT_MB


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__.partition("\n")[0])
    parser.add_argument("--seconds", type=float, default=300.0, help="of all formats together")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--format", nargs="+", choices=SEEDS, default=list(SEEDS))
    parser.add_argument("--keep", type=Path, help="folder for files that were neither decoded nor refused")
    parser.add_argument("--bombs", action="store_true", help="first measure small files that ask for much")
    options = parser.parse_args()
    bad = sum(not within_limits(name) for name in BOMBS) if options.bombs else 0
    print("format         cases  decoded  refused  other  slowest s  memory MB")
    decoder = Decoder()
    for name in options.format:
        row = fuzz(name, options.seconds / len(options.format), options.seed, decoder)
        print(row, flush=True)
        for number, (outcome, data) in enumerate(row.other):
            bad += 1
            print(f"  {outcome}", file=sys.stderr)
            if options.keep:
                options.keep.mkdir(parents=True, exist_ok=True)
                (options.keep / f"{name.replace(' ', '-')}-{options.seed}-{number}").write_bytes(data)
    decoder.close()
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
