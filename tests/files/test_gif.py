import struct

import numpy as np
import pytest
from PIL import Image

from sr_core.errors import DecodeError
from sr_core.files.gif import read_gif

from ..support.made_files import noise, pillow_file

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


def test_read_gif_refuses_a_file_without_frames_and_one_of_too_many() -> None:
    head, frame = b"GIF89a\1\0\1\0\x80\0\0" + bytes(6), b"\x2c" + bytes(4) + b"\1\0\1\0\0\2\2\x4c\1\0"
    assert read_gif(head + frame * 10_000 + b";").notes == (
        "Only the first of 10000 frames of this animation is shown.",
    )
    with pytest.raises(DecodeError, match="expected at most 10,000 frames"):
        read_gif(head + frame * 10_001 + b";")
    with pytest.raises(DecodeError, match="expected a GIF with a frame"):
        read_gif(head + b"\x21\xfe\3abc\0;")


def test_read_gif_uses_only_the_transparency_of_the_first_frame() -> None:
    later = PICTURE.copy()
    data = pillow_file(PICTURE, "GIF", save_all=True, append_images=[later.rotate(90)], disposal=2, optimize=False)
    np.testing.assert_array_equal(read_gif(data).samples, np.asarray(PICTURE.convert("RGB")))
    assert read_gif(data).alpha is None
