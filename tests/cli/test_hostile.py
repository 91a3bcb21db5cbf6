"""The command line used wrongly: one line on stderr, exit code 2 or 130, no traceback, nothing half-written."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from sr_core.cli import main

from ..support.pictures import smooth_picture

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "photo.png"
    Image.fromarray(smooth_picture(20, 30)).save(path)
    return path


def upscale(source: object, out: object, *more: str) -> int:
    return main(["upscale", str(source), str(out), "--model", "bicubic", "--scale", "2", *more])


def refused(capsys: pytest.CaptureFixture[str], said: str) -> None:
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert said in err


@pytest.mark.parametrize(
    ("out", "said"), [("a" * 400 + ".png", "File name too long"), ("a\0.png", "null"), ("photo.png/o.png", "no folder")]
)
def test_an_output_that_no_file_can_be_is_refused_before_the_run(
    photo: Path, tmp_path: Path, out: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert upscale(photo, tmp_path / out) == 2
    refused(capsys, said)


def test_a_folder_that_is_read_only_is_refused_before_the_run(
    photo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("os.access", lambda path, mode: mode != os.W_OK)
    monkeypatch.setattr("sr_core.cli.upscale.enlarge", lambda *_, **__: pytest.fail("ran"))
    assert upscale(photo, tmp_path / "o.png") == 2
    refused(capsys, "Permission denied")


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="needs a device without end")
def test_a_device_without_end_is_not_read_to_its_end(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert upscale("/dev/zero", tmp_path / "o.png") == 2
    refused(capsys, "/dev/zero: expected a file of at most")


def test_16_bits_for_webp_are_refused_before_the_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Image.fromarray(np.full((20, 30), 40_000, np.uint16)).save(tmp_path / "a.png")
    assert upscale(tmp_path / "a.png", tmp_path / "o.webp") == 2
    refused(capsys, "o.webp: needs one of .png, .tif, .tiff, found '.webp'")


def test_a_wrong_frame_of_a_picture_is_told_in_the_words_of_the_command_line(
    photo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert upscale(photo, tmp_path / "o.png", "--frame", "2") == 2
    refused(capsys, "found PNG; choose no frame")


def test_integers_without_a_unit_name_the_flags_that_help(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import tifffile

    tifffile.imwrite(tmp_path / "a.tif", np.arange(600, dtype=np.int32).reshape(20, 30))
    assert upscale(tmp_path / "a.tif", tmp_path / "o.tif") == 2
    refused(capsys, "--scaling, or --unit")


def benchmark(folder: Path, csv: object) -> int:
    return main(["benchmark", "--data", str(folder), "--scale", "2", "--model", "bicubic", "--csv", str(csv)])


@pytest.mark.parametrize("csv", ["", ".", "nowhere/x.csv", "a" * 400])
def test_a_table_that_cannot_be_written_is_refused_before_the_benchmark(
    photo: Path, tmp_path: Path, csv: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sr_core.cli.benchmark.run_benchmark", lambda *_, **__: pytest.fail("ran"))
    monkeypatch.chdir(tmp_path)
    assert benchmark(tmp_path, csv) == 2
    refused(capsys, "")
    assert [path.name for path in tmp_path.iterdir()] == [photo.name]


def test_a_file_whose_name_is_no_text_has_a_row_in_the_table(photo: Path, tmp_path: Path) -> None:
    folder, out = tmp_path / "set", tmp_path / "out.csv"
    folder.mkdir()
    try:
        (folder / os.fsdecode(b"\xff.png")).write_bytes(photo.read_bytes())
    except OSError:
        pytest.skip("this file system takes names of UTF-8 only")
    assert benchmark(folder, out) == 0
    assert "\\udcff.png" in out.read_text("utf-8")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out.csv", "photo.png", "set"]


def test_temperatures_that_no_reader_knows_leave_the_visible_picture_and_a_note(
    photo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "set"
    folder.mkdir()
    Image.open(photo).save(folder / "dji.jpg")
    plain = (folder / "dji.jpg").read_bytes()
    (folder / "dji.jpg").write_bytes(plain[:2] + b"\xff\xe4\0\x0a\xaa\x55\x12\x06abcd" + plain[2:])
    assert upscale(folder / "dji.jpg", tmp_path / "o.png") == 0
    assert "radiometric JPEG of DJI" in capsys.readouterr().out
    assert main(["benchmark", "--data", str(folder), "--scale", "2", "--model", "bicubic", "--json"]) == 0
    assert "dji.jpg: This is a radiometric JPEG of DJI" in capsys.readouterr().out
    assert upscale(folder / "dji.jpg", tmp_path / "p.tif", "--unit", "degC") == 2
    refused(capsys, "choose none")


def test_cards_are_not_written_with_the_name_of_a_set_that_no_card_can_hold(
    tiny_checkpoint: str, photo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "two\nlines"
    folder.mkdir()
    arguments = ["benchmark", "--data", str(folder), "--scale", "2", "--model", tiny_checkpoint, "--write-cards"]
    assert main(arguments) == 2
    refused(capsys, "rename the folder")


def test_a_picture_too_small_for_the_benchmark_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Image.new("RGB", (1, 1)).save(tmp_path / "dot.png")
    assert main(["benchmark", "--data", str(tmp_path), "--scale", "2", "--model", "bicubic"]) == 2
    refused(capsys, "dot.png: too small for x2")


def test_a_number_of_threads_beyond_any_machine_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["train", str(ROOT / "models/srcnn-x2/train.toml"), "--threads", "9" * 30]) == 2
    refused(capsys, "--threads must be 1 to 1024")


CAMPAIGNS = (
    "runs = 5", "runs = [1]", '[[runs]]\nid = 3\nhours = 1\nsets = ["a"]\nfloor = 1\naim = 1',
    '[[runs]]\nid = "a"\nhours = "1"\nsets = ["a"]\nfloor = 1\naim = 1',
    '[[runs]]\nid = "a"\nhours = nan\nsets = ["a"]\nfloor = 1\naim = 1',
    '[[runs]]\nid = "a"\nhours = 1\nsets = "a"\nfloor = 1\naim = 1', f"a = {'[' * 20_000}{']' * 20_000}",
    f"a = {'9' * 5000}",
)  # fmt: skip


@pytest.mark.parametrize("text", CAMPAIGNS)
def test_a_campaign_that_is_none_is_one_line(tmp_path: Path, text: str, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "campaign.toml").write_text(text)
    assert main(["campaign", str(tmp_path / "campaign.toml")]) == 2
    refused(capsys, "campaign.toml")


@pytest.mark.parametrize("line", ["blurs = 5", 'blurs = ["a"]', 'fresh = "head"', "fresh = [1]", "steps = true"])
def test_a_recipe_with_a_value_of_another_kind_is_one_line(
    tmp_path: Path, line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    known = (ROOT / "models/srcnn-x2/train.toml").read_text("utf-8")
    key = line.partition(" ")[0]
    kept = "\n".join(row for row in known.splitlines() if not row.startswith(f"{key} ="))
    (tmp_path / "train.toml").write_text(f"{line}\n{kept}")
    assert main(["train", str(tmp_path / "train.toml"), "--data", "nowhere"]) == 2
    refused(capsys, key)


def started(command: str) -> "subprocess.Popen[bytes]":
    arguments = ["bash", "-c", f"exec {sys.executable} -m sr_core {command}"]
    return subprocess.Popen(arguments, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def test_stdout_that_is_closed_is_no_error() -> None:
    process = started("models >&-")
    assert process.communicate(timeout=60)[1] == b""
    assert process.returncode == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_stdout_on_a_full_disc_is_one_line() -> None:
    process = started("models > /dev/full")
    said = process.communicate(timeout=60)[1].decode()
    assert (process.returncode, said.count("\n")) == (2, 1)
    assert "No space left on device" in said
