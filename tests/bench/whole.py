"""Time, memory and bytes of a result that is written band by band: `python -m tests.bench.whole --megapixels 100`.

Each row is a process of its own, whose largest resident memory is read when it ends. The picture is dead leaves, whose
edges and sizes are as those of photographs; it is made in the process and counts as decoded. How much the app takes
while a browser receives the file, `tests.bench.whole_app` measures.
"""

import argparse
import json
import resource
import subprocess
import sys
from math import prod

import numpy as np

import sr_core as sr
from tests.support.radiographs import cr
from tests.support.scenes import dead_leaves

FORMATS = ("png", "tiff", "dicom")
"""Formats; "dicom" takes a radiograph of 12 bits, and a network for radiographs."""
MADE = 512
"""Side in pixels of the scene, which is repeated."""


class Counter:
    """A sink that counts bytes and keeps none."""

    def __init__(self) -> None:
        self.size = 0

    def write(self, data: bytes) -> None:
        """Count them."""
        self.size += len(data)

    def rewrite(self, offset: int, data: bytes) -> None:
        """Keep nothing."""


def picture(height: int, width: int) -> sr.DecodedImage:
    """Make the input: a scene, repeated, with a little noise."""
    scene = np.asarray(dead_leaves(MADE).convert("RGB"))
    pixels = np.tile(scene, (-(-height // MADE), -(-width // MADE), 1))[:height, :width].copy()
    rng = np.random.default_rng(0)
    for row in pixels:
        row[:] = np.clip(row + rng.normal(0.0, 2.0, row.shape), 0, 255)
    return sr.DecodedImage(pixels)


def run(method: str, format: str, megapixels: float) -> dict[str, object]:
    """Enlarge so that the result has so many megapixels; return what it took."""
    scale = 4 if method in sr.INTERPOLATIONS else prod(card.scale for card in sr.path_cards(method))
    side = round((megapixels * 1e6) ** 0.5 / scale)
    image, sink, source = picture(side, side), Counter(), b""
    if format == "dicom":
        source = cr(side, side, stored=image.pixels[None, ..., 0].astype("<u2") * 16)
        image = sr.decode(source, "in.dcm")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    made = sr.enlarge_into(image, sr.Task(method, scale), format, sink, source=source)
    return {
        "method": method,
        "format": format,
        "result": made.shape_text,
        "seconds": round(made.seconds, 1),
        "file MB": round(sink.size / 1e6, 1),
        "input and libraries MB": before // 1024,
        "peak MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "consistency": round(made.agreement.levels, 3),
    }


def main() -> None:
    """Print a row for each method and format."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megapixels", type=float, default=100)
    parser.add_argument("--method", nargs="+", default=["bicubic", "edsr-lite-x4"])
    parser.add_argument("--format", nargs="+", default=["png", "tiff"], choices=FORMATS)
    parser.add_argument("--here", action="store_true", help="in this process, as JSON")
    chosen = parser.parse_args()
    for method in chosen.method:
        for format in chosen.format:
            if chosen.here:
                print(json.dumps(run(method, format, chosen.megapixels)))
                continue
            command = ["--here", "--megapixels", str(chosen.megapixels), "--method", method, "--format", format]
            done = subprocess.run(
                [sys.executable, "-m", "tests.bench.whole", *command], stdout=subprocess.PIPE, check=True
            )
            print(", ".join(f"{name} {value}" for name, value in json.loads(done.stdout).items()), flush=True)


if __name__ == "__main__":
    main()
