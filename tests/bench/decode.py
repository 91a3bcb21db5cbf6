"""Time and memory of decoding a photograph of 48 megapixels: `python -m tests.bench.decode`.

Each row is a process of its own, under Linux; the file is made in another one. With SR_MAX_MEMORY_MB=288 the PNG of 16
bits is decoded, too.
HEIC needs the package pillow-heif.
"""

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image

import sr_core as sr
from tests.support.heif_file import heic_file, tiled
from tests.support.made_files import pillow_file
from tests.support.scenes import dead_leaves

HEIGHT, WIDTH = 6048, 8064
MADE = 512
"""Side in pixels of the scene, which is repeated."""


def photograph() -> Image.Image:
    """Make the picture: a scene, repeated."""
    scene = np.asarray(dead_leaves(MADE).convert("RGB"))
    return Image.fromarray(np.tile(scene, (HEIGHT // MADE + 1, WIDTH // MADE + 1, 1))[:HEIGHT, :WIDTH].copy())


def deep_png(photo: Image.Image) -> bytes:
    """Encode it with 16 bits per channel."""
    return sr.encode(sr.DecodedImage(np.asarray(photo).astype(np.uint16) * 257), "png")


def heic(photo: Image.Image) -> bytes:
    """Encode it as HEIC in tiles, as phones do; all of them are the first one."""
    across, down = -(-WIDTH // MADE), -(-HEIGHT // MADE)
    tile = heic_file(np.asarray(photo.crop((0, 0, MADE, MADE))))
    return tiled([tile] * (across * down), across, (WIDTH, HEIGHT), MADE)


def peak_mb() -> int:
    """Return the largest resident memory of this process; unlike getrusage, not that of the one which started it."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) // 1024 for line in lines if line.startswith("VmHWM"))


FILES: dict[str, Callable[[Image.Image], bytes]] = {
    "JPEG": lambda photo: pillow_file(photo, "JPEG", quality=90),
    "progressive JPEG": lambda photo: pillow_file(photo, "JPEG", quality=90, progressive=True),
    "PNG": lambda photo: pillow_file(photo, "PNG", compress_level=1),
    "PNG, 16 bit": deep_png,
    "HEIC in tiles": heic,
}
"""Name -> encoder of its file."""


def run(path: Path) -> None:
    """Decode a file, and print what it took."""
    data, started = path.read_bytes(), time.perf_counter()
    try:
        said = sr.decode(data, path.name).shape_text
    except sr.SRError as error:
        said = str(error)
    took = time.perf_counter() - started
    print(f"file {len(data) / 1e6:.1f} MB, {took:.1f} s, peak {peak_mb()} MB, {said}")


def main() -> None:
    """Print a row for each format."""
    if len(sys.argv) > 1:
        run(Path(sys.argv[1]))
        return
    with tempfile.TemporaryDirectory() as folder:
        for name, encode in FILES.items():
            path = Path(folder) / name
            path.write_bytes(encode(photograph()))
            done = subprocess.run(
                [sys.executable, "-m", "tests.bench.decode", str(path)], stdout=subprocess.PIPE, text=True, check=True
            )
            print(f"{name}: {done.stdout.strip()}", flush=True)


if __name__ == "__main__":
    main()
