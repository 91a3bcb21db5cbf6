import csv
import json
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import tifffile
from PIL import Image

from sr_core.benchmark.image_table import image_results
from sr_core.checkpoints import store
from sr_core.checkpoints.path_results import path_results
from sr_core.cli import main

from ..support.radiographs import cr


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
    assert [image.name for image in image_results(store.find_card(tiny_checkpoint))["set"]] == ["a.png", "b.png"]


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


def test_benchmark_keeps_a_path_beside_the_cards_until_its_weights_change(tiny_checkpoint: str, folder: Path) -> None:
    path = f"{tiny_checkpoint}+{tiny_checkpoint}"
    assert main(["benchmark", "--data", str(folder), "--scale", "4", "--model", path, "--write-cards"]) == 0
    card = store.find_card(tiny_checkpoint)
    [result] = path_results((card, card))
    assert (result.set, result.images) == ("set", 2)
    assert result.gain_low <= result.gain <= result.gain_high
    assert card.results == ()
    trained = replace(card, sha256="0" * 64)
    assert path_results((trained, trained)) == ()


def test_fingerprint_makes_the_benchmark_refuse_the_folder(
    tiny_checkpoint: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["fingerprint", str(folder), "--name", "none"]) == 0
    assert main(["benchmark", "--data", str(folder), "--scale", "2", "--model", tiny_checkpoint]) == 2
    assert "a.png is a training picture of edsr-tiny-x2 (none, the same file), and 1 more" in capsys.readouterr().err


def test_benchmark_json_has_null_for_an_infinite_psnr(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Image.fromarray(np.full((40, 40, 3), 90, np.uint8)).save(tmp_path / "flat.png")
    main(["benchmark", "--data", str(tmp_path), "--scale", "2", "--model", "bicubic", "--json"])
    assert json.loads(capsys.readouterr().out)["results"][0]["psnr"] is None


def test_benchmark_reports_a_missing_folder(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["benchmark", "--data", "nowhere", "--scale", "2", "--model", "bicubic"]) == 2
    assert "'nowhere' does not exist" in capsys.readouterr().err


def test_benchmark_of_temperatures_adds_errors_in_degrees(
    thermal_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["benchmark", "--data", str(thermal_folder), "--scale", "2", "--model", "bicubic", "lanczos", "--json"]
    assert main(arguments) == 0
    results = json.loads(capsys.readouterr().out)["results"]
    for result in results:
        assert 0 < result["mae_c"] <= result["rmse_c"] <= result["p999_c"] <= result["max_c"]
        assert result["max_c"] == max(image["max_c"] for image in result["images"])


def test_benchmark_of_temperatures_is_kept_beside_lanczos(tiny_checkpoint: str, thermal_folder: Path) -> None:
    scale = ["benchmark", "--data", str(thermal_folder), "--scale", "2", "--write-cards", "--model"]
    assert main([*scale, tiny_checkpoint]) == 2  # without Lanczos there is nothing to hold it against
    assert main([*scale, tiny_checkpoint, "lanczos"]) == 0
    found = store.find_card(tiny_checkpoint).results[-1]
    assert found.temperatures is not None
    assert found.temperatures.mae_c == pytest.approx(found.mae, abs=1e-4)
    assert image_results(store.find_card(tiny_checkpoint))["thermal"][0].mae_c > 0


def test_benchmark_refuses_thermograms_among_photos(
    folder: Path, thermal_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (thermal_folder / "a.png").rename(folder / "thermal.png")
    assert main(["benchmark", "--data", str(folder), "--scale", "2", "--model", "bicubic"]) == 2
    assert "thermograms and ordinary pictures have no common figures" in capsys.readouterr().err


def benchmark(data: Path, *flags: str) -> int:
    return main(["benchmark", "--data", str(data), "--scale", "2", "--model", "bicubic", "--json", *flags])


def test_benchmark_takes_a_folder_of_dicom_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("a.dcm", "IM0002"):
        (tmp_path / name).write_bytes(cr(48, 48))
    (tmp_path / "notes").write_text("no picture")
    assert benchmark(tmp_path) == 0
    table = json.loads(capsys.readouterr().out)
    assert [image["name"] for image in table["results"][0]["images"]] == ["IM0002", "a.dcm"]
    assert "rounded once, to the steps" in table["protocol"]["rounding"]


def test_benchmark_takes_a_zip(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with zipfile.ZipFile(tmp_path / "set.zip", "w") as archive:
        for path in folder.iterdir():
            archive.write(path, f"set/{path.name}")
    assert benchmark(tmp_path / "set.zip") == 0
    assert len(json.loads(capsys.readouterr().out)["results"][0]["images"]) == 2


def test_benchmark_names_every_file_that_cannot_be_read(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "x.dcm").write_bytes(cr(48, 48)[:600])
    (folder / "y.png").write_bytes(b"no picture")
    assert benchmark(folder) == 2
    error = capsys.readouterr().err
    assert ("2 of 4 files cannot be read: x.dcm: " in error, "; y.png: " in error, error.count("\n")) == (True, True, 1)


def test_benchmark_refuses_radiographs_among_photos(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "x.dcm").write_bytes(cr(48, 48))
    assert benchmark(folder) == 2
    assert "without a unit and ordinary pictures have no common figures" in capsys.readouterr().err


def test_benchmark_takes_tables_and_tiffs_of_temperatures(
    celsius: np.ndarray, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    np.savetxt(tmp_path / "a.csv", celsius, fmt="%.3f", delimiter=",", header="Temperature [degC]")
    tifffile.imwrite(tmp_path / "b.tif", celsius.astype(np.float32), description="unit=degC", metadata=None)
    (tmp_path / "readme.txt").write_text("These thermograms were made up.")
    assert benchmark(tmp_path) == 0
    table = json.loads(capsys.readouterr().out)
    first, second = table["results"][0]["images"]
    assert (first["name"], second["name"]) == ("a.csv", "b.tif")
    assert first["mae_c"] == pytest.approx(second["mae_c"], abs=1e-3)
    assert "readme.txt" in " ".join(table["notes"])


def test_tables_beside_pictures_are_none_of_them(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "manifest.csv").write_text("file,side\na.png,left\n")
    (folder / "results.csv").write_text("30.1,30.2\n30.3,30.4\n")
    assert benchmark(folder) == 0
    table = json.loads(capsys.readouterr().out)
    assert ([image["name"] for image in table["results"][0]["images"]], table["notes"]) == (["a.png", "b.png"], [])


def test_benchmark_asks_for_the_unit_of_a_silent_table_and_of_no_other(
    celsius: np.ndarray, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    np.savetxt(tmp_path / "a.csv", celsius * 1.8 + 32, fmt="%.3f", delimiter=",")
    np.savetxt(tmp_path / "b.csv", celsius, fmt="%.3f", delimiter=",", header="Temperature [degC]")
    assert benchmark(tmp_path) == 2
    assert "--unit chooses it" in capsys.readouterr().err
    assert benchmark(tmp_path, "--unit", "degF") == 0
    first, second = json.loads(capsys.readouterr().out)["results"][0]["images"]
    assert first["mae_c"] == pytest.approx(second["mae_c"], abs=1e-3)
