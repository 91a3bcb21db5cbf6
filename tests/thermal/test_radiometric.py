import contextlib
import csv
import io
import math
import struct
from pathlib import Path

import flyr
import imagecodecs
import numpy as np
import pytest

from sr_core.decode import decode
from sr_core.errors import DecodeError
from sr_core.types import DecodedImage
from sr_core.types.radiometry import Radiometry, Scaling

from ..support import flir_file
from ..support.data import DATA
from ..support.flir_file import COUNTS, camera_record, fff, jpeg, radiometric, raw_record

FOLDER = DATA / "thermal" / "radiometric"
SKIN = Radiometry(emissivity=0.98, reflected_c=15.0, atmospheric_c=25.0, distance_m=4.0, humidity=0.3)


def counts_of(celsius: np.ndarray, known: Radiometry) -> np.ndarray:
    """What the camera counts for an object: its radiance and the reflected one, through two layers of air.

    Planck's formula as on exiftool's forum, the chain as in Minkina and Dudzik (2009); forward, so not as we compute.
    """
    field = {offset: value for offset, (_, value) in flir_file.CAMERA.items()}

    def planck(temperature: np.ndarray | float) -> np.ndarray:
        return field[88] / (field[780] * (np.exp(field[92] / (temperature + 273.15)) - field[96])) - field[776]

    air, root = known.atmospheric_c, math.sqrt(known.distance_m / 2)
    water = known.humidity * math.exp(1.5587 + 0.06939 * air - 0.00027816 * air**2 + 0.00000068455 * air**3)
    one, two = (math.exp(-root * (field[at] + field[at + 8] * math.sqrt(water))) for at in (112, 116))
    tau = field[128] * one + (1 - field[128]) * two
    radiance = known.emissivity * planck(celsius) + (1 - known.emissivity) * planck(known.reflected_c)
    for _ in range(2):
        radiance = tau * radiance + (1 - tau) * planck(air)
    return radiance


def files() -> list[dict[str, str]]:
    table = FOLDER / "expected.csv"
    return list(csv.DictReader(io.StringIO(table.read_text()))) if table.is_file() else []


@pytest.fixture(params=[row["file"] for row in files()] or [None])
def expected(request: pytest.FixtureRequest) -> dict[str, str]:
    """A row of the table of values found by exiftool and Planck's formula."""
    if request.param is None:
        pytest.skip("the radiometric files are not here; set SR_DATA to the data folder")
    return next(row for row in files() if row["file"] == request.param)


def read(row: dict[str, str], **options: object) -> DecodedImage:
    return decode(Path(FOLDER / row["file"]).read_bytes(), row["file"], **options)


def test_radiometric_files_agree_with_exiftool_and_planck(expected: dict[str, str]) -> None:
    celsius = read(expected).pixels.astype(np.float64)
    assert celsius.shape == (int(expected["height"]), int(expected["width"]), 1)
    found = celsius.min(), celsius.max(), celsius.mean()
    theirs = [float(expected[name]) for name in ("tmin_C", "tmax_C", "tmean_C")]
    np.testing.assert_allclose(found, theirs, atol=0.005)  # the table has two decimals


def test_radiometric_files_say_what_their_temperatures_depend_on(expected: dict[str, str]) -> None:
    known = read(expected).radiometry
    found = (known.emissivity, known.distance_m, known.reflected_c, known.atmospheric_c, known.humidity)
    names = ("emissivity", "distance_m", "reflected_C", "atmospheric_C", "rel_humidity")
    assert found == tuple(float(expected[name]) for name in names)


def test_radiometric_files_agree_with_flyrs_own_reader(expected: dict[str, str]) -> None:
    theirs = flyr.unpack(io.BytesIO((FOLDER / expected["file"]).read_bytes()))
    np.testing.assert_allclose(read(expected).pixels[..., 0], theirs.celsius, atol=1e-4)
    changed = theirs.adjust_metadata(
        emissivity=0.98,
        reflected_apparent_temperature=288.15,
        atmospheric_temperature=298.15,
        object_distance=4.0,
        relative_humidity=0.3,
    )
    np.testing.assert_allclose(read(expected, radiometry=SKIN).pixels[..., 0], changed.celsius, atol=1e-4)


