import numpy as np
import pytest
from PIL import Image
from scipy.special import erf

from sr_core.condition.samples import take_samples
from sr_core.condition.sharpness import edge_blur

from ..support.scenes import dead_leaves, decoded, noisy, resized, saved


def discs(sigma: float) -> Image.Image:
    """Discs whose edges are the integral of a Gaussian of `sigma` pixels: the definition, and no filter."""
    y, x = np.mgrid[:384, :384] % 64 - np.array([31.3, 30.6])[:, None, None]
    plane = 60.0 + 60.0 * (1.0 + erf((22.0 - np.hypot(y, x)) / (sigma * 2**0.5)))
    return Image.fromarray(np.rint(plane).astype(np.uint8)).convert("RGB")


@pytest.mark.parametrize("sigma", [1.0, 1.5, 2.0, 3.0])
@pytest.mark.parametrize("noise", [0.0, 5.0])
def test_blur_of_an_ideal_edge_is_its_own(sigma: float, noise: float) -> None:
    found = edge_blur(take_samples(decoded(noisy(discs(sigma), noise))), noise)
    assert found == pytest.approx(sigma, rel=0.15)


@pytest.mark.parametrize("quality", [100, 60])
@pytest.mark.parametrize("factor", [2, 3, 4])
def test_blur_grows_with_a_bicubic_enlargement(factor: int, quality: int) -> None:
    enlarged, _ = saved(resized(dead_leaves(128), factor), quality)
    assert edge_blur(take_samples(decoded(enlarged)), 0.0) == pytest.approx(0.5 * factor, rel=0.2)


def test_leaves_as_sharp_as_pixels_hold_them_have_half_a_pixel_of_blur_or_less() -> None:
    found = edge_blur(take_samples(decoded(dead_leaves(256))), 0.0)
    assert found is not None
    assert found < 0.6


@pytest.mark.parametrize("size", [(1, 1), (20, 300), (64, 64)])
def test_pictures_without_edges_and_tiny_ones_have_no_blur(size: tuple[int, int]) -> None:
    assert edge_blur(take_samples(decoded(Image.new("RGB", size, (90, 90, 90)))), 0.0) is None
