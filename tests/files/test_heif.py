import io
import sys

import numpy as np
import pytest
from PIL import Image

from sr_core.decode import decode
from sr_core.errors import DecodeError
from sr_core.files.exif import turn_upright
from sr_core.files.heif.reader import read_avif, read_heic
from sr_core.files.signature import identify

from ..support.heif_file import (
    SRGB_CODES,
    Part,
    avif_file,
    box,
    coded_picture,
    container,
    grid_of,
    heic_file,
    ispe,
    one_picture,
    tiled,
)
from ..support.made_files import noise, pillow_file
from ..support.pictures import smooth_picture

SQUARE = np.ascontiguousarray(smooth_picture(64, 64))
BLOCKS = np.kron(noise(4, 4, 3), np.ones((16, 16, 1), np.uint8))
WITHIN = 1
"""Grey levels: a lossless HEIC of an encoder is one in YCbCr, whose way to RGB and back rounds."""


def off(found: np.ndarray, expected: np.ndarray) -> int:
    """Largest difference."""
    return int(np.abs(found.astype(np.int64) - expected).max())


def test_read_heic_gives_the_colours_that_were_encoded() -> None:
    assert off(read_heic(heic_file(BLOCKS)).samples, BLOCKS) <= WITHIN


def test_read_heic_keeps_more_than_8_bits() -> None:
    deep = smooth_picture(64, 64).astype(np.uint16) * 257
    samples = read_heic(heic_file(deep)).samples
    assert samples.dtype == np.uint16
    assert off(samples, deep) < 3 * 65535 / 1023  # 10 bits are stored, in YCbCr


def test_read_heic_reaches_white_in_10_bits() -> None:
    assert read_heic(heic_file(np.full((64, 64, 3), 65535, np.uint16))).samples.min() == 65535


def test_read_heic_keeps_alpha() -> None:
    raster = read_heic(heic_file(np.dstack([SQUARE, BLOCKS[..., 0]])))
    assert raster.alpha is not None
    np.testing.assert_array_equal(raster.alpha, BLOCKS[..., 0])


@pytest.mark.parametrize("values", [SQUARE, SQUARE[..., 0], np.dstack([SQUARE, SQUARE[..., 1]])])
def test_read_avif_returns_lossless_values_as_stored(values: np.ndarray) -> None:
    raster = read_avif(avif_file(values))
    colours = values[..., None] if values.ndim == 2 else values[..., :3]
    np.testing.assert_array_equal(raster.samples, colours)
    if values.ndim == 3 and values.shape[2] == 4:
        np.testing.assert_array_equal(raster.alpha, values[..., 3])


@pytest.mark.parametrize("bits", [10, 12])
def test_read_avif_scales_deep_samples_to_16_bits(bits: int) -> None:
    values = noise(64, 64, 3, dtype=np.uint16) >> (16 - bits)
    expected = np.rint(values.astype(np.float64) * 65535 / (2**bits - 1))
    np.testing.assert_array_equal(read_avif(avif_file(values, bitspersample=bits)).samples, expected)


@pytest.mark.parametrize("options", [{"subsampling": "4:2:0"}, {"range": "limited"}, {"subsampling": "4:4:4"}])
def test_read_avif_shows_what_pillow_shows(options: dict) -> None:
    data = pillow_file(Image.fromarray(SQUARE), "AVIF", quality=80, **options)
    assert off(read_avif(data).samples, np.asarray(Image.open(io.BytesIO(data)))) <= 1


