import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pydicom
import pytest
import tifffile
from PIL import Image

import sr_core as sr
from sr_core.cli import main
from sr_core.decode import decode

from ..support.radiographs import cr


def test_models_lists_ids(tiny_checkpoint: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["models"]) == 0
    assert tiny_checkpoint in capsys.readouterr().out


def test_models_json_is_a_list_of_cards(tiny_checkpoint: str, capsys: pytest.CaptureFixture[str]) -> None:
    main(["models", "--json"])
    assert json.loads(capsys.readouterr().out)[0]["id"] == tiny_checkpoint


@pytest.mark.parametrize("suffix", [".png", ".tif", ".webp"])
def test_upscale_writes_the_format_of_the_suffix(
    tiny_checkpoint: str, photo: Path, tmp_path: Path, suffix: str
) -> None:
    out = tmp_path / f"out{suffix}"
    assert main(["upscale", str(photo), str(out), "--model", tiny_checkpoint]) == 0
    assert decode(out.read_bytes(), out.name).shape_text == "60 x 40"


def test_upscale_reports_an_unreadable_file_in_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "notes.png").write_text("not a picture")
    assert main(["upscale", str(tmp_path / "notes.png"), str(tmp_path / "o.png"), "--model", "bicubic"]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_upscale_rejects_an_unknown_suffix(photo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["upscale", str(photo), str(tmp_path / "o.xyz"), "--model", "bicubic", "--scale", "2"]) == 2
    assert "'.xyz'" in capsys.readouterr().err


def test_usage_errors_are_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["upscale", "a.png", "b.png", "--model", "bicubic", "--scale", "5"])
    assert (stopped.value.code, capsys.readouterr().err.count("\n")) == (2, 1)


