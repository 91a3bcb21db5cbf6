"""Colours of DICOM files whose header does not say how they are stored."""

import io
import struct

import imagecodecs
import numpy as np
import pytest
from PIL import Image
from pydicom.uid import HTJ2KLossless, JPEG2000Lossless, JPEGBaseline8Bit, JPEGLosslessSV1, JPEGLSLossless

from sr_core.decode import decode
from sr_core.errors import DecodeError
from sr_core.types import DecodedImage

from ..support.dicom_file import dicom_bytes, dicom_dataset

RGB = np.zeros((16, 16, 3), np.uint8)
RGB[:8, :8], RGB[:8, 8:], RGB[8:, :8], RGB[8:, 8:] = (255, 0, 0), (0, 255, 0), (0, 0, 255), (128, 128, 128)
TO_YBR = np.array([[0.299, 0.587, 0.114], [-0.1687, -0.3313, 0.5], [0.5, -0.4187, -0.0813]])
YBR = np.clip(np.rint(RGB @ TO_YBR.T + [0, 128, 128]), 0, 255).astype(np.uint8)
FLAT = np.broadcast_to(np.uint8((200, 40, 90)), (32, 32, 3)).copy()


def read(stored: np.ndarray, *, data: bytes = b"", frame: int = 0, **attributes: object) -> DecodedImage:
    """Decode pixels as they are; `data` instead of those of the array."""
    ds = dicom_dataset(stored, **attributes)
    if data:
        ds.PixelData = data
    return decode(dicom_bytes(ds), "us.dcm", frame=frame)


def unpack(stream: bytes, syntax: str, stored: np.ndarray, photometric: str) -> np.ndarray:
    """Colours of a compressed stream under a header."""
    ds = dicom_dataset(stored, PhotometricInterpretation=photometric)
    return decode(dicom_bytes(ds, syntax, frames=[stream]), "us.dcm").pixels.astype(int)


def subsampled() -> bytes:
    """The colours in true 4:2:2: two luma and two chroma samples for each two pixels."""
    luma, chroma = YBR[..., 0], YBR[:, ::2, 1:]  # chroma is equal in both pixels
    return np.dstack((luma[:, ::2], luma[:, 1::2], chroma)).tobytes()


@pytest.mark.parametrize("planar", [0, 1])
def test_whole_ybr_under_the_name_of_422_has_its_colours(planar: int) -> None:
    data = np.moveaxis(YBR, 2, 0).tobytes() if planar else b""
    image = read(YBR, data=data, PhotometricInterpretation="YBR_FULL_422", PlanarConfiguration=planar)
    np.testing.assert_allclose(image.pixels.astype(int), RGB, atol=3)


def test_whole_ybr_of_odd_columns_has_its_colours() -> None:
    image = read(np.ascontiguousarray(YBR[:, :15]), PhotometricInterpretation="YBR_FULL_422")
    np.testing.assert_allclose(image.pixels.astype(int), RGB[:, :15], atol=3)


@pytest.mark.parametrize("data", [subsampled() * 2, YBR.tobytes() * 2])
def test_the_second_frame_of_422_is_found_in_either_size(data: bytes) -> None:
    image = read(YBR, data=data, frame=1, PhotometricInterpretation="YBR_FULL_422", NumberOfFrames=2)
    np.testing.assert_allclose(image.pixels.astype(int), RGB, atol=3)


def test_422_of_odd_columns_is_refused() -> None:
    data = bytes(16 * 15 * 2)
    with pytest.raises(DecodeError, match="an even number of columns"):
        read(np.ascontiguousarray(YBR[:, :15]), data=data, PhotometricInterpretation="YBR_FULL_422")


def bare(jpeg: bytes) -> bytes:
    """A JPEG without JFIF, Adobe and EXIF, as in DICOM."""
    kept, at = jpeg[:2], 2
    while jpeg[at + 1] != 0xDA:
        length = 2 + struct.unpack(">H", jpeg[at + 2 : at + 4])[0]
        if not 0xE0 <= jpeg[at + 1] <= 0xEF:
            kept += jpeg[at : at + length]
        at += length
    return kept + jpeg[at:]


@pytest.mark.parametrize("sampling", ["422", "420", "440", "411"])
@pytest.mark.parametrize("photometric", ["RGB", "YBR_FULL", "YBR_FULL_422"])
def test_a_subsampled_jpeg_is_ybr_whatever_the_header_says(sampling: str, photometric: str) -> None:
    stream = bytes(imagecodecs.jpeg_encode(FLAT, level=98, subsampling=sampling))
    found = unpack(bare(stream), JPEGBaseline8Bit, FLAT, photometric)
    with Image.open(io.BytesIO(stream)) as opened:
        np.testing.assert_allclose(found, np.asarray(opened.convert("RGB")), atol=2)


