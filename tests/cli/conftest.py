"""Files that people bring to the command line."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from ..support.pictures import smooth_picture
from ..support.radiographs import cr


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "photo.png"
    Image.fromarray(smooth_picture(20, 30)).save(path)
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "set"
    path.mkdir()
    Image.fromarray(smooth_picture(40, 52)).save(path / "a.png")
    Image.fromarray(smooth_picture(44, 48, seed=1)).save(path / "b.png")
    return path


@pytest.fixture
def thermogram(tmp_path: Path) -> Path:
    path = tmp_path / "hand.csv"
    degrees = 20.0 + smooth_picture(24, 32)[..., 0] / 16.0
    path.write_text("degC\n" + "\n".join(",".join(f"{value:.3f}" for value in row) for row in degrees))
    return path


@pytest.fixture
def hand(tmp_path: Path) -> Path:
    """A table in degrees Fahrenheit that does not say so."""
    path = tmp_path / "hand.csv"
    path.write_text("\n".join([";".join(["86.0"] * 12)] * 9))
    return path


@pytest.fixture
def thermal_folder(tmp_path: Path, thermogram: Path) -> Path:
    path = tmp_path / "thermal"
    path.mkdir()
    for name in ("a.png", "b.png"):
        info = PngInfo()
        info.add_text("thermal", "unit=degC;scale=0.005;offset=-100")
        counts = 24000 + smooth_picture(48, 64, seed=len(name))[..., 0].astype(np.uint16) * 10
        Image.fromarray(counts).save(path / name, pnginfo=info)
    return path


@pytest.fixture
def radiograph(tmp_path: Path) -> Path:
    path = tmp_path / "chest.dcm"
    path.write_bytes(cr(24, 32))
    return path


@pytest.fixture
def celsius() -> np.ndarray:
    return 20 + smooth_picture(40, 48)[..., 0] / np.float32(25)
