"""Every parser, on the worst input of its kind: twice the input takes at most 2.2 times the operations."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable

import imagecodecs
import numpy as np
import pytest
from PIL import Image
from pydicom.uid import JPEG2000Lossless

from sr_core.decode import decode
from sr_core.files.archive import list_archive
from sr_core.files.bmp import read_bmp
from sr_core.files.exif import read_exif
from sr_core.files.gif import read_gif
from sr_core.files.jpeg import exif_orientation, is_finished, padded, read_jpeg, without_rest
from sr_core.files.png import read_png
from sr_core.files.signature import identify
from sr_core.files.tiff.reader import read_tiff
from sr_core.files.webp import read_webp
from sr_core.thermal.fff import is_flir, list_frames
from sr_core.thermal.flir import read_flir
from sr_core.thermal.makers import unread_temperatures
from sr_core.thermal.visible import find_embedded

from ..support.dicom_file import dicom_bytes, dicom_dataset, ramp
from ..support.made_files import pillow_file, png_chunk
from .counted import operations

MOST = 2.2
"""Twice, and what the file's beginning adds."""
COUNT = 300

_GREY = Image.fromarray(np.full((8, 8), 9, np.uint8))
_PNG, _JPEG, _GIF = (pillow_file(_GREY, kind) for kind in ("PNG", "JPEG", "GIF"))
_WEBP = pillow_file(_GREY.convert("RGB"), "WEBP")


def in_png(*chunks: bytes) -> bytes:
    return _PNG[:33] + b"".join(chunks) + _PNG[33:]


def segment(marker: int, body: bytes) -> bytes:
    return bytes((0xFF, marker)) + struct.pack(">H", 2 + len(body)) + body


def in_jpeg(*parts: bytes) -> bytes:
    return _JPEG[:2] + b"".join(parts) + _JPEG[2:]


def scans(*parts: bytes) -> bytes:
    start = _JPEG.index(b"\xff\xda")
    return _JPEG[start:-2] + b"".join(parts) + _JPEG[-2:]


def in_gif(*blocks: bytes) -> bytes:
    return _GIF[:13] + _GIF[13:-1] + b"".join(blocks) + b";"


def in_webp(*chunks: bytes) -> bytes:
    body = _WEBP[8:] + b"".join(chunks)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def tiff(entries: list[tuple[int, int, int, int]], body: bytes = bytes(64)) -> bytes:
    """A grey TIFF of 8 x 8 with more tags (tag, type, count, value)."""
    tags = [(256, 4, 1, 8), (257, 4, 1, 8), (258, 3, 1, 8), (259, 3, 1, 1), (262, 3, 1, 1), (273, 4, 1, 8)]
    tags += [(277, 3, 1, 1), (278, 4, 1, 8), (279, 4, 1, 64)]
    kept = [tag for tag in tags if tag[0] not in {entry[0] for entry in entries}]
    table = b"".join(struct.pack("<HHII", *tag) for tag in sorted([*kept, *entries]))
    count = len(kept) + len(entries)
    return b"II*\0" + struct.pack("<I", 8 + len(body)) + body + struct.pack("<H", count) + table + bytes(4)


def strips(n: int) -> bytes:
    """An 8 x n TIFF of n strips of one row."""
    body = bytes(64) + struct.pack(f"<{n}I", *[8] * n) + struct.pack(f"<{n}I", *[8] * n)
    return tiff([(257, 4, 1, n), (273, 4, n, 72), (278, 4, 1, 1), (279, 4, n, 72 + 4 * n)], body)


def pages(n: int) -> bytes:
    first = tiff([])
    at, more = len(first), b""
    for _ in range(n):
        more += struct.pack("<HHHIIII", 1, 256, 4, 1, 8, 0, 0)[:14] + struct.pack("<I", at + len(more) + 18)
    return first[:-4] + struct.pack("<I", at) + more


def archive(n: int, *, comment: int = 0) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        for number in range(n):
            made.writestr(f"{'a/' * (number % 7)}{number}.png", b"x")
        made.comment = b"PK\5\6" * comment
    return buffer.getvalue()


def flir(n: int) -> bytes:
    """FLIR data of n records that share all of the file."""
    size = 64 + 32 * n
    head = b"FFF\0" + bytes(16) + struct.pack(">III", 100, 64, n) + bytes(32)
    record = struct.pack(">HHIIIIII", 1, 0, 0, 0, 0, size, 0, 0)[:32].ljust(32, b"\0")
    data = (head[:64] + record * n)[:size]
    parts = [data[at : at + 60_000] for at in range(0, len(data), 60_000)]
    return in_jpeg(*(segment(0xE1, b"FLIR\0\1" + bytes((at, len(parts) - 1)) + part) for at, part in enumerate(parts)))


