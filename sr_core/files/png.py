"""PNG: 1 to 16 bits, grey, RGB, palette, alpha.

The chunks are read here and only those that make the pixels are passed to libpng: broken or oversized metadata
(text, gamma, profiles) then cannot fail, warn or inflate in a decoder. Source: PNG specification, third edition.
"""

import struct
import zlib
from collections.abc import Iterable, Iterator

import imagecodecs
import numpy as np

from ..errors import DecodeError
from .colour.codes import from_code_points, from_exif, from_gamma
from .colour.space import ColourSpace
from .exif import read_exif, read_orientation
from .limits import LIMITS
from .raster import Raster, check_size, first_of, grey_if_neutral, split_alpha

_PASSES = ((0, 0, 8, 8), (0, 4, 8, 8), (4, 0, 8, 4), (0, 2, 4, 4), (2, 0, 4, 2), (0, 1, 2, 2), (1, 0, 2, 1))
"""First row, first column, step of rows, step of columns of the seven passes of Adam7."""
_STEP = 2**20
_BEHIND = 2**16


def packed_size(width: int, height: int, bits: int, *, interlaced: bool) -> int:
    """Return the bytes of all filtered rows; `bits` per pixel."""
    total = 0
    for top, left, down, right in _PASSES if interlaced else ((0, 0, 1, 1),):
        rows, columns = -((top - height) // down), -((left - width) // right)
        if rows > 0 and columns > 0:
            total += rows * (1 + (columns * bits + 7) // 8)
    return total


def without_compression(parts: Iterable[bytes], size: int) -> bytes:
    """Unpack a zlib stream cut into parts up to `size` bytes, and pack these again as they are.

    Raises:
        DecodeError: for a stream that is damaged or holds less. Bytes beyond them are left out.
    """
    store = zlib.compressobj(0)
    packed = []
    for piece in _unpacked(iter(parts), size):
        packed.append(store.compress(piece))
        size -= len(piece)
    if size:
        raise DecodeError("expected a complete PNG, found one that is cut short; export or download it again")
    return b"".join((*packed, store.flush()))


def _unpacked(parts: Iterator[bytes], size: int) -> Iterator[bytes]:
    engine = zlib.decompressobj()
    for part in parts:
        while part and size:
            piece = engine.decompress(part, min(size, _STEP))
            part = engine.unconsumed_tail
            size -= len(piece)
            yield piece
            if engine.eof:
                return
        if not size:  # the checksum stands behind the last byte
            engine.decompress(part + b"".join(parts)[:_BEHIND], _BEHIND)
            return


_MAX_PROFILE = 16 * 2**20
_DECLARING = (b"thermal", b"Description", b"Comment")
_MAX_TEXTS = 32
_PIXEL_CHUNKS = (b"IHDR", b"PLTE", b"tRNS", b"IDAT")
_RAW_EXIF = (b"Raw profile type exif\0", b"Raw profile type APP1\0")
_MAX_RAW_EXIF = 2**20
_PALETTE = 3
_DEPTHS = {0: (1, 2, 4, 8, 16), 2: (8, 16), _PALETTE: (1, 2, 4, 8), 4: (8, 16), 6: (8, 16)}
_STORED = {0: 1, 2: 3, _PALETTE: 1, 4: 2, 6: 4}
_SAMPLES = {**_STORED, _PALETTE: 4}
_MAX_CHUNKS = 500_000
_END = b"\0\0\0\0IEND\xaeB`\x82"


def read_png(data: bytes) -> Raster:
    """Decode a PNG; of an animation the default picture.

    Raises:
        DecodeError: if it is too large or cut short.
    """
    found: dict[bytes, bytes] = {}
    kept = b""
    pixels: list[bytes] = []
    texts: list[str] = []
    frames = 0
    for kind, start, end in _chunks(data):
        body = data[start + 8 : end - 4]
        if not found:
            _check_header(kind, body)
        if kind in _PIXEL_CHUNKS and zlib.crc32(data[start + 4 : end - 4]) != int.from_bytes(data[end - 4 : end]):
            raise DecodeError("expected a PNG with right checksums, found a wrong one; export or download it again")
        if kind == b"IDAT":
            pixels.append(body)
            continue
        if kind in (b"tEXt", b"zTXt") and b"eXIf" not in found and body.startswith(_RAW_EXIF):
            found[b"eXIf"] = _raw_exif(kind, body)  # only the first is unpacked, however many there are
        if kind == b"tEXt" and len(texts) < _MAX_TEXTS and body.partition(b"\0")[0] in _DECLARING:
            texts.append(body.partition(b"\0")[2].decode("latin-1"))
        if kind in _PIXEL_CHUNKS and kind not in found:
            kept += data[start:end]
        frames += kind == b"fcTL"
        found.setdefault(kind, body)
    if not pixels:
        raise DecodeError("expected a PNG with pixels, found none; export or download it again")
    LIMITS.check_frames(frames, "frames")
    values = _decode(kept, found[b"IHDR"], pixels)
    samples, alpha = split_alpha(values)
    if found[b"IHDR"][9] == _PALETTE:
        samples = grey_if_neutral(samples)
    profile, colour, colour_notes = _colours(found)
    return Raster(
        samples,
        alpha,
        profile=profile,
        colour=colour,
        orientation=read_orientation(found.get(b"eXIf", b"")),
        notes=first_of(frames, "frames", "animation") + colour_notes,
        stored=values if values.ndim == 2 and values.dtype == np.uint16 else None,
        texts=tuple(texts),
    )


def _chunks(data: bytes) -> Iterator[tuple[bytes, int, int]]:
    """Yield (type, start, end) of every chunk up to IEND, length and checksum included."""
    start = 8
    for _ in range(_MAX_CHUNKS):
        if start + 12 > len(data):
            break
        length, kind = struct.unpack_from(">I4s", data, start)
        end = start + 12 + length
        if end > len(data):
            break
        yield kind, start, end
        if kind == b"IEND":
            return
        start = end
    else:
        raise DecodeError(f"expected at most {_MAX_CHUNKS:,} chunks in a PNG, found more; save it again")
    raise DecodeError("expected a complete PNG, found one that is cut short; export or download it again")


def _check_header(kind: bytes, body: bytes) -> None:
    """Refuse chunks that libpng would refuse, too, but with lines on stderr."""
    if kind == b"IHDR" and len(body) == 13:
        width, height, depth, colour, *methods = struct.unpack(">IIBBBBB", body)
        check_size(width, height, max(depth, 8) * _SAMPLES.get(colour, 4))
        if depth in _DEPTHS.get(colour, ()) and methods in ([0, 0, 0], [0, 0, 1]):
            return
    raise DecodeError("expected a valid PNG header, found a damaged one; export or download it again")


def _decode(kept: bytes, header: bytes, pixels: list[bytes]) -> np.ndarray:
    width, height, depth, colour, _, _, interlaced = struct.unpack(">IIBBBBB", header)
    size = packed_size(width, height, depth * _STORED[colour], interlaced=bool(interlaced))
    stream = b"IDAT" + without_compression(pixels, size)
    checksum = struct.pack(">I", zlib.crc32(stream))
    whole = (b"\x89PNG\r\n\x1a\n", kept, struct.pack(">I", len(stream) - 4), stream, checksum, _END)
    values: np.ndarray = imagecodecs.png_decode(b"".join(whole))
    return values


def _colours(found: dict[bytes, bytes]) -> tuple[bytes, ColourSpace | None, tuple[str, ...]]:
    """Return the ICC profile or the declared space, and notes: cICP before iCCP, sRGB, gAMA with cHRM, and EXIF."""
    notes: tuple[str, ...] = ()
    if b"cICP" in found:
        depth, kind = found[b"IHDR"][8:10]
        colour, notes = from_code_points(found[b"cICP"], 8 if kind == _PALETTE else depth)
        if colour is not None:
            return b"", colour, notes
    if b"iCCP" in found:
        return _inflate_profile(found[b"iCCP"]), None, notes
    if b"sRGB" in found:
        return b"", None, notes
    if b"gAMA" in found or b"cHRM" in found:
        grey = found[b"IHDR"][9] in (0, 4)  # the tone of a grey picture does not depend on primaries
        gamma, places = found.get(b"gAMA", b""), b"" if grey else found.get(b"cHRM", b"")
        if len(gamma) in (0, 4) and len(places) in (0, 32):
            exponent = int.from_bytes(gamma) / 1e5 if gamma else None
            colour, more = from_gamma(exponent, tuple(n / 1e5 for n in struct.unpack(f">{len(places) // 4}I", places)))
            return b"", colour, notes + more
        return b"", None, (*notes, "The declared gamma or primaries are damaged and were not applied.")
    colour, more = from_exif(read_exif(found.get(b"eXIf", b"")))
    return b"", colour, notes + more


def _raw_exif(kind: bytes, body: bytes) -> bytes:
    """Return the EXIF block that ImageMagick writes as a text: a name, a length, hexadecimal digits."""
    text = body.partition(b"\0")[2]
    try:
        if kind == b"zTXt":
            text = zlib.decompressobj().decompress(text[1:], _MAX_RAW_EXIF)
        return bytes.fromhex(b"".join(text[:_MAX_RAW_EXIF].split()[2:]).decode("ascii"))
    except (zlib.error, ValueError):  # it is damaged and says nothing about the orientation
        return b""


def _inflate_profile(body: bytes) -> bytes:
    """Unpack an iCCP chunk; what cannot be unpacked is returned as it is and later counts as a broken profile."""
    packed = body.partition(b"\0")[2][1:]
    try:
        return zlib.decompressobj().decompress(packed, _MAX_PROFILE)
    except zlib.error:
        return body