def test_a_jpeg_of_whole_samples_is_rgb_where_the_header_says_so() -> None:
    stream = bytes(imagecodecs.jpeg_encode(FLAT, level=98, colorspace="RGB", outcolorspace="YCBCR", subsampling="444"))
    with Image.open(io.BytesIO(stream)) as opened:
        ybr = np.asarray(opened.convert("YCbCr")).astype(int)
    np.testing.assert_allclose(unpack(bare(stream), JPEGBaseline8Bit, FLAT, "RGB"), ybr, atol=3)


def test_a_jpeg_that_says_rgb_is_rgb_under_a_header_of_ybr() -> None:
    stream = bytes(imagecodecs.jpeg_encode(FLAT, level=98, colorspace="RGB", outcolorspace="RGB"))
    np.testing.assert_allclose(unpack(stream, JPEGBaseline8Bit, FLAT, "YBR_FULL_422"), FLAT, atol=2)


@pytest.mark.parametrize("photometric", ["RGB", "YBR_RCT", "YBR_ICT"])
@pytest.mark.parametrize("transformed", [True, False])
def test_jpeg_2000_undoes_its_own_transform_only(photometric: str, transformed: bool) -> None:
    stream = bytes(imagecodecs.jpeg2k_encode(RGB, codecformat="j2k", reversible=True, level=0, mct=transformed))
    np.testing.assert_array_equal(unpack(stream, JPEG2000Lossless, RGB, photometric), RGB)


def test_jpeg_ls_of_ybr_becomes_rgb() -> None:
    stream = bytes(imagecodecs.jpegls_encode(YBR))
    np.testing.assert_allclose(unpack(stream, JPEGLSLossless, YBR, "YBR_FULL"), RGB, atol=3)


@pytest.mark.parametrize("markers", [True, False])
@pytest.mark.parametrize(("colours", "photometric"), [(YBR, "YBR_FULL"), (YBR, "YBR_FULL_422"), (RGB, "RGB")])
def test_lossless_jpeg_has_the_colours_that_the_header_says(
    colours: np.ndarray, photometric: str, markers: bool
) -> None:
    stream = bytes(imagecodecs.jpeg_encode(colours, lossless=True, colorspace="YCBCR", outcolorspace="YCBCR"))
    assert np.array_equal(imagecodecs.jpegsof3_decode(stream), colours)
    found = unpack(stream if markers else bare(stream), JPEGLosslessSV1, RGB, photometric)
    np.testing.assert_allclose(found, RGB, atol=3)


def test_lossless_jpeg_that_says_rgb_is_rgb_under_a_header_of_ybr() -> None:
    stream = bytes(imagecodecs.jpeg_encode(RGB, lossless=True, colorspace="RGB", outcolorspace="RGB"))
    np.testing.assert_array_equal(unpack(stream, JPEGLosslessSV1, RGB, "YBR_FULL"), RGB)


def test_lossless_jpeg_of_16_bits_without_markers_keeps_its_colours() -> None:
    deep = RGB.astype(np.uint16) * 257
    stream = bytes(
        imagecodecs.jpeg_encode(deep, lossless=True, bitspersample=16, colorspace="YCBCR", outcolorspace="YCBCR")
    )
    np.testing.assert_array_equal(unpack(bare(stream), JPEGLosslessSV1, deep, "RGB"), deep)


@pytest.mark.parametrize("photometric", ["YBR_FULL", "YBR_FULL_422"])
def test_jpeg_2000_with_a_transform_is_rgb_under_a_header_of_ybr(photometric: str) -> None:
    stream = bytes(imagecodecs.jpeg2k_encode(RGB, codecformat="j2k", reversible=True, level=0, mct=True))
    np.testing.assert_array_equal(unpack(stream, JPEG2000Lossless, RGB, photometric), RGB)


def test_jpeg_2000_without_a_transform_is_ybr_where_the_header_says_so() -> None:
    stream = bytes(imagecodecs.jpeg2k_encode(YBR, codecformat="j2k", reversible=True, level=0, mct=False))
    np.testing.assert_allclose(unpack(stream, JPEG2000Lossless, RGB, "YBR_FULL"), RGB, atol=3)


@pytest.mark.parametrize(("colours", "transformed"), [(RGB, True), (YBR, False)])
def test_htj2k_under_a_header_of_ybr_has_the_colours_of_its_stream(colours: np.ndarray, transformed: bool) -> None:
    stream = bytes(imagecodecs.htj2k_encode(colours, reversible=True, rgb=transformed))
    np.testing.assert_allclose(unpack(stream, HTJ2KLossless, RGB, "YBR_FULL"), RGB, atol=3)


@pytest.mark.parametrize("photometric", ["RGB", "YBR_FULL", "YBR_FULL_422"])
def test_jpeg_xl_is_rgb_whatever_the_header_says(photometric: str) -> None:
    ds = dicom_dataset(RGB, PhotometricInterpretation=photometric)
    data = dicom_bytes(ds, HTJ2KLossless, frames=[bytes(imagecodecs.jpegxl_encode(RGB, lossless=True))])
    data = data.replace(HTJ2KLossless.encode(), b"1.2.840.10008.1.2.4.110")  # pydicom writes no JPEG XL
    np.testing.assert_array_equal(decode(data, "us.dcm").pixels, RGB)
