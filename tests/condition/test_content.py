import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from sr_core.condition.content import Content, measure_content
from sr_core.condition.samples import take_samples
from sr_core.types import DecodedImage

from ..support.scenes import dead_leaves, decoded, saved


def screen() -> Image.Image:
    """Dark text on white and two filled boxes."""
    picture = Image.new("RGB", (320, 240), (255, 255, 255))
    draw = ImageDraw.Draw(picture)
    for row in range(10, 220, 20):
        draw.text((10, row), "The quick brown fox jumps over the lazy dog", (20, 20, 20), ImageFont.load_default(12))
    draw.rectangle((250, 20, 300, 90), (30, 90, 200))
    draw.rectangle((250, 120, 300, 190), (200, 60, 40))
    return picture


def measured(image: DecodedImage) -> Content:
    return measure_content(take_samples(image), image.peak)


def test_screen_is_a_graphic_also_as_a_jpeg() -> None:
    assert measured(decoded(screen())).kind == "graphic"
    assert measured(decoded(saved(screen(), 75)[0])).kind == "graphic"


@pytest.mark.parametrize("seed", range(3))
def test_leaves_are_a_photograph(seed: int) -> None:
    assert measured(decoded(dead_leaves(256, seed))).kind == "photograph"


def test_signs_of_a_chessboard_are_counted_by_hand() -> None:
    board = np.kron(np.indices((4, 4)).sum(axis=0) % 2, np.ones((10, 10), int)).astype(np.uint8)[..., None]
    found = measured(DecodedImage(board * np.uint8(200)))
    assert (found.common, found.hard) == (1.0, 1.0)


def test_hard_edges_are_a_share_of_all_edges() -> None:
    row = np.array([0, 10, 20, 30, 130, 130, 130], np.uint8)  # three soft edges and a hard one
    found = measured(DecodedImage(np.tile(row, (5, 1))[..., None]))
    assert found.hard == pytest.approx(0.25)


def test_colours_of_16_bits_count_as_those_of_8() -> None:
    pixels = np.asarray(screen())
    deep = DecodedImage(pixels.astype(np.uint16) * np.uint16(257))
    assert measured(deep) == measured(DecodedImage(pixels))


def test_single_pixel_is_a_photograph() -> None:
    assert measured(DecodedImage(np.zeros((1, 1, 3), np.uint8))).kind == "photograph"
