import struct
import zlib

import imagecodecs
import numpy as np
import pytest
from PIL import Image

from sr_core.errors import DecodeError
from sr_core.files.png import packed_size, read_png

from ..support.made_files import noise, pillow_file, png_chunk, png_file


@pytest.mark.parametrize("depth", [1, 2, 4])
def test_read_png_stretches_shallow_grey_to_8_bits(depth: int) -> None:
    packed = noise(3, depth)
    values = np.unpackbits(packed, axis=1).reshape(3, 8, depth) @ (1 << np.arange(depth)[::-1])
    raster = read_png(png_file(packed, width=8, depth=depth, colour=0))
    np.testing.assert_array_equal(raster.samples[..., 0], values * 255 // ((1 << depth) - 1))


def test_read_png_makes_the_named_16_bit_colour_transparent() -> None:
    values = noise(4, 5, 3, dtype=np.uint16)
    rows = values.astype(">u2").reshape(4, -1).view(np.uint8)
    named = png_chunk(b"tRNS", values[1, 2].astype(">u2").tobytes())
    raster = read_png(png_file(rows, width=5, depth=16, colour=2, before=named))
    np.testing.assert_array_equal(raster.samples, values)
    assert raster.alpha is not None
    assert np.argwhere(raster.alpha == 0).tolist() == [[1, 2]]


def test_read_png_takes_a_grey_palette_as_grey() -> None:
    palette = png_chunk(b"PLTE", bytes(v for v in range(256) for _ in range(3)))
    indices = noise(4, 5)
    raster = read_png(png_file(indices, width=5, depth=8, colour=3, before=palette))
    np.testing.assert_array_equal(raster.samples[..., 0], indices)


def test_read_png_reads_adam7_interlacing() -> None:
    values = noise(11, 13)
    passes = [(0, 0, 8, 8), (0, 4, 8, 8), (4, 0, 8, 4), (0, 2, 4, 4), (2, 0, 4, 2), (0, 1, 2, 2), (1, 0, 2, 1)]
    rows = [row for y, x, dy, dx in passes for row in values[y::dy, x::dx]]  # PNG specification, section 8
    header = png_chunk(b"IHDR", struct.pack(">IIBBBBB", 13, 11, 8, 0, 0, 0, 1))
    pixels = png_chunk(b"IDAT", zlib.compress(b"".join(b"\0" + row.tobytes() for row in rows)))
    data = b"\x89PNG\r\n\x1a\n" + header + pixels + png_chunk(b"IEND", b"")
    np.testing.assert_array_equal(read_png(data).samples[..., 0], values)


def test_read_png_finds_orientation_behind_the_pixels() -> None:
    exif = b"II*\0\x08\0\0\0\x01\0" + struct.pack("<HHII", 0x0112, 3, 1, 6) + bytes(4)
    data = png_file(noise(2, 2), width=2, depth=8, colour=0, after=png_chunk(b"eXIf", exif))
    assert read_png(data).orientation == 6


@pytest.mark.parametrize("kind", [b"zTXt", b"iTXt", b"iCCP"])
def test_read_png_does_not_inflate_metadata_bombs(kind: bytes) -> None:
    bomb = png_chunk(kind, b"name\0\0" + zlib.compress(bytes(40_000_000)))
    raster = read_png(png_file(noise(2, 2), width=2, depth=8, colour=0, before=bomb))
    assert len(raster.profile) <= 16 * 2**20


@pytest.mark.parametrize("at", [24, 25, 26, 27, 28])
def test_read_png_refuses_a_header_of_unknown_values(at: int, capfd: pytest.CaptureFixture[str]) -> None:
    data = bytearray(png_file(noise(2, 2), width=2, depth=8, colour=0))
    data[at] = 99
    data[29:33] = struct.pack(">I", zlib.crc32(bytes(data[12:29])))
    with pytest.raises(DecodeError, match="expected a valid PNG header"):
        read_png(bytes(data))
    assert capfd.readouterr().err == ""


def test_read_png_keeps_pixels_beside_damaged_metadata() -> None:
    picture = Image.fromarray(noise(6, 7, 3))
    bad = bytearray(png_chunk(b"gAMA", b"\xff"))
    bad[-1] ^= 1
    plain = pillow_file(picture, "PNG")
    np.testing.assert_array_equal(read_png(plain[:33] + bytes(bad) + plain[33:]).samples, np.asarray(picture))


@pytest.mark.parametrize("interlaced", [0, 1])
@pytest.mark.parametrize(("depth", "colour", "channels"), [(1, 0, 1), (4, 0, 1), (8, 2, 3), (16, 6, 4), (16, 4, 2)])
def test_packed_size_is_what_the_stream_of_a_picture_holds(
    depth: int, colour: int, channels: int, interlaced: int
) -> None:
    for width, height in ((1, 1), (3, 2), (5, 9), (8, 8), (17, 31)):
        size = packed_size(width, height, depth * channels, interlaced=bool(interlaced))
        header = png_chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, interlaced))
        for missing in (0, 1):
            pixels = png_chunk(b"IDAT", zlib.compress(bytes(size - missing)))
            data = b"\x89PNG\r\n\x1a\n" + header + pixels + png_chunk(b"IEND", b"")
            if missing:
                with pytest.raises(DecodeError, match="expected a complete PNG"):
                    read_png(data)
                with pytest.raises(imagecodecs.PngError):
                    imagecodecs.png_decode(data)
            else:
                assert read_png(data).samples.shape[:2] == (height, width)


