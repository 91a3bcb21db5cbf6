"""Many visitors at once on a real server: `python -m tests.load.sessions --sessions 20 --network "EDSR lite"`.

All enlarge a picture of their own at x4. Printed: when each came, waited, started and got its result; how long a new
visitor's first page took meanwhile, for a client of the protocol and for a real browser; memory. Then what happens
when a visitor leaves, changes a widget, runs out of memory or meets a defect. Ends with what was asked and whether it
was kept; exit code 1 if not.
"""

import argparse
import asyncio
import io
import statistics
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image

from ..support.browser import CHROMIUM, CHROMIUM_FLAGS
from ..support.pictures import smooth_picture
from ..support.server import Server
from .visitor import Visitor

FIRST_PAGE_S, MEMORY_MB = 3.0, 2048.0
HERE = Path(__file__).parent


@dataclass(slots=True)
class Seen:
    """What one visitor saw; seconds from the start of the whole."""

    number: int
    pressed: float = 0.0
    queue: list[int] = field(default_factory=list)
    """Places shown, in order."""
    started: float = 0.0
    done: float = 0.0
    result: bool = False
    tile: float = 0.0
    """Longest time between two moves of the bar: as often can a run be stopped."""
    moved: float = 0.0
    asked: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when the first sign of the run is there: the visitor has a place."""


def png(side: int, seed: int) -> bytes:
    """Make a square picture."""
    file = io.BytesIO()
    Image.fromarray(smooth_picture(side, side, seed=seed)).save(file, "PNG")
    return file.getvalue()


async def prepare(url: str, network: str, side: int, seed: int) -> Visitor:
    """Open a tab, upload, choose the network."""
    visitor = await Visitor(url).__aenter__()
    await visitor.upload(f"picture-{seed}.png", png(side, seed))
    await visitor.choose("Network", network)
    return visitor


def watch(visitor: Visitor, seen: Seen, begun: float) -> None:
    """Note what the progress bar says."""

    def on_text(text: str) -> None:
        now = time.monotonic() - begun
        if seen.started:
            seen.tile = max(seen.tile, now - seen.moved)
        seen.moved = now
        if text.startswith("Waiting: "):
            ahead = int(text.split()[1])
            if seen.queue[-1:] != [ahead]:
                seen.queue.append(ahead)
            seen.asked.set()
        elif not seen.started and text.startswith("Enlarging"):
            seen.started = now
            seen.asked.set()

    visitor.on_text = on_text


async def crowd(url: str, count: int, network: str, side: int) -> list[Seen]:
    """Let all press one after the other, each as soon as the one before has its place."""
    visitors = [await prepare(url, network, side, seed) for seed in range(count)]
    begun, everyone, runs = time.monotonic(), [], []

    async def enlarge(visitor: Visitor, seen: Seen) -> None:
        await visitor.press("Enlarge ")
        seen.done = time.monotonic() - begun
        seen.result = visitor.has("download_button", "Download PNG") and not visitor.alerts()

    for number, visitor in enumerate(visitors, 1):
        seen = Seen(number, pressed=time.monotonic() - begun)
        watch(visitor, seen, begun)
        everyone.append(seen)
        runs.append(asyncio.create_task(enlarge(visitor, seen)))
        await asyncio.wait_for(seen.asked.wait(), 120)
    await asyncio.gather(*runs)
    for visitor in visitors:
        await visitor.__aexit__(None, None, None)
    return everyone


async def newcomers(url: str, times: list[float], until: asyncio.Event) -> None:
    """Open a page every few seconds until the crowd has gone."""
    while not until.is_set():
        async with Visitor(url) as visitor:
            times.append(visitor.opened_s)
        await asyncio.sleep(4)


def browser_newcomers(url: str, times: list[float], until: threading.Event) -> None:
    """The same with a real browser and an empty cache, to the picture on the first screen."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(CHROMIUM_FLAGS))
        while not until.wait(8):
            context = chromium.new_context()
            page, begun = context.new_page(), time.monotonic()
            page.goto(url)
            page.locator(".viewer[data-ready=true]").wait_for(timeout=120_000)
            times.append(time.monotonic() - begun)
            context.close()
        chromium.close()


async def leavers(url: str, network: str) -> tuple[dict[str, float], float]:
    """Return after how many seconds the next run starts when one leaves, and when one changes a widget; and a tile's.

    Each is left in the middle of its run: after its second tile.
    """
    seen = [Seen(n) for n in range(3)]
    visitors = [await prepare(url, network, 512, seed) for seed in range(3)]
    begun = time.monotonic()
    for visitor, one in zip(visitors, seen, strict=True):
        watch(visitor, one, begun)
        await visitor.press_only("Enlarge ")
        await asyncio.wait_for(one.asked.wait(), 120)
    await _run_on(seen[0])
    first = await _next_start(seen[1], begun, visitors[0].__aexit__(None, None, None))
    await _run_on(seen[1])
    second = await _next_start(seen[2], begun, visitors[1].choose("Network", "Lanczos"))
    await _run_on(seen[2])
    for visitor in visitors[1:]:
        await visitor.__aexit__(None, None, None)
    freed = {"the one who runs closes the tab": first, "the one who runs changes a widget": second}
    return freed, max(one.tile for one in seen)


