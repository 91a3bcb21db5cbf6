import struct

import numpy as np
import pytest
from PIL import Image

from sr_core.errors import DecodeError
from sr_core.files import bmp
from sr_core.files.bmp import read_bmp

from ..support.made_files import noise, pillow_file


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB"])
def test_read_bmp_equals_pillow(mode: str) -> None:
    picture = Image.fromarray(noise(6, 7, 3)).convert(mode)
    theirs = np.asarray(picture.convert("RGB" if mode in ("P", "RGB") else "L"))
    np.testing.assert_array_equal(read_bmp(pillow_file(picture, "BMP")).samples.squeeze(), theirs)


def test_read_bmp_checks_the_header() -> None:
    data = bytearray(pillow_file(Image.new("RGB", (4, 4)), "BMP"))
    data[18:26] = struct.pack("<ii", 40000, 40000)
    with pytest.raises(DecodeError, match="found 40000 x 40000"):
        read_bmp(bytes(data))


def bmp_file(
    body: bytes, *, width: int, height: int, bits: int, compression: int = 0, extra: bytes = b"", colours: int = 0,
    size: int = 40, offset: int | None = None,
) -> bytes:  # fmt: skip
    """A BMP made by hand: `extra` are masks and palette between header and pixels."""
    if size == 12:
        header = struct.pack("<I4H", 12, width, height, 1, bits)
    else:
        header = struct.pack("<IiiHHIIiiII", size, width, height, 1, bits, compression, len(body), 0, 0, colours, 0)
        header += bytes(size - 40)
    start = 14 + len(header) + len(extra) if offset is None else offset
    return b"BM" + bytes(8) + struct.pack("<I", start) + header + extra + body


@pytest.mark.parametrize("top_down", [False, True])
@pytest.mark.parametrize(
    ("bits", "masks"),
    [
        (16, (0x7C00, 0x3E0, 0x1F, 0)),
        (16, (0xF800, 0x7E0, 0x1F, 0)),
        (16, (0xF00, 0xF0, 0xF, 0xF000)),
        (32, (0xFF, 0xFF00, 0xFF0000, 0xFF000000)),
        (32, (0xFFE00000, 0x1FFC00, 0x3FF, 0)),
        (32, (0x3, 0xC, 0x30, 0x40)),
    ],
)
def test_read_bmp_stretches_what_lies_under_each_mask(bits: int, masks: tuple[int, ...], top_down: bool) -> None:
    stored = noise(5, 6, 1, dtype=np.uint32 if bits == 32 else np.uint16)[..., 0]
    rows = stored if top_down else stored[::-1]
    data = bmp_file(
        rows.astype(f"<u{bits // 8}").tobytes(), width=6, height=-5 if top_down else 5, bits=bits, compression=6,
        extra=struct.pack("<4I", *masks),
    )  # fmt: skip
    raster = read_bmp(data)
    found = [raster.samples[..., n] for n in range(3)] + ([] if raster.alpha is None else [raster.alpha])
    for plane, mask in zip(found, masks, strict=False):
        part = stored.astype(np.int64) & mask
        np.testing.assert_array_equal(plane, np.floor(part / mask * 255 + 0.5))
    assert (raster.alpha is None) == (masks[3] == 0)


def test_read_bmp_takes_alpha_that_is_zero_everywhere_as_none() -> None:
    masks = struct.pack("<4I", 0xFF0000, 0xFF00, 0xFF, 0xFF000000)
    data = bmp_file(b"\1\2\3\0" * 6, width=3, height=2, bits=32, compression=6, extra=masks)
    raster = read_bmp(data)
    assert raster.alpha is None
    assert raster.samples[0, 0].tolist() == [3, 2, 1]


