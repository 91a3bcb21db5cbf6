import dataclasses
import io

import numpy as np
import pytest
from PIL import Image, ImageCms

from sr_core.decode import decode
from sr_core.encode import FORMATS, encode
from sr_core.errors import EncodeError
from sr_core.types import DecodedImage

from .support.pictures import smooth_picture

PICTURE_FORMATS = [name for name, known in FORMATS.items() if not known.unit]


def picture(channels: int, dtype: type, *, alpha: bool) -> DecodedImage:
    values = smooth_picture(24, 32)
    values = values if dtype is np.uint8 else values.astype(np.uint16) * 256 + 7
    return DecodedImage(values[..., :channels].copy(), alpha=values[..., 0].copy() if alpha else None)


@pytest.mark.parametrize("alpha", [False, True], ids=["opaque", "alpha"])
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("name", ["png", "tiff"])
def test_encode_keeps_every_bit(name: str, channels: int, dtype: type, alpha: bool) -> None:
    image = picture(channels, dtype, alpha=alpha)
    back = decode(encode(image, name), "p")
    np.testing.assert_array_equal(back.pixels, image.pixels)
    assert (back.alpha is None) != alpha
    if alpha:
        np.testing.assert_array_equal(back.alpha, image.alpha)


@pytest.mark.parametrize("alpha", [False, True], ids=["opaque", "alpha"])
def test_webp_is_lossless_as_pillow_reads_it(alpha: bool) -> None:
    image = picture(3, np.uint8, alpha=alpha)
    theirs = np.asarray(Image.open(io.BytesIO(encode(image, "webp"))))
    np.testing.assert_array_equal(theirs[..., :3], image.pixels)


def test_png_is_what_pillow_reads() -> None:
    image = picture(3, np.uint8, alpha=False)
    np.testing.assert_array_equal(np.asarray(Image.open(io.BytesIO(encode(image, "png")))), image.pixels)


def test_webp_refuses_16_bit() -> None:
    with pytest.raises(EncodeError, match="8 bits per channel, the picture has 16"):
        encode(picture(3, np.uint16, alpha=False), "webp")


def test_encode_names_the_known_formats() -> None:
    with pytest.raises(EncodeError, match="unknown format 'gif'; known: png, tiff, webp"):
        encode(picture(1, np.uint8, alpha=False), "gif")


@pytest.mark.parametrize("name", PICTURE_FORMATS)
def test_encode_writes_nothing_of_the_upload(name: str) -> None:
    image = dataclasses.replace(picture(3, np.uint8, alpha=False), name="Jane Doe.png", notes=("Jane Doe",))
    assert b"Jane" not in encode(image, name)


@pytest.mark.parametrize("name", PICTURE_FORMATS)
def test_encode_gives_the_same_bytes_each_time(name: str) -> None:
    image = picture(3, np.uint8, alpha=True)
    assert encode(image, name) == encode(image, name)


@pytest.mark.parametrize("alpha", [False, True], ids=["opaque", "alpha"])
def test_png_and_tiff_are_tagged_srgb(alpha: bool) -> None:
    image = picture(3, np.uint8, alpha=alpha)
    assert "srgb" in Image.open(io.BytesIO(encode(image, "png"))).info
    profile = Image.open(io.BytesIO(encode(image, "tiff"))).info["icc_profile"]
    assert "sRGB" in ImageCms.ImageCmsProfile(io.BytesIO(profile)).profile.profile_description


def test_webp_refuses_a_side_that_it_cannot_hold() -> None:
    with pytest.raises(EncodeError, match="at most 16383 pixels per side, the picture is 16384 x 1; use png"):
        encode(DecodedImage(np.zeros((1, 16384, 3), np.uint8)), "webp")


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("name", ["png", "tiff"])
def test_print_resolution_is_declared_where_it_was_asked_for(name: str, dtype: type) -> None:
    image = picture(1, dtype, alpha=False)
    with Image.open(io.BytesIO(encode(dataclasses.replace(image, dpi=300), name))) as found:
        assert found.info["dpi"] == pytest.approx((300, 300), abs=0.01)  # PNG counts whole pixels per metre
        np.testing.assert_array_equal(np.asarray(found), image.pixels[..., 0])
    with Image.open(io.BytesIO(encode(image, name))) as found:
        assert found.info.get("dpi", (1, 1)) == (1, 1)
