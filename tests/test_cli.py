import csv
import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from sr_core.checkpoints import store
from sr_core.cli import main
from sr_core.evaluation.image_table import image_results
from sr_core.imaging.decode import decode

from .pictures import smooth_picture


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


def test_benchmark_json_is_one_document(tiny_checkpoint: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["benchmark", "--data", str(folder), "--scale", "2", "--model", "bicubic", tiny_checkpoint, "--json"])
    table = json.loads(capsys.readouterr().out)
    assert set(table) == {"data", "scale", "protocol", "interval", "hardware", "notes", "results"}
    assert set(table["results"][1]) == {
        "model", "scale", "psnr", "ssim", "mae", "seconds", "megapixels", "bicubic_psnr", "bicubic_ssim", "gain",
        "psnr_low", "psnr_high", "gain_low", "gain_high", "parameters", "multiplications", "images", "steps",
    }  # fmt: skip
    assert table["results"][1]["images"][0]["name"] == "a.png"


def test_benchmark_writes_its_result_into_the_card(tiny_checkpoint: str, folder: Path) -> None:
    main(["benchmark", "--data", str(folder), "--scale", "2", "--model", tiny_checkpoint, "--write-cards"])
    [result] = store.find_card(tiny_checkpoint).results
    assert (result.set, result.images) == ("set", 2)
    assert result.gain_low <= result.gain <= result.gain_high
    assert [image.name for image in image_results(tiny_checkpoint)["set"]] == ["a.png", "b.png"]


def test_benchmark_writes_a_csv_row_per_method_and_picture(tiny_checkpoint: str, folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    path = f"{tiny_checkpoint}+{tiny_checkpoint}"
    main(["benchmark", "--data", str(folder), "--scale", "4", "--model", "bicubic", path, "--csv", str(out)])
    with out.open(newline="") as file:
        rows = [(row["model"], row["scale"], row["step_of"], row["name"]) for row in csv.DictReader(file)]
    names = ("a.png", "b.png")
    assert rows == [
        *(("bicubic", "4", "", name) for name in names),
        *((path, "4", "", name) for name in names),
        *((tiny_checkpoint, "2", path, name) for name in names),
    ]


def test_benchmark_shows_the_steps_of_a_path(
    tiny_checkpoint: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["benchmark", "--data", str(folder), "--scale", "4", "--model", f"{tiny_checkpoint}+{tiny_checkpoint}"])
    assert f"\n  x2 {tiny_checkpoint} " in capsys.readouterr().out


def test_benchmark_does_not_write_a_path_into_a_card(
    tiny_checkpoint: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = f"{tiny_checkpoint}+{tiny_checkpoint}"
    assert main(["benchmark", "--data", str(folder), "--scale", "4", "--model", path, "--write-cards"]) == 2
    assert "cards hold single checkpoints" in capsys.readouterr().err


def test_fingerprint_makes_the_benchmark_refuse_the_folder(
    tiny_checkpoint: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["fingerprint", str(folder), "--name", "none"]) == 0
    assert main(["benchmark", "--data", str(folder), "--scale", "2", "--model", tiny_checkpoint]) == 2
    assert "a.png is a training picture of edsr-tiny-x2 (none, the same file), and 1 more" in capsys.readouterr().err


def test_usage_errors_are_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["upscale", "a.png", "b.png", "--model", "bicubic", "--scale", "5"])
    assert (stopped.value.code, capsys.readouterr().err.count("\n")) == (2, 1)


def test_benchmark_json_has_null_for_an_infinite_psnr(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Image.fromarray(np.full((40, 40, 3), 90, np.uint8)).save(tmp_path / "flat.png")
    main(["benchmark", "--data", str(tmp_path), "--scale", "2", "--model", "bicubic", "--json"])
    assert json.loads(capsys.readouterr().out)["results"][0]["psnr"] is None


def test_benchmark_reports_a_missing_folder(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["benchmark", "--data", "nowhere", "--scale", "2", "--model", "bicubic"]) == 2
    assert "'nowhere' does not exist" in capsys.readouterr().err
