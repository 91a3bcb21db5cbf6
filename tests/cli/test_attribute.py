"""The verb `attribute`."""

import json
from pathlib import Path

import pytest

import sr_core as sr
from sr_core.cli import main


def test_attribute_prints_json_and_writes_the_picture(
    tiny_checkpoint: str, photo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "why.png"
    options = ["--model", tiny_checkpoint, "bicubic", "--patch", "20", "10", "16", "--out", str(out), "--json"]
    assert main(["attribute", str(photo), *options]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [row["model"] for row in found["results"]] == [tiny_checkpoint, "bicubic"]
    assert all(0 < row["diffusion_index"] < 100 and row["mismatch"] < 0.05 for row in found["results"])
    assert sr.decode(out.read_bytes(), "why.png").shape_text == f"{2 * 30 * 6 + 12} x {20 * 6}"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--model", "bicubic", "--patch", "0", "0", "16"], "--scale with bicubic"),
        (["--model", "bicubic", "--scale", "2", "--patch", "99", "0", "16"], "within the result of 60 x 40 pixels"),
        (["--model", "bicubic", "--scale", "2", "--patch", "0", "0", "16", "--out", "a.jpg"], "ends in .png"),
        (["--model", "no-x2", "--patch", "0", "0", "16"], "unknown checkpoint"),
    ],
)
def test_attribute_refuses_in_one_line(
    tiny_checkpoint: str, photo: Path, capsys: pytest.CaptureFixture[str], options: list[str], message: str
) -> None:
    assert main(["attribute", str(photo), *options]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert message in said
