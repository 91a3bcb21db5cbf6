"""Recordings of FLIR cameras: frames one behind the other, each with its own constants."""

import contextlib
import struct

import imagecodecs
import numpy as np
import pytest

from sr_core.decode import decode
from sr_core.errors import DecodeError
from sr_core.thermal import Radiometry, count_frames, has_radiometry
from sr_core.thermal.fff import join_segments

from ..support.data import DATA
from ..support.flir_file import COUNTS, camera_record, fff, frame, radiometric, raw_record
from ..support.thermograms import csv

SKIN = Radiometry(emissivity=0.98, reflected_c=15.0, atmospheric_c=25.0, distance_m=4.0, humidity=0.3)
CODINGS = ("raw", "png", "jpeg-ls")


def recording(count: int = 3, *, coding: str = "raw", gap: bytes = b"") -> bytes:
    """Frames that get warmer by 100 counts each."""
    return gap.join(frame(COUNTS + np.uint16(100 * number), coding=coding) for number in range(count))


@pytest.mark.parametrize("coding", CODINGS)
def test_every_frame_has_the_temperatures_of_the_same_counts_in_a_jpeg(coding: str) -> None:
    data = recording(coding=coding)
    assert count_frames(data) == 3
    for number in range(3):
        expected = decode(radiometric(COUNTS + np.uint16(100 * number)), "r.jpg")
        found = decode(data, "r.seq", frame=number)
        np.testing.assert_array_equal(found.pixels, expected.pixels)
        assert (found.unit, found.radiometry) == ("degC", expected.radiometry)
        assert found.notes == (f"This is frame {number + 1} of the 3 frames of this recording.",)


def test_the_flir_data_of_real_files_are_read_as_frames() -> None:
    files = sorted((DATA / "thermal" / "radiometric").glob("*.jpg"))
    if not files:
        pytest.skip("the radiometric files are not here; set SR_DATA to the data folder")
    data = b"".join(join_segments(file.read_bytes()) for file in files)
    assert count_frames(data) == len(files)
    for number, file in enumerate(files):
        expected = decode(file.read_bytes(), "r.jpg")
        found = decode(data, "r.seq", frame=number)
        np.testing.assert_array_equal(found.pixels, expected.pixels)
        assert found.radiometry == expected.radiometry


def test_every_frame_is_read_with_its_own_constants_unless_others_are_chosen() -> None:
    data = frame(COUNTS) + frame(COUNTS, {32: 0.5})
    first, second = (decode(data, "r.seq", frame=number) for number in range(2))
    assert (first.radiometry.emissivity, second.radiometry.emissivity) == (0.95, 0.5)
    assert not np.array_equal(first.pixels, second.pixels)
    first, second = (decode(data, "r.seq", frame=number, radiometry=SKIN) for number in range(2))
    np.testing.assert_array_equal(first.pixels, second.pixels)


def test_a_bare_picture_has_one_frame_and_no_note() -> None:
    data = fff(raw_record(COUNTS), camera_record())
    assert (count_frames(data), decode(data, "r.fff").notes) == (1, ())


def test_humidity_in_percent_is_a_share() -> None:
    percent, share = (decode(frame(COUNTS, {60: value}), "r.seq") for value in (50.0, 0.5))
    assert percent.radiometry == share.radiometry
    np.testing.assert_array_equal(percent.pixels, share.pixels)


def test_bytes_between_frames_and_headers_inside_of_counts_start_no_frame() -> None:
    counts = COUNTS.copy()
    looks_like_a_header = np.frombuffer(frame(COUNTS)[:128], np.uint16)
    counts[2:6] = looks_like_a_header.reshape(4, 16)
    data = b"".join(frame(counts) + b"FFF\0 between" for _ in range(3))
    assert count_frames(data) == 3
    assert np.isfinite(decode(data, "r.seq", frame=2).pixels).any()


def test_a_frame_without_counts_is_not_counted() -> None:
    directory = fff(raw_record(COUNTS), camera_record()).replace(b"\0\1\0\1\0\0\0d", b"\0\2\0\1\0\0\0d", 1)
    data = directory + recording(2)
    assert count_frames(data) == 2
    with pytest.raises(DecodeError, match="expected raw counts of a thermal camera"):
        decode(directory, "r.seq")


def test_a_last_frame_that_is_cut_short_is_left_out_and_said() -> None:
    whole = recording(3)
    cut = whole[: -len(whole) // 6]
    assert count_frames(cut) == 2
    assert decode(cut, "r.seq", frame=1).notes[-1] == "The recording ends within its last frame, which is left out."


def test_cut_anywhere_gives_whole_frames_or_is_refused() -> None:
    data = recording(2, coding="jpeg-ls")
    whole = [decode(data, "r.csq", frame=number).pixels for number in range(2)]
    for end in np.linspace(1, len(data) - 1, 150).astype(int):
        with contextlib.suppress(DecodeError):
            for number in range(2):
                np.testing.assert_array_equal(decode(data[:end], "r.csq", frame=number).pixels, whole[number])


@pytest.mark.parametrize("number", [3, -1])
def test_a_frame_that_is_not_there_is_refused(number: int) -> None:
    with pytest.raises(DecodeError, match="expected a frame from 1 to 3"):
        decode(recording(3), "r.seq", frame=number)


def test_a_recording_is_no_picture_and_takes_no_unit() -> None:
    for how in ({"as_picture": True}, {"unit": "degC"}):
        with pytest.raises(DecodeError, match="found a recording of FLIR, which holds temperatures only"):
            decode(recording(), "r.seq", **how)


def test_jpeg_ls_of_another_size_is_refused_before_it_is_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imagecodecs, "jpegls_decode", lambda data: pytest.fail("decoded"))
    large = imagecodecs.jpegls_encode(np.zeros((99, 99), np.uint16))
    with pytest.raises(DecodeError, match="damaged or cut short"):
        decode(fff(raw_record(COUNTS, coded=large), camera_record()), "r.csq")


def test_counts_in_another_jpeg_are_named() -> None:
    lossy = imagecodecs.jpeg_encode(np.full(COUNTS.shape, 9, np.uint8))
    with pytest.raises(DecodeError, match="in PNG or in JPEG-LS, found another kind of JPEG"):
        decode(fff(raw_record(COUNTS, coded=lossy), camera_record()), "r.csq")


def test_counts_of_more_pixels_than_fit_into_memory_as_temperatures_are_refused() -> None:
    record = struct.pack("<HHH", 2, 7000, 7000) + bytes(26)
    with pytest.raises(DecodeError, match="MB once unpacked"):
        decode(fff(record, camera_record()), "r.seq")


def test_an_old_recording_is_named() -> None:
    with pytest.raises(DecodeError, match=r"an old FLIR recording \(AFF\).*export its temperatures"):
        decode(recording().replace(b"FFF\0", b"AFF\0"), "r.seq")


def test_files_with_raw_counts_are_told_from_others() -> None:
    assert [has_radiometry(data) for data in (recording(), radiometric(), csv(), b"\xff\xd8\xff")] == [
        True,
        True,
        False,
        False,
    ]
    assert [count_frames(data) for data in (radiometric(), csv())] == [1, 1]
