"""Small files that ask for much time or memory, made by hand; each must be refused or decoded within limits."""

import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Callable

import imagecodecs
import numpy as np
from PIL import Image
from pydicom.uid import DeflatedExplicitVRLittleEndian, ExplicitVRLittleEndian

from ..support.dicom_file import dicom_bytes, dicom_dataset, ramp
from ..support.flir_file import COUNTS, camera_record, fff, frame
from ..support.heif_file import (
    Part,
    avif_file,
    box,
    coded_picture,
    container,
    grid_of,
    heic_file,
    ispe,
    one_picture,
    tiled,
)
from ..support.made_files import pillow_file, png_chunk

_SIDE = 7990
"""Of the largest squares that are decoded."""
_BLOCK = 2**20
_SYNTAXES = (ExplicitVRLittleEndian, DeflatedExplicitVRLittleEndian)


def zeros(size: int) -> bytes:
    """A zlib stream of `size` zero bytes, a thousandth as long: one block repeated, its checksum computed."""
    return b"\x78\xda" + raw_zeros(size) + struct.pack(">HH", size % 65521, 1)


def raw_zeros(size: int) -> bytes:
    """The same without header and checksum."""
    engine = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = engine.compress(bytes(_BLOCK)) + engine.flush(zlib.Z_FULL_FLUSH)
    return block * (size // _BLOCK) + engine.compress(bytes(size % _BLOCK)) + engine.flush()


def png(
    width: int, height: int, depth: int, colour: int, pixels: bytes, *, more: bytes = b"", passes: int = 0
) -> bytes:
    """A PNG of a given zlib stream."""
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, passes)
    chunks = png_chunk(b"IHDR", header) + more + png_chunk(b"IDAT", pixels) + png_chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunks


def tiff(width: int, height: int, strip: bytes, *more: tuple[int, int, int], compression: int = 1) -> bytes:
    """A TIFF of one strip; more tags as (tag, type 3 or 4, value)."""
    tags = {256: (4, width), 257: (4, height), 258: (3, 8), 259: (3, compression), 262: (3, 1), 277: (3, 1)}
    tags |= {273: (4, 0), 278: (4, height), 279: (4, len(strip))} | {tag: (kind, value) for tag, kind, value in more}
    start = 8 + 2 + 12 * len(tags) + 4
    tags[273] = (4, start)
    body = b"".join(struct.pack("<HHII", tag, kind, 1, value) for tag, (kind, value) in sorted(tags.items()))
    return b"II*\0\x08\0\0\0" + struct.pack("<H", len(tags)) + body + bytes(4) + strip


def many_strips(count: int) -> bytes:
    """A TIFF of one pixel a row and one row a strip, all strips the same byte."""
    tags = [(256, 1, 1), (257, 1, count), (258, 1, 8), (259, 1, 1), (262, 1, 1), (273, count, 122), (277, 1, 1)]
    tags += [(278, 1, 1), (279, count, 122 + 4 * count)]
    body = b"".join(struct.pack("<HHII", tag, 4, number, value) for tag, number, value in tags)
    tables = struct.pack("<I", 8) * count + struct.pack("<I", 1) * count
    return b"II*\0\x08\0\0\0" + struct.pack("<H", len(tags)) + body + bytes(4) + tables


def chain_of_pages(count: int) -> bytes:
    """A TIFF whose directories after the first are empty."""
    first = tiff(1, 1, b"\0\0")
    link = 8 + 2 + 12 * 9
    chain = b"".join(struct.pack("<HI", 0, len(first) + 6 * (number + 1)) for number in range(count))
    return first[:link] + struct.pack("<I", len(first)) + first[link + 4 :] + chain[:-4] + bytes(4)


def jpeg(side: int, **options: object) -> bytes:
    """A JPEG of one colour."""
    return pillow_file(Image.new("RGB", (side, side), (10, 200, 30)), "JPEG", quality=50, **options)


def jpeg_of_scans(count: int) -> bytes:
    """A progressive JPEG whose last scan is there again and again."""
    whole = jpeg(_SIDE, progressive=True)
    return whole[:-2] + whole[whole.rindex(b"\xff\xda") : -2] * count + b"\xff\xd9"


def flir_of(coded: int, declared: int) -> bytes:
    """A recording of one frame, whose counts are a square of JPEG-LS that declares another side than its record."""
    stream = imagecodecs.jpegls_encode(np.full((coded, coded), 15_000, np.uint16))
    record = struct.pack("<HHH", 2, declared, declared) + bytes(26) + stream
    return fff(record, camera_record(), order="<")


