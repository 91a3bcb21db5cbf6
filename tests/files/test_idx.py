import gzip
import struct
import tracemalloc

import numpy as np
import pytest

from sr_core.errors import DecodeError
from sr_core.files import limits
from sr_core.files.idx import read_idx

from ..support.idx_file import idx_bytes

DIGITS = np.arange(2 * 3 * 4, dtype=np.uint8).reshape(2, 3, 4)


@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gzip"])
def test_idx_reads_what_struct_wrote(pack: type) -> None:
    found = read_idx(pack(idx_bytes(DIGITS)))
    assert found.dtype == np.uint8
    np.testing.assert_array_equal(found, DIGITS)


@pytest.mark.parametrize(
    ("kind", "code", "values"),
    [
        (0x09, "b", [-1, 2]),
        (0x0B, "h", [-300, 2]),
        (0x0C, "i", [70000, 2]),
        (0x0D, "f", [0.5, 2]),
        (0x0E, "d", [0.1, 2]),
    ],
)
def test_idx_reads_every_type(kind: int, code: str, values: list[float]) -> None:
    data = struct.pack(f">HBBI2{code}", 0, kind, 1, 2, *values)
    assert read_idx(data).tolist() == values


@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gzip"])
@pytest.mark.parametrize("size", [0, 3, 7, 15, 16, 39])
def test_idx_that_is_cut_short_is_refused(pack: type, size: int) -> None:
    with pytest.raises(DecodeError, match="expected an IDX file"):
        read_idx(pack(idx_bytes(DIGITS)[:size]))


def test_gzip_that_is_cut_short_or_damaged_is_refused() -> None:
    data = gzip.compress(idx_bytes(DIGITS))
    for cut in range(2, len(data)):
        with pytest.raises(DecodeError):
            read_idx(data[:cut])
    broken = bytearray(data)
    broken[-6] ^= 1  # the checksum
    with pytest.raises(DecodeError, match="damaged"):
        read_idx(bytes(broken))


def test_bytes_left_over_are_refused() -> None:
    with pytest.raises(DecodeError, match="found more"):
        read_idx(idx_bytes(DIGITS) + b"\0")
    with pytest.raises(DecodeError):
        read_idx(gzip.compress(idx_bytes(DIGITS)) + b"left over")


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\n" * 9, b"\0\0\x0a\1" + bytes(9), b"\0\0\x08\0" + bytes(9)])
def test_another_file_is_refused(data: bytes) -> None:
    with pytest.raises(DecodeError, match="expected an IDX file"):
        read_idx(data)


def test_a_header_of_too_much_is_refused_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    data = struct.pack(">HBB3I", 0, 0x08, 3, 2**32 - 1, 28, 28)
    with pytest.raises(DecodeError, match="at most 256 MB"):
        read_idx(data)
    monkeypatch.setattr("sr_core.files.idx.LIMITS", limits.Limits(memory_mb=1))
    with pytest.raises(DecodeError, match="at most 1 MB"):
        read_idx(idx_bytes(np.zeros((3, 1024, 1024))))


def test_a_gzip_bomb_is_unpacked_no_further_than_its_header_announces() -> None:
    small = struct.pack(">HBBI", 0, 0x08, 1, 10)
    bomb = gzip.compress(small + bytes(50 * 2**20), 9)
    tracemalloc.start()
    with pytest.raises(DecodeError, match="found more"):
        read_idx(bomb)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 2**20
