import struct

import numpy as np
import pytest
from PIL import Image, ImageOps

from sr_core.files.exif import orientation_notes, read_orientation, turn_upright

from ..support.made_files import noise


def exif(orientation: int) -> bytes:
    block = Image.Exif()
    block[0x010F] = "maker"
    block[0x0112] = orientation
    return block.tobytes()


@pytest.mark.parametrize("orientation", range(1, 9))
def test_turn_upright_equals_pillow(orientation: int) -> None:
    values = noise(4, 7, 3)
    picture = Image.fromarray(values)
    picture.getexif()[0x0112] = orientation
    np.testing.assert_array_equal(turn_upright(values, orientation), np.asarray(ImageOps.exif_transpose(picture)))


@pytest.mark.parametrize("orientation", range(1, 9))
def test_read_orientation_reads_both_byte_orders(orientation: int) -> None:
    big = b"MM\0*\0\0\0\x08\0\x01" + struct.pack(">HHIHH", 0x0112, 3, 1, orientation, 0)
    assert read_orientation(big) == read_orientation(exif(orientation)) == orientation


@pytest.mark.parametrize(
    "block", [b"", b"Exif\0\0", b"II*\0", b"II*\0\xff\xff\xff\xff", exif(0), exif(9), exif(6)[:20]]
)
def test_read_orientation_is_upright_when_the_block_is_unusable(block: bytes) -> None:
    assert read_orientation(block) == 1


def test_orientation_notes_tell_turning_from_mirroring() -> None:
    assert orientation_notes(1) == ()
    assert orientation_notes(2) == ("The picture was mirrored as its EXIF orientation says.",)
    assert orientation_notes(6) == ("The picture was rotated as its EXIF orientation says.",)
