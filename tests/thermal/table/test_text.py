import numpy as np
import pytest

from sr_core.decode import decode
from sr_core.errors import DecodeError
from sr_core.files.text import read_text, wide_encoding

from .written import HEADING, celsius, lines

VALUES = celsius()
WIDE = ["utf-16", "utf-16-le", "utf-16-be", "utf-32"]


def read(data: bytes) -> np.ndarray:
    return decode(data, "t.csv").pixels[..., 0]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1", "cp1252", "cp850", "mac-roman", *WIDE])
def test_encodings_are_told_apart(encoding: str) -> None:
    np.testing.assert_allclose(read((HEADING + lines(VALUES, mark=",")).encode(encoding)), VALUES, atol=1e-5)


@pytest.mark.parametrize("encoding", ["gbk", "shift-jis"])
def test_the_sign_for_celsius_is_known_in_asian_encodings(encoding: str) -> None:
    np.testing.assert_allclose(read("温度(℃)\n".encode(encoding) + lines(VALUES).encode()), VALUES, atol=1e-5)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\r\r\n", "\n\r"])
def test_line_ends_of_all_systems_are_read(end: str) -> None:
    data = (HEADING.replace("\n", end) + lines(VALUES, end=end)).encode()
    np.testing.assert_allclose(read(data), VALUES, atol=1e-5)


def test_mixed_line_ends_are_read() -> None:
    text = HEADING + lines(VALUES[:2], end="\r\n") + lines(VALUES[2:4]) + lines(VALUES[4:], end="\r")
    np.testing.assert_allclose(read(text.encode()), VALUES, atol=1e-5)


def test_lines_are_numbered_as_an_editor_does() -> None:
    text = read_text(b"a\r\nb\rc\n\nd")
    assert text is not None
    assert list(text.lines()) == [(1, "a"), (2, "b"), (3, "c"), (5, "d")]
    assert text.line_count == 4


@pytest.mark.parametrize("padding", [b"\0" * 600, b"\x1a", b"\x1a\0\0", b"\r\n\x1a"])
def test_padding_behind_the_last_line_is_left_out(padding: bytes) -> None:
    np.testing.assert_allclose(read((HEADING + lines(VALUES)).encode() + padding), VALUES, atol=1e-5)


def test_zero_bytes_inside_are_refused_as_of_a_table() -> None:
    with pytest.raises(DecodeError, match="expected a table as text, found zero bytes"):
        read((HEADING + lines(VALUES, form="%.9f")).encode() + b"1.5;\0" + lines(VALUES).encode())


def test_utf_16_that_breaks_off_is_refused_as_text() -> None:
    with pytest.raises(DecodeError, match="expected a text in UTF-16, found one that is damaged or cut short"):
        read((HEADING + lines(VALUES)).encode("utf-16")[:-1])


def test_a_line_that_is_too_long_is_refused() -> None:
    with pytest.raises(DecodeError, match="line 2: expected at most 1,000,000 characters"):
        read(b"degC\n" + b"30.5;" * 200_001)


@pytest.mark.parametrize("data", [b"", b"\0\0\0\0", b"30.5;31.5\n", bytes(range(256)) * 4])
def test_other_bytes_are_no_wide_text(data: bytes) -> None:
    assert wide_encoding(data) == ""
