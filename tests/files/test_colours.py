"""Colours declared without an ICC profile, against closed forms, Little CMS and published figures."""

import io
import struct
import zlib

import imagecodecs
import numpy as np
import pytest
from PIL import Image, ImageCms

from sr_core.decode import decode
from sr_core.files.colour.space import ADOBE, BT709, BT2020, P3, matrix_to_srgb

from ..support.made_files import pillow_file, png_chunk, tiff_file

RGB = np.array([[(200, 100, 50), (12, 200, 90), (90, 90, 90), (255, 255, 255), (0, 0, 0), (30, 3, 160)]], np.uint8)
RAMP = np.arange(256, dtype=np.uint8)[None]
DEEP = (np.arange(0, 65536, 13, dtype=np.uint32).astype(np.uint16))[None]
P3_TO_SRGB = np.array([[1.2249, -0.2247, 0.0], [-0.0420, 1.0419, 0.0], [-0.0197, -0.0786, 1.0979]])
"""CSS Color 4, section 17."""
BT2020_TO_BT709 = np.array([[1.6605, -0.5876, -0.0728], [-0.1246, 1.1329, -0.0083], [-0.0182, -0.1006, 1.1187]])
"""ITU-R BT.2087, annex 2."""


def linear(values: np.ndarray) -> np.ndarray:
    return np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)


def curved(light: np.ndarray) -> np.ndarray:
    clipped = np.clip(light, 0.0, 1.0)
    return np.where(clipped <= 0.0031308, clipped * 12.92, 1.055 * clipped ** (1 / 2.4) - 0.055)


def png(pixels: np.ndarray, *chunks: bytes) -> bytes:
    plain = imagecodecs.png_encode(pixels)
    return plain[:33] + b"".join(chunks) + plain[33:]


def cicp(*codes: int) -> bytes:
    return png_chunk(b"cICP", bytes(codes))


def gama(value: float) -> bytes:
    return png_chunk(b"gAMA", struct.pack(">I", round(value * 1e5)))


def chrm(primaries: tuple) -> bytes:
    red, green, blue, white = primaries
    return png_chunk(b"cHRM", struct.pack(">8I", *(round(n * 1e5) for xy in (white, red, green, blue) for n in xy)))


def exif(space: int, index: str = "") -> bytes:
    """A block of ColorSpace and, if given, InteroperabilityIndex."""
    photo = 26  # behind a directory of one tag
    image = struct.pack("<2sHIHHHIII", b"II", 42, 8, 1, 0x8769, 4, 1, photo, 0)
    tags = [struct.pack("<HHIHH", 0xA001, 3, 1, space, 0)]
    if index:
        tags.append(struct.pack("<HHII", 0xA005, 4, 1, photo + 2 + 24 + 4))
    block = image + struct.pack("<H", len(tags)) + b"".join(tags) + bytes(4)
    if index:
        block += struct.pack("<HHHI4sI", 1, 1, 2, 4, index.encode() + b"\0", 0)
    return b"Exif\0\0" + block


def shown(data: bytes) -> np.ndarray:
    return decode(data, "x").pixels


def test_matrices_are_the_published_ones() -> None:
    assert np.abs(matrix_to_srgb(P3) - P3_TO_SRGB).max() < 5e-4
    assert np.abs(matrix_to_srgb(BT2020) - BT2020_TO_BT709).max() < 2e-4
    assert np.abs(matrix_to_srgb(BT709) - np.eye(3)).max() < 1e-12


def test_cicp_display_p3_is_converted() -> None:
    right = curved(linear(RGB / 255.0) @ P3_TO_SRGB.T) * 255.0
    assert np.abs(shown(png(RGB, cicp(12, 13, 0, 1))) - right).max() <= 0.6


def test_cicp_display_p3_of_16_bits_is_converted() -> None:
    deep = RGB.astype(np.uint16) * 257
    right = curved(linear(RGB / 255.0) @ P3_TO_SRGB.T) * 65535.0
    assert np.abs(shown(png(deep, cicp(12, 13, 0, 1))) - right).max() <= 20.0  # the published matrix has 4 digits


