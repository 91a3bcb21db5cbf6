"""Memory of the whole server while the Compare page makes and shows results of 1024 x 1024 pixels.

    python -m tests.bench.compare_memory            # 12 networks at x4
    python -m tests.bench.compare_memory 2          # at x2: all there are

Prints MB of resident memory (VmRSS; VmHWM, its peak) at each stage; the last line is what stays and what the peak was
above the idle page. Needs Chromium.
"""

import io
import sys
import time

import numpy as np
from PIL import Image
from playwright.sync_api import Page

from .driven import drive_app, memory, rest

SIDE, PORT, NETWORKS = 1024, 8796, 12


def photo() -> bytes:
    """A colour picture of waves and noise, hard to compress."""
    rows, columns = np.mgrid[:SIDE, :SIDE]
    waves = 128 + 60 * np.sin(columns / 9) * np.cos(rows / 7) + 40 * np.sin((rows + columns) / 150)
    noise = np.random.default_rng(0).normal(0, 12, (SIDE, SIDE, 3))
    buffer = io.BytesIO()
    Image.fromarray(np.clip(waves[..., None] + noise, 0, 255).astype(np.uint8)).save(buffer, "PNG")
    return buffer.getvalue()


def drive(page: Page, process: int, scale: str) -> None:
    started = time.monotonic()

    def tell(stage: str) -> int:
        now, peak = (kibibytes // 1024 for kibibytes in memory(process))
        print(f"{time.monotonic() - started:6.0f} s  {now:5d} MB  peak {peak:5d} MB  {stage}", flush=True)
        return now

    page.goto(f"http://127.0.0.1:{PORT}/Compare?scale={scale}")
    page.locator(".viewer[data-ready=true]").wait_for(timeout=90_000)
    rest(page)
    idle = tell("page open, idle")
    file = {"name": "large.png", "mimeType": "image/png", "buffer": photo()}
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_text("large.png").first.wait_for()
    rest(page, 4000)
    tell("picture shown beside bicubic")
    page.locator(".st-key-compare_run_all button").click()
    shown = 0
    while not page.locator(".st-key-compare_run_all button:disabled").count():
        page.wait_for_timeout(1000)
        names = (page.locator(".viewer").get_attribute("data-pictures") or "").split()
        if len(names) != shown:
            shown = len(names)
            tell(f"{shown - 3} results: {names[-1]}")
        if shown - 3 >= NETWORKS:
            page.locator(".st-key-compare_stop button").click()
            break
    rest(page, 4000)
    now = tell("all shown")
    print(f"above idle: {now - idle} MB stay, {memory(process)[1] // 1024 - idle} MB at the peak")


if __name__ == "__main__":
    scale = sys.argv[1] if len(sys.argv) > 1 else "4"
    drive_app(PORT, lambda page, process: drive(page, process, scale))