async def _run_on(running: Seen) -> None:
    moves = 0
    while moves < 3:
        before = running.moved
        while running.moved == before:
            await asyncio.sleep(0.02)
        moves += bool(running.started)


async def _next_start(waiting: Seen, begun: float, act: object) -> float:
    acted = time.monotonic() - begun
    await act
    while not waiting.started:
        await asyncio.sleep(0.02)
    return waiting.started - acted


async def faults(url: str) -> dict[str, str]:
    """Return what each of three visitors at once is told; the pictures of two of them fail."""
    visitors = [await prepare(url, "Bicubic", side, side) for side in (33, 34, 48)]
    await asyncio.gather(*(visitor.press("Enlarge ") for visitor in visitors))
    told = {}
    for name, visitor in zip(("out of memory", "defect", "neither"), visitors, strict=True):
        result = "the result" if visitor.has("download_button", "Download PNG") else "no result"
        told[name] = " ".join([*visitor.alerts(), result]).replace("\\", "")
        await visitor.__aexit__(None, None, None)
    return told


async def measure(server: Server, count: int, network: str, side: int) -> bool:
    """Run the crowd beside the newcomers and print the table."""
    async with Visitor(server.url) as visitor:
        print(f"first page of a fresh server {visitor.opened_s:.2f} s, memory {server.megabytes():.0f} MB")
    pages: list[float] = []
    browser_pages: list[float] = []
    gone, gone_too = asyncio.Event(), threading.Event()
    probe = asyncio.create_task(newcomers(server.url, pages, gone))
    browser = threading.Thread(target=browser_newcomers, args=(server.url, browser_pages, gone_too))
    if CHROMIUM.exists():
        browser.start()
    everyone = await crowd(server.url, count, network, side)
    gone.set(), gone_too.set()
    await probe
    if CHROMIUM.exists():
        await asyncio.to_thread(browser.join)
    print("\nvisitor  pressed  most ahead  started  done     result")
    for one in everyone:
        ahead = max(one.queue, default=0)
        row = f"{one.pressed:6.1f} s  {ahead:10d}  {one.started:5.1f} s  {one.done:5.1f} s"
        print(f"{one.number:7d}  {row}  {'yes' if one.result else 'NO'}")
    started = [one.started for one in everyone]
    peak = server.megabytes("VmHWM")
    print(
        f"\nnew visitor's first page: {_spread(pages)}; in Chromium, until the viewer stands: {_spread(browser_pages)}"
    )
    print(f"memory: {peak:.0f} MB at most, {server.megabytes():.0f} MB now; held: {server.held()}")
    kept = {
        f"all {count} succeed": all(one.result for one in everyone),
        "in order of arrival": started == sorted(started),
        "the place in the queue is shown": all(map(_place_shown, everyone)),
        f"first page under {FIRST_PAGE_S:.0f} s": max(pages) < FIRST_PAGE_S,
        f"memory under {MEMORY_MB:.0f} MB": peak < MEMORY_MB,
    }
    return _verdict(kept)


def _place_shown(one: Seen) -> bool:
    """True if it went down to 1, or there was no time to show one."""
    return one.started - one.pressed < 1 or (one.queue == sorted(one.queue, reverse=True) and one.queue[-1:] == [1])


def _spread(times: list[float]) -> str:
    if not times:
        return "not measured"
    return f"median {statistics.median(times):.2f} s, longest {max(times):.2f} s of {len(times)}"


def _verdict(kept: dict[str, bool]) -> bool:
    print()
    for text, well in kept.items():
        print(f"{'kept  ' if well else 'BROKEN'}  {text}")
    return all(kept.values())


def main() -> int:
    """Parse the command line, run, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sessions", type=int, default=20)
    parser.add_argument("--side", type=int, default=512)
    parser.add_argument("--network", default="EDSR lite", help="how its line in the picker begins")
    parser.add_argument("--slow", default="EDSR ·", help="the network that is left in the middle")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "server.log"
        with Server(log) as server:
            good = asyncio.run(measure(server, wanted.sessions, wanted.network, wanted.side))
            freed, tile = asyncio.run(leavers(server.url, wanted.slow))
        with Server(log, script=HERE / "faulty_app.py") as server:
            told = asyncio.run(faults(server.url))
    print()
    for text, seconds in freed.items():
        print(f"when {text}, the next run starts after {seconds:.1f} s (longest tile {tile:.1f} s)")
    for name, text in told.items():
        print(f"{name}: {text}")
    alone = (
        told["neither"] == "the result" and "too little memory" in told["out of memory"] and "defect" in told["defect"]
    )
    good &= _verdict(
        {"a place left is free within 10 s": max(freed.values()) < 10, "a fault is told to its visitor alone": alone}
    )
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