def test_radiometric_files_cut_anywhere_are_refused_or_whole(expected: dict[str, str]) -> None:
    data = (FOLDER / expected["file"]).read_bytes()
    whole = decode(data, "r.jpg").pixels
    for end in np.linspace(10, len(data) - 1, 40).astype(int):
        with contextlib.suppress(DecodeError):
            np.testing.assert_array_equal(decode(data[:end], "r.jpg").pixels, whole)


@pytest.mark.parametrize("known", [None, SKIN], ids=["file", "chosen"])
def test_temperatures_give_the_counts_they_came_from(known: Radiometry | None) -> None:
    image = decode(radiometric(), "r.jpg", radiometry=known)
    assert image.unit == "degC"
    assert image.radiometry == known or known is None
    counts = counts_of(image.pixels[..., 0].astype(np.float64), image.radiometry)
    np.testing.assert_allclose(counts, COUNTS, atol=0.01)  # counts; one is about 0.06 degC


def test_own_radiometry_gives_the_same_temperatures() -> None:
    image = decode(radiometric(), "r.jpg")
    again = decode(radiometric(), "r.jpg", radiometry=image.radiometry)
    np.testing.assert_array_equal(again.pixels, image.pixels)


def test_as_picture_shows_the_jpeg_and_says_what_it_holds() -> None:
    image = decode(radiometric(), "r.jpg", as_picture=True)
    assert (image.unit, image.shape_text, image.bit_depth) == ("", "32 x 24", 8)
    assert image.notes == ("This file holds temperatures; the Thermal page reads them.",)


@pytest.mark.parametrize("swap", [True, False], ids=["swapped", "in order"])
def test_counts_in_a_png_are_read_in_either_byte_order(swap: bool) -> None:
    png = imagecodecs.png_encode(COUNTS.byteswap() if swap else COUNTS)
    data = jpeg(fff(raw_record(COUNTS, coded=png), camera_record()))
    np.testing.assert_array_equal(decode(data, "r.jpg").pixels, decode(radiometric(), "r.jpg").pixels)


def test_big_endian_records_are_read() -> None:
    data = jpeg(fff(raw_record(COUNTS, order=">"), camera_record(order=">")))
    np.testing.assert_array_equal(decode(data, "r.jpg").pixels, decode(radiometric(), "r.jpg").pixels)


@pytest.mark.parametrize("offset", [88, 92, 96, 780, 52, 112])
@pytest.mark.parametrize("value", [0.0, -1.0, math.nan, math.inf, 1e20])
def test_constants_that_cannot_be_are_refused(offset: int, value: float) -> None:
    if (offset, value) == (112, 0.0):  # no absorption at all: unusual, but possible
        return
    with pytest.raises(DecodeError, match=r"expected a camera calibration, found .* which cannot be"):
        decode(radiometric(changes={offset: value}), "r.jpg")


@pytest.mark.parametrize("changes", [{776: 2_000_000_000}, {776: -20_000}, {88: 1e7}, {780: 1e-5}])
def test_constants_that_give_no_temperature_are_refused(changes: dict[int, float]) -> None:
    with pytest.raises(DecodeError, match=r"^r.jpg: expected .*; "):
        decode(radiometric(changes=changes), "r.jpg")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({32: 0.0}, "emissivity must be 0.01 to 1"),
        ({32: math.nan}, "emissivity must be"),
        ({40: -5.0}, "reflected_c must be"),
        ({36: -1.0}, "distance_m must be"),
        ({60: 300.0}, "humidity must be 0 to 1"),
    ],
)
def test_parameters_that_cannot_be_are_refused_unless_replaced(changes: dict[int, float], message: str) -> None:
    data = radiometric(changes=changes)
    with pytest.raises(DecodeError, match=message):
        decode(data, "r.jpg")
    np.testing.assert_array_equal(
        decode(data, "r.jpg", radiometry=SKIN).pixels, decode(radiometric(), "r.jpg", radiometry=SKIN).pixels
    )


def test_saturated_pixels_are_counted() -> None:
    counts = COUNTS.copy()
    counts[:3] = 65535
    counts[3, :2] = 56883
    image = decode(radiometric(counts), "r.jpg")
    assert image.pixels[0, 0, 0] > image.pixels[3, 0, 0] > 100
    assert image.notes == (
        "50 pixels are at the end of the camera's range, so the true temperature there is higher or lower.",
    )


