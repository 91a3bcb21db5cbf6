"""TIFF and PNG of numbers, through the front door."""

import contextlib
import struct

import imagecodecs
import numpy as np
import pytest

from sr_core.decode import decode
from sr_core.errors import DecodeError, ScalingNeeded, UnitNeeded
from sr_core.thermal.scaling import ask_scaling, may_be_counts, no_temperatures
from sr_core.types import DecodedImage
from sr_core.types.radiometry import Scaling

from ..support.data import DATA
from ..support.made_files import noise, png_chunk, tiff_file

CENTIKELVIN = Scaling(0.01, -273.15)
COUNTS = np.arange(29500, 29500 + 12 * 16, dtype=np.uint16).reshape(12, 16)
CELSIUS = (COUNTS * 0.01 - 273.15).astype(np.float32)


def png(values: np.ndarray, declaration: str = "", keyword: bytes = b"thermal") -> bytes:
    data = bytes(imagecodecs.png_encode(values))
    text = png_chunk(b"tEXt", keyword + b"\0" + declaration.encode("latin-1")) if declaration else b""
    return data[:33] + text + data[33:]


def tiff(values: np.ndarray, description: str | None = None, **options: object) -> bytes:
    return tiff_file(values, photometric="minisblack", description=description, **options)


@pytest.mark.parametrize(
    "data",
    [
        png(COUNTS, "unit=degC;scale=0.01;offset=-273.15"),
        png(COUNTS, "T[°C]=DN*0.01-273.15", b"Description"),
        tiff(COUNTS, "T[degC]=DN*0.01-273.15"),
        tiff(COUNTS.astype(np.uint32), "unit=K;scale=0.01", compression="lzw"),
        tiff(COUNTS.astype(np.int32), '{"unit": "cK"}', byteorder=">"),
        tiff(COUNTS.astype(np.int16), "T[K]=DN/100"),
        tiff(COUNTS, extratags=[(42112, "s", 0, '<GDALMetadata><Item name="UNITTYPE" role="unittype">K</Item>'
             '<Item name="SCALE" role="scale">0.01</Item></GDALMetadata>', True)]),
        tiff(COUNTS >> 4 << 4, "T[degC]=DN*0.01-273.15", bitspersample=16),
    ],
)  # fmt: skip
def test_a_declared_scale_gives_degrees(data: bytes) -> None:
    image = decode(data, "t")
    assert (image.unit, image.pixels.dtype, image.notes) == ("degC", np.float32, ())
    assert np.abs(image.pixels[..., 0] - CELSIUS).max() < 0.16  # the last file lost 4 bits
    assert image.radiometry is None


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
@pytest.mark.parametrize(("unit", "zero"), [("degC", 0.0), ("unit=K", 273.15)])
def test_a_declared_unit_of_floats_gives_degrees(dtype: type, unit: str, zero: float) -> None:
    image = decode(tiff((CELSIUS.astype(np.float64) + zero).astype(dtype), unit), "t.tif")
    atol = 0.13 if dtype is np.float16 else 1e-4  # half of float16's step at 300
    np.testing.assert_allclose(image.pixels[..., 0], CELSIUS, atol=atol)


@pytest.mark.parametrize("data", [png(COUNTS), tiff(COUNTS)], ids=["png", "tiff"])
def test_16_bit_grey_without_a_scale_stays_a_picture_unless_one_is_chosen(data: bytes) -> None:
    plain = decode(data, "t")
    np.testing.assert_array_equal(plain.pixels[..., 0], COUNTS)
    assert may_be_counts(plain)
    np.testing.assert_allclose(decode(data, "t", scaling=CENTIKELVIN).pixels[..., 0], CELSIUS, atol=1e-4)


def test_12_bit_numbers_are_scaled_as_stored() -> None:
    values = np.arange(4096, dtype=np.uint16).reshape(64, 64)
    image = decode(tiff_file(values, bitspersample=12), "t.tif", scaling=Scaling(0.1, -40.0))
    np.testing.assert_allclose(image.pixels[..., 0], values * 0.1 - 40, atol=1e-4)


