"""Fragments of compressed frames: joined by tables or end markers, and counted before they are looked into."""

import struct

import imagecodecs
import numpy as np
import pytest
from pydicom.encaps import encapsulate, encapsulate_extended
from pydicom.uid import JPEG2000Lossless

from sr_core.decode import decode
from sr_core.errors import DecodeError

from ..support.dicom_file import dicom_bytes, dicom_dataset, ramp

EMPTY = struct.pack("<HHI", 0xFFFE, 0xE000, 0)
FRAMES = [np.ascontiguousarray(ramp(32, 24).astype(np.uint16) + n) for n in range(3)]
STREAMS = [bytes(imagecodecs.jpeg2k_encode(f, codecformat="j2k", reversible=True, level=0)) for f in FRAMES]


def file_of(pixels: bytes, frames: int = 3, **attributes: object) -> bytes:
    ds = dicom_dataset(np.stack(FRAMES[:frames]) if frames > 1 else FRAMES[0], **attributes)
    ds.PixelData = pixels
    ds["PixelData"].VR, ds["PixelData"].is_undefined_length = "OB", True
    return dicom_bytes(ds, JPEG2000Lossless)


def item(value: bytes) -> bytes:
    return struct.pack("<HHI", 0xFFFE, 0xE000, len(value)) + value


@pytest.mark.parametrize("fragments", [1, 4])
@pytest.mark.parametrize("has_table", [True, False])
@pytest.mark.parametrize("frame", [0, 1, 2])
def test_a_frame_is_found_among_fragments(fragments: int, has_table: bool, frame: int) -> None:
    pixels = encapsulate(STREAMS, fragments_per_frame=fragments, has_bot=has_table)
    image = decode(file_of(pixels), "x.dcm", frame=frame)
    np.testing.assert_array_equal(image.pixels[..., 0], FRAMES[frame])


def test_a_frame_is_found_by_an_extended_table() -> None:
    pixels, offsets, lengths = encapsulate_extended(STREAMS)
    data = file_of(pixels, ExtendedOffsetTable=offsets, ExtendedOffsetTableLengths=lengths)
    np.testing.assert_array_equal(decode(data, "x.dcm", frame=2).pixels[..., 0], FRAMES[2])


def test_all_fragments_of_a_single_frame_are_joined() -> None:
    parts = [STREAMS[0][at : at + 50] for at in range(0, len(STREAMS[0]), 50)]
    pixels = EMPTY + b"".join(map(item, parts)) + EMPTY
    np.testing.assert_array_equal(decode(file_of(pixels, 1), "x.dcm").pixels[..., 0], FRAMES[0])


def test_frames_that_nothing_tells_apart_are_refused() -> None:
    pixels = EMPTY + b"".join(item(stream[:40]) for stream in STREAMS) + item(b"12")
    with pytest.raises(DecodeError, match="expected an offset table of 3 compressed frames in 4 fragments"):
        decode(file_of(pixels), "x.dcm")


def test_offsets_that_point_between_fragments_are_refused() -> None:
    pixels = item(struct.pack("<3I", 0, 9, 18)) + b"".join(map(item, STREAMS)) + EMPTY
    with pytest.raises(DecodeError, match="expected offsets of compressed frames"):
        decode(file_of(pixels), "x.dcm")


def test_fewer_fragments_than_frames_are_refused() -> None:
    with pytest.raises(DecodeError, match="expected 3 compressed frames as the header says, found 2"):
        decode(file_of(EMPTY + item(STREAMS[0]) + item(STREAMS[1])), "x.dcm")


def test_a_million_empty_fragments_are_refused() -> None:
    with pytest.raises(DecodeError, match="at most 200,000 fragments of compressed pixels, found more"):
        decode(file_of(EMPTY * 1_000_001, 1), "x.dcm")
