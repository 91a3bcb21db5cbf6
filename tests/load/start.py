"""A server from nothing to its first result: `python -m tests.load.start`.

Printed, as the medians of some servers: from the start of the process to its health, to a visitor's first page, a
second visitor's page, memory at rest, a picture of 256 x 256 at x4 from the click to the result (the first time, and
of another picture), memory at most and afterwards, and whether torch was loaded.
"""

import asyncio
import statistics
import tempfile
import time
from pathlib import Path

from ..support.server import Server
from .sessions import png
from .visitor import Visitor

ROUNDS = 3


async def visit(server: Server, begun: float) -> dict[str, float]:
    """Be the first visitor of a server."""
    found = {"answers after, s": time.monotonic() - begun}
    async with Visitor(server.url) as visitor:
        found["first page after, s"] = time.monotonic() - begun
        async with Visitor(server.url) as second:
            found["second visitor's page, s"] = second.opened_s
        found["memory at rest, MB"] = server.megabytes()
        for name in ("first", "second"):
            await visitor.upload(f"{name}.png", png(256, seed=len(name)))
            await visitor.choose("Network", "EDSR ·")
            clicked = time.monotonic()
            await visitor.press("Enlarge ")
            found[f"256 -> 1024, {name} picture, s"] = time.monotonic() - clicked
            assert visitor.has("download_button", "Download PNG"), visitor.alerts()
        found["memory at most, MB"] = server.megabytes("VmHWM")
        found["memory afterwards, MB"] = server.megabytes()
    found["torch loaded"] = float("libtorch" in Path(f"/proc/{server.process.pid}/maps").read_text())
    return found


def main() -> None:
    """Print the table."""
    rounds = []
    with tempfile.TemporaryDirectory() as folder:
        for n in range(ROUNDS):
            begun = time.monotonic()
            with Server(Path(folder) / f"{n}.log") as server:
                rounds.append(asyncio.run(visit(server, begun)))
    print("| from the start of a server | median | largest |\n| --- | --- | --- |")
    for name in rounds[0]:
        values = [found[name] for found in rounds]
        digits = 0 if "MB" in name or "torch" in name else 1
        print(f"| {name} | {statistics.median(values):.{digits}f} | {max(values):.{digits}f} |")


if __name__ == "__main__":
    main()