@pytest.mark.parametrize(
    ("values", "found"),
    [(CELSIUS, "32-bit float values"), (COUNTS.astype(np.int16), "16-bit signed integers"),
     (COUNTS.astype(np.uint32), "32-bit integers")],
)  # fmt: skip
def test_numbers_without_a_unit_ask_for_it(values: np.ndarray, found: str) -> None:
    with pytest.raises(ScalingNeeded, match=f"^t.tif: expected .* found {found}, .*; choose the unit") as asked:
        decode(tiff(values), "t.tif")
    assert (asked.value.lowest, asked.value.highest) == (float(values.min()), float(values.max()))
    chosen = decode(tiff(values), "t.tif", scaling=Scaling(0.001, 0.0))
    np.testing.assert_allclose(chosen.pixels[..., 0], values * 0.001, atol=1e-4)


def test_floats_are_no_picture() -> None:
    with pytest.raises(DecodeError, match=r"t.tif: expected a picture, found a TIFF of 32-bit float .*Thermal page"):
        decode(tiff(CELSIUS, "degC"), "t.tif", as_picture=True)


@pytest.mark.parametrize("data", [png(COUNTS, "unit=degC;scale=0.005;offset=-100"), tiff(COUNTS, "T[K]=DN*0.01")])
def test_as_picture_shows_stored_numbers_and_says_what_they_are(data: bytes) -> None:
    image = decode(data, "t", as_picture=True)
    np.testing.assert_array_equal(image.pixels[..., 0], COUNTS)
    assert image.notes == ("This file holds temperatures; the Thermal page reads them.",)


def test_nan_and_nodata_are_not_measured() -> None:
    values = CELSIUS.copy()
    values[2:4] = np.nan
    values[5, 6] = -9999
    image = decode(tiff(values, "degC", extratags=[(42113, "s", 0, "-9999", True)]), "t.tif")
    assert np.count_nonzero(np.isnan(image.pixels)) == 33
    assert image.value_range == (float(CELSIUS.min()), float(CELSIUS.max()))


def test_numbers_at_the_end_of_their_range_are_counted() -> None:
    values = COUNTS.copy()
    values[0], values[1, :2] = 65535, 0
    image = decode(tiff(values, "T[degC]=DN*0.01-273.15"), "t.tif")
    assert image.notes == (
        "18 pixels are at the end of the camera's range, so the true temperature there is higher or lower.",
    )


@pytest.mark.parametrize(
    ("values", "declaration", "message"),
    [
        (COUNTS, "unit=degC;scale=0", "a scale needs a factor above 0"),
        (COUNTS, "unit=degC;scale=-0.01;offset=300", "a scale needs a factor above 0"),
        (COUNTS, "unit=degC;scale=nan", "a scale needs a factor above 0"),
        (COUNTS, "unit=degC;scale=1;offset=0", "expected temperatures of -273.15 to 3,000 degC, found 29,500"),
        (COUNTS, "unit=degC;scale=0.001;offset=-400", "found -370.5 to -370.309 degC"),
        (np.full((3, 4), np.inf, np.float32), "degC", "found inf to inf degC"),
        (np.full((3, 4), np.nan, np.float32), "degC", "no measured value"),
        (np.full((3, 4), np.nan, np.float32), None, "without a single number"),
        (np.full((3, 4), -300, np.float32), "degC", "found -300 to -300 degC"),
        (np.full((3, 4), 1e308), "unit=degC;scale=1000", "found inf to inf degC"),
    ],
)
def test_scales_and_values_that_cannot_be_are_refused(values: np.ndarray, declaration: str, message: str) -> None:
    with pytest.raises(DecodeError, match=f"^t.tif: .*{message}"):
        decode(tiff(values, declaration), "t.tif")


