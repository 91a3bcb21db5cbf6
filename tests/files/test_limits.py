from importlib import import_module

import pytest

from sr_core.decode import decode
from sr_core.errors import DecodeError
from sr_core.files.limits import Limits, limits_of

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


@pytest.mark.parametrize("value", ["0", "-1", "many", "1.5", ""])
def test_limits_that_cannot_be_are_refused(value: str) -> None:
    with pytest.raises(ValueError, match="at least 1"):
        limits_of({"SR_MAX_SIDE": value})
