"""Make the folder of photographs on which error bars are calibrated, from Debian's package gcompris-qt-data.

apt-get download gcompris-qt-data && dpkg-deb -x gcompris-qt-data_*.deb UNPACKED
python -m tests.bench.calibration_photographs UNPACKED/usr/share/gcompris-qt/rcc OUT/GCompris

The package holds photographs of animals, buildings and musicians under free licences, of 768 to 1920 pixels, inside
Qt's resource files. They are made smaller to 481 pixels, as large as those of BSD100, which also removes what their own
compression left. Every second one is kept. None of them trained a network here: `benchmark` refuses those that did.
"""

import io
import re
import struct
import sys
from collections.abc import Iterator
from pathlib import Path

from PIL import Image

FILES = ("erase", "explore_farm_animals", "explore_monuments", "explore_world_animals", "explore_world_music")
"""Resource files that hold photographs."""
DRAWN = {("explore_monuments", 31), ("explore_world_music", 2)}
"""Pictures in them that are lit or cut out by hand."""
SIDE = 481


def pictures(data: bytes) -> Iterator[Image.Image]:
    """Find the WebP and JPEG pictures of at least 300 pixels in a resource file, WebP first."""
    for found in re.finditer(b"RIFF....WEBP", data, re.DOTALL):
        end = found.start() + 8 + struct.unpack("<I", data[found.start() + 4 : found.start() + 8])[0]
        yield from _opened(data[found.start() : end], ("RGB",))
    for found in re.finditer(b"\xff\xd8\xff[\xe0\xe1]", data):
        yield from _opened(data[found.start() :], ("RGB", "L", "CMYK"))


def _opened(data: bytes, modes: tuple[str, ...]) -> Iterator[Image.Image]:
    try:
        image = Image.open(io.BytesIO(data))
        image.load()
    except (OSError, SyntaxError):
        return
    if min(image.size) >= 300 and image.mode in modes:
        yield image.convert("RGB")


def main() -> None:
    source, target = map(Path, sys.argv[1:3])
    target.mkdir(parents=True, exist_ok=True)
    kept = []
    for file in FILES:
        for number, image in enumerate(pictures((source / f"{file}.rcc").read_bytes())):
            if (file, number) not in DRAWN:
                kept.append((f"{file}-{number}.png", image))
    for name, image in sorted(kept)[::2]:
        share = SIDE / max(image.size)
        size = (round(image.width * share), round(image.height * share))
        image.resize(size, Image.Resampling.BICUBIC).save(target / name)
    print(f"{target}: {len(kept[::2])} photographs")


if __name__ == "__main__":
    main()
