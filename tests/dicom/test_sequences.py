"""Headers made to take time or memory: what they hold is counted first, and no lock is held meanwhile."""

import struct
import threading
from concurrent.futures import ThreadPoolExecutor

import imagecodecs
import numpy as np
import pytest
from pydicom.dataset import Dataset
from pydicom.uid import JPEGBaseline8Bit

from sr_core.decode import decode
from sr_core.dicom import sequences as dicom_sequences
from sr_core.dicom.file import quiet
from sr_core.dicom.header import dicom_header
from sr_core.dicom.sequences import unfold
from sr_core.errors import DecodeError

from ..support.dicom_file import CT, dicom_bytes, dicom_dataset, ramp, with_bytes

EMPTY_ELEMENT = struct.pack("<HH2sH", 9, 1, b"LO", 0)
PIXELS = b"\xe0\x7f\x10\x00"


def item(value: bytes) -> bytes:
    return struct.pack("<HHI", 0xFFFE, 0xE000, len(value)) + value


def sequence(element: int, value: bytes) -> bytes:
    """A private sequence of one item."""
    return struct.pack("<HH4sI", 0x7F01, element, b"SQ\0\0", len(value) + 8) + item(value)


def file_with(content: bytes) -> bytes:
    """A CT with these bytes before its pixels."""
    data = dicom_bytes(dicom_dataset(ramp(), CT))
    at = data.index(PIXELS)
    return data[:at] + content + data[at:]


def test_another_file_is_read_while_one_is_being_read() -> None:
    entered, done = threading.Event(), threading.Event()

    def hold() -> bool:
        with quiet():
            entered.set()
            return done.wait(60)

    with ThreadPoolExecutor(2) as pool:
        holding = pool.submit(hold)
        assert entered.wait(60)
        image = pool.submit(decode, dicom_bytes(dicom_dataset(ramp(), CT)), "ct.dcm").result(60)
        assert not holding.done()
        done.set()
    assert image.unit == "HU"


def test_elements_of_group_two_are_counted() -> None:
    data = dicom_bytes(dicom_dataset(ramp()))
    with pytest.raises(DecodeError, match="too many elements"):
        decode(data[:132] + struct.pack("<HH2sH", 2, 0x102, b"SH", 0) * 100_000 + data[132:], "x.dcm")


def test_elements_of_a_sequence_that_is_used_are_counted() -> None:
    value = item(EMPTY_ELEMENT * 500_000)
    modality_lut = struct.pack("<HH4sI", 0x0028, 0x3000, b"SQ\0\0", len(value)) + value
    with pytest.raises(DecodeError, match="too many elements"):
        decode(file_with(modality_lut), "x.dcm")


def test_elements_of_all_sequences_are_counted_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dicom_sequences, "_MAX_WORK", 6000)
    content = b"".join(sequence(element, EMPTY_ELEMENT * 1000) for element in range(0x10, 0x18))
    with pytest.raises(DecodeError, match="too many values"):
        dicom_header(file_with(content), "x.dcm")


def test_copies_of_nested_sequences_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dicom_sequences, "_MAX_WORK", 50_000)
    content = struct.pack("<HH4sI", 0x7F01, 0x11, b"UN\0\0", 1_000_000) + bytes(1_000_000)
    for _ in range(20):
        content = sequence(0x10, content)
    with pytest.raises(DecodeError, match="too many values"):
        dicom_header(file_with(content), "x.dcm")


@pytest.mark.parametrize(("value", "vr"), [(b"\\" * 1_000_000, "UC"), (b"1\\" * 300_000 + b"1 ", "DS")])
def test_values_of_a_text_are_counted_before_they_are_split(value: bytes, vr: str) -> None:
    ds = with_bytes(Dataset(), "WindowCenter", value, vr)
    with pytest.raises(DecodeError, match="too many values"):
        unfold(ds)


@pytest.mark.parametrize("keyword", ["Modality", "BodyPartExamined", "WindowCenter", "WindowCenterWidthExplanation"])
def test_a_text_of_endless_values_is_not_split(keyword: str, monkeypatch: pytest.MonkeyPatch) -> None:
    ds = dicom_dataset(ramp(), WindowCenter="40", WindowWidth="400")
    data = dicom_bytes(with_bytes(ds, keyword, b"A\\" * 100_000, "UC"))

    def split(*_: object) -> None:
        pytest.fail("pydicom split the text")

    monkeypatch.setattr("pydicom.values.convert_text", split)
    assert decode(data, "x.dcm").unit == "US"


@pytest.mark.parametrize("filling", [b"\xff" * 1_000_000, b"\xff\xe1\0\2" * 250_000])
def test_segments_before_a_jpeg_are_counted(filling: bytes) -> None:
    stream = bytes(imagecodecs.jpeg_encode(np.zeros((8, 8), np.uint8)))
    ds = dicom_dataset(np.zeros((8, 8), np.uint8))
    with pytest.raises(DecodeError, match="damaged or cut short"):
        decode(dicom_bytes(ds, JPEGBaseline8Bit, frames=[stream[:2] + filling + stream[2:]]), "x.dcm")


def test_an_ordinary_header_is_unfolded() -> None:
    rows = dicom_header(file_with(sequence(0x10, EMPTY_ELEMENT * 3)), "x.dcm")
    assert [row.value for row in rows if row.tag == "(7F01,0010)"] == ["1 item"]


@pytest.mark.parametrize("text", [b"-1024,0 ", b"abc "])
def test_the_header_shows_what_cannot_be_read_as_it_is_spelt(text: bytes) -> None:
    ds = with_bytes(dicom_dataset(ramp(), CT, RescaleIntercept=None), "RescaleIntercept", text)
    rows = {row.tag: row for row in dicom_header(dicom_bytes(ds), "ct.dcm")}
    assert (rows["(0028,1052)"].vr, rows["(0028,1052)"].value) == ("DS", text.decode().strip())