def gif(blocks: bytes, width: int = 8, height: int = 8) -> bytes:
    """A GIF of given blocks and two colours."""
    return b"GIF89a" + struct.pack("<HH", width, height) + b"\x80\0\0" + bytes(6) + blocks + b";"


def bmp_of_runs(codes: bytes) -> bytes:
    """An RLE8 BMP of the largest size."""
    head = struct.pack("<IiiHHIIiiII", 40, _SIDE, _SIDE, 1, 8, 1, len(codes), 0, 0, 256, 0)
    return b"BM" + bytes(8) + struct.pack("<I", 54 + 1024) + head + bytes(1024) + codes


def webp_of_two_frames() -> bytes:
    """An animated WebP of the largest size."""
    frames = [Image.new("RGBA", (_SIDE, _SIDE), (level, 2, 3, 40)) for level in (1, 9)]
    return pillow_file(frames[0], "WEBP", lossless=True, method=0, save_all=True, append_images=frames[1:])


def deflated_dicom() -> bytes:
    """A deflated DICOM file that unpacks to a gigabyte."""
    whole = dicom_bytes(dicom_dataset(ramp()))
    plain, deflated = (uid.encode().ljust(len(uid) + len(uid) % 2, b"\0") for uid in _SYNTAXES)
    start = whole.index(plain)
    meta = whole[: start - 2] + struct.pack("<H", len(deflated)) + deflated + whole[start + len(plain) :]
    return meta[: meta.index(b"\x08\0\x08\0CS")] + raw_zeros(2**30)  # up to the first element of the dataset


