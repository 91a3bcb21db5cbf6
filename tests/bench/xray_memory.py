"""Peak memory of the whole server while one 3072 x 3072 radiograph of 16 bits is enlarged x2 on the X-ray page.

    python -m tests.bench.xray_memory "SRCNN"            # by its name in the picker
    python -m tests.bench.xray_memory "EDSR X-ray" keep  # with the input enforced

Prints MB (10^6 bytes) of resident memory after each stage and its peak within it (VmRSS, VmHWM), and of the run the
longest time in which the page's progress told nothing new. Needs Chromium and a Linux kernel that forgets a peak when
asked (/proc/PID/clear_refs).
"""

import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path

import numpy as np
from playwright.sync_api import Page

from ..support.radiographs import cr
from .driven import PATIENCE, drive_app, memory, rest

SIDE, PORT = 3072, 8795
WATCH = """() => {
  window.told = [[performance.now(), "start"]];
  const tell = () => {
    const text = document.querySelector("[data-testid=stProgress]")?.innerText ?? "no bar";
    if (text !== window.told.at(-1)[1]) window.told.push([performance.now(), text]);
  };
  setInterval(tell, 50);
}"""


def radiograph() -> bytes:
    """A 16-bit CR of waves and noise, 19 MB."""
    rows, columns = np.mgrid[:SIDE, :SIDE]
    noise = np.random.default_rng(0).normal(0, 150, (SIDE, SIDE))
    values = 30000 + 15000 * np.sin(columns / 90) * np.cos(rows / 70) + noise
    return cr(
        SIDE,
        SIDE,
        stored=values[None].astype("<u2"),
        BitsStored=16,
        HighBit=15,
        WindowCenter="30000",
        WindowWidth="40000",
    )


def silence(page: Page) -> str:
    """Return the longest time between two words of progress, and the word that stood meanwhile."""
    told = [(at / 1000, text) for at, text in page.evaluate("window.told")]
    told = told[: max(n for n, (_, text) in enumerate(told) if text != "no bar") + 2]
    gaps = [(after - before, text) for (before, text), (after, _) in pairwise(told)]
    seconds, text = max(gaps)
    return f"{len(told)} words of progress, longest silence {seconds:.1f} s at {text!r}"


def drive(page: Page, process: int, method: str, *, keep: bool) -> None:
    started = time.monotonic()
    highest = 0

    def tell(stage: str) -> None:
        nonlocal highest
        now, peak = (1024 * kibibytes for kibibytes in memory(process))
        Path(f"/proc/{process}/clear_refs").write_text("5")
        highest = max(highest, peak)
        seconds = time.monotonic() - started
        print(f"{seconds:6.0f} s  {now / 1e6:5.0f} MB  peak {peak / 1e6:5.0f} MB  {stage}", flush=True)

    page.goto(f"http://127.0.0.1:{PORT}/X-ray")
    page.get_by_role("button", name="Use the simulated chest").wait_for(timeout=90_000)
    page.get_by_role("radio", name="2×").click()
    rest(page)
    tell("page open")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "big.dcm"
        file.write_bytes(radiograph())
        page.locator("input[type=file]").set_input_files(file)
        page.get_by_text("big.dcm: ").wait_for(timeout=PATIENCE)
    page.locator(".viewer[data-ready=true]").wait_for(timeout=PATIENCE)
    rest(page)
    tell("radiograph shown")
    page.get_by_role("combobox", name="Network").click()
    page.get_by_role("option", name=method).first.click()
    rest(page)
    if keep:
        page.get_by_text("Force agreement with the original pixels").first.click()
        rest(page)
    page.evaluate(WATCH)
    page.locator(".st-key-xray_run button").click()
    seen = ""
    while not page.get_by_text("Consistency with the input").count():
        page.wait_for_timeout(300)
        bars = page.locator("[data-testid=stProgress]").all_inner_texts()
        stage = bars[0].split(",")[0] if bars else seen
        if stage != seen:
            tell(f"before {stage!r}")
        seen = stage
    rest(page)
    tell("result shown")
    print(silence(page), flush=True)
    page.get_by_role("radio", name="Consistency").click()
    rest(page)
    tell("map shown")
    for label in ("DICOM", "PNG, 16 bit", "TIFF, 16 bit", "TIFF, float"):
        pressed = time.monotonic()
        with page.expect_download(timeout=180_000) as waiting:
            page.get_by_role("button", name=label, exact=True).click()
        begun = time.monotonic() - pressed
        tell(f"{label}: {Path(waiting.value.path()).stat().st_size / 1e6:.0f} MB, begun after {begun:.1f} s")
    print(f"peak of all {highest / 1e6:.0f} MB")


if __name__ == "__main__":
    drive_app(PORT, lambda page, process: drive(page, process, sys.argv[1], keep="keep" in sys.argv))
