import io

import numpy as np
import pytest
from PIL import Image

from sr_core.condition.jpeg_tables import jpeg_quality

from ..support.pictures import png, smooth_picture


def saved(pixels: np.ndarray, **how: object) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "JPEG", **how)
    return buffer.getvalue()


@pytest.mark.parametrize("quality", [1, 10, 30, 49, 50, 51, 75, 90, 95, 100])
@pytest.mark.parametrize("progressive", [False, True])
def test_quality_is_the_one_that_libjpeg_was_given(quality: int, progressive: bool) -> None:
    found = jpeg_quality(saved(smooth_picture(40, 56), quality=quality, progressive=progressive))
    assert found is not None
    assert (found.quality, found.standard, found.tables) == (quality, True, 2)


def test_grey_file_has_one_table() -> None:
    found = jpeg_quality(saved(smooth_picture(40, 56)[..., 0], quality=80))
    assert found is not None
    assert (found.quality, found.standard, found.tables) == (80, True, 1)


def test_tables_of_other_makers_are_not_standard_and_get_the_nearest_quality() -> None:
    standard = Image.open(io.BytesIO(saved(smooth_picture(40, 56), quality=60))).quantization
    other = [[max(1, value + (i % 3 - 1)) for i, value in enumerate(standard[table])] for table in (0, 1)]
    found = jpeg_quality(saved(smooth_picture(40, 56), qtables=other))
    assert found is not None
    assert not found.standard
    assert found.quality == pytest.approx(60, abs=2)


@pytest.mark.parametrize(
    "data", [b"", b"\xff\xd8\xff", b"\xff\xd8\xff\xdb\x00\x05\x00\x01\x02", png(smooth_picture(8, 8))]
)
def test_bytes_that_are_no_whole_jpeg_have_no_quality(data: bytes) -> None:
    assert jpeg_quality(data) is None
