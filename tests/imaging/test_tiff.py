import struct

import imagecodecs
import numpy as np
import pytest
from PIL import Image

from sr_core.errors import DecodeError
from sr_core.imaging.tiff import read_tiff

from ..pictures import smooth_picture
from .conftest import noise, pillow_file, tiff_file


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("compression", ["lzw", "deflate", "packbits", "zstd", "lzma"])
def test_read_tiff_unpacks_tiles(compression: str, dtype: type) -> None:
    values = noise(20, 35, 3, dtype=dtype)
    data = tiff_file(values, photometric="rgb", compression=compression, tile=(16, 16))
    np.testing.assert_array_equal(read_tiff(data).samples, values)


def test_read_tiff_reads_bigtiff() -> None:
    values = noise(5, 6, dtype=np.uint16)
    np.testing.assert_array_equal(read_tiff(tiff_file(values, bigtiff=True)).samples[..., 0], values)


@pytest.mark.parametrize("compression", ["group3", "group4", None])
def test_read_tiff_reads_one_bit_pages(compression: str | None) -> None:
    picture = Image.fromarray(smooth_picture(24, 32)).convert("1")
    theirs = np.asarray(picture.convert("L"))
    np.testing.assert_array_equal(
        read_tiff(pillow_file(picture, "TIFF", compression=compression)).samples[..., 0], theirs
    )


def test_read_tiff_stretches_12_bits_to_16_and_says_so() -> None:
    values = np.arange(4096, dtype=np.uint16).reshape(64, 64)
    raster = read_tiff(tiff_file(values, bitspersample=12))
    np.testing.assert_array_equal(raster.samples[..., 0], np.floor(values * (65535 / 4095) + 0.5))
    assert raster.notes == ("Values stretched from 12 to 16 bits.",)


def test_read_tiff_looks_up_its_palette() -> None:
    indices, colours = noise(5, 6), noise(3, 256, dtype=np.uint16)
    raster = read_tiff(tiff_file(indices, photometric="palette", colormap=colours))
    np.testing.assert_array_equal(raster.samples, (colours >> 8).T[indices])


def test_read_tiff_divides_by_associated_alpha() -> None:
    straight, alpha = noise(5, 6, 3), noise(5, 6) | 128
    stored = np.round(straight * (alpha[..., None] / 255)).astype(np.uint8)
    data = tiff_file(np.dstack([stored, alpha]), photometric="rgb", extrasamples=["assocalpha"])
    # Half a level lost when multiplying is at most one level after dividing by 128/255.
    assert np.abs(read_tiff(data).samples.astype(int) - straight).max() <= 1


def test_read_tiff_leaves_out_unspecified_channels_and_says_so() -> None:
    values = noise(5, 6, 4)
    raster = read_tiff(tiff_file(values, photometric="rgb", extrasamples=["unspecified"]))
    np.testing.assert_array_equal(raster.samples, values[..., :3])
    assert raster.alpha is None
    assert raster.notes == ("Extra channels of this TIFF were left out.",)


def test_read_tiff_reads_16_bit_cmyk_with_its_profile() -> None:
    values = noise(5, 6, 4, dtype=np.uint16)
    raster = read_tiff(tiff_file(values, photometric="separated", iccprofile=b"any bytes"))
    np.testing.assert_array_equal(raster.samples, values)
    assert raster.profile == b"any bytes"


def test_read_tiff_counts_pages() -> None:
    raster = read_tiff(tiff_file(noise(3, 5, 6), photometric="minisblack"))
    assert raster.notes == ("Showing the first of 3 pages of this TIFF.",)


@pytest.mark.parametrize(
    ("values", "options", "message"),
    [
        (noise(5, 6, 3).astype(np.float32), {"photometric": "rgb"}, "32-bit float samples"),
        (noise(5, 6, 3).astype(np.uint32), {"photometric": "rgb"}, "32 bits per sample"),
        (noise(5, 6).astype(np.int8), {}, "8-bit signed"),
        (noise(5, 6, 3), {"photometric": "cielab"}, "CIELAB colours"),
        (noise(5, 6), {"subfiletype": 1}, "a camera RAW file"),
        (noise(5, 6), {"compression": "png"}, "PNG compression"),
    ],
)
def test_read_tiff_names_what_is_no_ordinary_picture(values: np.ndarray, options: dict, message: str) -> None:
    with pytest.raises(DecodeError, match=f"found {message}.*; save it as"):
        read_tiff(tiff_file(values, **{"photometric": "minisblack", **options}))


def with_tag(data: bytes, tag: int, value: int) -> bytes:
    at = next(
        i for i in range(8, len(data)) if data[i : i + 4] in (struct.pack("<HH", tag, 3), struct.pack("<HH", tag, 4))
    )
    return data[: at + 2] + struct.pack("<HII", 4, 1, value) + data[at + 12 :]


@pytest.mark.parametrize(
    ("tag", "value", "message"),
    [
        (256, 10**6, "at most 64 megapixels, found 1000000 x 100 "),
        (322, 2**20, "found 1048576 x 128"),
        (323, 0, "at least 1 x 1"),
    ],
)
def test_read_tiff_checks_claimed_sizes(tag: int, value: int, message: str) -> None:
    data = tiff_file(noise(100, 100), tile=(128, 128), compression="zlib")
    with pytest.raises(DecodeError, match=message):
        read_tiff(with_tag(data, tag, value))


@pytest.mark.parametrize(("tag", "value"), [(273, 10**6), (273, 0), (279, 10**6), (279, 0)])
def test_read_tiff_refuses_strips_outside_the_file(tag: int, value: int) -> None:
    with pytest.raises(DecodeError, match="expected a complete TIFF"):
        read_tiff(with_tag(tiff_file(noise(9, 9)), tag, value))


def test_read_tiff_checks_jpeg_strips() -> None:
    data = tiff_file(noise(16, 16, 3), photometric="rgb", compression="jpeg")
    at = data.index(b"\xff\xc0") + 5
    with pytest.raises(DecodeError, match="found 65000 x 65000"):
        read_tiff(data[:at] + struct.pack(">HH", 65000, 65000) + data[at + 4 :])


def test_read_tiff_is_silent_about_odd_files(capfd: pytest.CaptureFixture[str]) -> None:
    data = with_tag(tiff_file(noise(9, 9), compression="zlib", rowsperstrip=9), 278, 3)
    with pytest.raises(DecodeError, match="expected a complete TIFF"):
        read_tiff(data)
    assert capfd.readouterr().err == ""


def test_read_tiff_reads_jpeg_strips_as_imagecodecs_does() -> None:
    values = smooth_picture(16, 16)
    data = tiff_file(values, photometric="ycbcr", compression="jpeg", subsampling=(1, 1))
    theirs = imagecodecs.tiff_decode(data, asrgb=True)[..., :3]
    assert np.abs(read_tiff(data).samples.astype(int) - theirs).max() <= 1  # two JPEG decoders may round differently
