import struct

import numpy as np
import pytest
from PIL import Image

from sr_core.errors import DecodeError
from sr_core.imaging.webp import read_webp

from .conftest import noise, pillow_file


def test_read_webp_keeps_colours_under_full_transparency() -> None:
    values = noise(6, 7, 4)
    values[:3, :, 3] = 0
    raster = read_webp(pillow_file(Image.fromarray(values), "WEBP", lossless=True, exact=True))
    np.testing.assert_array_equal(raster.samples, values[..., :3])


@pytest.mark.parametrize("lossless", [False, True])
def test_read_webp_returns_profile_and_orientation(lossless: bool) -> None:
    exif = Image.Exif()
    exif[0x0112] = 8
    picture = Image.fromarray(noise(6, 7, 3))
    raster = read_webp(pillow_file(picture, "WEBP", lossless=lossless, exif=exif, icc_profile=b"any bytes"))
    assert (raster.profile, raster.orientation) == (b"any bytes", 8)


@pytest.mark.parametrize(
    ("kind", "body", "side"),
    [
        (b"VP8X", bytes(4) + b"\xff" * 6, 2**24),
        (b"VP8L", b"\x2f" + b"\xff" * 9, 2**14),
        (b"VP8 ", b"\0\0\0\x9d\x01\x2a\xff\x3f\xff\x3f", 2**14 - 1),
    ],
)
def test_read_webp_checks_every_kind_of_header(kind: bytes, body: bytes, side: int) -> None:
    chunk = kind + struct.pack("<I", len(body)) + body
    with pytest.raises(DecodeError, match=f"at most 64 megapixels, found {side} x {side}"):
        read_webp(b"RIFF" + struct.pack("<I", 4 + len(chunk)) + b"WEBP" + chunk)
