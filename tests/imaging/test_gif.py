import struct

import numpy as np
import pytest
from PIL import Image

from sr_core.errors import DecodeError
from sr_core.imaging.gif import read_gif

from .conftest import noise, pillow_file

PICTURE = Image.fromarray(noise(6, 7, 3)).quantize(16)


def test_read_gif_makes_the_named_colour_transparent() -> None:
    raster = read_gif(pillow_file(PICTURE, "GIF", transparency=3, optimize=False))
    assert raster.alpha is not None
    np.testing.assert_array_equal(raster.alpha == 0, np.asarray(PICTURE) == 3)


def test_read_gif_keeps_grey_as_one_channel() -> None:
    grey = noise(6, 7)
    np.testing.assert_array_equal(read_gif(pillow_file(Image.fromarray(grey), "GIF")).samples[..., 0], grey)


def test_read_gif_shows_the_first_frame_when_later_ones_are_cut() -> None:
    data = pillow_file(PICTURE, "GIF", save_all=True, append_images=[PICTURE.rotate(180)])
    np.testing.assert_array_equal(read_gif(data[:-30]).samples, np.asarray(PICTURE.convert("RGB")))


def test_read_gif_checks_the_canvas() -> None:
    data = bytearray(pillow_file(PICTURE, "GIF"))
    data[6:10] = struct.pack("<HH", 65535, 65535)
    with pytest.raises(DecodeError, match="found 65535 x 65535"):
        read_gif(bytes(data))


def test_read_gif_checks_the_first_frame() -> None:
    data = bytearray(pillow_file(PICTURE, "GIF"))
    at = data.index(b"\x2c" + struct.pack("<HHHH", 0, 0, 7, 6))
    data[at + 5 : at + 9] = struct.pack("<HH", 65535, 65535)
    with pytest.raises(DecodeError, match="found 65535 x 65535"):
        read_gif(bytes(data))
