"""Time of a resize beside that of a convolution: `python -m tests.bench.resize`.

Prints, for reductions of colour pictures, how many multiply-accumulates of a core one tap of one value takes. What a
run with a size will cost is estimated by it (`RESIZE` in `sr_core/engine/cost.py`).
"""

import time
from math import ceil
from statistics import median

import numpy as np

from sr_core.engine.cost import measure_rate
from sr_core.engine.net import thread_count
from sr_core.image.resize import resize_image
from sr_core.types import DecodedImage

SIDES = ((1024, 700), (2048, 1500), (2048, 600), (4096, 3000), (4096, 1200))
"""Sides of a square picture in pixels, before and after."""
ROUNDS = 3


def main() -> None:
    """Time each reduction, and the machine directly after it."""
    rng, found = np.random.default_rng(0), []
    print("| from | to | seconds | multiply-accumulates of a core per tap and value |\n|---|---|---|---|")
    for before, after in SIDES:
        image = DecodedImage(rng.integers(0, 256, (before, before, 3), dtype=np.uint8))
        seconds = []
        for _ in range(ROUNDS):
            started = time.perf_counter()
            resize_image(image, after, after)
            seconds.append(time.perf_counter() - started)
        values = 3 * after * ceil(4 * before / after) * (before + after)
        found.append(min(seconds) * measure_rate() / thread_count() / values)
        print(f"| {before} x {before} | {after} x {after} | {min(seconds):.2f} | {found[-1]:.0f} |")
    print(f"\nMedian: {median(found):.0f}")


if __name__ == "__main__":
    main()
