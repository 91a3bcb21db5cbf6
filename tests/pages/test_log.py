"""Logs name no file, no patient and no value, whatever a library or an exception says."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = """
import logging, warnings
from pages.ui.shell.session import quiet_log

quiet_log()
logging.basicConfig(level=logging.INFO)
for silenced in ("pydicom", "tifffile"):  # by the core, which the pages import
    logging.getLogger(silenced).setLevel(logging.NOTSET)
logging.getLogger("pydicom").warning("Invalid value %r", "Doe^Jane")
logging.getLogger("tifffile").error("<tifffile.TiffFile 'Doe.tif'> is corrupted")
warnings.warn("Invalid value for VR CS: 'Doe^Jane'")
logging.getLogger("streamlit.runtime").warning("failed: %s", KeyError("Doe^Jane"))
logging.getLogger("streamlit.runtime").warning(KeyError("Doe^Jane"))
logging.getLogger("streamlit.web").info("listening on %d", 8501)


def decode(name):
    try:
        int(name)
    except ValueError as error:
        raise RuntimeError(f"{name} cannot be read") from error


try:
    decode("Doe^Jane")
except RuntimeError:
    logging.getLogger("pages.ui").exception("A run failed")
"""


def test_logs_keep_the_place_and_drop_the_words() -> None:
    done = subprocess.run([sys.executable, "-c", SCRIPT], cwd=ROOT, capture_output=True, text=True, check=True)
    assert "Doe" not in done.stdout + done.stderr
    for kept in ("pydicom", "tifffile", "UserWarning at", "KeyError", "listening on 8501", "in decode", "RuntimeError",
                 "ValueError"):  # fmt: skip
        assert kept in done.stderr, kept
