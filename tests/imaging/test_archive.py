"""ZIP archives: what is read, what is refused, in one sentence each."""

import contextlib
import io
import random
import struct
import zipfile

import pytest

from sr_core.errors import DecodeError
from sr_core.imaging import archive
from sr_core.imaging.archive import is_archive, list_archive


def zipped(*files: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as made:
        for name, content in files:
            made.writestr(name, content)
    return buffer.getvalue()


def contents(data: bytes) -> list[tuple[str, bytes]]:
    return [(file.name, file.read()) for file in list_archive(data, "a.zip")]


def test_files_come_in_order_without_folders() -> None:
    data = zipped(("b.png", b"two"), ("set/", b""), ("set/a.png", b"one"))
    assert contents(data) == [("b.png", b"two"), ("a.png", b"one")]


def test_junk_of_macos_and_windows_is_left_out() -> None:
    junk = [(name, b"x") for name in ("__MACOSX/._a.png", ".DS_Store", "set/.hidden", "set/Thumbs.db", "desktop.ini")]
    assert contents(zipped(*junk, ("a.png", b"one"))) == [("a.png", b"one")]


@pytest.mark.parametrize("path", ["../../etc/a.png", "/root/a.png", "C:\\Users\\a.png", "set/a.png\n"])
def test_path_is_never_more_than_its_last_part(path: str) -> None:
    assert contents(zipped((path, b"one"))) == [("a.png", b"one")]


@pytest.mark.parametrize("files", [[], [("set/", b"")], [("__MACOSX/._a.png", b"x"), (".DS_Store", b"x")]])
def test_empty_archive_is_refused(files: list[tuple[str, bytes]]) -> None:
    with pytest.raises(DecodeError, match="found none; add some"):
        list_archive(zipped(*files), "a.zip")


def test_encrypted_archive_is_refused() -> None:
    data = bytearray(zipped(("a.png", b"one")))
    for magic, offset in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        data[data.index(magic) + offset] |= 1
    with pytest.raises(DecodeError, match="found one with a password; zip it again without"):
        list_archive(bytes(data), "a.zip")


@pytest.mark.parametrize("keep", [4, 60, -10])
def test_cut_archive_is_refused(keep: int) -> None:
    with pytest.raises(DecodeError, match="damaged or cut short"):
        list_archive(zipped(("a.png", b"one" * 100))[:keep], "a.zip")


def test_damaged_file_is_refused_alone() -> None:
    data = bytearray(zipped(("a.png", b"one"), ("b.png", b"two"), method=zipfile.ZIP_STORED))
    data[data.index(b"one")] ^= 1
    first, second = list_archive(bytes(data), "a.zip")
    with pytest.raises(DecodeError, match="damaged inside the archive"):
        first.read()
    assert second.read() == b"two"


def test_archive_in_an_archive_is_not_opened() -> None:
    (inner,) = list_archive(zipped(("inner.zip", zipped(("a.png", b"one")))), "a.zip")
    with pytest.raises(DecodeError, match="is not opened"):
        inner.read()


def test_unpacked_sum_over_the_limit_is_refused_before_reading() -> None:
    files = [(f"{n}.png", bytes(30 * 2**20)) for n in range(9)]
    with pytest.raises(DecodeError, match="at most 256 MB once unpacked, found 270 MB"):
        list_archive(zipped(*files), "bomb.zip")


def test_large_file_is_refused_before_reading() -> None:
    (file,) = list_archive(zipped(("a.png", bytes(33 * 2**20))), "bomb.zip")
    with pytest.raises(DecodeError, match="at most 32 MB unpacked, found 33 MB"):
        file.read()


def test_file_that_understates_its_size_is_not_unpacked_further() -> None:
    data = bytearray(zipped(("a.png", bytes(10**6))))
    for magic, offset in ((b"PK\3\4", 22), (b"PK\1\2", 24)):
        struct.pack_into("<I", data, data.index(magic) + offset, 10)
    (file,) = list_archive(bytes(data), "bomb.zip")
    with pytest.raises(DecodeError, match="damaged inside the archive"):
        file.read()


def test_uncommon_compression_is_refused() -> None:
    (file,) = list_archive(zipped(("a.png", b"one" * 99), method=zipfile.ZIP_LZMA), "a.zip")
    with pytest.raises(DecodeError, match="expected ordinary ZIP compression"):
        file.read()


def test_huge_table_of_contents_is_refused_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MAX_DIRECTORY_BYTES", 100)
    with pytest.raises(DecodeError, match="found thousands of files"):
        list_archive(zipped(*((f"{n}.png", b"") for n in range(9))), "a.zip")


def test_entry_without_a_name_is_left_out() -> None:
    data = bytearray(zipped(("a.png", b"one"), ("b.png", b"two")))
    struct.pack_into("<H", data, data.index(b"PK\1\2") + 28, 0)
    struct.pack_into("<H", data, data.index(b"PK\1\2") + 32, 5)  # the name is taken for the comment
    assert [file.name for file in list_archive(bytes(data), "a.zip")] == ["b.png"]


def test_archive_changed_at_random_is_read_or_refused_in_a_sentence() -> None:
    whole = zipped(("a/ü.png", bytes(range(200))), ("b.png", b"two" * 50))
    rng = random.Random(0)
    for _ in range(3000):
        data = bytearray(whole)
        for _ in range(rng.choice((1, 2, 4))):
            data[rng.randrange(len(data))] = rng.randrange(256)
        with contextlib.suppress(DecodeError):
            for file in list_archive(bytes(data), "a.zip"):
                file.read()


def test_is_archive_goes_by_the_first_bytes() -> None:
    assert is_archive(zipped(("a.png", b"one")))
    assert is_archive(zipped())
    assert not is_archive(b"\x89PNG\r\n\x1a\n")