def recording(frames: int, records: int) -> bytes:
    """FLIR frames of so many records, which all lie in the first one's place."""
    record = struct.pack("<HHIIII", 1, 1, 100, 1, 0, 64).ljust(32, b"\0")
    head = b"FFF\0" + bytes(16) + struct.pack("<III", 100, 64, records) + bytes(32)
    return (head + record * records) * frames


def exif(n: int) -> bytes:
    return b"Exif\0\0II*\0\x08\0\0\0" + struct.pack("<H", n) + struct.pack("<HHII", 1, 4, 1, 1) * n


def rle(n: int) -> bytes:
    codes = b"\0\2\0\0" * n + b"\0\1"
    header = struct.pack("<IiiHHIIiiII", 40, 9, 8, 1, 8, 1, len(codes), 0, 0, 0, 0)
    return b"BM" + bytes(8) + struct.pack("<I", 14 + 40 + 1024) + header + bytes(1024) + codes


def dicom(elements: int, fragments: int) -> bytes:
    """A DICOM file of private elements, or of so many empty fragments before its pixels."""
    dataset = dicom_dataset(ramp())
    for number in range(elements):
        dataset.add_new((0x0009, 0x1000 + number), "LO", "x")
    if not fragments:
        return dicom_bytes(dataset)
    stream = bytes(imagecodecs.jpeg2k_encode(ramp(), codecformat="j2k", level=0))
    plain = dicom_bytes(dataset, JPEG2000Lossless, frames=[stream])
    item = struct.pack("<HHI", 0xFFFE, 0xE000, 0)
    at = plain.index(b"\xff\x4f\xff\x51") - 8
    return plain[:at] + item * fragments + plain[at:]


def as_picture(data: bytes) -> object:
    return decode(data, "x")


_ZERO_EXIF = b"Raw profile type exif\0\0" + zlib.compress(bytes(2**16))
Parser = Callable[[bytes], object]

