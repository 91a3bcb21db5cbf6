import dataclasses

import numpy as np
import pytest

from sr_core.errors import MetricError
from sr_core.image.color import rgb_to_y
from sr_core.metrics.gradient_similarity import gmsd, gradient_similarity
from sr_core.types import DecodedImage


def test_gradient_similarity_measures_rounded_luma_inside_the_border(pair: tuple[DecodedImage, DecodedImage]) -> None:
    a, b = (np.round(rgb_to_y(image.pixels)) for image in pair)
    assert gradient_similarity(*pair).value == pytest.approx(gmsd(a, b, crop_border=4, data_range=255), abs=1e-12)


def test_gradient_similarity_states_its_protocol(pair: tuple[DecodedImage, DecodedImage]) -> None:
    found = gradient_similarity(*pair)
    assert str(found.protocol) == "Y (BT.601, 16-235), 4 px border removed, range 255, rounded to 8 bit"
    assert not found.higher_is_better


def test_gradient_similarity_rejects_other_sizes(pair: tuple[DecodedImage, DecodedImage]) -> None:
    with pytest.raises(MetricError, match="one shape"):
        gradient_similarity(dataclasses.replace(pair[0], pixels=pair[0].pixels[:40]), pair[1])