def test_counts_too_low_for_a_temperature_are_not_measured() -> None:
    counts = COUNTS.copy()
    counts[5, 6] = 0
    image = decode(radiometric(counts), "r.jpg")
    assert np.argwhere(np.isnan(image.pixels)).tolist() == [[5, 6, 0]]
    assert "1 pixel is at the end of the camera's range" in image.notes[0]


@pytest.mark.parametrize("shape", [(1, 1), (7, 1), (1, 9)])
def test_constant_and_tiny_images_are_read(shape: tuple[int, int]) -> None:
    image = decode(radiometric(np.full(shape, 14500, np.uint16)), "r.jpg")
    assert image.pixels.shape == (*shape, 1)
    assert len(np.unique(image.pixels)) == 1


def test_temperatures_are_not_turned_and_say_so() -> None:
    image = decode(radiometric(orientation=6), "r.jpg")
    np.testing.assert_array_equal(image.pixels, decode(radiometric(), "r.jpg").pixels)
    assert image.notes[0].startswith("The picture is shown as the sensor recorded it")


def test_cut_anywhere_is_refused_or_whole() -> None:
    data = radiometric()
    whole = decode(data, "r.jpg").pixels
    read = 0
    for end in range(1, len(data)):
        with contextlib.suppress(DecodeError):
            np.testing.assert_array_equal(decode(data[:end], "r.jpg").pixels, whole)
            read += 1
    assert read < 600  # bytes of the visible picture, which stands behind the counts


def test_missing_repeated_and_foreign_pieces_are_refused() -> None:
    data = radiometric()
    second = data.index(b"FLIR\0\1\1")
    length = struct.unpack_from(">H", data, second - 2)[0]
    piece = data[second - 4 : second - 2 + length]
    with pytest.raises(DecodeError, match="damaged or cut short"):
        decode(data.replace(piece, b""), "r.jpg")
    with pytest.raises(DecodeError, match="damaged or cut short"):
        decode(data.replace(piece, piece * 2), "r.jpg")
    with pytest.raises(DecodeError, match="raw data and calibration in this FLIR file, found none"):
        decode(
            jpeg(fff(raw_record(COUNTS), camera_record()).replace(b"\0\1\0\1\0\0\0d", b"\0\2\0\1\0\0\0d", 1)), "r.jpg"
        )


def test_a_scale_is_refused_for_a_radiometric_jpeg() -> None:
    with pytest.raises(DecodeError, match="a radiometric JPEG, which has its own"):
        decode(radiometric(), "r.jpg", scaling=Scaling(0.01, -273.15))


def test_radiometry_is_refused_for_other_files() -> None:
    with pytest.raises(DecodeError, match="expected a radiometric JPEG to compute its temperatures anew, found PNG"):
        decode(imagecodecs.png_encode(COUNTS), "p.png", radiometry=SKIN)


def test_dji_is_named_and_opens_as_a_picture() -> None:
    plain = jpeg(b"")
    data = plain[:2] + b"\xff\xe4\0\x0a\xaa\x55\x12\x06abcd" + plain[2:]
    with pytest.raises(DecodeError, match=r"found one of DJI, .*; export them as TIFF or CSV"):
        decode(data, "dji.jpg")
    assert decode(data, "dji.jpg", as_picture=True).shape_text == "32 x 24"


def test_damaged_bytes_raise_decode_errors_only() -> None:
    good, rng = radiometric(), np.random.default_rng(0)
    for _ in range(400):
        bad = bytearray(good)
        for at in rng.integers(0, len(bad), 3):
            bad[at] = rng.integers(0, 256)
        with contextlib.suppress(DecodeError):
            decode(bytes(bad), "bad.jpg")


def test_damaged_directories_and_constants_raise_decode_errors_only() -> None:
    body, rng = fff(raw_record(COUNTS), camera_record()), np.random.default_rng(1)
    start = len(body) - 2476
    for _ in range(400):
        bad = bytearray(body)
        bad[rng.integers(0, 200)] = rng.integers(0, 256)
        bad[start + rng.integers(0, 140)] = rng.integers(0, 256)
        with contextlib.suppress(DecodeError):
            celsius = decode(jpeg(bytes(bad)), "bad.jpg").pixels
            assert np.nanmin(celsius) >= -273.16
            assert np.nanmax(celsius) <= 3000
