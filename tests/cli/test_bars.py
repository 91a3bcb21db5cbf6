"""Error bars from the command line: `upscale IN OUT --bars FILE`."""

from pathlib import Path

import numpy as np
import pydicom
import pytest
import tifffile

import sr_core as sr
from sr_core.cli import main

NETWORK = ("--model", "xray-lite-x2")


def upscale(*arguments: object) -> int:
    return main(["upscale", *map(str, arguments)])


def test_bars_of_a_radiograph_are_written_as_dicom_and_as_tiff(
    radiograph: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], every_picture_inside: None
) -> None:
    made = sr.enlarge(sr.decode(radiograph.read_bytes(), radiograph.name), sr.Task("xray-lite-x2", 2))
    bars = sr.trust.error_bars(made)
    assert upscale(radiograph, tmp_path / "out.dcm", *NETWORK, "--bars", tmp_path / "bars.dcm") == 0
    assert bars.measured_text in capsys.readouterr().out
    written = pydicom.dcmread(tmp_path / "bars.dcm")
    np.testing.assert_array_equal(np.frombuffer(written.FloatPixelData, "<f4"), bars.half_width.ravel())
    assert "Secret" not in str(written)
    keeping = ("--bars", tmp_path / "bars.tif", "--keep-identity")
    assert upscale(radiograph, tmp_path / "out.tif", *NETWORK, *keeping) == 0
    np.testing.assert_array_equal(tifffile.imread(tmp_path / "bars.tif")[::2, ::2], bars.half_width)


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ((*NETWORK, "--bars", "bars.png"), "bars.png: error bars need one of .tif, .tiff, .dcm"),
        (("--model", "bicubic", "--scale", "2", "--bars", "bars.tif"), "not for plain interpolation"),
    ],
)
def test_bars_that_cannot_be_are_refused_before_the_run(
    arguments: tuple[str, ...], reason: str, radiograph: Path, tmp_path: Path,
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    assert upscale(radiograph, "out.tif", *arguments) == 2
    assert reason in capsys.readouterr().err
    assert not (tmp_path / "out.tif").exists()


def test_bars_of_a_photograph_are_no_dicom(photo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert upscale(photo, tmp_path / "o.png", "--model", "edsr-lite-x2", "--bars", tmp_path / "bars.dcm") == 2
    assert "bars.dcm: error bars need one of .tif, .tiff, found '.dcm'" in capsys.readouterr().err
