import io
import struct

import numpy as np
import pytest
from PIL import Image

from sr_core.errors import DecodeError
from sr_core.files.webp import read_webp

from ..support.made_files import noise, pillow_file
from ..support.pictures import smooth_picture


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


@pytest.mark.parametrize("kind", [{"lossless": True}, {"quality": 80}])
@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_read_webp_shows_the_first_frame_as_pillow_does(mode: str, kind: dict) -> None:
    frames = [Image.fromarray(smooth_picture(20, 30, seed=n)).convert(mode) for n in range(3)]
    data = pillow_file(frames[0], "WEBP", save_all=True, append_images=frames[1:], **kind)
    theirs = np.asarray(Image.open(io.BytesIO(data)).convert("RGB"))
    raster = read_webp(data)
    np.testing.assert_array_equal(raster.samples, theirs)
    assert raster.notes == ("Only the first of 3 frames of this animation is shown.",)


def test_read_webp_leaves_the_canvas_around_its_first_frame_transparent() -> None:
    values = noise(4, 6, 3)
    still = pillow_file(Image.fromarray(values), "WEBP", lossless=True)
    frame = b"".join(number.to_bytes(3, "little") for number in (1, 2, 5, 3, 100)) + b"\0" + still[12:]
    canvas = bytes(4) + (9).to_bytes(3, "little") + (11).to_bytes(3, "little")
    body = b"VP8X\x0a\0\0\0" + canvas + b"ANIM\6\0\0\0" + bytes(6)
    body += b"ANMF" + struct.pack("<I", len(frame)) + frame + bytes(len(frame) % 2)
    raster = read_webp(b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body)
    assert raster.samples.shape == (12, 10, 3)
    np.testing.assert_array_equal(raster.samples[4:8, 2:8], values)
    assert raster.alpha is not None
    assert raster.alpha[4:8, 2:8].min() == 255
    assert int(raster.alpha.sum()) == 24 * 255


def test_read_webp_refuses_a_canvas_of_another_size_than_its_picture() -> None:
    still = pillow_file(Image.fromarray(noise(4, 6, 3)), "WEBP", lossless=True)
    canvas = b"VP8X\x0a\0\0\0" + bytes(4) + (99).to_bytes(3, "little") * 2
    with pytest.raises(DecodeError, match="expected a WebP of the size its header says"):
        read_webp(still[:12] + canvas + still[12:])
