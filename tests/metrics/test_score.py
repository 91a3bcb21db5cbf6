import dataclasses
import math

import numpy as np
import pytest

from sr_core.errors import MetricError
from sr_core.image.color import rgb_to_y
from sr_core.metrics.score import score
from sr_core.types import DecodedImage


def test_score_measures_rounded_luma_inside_the_border(pair: tuple[DecodedImage, DecodedImage]) -> None:
    a, b = (np.round(rgb_to_y(image.pixels))[4:-4, 4:-4] for image in pair)
    expected = 10 * math.log10(255**2 / np.mean((a - b) ** 2))
    assert score(*pair)[0].value == pytest.approx(expected, abs=1e-9)


def test_score_states_its_protocol(pair: tuple[DecodedImage, DecodedImage]) -> None:
    assert str(score(*pair)[1].protocol) == "Y (BT.601, 16-235), 4 px border removed, range 255, rounded to 8 bit"


def test_score_of_grey_takes_the_values() -> None:
    hr = DecodedImage(np.full((20, 20, 1), 100, np.uint8))
    sr = DecodedImage(np.full((20, 20, 1), 102, np.uint8))
    assert {s.name: s.value for s in score(sr, hr)}["MAE"] == 2


def test_score_is_the_same_for_16_bit(pair: tuple[DecodedImage, DecodedImage]) -> None:
    deep = dataclasses.replace(pair[0], pixels=pair[0].pixels.astype(np.uint16) * 257)
    assert score(deep, pair[1])[0].value == pytest.approx(score(*pair)[0].value, abs=1e-9)


def test_score_cuts_a_rim_smaller_than_the_scale(pair: tuple[DecodedImage, DecodedImage]) -> None:
    cut = dataclasses.replace(pair[0], pixels=pair[0].pixels[:45, :57])
    assert score(cut, pair[1])[0].value > 20


def test_score_rejects_sizes_that_do_not_belong_together(pair: tuple[DecodedImage, DecodedImage]) -> None:
    small = dataclasses.replace(pair[0], pixels=pair[0].pixels[:40])
    with pytest.raises(MetricError, match="60 x 40 cannot be scored against a reference of 60 x 48"):
        score(small, pair[1])


def test_score_rejects_grey_against_colour(pair: tuple[DecodedImage, DecodedImage]) -> None:
    grey = dataclasses.replace(pair[0], pixels=pair[0].pixels[..., :1])
    with pytest.raises(MetricError, match="1 channels"):
        score(grey, pair[1])