def test_cicp_bt2020_is_converted() -> None:
    values = RGB / 255.0
    light = np.where(values < 0.08124, values / 4.5, ((values + 0.0993) / 1.0993) ** (1 / 0.45))
    right = curved(light @ BT2020_TO_BT709.T) * 255.0
    assert np.abs(shown(png(RGB, cicp(9, 14, 0, 1))) - right).max() <= 0.7


def test_cicp_of_srgb_changes_nothing_and_says_nothing() -> None:
    image = decode(png(RGB, cicp(1, 13, 0, 1)), "x")
    assert np.array_equal(image.pixels, RGB)
    assert image.notes == ()


@pytest.mark.parametrize(("code", "curve"), [(8, lambda v: v), (4, lambda v: v**2.2), (5, lambda v: v**2.8)])
def test_cicp_curves_of_grey_are_converted(code: int, curve) -> None:  # type: ignore[no-untyped-def]
    right = np.rint(curved(curve(RAMP / 255.0)) * 255.0)
    assert np.abs(shown(png(RAMP, cicp(1, code, 0, 1)))[..., 0] - right).max() <= 1


def test_cicp_narrow_range_puts_16_to_black_and_235_to_white() -> None:
    found = shown(png(RAMP, cicp(1, 13, 0, 0)))[0, :, 0]
    assert (found[16], found[235], found[0], found[255]) == (0, 255, 0, 255)
    assert abs(int(found[126]) - 128) <= 1


def test_cicp_narrow_range_of_16_bits_ends_at_60160() -> None:
    values = np.array([[16 << 8, 235 << 8, (16 << 8) + (219 << 7)]], np.uint16)
    assert np.abs(shown(png(values, cicp(1, 13, 0, 0)))[0, :, 0].astype(int) - [0, 65535, 32768]).max() <= 1


def pq(nits: float) -> float:
    """BT.2100, table 4: the signal of a luminance."""
    y = (nits / 10_000.0) ** (2610 / 16384)
    return float(((3424 / 4096 + 2413 / 128 * y) / (1.0 + 2392 / 128 * y)) ** (2523 / 32))


@pytest.mark.parametrize("nits", [0.0, 1.0, 20.3, 101.5, 203.0])
def test_cicp_pq_makes_203_nits_white_and_keeps_what_is_below(nits: float) -> None:
    value = np.uint16(round(pq(nits) * 65535))
    found = shown(png(np.full((1, 1), value), cicp(9, 16, 0, 1)))[0, 0, 0]
    assert abs(int(found) - float(curved(np.array(nits / 203.0))) * 65535) <= 65535 / 1000


def test_cicp_pq_says_how_much_became_white() -> None:
    values = np.array([[round(pq(n) * 65535) for n in (100, 150, 203.5, 1000)]], np.uint16)
    notes = decode(png(values, cicp(9, 16, 0, 1)), "x").notes
    assert notes == (
        "The colours were converted from BT.2020 PQ to sRGB. This is an HDR picture: white is 203 cd/m2, and the "
        "50.0% of "
        "its pixels that are "
        "brighter became white.",
    )


def test_cicp_hlg_makes_its_reference_white_white() -> None:
    """BT.2408: 75 % of the signal are 203 cd/m2 on a display of 1,000."""
    values = np.array([[round(0.75 * 65535), round(0.5 * 65535)]], np.uint16)
    found = shown(png(values, cicp(9, 18, 0, 1)))[0, :, 0] / 65535.0
    assert found[0] == pytest.approx(1.0, abs=0.002)
    right = curved(np.array(1000.0 * (1 / 12) ** 1.2 / 203.0))
    assert found[1] == pytest.approx(float(right), abs=0.002)


UNKNOWN = [(2, 2, 0, 1), (1, 13, 1, 1), (12, 13, 9, 1), (0, 13, 0, 1), (12, 3, 0, 1), (1, 13, 0, 7), (1, 13)]


@pytest.mark.parametrize("codes", UNKNOWN)
def test_cicp_that_is_not_known_is_said(codes: tuple[int, ...]) -> None:
    image = decode(png(RGB, cicp(*codes)), "x")
    assert "were not converted" in image.notes[0]
    assert np.array_equal(image.pixels, RGB)


