import dataclasses

import numpy as np
import pytest
from PIL import Image

from sr_core.condition.condition import Condition, measure_condition, shrink_to_detail
from sr_core.errors import MetricError
from sr_core.types import DecodedImage

from ..support.data import DATA
from ..support.scenes import blurred, dead_leaves, decoded, noisy, resized, saved


def test_sharp_clean_leaves_need_no_network_for_degraded_pictures() -> None:
    found = measure_condition(decoded(dead_leaves(256)))
    assert not found.degraded
    assert found.detail > 0.8
    assert (found.repeat, found.jpeg, found.content.kind) == (1, None, "photograph")


def test_jpeg_is_degraded_with_and_without_its_file() -> None:
    picture, data = saved(noisy(dead_leaves(256), 3), 40)
    with_file, without = measure_condition(decoded(picture), data), measure_condition(decoded(picture))
    assert with_file.jpeg is not None
    assert with_file.jpeg.quality == 40
    assert without.jpeg is None
    assert with_file.degraded
    assert without.degraded


def test_jpeg_of_high_quality_is_not_degraded() -> None:
    picture, data = saved(dead_leaves(256), 95)
    assert not measure_condition(decoded(picture), data).degraded


def test_noisy_and_soft_pictures_are_degraded() -> None:
    assert measure_condition(decoded(noisy(dead_leaves(256), 10))).degraded
    assert measure_condition(decoded(blurred(dead_leaves(256), 3))).degraded


@pytest.mark.parametrize("factor", [2, 3, 4])
@pytest.mark.parametrize("kernel", [Image.Resampling.BICUBIC, Image.Resampling.BILINEAR, Image.Resampling.NEAREST])
def test_share_of_detail_is_one_over_an_earlier_enlargement(factor: int, kernel: Image.Resampling) -> None:
    found = measure_condition(decoded(resized(dead_leaves(128), factor, kernel)))
    assert found.shrinkable == pytest.approx(factor, rel=0.3)
    assert found.detail == pytest.approx(1 / found.shrinkable)


@pytest.mark.parametrize("factor", [2, 3, 4])
def test_real_pictures_enlarged_before_hold_about_the_detail_they_had(factor: int) -> None:
    folder = DATA / "natural" / "Set5"
    if not folder.is_dir():
        pytest.skip("Set5 is not here; set SR_DATA to the data folder")
    found = []
    for path in sorted(folder.glob("*.png")):
        half = resized(Image.open(path).convert("RGB"), 0.5)
        found.append(measure_condition(decoded(resized(half, factor))).shrinkable)
    assert np.median(found) == pytest.approx(factor, rel=0.3)


@pytest.mark.parametrize("shape", [(1, 1, 3), (7, 300, 1), (31, 31, 3), (33, 5000, 1)])
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_pictures_of_every_shape_are_measured(shape: tuple[int, int, int], dtype: type) -> None:
    pixels = np.random.default_rng(0).integers(0, 255, shape).astype(dtype)
    found = measure_condition(DecodedImage(pixels, alpha=np.full(shape[:2], 200, dtype)))
    assert isinstance(found, Condition)
    assert 0 < found.detail <= 1


def test_transparent_picture_is_measured_over_grey() -> None:
    image = decoded(dead_leaves(128))
    hidden = dataclasses.replace(image, alpha=np.zeros((128, 128), np.uint8))
    assert measure_condition(hidden).blur is None


def test_measured_values_are_refused() -> None:
    with pytest.raises(MetricError, match="found values in degC"):
        measure_condition(DecodedImage(np.zeros((40, 40, 1), np.float32), unit="degC"))


def test_repeated_pixels_shrink_to_the_very_picture_they_were_made_of() -> None:
    before = decoded(dead_leaves(120))
    large = dataclasses.replace(before, pixels=before.pixels.repeat(3, axis=0).repeat(3, axis=1))
    condition = measure_condition(large)
    assert condition.soft
    np.testing.assert_array_equal(shrink_to_detail(large, condition).pixels, before.pixels)


def test_a_soft_picture_shrinks_to_the_size_that_its_detail_fills() -> None:
    large = decoded(resized(dead_leaves(200), 3))
    condition = measure_condition(large)
    small = shrink_to_detail(large, condition)
    assert (small.height, small.width) == condition.filled_size
    assert 150 <= small.width <= 280
    assert not measure_condition(small).soft
