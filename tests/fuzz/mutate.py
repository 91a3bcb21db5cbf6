"""Mutations: a valid file, changed as damage and as attackers change one."""

import random
import struct
import zlib
from collections.abc import Callable

_EDGES = (0, 1, 2, 3, 7, 8, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF)


def mutate(data: bytes, rng: random.Random) -> bytes:
    """Change a file once, or a few times; checksums of a PNG are put right in half of the cases."""
    changed = bytearray(data)
    for _ in range(rng.choice((1, 1, 1, 2, 3, 6, 20))):
        if changed:
            rng.choice(_CHANGES)(changed, rng)
    if data.startswith(b"\x89PNG") and rng.random() < 0.5:
        return with_png_checksums(bytes(changed))
    return bytes(changed)


def with_png_checksums(data: bytes) -> bytes:
    """Put the checksum of every PNG chunk right: otherwise no change gets further than that."""
    found, start = [data[:8]], 8
    while start + 12 <= len(data):
        length = struct.unpack_from(">I", data, start)[0]
        body = data[start + 4 : start + 8 + length]
        if start + 12 + length > len(data):
            break
        found.append(data[start : start + 4] + body + struct.pack(">I", zlib.crc32(body)))
        start += 12 + length
    return b"".join((*found, data[start:]))


def _place(data: bytearray, rng: random.Random) -> int:
    """Return a position, in half of the cases in the first 200 bytes, where headers are."""
    return rng.randrange(min(len(data), 200) if rng.random() < 0.5 else len(data))


def _flip_a_bit(data: bytearray, rng: random.Random) -> None:
    data[_place(data, rng)] ^= 1 << rng.randrange(8)


def _set_a_byte(data: bytearray, rng: random.Random) -> None:
    data[_place(data, rng)] = rng.choice((0, 1, 0x7F, 0x80, 0xFF, rng.randrange(256)))


def _set_a_number(data: bytearray, rng: random.Random) -> None:
    size = rng.choice((2, 4))
    value = rng.choice(_EDGES) & ((1 << 8 * size) - 1)
    at = _place(data, rng)
    data[at : at + size] = value.to_bytes(size, rng.choice(("little", "big")))


def _cut(data: bytearray, rng: random.Random) -> None:
    del data[_place(data, rng) :]


def _remove(data: bytearray, rng: random.Random) -> None:
    at = _place(data, rng)
    del data[at : at + rng.choice((1, 2, 4, 16, 100))]


def _repeat(data: bytearray, rng: random.Random) -> None:
    at, size = _place(data, rng), rng.choice((1, 4, 16, 100))
    data[at:at] = data[at : at + size] * rng.choice((1, 2, 50))


def _insert(data: bytearray, rng: random.Random) -> None:
    at = _place(data, rng)
    data[at:at] = rng.randbytes(rng.choice((1, 2, 4, 30)))


def _move(data: bytearray, rng: random.Random) -> None:
    at, to, size = _place(data, rng), _place(data, rng), rng.choice((2, 8, 40))
    data[to : to + size] = data[at : at + size]


def _fill(data: bytearray, rng: random.Random) -> None:
    at, size = _place(data, rng), rng.choice((4, 30, 300))
    data[at : at + size] = bytes((rng.choice((0, 0xFF, 0x20)),)) * len(data[at : at + size])


_CHANGES: tuple[Callable[[bytearray, random.Random], None], ...] = (
    _flip_a_bit,
    _set_a_byte,
    _set_a_number,
    _set_a_number,
    _cut,
    _remove,
    _repeat,
    _insert,
    _move,
    _fill,
)
