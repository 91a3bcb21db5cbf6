import io
import struct

import imagecodecs
import numpy as np
import pytest
from PIL import Image

from sr_core.decode import decode
from sr_core.errors import DecodeError
from sr_core.files.jpeg2000.reader import read_jpeg2000

from ..support.heif_file import box
from ..support.made_files import noise, pillow_file
from ..support.pictures import smooth_picture

RGB = np.ascontiguousarray(smooth_picture(40, 50))
SIGNATURE = box(b"jP  ", b"\r\n\x87\n") + box(b"ftyp", b"jp2 ", bytes(4), b"jp2 ")


def codestream(values: np.ndarray, **options: object) -> bytes:
    return imagecodecs.jpeg2k_encode(values, codecformat="j2k", reversible=True, **options)


def jp2(stream: bytes, *header: bytes) -> bytes:
    """A JP2 file with these boxes in its header; ihdr is left to the codestream."""
    return SIGNATURE + box(b"jp2h", *header) + box(b"jp2c", stream)


def enumerated(space: int) -> bytes:
    return box(b"colr", b"\1\0\0", struct.pack(">I", space))


@pytest.mark.parametrize("boxed", [False, True])
@pytest.mark.parametrize("values", [RGB, RGB[..., 0], np.dstack([RGB, RGB[..., 1]]), RGB[..., :2]])
def test_read_jpeg2000_returns_what_openjpeg_stored_for_pillow(values: np.ndarray, boxed: bool) -> None:
    raster = read_jpeg2000(pillow_file(Image.fromarray(np.ascontiguousarray(values)), "JPEG2000", no_jp2=not boxed))
    planes = values[..., None] if values.ndim == 2 else values
    colours = 3 if planes.shape[2] > 2 else 1
    np.testing.assert_array_equal(raster.samples, planes[..., :colours])
    if planes.shape[2] > colours:
        np.testing.assert_array_equal(raster.alpha, planes[..., -1])


@pytest.mark.parametrize("options", [{"tile_size": (16, 16)}, {"quality_layers": [20, 5, 1]}, {"progression": "RPCL"}])
def test_read_jpeg2000_reads_tiles_layers_and_orders(options: dict) -> None:
    data = pillow_file(Image.fromarray(RGB), "JPEG2000", **options)
    np.testing.assert_array_equal(read_jpeg2000(data).samples, np.asarray(Image.open(io.BytesIO(data))))


@pytest.mark.parametrize(
    ("bits", "dtype", "peak"), [(5, np.uint8, 255), (12, np.uint16, 65535), (16, np.uint16, 65535)]
)
def test_read_jpeg2000_scales_samples_to_8_or_16_bits(bits: int, dtype: type, peak: int) -> None:
    values = (noise(20, 30, 3, dtype=np.uint16) >> (16 - bits)).astype(dtype)
    samples = read_jpeg2000(codestream(values, bitspersample=bits)).samples
    assert samples.dtype == dtype
    np.testing.assert_array_equal(samples, np.rint(values * (peak / (2**bits - 1))))


def test_read_jpeg2000_converts_sycc_as_pillow_does() -> None:
    data = pillow_file(Image.fromarray(RGB).convert("YCbCr"), "JPEG2000")
    theirs = np.asarray(Image.open(io.BytesIO(data)).convert("RGB")).astype(int)
    assert np.abs(read_jpeg2000(data).samples - theirs).max() <= 1


def test_read_jpeg2000_shows_colours_of_a_palette() -> None:
    indices, palette = noise(9, 8) % 5, noise(5, 3, seed=1)
    header = box(b"pclr", b"\0\5\3\7\7\7", palette.tobytes())
    mapping = box(b"cmap", *(struct.pack(">HBB", 0, 1, column) for column in range(3)))
    raster = read_jpeg2000(jp2(codestream(indices), header, mapping, enumerated(16)))
    np.testing.assert_array_equal(raster.samples, palette[indices])


def test_read_jpeg2000_puts_channels_into_the_order_that_is_defined() -> None:
    values = noise(9, 8, 4)
    order = ((0, 1, 0), (1, 0, 3), (2, 0, 2), (3, 0, 1))  # channel, colour or opacity, which
    defined = box(b"cdef", struct.pack(">H", 4), *(struct.pack(">HHH", *found) for found in order))
    raster = read_jpeg2000(jp2(codestream(values, mct=False), enumerated(16), defined))
    np.testing.assert_array_equal(raster.samples, values[..., [3, 2, 1]])
    np.testing.assert_array_equal(raster.alpha, values[..., 0])


def test_read_jpeg2000_returns_the_profile_and_names_colours_it_does_not_know() -> None:
    profile = imagecodecs.cms_profile("adobergb")
    stream = codestream(RGB)
    assert read_jpeg2000(jp2(stream, box(b"colr", b"\2\0\0", profile))).profile == profile
    assert "not known to this app" in read_jpeg2000(jp2(stream, enumerated(14))).notes[0]


def test_decode_converts_cmyk() -> None:
    inks = np.zeros((9, 8, 4), np.uint8)
    inks[..., 1] = 255
    image = decode(jp2(codestream(inks, mct=False), enumerated(12)), "p")
    assert image.pixels[0, 0].tolist() == [255, 0, 255]


@pytest.mark.parametrize("boxed", [False, True])
def test_a_file_that_is_cut_short_is_refused(boxed: bool) -> None:
    data = pillow_file(Image.fromarray(RGB), "JPEG2000", no_jp2=not boxed, tile_size=(16, 16))
    for length in (60, 200, len(data) // 2, len(data) - 3):
        with pytest.raises(DecodeError, match="a complete JPEG 2000"):
            decode(data[:length], "p")


@pytest.mark.parametrize(
    ("at", "number", "message"),
    [
        (8, struct.pack(">II", 30_000, 30_000), "at most 64 megapixels, found 30000 x 30000"),
        (24, struct.pack(">II", 1, 1), "cut short"),
        (40, b"\0\6", "1 to 5 channels, found 6"),
        (42, b"\x87", "8 bits, signed"),
        (43, b"\2", "channels have the same size and bits"),
        (24, bytes(8), "damaged"),
    ],
)
def test_headers_are_checked_before_pixels_are_decoded(at: int, number: bytes, message: str) -> None:
    stream = bytearray(codestream(RGB[..., 0]))
    stream[at : at + len(number)] = number
    with pytest.raises(DecodeError, match=message):
        read_jpeg2000(bytes(stream))


def test_data_outside_of_a_tile_is_refused() -> None:
    stream = codestream(RGB)
    start = stream.index(b"\xff\x90")
    with pytest.raises(DecodeError, match="damaged"):
        read_jpeg2000(stream[:start] + stream[start + 12 :])