CASES: dict[str, tuple[Parser, Callable[[int], bytes]]] = {
    "PNG, chunks": (read_png, lambda n: in_png(*[png_chunk(b"abCd", b"")] * n)),
    "PNG, texts": (read_png, lambda n: in_png(*[png_chunk(b"tEXt", b"Comment\0unit=degC;k=1")] * n)),
    "PNG, one long text": (read_png, lambda n: in_png(png_chunk(b"tEXt", b"Comment\0" + b";k=1" * n))),
    "PNG, packed EXIF": (read_png, lambda n: in_png(*[png_chunk(b"zTXt", _ZERO_EXIF)] * n)),
    "PNG, frames": (read_png, lambda n: in_png(*[png_chunk(b"fcTL", bytes(26))] * n)),
    "PNG, palettes": (read_png, lambda n: in_png(*[png_chunk(b"PLTE", bytes(768))] * n)),
    "PNG, profiles": (read_png, lambda n: in_png(*[png_chunk(b"iCCP", b"p\0\0" + zlib.compress(bytes(999)))] * n)),
    "PNG, colours": (read_png, lambda n: in_png(*[png_chunk(b"cICP", b"\x0c\x0d\0\1")] * n)),
    "PNG, pixels in parts": (read_png, lambda n: _PNG[:33] + png_chunk(b"IDAT", b"") * n + _PNG[33:]),
    "JPEG, segments": (read_jpeg, lambda n: in_jpeg(*[segment(0xEC, b"x")] * n)),
    "JPEG, EXIF": (read_jpeg, lambda n: in_jpeg(*[segment(0xE1, exif(9))] * n)),
    "JPEG, profiles": (read_jpeg, lambda n: in_jpeg(*[segment(0xE2, b"ICC_PROFILE\0\1\1" + bytes(99))] * n)),
    "JPEG, fill bytes before a segment": (read_jpeg, lambda n: in_jpeg(b"\xff" * 50 * n)),
    "JPEG, stray bytes before a segment": (read_jpeg, lambda n: in_jpeg(b"\0" * 50 * n)),
    "JPEG, bytes behind the end": (read_jpeg, lambda n: _JPEG + b"\xff\xda" * n),
    "JPEG, markers after the scan": (read_jpeg, lambda n: _JPEG[:-2] + segment(0xFE, b"") * n + _JPEG[-2:]),
    "JPEG, orientation": (exif_orientation, lambda n: in_jpeg(*[segment(0xEC, b"x")] * n)),
    "JPEG scans, fill bytes": (without_rest, lambda n: scans(b"\xff" * 50 * n + b"\0")),
    "JPEG scans, restarts": (padded, lambda n: scans(b"\xff\xd0" * n)),
    "JPEG scans, many": (lambda data: is_finished(data, 0xC0, b"\1"), lambda n: scans(*[segment(0xDA, bytes(6))] * n)),
    "radiometric JPEG, segments": (is_flir, lambda n: in_jpeg(*[segment(0xE1, b"x")] * n)),
    "radiometric JPEG, records": (read_flir, lambda n: flir(3 * n)),
    "FLIR recording, frames": (list_frames, lambda n: recording(n, 1)),
    "FLIR recording, records": (list_frames, lambda n: recording(1, 3 * n)),
    "FLIR recording, beginnings of frames": (list_frames, lambda n: b"FFF\0" * n),
    "FLIR recording, headers without records": (list_frames, lambda n: recording(n, 0)),
    "radiometric JPEG, visible picture": (find_embedded, lambda n: flir(3 * n)),
    "radiometric JPEG of others": (unread_temperatures, lambda n: in_jpeg(*[segment(0xE1, exif(5))] * n)),
    "GIF, extensions": (read_gif, lambda n: in_gif(*[b"!\xfe\1x\0"] * n)),
    "GIF, sub-blocks": (read_gif, lambda n: in_gif(b"!\xfe" + b"\1x" * n + b"\0")),
    "GIF, frames": (read_gif, lambda n: in_gif(*[b"," + bytes(4) + b"\1\0\1\0\0\2\1x\0"] * n)),
    "GIF, a profile in parts": (read_gif, lambda n: in_gif(b"!\xff\x0bICCRGBG1012" + b"\1x" * n + b"\0")),
    "WebP, chunks": (read_webp, lambda n: in_webp(*[b"abcd" + struct.pack("<I", 0)] * n)),
    "WebP, frames": (read_webp, lambda n: in_webp(*[b"ANMF" + struct.pack("<I", 0)] * n)),
    "BMP, codes": (read_bmp, rle),
    "TIFF, tags": (read_tiff, lambda n: tiff([(40000 + k, 3, 1, 0) for k in range(n)])),
    "TIFF, one text in many tags": (read_tiff, lambda n: tiff([(270, 2, 4000, 8)] * (n // 10), bytes(4000))),
    "TIFF, strips": (read_tiff, strips),
    "TIFF, pages": (read_tiff, pages),
    "ZIP, entries": (lambda data: list_archive(data, "a.zip"), archive),
    "ZIP, a comment of ends": (lambda data: list_archive(data, "a.zip"), lambda n: archive(3, comment=n)),
    "DICOM, elements": (as_picture, lambda n: dicom(n, 0)),
    "DICOM, fragments": (as_picture, lambda n: dicom(0, n)),
    "table, rows": (as_picture, lambda n: b"T [degC]\n" + b"30.5;31.5\n" * n),
    "table, cells in a row": (as_picture, lambda n: b"T [degC]\n" + b"30.5;" * n + b"\n" + b"30.5;" * n),
    "table, units in cells": (as_picture, lambda n: "30.5 °C;30.5°F;\n".encode() * n),
    "table, holes": (as_picture, lambda n: b"T [degC]\n" + b"30.5;;n/a;\n" * n),
    "table, quoted cells": (as_picture, lambda n: b"T [degC]\n" + b'"30,5";"31,5"\n' * n),
    "table, minus signs": (as_picture, lambda n: b"T [degC]\n" + "\u22123.5;\u22124.5\n".encode() * n),
    "table, UTF-16": (as_picture, lambda n: ("T [degC]\n" + "30.5;31.5\n" * n).encode("utf-16-le")),
    "table, headings": (as_picture, lambda n: b"a b\n" * n + b"T [degC]\n" + b"30.5;31.5\n" * 9),
    "EXIF, tags": (read_exif, exif),
    "signature, zeros": (identify, lambda n: bytes(100 * n)),
    "signature, archive": (identify, lambda n: b"PK\3\4" + bytes(100 * n)),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_twice_the_input_takes_at_most_twice_the_operations(name: str) -> None:
    parse, build = CASES[name]
    once, twice = build(COUNT), build(2 * COUNT)
    operations(parse, once)  # what is cached is cached
    assert operations(parse, twice) <= MOST * operations(parse, once) + 500


def test_the_counter_sees_a_parser_that_grows_faster() -> None:
    def copies(data: bytes) -> int:
        return sum(len(data[at:]) for at in range(len(data)))

    assert operations(copies, bytes(4000)) > MOST * operations(copies, bytes(2000)) + 500


def test_pictures_of_the_same_bytes_are_unharmed() -> None:
    for data, read in ((in_png(), read_png), (in_jpeg(), read_jpeg), (in_gif(), read_gif), (tiff([]), read_tiff)):
        assert read(data).samples.shape == (8, 8, 1)
    assert imagecodecs.webp_decode(in_webp()).shape[:2] == (8, 8)
