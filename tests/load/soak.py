"""Does memory grow? `python -m tests.load.soak --uploads 500`.

Visitors come one after another; each brings five pictures of sizes and formats of their own, enlarges them, takes one
result away and closes the tab. After every fifty uploads, when all have left, the memory of the server is printed.
Exit code 1 if it ends more than 10 % above that after the first fifty.
"""

import argparse
import asyncio
import io
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from PIL import Image

from ..support.server import ROOT, Server
from .visitor import Visitor

PER_VISITOR, PER_ROW, GROWTH = 5, 50, 0.10
FORMATS = ("PNG", "JPEG", "WEBP", "TIFF", "BMP")
PATIENCE_S = 120.0


def picture(number: int, side: int) -> tuple[str, bytes]:
    """Make an upload: random pixels, a size and a format of its own."""
    rng = np.random.default_rng(number)
    height, width = rng.integers(side // 2, side + 1, 2)
    name, file = FORMATS[number % len(FORMATS)], io.BytesIO()
    Image.fromarray(rng.integers(0, 256, (height, width, 3), np.uint8)).save(file, name)
    return f"picture-{number}.{name.lower()}", file.getvalue()


async def visit(url: str, numbers: range, network: str, side: int) -> int:
    """Bring the pictures of those numbers; return how many came back enlarged."""
    good = 0
    async with Visitor(url) as visitor:
        for number in numbers:
            await visitor.upload(*picture(number, side))
            if number == numbers[0]:
                await visitor.choose("Network", network)
            await visitor.press("Enlarge ")
            good += visitor.has("download_button", "Download PNG") and not visitor.alerts()
    return good


def rested(server: Server) -> float:
    """Wait until nobody's upload is held; return the memory then, MB."""
    deadline = time.monotonic() + PATIENCE_S
    while server.held().get("UploadedFileManager") and time.monotonic() < deadline:
        time.sleep(0.5)
    time.sleep(2)  # the memory is handed back by a thread of its own
    return server.megabytes()


def main() -> int:
    """Parse the command line, run, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--uploads", type=int, default=500)
    parser.add_argument("--side", type=int, default=256, help="largest side of a picture, pixels")
    parser.add_argument("--network", default="EDSR lite", help="how its line in the picker begins")
    wanted = parser.parse_args()
    rows: list[float] = []
    good, begun = 0, time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        script = ROOT / "tests" / "e2e" / "short_session.py"
        with Server(Path(folder) / "server.log", script=script) as server:
            print("uploads  enlarged  memory    held by Streamlit  seconds", flush=True)
            for first in range(0, wanted.uploads, PER_VISITOR):
                last = min(first + PER_VISITOR, wanted.uploads)
                good += asyncio.run(visit(server.url, range(first, last), wanted.network, wanted.side))
                if last % PER_ROW and last != wanted.uploads:
                    continue
                rows.append(rested(server))
                held = sum(server.held().values()) / 2**20
                passed = time.monotonic() - begun
                print(f"{last:7d}  {good:8d}  {rows[-1]:5.0f} MB  {held:14.1f} MB  {passed:7.0f}", flush=True)
    growth = rows[-1] / rows[0] - 1
    kept = growth < GROWTH and good == wanted.uploads
    print(f"\n{'kept  ' if kept else 'BROKEN'}  {growth:+.1%} from the first row to the last, {good} enlarged")
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
