"""Writer of PNG, strip by strip: libpng filters the rows, zlib packs them. Source: PNG specification, third edition."""

import struct
import zlib

import imagecodecs
import numpy as np

from .about import NOTICE, About, xmp_packet
from .bands import Bands
from .sink import Sink

_STRIP = 2**18
"""Bytes that are filtered at once."""
_KINDS = {1: 0, 2: 4, 3: 2, 4: 6}
"""Samples per pixel -> colour type."""
_BEFORE_DATA = 8 + 25
"""Bytes of signature and IHDR."""


def write_png(bands: Bands, sink: Sink, about: About | None = None) -> None:
    """Write 8 or 16 bits, grey or RGB, with alpha where there is one; the sink is only appended to.

    Rows are predicted by Paeth's filter and packed as runs: choosing among all filters row by row takes longer for
    files of the same size, the filter Up makes larger ones, and a higher level of zlib takes several times as long.
    """
    bits = bands.kind.bit_depth
    header = struct.pack(">IIBBBBB", bands.width, bands.height, bits, _KINDS[bands.samples], 0, 0, 0)
    # The rendering intent is perceptual.
    sink.write(b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"sRGB", b"\0"))
    if bands.kind.dpi is not None:
        per_metre = round(bands.kind.dpi / 0.0254)
        sink.write(_chunk(b"pHYs", struct.pack(">IIB", per_metre, per_metre, 1)))
    if about is not None:
        sink.write(_texts(about))
    packer = zlib.compressobj(1, zlib.DEFLATED, 15, 9, zlib.Z_RLE)
    above = None
    for strip in bands.strips(max(1, _STRIP // (bands.width * bands.samples * bits // 8))):
        if packed := packer.compress(_filtered(strip, above)):
            sink.write(_chunk(b"IDAT", packed))
        above = strip[-1:]
    sink.write(_chunk(b"IDAT", packer.flush()) + _chunk(b"IEND", b""))


def _filtered(strip: np.ndarray, above: np.ndarray | None) -> memoryview:
    """Return the rows of a strip as libpng filters them below the row above: each begins with the filter's number."""
    rows = strip if above is None else np.concatenate((above, strip))
    grey = rows.shape[2] == 1
    file = memoryview(
        imagecodecs.png_encode(rows[..., 0] if grey else rows, level=0, filter=imagecodecs.PNG.FILTER.PAETH)
    )
    parts, place, kind = [], _BEFORE_DATA, b""
    while kind != b"IEND":
        size, kind = struct.unpack_from(">I4s", file, place)
        if kind == b"IDAT":
            parts.append(file[place + 8 : place + 8 + size])
        place += 12 + size
    found = zlib.decompress(b"".join(parts), bufsize=rows.nbytes + len(rows))
    return memoryview(found)[len(found) // len(rows) * (len(rows) - len(strip)) :]


def _texts(about: About) -> bytes:
    """Return chunks of text, with the keywords of the specification; none is one that may declare temperatures."""
    plain = (b"Software\0" + about.program.encode("ascii"), b"Disclaimer\0" + NOTICE.encode("ascii"))
    packet = b"XML:com.adobe.xmp\0\0\0\0\0" + xmp_packet(about)
    return b"".join(_chunk(b"tEXt", body) for body in plain) + _chunk(b"iTXt", packet)


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