def test_read_png_leaves_out_what_follows_the_last_pixel() -> None:
    values = noise(4, 5)
    rows = b"".join(b"\0" + row.tobytes() for row in values)
    header = png_chunk(b"IHDR", struct.pack(">IIBBBBB", 5, 4, 8, 0, 0, 0, 0))
    pixels = png_chunk(b"IDAT", zlib.compress(rows + bytes(10**6)))
    raster = read_png(b"\x89PNG\r\n\x1a\n" + header + pixels + png_chunk(b"IEND", b""))
    np.testing.assert_array_equal(raster.samples[..., 0], values)


@pytest.mark.parametrize("kind", [b"IHDR", b"PLTE", b"IDAT", b"tRNS"])
def test_read_png_refuses_a_wrong_checksum(kind: bytes) -> None:
    picture = Image.fromarray(noise(6, 7, 3)).quantize(5)
    data = bytearray(pillow_file(picture, "PNG", transparency=2))
    at = data.index(kind)
    length = int.from_bytes(data[at - 4 : at])
    data[at + 4 + length] ^= 1
    with pytest.raises(DecodeError, match="expected a PNG with right checksums"):
        read_png(bytes(data))


def test_read_png_refuses_a_file_without_pixels() -> None:
    data = png_file(noise(2, 2), width=2, depth=8, colour=0)
    at = data.index(b"IDAT")
    with pytest.raises(DecodeError, match="expected a PNG with pixels"):
        read_png(data[: at - 4] + png_chunk(b"IEND", b""))


@pytest.mark.parametrize("packed", [False, True])
def test_read_png_finds_the_orientation_that_imagemagick_writes(packed: bool) -> None:
    exif = b"Exif\0\0II*\0\x08\0\0\0\x01\0" + struct.pack("<HHII", 0x0112, 3, 1, 8) + bytes(4)
    text = b"\nexif\n%8d\n%s\n" % (len(exif), exif.hex().encode())
    body = b"Raw profile type exif\0" + (b"\0" + zlib.compress(text) if packed else text)
    chunk = png_chunk(b"zTXt" if packed else b"tEXt", body)
    assert read_png(png_file(noise(2, 2), width=2, depth=8, colour=0, before=chunk)).orientation == 8


def test_read_png_counts_the_frames_that_are_there() -> None:
    control = png_chunk(b"acTL", struct.pack(">II", 4_000_000_000, 0)) + png_chunk(b"fcTL", bytes(26)) * 2
    data = png_file(noise(2, 2), width=2, depth=8, colour=0, before=control)
    assert read_png(data).notes == ("Only the first of 2 frames of this animation is shown.",)
