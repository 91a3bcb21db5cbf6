"""Lengths and angles of lines, with square pixels, with others, and without a size."""

import math

import pytest

from sr_core.errors import EngineError
from sr_core.image.measures import angle_between, line_length
from sr_core.image.regions import Region
from sr_core.types.dicom import Spacing

SQUARE, FLAT = Spacing(0.2, 0.2, ""), Spacing(0.1, 0.3, "")


def line(x0: float, y0: float, x1: float, y1: float) -> Region:
    return Region("line", x0, y0, x1, y1)


@pytest.mark.parametrize(("spacing", "expected"), [(None, 50.0), (SQUARE, 10.0), (FLAT, math.hypot(9.0, 4.0))])
def test_a_length_is_that_of_pythagoras(spacing: Spacing | None, expected: float) -> None:
    assert line_length(line(0.1, 0.1, 0.4, 0.3), 200, 100, spacing) == pytest.approx(expected)


def test_a_length_is_the_same_on_an_enlargement() -> None:
    drawn, finer = line(0.1, 0.2, 0.7, 0.9), Spacing(0.05, 0.05, "")
    assert line_length(drawn, 400, 800, finer) == pytest.approx(line_length(drawn, 100, 200, SQUARE))


@pytest.mark.parametrize("degrees", [0.0, 17.0, 45.0, 89.0, 90.0])
@pytest.mark.parametrize("turned", [False, True])
def test_an_angle_is_the_one_that_was_drawn_from_whichever_end(degrees: float, turned: bool) -> None:
    across, down = 0.3 * math.cos(math.radians(degrees)), 0.3 * math.sin(math.radians(degrees))
    ends = (0.5, 0.5, 0.5 + across, 0.5 + down)
    second = line(*(ends[2:] + ends[:2] if turned else ends))
    found = angle_between(line(0.1, 0.2, 0.6, 0.2), second, 100, 100, None)
    assert found == pytest.approx(degrees, abs=1e-6)


def test_the_smaller_angle_is_told() -> None:
    assert angle_between(line(0, 0, 1, 0), line(1, 0, 0, 1), 100, 100, None) == pytest.approx(45.0)


def test_pixels_that_are_not_square_turn_lines() -> None:
    assert angle_between(line(0, 0, 1, 0), line(0, 0, 1, 1), 300, 100, FLAT) == pytest.approx(45.0)


@pytest.mark.parametrize("other", [Region("box", 0, 0, 1, 1), line(0.5, 0.5, 0.5, 0.5)])
def test_an_angle_needs_two_lines(other: Region) -> None:
    with pytest.raises(EngineError, match="line"):
        angle_between(line(0, 0, 1, 0), other, 100, 100, None)
