"""Files that appear whole or not at all."""

from pathlib import Path

import pytest

from sr_core.errors import EncodeError
from sr_core.files.whole_file import OpenFile, whole_file, write_whole


def test_bytes_are_appended_and_replaced(tmp_path: Path) -> None:
    with whole_file(tmp_path / "a") as file:
        file.write(b"0123")
        file.rewrite(1, b"xy")
        file.write(b"4")
        assert not (tmp_path / "a").exists()
    assert (tmp_path / "a").read_bytes() == b"0xy34"


def test_what_was_there_stays_until_all_is_written(tmp_path: Path) -> None:
    target = tmp_path / "a"
    target.write_bytes(b"old")
    with pytest.raises(TypeError), whole_file(target) as file:
        file.write("text")  # type: ignore[arg-type]
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"old"]
    write_whole(target, b"new")
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"new"]


def test_an_error_of_the_content_is_not_one_of_the_disk(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="elsewhere"), whole_file(tmp_path / "a"):
        raise ValueError("elsewhere")


def test_a_full_disk_is_one_sentence() -> None:
    with open("/dev/full", "wb", buffering=0) as full, pytest.raises(EncodeError, match="a: cannot be written"):
        OpenFile(full, Path("a")).write(b"0")


def test_a_folder_that_is_gone_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(EncodeError, match="cannot be written"), whole_file(tmp_path / "gone" / "a"):
        pass
