"""Peak memory of the whole server while one 3072 x 3072 radiograph of 16 bits is enlarged x2 on the X-ray page.

    python -m tests.bench_xray_memory "SRCNN"            # by its name in the picker
    python -m tests.bench_xray_memory "EDSR X-ray" keep  # with the input enforced

Prints MB of resident memory now and at its peak (VmRSS, VmHWM) at each stage. Needs Chromium.
"""

import subprocess
import sys
import time
from pathlib import Path

import numpy as np
from playwright.sync_api import Page, sync_playwright

from .e2e.conftest import CHROMIUM, CHROMIUM_FLAGS, ROOT, SERVER_FLAGS
from .pages import test_xray

SIDE, PORT, PATIENCE = 3072, 8795, 1500


def radiograph() -> bytes:
    """A 16-bit CR of waves and noise, 19 MB."""
    rows, columns = np.mgrid[:SIDE, :SIDE]
    noise = np.random.default_rng(0).normal(0, 150, (SIDE, SIDE))
    values = 30000 + 15000 * np.sin(columns / 90) * np.cos(rows / 70) + noise
    test_xray.smooth_picture = lambda *_, **__: (values / 16)[..., None]
    return test_xray.cr(SIDE, SIDE, BitsStored=16, HighBit=15, WindowCenter="30000", WindowWidth="40000")


def rest(page: Page, milliseconds: int = 1500) -> None:
    page.wait_for_timeout(milliseconds)
    page.locator("[data-test-script-state=notRunning]").wait_for(timeout=PATIENCE * 1000)
    page.wait_for_timeout(700)


def drive(page: Page, process: int, method: str, *, keep: bool) -> None:
    started = time.monotonic()

    def tell(stage: str) -> None:
        lines = Path(f"/proc/{process}/status").read_text().splitlines()
        now, peak = (int(next(s.split()[1] for s in lines if s.startswith(k))) // 1024 for k in ("VmRSS", "VmHWM"))
        print(f"{time.monotonic() - started:6.0f} s  {now:5d} MB  peak {peak:5d} MB  {stage}", flush=True)

    page.goto(f"http://127.0.0.1:{PORT}/X-ray")
    page.get_by_role("button", name="Use the simulated chest").wait_for(timeout=90_000)
    page.get_by_role("radio", name="2×").click()
    rest(page)
    tell("page open")
    file = {"name": "big.dcm", "mimeType": "application/dicom", "buffer": radiograph()}
    page.locator("input[type=file]").set_input_files(file)
    rest(page, 4000)
    tell("radiograph shown")
    page.get_by_role("combobox", name="Network").click()
    page.get_by_role("option", name=method).first.click()
    rest(page)
    if keep:
        page.get_by_text("Enforce the input").first.click()
        rest(page)
    page.locator(".st-key-xray_run button").click()
    seen = ""
    while not page.get_by_text("Consistency with the input").count():
        page.wait_for_timeout(1000)
        bars = page.locator("[data-testid=stProgress]").all_inner_texts()
        stage = bars[0].split(",")[0] if bars else seen
        if stage != seen and (stage.endswith("0 of 576") or "Tile" not in stage):
            tell(stage)
        seen = stage
    rest(page)
    tell("result shown")
    page.get_by_role("radio", name="Consistency").click()
    rest(page)
    tell("map shown")
    for label in ("DICOM", "PNG, 16 bit", "TIFF, 16 bit", "TIFF, float"):
        with page.expect_download(timeout=180_000) as waiting:
            page.get_by_role("button", name=label, exact=True).click()
        tell(f"{label}: {Path(waiting.value.path()).stat().st_size / 1e6:.0f} MB")


def main() -> None:
    command = [sys.executable, "-m", "streamlit", "run", "app.py", f"--server.port={PORT}", *SERVER_FLAGS]
    server = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        time.sleep(8)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(CHROMIUM_FLAGS))
            page = browser.new_page(viewport={"width": 1440, "height": 1000})
            drive(page, server.pid, sys.argv[1], keep="keep" in sys.argv)
    finally:
        server.terminate()
        server.wait(timeout=20)


if __name__ == "__main__":
    main()
