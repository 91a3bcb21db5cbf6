"""The size that one asks for, in pixels of a given picture."""

import numpy as np
import pytest

import sr_core as sr
from sr_core.target import read_print, read_size


def blank(width: int, height: int) -> sr.DecodedImage:
    return sr.DecodedImage(np.zeros((height, width, 1), np.uint8))


@pytest.mark.parametrize(
    ("target", "picture", "expected"),
    [
        (sr.Target(width=1920), (640, 427), (1920, 1281)),
        (sr.Target(height=1080), (640, 427), (1619, 1080)),  # 640 * 1080 / 427 = 1618.7
        (sr.Target(width=1920, height=1080), (640, 427), (1619, 1080)),
        (sr.Target(width=1920, height=1080), (1000, 250), (1920, 480)),
        (sr.Target(factor=2.5), (101, 31), (253, 78)),  # 252.5 and 77.5: halves go up
        (sr.Target(factor=1.15), (10, 30), (12, 35)),  # 11.5, which the nearest float of 1.15 is just below
        (sr.Target(factor=0.25), (640, 428), (160, 107)),
        (sr.printed(10, 15, "cm", dpi=300), (4000, 3000), (1575, 1181)),  # 10 cm are 1181.1 pixels
        (sr.printed(10, 15, "cm", dpi=300), (3000, 4000), (1181, 1575)),
        (sr.printed(15, 10, "cm", dpi=300), (3000, 4500), (1181, 1772)),
        (sr.printed(4, 6, "inch", dpi=150), (3000, 2000), (900, 600)),
    ],
)
def test_size_keeps_the_aspect_ratio_to_the_nearest_pixel(
    target: sr.Target, picture: tuple[int, int], expected: tuple[int, int]
) -> None:
    size = target.size(blank(*picture))
    assert (size.width, size.height) == expected


def test_size_never_leaves_the_box_it_fits_in() -> None:
    rng = np.random.default_rng(0)
    for width, height, wide, high in rng.integers(20, 3000, (500, 4)).tolist():
        size = sr.Target(width=wide, height=high).size(
            sr.DecodedImage(np.broadcast_to(np.uint8(0), (height, width, 1)))
        )
        assert size.width <= wide
        assert size.height <= high
        assert size.width == wide or size.height == high


@pytest.mark.parametrize(
    ("width", "scale"), [(50, 1), (100, 1), (101, 2), (200, 2), (201, 3), (301, 4), (401, 8), (800, 8)]
)
def test_scale_is_the_smallest_that_reaches_the_size(width: int, scale: int) -> None:
    assert sr.Target(width=width).scale(blank(100, 67)) == scale


def test_size_beyond_the_largest_scale_is_refused_with_the_largest_possible() -> None:
    with pytest.raises(sr.EngineError, match=r"most 800 x 536 pixels \(8 times\), found a size of 801 x 537"):
        sr.Target(width=801).scale(blank(100, 67))


def test_part_is_enlarged_as_the_whole_picture_would_be() -> None:
    target, image = sr.Target(width=1500), blank(600, 400)
    assert target.size(image, sr.Part(0, 0, 100, 201)) == sr.Size(250, 503)  # 2.5 times; 502.5


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("1920x", sr.Target(width=1920)),
        ("x1080", sr.Target(height=1080)),
        (" 1920X1080 ", sr.Target(width=1920, height=1080)),
    ],
)
def test_sizes_are_read_as_they_are_written(text: str, target: sr.Target) -> None:
    assert read_size(text) == target


@pytest.mark.parametrize("text", ["10x15cm", "10.0 x 15 cm", "10X15CM"])
def test_prints_are_read_as_they_are_written(text: str) -> None:
    assert read_print(text, 300) == sr.Target(width=1181, height=1772, dpi=300)


def test_print_is_read_in_inches() -> None:
    assert read_print("4x6in", 150) == sr.Target(width=600, height=900, dpi=150)


@pytest.mark.parametrize("text", ["", "x", "1920", "wide", "-1x2", "1920x1080px", "1٣x", "1" * 10_000 + "x"])
def test_other_words_for_a_size_are_refused(text: str) -> None:
    with pytest.raises(sr.EngineError, match="is written 1920x"):
        read_size(text)


@pytest.mark.parametrize("text", ["10x15", "10cm", "10x15mm", "axbcm", "1e9x2cm"])
def test_other_words_for_a_print_are_refused(text: str) -> None:
    with pytest.raises(sr.EngineError, match="is written 10x15cm"):
        read_print(text, 300)


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (lambda: sr.Target(), "a width, a height or both"),
        (lambda: sr.Target(width=4, factor=2.0), "or else a factor"),
        (lambda: sr.Target(width=0), "at least 1 pixel"),
        (lambda: sr.Target(factor=float("nan")), "above 0, found nan"),
        (lambda: sr.Target(factor=-2.0), "above 0, found -2"),
        (lambda: sr.printed(10, 15, "cm", dpi=0), "1 to 4800 dpi, found 0"),
        (lambda: sr.printed(0, 15, "cm", dpi=300), "two sides above 0"),
        (lambda: sr.printed(1, 15, "ft", dpi=300), "cm or inch, found 'ft'"),
        (lambda: sr.Target(width=1).size(blank(1000, 3)), "at least 1 pixel on each side, found 1 x 0"),
    ],
)
def test_what_is_no_size_is_refused(made: object, said: str) -> None:
    with pytest.raises(sr.EngineError, match=said):
        made()


def test_print_says_its_size_on_paper() -> None:
    assert sr.Size(1772, 1181, dpi=300).paper_text == "10.0 x 15.0 cm (3.9 x 5.9 in) at 300 dpi"
    assert sr.Size(1772, 1181).paper_text == ""


@pytest.mark.parametrize(
    ("size", "scale", "method", "said"),
    [
        (sr.Size(134, 200), 2, "edsr-x2", "EDSR enlarges 2 times, which is 200 x 134."),
        (
            sr.Size(120, 179),
            2,
            "edsr-x2",
            "EDSR enlarges 2 times, then the picture is reduced to 179 x 120 by bicubic.",
        ),
        (sr.Size(120, 179), 2, "bicubic", "EDSR enlarges to 179 x 120 directly."),
        (sr.Size(60, 90), 1, "bicubic", "it is only reduced, by bicubic and without a network."),
        (sr.Size(67, 100), 1, "bicubic", "The picture has this size already and stays as it is."),
    ],
)
def test_plan_says_what_is_done(size: sr.Size, scale: int, method: str, said: str) -> None:
    assert said in sr.plan_text(blank(100, 67), size, scale, method, "EDSR")
