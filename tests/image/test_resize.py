import numpy as np
import pytest
from PIL import Image

from sr_core.errors import EngineError
from sr_core.image.resize import contributions, repeat_pixels, resize, to_dtype
from sr_core.types import DecodedImage

from ..support.pictures import smooth_picture


def pillow_resize(plane: np.ndarray, height: int, width: int, kernel: Image.Resampling) -> np.ndarray:
    return np.asarray(Image.fromarray(plane.astype(np.float32)).resize((width, height), kernel))


@pytest.mark.parametrize(("height", "width"), [(24, 30), (96, 120), (17, 90)])
@pytest.mark.parametrize(
    ("kernel", "pillow"), [("bicubic", Image.Resampling.BICUBIC), ("lanczos", Image.Resampling.LANCZOS)]
)
def test_resize_matches_pillow_away_from_the_border(
    height: int, width: int, kernel: str, pillow: Image.Resampling
) -> None:
    plane = smooth_picture(48, 60)[..., 0]
    ours, theirs = resize(plane, height, width, kernel=kernel), pillow_resize(plane, height, width, pillow)
    rim = 8 * max(height // 48, 1)
    np.testing.assert_allclose(ours[rim:-rim, rim:-rim], theirs[rim:-rim, rim:-rim], atol=2e-3)


def test_resize_matches_the_keys_kernel_at_a_quarter() -> None:
    # x2: the output centre lies a quarter pixel beside the input's; Keys with a = -0.5 at -1.75, -0.75, 0.25, 1.25.
    weights, _ = contributions(8, 16)
    x = np.array([1.25, 0.25, 0.75, 1.75])
    near, far = 1.5 * x**3 - 2.5 * x**2 + 1, -0.5 * x**3 + 2.5 * x**2 - 4 * x + 2
    expected = np.where(x <= 1, near, far)
    np.testing.assert_allclose(weights[9][np.abs(weights[9]) > 1e-12], expected, atol=1e-12)


@pytest.mark.parametrize("kernel", ["bicubic", "lanczos", "bilinear", "box", "nearest"])
def test_resize_keeps_a_constant(kernel: str) -> None:
    flat = np.full((13, 17), 77.0)
    np.testing.assert_allclose(resize(flat, 31, 5, kernel=kernel), 77.0)


def test_resize_mirrors_the_edge() -> None:
    _, indices = contributions(4, 8)
    assert indices[0].min() == 0
    assert set(indices[0]) <= {0, 1, 2}


def test_box_halves_by_averaging_pairs() -> None:
    np.testing.assert_allclose(resize(np.arange(8.0)[None], 1, 4, kernel="box")[0], [0.5, 2.5, 4.5, 6.5])


def test_resize_keeps_float32() -> None:
    assert resize(np.zeros((4, 4), np.float32), 8, 8).dtype == np.float32


def test_resize_rejects_unknown_kernel() -> None:
    with pytest.raises(EngineError, match="unknown kernel 'cubik'"):
        resize(np.zeros((4, 4)), 8, 8, kernel="cubik")


def test_to_dtype_rounds_half_up_and_clips() -> None:
    assert to_dtype(np.array([-3.0, 0.5, 1.49, 254.5, 300.0]), np.uint8).tolist() == [0, 1, 1, 255, 255]


def test_resize_is_the_same_in_strips(monkeypatch: pytest.MonkeyPatch) -> None:
    pixels = smooth_picture(48, 60)
    whole = resize(pixels, 31, 200)
    monkeypatch.setattr("sr_core.image.resize._STRIP", 500)
    np.testing.assert_array_equal(resize(pixels, 31, 200), whole)


@pytest.mark.parametrize("scale", [1, 3])
def test_repeated_pixels_are_squares_of_their_own_value(scale: int) -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (4, 5, 3), np.uint8)
    found = repeat_pixels(DecodedImage(pixels, alpha=pixels[..., 0]), scale)
    square = np.ones((scale, scale), np.uint8)
    assert np.array_equal(found.pixels, np.kron(pixels, square[..., None]))
    assert np.array_equal(found.alpha, np.kron(pixels[..., 0], square))
