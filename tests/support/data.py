"""Where real pictures lie, for tests that are skipped without them."""

import os
from pathlib import Path

DATA = Path(os.environ.get("SR_DATA", Path(__file__).resolve().parents[3] / "shared" / "data"))
"""Folder of the data sets."""
