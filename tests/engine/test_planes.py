import numpy as np
import pytest

from sr_core.engine.planes import Canvas, Rectangle, to_planes
from sr_core.types import DecodedImage

from ..support.pictures import smooth_picture

HALVES = (
    Rectangle(slice(0, 9), slice(0, 40)),
    Rectangle(slice(9, 30), slice(0, 17)),
    Rectangle(slice(9, 30), slice(17, 40)),
)


def larger(planes: np.ndarray) -> np.ndarray:
    return planes.repeat(3, -1).repeat(3, -2)


def drawn(image: DecodedImage, channels: str, parts: tuple[Rectangle, ...]) -> np.ndarray:
    canvas = Canvas.blank(image, channels=channels, scale=3)
    for part in parts:
        canvas.write(part, larger(to_planes(image, part, channels=channels, value_range=canvas.value_range)))
    return canvas.picture().pixels


@pytest.mark.parametrize("channels", ["rgb", "y", "gray"])
@pytest.mark.parametrize("colours", [1, 3])
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_parts_make_the_same_picture_as_the_whole(channels: str, colours: int, dtype: type) -> None:
    image = DecodedImage(smooth_picture(30, 40)[..., :colours].astype(dtype))
    np.testing.assert_array_equal(drawn(image, channels, HALVES), drawn(image, channels, (Rectangle.whole(image),)))


def test_measured_values_are_not_rounded() -> None:
    values = np.linspace(20.0, 37.0, 1200, dtype=np.float32).reshape(30, 40, 1)
    pixels = drawn(DecodedImage(values, unit="degC"), "gray", HALVES)
    np.testing.assert_allclose(pixels[::3, ::3], values, atol=1e-5)


def test_alpha_is_enlarged_once_at_the_end() -> None:
    image = DecodedImage(smooth_picture(30, 40), alpha=np.full((30, 40), 77, np.uint8))
    canvas = Canvas.blank(image, channels="rgb", scale=2)
    canvas.write(Rectangle.whole(image), np.zeros((1, 3, 60, 80), np.float32))
    assert (canvas.picture().alpha == 77).all()
    assert canvas.picture().scale == 2
