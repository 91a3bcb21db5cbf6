"""dciodvfy of dicom3tools, which checks a DICOM object against its own tables of the standard, without a network."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest


def findings(data: bytes, folder: Path) -> list[str]:
    """The lines that it writes about a file; without the program, the test is skipped."""
    program = shutil.which("dciodvfy", path=str(Path(sys.executable).parent))
    if program is None:
        pytest.skip("dciodvfy is not here; install requirements-dev.txt")
    path = folder / "out.dcm"
    path.write_bytes(data)
    run = subprocess.run([program, str(path)], capture_output=True, text=True, timeout=60)
    lines = (run.stdout + run.stderr).splitlines()
    assert any("Image" in line for line in lines), lines  # it did recognise an object
    return lines
