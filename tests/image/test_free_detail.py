"""The detail that a reduction does not determine, against dense linear algebra."""

import numpy as np
import pytest

from sr_core.image.free_detail import free_detail
from sr_core.image.resize import resize


def whole(pixels: np.ndarray, height: int, width: int) -> np.ndarray:
    return np.concatenate([strip for _, strip in free_detail(pixels, height, width)])


@pytest.mark.parametrize("scale", [2, 3, 4, 8])
def test_it_is_what_the_pseudo_inverse_leaves(scale: int) -> None:
    height, width = 7, 5
    pixels = np.random.default_rng(scale).uniform(0, 255, (height * scale, width * scale))
    down, across = (resize(np.eye(side * scale), side, side * scale) for side in (height, width))
    determined = np.linalg.pinv(down) @ (down @ pixels @ across.T) @ np.linalg.pinv(across).T
    assert np.allclose(whole(pixels, height, width), pixels - determined, atol=1e-9)


def test_it_shrinks_to_nothing_and_the_rest_shrinks_to_the_picture(hr_image) -> None:
    pixels = hr_image.pixels[..., 0].astype(float)
    pixels = pixels[: pixels.shape[0] // 4 * 4, : pixels.shape[1] // 4 * 4]
    height, width = (side // 4 for side in pixels.shape)
    detail = whole(pixels, height, width)
    assert np.abs(resize(detail, height, width)).max() < 1e-9
    assert np.allclose(resize(pixels - detail, height, width), resize(pixels, height, width))
    assert np.allclose(whole(detail, height, width), detail)


def test_strips_join_without_a_seam() -> None:
    pixels = np.random.default_rng(0).uniform(0, 255, (771, 12)).astype(np.float32)
    detail = whole(pixels, 257, 4)
    assert detail.shape == pixels.shape
    assert np.abs(resize(detail, 257, 4)).max() < 1e-3
