"""What the engines cost, as ratios measured in one run: `python -m tests.bench.engine [CHECKPOINT ...]`.

Engines take turns, so that all meet the same load; every figure is the median of the rounds, with the spread (largest
over smallest). Wall time and processor time are both given: on a machine that does other work only the second is fair.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch

import sr_core as sr
from sr_core.benchmark.run import cpu_text
from sr_core.engine.cost import machine_rate
from sr_core.engine.net import thread_count

from ..support.pictures import smooth_picture
from .peers import PEERS, convert, peers

ROOT = Path(__file__).resolve().parents[2]
SIDES = (64, 128, 256)
LIMIT_S = 30.0
"""Seconds of rounds for one net and size; at least two rounds are made."""
REST_S = 0.3
"""Seconds before each engine's turn: OpenMP's threads, of the one before, work on for up to 0.2 s without work."""
ENOUGH_S = 0.2
"""Seconds that a turn takes at least."""
DIFFERENT = (
    "edsr-x4", "edsr-x3", "edsr-x2", "edsr-lite-x4", "rdn-x4", "rrdb-x4", "srresnet-x4", "swift-srgan-psnr-x4",
    "srdensenet-x4", "vdsr-x4", "vdsr-x3", "vdsr-x2", "srcnn-x4", "srcnn-x3", "srcnn-x2", "autoencoder-x2", "dcnn-x2",
    "xray-lite-x4", "thermal-x2", "thermal-x4", "thermal-lite-x2", "thermal-lite-x4",
)  # fmt: skip
"""Checkpoints whose nets differ; GANs and others of the same design take the same time."""


@dataclass
class Times:
    """Of one engine."""

    wall: list[float] = field(default_factory=list)
    """Seconds by the clock."""
    cpu: list[float] = field(default_factory=list)
    """Seconds of all processors together."""
    first: float = 0.0
    """Seconds by the clock of the run before the rounds, which prepares the net for this size."""

    def take(self, job: Callable[[], object], *, prepare: bool = False) -> None:
        """Time a job, a short one several times over; to `prepare`, run it once before."""
        time.sleep(REST_S)
        if prepare:
            job()
        wall, cpu, count = time.perf_counter(), time.process_time(), 0
        while not count or time.perf_counter() - wall < ENOUGH_S:
            job()
            count += 1
        self.wall.append((time.perf_counter() - wall) / count)
        self.cpu.append((time.process_time() - cpu) / count)

    @property
    def spread(self) -> float:
        """Largest over smallest wall time."""
        return max(self.wall) / min(self.wall)


def take_turns(
    jobs: dict[str, Callable[[], object]], rounds: int, limit: float = LIMIT_S, *, prepare: bool = False
) -> dict[str, Times]:
    """Run all jobs once, then in turns."""
    times: dict[str, Times] = {name: Times() for name in jobs}
    for name, job in jobs.items():
        time.sleep(REST_S)
        begun = time.perf_counter()
        job()
        times[name].first = time.perf_counter() - begun
    started = time.perf_counter()
    for n in range(rounds):
        if n >= 2 and time.perf_counter() - started > limit:
            break
        for name, job in jobs.items():
            times[name].take(job, prepare=prepare)
    return times


def line(cells: list[object]) -> None:
    print("| " + " | ".join(map(str, cells)) + " |", flush=True)


def networks(names: list[str], sides: tuple[int, ...], rounds: int, peak: float) -> None:
    """Every network and engine against PyTorch eager on the whole picture."""
    print("\n### Networks\n")
    heads = ["network", "input", "eager, s", "here, wall / cpu", "spread", "of the peak", "predicted / first run"]
    others = ["channels last", "ONNX Runtime", "plain OpenVINO", "ncnn", "OpenCV"]
    line([*heads, *(f"{name}, wall / cpu" for name in others)])
    line(["---"] * (len(heads) + len(others)))
    ratios: list[float] = []
    guesses: list[float] = []
    for card in [c for name in names for c in sr.checkpoints() if c.id == name]:
        engines: dict[str, Callable[[np.ndarray], object]] = {}  # those of the net before free their memory
        with tempfile.TemporaryDirectory() as folder:
            engines = peers(card, Path(folder))
        for side in sides:
            shown = smooth_picture(side, side)
            image = sr.DecodedImage(shown if card.channels == "rgb" else shown[..., :1].copy())
            lr = np.ascontiguousarray(image.pixels.transpose(2, 0, 1)[None] / np.float32(255.0))
            # The whole call, conversion of the picture and rounding included, against the others' bare nets.
            jobs: dict[str, Callable[[], object]] = {"here": lambda i=image, m=card.id: sr.upscale(i, m)}
            jobs |= {name: lambda run=run, lr=lr: run(lr) for name, run in engines.items()}
            machine_rate.cache_clear()  # what is predicted is the net: the machine's own speed changes by the minute
            predicted = sr.estimate_seconds(card, side, side)
            times = take_turns(jobs, rounds)
            base = times["eager"]
            wall, cpu = statistics.median(base.wall), statistics.median(base.cpu)

            def ratio(found: Times, wall: float = wall, cpu: float = cpu) -> str:
                return f"{statistics.median(found.wall) / wall:.2f} / {statistics.median(found.cpu) / cpu:.2f}"

            mine = statistics.median(times["here"].wall)
            ratios.append(mine / wall)
            guesses.append(predicted / times["here"].first)
            line(
                [
                    f"`{card.id}`", side, f"{wall:.2f}", ratio(times["here"]),
                    f"{times['here'].spread:.1f}, {base.spread:.1f}",
                    f"{card.multiplications * side**2 / mine / peak:.0%}", f"{guesses[-1]:.2f}",
                    *(ratio(times[name]) if name in times else "–" for name in others),
                ]
            )  # fmt: skip
    slow, right = sum(ratio > 0.6 for ratio in ratios), sum(1 / 1.3 <= guess <= 1.3 for guess in guesses)
    middle, most = statistics.median(ratios), max(ratios)
    print(f"\nRatios to eager: median {middle:.2f}, largest {most:.2f}, above 0.6 {slow} of {len(ratios)}.")
    print(f"Predictions: {right} of {len(guesses)} within 30 %, median {statistics.median(guesses):.2f}.")


def tiles(rounds: int) -> None:
    """What tiles cost, and how far they are from the whole picture."""
    print("\n### Tiles: `edsr-x4`, 256 x 256\n")
    line(["tile", "tiles", "ratio to the whole", "spread", "largest difference, grey levels"])
    line(["---"] * 5)
    image = sr.DecodedImage(smooth_picture(256, 256))
    made: dict[object, sr.UpscaleResult] = {}

    def job(size: int | str | None) -> Callable[[], None]:
        def run() -> None:
            made[size] = sr.upscale(image, "edsr-x4", options=sr.UpscaleOptions(tile_size=size))

        return run

    sizes = (None, "auto", 128, 96, 64, 48)
    # Prepared: more sizes take turns here than are kept.
    times = take_turns({str(size): job(size) for size in sizes}, rounds, prepare=True)
    whole = statistics.median(times["None"].wall)
    for size in sizes:
        found, result = times[str(size)], made[size]
        apart = np.abs(result.image.pixels.astype(int) - made[None].image.pixels).max()
        line(
            [
                size or "whole",
                result.tiles,
                f"{statistics.median(found.wall) / whole:.2f}",
                f"{found.spread:.1f}",
                apart,
            ]
        )


def together(rounds: int) -> None:
    """Several runs at once against one after the other."""
    print("\n### Runs at once: `edsr-x4`, 128 x 128\n")
    line(["at once", "time to n results, to that of n one after the other"])
    line(["---"] * 2)
    image = sr.DecodedImage(smooth_picture(128, 128))

    def job(count: int) -> Callable[[], None]:
        def run() -> None:
            threads = [threading.Thread(target=sr.upscale, args=(image, "edsr-x4")) for _ in range(count)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()

        return run

    times = take_turns({str(count): job(count) for count in (1, 2, 4)}, rounds)
    single = statistics.median(times["1"].wall)
    for count in (1, 2, 4):
        line([count, f"{statistics.median(times[str(count)].wall) / (count * single):.2f}"])


END = """
peak = next(int(l.split()[1]) / 1024 for l in open("/proc/self/status") if l.startswith("VmHWM"))
print(peak, "torch" in sys.modules)
"""
COLD = f"""
import sys
import numpy as np
import sr_core as sr
card = next(card for card in sr.checkpoints() if card.id == "{{method}}")
channels = 3 if card.channels == "rgb" else 1
lr = sr.DecodedImage(np.random.default_rng(0).integers(0, 256, ({{side}}, {{side}}, channels), np.uint8))
sr.upscale(lr, card.id)
{END}"""
PAGE = """
import sys
from streamlit.testing.v1 import AppTest
AppTest.from_file(sys.argv[1], default_timeout=300).run()
print(int(open("/proc/self/statm").read().split()[1]) * 4096 / 2**20, "torch" in sys.modules)
"""


def fresh(command: list[str], rounds: int) -> tuple[float, float, float, bool]:
    """Run Python in fresh processes, from their start to their end.

    Returns:
        Medians of seconds, seconds of the processor and the MB that it prints; whether it says that torch was loaded.
    """
    rows = []
    for _ in range(rounds):
        begun, before = time.perf_counter(), os.times()
        done = subprocess.run([sys.executable, *command], cwd=ROOT, capture_output=True, text=True)
        wall, after = time.perf_counter() - begun, os.times()
        if done.returncode:
            return (float("nan"),) * 3 + (False,)
        cpu = after.children_user + after.children_system - before.children_user - before.children_system
        rows.append((wall, cpu, *done.stdout.split()[-2:]))
    wall, cpu, memory = (statistics.median(float(row[i]) for row in rows) for i in range(3))
    return wall, cpu, memory, rows[0][3] == "True"


def cold(rounds: int) -> None:
    """From a fresh process: what the first page and the first result take, here and in the other engines."""
    print("\n### From a fresh process\n")
    line(["what", "wall, s", "processor, s", "memory, MB", "torch loaded"])
    line(["---"] * 5)

    def row(what: str, command: list[str], rounds: int = rounds) -> None:
        wall, cpu, memory, loaded = fresh(command, rounds)
        line([what, f"{wall:.1f}", f"{cpu:.1f}", f"{memory:.0f}", "yes" if loaded else "no"])

    row("first page (resident)", ["-c", PAGE, str(ROOT / "home.py")])
    card = next(card for card in sr.checkpoints() if card.id == "edsr-x4")
    with tempfile.TemporaryDirectory() as folder:
        convert(card, Path(folder))
        for side in (64, 256):
            row(f"`{card.id}` {side} x {side}, here", ["-c", COLD.format(side=side, method=card.id)])
            for name in PEERS:
                row(f"… {name}", ["-m", "tests.bench.peers", name, card.id, folder, str(side)])
    for method in ("srcnn-x2", "edsr-x2"):
        row(f"`{method}` 4096 x 4096, here", ["-c", COLD.format(side=4096, method=method)], 1)


def memory(names: list[str], side: int = 256) -> None:
    """What every network needs in a process of its own, and what was predicted."""
    print(f"\n### Memory: {side} x {side}, peak of a fresh process, MB\n")
    line(["network", "tiles", "here", "eager", "predicted beyond an idle process", "measured"])
    line(["---"] * 6)
    idle = fresh(["-c", COLD.format(side=16, method="srcnn-x2")], 1)[2]
    for card in [c for name in names for c in sr.checkpoints() if c.id == name]:
        image = sr.DecodedImage(smooth_picture(side, side)[..., : 3 if card.channels == "rgb" else 1].copy())
        here = fresh(["-c", COLD.format(side=side, method=card.id)], 1)[2]
        eager = fresh(["-m", "tests.bench.peers", "eager", card.id, ".", str(side)], 1)[2]
        predicted = sr.estimate_cost(card, side, side).megabytes
        count = sr.upscale(image, card.id).tiles
        line([f"`{card.id}`", count, f"{here:.0f}", f"{eager:.0f}", f"{predicted:.0f}", f"{here - idle:.0f}"])


def peak_rate() -> float:
    """Multiply-accumulates per second of a large matrix product, of one core in a process of its own, times cores.

    OpenBLAS does not know every processor: the best of the kernels it can be told to take counts.
    """
    code = (
        "import numpy as np, time\na = np.ones((1024, 1024), np.float32); best = 9.0\n"
        "for _ in range(20):\n t = time.perf_counter(); a @ a; best = min(best, time.perf_counter() - t)\nprint(best)"
    )
    found = []
    for kernels in ("", "HASWELL", "SKYLAKEX"):
        alone = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"} | (
            {"OPENBLAS_CORETYPE": kernels} if kernels else {}
        )
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=alone)
        if not done.returncode:  # kernels that the processor lacks end the process
            found.append(thread_count() * 1024**3 / float(done.stdout))
    return max(found)


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoints", nargs="*", default=DIFFERENT)
    parser.add_argument("--sides", type=int, nargs="+", default=SIDES)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    torch.set_num_threads(thread_count())
    peak, started = peak_rate(), time.perf_counter()
    rate = machine_rate()
    print(f"{cpu_text()}; matrix product {peak / 1e9:.0f} billion multiply-accumulates/s, ")
    print(f"calibration {rate / 1e9:.0f} billion/s in {time.perf_counter() - started:.2f} s.")
    networks(list(arguments.checkpoints), tuple(arguments.sides), arguments.rounds, peak)
    tiles(arguments.rounds)
    together(arguments.rounds)
    cold(3)
    memory(list(arguments.checkpoints))


if __name__ == "__main__":
    main()
