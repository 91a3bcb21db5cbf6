"""Limits of what is decoded, and the environment variables that set them."""

import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from sr_core.decode import decode
from sr_core.errors import DecodeError, SRError
from sr_core.files.limits import Limits, limits_of

ROOT = Path(__file__).resolve().parents[2]
SMALL = Limits(file_mb=1, megapixels=1, side=2000, memory_mb=2, frames=3)


@pytest.mark.parametrize(
    ("size", "message"),
    [
        ((0, 5, 8), "at least 1 x 1 pixels, found 0 x 5"),
        ((1001, 1000, 8), r"at most 1 megapixels, found 1001 x 1000 \(1 megapixels\)"),
        ((2001, 1, 8), "sides of at most 2,000 pixels, found 2001 x 1"),
        ((1000, 1000, 24), r"at most 2 MB once unpacked, found 1000 x 1000 of 24 bits per pixel \(3 MB\)"),
    ],
)
def test_a_picture_over_a_limit_names_it(size: tuple[int, int, int], message: str) -> None:
    with pytest.raises(DecodeError, match=message):
        SMALL.check_picture(*size)


def test_a_picture_at_every_limit_passes() -> None:
    SMALL.check_picture(1000, 1000, 16)
    SMALL.check_picture(2000, 500, 8)


def test_too_many_frames_are_refused() -> None:
    SMALL.check_frames(3, "frames")
    with pytest.raises(DecodeError, match="at most 3 pages, found more"):
        SMALL.check_frames(4, "pages")


def test_a_file_over_the_limit_is_refused_before_anything_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_module("sr_core.decode"), "LIMITS", SMALL)
    with pytest.raises(DecodeError, match="a file of at most 1 MB, found 3 MB"):
        decode(b"x" * (3 * 2**20), "large.png")


def test_limits_are_read_from_the_environment() -> None:
    assert limits_of({"SR_MAX_MEGAPIXELS": "16", "SR_MAX_FILE_MB": "32"}) == Limits(megapixels=16, file_mb=32)


@pytest.mark.parametrize("value", ["0", "-1", "many", "1.5", "", "\u0661", "9" * 5000])
def test_limits_that_cannot_be_are_refused(value: str) -> None:
    with pytest.raises(SRError, match="SR_MAX_SIDE: expected a whole number from 1 to 999999999, found "):
        limits_of({"SR_MAX_SIDE": value})


def test_the_command_line_names_a_limit_that_cannot_be_in_one_line() -> None:
    done = with_bad_limit("-m", "sr_core", "models")
    assert done.returncode == 2
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1
    assert done.stderr.startswith("SR_MAX_SIDE: expected a whole number from 1 to 999999999, found 'many'; correct")


def test_nothing_is_decoded_within_other_limits_than_were_meant() -> None:
    done = with_bad_limit("-c", "import sr_core as sr; sr.decode(b'P5 1 1 255 a', 'a.pgm')")
    assert "sr_core.errors.SRError: SR_MAX_SIDE: expected a whole number" in done.stderr


def with_bad_limit(*arguments: str) -> "subprocess.CompletedProcess[str]":
    """Run Python with a limit that is no number."""
    environment = {**os.environ, "SR_MAX_SIDE": "many"}
    return subprocess.run([sys.executable, *arguments], cwd=ROOT, env=environment, capture_output=True, text=True)
