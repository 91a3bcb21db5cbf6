"""The visible picture beside a thermogram."""

import io

import flyr
import imagecodecs
import numpy as np
import pytest
from PIL import Image

from sr_core.decode import decode, decode_visible
from sr_core.errors import DecodeError
from sr_core.types import Part

from ..support.data import DATA
from ..support.flir_file import COUNTS, alignment_record, radiometric, visible_record
from ..support.made_files import pillow_file
from ..support.pictures import smooth_picture

FILE = DATA / "thermal" / "radiometric" / "handprint_T650sc_640x480_MIT_PetrNeduchal.jpg"
VISIBLE, ALIGNMENT = 0x0E, 0x2A
RGB = smooth_picture(48, 64)


def with_visible(coded: bytes, alignment: bytes | None = None) -> bytes:
    more = {VISIBLE: visible_record(coded, 64, 48)} | ({ALIGNMENT: alignment} if alignment else {})
    return radiometric(more=more, piece=30_000)


def test_a_real_file_agrees_with_flyr() -> None:
    if not FILE.is_file():
        pytest.skip("the radiometric files are not here; set SR_DATA to the data folder")
    found = decode_visible(FILE.read_bytes(), FILE.name)
    theirs = flyr.unpack(io.BytesIO(FILE.read_bytes()))
    np.testing.assert_array_equal(found.image.pixels, theirs.optical)
    pip = theirs.pip_info
    width = 2592 / pip.real_to_ir
    frame = found.frame
    assert (frame.width, frame.height) == pytest.approx((width, width * 3 / 4), abs=1)
    assert frame.left + frame.width / 2 == pytest.approx(2592 / 2 + pip.offset_x, abs=1)
    assert frame.top + frame.height / 2 == pytest.approx(1944 / 2 + pip.offset_y, abs=1)


def test_a_jpeg_is_decoded_as_pillow_does_and_a_png_from_ycbcr() -> None:
    coded = pillow_file(Image.fromarray(RGB), "JPEG")
    found = decode_visible(with_visible(coded), "r.jpg")
    np.testing.assert_array_equal(found.image.pixels, np.asarray(Image.open(io.BytesIO(coded))))
    assert found.frame is None
    stored = np.asarray(Image.fromarray(RGB).convert("YCbCr"))
    pixels = decode_visible(with_visible(imagecodecs.png_encode(stored)), "r.jpg").image.pixels
    y, cb, cr = np.moveaxis(stored.astype(float), 2, 0)
    # JFIF 1.02, page 3; Pillow computes with 6 bits behind the point.
    rgb = np.stack([y + 1.402 * (cr - 128), y - 0.34414 * (cb - 128) - 0.71414 * (cr - 128), y + 1.772 * (cb - 128)], 2)
    np.testing.assert_allclose(pixels, np.clip(rgb, 0, 255), atol=2)


def test_the_frame_has_the_cameras_scale_and_offset_and_stays_in_the_picture() -> None:
    coded = pillow_file(Image.fromarray(RGB), "JPEG")
    # A frame of 64 / 2 by 32 * 12 / 16 pixels, whose middle is 4 pixels right of and 6 above that of 64 x 48.
    assert decode_visible(with_visible(coded, alignment_record(2.0, 4, -6)), "r.jpg").frame == Part(6, 20, 24, 32)
    assert decode_visible(with_visible(coded, alignment_record(2.0, 20, 0)), "r.jpg").frame == Part(12, 36, 24, 28)


@pytest.mark.parametrize("scale", [0.0, -1.0, float("nan"), float("inf"), 1e9])
def test_an_alignment_that_cannot_be_gives_no_frame(scale: float) -> None:
    coded = pillow_file(Image.fromarray(RGB), "JPEG")
    assert decode_visible(with_visible(coded, alignment_record(scale, 0, 0)), "r.jpg").frame is None


def test_files_without_a_visible_picture_have_none() -> None:
    assert decode_visible(radiometric(), "r.jpg") is None
    assert decode_visible(b"degC\n20.5,21.5", "r.csv") is None
    assert decode_visible(pillow_file(Image.fromarray(RGB), "JPEG"), "photo.jpg") is None


def bomb() -> bytes:
    """A PNG that declares 60,000 x 60,000 pixels."""
    png = bytearray(imagecodecs.png_encode(RGB))
    png[16:24] = (60_000).to_bytes(4, "big") * 2
    return bytes(png)


@pytest.mark.parametrize(
    ("coded", "message"),
    [
        (bomb(), "expected at most 64 megapixels"),
        (pillow_file(Image.fromarray(RGB), "JPEG")[:-300], "cut short"),
        (b"\0" * 500, "expected a visible picture in PNG or JPEG, found another coding"),
        (pillow_file(Image.fromarray(RGB[..., 0]), "PNG"), "8 bits in colour, found another kind of PNG"),
    ],
)
def test_a_hostile_visible_picture_is_refused_and_the_temperatures_stay(coded: bytes, message: str) -> None:
    data = with_visible(coded)
    with pytest.raises(DecodeError, match=message):
        decode_visible(data, "r.jpg")
    np.testing.assert_array_equal(decode(data, "r.jpg").pixels, decode(radiometric(COUNTS), "r.jpg").pixels)
