"""IDX: arrays of numbers, as the MNIST digits are published, plain or in gzip.

Two zero bytes, the type of the numbers, the number of dimensions, the length of each as 32 bits, then the numbers, all
big-endian. Source: LeCun, Cortes and Burges, "The MNIST database of handwritten digits", file formats.
"""

import struct
import zlib
from math import prod

import numpy as np

from ..errors import DecodeError
from .limits import LIMITS

_TYPES = {0x08: ">u1", 0x09: ">i1", 0x0B: ">i2", 0x0C: ">i4", 0x0D: ">f4", 0x0E: ">f8"}
_GZIP = b"\x1f\x8b"
_GZIP_WRAPPED = 31
_MOST_DIMENSIONS = 4


def looks_like_idx(data: bytes) -> bool:
    """Tell an IDX file, or a file in gzip, by its first bytes."""
    return data.startswith(_GZIP) or (len(data) >= 4 and data[:2] == b"\0\0" and data[2] in _TYPES and data[3] > 0)


def read_idx(data: bytes) -> np.ndarray:
    """Read the array of an IDX file.

    The header is read before anything else is unpacked, and no more is unpacked than it announces.

    Args:
        data: the file, as it is or in gzip.

    Returns:
        The array in its stored type, in the byte order of this machine.

    Raises:
        DecodeError: for another kind of file, one that is cut short or has bytes left over, damaged gzip, or an array
            above the limit of memory.
    """
    LIMITS.check_file(len(data))
    head, _ = _start(data, 4 + 4 * _MOST_DIMENSIONS)
    if len(head) < 4 or head[:2] != b"\0\0" or head[2] not in _TYPES:
        raise DecodeError(
            "expected an IDX file, which begins with two zero bytes and a type of numbers, "
            f"found {head[:4].hex(' ') or 'no bytes'}; use a file such as t10k-images-idx3-ubyte.gz"
        )
    count = head[3]
    if not 1 <= count <= _MOST_DIMENSIONS or len(head) < 4 + 4 * count:
        raise DecodeError(f"expected an IDX file of 1 to {_MOST_DIMENSIONS} dimensions, found {count}; get it again")
    shape = struct.unpack_from(f">{count}I", head, 4)
    kind = np.dtype(_TYPES[head[2]])
    size = prod(shape) * kind.itemsize
    if size > LIMITS.memory_mb * 2**20:
        raise DecodeError(
            f"expected an array of at most {LIMITS.memory_mb} MB, found {' x '.join(f'{n:,}' for n in shape)} numbers "
            f"({size / 2**20:,.0f} MB); use a smaller file"
        )
    begin = 4 + 4 * count
    content, complete = _start(data, begin + size + 1)
    if len(content) != begin + size or not complete:
        raise DecodeError(
            f"expected an IDX file of {begin + size:,} bytes, as its header says, found "
            f"{'more' if len(content) > begin + size else f'{len(content):,}'}; get it again"
        )
    return np.frombuffer(content, kind, offset=begin).reshape(shape).astype(kind.newbyteorder("="))


def _start(data: bytes, most: int) -> tuple[bytes, bool]:
    """Return at most so many bytes of the content, and whether it ends there."""
    if not data.startswith(_GZIP):
        return data[:most], len(data) <= most
    unpacking = zlib.decompressobj(_GZIP_WRAPPED)
    try:
        found = unpacking.decompress(data, most)
    except zlib.error as error:
        raise DecodeError(f"expected a file in gzip, found a damaged one ({error}); get it again") from error
    return found, unpacking.eof and not unpacking.unused_data