def _zip_of(*files: tuple[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in files:
            made.writestr(name, content)
    return buffer.getvalue()


def flat(side: int, level: int = 40) -> np.ndarray:
    """A square of one grey."""
    return np.full((side, side, 3), level, np.uint8)


def grid(data: bytes, across: int, down: int, tile: int) -> bytes:
    """A grid of one tile again and again."""
    return tiled([data] * (across * down), across, (across * tile, down * tile), tile)


def claims_another_size(data: bytes, side: int) -> bytes:
    """A small container around a coded picture that says it is large, or the other way round."""
    return one_picture(data, side, side)


def grid_of_itself() -> bytes:
    """A grid whose tiles are the grid."""
    whole = Part(b"grid", grid_of(2, 2, 128, 128), [ispe(128, 128)], {b"dimg": [1, 1, 1, 1]})
    return container([whole])


def many_pictures(count: int) -> bytes:
    """A HEIC item of one coded picture again and again."""
    configuration, content = coded_picture(heic_file(flat(64)))
    return container([Part(b"hvc1", content * count, [ispe(64, 64), (b"hvcC", configuration)])])


def many_items(count: int) -> bytes:
    """A HEIC of many pictures beside its own."""
    configuration, content = coded_picture(heic_file(flat(64)))
    properties = [ispe(64, 64), (b"hvcC", configuration)]
    return container([Part(b"hvc1", content, properties), *(Part(b"Exif", b"x") for _ in range(count))])


def many_extents() -> bytes:
    """A HEIC whose item has the whole file as its data, thousands of times."""
    extents = struct.pack(">HHH", 1, 0, 60_000)
    places = box(b"iloc", bytes(4), b"\0\0\0\1", extents)
    whole = container([Part(b"hvc1", bytes(2**20), [ispe(64, 64)])])
    start = whole.index(b"iloc") - 4
    return whole[:start] + places + whole[start + 34 :]


def jpeg2000(
    side: int, change: Callable[[bytearray, int], None] = lambda stream, style: None, **options: object
) -> bytes:
    """A codestream of one grey, its main header changed: `change` is given it and the place of its coding style."""
    stream = bytearray(imagecodecs.jpeg2k_encode(flat(side)[..., 0], codecformat="j2k", reversible=True, **options))
    change(stream, stream.index(b"\xff\x52") + 4)
    return bytes(stream)


def _set(at: int, value: bytes, *, from_style: bool = False) -> Callable[[bytearray, int], None]:
    def change(stream: bytearray, style: int) -> None:
        start = at + style if from_style else at
        stream[start : start + len(value)] = value

    return change


def jpeg2000_of_small_precincts(side: int) -> bytes:
    """A codestream whose coding style names precincts of one pixel, which are millions."""
    stream = jpeg2000(side, resolutions=1)
    style = stream.index(b"\xff\x52")
    length = int.from_bytes(stream[style + 2 : style + 4])
    body = bytearray(stream[style + 4 : style + 2 + length])
    body[0] |= 1
    return (
        stream[:style]
        + b"\xff\x52"
        + struct.pack(">H", length + body[5] + 1)
        + body
        + bytes(body[5] + 1)
        + stream[style + 2 + length :]
    )


def _xz(megabytes: int) -> bytes:
    engine = lzma.LZMACompressor()
    return b"".join(engine.compress(bytes(2**20)) for _ in range(megabytes)) + engine.flush()


def _cells(cell: bytes, columns: int, rows: int) -> bytes:
    return (cell * columns + b"\n") * rows


BOMBS: dict[str, Callable[[], bytes]] = {
    "png-behind-the-last-pixel": lambda: png(8, 8, 8, 0, zeros(2**30)),
    "png-largest-of-16-bits": lambda: png(5700, 5700, 16, 6, zeros(5700 * (8 * 5700 + 1) + 2**20), passes=0),
    "png-largest-interlaced": lambda: png(5700, 5700, 16, 6, zeros(5700 * (8 * 5700 + 9) + 2**20), passes=1),
    "png-claims-64-bits": lambda: png(8000, 8000, 16, 6, zeros(2**20)),
    "png-profile": lambda: png(8, 8, 8, 0, zeros(72), more=png_chunk(b"iCCP", b"x\0\0" + zeros(2**30))),
    "png-text": lambda: png(8, 8, 8, 0, zeros(2**20), more=png_chunk(b"zTXt", b"Comment\0\0" + zeros(2**30))),
    "png-exif": lambda: png(
        8, 8, 8, 0, zeros(2**20), more=png_chunk(b"zTXt", b"Raw profile type exif\0\0" + zeros(2**30))
    ),
    "png-chunks": lambda: png(8, 8, 8, 0, zeros(2**20), more=png_chunk(b"tEXt", b"") * 2_000_000),
    "png-empty-idat": lambda: png(8, 8, 8, 0, zeros(2**20), more=png_chunk(b"IDAT", b"") * 2_000_000),
    "png-exifs": lambda: png(
        8, 8, 8, 0, zeros(2**20), more=png_chunk(b"zTXt", b"Raw profile type exif\0\0" + zeros(2**20)) * 20_000
    ),
    "png-largest-p3": lambda: png(
        _SIDE, _SIDE, 8, 2, zeros(_SIDE * (3 * _SIDE + 1)), more=png_chunk(b"cICP", b"\x0c\x0d\0\1")
    ),
    "png-largest-hlg": lambda: png(
        6600, 6600, 16, 2, zeros(6600 * (6 * 6600 + 1)), more=png_chunk(b"cICP", b"\x09\x12\0\1")
    ),
    "tiff-deflate": lambda: tiff(8, 8, zeros(2**30), compression=8),
    "tiff-zstd": lambda: tiff(8, 8, imagecodecs.zstd_encode(bytes(2**26)), compression=50000),
    "tiff-zstd-claims": lambda: tiff(8, 8, b"\x28\xb5\x2f\xfd\xe0" + struct.pack("<Q", 2**40), compression=50000),
    "tiff-lzma": lambda: tiff(8, 8, _xz(64), compression=34925),
    "tiff-lzw": lambda: tiff(8, 8, imagecodecs.lzw_encode(bytes(2**25)), compression=5),
    "tiff-packbits": lambda: tiff(8, 8, b"\x81\0" * 2**22, compression=32773),
    "tiff-fax": lambda: tiff(8000, 8000, b"\xff" * 2**22, (258, 3, 1), compression=4),
    "tiff-strips": lambda: many_strips(4_000_000),
    "tiff-pages": lambda: chain_of_pages(4_000_000),
    "tiff-page-of-itself": lambda: chain_of_pages(1)[:-4] + struct.pack("<I", 8),
    "tiff-largest-premultiplied": lambda: tiff(
        5700, 5700, zeros(8 * 5700**2), (258, 3, 16), (277, 3, 4), (262, 3, 2), (338, 3, 1), compression=8
    ),
    "tiff-largest-of-12-bits": lambda: tiff(
        6400, 6400, zeros(6400 * 6400 * 9 // 2), (258, 3, 12), (277, 3, 3), (262, 3, 2), compression=8
    ),
    "tiff-largest-float": lambda: tiff(7990, 7990, zeros(4 * 7990**2), (258, 3, 32), (339, 3, 3), compression=8),
    "jpeg-largest": lambda: jpeg(_SIDE),
    "jpeg-largest-cmyk": lambda: pillow_file(Image.new("CMYK", (_SIDE, _SIDE), (9, 99, 9, 5)), "JPEG"),
    "jpeg-largest-progressive": lambda: jpeg(_SIDE, progressive=True),
    "jpeg-largest-scans": lambda: jpeg_of_scans(15),
    "jpeg-too-many-scans": lambda: jpeg_of_scans(900),
    "jpeg-claims-more-than-it-holds": lambda: jpeg(64).replace(b"\0\x40\0\x40", struct.pack(">HH", _SIDE, _SIDE), 1),
    "jpeg-segments": lambda: jpeg(64)[:2] + b"\xff\xe5\0\2" * 4_000_000 + jpeg(64)[2:],
    "jpeg-fill": lambda: jpeg(64)[:2] + b"\xff" * 2**24 + jpeg(64)[2:],
    "jpeg-fill-in-the-scan": lambda: jpeg(64)[:-2] + b"\xff" * 2**24 + b"\0\xff\xd9",
    "jpeg-markers-behind-the-scan": lambda: jpeg(64)[:-2] + b"\xff\xfe\0\2" * 8_000_000 + b"\xff\xd9",
    "gif-largest": lambda: pillow_file(Image.new("P", (_SIDE, _SIDE)), "GIF"),
    "gif-frames": lambda: gif((b"\x2c" + bytes(4) + b"\1\0\1\0\0\2\2\x4c\1\0") * 2_000_000),
    "gif-extensions": lambda: gif(b"\x21\xfe\0" * 8_000_000),
    "gif-sub-blocks": lambda: gif(b"\x21\xfe" + b"\1a" * 12_000_000 + b"\0"),
    "gif-claims": lambda: gif(b"\x2c" + bytes(4) + b"\xff\xff\xff\xff\0\2\2\x4c\1\0", 0xFFFF, 0xFFFF),
    "flir-largest": lambda: flir_of(5790, 5790),
    "flir-claims": lambda: flir_of(8, 5790),
    "flir-frames": lambda: 200_000 * frame(COUNTS[:1, :1])[:192],
    "flir-beginnings": lambda: b"FFF\0" * 8_000_000,
    "webp-largest": lambda: pillow_file(Image.new("RGBA", (_SIDE, _SIDE), (1, 2, 3, 4)), "WEBP", quality=1, method=0),
    "webp-largest-animated": webp_of_two_frames,
    "webp-chunks": lambda: b"RIFF" + bytes(4) + b"WEBPVP8X\x0a\0\0\0" + bytes(10) + b"junk\0\0\0\0" * 3_000_000,
    "bmp-runs-of-one": lambda: bmp_of_runs(b"\1\2" * 15_000_000),
    "bmp-lines": lambda: bmp_of_runs(b"\0\0" * 15_000_000),
    "bmp-nothing": lambda: bmp_of_runs(b"\0\1"),
    "heic-largest": lambda: heic_file(flat(_SIDE), quality=30, chroma=420),
    "heic-largest-of-tiles": lambda: grid(heic_file(flat(512), quality=30), 15, 15, 512),
    "heic-small-tiles": lambda: grid(heic_file(flat(64), quality=30), 90, 90, 64),
    "heic-too-many-tiles": lambda: grid(heic_file(flat(512), quality=30), 200, 200, 512),
    "heic-claims": lambda: claims_another_size(heic_file(flat(64), quality=30), _SIDE),
    "heic-claims-less": lambda: claims_another_size(heic_file(flat(2048), quality=30, chroma=420), 64),
    "heic-grid-of-itself": grid_of_itself,
    "heic-pictures": lambda: many_pictures(100_000),
    "heic-items": lambda: many_items(60_000),
    "heic-extents": many_extents,
    "heic-boxes": lambda: heic_file(flat(64)) + b"\0\0\0\x08free" * 4_000_000,
    "avif-largest": lambda: avif_file(flat(_SIDE)),
    "avif-largest-of-10-bits": lambda: avif_file(flat(5700).astype(np.uint16), bitspersample=10),
    "avif-largest-of-tiles": lambda: grid(avif_file(flat(512)), 15, 15, 512),
    "avif-small-tiles": lambda: grid(avif_file(flat(64)), 90, 90, 64),
    "avif-claims-less": lambda: claims_another_size(avif_file(flat(2048)), 64),
    "jpeg2000-largest": lambda: imagecodecs.jpeg2k_encode(flat(_SIDE), reversible=True),
    "jpeg2000-largest-of-tiles": lambda: pillow_file(Image.fromarray(flat(_SIDE)), "JPEG2000", tile_size=(64, 64)),
    "jpeg2000-largest-of-16-bits": lambda: imagecodecs.jpeg2k_encode(flat(6600).astype(np.uint16), reversible=True),
    "jpeg2000-largest-with-alpha": lambda: imagecodecs.jpeg2k_encode(
        np.full((_SIDE, _SIDE, 4), 9, np.uint8), reversible=True
    ),
    "jpeg2000-claims": lambda: jpeg2000(64, _set(8, struct.pack(">8I", _SIDE, _SIDE, 0, 0, _SIDE, _SIDE, 0, 0))),
    "jpeg2000-tiles": lambda: jpeg2000(64, _set(8, struct.pack(">8I", _SIDE, _SIDE, 0, 0, 1, 1, 0, 0))),
    "jpeg2000-offset": lambda: jpeg2000(
        64, _set(8, struct.pack(">8I", 2**31 + 64, 2**31 + 64, 2**31, 2**31, 2**31 + 64, 2**31 + 64, 0, 0))
    ),
    "jpeg2000-channels": lambda: jpeg2000(64, _set(40, b"\x40\0")),
    "jpeg2000-layers": lambda: jpeg2000(4096, _set(2, b"\xff\xff", from_style=True)),
    "jpeg2000-blocks": lambda: jpeg2000(4096, _set(6, b"\0\0", from_style=True)),
    "jpeg2000-precincts": lambda: jpeg2000_of_small_precincts(4096),
    "jpeg2000-parts": lambda: (
        jpeg2000(64)[:-2] + (b"\xff\x90\0\x0a\0\0\0\0\0\x0e\0\0\xff\x93") * 2_000_000 + b"\xff\xd9"
    ),
    "dicom-deflated": deflated_dicom,
    "table-lines": lambda: _cells(b"30.5", 1, 6_000_000),
    "table-line-ends": lambda: b"1.5;2.5" + b"\n" * 60_000_000 + b"1.5;2.5",
    "table-points": lambda: b"x,y,T_C\n" + _cells(b"1,1,30.5", 1, 1_400_000),
    "table-points-too-many": lambda: b"x,y,T_C\n" + _cells(b"1,1,30.5", 1, 6_000_000),
    "table-blocks": lambda: _cells(b"1;2;3\n1;2", 1, 30_000),
    "table-texts": lambda: _cells(b"1.5;2.5\nUnit;degC;K", 1, 30_000),
    "table-one-digit-run": lambda: b"degC\n1.5;2.5\n" + b"1" * 60_000_000,
    "table-digit-runs": lambda: b"degC\n" + _cells(b"1" * 900_000 + b",5x", 1, 60),
    "table-largest-units": lambda: _cells("30.5 °C;".encode(), 3000, 1500),
    "table-largest-mixed-units": lambda: _cells("30.5 °C;30.5°F;".encode(), 1500, 1500),
    "table-largest-minus": lambda: b"degC\n" + _cells("\u22123.5;".encode(), 5000, 1000),
    "table-largest-holes": lambda: b"degC\n" + _cells(b"30.5;;n/a;", 1500, 2000),
    "table-largest-quoted": lambda: b"degC\n" + _cells(b'"30,5";', 4000, 1500),
    "table-largest-utf-16": lambda: ("degC\n" + ("30.5;" * 5000 + "\n") * 1200).encode("utf-16-le"),
    "table-columns": lambda: _cells(b"30.5;", 6_000_000, 1),
    "table-integers": lambda: _cells(b"9,", 60_000, 100),
    "table-spaces": lambda: _cells(b"9 ", 80, 65_000),
    "table-separators": lambda: b"1;2\n" + _cells(b";", 900_000, 10),
    "table-dashes": lambda: b"1;2\n" + _cells(b"-;", 450_000, 10),
    "table-quotes": lambda: b"1;2\n" + _cells(b'"', 900_000, 10),
    "table-headings": lambda: _cells(b"1 temp in degrees      c ", 1000, 300) + b"1.5;2.5\n",
    "table-largest": lambda: b"degC\n" + _cells(b"30.52;", 5000, 2000),
    "zip-of-a-bomb": lambda: _zip_of(("a.png", png(8, 8, 8, 0, zeros(2**30)))),
    "zip-high-ratio": lambda: _zip_of(*((f"{n}.csv", bytes(31 * 2**20)) for n in range(9))),
}
"""Name -> what makes the file.

Those with "largest" in their name are whole pictures, or tables of millions of cells, at a limit.
"""

LIMIT_MB = 1536
"""Largest memory of the process that decodes one, Python and its libraries included."""

LIMIT_SECONDS = 10
"""Longest time of the processor for one."""
