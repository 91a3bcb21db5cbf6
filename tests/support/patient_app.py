"""The app as it is on a machine with nothing else to do: no run is expected to take too long, whatever the load."""

import runpy
from pathlib import Path

from pages.ui.workbench import cost

cost.SLOW = 1e6
runpy.run_path(str(Path(__file__).resolve().parents[2] / "app.py"), run_name="__main__")
