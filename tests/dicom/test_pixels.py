"""Compressed streams whose bits or sign are not those of the header: what the stream holds comes out."""

import io

import imagecodecs
import numpy as np
import pytest
from pydicom import dcmread
from pydicom.encaps import generate_frames
from pydicom.uid import (
    JPEG2000Lossless,
    JPEGLosslessSV1,
    JPEGLSLossless,
    RLELossless,
)

from sr_core.decode import decode
from sr_core.errors import DecodeError
from sr_core.types import DecodedImage

from ..support.dicom_file import dicom_bytes, dicom_dataset

RANDOM = np.random.default_rng(0)
LARGE = RANDOM.integers(0, 5001, (16, 16)).astype(np.uint16)
SIGNED = RANDOM.integers(-2048, 2048, (16, 16)).astype(np.int16)
SYNTAXES = (JPEG2000Lossless, JPEGLSLossless, JPEGLosslessSV1)


def stream_of(values: np.ndarray, syntax: str, bits: int = 0) -> bytes:
    """A lossless stream; `bits` of a JPEG lossless or JPEG 2000 one, else those of the type."""
    if syntax == JPEG2000Lossless:
        stream = imagecodecs.jpeg2k_encode(
            values, codecformat="j2k", reversible=True, level=0, bitspersample=bits or None
        )
    elif syntax == JPEGLSLossless:
        stream = imagecodecs.jpegls_encode(values)
    elif syntax == JPEGLosslessSV1:
        stream = imagecodecs.jpeg_encode(values, lossless=True, bitspersample=bits or 8 * values.dtype.itemsize)
    else:
        ds = dcmread(io.BytesIO(dicom_bytes(dicom_dataset(values))))
        ds.compress(RLELossless)
        return next(generate_frames(ds.PixelData, number_of_frames=1))
    return bytes(stream)


def read(stream: bytes, syntax: str, header: np.ndarray, **attributes: object) -> DecodedImage:
    """Decode a stream under the header of an array, of 12 bits stored unless the attributes say another number."""
    ds = dicom_dataset(header, **{"BitsStored": 12, "HighBit": 11, **attributes})
    return decode(dicom_bytes(ds, syntax, frames=[stream]), "scan.dcm")


@pytest.mark.parametrize("syntax", SYNTAXES)
def test_a_stream_of_more_bits_than_stored_keeps_its_values(syntax: str) -> None:
    image = read(stream_of(LARGE, syntax), syntax, LARGE)
    np.testing.assert_array_equal(image.pixels[..., 0], LARGE)


def test_bits_stored_are_those_that_the_values_need() -> None:
    image = read(stream_of(LARGE, JPEG2000Lossless), JPEG2000Lossless, LARGE)
    assert image.dicom is not None
    assert image.dicom.bits_stored == 13


@pytest.mark.parametrize("syntax", SYNTAXES)
def test_a_stream_of_fewer_bits_than_stored_keeps_its_values(syntax: str) -> None:
    small = (LARGE % 256).astype(np.uint8)
    image = read(stream_of(small, syntax), syntax, LARGE)
    np.testing.assert_array_equal(image.pixels[..., 0], small)


@pytest.mark.parametrize("syntax", SYNTAXES)
@pytest.mark.parametrize("mask", [0xFFFF, 0x0FFF])
def test_signs_fill_the_bits_above_the_stored_ones_or_not(syntax: str, mask: int) -> None:
    image = read(stream_of(SIGNED.view(np.uint16) & mask, syntax), syntax, SIGNED)
    np.testing.assert_array_equal(image.pixels[..., 0], SIGNED)


@pytest.mark.parametrize("syntax", SYNTAXES)
def test_signed_values_beyond_the_stored_bits_are_kept(syntax: str) -> None:
    wide = RANDOM.integers(-9000, 9000, (16, 16)).astype(np.int16)
    image = read(stream_of(wide.view(np.uint16), syntax), syntax, wide)
    np.testing.assert_array_equal(image.pixels[..., 0], wide)


def test_a_signed_stream_under_an_unsigned_header_has_the_same_bits() -> None:
    stream = stream_of(SIGNED, JPEG2000Lossless)
    image = read(stream, JPEG2000Lossless, SIGNED, PixelRepresentation=0, BitsStored=16, HighBit=15)
    np.testing.assert_array_equal(image.pixels[..., 0], SIGNED.view(np.uint16))


