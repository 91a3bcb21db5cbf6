"""Text of files: the lines of a table, and short labels for messages.

Lines are decoded one after the other, so that a long file is never held twice.
"""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass

from ..errors import DecodeError

MAX_LINE = 1_000_000
"""Longest line in characters: 65,535 numbers of 15."""

_CHUNK = 1 << 20
_LINE = re.compile(rb"[^\r\n\x0c]+")
_PADDING = b"\0\x1a\r\n"
"""Bytes that DOS programs and fixed blocks leave behind the last line."""
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

MAX_LABEL = 60
"""Longest label in characters; a longer one ends in an ellipsis."""


@dataclass(frozen=True, slots=True)
class TableText:
    """Bytes in which every line end is one byte, and how a line is decoded."""

    data: bytes
    """The text, without its mark; line ends as written."""
    encoding: str
    """"ascii", "utf-8" or "latin-1"."""

    @property
    def line_count(self) -> int:
        """Number of line ends in the text; CR LF counts once."""
        return _line_ends(self.data, 0, len(self.data))

    def lines(self) -> Iterator[tuple[int, str]]:
        """Yield number and text of every line that is not blank; lines are counted as an editor does.

        Raises:
            DecodeError: for a line of more than `MAX_LINE` characters.
        """
        number, before = 1, 0
        for match in _LINE.finditer(self.data):
            start, end = match.span()
            number += _line_ends(self.data, before, start)
            before = end
            if end - start > MAX_LINE * 4:
                raise DecodeError(too_long(number))
            line = self.data[start:end].decode(self.encoding).strip(" \xa0\ufeff")
            if len(line) > MAX_LINE:
                raise DecodeError(too_long(number))
            if line:
                yield number, line


def too_long(number: int) -> str:
    """Return the error for a line longer than `MAX_LINE`."""
    return (
        f"line {number}: expected at most {MAX_LINE:,} characters, found more; "
        "export the temperatures as one line of numbers for each row of the picture"
    )


def read_text(data: bytes) -> TableText | None:
    """Tell the encoding of a text: by its mark, UTF-16 also by its zeros, else UTF-8 or Latin-1; None if it is no text.

    Raises:
        DecodeError: for UTF-16 or UTF-32 that breaks off inside a character.
    """
    wide = wide_encoding(data)
    if wide:
        data = _to_utf_8(data, wide)
    data = data.removeprefix(codecs.BOM_UTF8).rstrip(_PADDING)
    if b"\0" in data:
        return None
    if data.isascii():
        return TableText(data, "ascii")
    return TableText(data, "utf-8" if _is_utf_8(data) else "latin-1")


def wide_encoding(data: bytes) -> str:
    """Return "utf-16" and the like for a text of two or four bytes per character; empty for any other."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return encoding
    head = data[: 1024 & ~1]
    if len(head) < 4:
        return ""
    even, odd = head[::2], head[1::2]
    # ASCII characters have one zero each, always on the same side; a few others may stand between them.
    for zeros, signs, encoding in ((odd, even, "utf-16-le"), (even, odd, "utf-16-be")):
        if 10 * zeros.count(0) >= 8 * len(zeros) and 50 * signs.count(0) <= len(signs):
            return encoding
    return ""


def _to_utf_8(data: bytes, encoding: str) -> bytes:
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    made = bytearray()
    view = memoryview(data)
    try:
        for start in range(0, len(data), _CHUNK):
            made += decoder.decode(view[start : start + _CHUNK]).encode()
        made += decoder.decode(b"", True).encode()
    except UnicodeError as error:
        raise DecodeError(
            f"expected a text in {encoding.upper()}, found one that is damaged or cut short; export it again"
        ) from error
    return bytes(made)


def _is_utf_8(data: bytes) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")("strict")
    view = memoryview(data)
    try:
        for start in range(0, len(data), _CHUNK):
            decoder.decode(view[start : start + _CHUNK])
        decoder.decode(b"", True)
    except UnicodeDecodeError:
        return False
    return True


def _line_ends(data: bytes, start: int, end: int) -> int:
    if end - start < 2:
        return end - start
    feeds = data.count(b"\n", start, end) + data.count(b"\r", start, end) - data.count(b"\r\n", start, end)
    return feeds + data.count(b"\x0c", start, end)


def short_label(text: str, fallback: str = "picture") -> str:
    """Return `text` on one line, without control characters, at most `MAX_LABEL` characters long."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    if len(line) > MAX_LABEL:
        line = line[: MAX_LABEL - 1] + "…"
    return line or fallback


def file_label(name: str) -> str:
    """Return the last part of a path or file name as a short label."""
    return short_label(name.replace("\\", "/").rsplit("/", 1)[-1])