def test_cicp_counts_before_iccp_and_iccp_before_gamma() -> None:
    profile = imagecodecs.cms_profile("adobergb")
    iccp = png_chunk(b"iCCP", b"p\0\0" + zlib.compress(profile))
    both = shown(png(RGB, cicp(12, 13, 0, 1), iccp, gama(1.0)))
    assert np.array_equal(both, shown(png(RGB, cicp(12, 13, 0, 1))))
    assert np.array_equal(shown(png(RGB, iccp, gama(1.0))), shown(png(RGB, iccp)))
    unknown = shown(png(RGB, cicp(2, 2, 0, 1), iccp))
    assert np.array_equal(unknown, shown(png(RGB, iccp)))


def test_srgb_chunk_counts_before_gamma() -> None:
    assert np.array_equal(shown(png(RGB, png_chunk(b"sRGB", b"\0"), gama(1.0))), RGB)


def test_gamma_of_ordinary_files_changes_nothing() -> None:
    image = decode(png(RGB, gama(0.45455), chrm(BT709)), "x")
    assert np.array_equal(image.pixels, RGB)
    assert image.notes == ()


def test_gamma_of_linear_light_is_converted() -> None:
    image = decode(png(RAMP, gama(1.0)), "x")
    assert np.abs(image.pixels[..., 0] - np.rint(curved(RAMP / 255.0) * 255.0)).max() <= 1
    assert image.notes == ("The colours were converted from linear light to sRGB.",)


def test_gamma_and_primaries_of_adobe_equal_its_profile() -> None:
    found = shown(png(RGB, gama(1 / 2.19921875), chrm(ADOBE))).astype(int)
    assert np.abs(found - by_little_cms(imagecodecs.cms_profile("adobergb"))).max() <= 1


def by_little_cms(profile: bytes) -> np.ndarray:
    transform = ImageCms.buildTransform(
        ImageCms.ImageCmsProfile(io.BytesIO(profile)), ImageCms.createProfile("sRGB"), "RGB", "RGB", renderingIntent=1
    )
    return np.asarray(ImageCms.applyTransform(Image.fromarray(RGB), transform)).astype(int)


NO_COLOURS = {
    "a gamma of 0": gama(0.0),
    "a gamma of one byte": png_chunk(b"gAMA", b"\0"),
    "primaries in one place": chrm(((0.3, 0.3),) * 4),
    "primaries of 0": chrm(((0, 0),) * 4),
}


@pytest.mark.parametrize("name", NO_COLOURS)
def test_gamma_and_primaries_that_cannot_be_are_said(name: str) -> None:
    image = decode(png(RGB, NO_COLOURS[name]), "x")
    assert any("not applied" in note for note in image.notes)
    assert np.array_equal(image.pixels, RGB)


@pytest.mark.parametrize("kind", ["JPEG", "WEBP", "PNG"])
def test_adobe_rgb_by_exif_equals_its_profile(kind: str) -> None:
    flat = np.broadcast_to(RGB[:, :1], (16, 16, 3))
    options = {"quality": 100, "subsampling": 0} if kind == "JPEG" else {"lossless": True} if kind == "WEBP" else {}
    for block in (exif(0xFFFF, "R03"), exif(2)):
        image = decode(pillow_file(Image.fromarray(flat), kind, exif=block, **options), "x")
        assert np.abs(image.pixels[8, 8] - by_little_cms(imagecodecs.cms_profile("adobergb"))[0, 0]).max() <= 2
        assert image.notes == ("The colours were converted from Adobe RGB (1998) to sRGB.",)


def test_uncalibrated_exif_is_said_and_srgb_is_not() -> None:
    picture = Image.fromarray(np.zeros((8, 8, 3), np.uint8))
    assert "not what they are" in decode(pillow_file(picture, "JPEG", exif=exif(0xFFFF)), "x").notes[0]
    assert decode(pillow_file(picture, "JPEG", exif=exif(1)), "x").notes == ()


def tiff(pixels: np.ndarray, **tags: tuple) -> bytes:
    kinds = {"white": (318, 5, 2), "primaries": (319, 5, 6)}
    extra = [
        (kinds[name][0], kinds[name][1], kinds[name][2], value, True) for name, value in tags.items() if name in kinds
    ]
    if "curve" in tags:
        extra.append((301, 3, len(tags["curve"]), tags["curve"], True))
    return tiff_file(pixels, photometric="rgb" if pixels.ndim == 3 else "minisblack", extratags=extra)