def test_a_signed_stream_of_other_bits_under_an_unsigned_header_is_refused() -> None:
    with pytest.raises(DecodeError, match="found 16 bits whose sign is not clear"):
        read(stream_of(SIGNED, JPEG2000Lossless), JPEG2000Lossless, SIGNED, PixelRepresentation=0)


def test_a_sign_that_stands_nowhere_is_refused() -> None:
    values = RANDOM.integers(0, 4096, (16, 16)).astype(np.uint16)
    with pytest.raises(DecodeError, match="found 12 bits whose sign is not clear"):
        read(stream_of(values, JPEG2000Lossless, 12), JPEG2000Lossless, SIGNED, BitsStored=16, HighBit=15)


def test_jpeg_of_fewer_bits_than_stored_holds_numbers_from_zero() -> None:
    values = RANDOM.integers(0, 4096, (16, 16)).astype(np.uint16)
    image = read(stream_of(values, JPEGLosslessSV1, 12), JPEGLosslessSV1, SIGNED, BitsStored=16, HighBit=15)
    np.testing.assert_array_equal(image.pixels[..., 0], values)


@pytest.mark.parametrize("syntax", [*SYNTAXES, RLELossless])
def test_overlays_in_a_stream_are_removed(syntax: str) -> None:
    stored = LARGE % 4096
    ds = dicom_dataset(stored, BitsStored=12, HighBit=11)
    ds.add_new(0x60000100, "US", 16)
    ds.add_new(0x60000102, "US", 12)
    image = decode(dicom_bytes(ds, syntax, frames=[stream_of(stored | 0x7000, syntax)]), "cr.dcm")
    np.testing.assert_array_equal(image.pixels[..., 0], stored)
    assert image.notes == ()


def test_an_overlay_at_bit_zero_is_in_no_stream() -> None:
    ds = dicom_dataset(LARGE, BitsStored=12, HighBit=11)
    ds.add_new(0x60000102, "US", 0)
    image = decode(dicom_bytes(ds, JPEG2000Lossless, frames=[stream_of(LARGE, JPEG2000Lossless)]), "cr.dcm")
    np.testing.assert_array_equal(image.pixels[..., 0], LARGE)


@pytest.mark.parametrize("syntax", [*SYNTAXES, RLELossless])
def test_a_high_bit_above_the_stored_ones_shifts_a_stream(syntax: str) -> None:
    stored = LARGE % 4096
    image = read(stream_of(stored << 4, syntax), syntax, stored, HighBit=15)
    np.testing.assert_array_equal(image.pixels[..., 0], stored)


def test_bits_above_the_stored_ones_that_are_no_overlay_are_said() -> None:
    image = decode(dicom_bytes(dicom_dataset(LARGE, BitsStored=12, HighBit=11)), "cr.dcm")
    expected = "Some pixels have bits above the 12 that the file says are stored; those bits were removed."
    assert image.notes == (expected,)


def test_padding_above_the_stored_bits_is_not_measured() -> None:
    stored = LARGE % 4096
    stored[3, 3] = 63536
    data = dicom_bytes(dicom_dataset(stored, BitsStored=12, HighBit=11, PixelPaddingValue=63536))
    image = decode(data, "ct.dcm")
    assert np.argwhere(np.isnan(image.pixels[..., 0])).tolist() == [[3, 3]]
    assert image.notes == ("Areas outside the scan are left empty.",)


@pytest.mark.parametrize("times", [1, 257])
def test_colours_of_a_stream_have_the_brightness_of_its_bits(times: int) -> None:
    rgb = RANDOM.integers(0, 256, (16, 16, 3)).astype(np.uint8)
    stream = stream_of(rgb if times == 1 else rgb.astype(np.uint16) * 257, JPEG2000Lossless)
    header = rgb.astype(np.uint16) if times == 1 else rgb
    image = decode(dicom_bytes(dicom_dataset(header), JPEG2000Lossless, frames=[stream]), "us.dcm")
    np.testing.assert_array_equal(image.pixels.astype(int), rgb.astype(int) * times)
