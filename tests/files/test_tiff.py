import io
import struct

import imagecodecs
import numpy as np
import pytest
import tifffile
from PIL import Image

from sr_core.decode import decode
from sr_core.errors import DecodeError
from sr_core.files.limits import Limits
from sr_core.files.tiff import segments as tiff_segments
from sr_core.files.tiff.lzw import read_lzw
from sr_core.files.tiff.reader import read_tiff

from ..support.made_files import noise, pillow_file, tiff_file
from ..support.pictures import smooth_picture


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("compression", ["lzw", "deflate", "packbits", "zstd", "lzma"])
def test_read_tiff_unpacks_tiles(compression: str, dtype: type) -> None:
    values = noise(20, 35, 3, dtype=dtype)
    data = tiff_file(values, photometric="rgb", compression=compression, tile=(16, 16))
    np.testing.assert_array_equal(read_tiff(data).samples, values)


@pytest.mark.parametrize("cut", [{"rowsperstrip": 7}, {"tile": (16, 32)}, {}])
@pytest.mark.parametrize("shape", [(37, 53), (37, 53, 3), (3, 37, 53)])
@pytest.mark.parametrize("predictor", [False, True])
def test_read_lzw_is_what_tifffile_reads(shape: tuple[int, ...], cut: dict, predictor: bool) -> None:
    layout = {"photometric": "rgb", "planarconfig": "separate" if shape[0] == 3 else "contig"} if len(shape) > 2 else {}
    for byteorder in "<>":
        data = tiff_file(
            noise(*shape, dtype=np.uint16), compression="lzw", byteorder=byteorder, predictor=predictor, **layout, **cut
        )
        with tifffile.TiffFile(io.BytesIO(data)) as file:
            page = file.pages.first
            np.testing.assert_array_equal(read_lzw(page, data), page.asarray(squeeze=False))


