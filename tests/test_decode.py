import contextlib
import io
import struct
import warnings
import zlib

import imagecodecs
import numpy as np
import pytest
import tifffile
from PIL import Image, ImageCms

from sr_core.decode import decode
from sr_core.encode import encode
from sr_core.errors import DecodeError
from sr_core.types import DecodedImage

from .support.pictures import smooth_picture

RGB = smooth_picture(24, 32)
GREY = RGB[..., 0]
ALPHA = np.linspace(0, 255, 24 * 32).reshape(24, 32).astype(np.uint8)


def saved(pixels: np.ndarray | Image.Image, kind: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    picture = pixels if isinstance(pixels, Image.Image) else Image.fromarray(pixels)
    picture.save(buffer, kind, **options)
    return buffer.getvalue()


def tiff(pixels: np.ndarray, **options: object) -> bytes:
    buffer = io.BytesIO()
    tifffile.imwrite(buffer, pixels, **options)
    return buffer.getvalue()


def deep(pixels: np.ndarray) -> np.ndarray:
    return pixels.astype(np.uint16) * 256 + 7


@pytest.mark.parametrize(
    ("kind", "options"),
    [("PNG", {}), ("BMP", {}), ("WEBP", {"lossless": True}), ("TIFF", {}), ("TIFF", {"compression": "tiff_lzw"})],
)
def test_decode_keeps_lossless_rgb(kind: str, options: dict) -> None:
    np.testing.assert_array_equal(decode(saved(RGB, kind, **options), "p").pixels, RGB)


def test_decode_jpeg_equals_pillow() -> None:
    data = saved(RGB, "JPEG", quality=90)
    np.testing.assert_array_equal(decode(data, "p.jpg").pixels, np.asarray(Image.open(io.BytesIO(data))))


@pytest.mark.parametrize("kind", ["PNG", "BMP", "TIFF"])
def test_decode_keeps_grey_as_one_channel(kind: str) -> None:
    np.testing.assert_array_equal(decode(saved(GREY, kind), "p").pixels, GREY[..., None])


@pytest.mark.parametrize("pixels", [GREY, RGB], ids=["grey", "rgb"])
@pytest.mark.parametrize("kind", ["png", "tiff", "big-endian", "lzw", "planar"])
def test_decode_keeps_16_bit(pixels: np.ndarray, kind: str) -> None:
    values, photometric = deep(pixels), "rgb" if pixels.ndim == 3 else "minisblack"
    data = {
        "png": lambda: imagecodecs.png_encode(values),
        "tiff": lambda: tiff(values, photometric=photometric),
        "big-endian": lambda: tiff(values, photometric=photometric, byteorder=">"),
        "lzw": lambda: tiff(values, photometric=photometric, compression="lzw"),
        "planar": lambda: tiff(
            np.moveaxis(np.atleast_3d(values), 2, 0).squeeze(), photometric=photometric,
            planarconfig="separate" if pixels.ndim == 3 else None,
        ),
    }[kind]()  # fmt: skip
    np.testing.assert_array_equal(decode(data, "p").pixels, np.atleast_3d(values))


def test_decode_keeps_16_bit_alpha() -> None:
    image = decode(imagecodecs.png_encode(deep(np.dstack([RGB, ALPHA]))), "p.png")
    np.testing.assert_array_equal(image.pixels, deep(RGB))
    np.testing.assert_array_equal(image.alpha, deep(ALPHA))


@pytest.mark.parametrize("kind", ["PNG", "TIFF", "WEBP"])
def test_decode_keeps_8_bit_alpha(kind: str) -> None:
    options = {"lossless": True, "exact": True} if kind == "WEBP" else {}
    image = decode(saved(np.dstack([RGB, ALPHA]), kind, **options), "p")
    np.testing.assert_array_equal(image.alpha, ALPHA)
    np.testing.assert_array_equal(image.pixels, RGB)


def test_decode_drops_an_opaque_alpha() -> None:
    assert decode(saved(np.dstack([RGB, np.full_like(ALPHA, 255)]), "PNG"), "p").alpha is None


def test_decode_palette_with_transparency() -> None:
    palette = Image.fromarray(RGB).quantize(8)
    image = decode(saved(palette, "PNG", transparency=3), "p.png")
    np.testing.assert_array_equal(image.pixels, np.asarray(palette.convert("RGB")))
    np.testing.assert_array_equal(image.alpha == 0, np.asarray(palette) == 3)


def test_decode_one_bit_as_grey() -> None:
    assert set(np.unique(decode(saved(np.median(GREY) < GREY, "PNG"), "p.png").pixels)) == {0, 255}


def test_decode_minisblack_and_miniswhite_are_opposites() -> None:
    white = decode(tiff(GREY, photometric="miniswhite"), "p.tif")
    np.testing.assert_array_equal(white.pixels[..., 0], 255 - GREY)


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["PNG", "WEBP", "TIFF", "JPEG"])
def test_decode_applies_exif_orientation(kind: str, orientation: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    options = {"tiffinfo": {274: orientation}} if kind == "TIFF" else {"exif": exif}
    picture = saved(RGB, kind, **options, **({"lossless": True} if kind == "WEBP" else {}))
    plain = decode(saved(RGB, kind, **({"lossless": True} if kind == "WEBP" else {})), "p").pixels
    upright = {
        1: plain, 2: plain[:, ::-1], 3: plain[::-1, ::-1], 4: plain[::-1],
        5: plain.transpose(1, 0, 2), 6: np.rot90(plain, -1), 7: plain[::-1, ::-1].transpose(1, 0, 2),
        8: np.rot90(plain),
    }[orientation]  # fmt: skip
    np.testing.assert_array_equal(decode(picture, "p").pixels, upright)


def test_decode_converts_an_icc_profile_as_pillow_does() -> None:
    lab_like = ImageCms.ImageCmsProfile(io.BytesIO(imagecodecs.cms_profile("adobergb")))
    data = saved(RGB, "PNG", icc_profile=lab_like.tobytes())
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
    theirs = ImageCms.profileToProfile(Image.fromarray(RGB), lab_like, srgb)
    image = decode(data, "p.png")
    assert np.abs(image.pixels.astype(int) - np.asarray(theirs)).max() <= 2  # two sRGB profiles, 8-bit tables
    assert np.abs(image.pixels.astype(int) - RGB).max() > 5
    assert "to sRGB" in image.notes[0]


def test_decode_leaves_srgb_untouched() -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    image = decode(saved(RGB, "PNG", icc_profile=profile), "p.png")
    np.testing.assert_array_equal(image.pixels, RGB)
    assert image.notes == ()


def test_decode_notes_a_broken_profile() -> None:
    image = decode(saved(RGB, "PNG", icc_profile=b"not a profile" * 20), "p.png")
    np.testing.assert_array_equal(image.pixels, RGB)
    assert "profile" in image.notes[0]


def test_decode_cmyk_without_profile_mixes_inks() -> None:
    image = decode(saved(Image.fromarray(RGB).convert("CMYK"), "JPEG", quality=100, subsampling=0), "p.jpg")
    assert np.abs(image.pixels.astype(int) - RGB).mean() < 3
    assert "CMYK" in image.notes[0]


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_decode_takes_the_first_frame_and_says_so(kind: str) -> None:
    frames = [Image.fromarray(np.roll(RGB, 5 * i, axis=1)) for i in range(4)]
    image = decode(saved(frames[0], kind, save_all=True, append_images=frames[1:]), "p")
    assert "the first of 4 frames" in image.notes[0]
    assert np.abs(image.pixels.astype(int) - RGB).mean() < 12


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


HUGE_PNG = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 30000, 30000, 8, 2, 0, 0, 0)) + chunk(
    b"IDAT", zlib.compress(bytes(1000))
) + chunk(b"IEND", b"")  # fmt: skip


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("empty.png", b"", "found an empty file"),
        ("notes.png", b"Dear diary", "found plain text"),
        ("cut.jpg", saved(RGB, "JPEG")[:400], "cut short"),
        ("cut.png", saved(RGB, "PNG")[:-40], "cut short"),
        ("cut.tif", saved(RGB, "TIFF")[:900], "cut short"),
        ("cut.webp", saved(RGB, "WEBP")[:100], "cut short"),
        ("huge.png", HUGE_PNG, r"at most 64 megapixels, found 30000 x 30000 \(900 megapixels\)"),
        ("float.tif", tiff(GREY.astype(np.float32)), "32-bit float"),
        ("photo.png", b"\0\0\0\x18ftypheic" + bytes(60), "a still picture in this HEIC"),
        ("film.png", b"\0\0\0\x18ftypisom" + bytes(60), "a video"),
        ("cut.avif", saved(RGB, "AVIF")[:-20], "cut short"),
        ("ct.png", bytes(128) + b"DICM" + bytes(60), "a DICOM file"),
        ("drawing.png", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "an SVG drawing"),
    ],
)
def test_decode_names_what_it_found(name: str, data: bytes, message: str) -> None:
    with pytest.raises(DecodeError, match=f"{name}: expected .*{message}"):
        decode(data, name)


