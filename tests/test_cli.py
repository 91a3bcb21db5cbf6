import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from sr_core.checkpoints import store
from sr_core.cli import main
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
    assert set(table) == {"data", "scale", "protocol", "results"}
    assert set(table["results"][1]) == {"model", "psnr", "ssim", "mae", "seconds", "images"}
    assert table["results"][1]["images"][0]["name"] == "a.png"


def test_benchmark_writes_its_result_into_the_card(tiny_checkpoint: str, folder: Path) -> None:
    main(["benchmark", "--data", str(folder), "--scale", "2", "--model", tiny_checkpoint, "--write-cards"])
    [result] = store.find_card(tiny_checkpoint).results
    assert (result.set, result.images) == ("set", 1)
    assert np.isfinite(result.gain)


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
