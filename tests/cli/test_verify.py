"""The verb `verify`, and the bundles that `upscale` writes."""

from pathlib import Path

import pytest
from PIL import Image

from sr_core.cli import main

from ..support.pictures import smooth_picture


@pytest.fixture
def written(photo: Path, tmp_path: Path, tiny_checkpoint: str) -> Path:
    place = tmp_path / "made.zip"
    options = ["--model", tiny_checkpoint, "--bundle", str(place)]
    assert main(["upscale", str(photo), str(tmp_path / "o.png"), *options]) == 0
    return place


def test_bundle_of_upscale_is_made_again(written: Path, photo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", str(written), str(photo)]) == 0
    said = capsys.readouterr().out
    assert "The result was made again with the same bytes: all 7,200 values are equal." in said
    assert photo.name.encode() not in written.read_bytes()


def test_bundle_alone_is_checked(written: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", str(written)]) == 0
    assert "Not checked: Whether this result was made from the picture" in capsys.readouterr().out


def test_another_picture_ends_with_1(written: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Image.fromarray(smooth_picture(20, 30, seed=7)).save(tmp_path / "other.png")
    assert main(["verify", str(written), str(tmp_path / "other.png")]) == 1
    assert "NOT THE SAME: This is not the picture that the result was made from" in capsys.readouterr().out


@pytest.mark.parametrize("content", [b"", b"PK\3\4 no bundle", b"x" * 3000])
def test_what_is_no_bundle_ends_with_2_in_one_line(
    tmp_path: Path, content: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "b.zip").write_bytes(content)
    assert main(["verify", str(tmp_path / "b.zip")]) == 2
    said = capsys.readouterr()
    assert (said.out, said.err.count("\n")) == ("", 1)
    assert said.err.startswith("b.zip: expected a readable ZIP archive")


def test_bundle_needs_a_name_of_its_own(photo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = str(tmp_path / "o.png")
    assert main(["upscale", str(photo), out, "--model", "bicubic", "--scale", "2", "--bundle", out]) == 2
    assert "a bundle needs a name of its own that ends in .zip" in capsys.readouterr().err
    assert not (tmp_path / "o.png").exists()