@pytest.mark.parametrize(("size", "each"), [(12, 3), (40, 4), (64, 4), (108, 4)])
@pytest.mark.parametrize("bits", [1, 2, 4, 8])
def test_read_bmp_looks_up_palettes_of_every_header(bits: int, size: int, each: int) -> None:
    colours = noise(1 << bits, each)
    values = noise(5, 7) & ((1 << bits) - 1)
    text = ["".join(format(value, f"0{bits}b") for value in row).ljust(64, "0") for row in values]
    body = b"".join(int(row, 2).to_bytes(8)[: (7 * bits + 31) // 32 * 4] for row in reversed(text))
    raster = read_bmp(bmp_file(body, width=7, height=5, bits=bits, size=size, extra=colours.tobytes()))
    np.testing.assert_array_equal(np.broadcast_to(raster.samples, (5, 7, 3)), colours[values][..., 2::-1])


def test_read_bmp_steps_over_a_palette_that_its_offset_overlooks() -> None:
    colours = noise(4, 4)
    data = bmp_file(b"\0\1\2\3", width=4, height=1, bits=8, extra=colours.tobytes(), colours=4, offset=54)
    np.testing.assert_array_equal(read_bmp(data).samples[0], colours[:, 2::-1])


def test_read_bmp_unpacks_runs_literals_jumps_and_ends_of_lines() -> None:
    codes = b"\3\1\0\0" + b"\0\3\4\5\6\0\0\0" + b"\0\2\2\1" + b"\1\7\0\1"
    grey = bytes(level for index in range(256) for level in (index, index, index, 0))
    raster = read_bmp(bmp_file(codes, width=3, height=4, bits=8, compression=1, extra=grey))
    assert raster.samples[..., 0].tolist() == [[0, 0, 7], [0, 0, 0], [4, 5, 6], [1, 1, 1]]


def test_read_bmp_unpacks_runs_of_4_bits() -> None:
    codes = b"\5\x12\0\0" + b"\0\3\x34\x50\0\1"
    grey = bytes(level for index in range(16) for level in (index, index, index, 0))
    raster = read_bmp(bmp_file(codes, width=5, height=2, bits=4, compression=2, extra=grey))
    assert raster.samples[..., 0].tolist() == [[3, 4, 5, 0, 0], [1, 2, 1, 2, 1]]


def test_read_bmp_returns_an_embedded_profile() -> None:
    data = bytearray(bmp_file(bytes(4), width=1, height=1, bits=24, size=124))
    data[70:74] = b"DEBM"
    struct.pack_into("<II", data, 126, len(data) - 14, 5)
    assert read_bmp(bytes(data) + b"TEST!").profile == b"TEST!"


def test_read_bmp_refuses_more_codes_than_pictures_have(monkeypatch: pytest.MonkeyPatch) -> None:
    data = bmp_file(b"\1\1" * 101 + b"\0\1", width=9, height=9, bits=8, compression=1, extra=bytes(1024))
    monkeypatch.setattr(bmp, "_MAX_CODES", 102)
    assert read_bmp(data).samples.shape == (9, 9, 1)
    monkeypatch.setattr(bmp, "_MAX_CODES", 101)
    with pytest.raises(DecodeError, match="found millions of"):
        read_bmp(data)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (bmp_file(bytes(99), width=9, height=9, bits=24), "expected a complete BMP"),
        (bmp_file(b"\3\1", width=9, height=9, bits=8, compression=1, extra=bytes(1024)), "expected a complete BMP"),
        (bmp_file(bytes(99), width=9, height=9, bits=64), "found 64 bits and compression 0"),
        (bmp_file(bytes(99), width=9, height=9, bits=0, compression=4), "found 0 bits and compression 4"),
        (bmp_file(bytes(99), width=-9, height=9, bits=24), "at least 1 x 1 pixels, found -9 x 9"),
        (
            bmp_file(bytes(99), width=2, height=2, bits=32, compression=3, extra=bytes((5, 0, 0, 0)) * 3),
            "adjoining bits",
        ),
        (bmp_file(b"", width=1, height=1, bits=8, offset=14), "expected a BMP with a palette"),
    ],
)
def test_read_bmp_refuses_what_is_damaged_or_no_ordinary_picture(data: bytes, message: str) -> None:
    with pytest.raises(DecodeError, match=message):
        read_bmp(data)
