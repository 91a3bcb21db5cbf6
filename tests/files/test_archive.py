"""ZIP archives: what is read, what is refused, in one sentence each."""

import contextlib
import io
import random
import struct
import zipfile

import pytest

from sr_core.errors import DecodeError
from sr_core.files.archive import ArchiveFile, is_archive, list_archive


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


def changed(data: bytes, which: int, *fields: tuple[bytes, int, str, int]) -> bytes:
    """The archive with fields of its `which`-th headers set: (magic, offset, struct type, value)."""
    found = bytearray(data)
    for magic, offset, kind, value in fields:
        at = -1
        for _ in range(which + 1):
            at = data.index(magic, at + 1)
        struct.pack_into("<" + kind, found, at + offset, value)
    return bytes(found)


def outcome(file: ArchiveFile) -> bytes | str:
    try:
        return file.read()
    except DecodeError as error:
        return str(error)


def test_file_with_a_password_is_refused_alone() -> None:
    data = changed(zipped(("a.png", b"one"), ("b.png", b"two")), 0, (b"PK\3\4", 6, "H", 1), (b"PK\1\2", 8, "H", 1))
    first, second = list_archive(data, "a.zip")
    assert outcome(first) == "a.png: expected an open file, found one with a password; zip it again without"
    assert second.read() == b"two"


def test_link_is_refused_alone() -> None:
    link = zipfile.ZipInfo("passwd.png")
    link.create_system, link.external_attr = 3, 0o120777 << 16
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        made.writestr(link, "/etc/passwd")
        made.writestr("b.png", b"two")
    first, second = list_archive(buffer.getvalue(), "a.zip")
    assert outcome(first) == "passwd.png: expected a file, found a link to one; zip the file itself"
    assert second.read() == b"two"


@pytest.mark.parametrize("flags", [0, 0x800])
def test_name_that_is_no_text_does_not_hide_the_file(flags: int) -> None:
    data = zipped(("NAME.png", b"one")).replace(b"NAME", b"\xff\xfe\x81\x40")
    data = changed(data, 0, (b"PK\1\2", 8, "H", flags))
    (file,) = list_archive(data, "a.zip")
    assert file.read() == b"one"
    assert file.name.endswith("@.png")


def test_files_that_share_one_stream_are_refused_but_the_first() -> None:
    data = zipped(("a.png", b"one" * 99), ("b.png", b"two" * 99))
    for start in (0, 1, 35):  # the same header, and headers inside the first file
        first, second = list_archive(changed(data, 1, (b"PK\1\2", 42, "I", start)), "bomb.zip")
        assert first.read() == b"one" * 99
        assert "inside another file's" in outcome(second)


def test_of_a_hundred_thousand_files_the_first_are_read_and_the_rest_counted() -> None:
    whole = zipped(("a.png", b"one"))
    start = whole.index(b"PK\1\2")
    entry = whole[start : whole.index(b"PK\5\6")]
    places = [struct.pack("<I", at) for at in range(0, 100_000 * 100, 100)]
    table = b"".join(entry[:42] + place + entry[46:] for place in places)
    end = b"PK\6\6" + struct.pack("<QHHIIQQQQ", 44, 45, 45, 0, 0, 10**5, 10**5, len(table), start)
    end += b"PK\6\7" + struct.pack("<IQI", 0, start + len(table), 1)
    end += b"PK\5\6" + struct.pack("<HHHHIIH", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    first, *_, last = files = list_archive(whole[:start] + table + end, "many.zip")
    assert len(files) == 1001
    assert first.read() == b"one"
    assert outcome(last) == "many.zip: expected at most 1,000 files in a ZIP archive, found 99,000 more; take fewer"


def test_archive_of_zip64_is_read() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made, made.open("a.png", "w", force_zip64=True) as file:
        file.write(b"one")
    assert contents(buffer.getvalue()) == [("a.png", b"one")]


def test_archive_behind_other_bytes_is_read() -> None:
    assert contents(b"PK\3\4 something" + zipped(("a.png", b"one"), ("b.png", b"two"))) == [
        ("a.png", b"one"),
        ("b.png", b"two"),
    ]


def test_table_of_contents_that_breaks_off_says_so() -> None:
    data = zipped(("a.png", b"one"), ("b.png", b"two"))
    at = data.index(b"PK\1\2", data.index(b"PK\1\2") + 1)
    first, last = list_archive(data[:at] + b"XXXX" + data[at + 4 :], "a.zip")
    assert first.read() == b"one"
    assert "found one that breaks off" in outcome(last)


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


def test_files_beyond_the_unpacked_sum_are_refused_unread() -> None:
    files = list_archive(zipped(*((f"{n}.png", bytes(30 * 2**20)) for n in range(9))), "bomb.zip")
    assert len(files[7].read()) == 30 * 2**20
    assert outcome(files[8]).startswith("8.png: expected at most 256 MB unpacked in one archive, found more")


def test_large_file_is_refused_unread_and_alone() -> None:
    first, second = list_archive(zipped(("a.png", bytes(33 * 2**20)), ("b.png", b"two")), "bomb.zip")
    assert outcome(first) == "a.png: expected at most 32 MB unpacked, found 33 MB; shrink it"
    assert second.read() == b"two"


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


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_the_beginning_of_a_file_is_that_of_the_whole(method: int) -> None:
    content = random.Random(0).randbytes(300_000)
    (file,) = list_archive(zipped(("a.bin", content), method=method), "a.zip")
    assert file.read_start(1000) == content[:1000]
    assert file.read_start(10**6) == file.read() == content
