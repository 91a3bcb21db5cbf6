"""Lookup tables: Modality LUT, VOI LUT and palettes whose descriptor and data differ."""

import numpy as np
import pytest
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence
from pydicom.tag import Tag
from pydicom.uid import ExplicitVRBigEndian, ExplicitVRLittleEndian, ImplicitVRLittleEndian

from sr_core.decode import decode
from sr_core.dicom.display import default_display
from sr_core.errors import DecodeError
from sr_core.types import DecodedImage

from ..support.dicom_file import CR, CT, dicom_bytes, dicom_dataset

STORED = np.arange(16, dtype=np.uint16).reshape(4, 4)
ENTRIES = np.arange(16) * 300 + 7
RISING = (np.arange(256) * 16).astype(np.uint16).reshape(16, 16)


def table(descriptor: list[int], data: bytes, vr: str = "US") -> Dataset:
    """An item of a LUT sequence."""
    item = Dataset()
    item.add_new("LUTDescriptor", vr, descriptor)
    item.add_new("LUTData", "OW", data)
    return item


def read(ds: Dataset, syntax: str = ExplicitVRLittleEndian) -> DecodedImage:
    return decode(dicom_bytes(ds, syntax), "cr.dcm")


def modality(*items: Dataset, stored: np.ndarray = STORED, sop_class: str = CR, syntax: str = "") -> np.ndarray:
    """Measured values behind a Modality LUT Sequence of these items."""
    ds = dicom_dataset(stored, sop_class, ModalityLUTSequence=Sequence(items))
    return read(ds, syntax or ExplicitVRLittleEndian).pixels[..., 0]


def test_a_modality_lut_of_more_bits_than_declared_keeps_its_entries() -> None:
    found = modality(table([16, 0, 8], ENTRIES.astype("<u2").tobytes()))
    np.testing.assert_array_equal(found, ENTRIES.reshape(4, 4))


def test_a_modality_lut_of_bytes_under_16_bits_is_unpacked() -> None:
    found = modality(table([16, 0, 16], (STORED * 3).astype("u1").tobytes()))
    np.testing.assert_array_equal(found, STORED * 3)


def test_a_descriptor_of_no_entries_stands_for_65536() -> None:
    found = modality(table([0, 0, 16], np.arange(65536)[::-1].astype("<u2").tobytes()))
    np.testing.assert_array_equal(found, 65535 - STORED.astype(int))


@pytest.mark.parametrize(
    ("vr", "first", "syntax"),
    [
        ("SS", -8, ExplicitVRLittleEndian),
        ("US", 65528, ExplicitVRLittleEndian),
        ("SS", -8, ImplicitVRLittleEndian),
        ("SS", -8, ExplicitVRBigEndian),
    ],
)
def test_the_first_input_is_as_signed_as_the_pixels(vr: str, first: int, syntax: str) -> None:
    order = ">u2" if syntax == ExplicitVRBigEndian else "<u2"
    item = table([16, first, 16], ENTRIES.astype(order).tobytes(), vr)
    found = modality(item, stored=np.arange(-8, 8, dtype=np.int16).reshape(4, 4), syntax=syntax)
    np.testing.assert_array_equal(found, ENTRIES.reshape(4, 4))


@pytest.mark.parametrize("data", [b"", bytes(20)])
def test_a_modality_lut_without_all_of_its_entries_is_refused(data: bytes) -> None:
    with pytest.raises(DecodeError, match="complete lookup table"):
        modality(table([16, 0, 16], data))


@pytest.mark.parametrize("named", [False, True])
def test_an_empty_item_stands_for_no_table(named: bool) -> None:
    item = Dataset()
    if named:
        item.ModalityLUTType = "OD"
    np.testing.assert_array_equal(modality(item), STORED)


def test_an_empty_item_leaves_the_rescale_and_is_said() -> None:
    image = read(dicom_dataset(STORED, CT, ModalityLUTSequence=Sequence([Dataset()])))
    assert (image.unit, image.pixels.min()) == ("HU", -1024)
    assert image.notes == ("The file's Modality LUT Sequence holds an empty item, which stands for no table.",)


def test_a_table_behind_an_empty_item_is_used() -> None:
    found = modality(Dataset(), table([16, 0, 16], ENTRIES.astype("<u2").tobytes()))
    np.testing.assert_array_equal(found, ENTRIES.reshape(4, 4))


def voi(bits: int, data: bytes, *, first: int = 0, vr: str = "US", sop_class: str = CR, **more: object) -> DecodedImage:
    """Values 0, 16 ... 4080 behind a VOI LUT of 4096 entries."""
    item = table([4096, first, bits], data, vr)
    return read(dicom_dataset(RISING, sop_class, VOILUTSequence=Sequence([item]), **more))


def greys(image: DecodedImage) -> np.ndarray:
    return default_display(image).pixels[..., 0].astype(int)


def rising(top: int, dtype: str = "<u2") -> bytes:
    return np.linspace(0, top, 4096).astype(dtype).tobytes()


EVEN = np.rint(RISING / 4095 * 255)


@pytest.mark.parametrize(
    ("bits", "top"),
    [(16, 4095), (16, 255), (16, 1023), (12, 1023), (12, 4095), (8, 4095), (10, 4095), (12, 65535), (8, 65535)],
)
def test_the_entries_of_a_voi_lut_say_what_is_white(bits: int, top: int) -> None:
    np.testing.assert_allclose(greys(voi(bits, rising(top))), EVEN, atol=2)


