"""The app on this machine, driven in Chromium: what the benches of the server's memory share."""

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from ..support.browser import CHROMIUM, CHROMIUM_FLAGS
from ..support.server import ROOT

PATIENCE = 1_500_000
"""Milliseconds that a page may take to come to rest."""


def drive_app(port: int, drive: Callable[[Page, int], None]) -> None:
    """Start the app, call `drive` with a page of 1440 x 1000 and the server's process, and stop the app."""
    command = [sys.executable, "-m", "streamlit", "run", "app.py", f"--server.port={port}", "--server.headless=true"]
    server = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        time.sleep(8)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(CHROMIUM_FLAGS))
            drive(browser.new_page(viewport={"width": 1440, "height": 1000}), server.pid)
    finally:
        server.terminate()
        server.wait(timeout=20)


def rest(page: Page, milliseconds: int = 1500) -> None:
    """Wait until the page's script has run."""
    page.wait_for_timeout(milliseconds)
    page.locator("[data-test-script-state=notRunning]").wait_for(timeout=PATIENCE)
    page.wait_for_timeout(700)


def memory(process: int) -> tuple[int, int]:
    """Return the resident memory of a process now and at its peak, in kibibytes."""
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    now, peak = (int(next(line.split()[1] for line in lines if line.startswith(key))) for key in ("VmRSS", "VmHWM"))
    return now, peak
