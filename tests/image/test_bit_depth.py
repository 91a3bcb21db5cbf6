import numpy as np

from sr_core.image.rounding import to_8_bit, to_16_bit
from sr_core.types import DecodedImage


def test_8_bit_survives_the_way_to_16_and_back() -> None:
    image = DecodedImage(np.arange(256, dtype=np.uint8).reshape(16, 16, 1))
    np.testing.assert_array_equal(to_8_bit(to_16_bit(image)).pixels, image.pixels)


def test_every_16_bit_value_is_rounded_to_the_nearest() -> None:
    values = np.arange(65536, dtype=np.uint16)
    result = to_8_bit(DecodedImage(values.reshape(256, 256, 1))).pixels.ravel()
    np.testing.assert_array_equal(result, np.floor(values / 257 + 0.5))


def test_alpha_changes_with_the_colours() -> None:
    image = DecodedImage(np.zeros((2, 3, 1), np.uint8), alpha=np.full((2, 3), 255, np.uint8))
    alpha = to_16_bit(image).alpha
    assert alpha is not None
    assert (alpha == 65535).all()
