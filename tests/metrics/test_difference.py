import numpy as np
import pytest
from PIL import Image

from sr_core.errors import MetricError
from sr_core.image.resize import resize_image
from sr_core.metrics.difference import consistency, difference, mean_and_largest, shrunk_difference
from sr_core.types import DecodedImage

from ..support.pictures import smooth_picture


def celsius(values: list[list[float]]) -> DecodedImage:
    return DecodedImage(np.array(values, np.float32)[..., None], unit="degC")


def test_difference_is_positive_where_the_picture_is_higher() -> None:
    found = difference(celsius([[30.0, 31.5]]), celsius([[30.5, 31.0]]))
    assert (found.pixels.ravel().tolist(), found.unit) == ([-0.5, 0.5], "degC")


def test_difference_leaves_the_rim_of_a_larger_reference_out() -> None:
    found = difference(celsius([[1.0, 2.0]]), celsius([[1.0, 1.0, 9.0], [9.0, 9.0, 9.0]]))
    assert found.pixels.ravel().tolist() == [0.0, 1.0]


@pytest.mark.parametrize(
    ("other", "said"),
    [
        (DecodedImage(np.zeros((1, 2, 1), np.uint8)), "degC and grey levels"),
        (DecodedImage(np.zeros((1, 2, 1), np.float32), unit="HU"), "degC and HU"),
        (celsius([[1.0]]), "1 x 1 cannot be subtracted from 2 x 1"),
    ],
)
def test_difference_rejects_what_does_not_belong_together(other: DecodedImage, said: str) -> None:
    with pytest.raises(MetricError, match=said):
        difference(celsius([[1.0, 2.0]]), other)


def test_mean_and_largest_are_of_the_sizes_and_leave_out_what_is_missing() -> None:
    assert mean_and_largest(np.array([[-3.0, 1.0], [np.nan, 2.0]])) == (2.0, 3.0)
    assert np.isnan(mean_and_largest(np.array([np.nan]))).all()


def test_consistency_of_a_repeated_constant_is_zero() -> None:
    lr = DecodedImage(np.full((12, 12, 3), 90, np.uint8))
    assert consistency(resize_image(lr, 24, 24), lr) == 0


def test_consistency_counts_8_bit_levels_at_16_bit() -> None:
    lr = DecodedImage(np.full((12, 12, 1), 257 * 10, np.uint16))
    sr = DecodedImage(np.full((24, 24, 1), 257 * 13, np.uint16))
    assert consistency(sr, lr) == pytest.approx(3)


def test_consistency_rejects_sizes_that_do_not_belong_together() -> None:
    lr = DecodedImage(np.zeros((12, 12, 1), np.uint8))
    for height, width in ((25, 27), (11, 11)):
        with pytest.raises(MetricError, match="in its aspect ratio"):
            consistency(DecodedImage(np.zeros((height, width, 1), np.uint8)), lr)
    with pytest.raises(MetricError, match="by a whole number"):
        consistency(celsius([[1.0] * 3] * 3), celsius([[1.0] * 2] * 2))


def test_shrunk_difference_is_that_of_a_bicubic_reduction_at_any_size() -> None:
    lr, sr = (DecodedImage(smooth_picture(height, width)[..., :1]) for height, width in ((40, 60), (99, 148)))
    theirs = Image.fromarray(sr.pixels[..., 0].astype(np.float32)).resize((60, 40), Image.Resampling.BICUBIC)
    found = shrunk_difference(sr, lr)[..., 0]
    inner = np.s_[4:-4, 4:-4]
    np.testing.assert_allclose(found[inner], (np.asarray(theirs) - lr.pixels[..., 0])[inner], atol=0.51)  # rounded