def rationals(*values: float) -> tuple[int, ...]:
    return tuple(n for value in values for n in (round(value * 10000), 10000))


def test_tiff_primaries_are_converted() -> None:
    red, green, blue, white = P3
    data = tiff(RGB, white=rationals(*white), primaries=rationals(*red, *green, *blue))
    right = curved(linear(RGB / 255.0) @ P3_TO_SRGB.T) * 255.0
    assert np.abs(shown(data) - right).max() <= 0.6


def test_tiff_transfer_function_is_applied() -> None:
    table = tuple(int(n) for n in np.rint((np.arange(256) / 255.0) ** 1.8 * 65535))
    right = np.rint(curved((RAMP / 255.0) ** 1.8) * 255.0)
    assert np.abs(shown(tiff(RAMP, curve=table))[..., 0] - right).max() <= 1


def test_tiff_transfer_function_that_falls_is_said() -> None:
    image = decode(tiff(RAMP, curve=tuple(range(65535, 65535 - 256, -1))), "x")
    assert any("transfer function was not applied" in note for note in image.notes)


def test_bmp_endpoints_of_p3_are_converted_and_none_change_nothing() -> None:
    plain = pillow_file(Image.fromarray(np.broadcast_to(RGB[:, :1], (4, 4, 3)).copy()), "BMP")
    xyz = np.array([[0.4866, 0.2290, 0.0], [0.2657, 0.6917, 0.0451], [0.1982, 0.0793, 1.0439]])  # CSS Color 4
    for ends, right in ((xyz, curved(linear(RGB[0, 0] / 255.0) @ P3_TO_SRGB.T) * 255.0), (xyz * 0, RGB[0, 0])):
        header = struct.pack("<I", 108) + plain[18:54] + bytes(16) + bytes(4)
        header += np.rint(ends * 2**30).astype("<i4").tobytes() + bytes(12)
        data = plain[:10] + struct.pack("<I", 14 + 108) + header + plain[54:]
        assert np.abs(shown(data)[0, 0] - right).max() <= 1


def test_gif_profile_is_converted() -> None:
    plain = pillow_file(Image.fromarray(np.broadcast_to(RGB[:, :1], (4, 4, 3)).copy()), "GIF")
    profile = imagecodecs.cms_profile("adobergb")
    parts = [profile[at : at + 255] for at in range(0, len(profile), 255)]
    block = b"!\xff\x0bICCRGBG1012" + b"".join(bytes((len(part),)) + part for part in parts) + b"\0"
    start = 13 + (3 << ((plain[10] & 7) + 1) if plain[10] & 0x80 else 0)
    found = decode(plain[:start] + block + plain[start:], "x")
    assert "to sRGB" in found.notes[0]
    assert np.abs(found.pixels[0, 0] - by_little_cms(profile)[0, 0]).max() <= 2


def test_hdr_gain_map_is_said() -> None:
    plain = pillow_file(Image.fromarray(np.zeros((8, 8, 3), np.uint8)), "JPEG")
    xmp = b'http://ns.adobe.com/xap/1.0/\0<x hdrgm="http://ns.adobe.com/hdr-gain-map/1.0/" hdrgm:Version="1.0"/>'
    iso = b"urn:iso:std:iso:ts:21496:-1\0" + bytes(4)
    for marker, body in ((0xE1, xmp), (0xE2, iso)):
        segment = bytes((0xFF, marker)) + struct.pack(">H", 2 + len(body)) + body
        assert "gain map" in decode(plain[:2] + segment + plain[2:], "x").notes[0]


@pytest.mark.parametrize("name", ["cicp", "gama", "chrm"])
def test_stored_numbers_of_a_grey_png_are_untouched_by_declared_colours(name: str) -> None:
    from sr_core.files.png import read_png

    chunk = {"cicp": cicp(9, 16, 0, 1), "gama": gama(1.0), "chrm": chrm(P3)}[name]
    assert np.array_equal(read_png(png(DEEP, chunk)).stored, DEEP)


def test_primaries_do_not_change_the_tone_of_a_grey() -> None:
    grey = np.arange(256, dtype=np.uint8).reshape(16, 16, 1)
    image = decode(png(grey, gama(0.45455), chrm(P3)), "a.png")
    np.testing.assert_array_equal(image.pixels, grey)
    assert image.notes == ()