@pytest.mark.parametrize("orientation", range(1, 9))
def test_orientation_is_applied_once(orientation: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    heic = heic_file(BLOCKS, exif=exif.tobytes())  # first, since Pillow takes the orientation out
    avif = pillow_file(Image.fromarray(BLOCKS), "AVIF", quality=100, subsampling="4:4:4", exif=exif)
    upright = turn_upright(BLOCKS, orientation)
    assert off(decode(heic, "p").pixels, upright) <= WITHIN
    assert off(decode(avif, "p").pixels, upright) <= 4


def test_a_photo_as_an_iphone_writes_it_is_shown_whole_upright_and_in_srgb() -> None:
    """Tiles cut to an odd size under the brand of any coding, Display P3, turned; its name says JPEG, or nothing."""
    parts = [np.ascontiguousarray(np.roll(BLOCKS, 16 * turn, axis=1)) for turn in range(4)]
    grey = np.concatenate([np.concatenate(parts[:2], axis=1), np.concatenate(parts[2:], axis=1)])[:99, :101]
    colours = (b"colr", b"nclx\0\x0c\0\x0d\0\x06\x80")
    data = tiled([heic_file(part) for part in parts], 2, (101, 99), 64, colours, (b"irot", b"\3"))
    data = data.replace(b"ftypheic\0\0\0\0heicmif1", b"ftypmif1\0\0\0\0mif1heic")
    found = decode(data, "IMG_0001.jpg")
    assert found.pixels.shape == (101, 99, 3)
    assert found.pixels.tobytes() == decode(data, "IMG_0001").pixels.tobytes()
    expected = np.rot90(grey, -1).astype(np.float64)
    clear = (np.ptp(expected, axis=2) < 40)[..., None] & np.ones(3, bool)
    assert "The picture was rotated as the HEIC says." in found.notes
    assert any("Display P3" in note for note in found.notes)
    assert off(found.pixels[clear], expected[clear].round()) < 20  # P3 moves weak colours little


@pytest.mark.parametrize(("make", "read"), [(heic_file, read_heic), (avif_file, read_avif)])
def test_a_grid_is_shown_whole(make, read) -> None:  # type: ignore[no-untyped-def]
    tiles = [np.ascontiguousarray(np.roll(BLOCKS, 16 * turn, axis=0)) for turn in range(6)]
    whole = np.concatenate([np.concatenate(tiles[:3], axis=1), np.concatenate(tiles[3:], axis=1)])[:120, :150]
    raster = read(tiled([make(tile) for tile in tiles], 3, (150, 120), 64))
    assert off(raster.samples, whole) <= WITHIN


def test_only_the_main_picture_is_shown_and_thumbnails_are_not_counted() -> None:
    configuration, content = coded_picture(heic_file(BLOCKS))
    other = coded_picture(heic_file(np.zeros_like(BLOCKS)))[1]
    properties = [ispe(64, 64), (b"hvcC", configuration)]
    parts = [
        Part(b"hvc1", other, properties),
        Part(b"hvc1", content, properties),
        Part(b"hvc1", other, properties, {b"thmb": [2]}),
    ]
    raster = read_heic(container(parts, primary=2))
    assert off(raster.samples, BLOCKS) <= WITHIN
    assert raster.notes == ("Only the main one of 2 pictures in this HEIC is shown.",)


def test_an_animation_shows_its_still_picture() -> None:
    frames = [Image.fromarray(np.roll(SQUARE, 9 * n, axis=0)) for n in range(3)]
    raster = read_avif(pillow_file(frames[0], "AVIF", save_all=True, append_images=frames[1:], quality=90))
    assert off(raster.samples, SQUARE) < 40
    assert raster.notes == ("Only the still picture of this animation of 3 frames is shown.",)


def test_a_clean_aperture_crops() -> None:
    numbers = (32, 1, 16, 1, -16, 1, 8, 1)  # its middle is 16 left of and 8 below that of the picture
    aperture = b"".join(number.to_bytes(4, signed=True) for number in numbers)
    raster = read_avif(one_picture(avif_file(SQUARE), 64, 64, (b"clap", aperture)))
    np.testing.assert_array_equal(raster.samples, SQUARE[32:48, 0:32])


@pytest.mark.parametrize(
    ("primaries", "transfer", "note"),
    [(12, 13, "from Display P3"), (9, 16, "from BT.2020 PQ"), (9, 18, "from BT.2020 HLG"), (99, 13, "not known")],
)
def test_code_points_are_converted_or_named(primaries: int, transfer: int, note: str) -> None:
    codes = b"nclx" + primaries.to_bytes(2) + transfer.to_bytes(2) + SRGB_CODES[4:]
    image = decode(one_picture(avif_file(SQUARE), 64, 64, (b"colr", codes)), "p")
    assert any(note in found for found in image.notes)


def test_display_p3_becomes_srgb_as_css_defines_it() -> None:
    codes = b"nclx\0\x0c\0\x0d\0\0\x80"  # Display P3, curve of sRGB, no matrix
    found = decode(one_picture(avif_file(SQUARE), 64, 64, (b"colr", codes)), "p").pixels
    # Matrix of CSS Color 4: the linear light of P3 in that of sRGB.
    matrix = np.array([[1.2249402, -0.2249402, 0], [-0.0420570, 1.0420570, 0], [-0.0196376, -0.0786361, 1.0982736]])
    coded = SQUARE / 255.0
    light = np.where(coded <= 0.04045, coded / 12.92, ((coded + 0.055) / 1.055) ** 2.4) @ matrix.T
    light = light.clip(0, 1)
    expected = np.where(light <= 0.0031308, light * 12.92, 1.055 * light ** (1 / 2.4) - 0.055) * 255
    assert np.abs(found - expected).max() <= 1


@pytest.mark.parametrize(
    "data", [heic_file(SQUARE), avif_file(SQUARE), tiled([heic_file(BLOCKS)] * 4, 2, (99, 99), 64)]
)
def test_a_file_that_is_cut_short_is_refused(data: bytes) -> None:
    for share in (0.2, 0.5, 0.9, 0.999):
        with pytest.raises(DecodeError, match="cut short"):
            decode(data[: int(share * len(data))], "p")


@pytest.mark.parametrize(("make", "read"), [(heic_file, read_heic), (avif_file, read_avif)])
def test_a_size_above_the_limit_is_refused_before_decoding(make, read) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(DecodeError, match=r"at most 64 megapixels, found 30000 x 30000"):
        read(one_picture(make(SQUARE), 30_000, 30_000))


@pytest.mark.parametrize(("make", "read"), [(heic_file, read_heic), (avif_file, read_avif)])
def test_a_coded_picture_larger_than_its_container_says_is_refused(make, read) -> None:  # type: ignore[no-untyped-def]
    large = make(np.zeros((256, 256, 3), np.uint8))
    with pytest.raises(DecodeError, match="damaged"):
        read(one_picture(large, 64, 64))


def test_a_grid_of_other_tiles_than_it_says_is_refused() -> None:
    configuration, content = coded_picture(heic_file(BLOCKS))
    tile = Part(b"hvc1", content, [ispe(64, 64), (b"hvcC", configuration)])
    grid = Part(b"grid", grid_of(2, 2, 128, 128), [ispe(128, 128)], {b"dimg": [2, 2, 2]})
    with pytest.raises(DecodeError, match="damaged"):
        read_heic(container([grid, tile]))


def test_other_codings_are_named() -> None:
    with pytest.raises(DecodeError, match="coded as 'hvc1' in this HEIC, alone or in tiles, found 'unci'"):
        read_heic(container([Part(b"unci", b"12", [ispe(64, 64)])]))


def test_a_heic_is_refused_in_a_sentence_where_its_package_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    data = heic_file(SQUARE)
    monkeypatch.setitem(sys.modules, "pillow_heif", None)
    with pytest.raises(DecodeError, match="expected the package pillow-heif"):
        read_heic(data)


def test_a_file_without_a_still_picture_is_refused() -> None:
    with pytest.raises(DecodeError, match="a still picture in this HEIC, found none"):
        read_heic(box(b"ftyp", b"hevc", bytes(4)) + box(b"moov"))


def test_identify_tells_the_coding_by_the_brands_beside_one_of_any_coding() -> None:
    assert identify(box(b"ftyp", b"mif1", bytes(4), b"mif1", b"avif") + bytes(99)) == "AVIF"
    assert identify(box(b"ftyp", b"mif1", bytes(4), b"mif1", b"heic") + bytes(99)) == "HEIC"
    assert identify(box(b"ftyp", b"isom", bytes(4)) + bytes(99)) == "a video"


def test_premultiplied_colours_are_divided_by_their_alpha() -> None:
    alpha = np.full((64, 64), 128, np.uint8)
    colour, mask = coded_picture(avif_file(np.full((64, 64, 3), 64, np.uint8))), coded_picture(avif_file(alpha))
    kind = (b"auxC", bytes(4) + b"urn:mpeg:mpegB:cicp:systems:auxiliary:alpha\0")
    parts = [
        Part(b"av01", colour[1], [ispe(64, 64), (b"av1C", colour[0])], {b"prem": [2]}),
        Part(b"av01", mask[1], [ispe(64, 64), (b"av1C", mask[0]), kind], {b"auxl": [1]}),
    ]
    raster = read_avif(container(parts, brand=b"avif"))
    assert raster.samples.min() == raster.samples.max() == round(64 * 255 / 128)
    assert raster.alpha is not None
    assert raster.alpha.max() == 128
