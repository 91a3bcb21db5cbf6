"""The app, with sessions that are closed 2 seconds after their tab, so that a test need not wait for a minute."""

import runpy
from pathlib import Path

from pages.ui.shell import session

session.KEPT_SECONDS = 2.0
runpy.run_path(str(Path(__file__).resolve().parents[2] / "app.py"), run_name="__main__")