def test_a_scale_for_colours_or_8_bits_is_refused() -> None:
    for values in (noise(5, 6), noise(5, 6, 3, dtype=np.uint16)):
        with pytest.raises(DecodeError, match="16 bits or more for the chosen scale, found PNG of 8 bits or in colour"):
            decode(png(values), "p.png", scaling=CENTIKELVIN)


def test_the_chosen_scale_goes_before_the_declared_one_and_says_so() -> None:
    image = decode(png(COUNTS, "unit=degC;scale=0.005;offset=-100"), "t.png", scaling=CENTIKELVIN)
    np.testing.assert_allclose(image.pixels[..., 0], CELSIUS, atol=1e-4)
    assert image.notes == ("The numbers were read with the chosen scale, not with the one that the file declares.",)


def test_temperatures_are_turned_upright_as_pictures_are() -> None:
    image = decode(tiff(COUNTS, "T[K]=DN*0.01", extratags=[(274, "H", 1, 6, True)]), "t.tif")
    np.testing.assert_allclose(image.pixels[..., 0], np.rot90(CELSIUS, -1), atol=1e-4)


@pytest.mark.parametrize("shape", [(1, 1), (1, 9), (9, 1)])
def test_tiny_and_constant_files_are_read(shape: tuple[int, int]) -> None:
    image = decode(tiff(np.full(shape, 36.5, np.float32), "degC"), "t.tif")
    assert image.pixels.shape == (*shape, 1)
    assert np.unique(image.pixels).tolist() == [36.5]


def test_pictures_say_why_they_hold_no_temperatures() -> None:
    colour, grey = DecodedImage(noise(5, 6, 3)), DecodedImage(noise(5, 6, 1))
    assert "shows temperatures as colours" in no_temperatures(colour)
    assert "shows temperatures as greys" in no_temperatures(grey)
    assert "choose the scale" in no_temperatures(DecodedImage(COUNTS[..., None]))
    assert no_temperatures(DecodedImage(CELSIUS[..., None], unit="degC")) == ""
    assert not may_be_counts(grey)


def test_test_frames_are_in_degrees() -> None:
    frames = sorted((DATA / "thermal" / "test").glob("*.png"))
    if not frames:
        pytest.skip("the thermal frames are not here; set SR_DATA to the data folder")
    for path in frames[:5]:
        data = path.read_bytes()
        stored = imagecodecs.png_decode(data)
        image = decode(data, path.name)
        np.testing.assert_allclose(image.pixels[..., 0], stored * 0.005 - 100, atol=1e-5)


@pytest.mark.parametrize(
    "good",
    [tiff(CELSIUS, "degC"), tiff(CELSIUS, "degC", compression="zlib", predictor=True), tiff(COUNTS, "T[K]=DN*0.01"),
     png(COUNTS, "unit=degC;scale=0.01;offset=-273.15")],
    ids=["float", "packed", "counts", "png"],
)  # fmt: skip
def test_damaged_bytes_raise_decode_errors_only(good: bytes) -> None:
    rng = np.random.default_rng(0)
    for _ in range(300):
        bad = bytearray(good)
        for at in rng.integers(0, min(len(bad), 400), 3):
            bad[at] = rng.integers(0, 256)
        with contextlib.suppress(DecodeError):
            image = decode(bytes(bad), "bad")
            assert not image.unit or np.nanmin(image.pixels) >= -273.16
    for end in range(1, len(good)):
        with contextlib.suppress(DecodeError):
            np.testing.assert_array_equal(decode(good[:end], "cut").pixels, decode(good, "whole").pixels)


def test_a_strip_that_unpacks_to_less_than_the_picture_is_refused() -> None:
    data = bytearray(tiff(COUNTS[:6], "T[K]=DN*0.01", compression="zlib"))
    for tag in (257, 278):  # ImageLength, RowsPerStrip
        at = data.index(struct.pack("<HHII", tag, 4, 1, 6))
        struct.pack_into("<I", data, at + 8, 12)
    with pytest.raises(DecodeError, match="damaged or cut short"):
        decode(bytes(data), "t.tif")


