import numpy as np
import pytest

from sr_core.image.palettes import palette_picture
from sr_core.image.region_drawing import draw_regions
from sr_core.image.regions import Region
from sr_core.types import DecodedImage

GREY = np.full((120, 160, 3), 128, np.uint8)


def changed(region: Region, pixels: np.ndarray = GREY) -> np.ndarray:
    return (draw_regions(pixels, [region]) != pixels).any(axis=2)


def test_a_box_is_drawn_white_on_its_edge_and_dark_beside_it() -> None:
    found = draw_regions(GREY, [Region("box", 0.25, 0.25, 0.75, 0.75)])
    assert found[30, 40:120].tolist() == found[89, 40:120].tolist() == [[255] * 3] * 80
    assert found[30:90, 40].tolist() == found[30:90, 119].tolist() == [[255] * 3] * 60
    for row, column in ((29, 80), (31, 80), (88, 80), (90, 80), (60, 39), (60, 41), (60, 118), (60, 120)):
        assert found[row, column].tolist() == [0, 0, 0]
    assert (found[32:88, 42:118] == 128).all()


def test_an_ellipse_a_line_and_a_spot_are_drawn_where_they_lie() -> None:
    ellipse = changed(Region("ellipse", 0.25, 0.25, 0.75, 0.75))
    assert ellipse[30, 80]
    assert ellipse[60, 40]
    assert not ellipse[33, 43]
    line = changed(Region("line", 0.0, 0.5, 1.0, 0.5))
    assert line[60].all()
    assert not line[:58].any()
    spot = changed(Region("spot", 0.5, 0.5, 0.5, 0.5))
    assert spot[60, 80]
    assert not spot[:50].any()


@pytest.mark.parametrize("region", [Region("box", 0, 0, 0.1, 0.1, "left knee"), Region("spot", 1, 1, 1, 1, "B1")])
def test_a_label_stays_inside_of_the_picture(region: Region) -> None:
    outline = changed(Region(region.kind, region.x0, region.y0, region.x1, region.y1))
    label = changed(region) & ~outline
    assert label.sum() > 30
    assert not label[:, [0, -1]].all(axis=0).any()


def test_the_picture_that_is_given_is_not_changed() -> None:
    before = GREY.copy()
    draw_regions(GREY, [Region("box", 0, 0, 1, 1, "B1")])
    np.testing.assert_array_equal(GREY, before)


@pytest.mark.parametrize("kind", ["box", "ellipse", "line", "spot"])
@pytest.mark.parametrize("shape", [(1, 1), (3, 500), (1000, 7)])
def test_regions_without_extent_and_pictures_of_any_shape_are_drawn(kind: str, shape: tuple[int, int]) -> None:
    pixels = np.zeros((*shape, 3), np.uint8)
    for places in ((0.5, 0.5, 0.5, 0.5), (1.0, 1.0, 0.0, 0.0)):
        assert draw_regions(pixels, [Region(kind, *places, "x" * 24)]).shape == pixels.shape


def test_a_picture_with_its_scale_shows_regions_where_they_are_asked_for_only() -> None:
    celsius = np.linspace(20, 30, 160, dtype=np.float32)[None, :, None].repeat(120, 0)
    image = DecodedImage(celsius, unit="degC")
    plain = palette_picture(image, "iron", 20, 30).pixels
    drawn = palette_picture(image, "iron", 20, 30, regions=[Region("box", 0.25, 0.25, 0.75, 0.75, "B1")]).pixels
    assert plain.shape == drawn.shape
    np.testing.assert_array_equal(plain[:, 160:], drawn[:, 160:])
    assert (plain[:, :160] != drawn[:, :160]).any()
