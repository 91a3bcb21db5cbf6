import struct

import numpy as np
import pytest
from PIL import Image

from sr_core.errors import DecodeError
from sr_core.imaging.bmp import read_bmp

from .conftest import noise, pillow_file


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB"])
def test_read_bmp_equals_pillow(mode: str) -> None:
    picture = Image.fromarray(noise(6, 7, 3)).convert(mode)
    theirs = np.asarray(picture.convert("RGB" if mode in ("P", "RGB") else "L"))
    np.testing.assert_array_equal(read_bmp(pillow_file(picture, "BMP")).samples.squeeze(), theirs)


def test_read_bmp_checks_the_header() -> None:
    data = bytearray(pillow_file(Image.new("RGB", (4, 4)), "BMP"))
    data[18:26] = struct.pack("<ii", 40000, 40000)
    with pytest.raises(DecodeError, match="found 40000 x 40000"):
        read_bmp(bytes(data))
