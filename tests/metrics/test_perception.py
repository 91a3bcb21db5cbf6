import dataclasses

import numpy as np
import pytest

from sr_core.errors import MetricError
from sr_core.metrics.perception import perception
from sr_core.types import DecodedImage

from ..support.pictures import smooth_picture


@pytest.fixture
def large() -> tuple[DecodedImage, DecodedImage]:
    hr = smooth_picture(240, 264)
    noise = np.random.default_rng(0).integers(-9, 10, hr.shape)
    sr = np.clip(hr.astype(int) + noise, 0, 255).astype(np.uint8)
    return DecodedImage(sr, "sr.png", scale=4), DecodedImage(hr, "hr.png")


def test_perception_measures_all_three_with_their_protocol(large: tuple[DecodedImage, DecodedImage]) -> None:
    found = {score.name: score for score in perception(*large)}
    assert list(found) == ["MS-SSIM", "Feature distance", "NIQE"]
    assert [score.higher_is_better for score in found.values()] == [True, False, False]
    assert str(found["NIQE"].protocol) == "Y (BT.601, 16-235), 4 px border removed, range 255, rounded to 8 bit"
    assert "EfficientNet-Lite0" in found["Feature distance"].protocol.channel


def test_perception_without_a_reference_is_niqe(large: tuple[DecodedImage, DecodedImage]) -> None:
    assert [score.name for score in perception(large[0])] == ["NIQE"]


def test_perception_leaves_out_what_a_small_picture_cannot_give(pair: tuple[DecodedImage, DecodedImage]) -> None:
    small = [dataclasses.replace(image, pixels=np.resize(image.pixels, (100, 90, 3))) for image in pair]
    assert [score.name for score in perception(*small)] == ["Feature distance"]


def test_perception_of_grey_is_that_of_three_equal_channels(large: tuple[DecodedImage, DecodedImage]) -> None:
    grey = [dataclasses.replace(image, pixels=image.pixels[..., :1]) for image in large]
    colour = [dataclasses.replace(image, pixels=np.repeat(image.pixels, 3, axis=2)) for image in grey]
    values = [{s.name: s.value for s in perception(*images)}["Feature distance"] for images in (grey, colour)]
    assert values[0] == pytest.approx(values[1], rel=1e-9)


def test_perception_rejects_measured_values_and_other_sizes(large: tuple[DecodedImage, DecodedImage]) -> None:
    degrees = DecodedImage(np.zeros((200, 200, 1), np.float32), unit="degC")
    with pytest.raises(MetricError, match="display values"):
        perception(degrees)
    with pytest.raises(MetricError, match="cannot be compared"):
        perception(large[0], dataclasses.replace(large[1], pixels=large[1].pixels[:200]))