@pytest.mark.parametrize("suffix", [".csv", ".tif"])
def test_upscale_keeps_measured_temperatures(
    thermogram: Path, tmp_path: Path, suffix: str, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / f"out{suffix}"
    options = ["--model", "lanczos", "--scale", "2", "--keep-measured", "0.01"]
    assert main(["upscale", str(thermogram), str(out), *options]) == 0
    larger = decode(out.read_bytes(), out.name)
    assert (larger.unit, larger.shape_text) == ("degC", "64 x 48")
    assert "corrected to 0.0" in capsys.readouterr().out


def test_upscale_of_temperatures_needs_a_format_that_holds_them(
    thermogram: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["upscale", str(thermogram), str(tmp_path / "out.png"), "--model", "bicubic", "--scale", "2"]
    assert main(arguments) == 2
    assert "needs one of .csv, .tif, .tiff, found '.png'" in capsys.readouterr().err


def test_upscale_takes_the_scale_of_a_silent_file(tmp_path: Path) -> None:
    kelvin = tmp_path / "kelvin.png"
    Image.fromarray(np.full((12, 16), 30315, np.uint16)).save(kelvin)
    options = ["--model", "bicubic", "--scale", "2", "--scaling", "0.01", "-273.15"]
    assert main(["upscale", str(kelvin), str(tmp_path / "out.csv"), *options]) == 0
    np.testing.assert_allclose(decode((tmp_path / "out.csv").read_bytes(), "out.csv").pixels, 30.0, atol=1e-3)


def test_upscale_asks_for_the_unit_of_a_table_in_one_line(
    hand: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["upscale", str(hand), str(tmp_path / "out.csv"), "--model", "bicubic", "--scale", "2"]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "without one; choose the unit, degC, degF or K" in said
    assert "--unit" in said


def test_upscale_takes_the_unit_of_a_table_that_names_none(hand: Path, tmp_path: Path) -> None:
    options = ["--model", "bicubic", "--scale", "2", "--unit", "degF"]
    assert main(["upscale", str(hand), str(tmp_path / "out.csv"), *options]) == 0
    np.testing.assert_allclose(decode((tmp_path / "out.csv").read_bytes(), "out.csv").pixels, 30.0, atol=1e-3)


def test_a_reader_that_has_seen_enough_is_no_error() -> None:
    command = [sys.executable, "-m", "sr_core", "models", "--json"]
    process = subprocess.Popen(
        command, cwd=Path(__file__).resolve().parents[2], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait(60) == 141


def upscale(*arguments: object) -> int:
    return main(["upscale", *map(str, arguments), "--model", "bicubic", "--scale", "2"])


@pytest.mark.parametrize("suffix", [".dcm", ".DCM", ".tif", ".png"])
def test_values_of_a_radiograph_are_written_as_they_are(radiograph: Path, tmp_path: Path, suffix: str) -> None:
    out = tmp_path / f"out{suffix}"
    assert upscale(radiograph, out) == 0
    shown = sr.upscale(decode(radiograph.read_bytes(), "a.dcm"), "bicubic", scale=2).image.pixels[..., 0]
    blob = out.read_bytes()
    found = tifffile.imread(out) if suffix == ".tif" else decode(blob, out.name).pixels[..., 0]
    np.testing.assert_array_equal(found, shown)


def test_a_derived_dicom_names_the_patient_only_if_asked(radiograph: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.dcm"
    assert upscale(radiograph, out) == 0
    assert b"Secret" not in out.read_bytes()
    assert upscale(radiograph, out, "--keep-identity") == 0
    assert b"Secret^Patient" in out.read_bytes()


def test_a_frame_and_what_a_viewer_shows_can_be_chosen(tmp_path: Path) -> None:
    data = cr(24, 32, frames=3)
    (tmp_path / "cine.dcm").write_bytes(data)
    assert upscale(tmp_path / "cine.dcm", tmp_path / "out.png", "--frame", 3, "--as-picture") == 0
    shown = sr.upscale(decode(data, "a.dcm", as_picture=True, frame=2), "bicubic", scale=2).image.pixels
    np.testing.assert_array_equal(decode((tmp_path / "out.png").read_bytes(), "a.png").pixels, shown)


@pytest.mark.parametrize(
    ("name", "data", "out", "said"),
    [
        ("a.dcm", cr(24, 32), "out.csv", "needs one of .png, .tif, .tiff, .dcm"),
        ("a.dcm", cr(24, 32), "out.jpg", "found '.jpg'"),
        ("a.dcm", cr(24, 32), "none/out.dcm", "is no folder"),
        ("a.dcm", cr(24, 32, RescaleSlope="1", RescaleIntercept="-4000"), "out.png", "values from -"),
        ("a.dcm", cr(24, 32)[:500], "out.dcm", "a.dcm: expected"),
        ("a.zip", b"PK\x03\x04" + bytes(60), "out.png", "a.zip: expected"),
        ("a.dcm", b"", "out.dcm", "found an empty file"),
    ],
)
def test_what_cannot_be_done_is_one_line_and_no_file(
    tmp_path: Path, name: str, data: bytes, out: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / name).write_bytes(data)
    assert upscale(tmp_path / name, tmp_path / out) == 2
    error = capsys.readouterr().err
    assert (said in error, error.count("\n")) == (True, 1)
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_a_write_that_fails_leaves_nothing(radiograph: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.replace", fail)
    assert upscale(radiograph, tmp_path / "out.dcm") == 2
    assert [path.name for path in tmp_path.iterdir()] == ["chest.dcm"]


def test_values_written_as_tiff_are_read_as_what_they_are(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    hu = cr(24, 32, Modality="CT", RescaleSlope="1", RescaleIntercept="-1024", RescaleType="HU")
    (tmp_path / "a.dcm").write_bytes(hu)
    written = tmp_path / "b.tif"
    assert upscale(tmp_path / "a.dcm", written) == 0
    found = decode(written.read_bytes(), "b.tif")
    assert (found.unit, found.notes[0]) == ("HU", "The values were read in HU, the unit that the file names.")
    assert found.notes[1:] == ("This picture was already enlarged 2x by Honest Pixels (bicubic).",)
    np.testing.assert_array_equal(found.pixels[..., 0], tifffile.imread(written))
    assert upscale(written, tmp_path / "c.tif") == 0
    assert upscale(written, tmp_path / "d.tif", "--unit", "K") == 2
    assert "found values in HU" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("data", "out", "flags", "said"),
    [
        (cr(24, 32, RescaleSlope="0.5", RescaleIntercept="0"), "out.png", (), "fractions"),
        (cr(24, 32, RescaleSlope="1", RescaleIntercept="-100"), "out.png", (), "values from -100"),
        (cr(24, 32, PixelRepresentation=1, BitsStored=16, HighBit=15), "out.png", (), "values from -32768"),
        (cr(24, 32), "out.dcm", ("--as-picture",), "measured values as in its source"),
        (cr(4, 9000), "out.webp", ("--as-picture",), "at most 16383"),
        (cr(2, 33000), "out.dcm", (), "at most 65535"),
    ],
)
def test_what_the_format_cannot_hold_is_refused_before_the_run(
    tmp_path: Path, data: bytes, out: str, flags: tuple[str, ...], said: str,
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.setattr("sr_core.cli.upscale.enlarge", lambda *_, **__: pytest.fail("it ran"))
    (tmp_path / "a.dcm").write_bytes(data)
    assert upscale(tmp_path / "a.dcm", tmp_path / out, *flags) == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    ("asked", "size", "said"),
    [
        (("--size", "50x"), "50 x 33", "enlarges 2 times, then the picture is reduced to 50 x 33 by bicubic"),
        (("--size", "x33"), "50 x 33", "enlarges 2 times"),
        (("--size", "50x50"), "50 x 33", "enlarges 2 times"),
        (("--factor", "1.5"), "45 x 30", "enlarges 2 times"),
        (("--factor", "2"), "60 x 40", "edsr-tiny-x2 enlarges 2 times, which is 60 x 40."),
        (("--size", "15x"), "15 x 10", "only reduced, by bicubic and without a network"),
        (("--size", "90x", "--model", "bicubic"), "90 x 60", "bicubic enlarges to 90 x 60 directly"),
    ],
)
def test_upscale_makes_the_size_that_was_asked_for(
    tiny_checkpoint: str, photo: Path, tmp_path: Path, asked: tuple[str, ...], size: str, said: str,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    out = tmp_path / "out.png"
    model = () if "--model" in asked else ("--model", tiny_checkpoint)
    assert main(["upscale", str(photo), str(out), *asked, *model]) == 0
    assert decode(out.read_bytes(), out.name).shape_text == size
    assert said in capsys.readouterr().out


def test_upscale_for_a_print_declares_its_resolution(
    tiny_checkpoint: str, photo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out.tif"
    assert main(["upscale", str(photo), str(out), "--print", "1x1.5cm", "--dpi", "100"]) == 0  # by the proposed network
    with Image.open(out) as found:
        assert (found.size, found.info["dpi"]) == ((59, 39), (100, 100))
    assert "prints at 1.5 x 1.0 cm (0.6 x 0.4 in) at 100 dpi" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("asked", "out", "said"),
    [
        ((), "out.png", "upscale needs --scale (2, 3, 4, 8), --size, --factor or --print"),
        (("--size", "61x", "--model", "edsr-tiny-x2"), "out.png", "makes at most 60 x 40 of 30 x 20 pixels"),
        (("--size", "241x"), "out.png", "at most 240 x 160 pixels (8 times), found a size of 241 x 161"),
        (("--size", "40x", "--keep-measured", "1"), "out.png", "at a whole scale only"),
        (("--dpi", "300", "--size", "40x"), "out.png", "--dpi belongs to --print"),
        (("--print", "1x1.5cm"), "out.webp", "use png or tiff"),
    ],
)
def test_size_that_cannot_be_made_is_one_line(
    tiny_checkpoint: str, photo: Path, tmp_path: Path, asked: tuple[str, ...], out: str, said: str,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    assert main(["upscale", str(photo), str(tmp_path / out), *asked]) == 2
    error = capsys.readouterr().err
    assert (said in error, error.count("\n")) == (True, 1)


def test_size_of_values_is_refused(
    radiograph: Path, thermogram: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for source, out, said in ((radiograph, "o.dcm", "by a whole scale"), (thermogram, "o.csv", "values in degC")):
        assert main(["upscale", str(source), str(tmp_path / out), "--model", "bicubic", "--factor", "1.5"]) == 2
        assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    "stage", ["import sr_core.cli.upscale as at; name = 'enlarge'", "import os as at; name = 'replace'"]
)
def test_sigterm_ends_a_run_with_a_line_and_no_half_file(photo: Path, tmp_path: Path, stage: str) -> None:
    code = (
        f"import os, signal, sys; {stage}; real = getattr(at, name)\n"
        "def ended(*a, **k):\n    os.kill(os.getpid(), signal.SIGTERM); return real(*a, **k)\n"
        "setattr(at, name, ended); from sr_core.cli import main; sys.exit(main(sys.argv[1:]))"
    )
    arguments = ["upscale", str(photo), str(tmp_path / "out.png"), "--model", "bicubic", "--scale", "2"]
    run = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, timeout=120)
    assert (run.returncode, run.stderr) == (143, "stopped: told to end (SIGTERM)\n")
    assert [path.name for path in tmp_path.iterdir()] == ["photo.png"]


@pytest.mark.parametrize("suffix", [".png", ".tif"])
def test_a_result_too_large_for_memory_is_written_in_bands(
    photo: Path, tmp_path: Path, suffix: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for place in ("cli.upscale", "written_file"):
        monkeypatch.setattr(f"sr_core.{place}.MAX_SR_PIXELS", 60 * 30)
    out = tmp_path / f"out{suffix}"
    assert upscale(photo, out) == 0
    expected = sr.upscale(decode(photo.read_bytes(), "a"), "bicubic", scale=2).image
    np.testing.assert_array_equal(decode(out.read_bytes(), out.name).pixels, expected.pixels)
    said = capsys.readouterr().out
    assert f"shrunk back, it differs from {photo.name} by 0." in said
    assert "30 x 20 -> 60 x 40, 8 bit" in said


@pytest.mark.parametrize(
    ("suffix", "more", "reason"),
    [
        (".webp", (), "webp files are made in memory as a whole, up to 0 megapixels; use png, tiff"),
        (".png", ("--keep-measured", "1"), "is enforced on a whole result in memory"),
    ],
)
def test_a_large_result_that_cannot_be_written_in_bands_is_refused_in_one_line(
    photo: Path,
    tmp_path: Path,
    suffix: str,
    more: tuple[str, ...],
    reason: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for place in ("cli.upscale", "written_file"):
        monkeypatch.setattr(f"sr_core.{place}.MAX_SR_PIXELS", 60 * 30)
    assert upscale(photo, tmp_path / f"out{suffix}", *more) == 2
    said = capsys.readouterr().err
    assert reason in said
    assert said.count("\n") == 1
    assert not list(tmp_path.glob("out*"))


def test_a_large_result_of_any_size_is_written_in_bands(
    photo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    how = ("--model", "bicubic", "--factor", "2.5")
    assert main(["upscale", str(photo), str(tmp_path / "whole.png"), *how]) == 0
    monkeypatch.setattr("sr_core.cli.upscale.MAX_SR_PIXELS", 1000)
    assert main(["upscale", str(photo), str(tmp_path / "bands.png"), *how]) == 0
    assert (tmp_path / "bands.png").read_bytes() == (tmp_path / "whole.png").read_bytes()
    assert "shrunk back, it differs from" in capsys.readouterr().out


def test_a_large_dicom_result_is_written_in_bands(
    radiograph: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert upscale(radiograph, tmp_path / "whole.dcm") == 0
    monkeypatch.setattr("sr_core.cli.upscale.MAX_SR_PIXELS", 1000)
    assert upscale(radiograph, tmp_path / "bands.dcm", "--keep-identity") == 0
    whole, bands = (pydicom.dcmread(tmp_path / name) for name in ("whole.dcm", "bands.dcm"))
    assert bands.PixelData == whole.PixelData
    assert bands.PatientName == pydicom.dcmread(radiograph).PatientName != ""