def test_decode_keeps_a_strange_name_to_one_line() -> None:
    with pytest.raises(DecodeError) as found:
        decode(b"", "a/b\n\x1b[31m" + "x" * 200 + ".png")
    assert "\n" not in str(found.value)
    assert len(str(found.value)) < 200


def test_decode_holds_its_limit_when_pillows_was_lifted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", None)
    with pytest.raises(DecodeError, match="64 megapixels"):
        decode(HUGE_PNG, "huge.png")


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "BMP", "GIF", "TIFF"])
def test_damaged_bytes_raise_decode_errors_only(kind: str) -> None:
    good, rng = saved(RGB, kind), np.random.default_rng(0)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for _ in range(80):
            bad = bytearray(good[: rng.integers(1, len(good) + 1)])
            for at in rng.integers(0, len(bad), 3):
                bad[at] = rng.integers(0, 256)
            with contextlib.suppress(DecodeError):
                decode(bytes(bad), "bad")


@pytest.mark.parametrize("unit", ["HU", "OD", "US"])
def test_values_of_a_radiograph_come_back_from_their_tiff(unit: str) -> None:
    values = np.linspace(-1000, 3000, 48, dtype=np.float32).reshape(6, 8, 1)
    values[0, 0] = np.nan
    found = decode(encode(DecodedImage(values, unit=unit), "values-tiff"), "a.tif")
    assert found.unit == unit
    np.testing.assert_array_equal(found.pixels, values)


@pytest.mark.parametrize("value", [np.inf, np.nan])
def test_values_without_a_finite_number_are_refused(value: float) -> None:
    tiff = encode(DecodedImage(np.full((6, 8, 1), value, np.float32), unit="HU"), "values-tiff")
    with pytest.raises(DecodeError, match="expected finite values"):
        decode(tiff, "a.tif")