def test_damaged_lzw_is_refused() -> None:
    data = bytearray(tiff_file(smooth_picture(40, 40), compression="lzw", photometric="rgb"))
    with tifffile.TiffFile(io.BytesIO(bytes(data))) as file:
        start, size = file.pages.first.dataoffsets[0], file.pages.first.databytecounts[0]
    data[start + 2 : start + size] = bytes(range(256)) * (size // 256) + bytes(size % 256 - 2)
    with pytest.raises(DecodeError, match="damaged or cut short"):
        decode(bytes(data), "x.tif")


def test_read_tiff_names_a_colour_tag_of_many_values_in_one_line() -> None:
    data = tiff_file(smooth_picture(8, 8), photometric="rgb")
    where = data.index(struct.pack("<HHI", 262, 3, 1))
    with pytest.raises(DecodeError, match="found several kinds of colours"):
        read_tiff(data[: where + 4] + struct.pack("<II", 4, 8) + data[where + 12 :])


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
    assert raster.notes == ("The values were stretched from 12 to 16 bits.",)


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


def test_read_tiff_divides_before_black_and_white_change_places() -> None:
    # Half opaque black of a file whose 255 is black: 255 * 128 / 255 stored.
    stored = np.full((4, 5, 2), 128, np.uint8)
    raster = read_tiff(tiff_file(stored, photometric="miniswhite", extrasamples=["assocalpha"]))
    assert (raster.samples == 0).all()
    assert raster.alpha is not None
    assert (raster.alpha == 128).all()


def test_read_tiff_finds_alpha_behind_another_channel() -> None:
    values = noise(5, 6, 5)
    raster = read_tiff(tiff_file(values, photometric="rgb", extrasamples=["unspecified", "unassalpha"]))
    np.testing.assert_array_equal(raster.alpha, values[..., 4])
    assert raster.notes == ("Extra channels of this TIFF were left out.",)


def test_read_tiff_keeps_the_alpha_of_a_palette() -> None:
    alpha, file = noise(5, 6), io.BytesIO()
    picture = Image.fromarray(noise(5, 6, 3)).quantize(8).convert("PA")
    picture.putalpha(Image.fromarray(alpha))
    picture.save(file, "TIFF")
    raster = read_tiff(file.getvalue())
    np.testing.assert_array_equal(raster.samples, np.asarray(picture.convert("RGB")))
    np.testing.assert_array_equal(raster.alpha, alpha)


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
    assert raster.notes == ("Only the first of 3 pages of this TIFF is shown.",)


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


@pytest.mark.parametrize("bits", range(1, 17))
def test_read_tiff_stretches_any_number_of_bits(bits: int) -> None:
    values = noise(7, 9, dtype=np.uint16) >> (16 - bits)
    peak = 255 if bits <= 8 else 65535
    data = tiff_file(values.astype(np.uint8 if bits <= 8 else np.uint16), bitspersample=bits, photometric="minisblack")
    want = np.floor(values * (peak / ((1 << bits) - 1)) + 0.5)
    np.testing.assert_array_equal(read_tiff(data).samples[..., 0], want)


def test_read_tiff_refuses_24_bits_which_decoders_read_in_the_wrong_order() -> None:
    data = with_short_tag(tiff_file(noise(5, 8, 3), photometric="minisblack", planarconfig="contig"), 258, 24)
    with pytest.raises(DecodeError, match="found 24 bits per sample"):
        read_tiff(with_short_tag(data, 277, 1))


def with_short_tag(data: bytes, tag: int, value: int) -> bytes:
    at = data.index(struct.pack("<HH", tag, 3))
    return data[: at + 2] + struct.pack("<HIHH", 3, 1, value, 0) + data[at + 12 :]


@pytest.mark.parametrize("compression", ["group3", "group4"])
def test_read_tiff_refuses_fax_codes_that_end_early(compression: str) -> None:
    picture = Image.fromarray(noise(64, 64)).convert("1")
    data = pillow_file(picture, "TIFF", compression=compression)
    size = tifffile.TiffFile(io.BytesIO(data)).pages.first.databytecounts[0]
    read_tiff(data)
    with pytest.raises(DecodeError, match="expected a complete TIFF"):
        read_tiff(with_tag(data, 279, size // 2))


def test_read_tiff_refuses_jpeg_strips_that_end_early() -> None:
    data = tiff_file(smooth_picture(64, 64), photometric="ycbcr", compression="jpeg")
    size = tifffile.TiffFile(io.BytesIO(data)).pages.first.databytecounts[0]
    with pytest.raises(DecodeError, match="expected a complete TIFF"):
        read_tiff(with_tag(data, 279, size - 200))


def test_read_tiff_refuses_inks_that_are_not_cmyk() -> None:
    data = tiff_file(noise(5, 6, 4), photometric="separated", extratags=[(332, 3, 1, 2, True)])
    with pytest.raises(DecodeError, match="found inks other than CMYK"):
        read_tiff(data)


def test_read_tiff_refuses_fax_codes_of_more_than_one_bit() -> None:
    with pytest.raises(DecodeError, match="found CCITTFAX4 compression"):
        read_tiff(with_short_tag(tiff_file(noise(5, 6)), 259, 4))


@pytest.mark.parametrize("pages", [1, 2, 7])
@pytest.mark.parametrize("options", [{}, {"bigtiff": True}, {"byteorder": ">"}])
def test_read_tiff_counts_pages_in_every_kind_of_file(pages: int, options: dict) -> None:
    data = tiff_file(noise(pages, 5, 6), photometric="minisblack", **options)
    assert read_tiff(data).notes == ((f"Only the first of {pages} pages of this TIFF is shown.",) if pages > 1 else ())


def test_read_tiff_refuses_more_pages_than_frames_are_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tiff_segments, "LIMITS", Limits(frames=3))
    read_tiff(tiff_file(noise(3, 5, 6), photometric="minisblack"))
    with pytest.raises(DecodeError, match="at most 3 pages, found more"):
        read_tiff(tiff_file(noise(4, 5, 6), photometric="minisblack"))


def test_read_tiff_refuses_hundreds_of_thousands_of_strips() -> None:
    with pytest.raises(DecodeError, match="at most 300,000 strips or tiles in a TIFF, found 1,000,000"):
        read_tiff(with_tag(with_tag(tiff_file(noise(1000, 1000), tile=(16, 16)), 322, 1), 323, 1))