def test_a_voi_lut_of_bytes_under_16_bits_is_unpacked() -> None:
    np.testing.assert_allclose(greys(voi(16, rising(255, "u1"))), EVEN, atol=2)


def test_a_voi_lut_of_other_bits_is_said() -> None:
    expected = "The VOI LUT says that its entries have 16 bits; they use 12 bits and are shown with those."
    assert voi(16, rising(4095)).notes == (expected,)


def test_a_voi_lut_of_its_own_bits_needs_no_note() -> None:
    assert voi(12, rising(3000)).notes == ()


@pytest.mark.parametrize(("vr", "first"), [("SS", -1024), ("US", 64512)])
def test_a_voi_lut_over_hounsfield_units_begins_below_zero(vr: str, first: int) -> None:
    image = voi(12, rising(4095), first=first, vr=vr, sop_class=CT)
    np.testing.assert_allclose(greys(image), EVEN, atol=2)


def test_a_damaged_voi_lut_makes_way_for_the_window_and_is_said() -> None:
    image = voi(12, b"\1\2", WindowCenter="2048", WindowWidth="4096")
    assert image.notes == ("A VOI LUT of the file is not used: it is damaged or cut short.",)
    np.testing.assert_allclose(greys(image), EVEN, atol=2)


PALETTE = np.random.default_rng(0).integers(0, 256, (3, 256))
PALETTE[0, 0] = 255


def painted(bits: int, entries: np.ndarray, dtype: str, syntax: str = ExplicitVRLittleEndian) -> np.ndarray:
    """Colours of the indices 0 to 255, as 8 bits."""
    ds = dicom_dataset(np.arange(256, dtype=np.uint8).reshape(16, 16), PhotometricInterpretation="PALETTE COLOR")
    for name, one in zip(("Red", "Green", "Blue"), entries, strict=True):
        ds.add_new(Tag(f"{name}PaletteColorLookupTableDescriptor"), "US", [256, 0, bits])
        ds.add_new(Tag(f"{name}PaletteColorLookupTableData"), "OW", one.astype(dtype).tobytes())
    pixels = read(ds, syntax).pixels
    return (pixels // 257 if pixels.dtype == np.uint16 else pixels).reshape(256, 3).T


@pytest.mark.parametrize(
    ("bits", "times", "dtype"),
    [(16, 257, "<u2"), (16, 256, "<u2"), (16, 1, "<u2"), (16, 1, "u1"), (8, 1, "u1"), (8, 1, "<u2"), (8, 257, "<u2")],
)
def test_a_palette_of_8_bits_is_found_under_either_descriptor(bits: int, times: int, dtype: str) -> None:
    np.testing.assert_array_equal(painted(bits, PALETTE * times, dtype), PALETTE)


def segmented(data: bytes, syntax: str = ExplicitVRLittleEndian) -> np.ndarray:
    """Reds of a palette of 256 entries of 8 bits in segments, each entry once."""
    indices = np.arange(256, dtype=np.uint8).reshape(16, 16)
    ds = dicom_dataset(indices, PhotometricInterpretation="PALETTE COLOR")
    for name in ("Red", "Green", "Blue"):
        ds.add_new(Tag(f"{name}PaletteColorLookupTableDescriptor"), "US", [256, 0, 8])
        ds.add_new(Tag(f"Segmented{name}PaletteColorLookupTableData"), "OW", data)
    return read(ds, syntax).pixels[..., 0].reshape(256)


SEGMENTS = [0, 2, 0, 10, 1, 254, 250]
"""Two entries, and a line of 254 more up to 250."""
LINE = [0, 10, *np.around(np.linspace(10, 250, 255))[1:]]


@pytest.mark.parametrize("dtype", ["u1", "<u2"])
def test_segments_of_8_bits_are_bytes_or_words(dtype: str) -> None:
    data = np.array([*SEGMENTS, 0], dtype).tobytes()
    np.testing.assert_array_equal(segmented(data), LINE)


def test_segments_of_8_bits_are_read_in_big_endian_words() -> None:
    data = np.array([*SEGMENTS, 0], "u1").view("<u2").astype(">u2").tobytes()
    np.testing.assert_array_equal(segmented(data, ExplicitVRBigEndian), LINE)


def test_an_indirect_segment_of_8_bits_repeats_what_stands_at_its_byte() -> None:
    data = bytes([0, 2, 0, 100, 1, 100, 200, 0, 3, 1, 2, 3, 2, 2, 4, 0, 0, 0, 1, 48, 255, 0])
    first = [0, 100, *np.around(np.linspace(100, 200, 101))[1:], 1, 2, 3]
    again = [*np.around(np.linspace(3, 200, 101))[1:], 1, 2, 3]
    np.testing.assert_array_equal(segmented(data), [*first, *again, *np.around(np.linspace(3, 255, 49))[1:]])


def test_segments_without_entries_come_to_an_end() -> None:
    ds = dicom_dataset(np.zeros((4, 4), np.uint8), PhotometricInterpretation="PALETTE COLOR")
    endless = np.array([0, 0] * 30_000 + [2, 65535, 0, 0] * 30_000, "<u2").tobytes()  # two billion steps
    for name in ("Red", "Green", "Blue"):
        ds.add_new(Tag(f"{name}PaletteColorLookupTableDescriptor"), "US", [0, 0, 16])
        ds.add_new(Tag(f"Segmented{name}PaletteColorLookupTableData"), "OW", endless)
    with pytest.raises(DecodeError, match="complete lookup table"):
        read(ds)
