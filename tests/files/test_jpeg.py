import io
import struct

import imagecodecs
import numpy as np
import pytest
from PIL import Image

from sr_core.decode import decode
from sr_core.errors import DecodeError
from sr_core.files.jpeg import BARE_INKS_NOTE, frame_size, read_jpeg

from ..support.made_files import noise, pillow_file
from ..support.pictures import smooth_picture

PICTURE = Image.fromarray(smooth_picture(24, 32))


@pytest.mark.parametrize("mode", ["L", "RGB", "CMYK"])
@pytest.mark.parametrize("progressive", [False, True])
def test_read_jpeg_equals_pillow(mode: str, progressive: bool) -> None:
    data = pillow_file(PICTURE.convert(mode), "JPEG", progressive=progressive)
    theirs = np.asarray(Image.open(io.BytesIO(data)))
    np.testing.assert_array_equal(read_jpeg(data).samples.squeeze(), theirs)


def test_read_jpeg_joins_a_profile_of_several_segments() -> None:
    profile = np.random.default_rng(0).bytes(150_000)
    assert read_jpeg(pillow_file(PICTURE, "JPEG", icc_profile=profile)).profile == profile


def test_read_jpeg_skips_fill_bytes_and_strange_metadata() -> None:
    data = pillow_file(PICTURE, "JPEG")
    exif = b"Exif\0\0II*\0" + b"\xff" * 40
    extra = b"\xff\xff\xff" + b"\xe1" + struct.pack(">H", 2 + len(exif)) + exif
    np.testing.assert_array_equal(read_jpeg(data[:2] + extra + data[2:]).samples, read_jpeg(data).samples)


def test_frame_size_reads_width_and_height() -> None:
    assert frame_size(pillow_file(PICTURE, "JPEG")) == (32, 24)


@pytest.mark.parametrize(
    ("marker", "depth", "side", "message"),
    [
        (0xC1, 12, 24, "an ordinary 8-bit JPEG, found a 12-bit one"),
        (0xC3, 8, 24, "an ordinary 8-bit JPEG, found a lossless one"),
        (0xC0, 8, 65000, "at most 64 megapixels, found 65000 x 65000"),
        (0xC0, 8, 0, "at least 1 x 1 pixels, found 0 x 0"),
    ],
)
def test_read_jpeg_checks_the_frame_header(marker: int, depth: int, side: int, message: str) -> None:
    data = pillow_file(PICTURE, "JPEG")
    at = data.index(b"\xff\xc0")
    frame = struct.pack(">BBHBHH", 0xFF, marker, 17, depth, side, side)
    with pytest.raises(DecodeError, match=message):
        read_jpeg(data[:at] + frame + data[at + 9 :])


def test_read_jpeg_refuses_hundreds_of_scans() -> None:
    data = pillow_file(PICTURE, "JPEG", progressive=True)
    scan = data[data.rindex(b"\xff\xda") : -2]
    with pytest.raises(DecodeError, match="at most 200 JPEG scans"):
        read_jpeg(data[:-2] + scan * 300 + data[-2:])


JPEGS = {
    "baseline": {},
    "progressive": {"progressive": True},
    "restarts": {"restart_marker_blocks": 2},
    "optimised": {"optimize": True, "subsampling": 0},
}


@pytest.mark.parametrize("tail", [b"", b"\xff\xd9"])
@pytest.mark.parametrize("kind", JPEGS)
def test_read_jpeg_refuses_a_picture_cut_anywhere_but_in_its_last_block(kind: str, tail: bytes) -> None:
    data = pillow_file(PICTURE, "JPEG", **JPEGS[kind])
    whole = read_jpeg(data).samples
    for end in range(data.index(b"\xff\xda"), len(data) - 2, 7):
        try:
            found = read_jpeg(data[:end] + tail).samples
        except (DecodeError, OSError):
            continue
        assert np.count_nonzero((found != whole).any(axis=2)) <= 16 * 16


def test_read_jpeg_refuses_a_header_that_claims_more_than_the_scan_holds() -> None:
    data = pillow_file(PICTURE, "JPEG")
    at = data.index(b"\xff\xc0") + 5
    with pytest.raises(DecodeError, match="expected a complete JPEG"):
        read_jpeg(data[:at] + struct.pack(">HH", 96, 128) + data[at + 4 :])


def test_read_jpeg_refuses_a_progressive_picture_without_its_last_scan() -> None:
    data = pillow_file(PICTURE, "JPEG", progressive=True)
    with pytest.raises(DecodeError, match="expected a complete JPEG"):
        read_jpeg(data[: data.rindex(b"\xff\xda")] + b"\xff\xd9")


def test_read_jpeg_ignores_what_follows_the_picture() -> None:
    data = pillow_file(PICTURE, "JPEG")
    whole = read_jpeg(data).samples
    for rest in (b"\0\xff\xda junk" * 999, data, b"\xff\xd9\xff\xc4\0\2" * 9):
        np.testing.assert_array_equal(read_jpeg(data + rest).samples, whole)


def test_read_jpeg_refuses_thousands_of_segments() -> None:
    data = pillow_file(PICTURE, "JPEG")
    with pytest.raises(DecodeError, match="at most 10,000 JPEG segments"):
        read_jpeg(data[:2] + b"\xff\xe5\0\2" * 10_001 + data[2:])


def test_read_jpeg_names_jpeg_ls() -> None:
    with pytest.raises(DecodeError, match="found a JPEG-LS picture"):
        read_jpeg(imagecodecs.jpegls_encode(np.asarray(PICTURE)))


def test_read_jpeg_refuses_thousands_of_fill_bytes_in_its_data() -> None:
    data = pillow_file(Image.fromarray(noise(8, 8)), "JPEG")
    assert read_jpeg(data[:-2] + b"\xff" * 100 + data[-2:]).samples.shape == (8, 8, 1)
    with pytest.raises(DecodeError, match="thousands of fill bytes"):
        read_jpeg(data[:-2] + b"\xff" * 5000 + data[-2:])


def test_inks_without_adobes_marker_are_read_as_browsers_do_and_told() -> None:
    buffer = io.BytesIO()
    Image.new("CMYK", (16, 16), (0, 255, 255, 0)).save(buffer, "JPEG", quality=95)
    data = buffer.getvalue()
    at = data.index(b"\xff\xee")
    bare = data[:at] + data[at + 2 + int.from_bytes(data[at + 2 : at + 4], "big") :]
    marked, told = decode(data, "a.jpg"), decode(bare, "b.jpg")
    assert np.abs(marked.pixels.astype(int) - told.pixels).max() <= 1
    assert [BARE_INKS_NOTE in image.notes for image in (marked, told)] == [False, True]