def test_floats_without_a_unit_ask_for_the_unit_and_integers_for_a_scale() -> None:
    with pytest.raises(UnitNeeded):
        decode(tiff(CELSIUS), "t.tif")
    with pytest.raises(ScalingNeeded) as asked:
        decode(tiff(COUNTS.astype(np.int16)), "t.tif")
    assert not isinstance(asked.value, UnitNeeded)


@pytest.mark.parametrize(("unit", "factor", "zero"), [("degC", 1.0, 0.0), ("degF", 1.8, 32.0), ("K", 1.0, 273.15)])
def test_a_chosen_unit_of_floats_gives_degrees(unit: str, factor: float, zero: float) -> None:
    image = decode(tiff(CELSIUS.astype(np.float64) * factor + zero), "t.tif", unit=unit)
    np.testing.assert_allclose(image.pixels[..., 0], CELSIUS, atol=1e-4)
    assert image.notes[0] == f"The numbers were read in {unit}, the chosen unit."


def test_a_chosen_unit_of_counts_gives_degrees() -> None:
    np.testing.assert_allclose(decode(png(COUNTS), "t.png", unit="cK").pixels[..., 0], CELSIUS, atol=1e-4)


def test_a_chosen_unit_goes_before_the_named_one_and_says_so() -> None:
    image = decode(tiff(CELSIUS.astype(np.float64) * 1.8 + 32, "degC"), "t.tif", unit="degF")
    np.testing.assert_allclose(image.pixels[..., 0], CELSIUS, atol=1e-4)
    assert image.notes == ("The numbers were read with the chosen scale, not with the one that the file declares.",)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"unit": "furlong"}, "expected degC, degF, K or the like as unit, found 'furlong'"),
        ({"unit": "K", "scaling": CENTIKELVIN}, "expected a unit or a scale, found both"),
    ],
)
def test_a_choice_that_cannot_be_is_refused(options: dict, message: str) -> None:
    with pytest.raises(DecodeError, match=message):
        decode(tiff(CELSIUS), "t.tif", **options)


def test_a_unit_for_colours_is_refused() -> None:
    with pytest.raises(DecodeError, match="16 bits or more for the chosen scale"):
        decode(png(noise(5, 6)), "p.png", unit="degC")


@pytest.mark.parametrize("mark", [",", "."])
def test_thousands_of_centikelvin_are_not_taken_for_fractions_of_one(mark: str) -> None:
    rows = [";".join(f"29{mark}{764 + 4 * row + column}" for column in range(4)) for row in range(4)]
    with pytest.raises(DecodeError, match=r"group thousands were read as decimal"):
        decode("\n".join(["Temperature [cK]", *rows]).encode(), "leg.csv")


def test_centikelvin_without_marks_are_read() -> None:
    rows = [";".join(str(29764 + 4 * row + column) for column in range(4)) for row in range(4)]
    image = decode("\n".join(["Temperature [cK]", *rows]).encode(), "leg.csv")
    assert image.value_range == pytest.approx((24.49, 24.64), abs=1e-3)


def test_centikelvin_of_liquid_nitrogen_are_read() -> None:
    rows = [";".join(str(7736 + 4 * row + column) for column in range(4)) for row in range(4)]
    image = decode("\n".join(["Temperature [cK]", *rows]).encode(), "nitrogen.csv")
    assert image.value_range[0] == pytest.approx(-195.79, abs=1e-3)


def test_question_for_a_scale_tells_the_smallest_and_the_largest_number() -> None:
    question = ask_scaling(DecodedImage(np.array([[29000, 30512]], np.uint16)[..., None], "scan.png"))
    assert (question.lowest, question.highest) == (29000.0, 30512.0)
    assert "scan.png holds 16-bit numbers, 29000 to 30512" in str(question)
