import numpy as np
import pytest

from sr_core.decode import decode
from sr_core.encode import encode
from sr_core.errors import EncodeError
from sr_core.types import DecodedImage


def values(*numbers: float) -> DecodedImage:
    return DecodedImage(np.float32(numbers).reshape(1, -1, 1), unit="US")


@pytest.mark.parametrize("format", ["whole-png", "whole-tiff"])
def test_whole_numbers_come_back_to_the_bit(format: str) -> None:
    found = decode(encode(values(0, 1, 4096, 65535), format), "a")
    assert found.pixels.ravel().tolist() == [0, 1, 4096, 65535]


@pytest.mark.parametrize(
    ("number", "problem"),
    [(-1, "values from -1 to 7"), (65536, "values from 7 to 65536"), (0.5, "fractions"), (np.nan, "missing values")],
)
def test_any_other_number_is_refused(number: float, problem: str) -> None:
    with pytest.raises(EncodeError, match=f"{problem} were found"):
        encode(values(7, number), "whole-png")
