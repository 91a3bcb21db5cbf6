import json
from pathlib import Path

import pytest

from sr_core.cli import digits as verb
from sr_core.cli import main
from sr_core.digits.drawn import drawn_digits
from sr_core.digits.record import RECORD_FILE

from ..support.idx_file import write_digits, write_tiny_classifier
from ..support.zoo import write_tiny_checkpoint


@pytest.fixture
def digits_folder(tmp_path: Path) -> Path:
    digits = drawn_digits(12)
    write_digits(tmp_path / "drawn", "t10k", digits.pixels, digits.labels)
    return tmp_path / "drawn"


def test_digits_prints_one_json_document(models: Path, digits_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_tiny_classifier(models)
    name = write_tiny_checkpoint(models).id
    assert main(["digits", "--data", str(digits_folder), "--scale", "2", "--model", name, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["set"], found["count"]) == ("drawn/test", 12)
    assert [(r["scale"], r["method"]) for r in found["results"]] == [(1, "original"), (2, "bicubic"), (2, name)]
    assert all(sum(map(sum, r["confusion"])) == 12 for r in found["results"])


def test_written_results_are_kept_and_not_measured_again(
    models: Path, digits_folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_tiny_classifier(models).folder
    call = ["digits", "--data", str(digits_folder), "--scale", "2", "--write", "--model", "lanczos"]
    assert main(call) == 0
    first = (folder / RECORD_FILE).read_bytes()
    measured, true = [], verb.read_enlarged

    def note(*arguments: object) -> object:
        measured.append(arguments[2])
        return true(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(verb, "read_enlarged", note)
    assert main(call) == 0
    assert measured == ["bicubic"]
    assert main([*call, "--again"]) == 0
    assert measured == ["bicubic", "bicubic", "lanczos"]
    assert (folder / RECORD_FILE).read_bytes() == first
    assert "95 % interval" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--count", "0"], "--count must be at least 1, found 0"),
        (["--count", "3", "--write"], "--write keeps results of the whole set"),
        (["--model", "edsr-x4"], "unknown checkpoint 'edsr-x4'"),
        (["--part", "train"], "expected the IDX file train-images-idx3-ubyte"),
    ],
)
def test_a_mistake_is_one_line(
    arguments: list[str], said: str, models: Path, digits_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_tiny_classifier(models)
    assert main(["digits", "--data", str(digits_folder), "--scale", "2", *arguments]) == 2
    assert said in capsys.readouterr().err
