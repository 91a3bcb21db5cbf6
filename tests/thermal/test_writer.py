import io

import numpy as np
import pytest
import tifffile
from PIL import Image

from sr_core.decode import decode
from sr_core.encode import FORMATS, encode
from sr_core.errors import EncodeError
from sr_core.types import DecodedImage
from sr_core.types.radiometry import Radiometry

THERMAL_FORMATS = [name for name, known in FORMATS.items() if known.unit]


def celsius(*shape: int, low: float = -40.0, high: float = 380.0) -> np.ndarray:
    return np.random.default_rng(0).uniform(low, high, (*shape, 1)).astype(np.float32)


def with_gaps() -> DecodedImage:
    pixels = celsius(9, 7)
    pixels[0], pixels[3, 2:5], pixels[8, 6] = np.nan, np.nan, np.nan
    return DecodedImage(pixels, "Jane Doe.jpg", notes=("Jane Doe",), unit="degC")


@pytest.mark.parametrize(("name", "step"), [("celsius-tiff", 0.0), ("csv", 0.0005), ("centikelvin-tiff", 0.005)])
@pytest.mark.parametrize("shape", [(9, 7), (1, 1), (1, 6), (6, 1), (5, 2)])
def test_exported_temperatures_are_read_back(name: str, step: float, shape: tuple[int, int]) -> None:
    image = DecodedImage(celsius(*shape), unit="degC")
    back = decode(encode(image, name), "back")
    assert back.unit == "degC"
    np.testing.assert_allclose(back.pixels, image.pixels, rtol=0, atol=step + 2e-5 * (step > 0))  # float32 at 380


@pytest.mark.parametrize("name", THERMAL_FORMATS)
def test_gaps_are_read_back(name: str) -> None:
    image = with_gaps()
    np.testing.assert_array_equal(np.isnan(decode(encode(image, name), "back").pixels), np.isnan(image.pixels))


@pytest.mark.parametrize("name", THERMAL_FORMATS)
def test_whole_numbers_are_read_back(name: str) -> None:
    image = DecodedImage(np.array([[31, 5], [30, 7], [32, 1]], np.float32)[..., None], unit="degC")
    np.testing.assert_allclose(decode(encode(image, name), "back").pixels, image.pixels, atol=1e-4)


@pytest.mark.parametrize("name", THERMAL_FORMATS)
def test_exports_hold_nothing_of_the_upload_and_are_the_same_each_time(name: str) -> None:
    image = with_gaps()
    assert b"Jane" not in encode(image, name)
    assert encode(image, name) == encode(image, name)
    known = DecodedImage(image.pixels, unit="degC", radiometry=Radiometry(0.98, 20.0, 20.0, 1.0, 0.5))
    assert encode(known, name) == encode(image, name)


def test_others_read_the_float_tiff() -> None:
    image = with_gaps()
    data = encode(image, "celsius-tiff")
    np.testing.assert_array_equal(np.asarray(Image.open(io.BytesIO(data))), image.pixels[..., 0])
    page = tifffile.TiffFile(io.BytesIO(data)).pages.first
    assert page.description == "unit=degC"
    assert page.dtype == np.float32


def test_others_read_the_centikelvin_tiff() -> None:
    image = with_gaps()
    counts = np.asarray(Image.open(io.BytesIO(encode(image, "centikelvin-tiff"))))
    measured = counts > 0
    np.testing.assert_allclose(counts[measured] * 0.01 - 273.15, image.pixels[..., 0][measured], atol=0.00502)
    np.testing.assert_array_equal(~measured, np.isnan(image.pixels[..., 0]))


def test_others_read_the_csv() -> None:
    image = with_gaps()
    data = encode(image, "csv")
    theirs = np.loadtxt(io.BytesIO(data), delimiter=",", ndmin=2)
    np.testing.assert_allclose(theirs, image.pixels[..., 0], atol=0.00052)
    assert data.startswith(b"# Temperature [degC]\nNaN,NaN,")


@pytest.mark.parametrize("value", [-273.15, -273.146, 382.21, 1500.0])
def test_centikelvin_refuses_what_it_cannot_hold(value: float) -> None:
    image = DecodedImage(np.full((2, 3, 1), value, np.float32), unit="degC")
    with pytest.raises(EncodeError, match=r"holds -273.14 to 382.20 degC, .*; use celsius-tiff or csv"):
        encode(image, "centikelvin-tiff")


@pytest.mark.parametrize("name", FORMATS)
def test_formats_refuse_what_they_do_not_hold(name: str) -> None:
    picture = DecodedImage(np.zeros((2, 3, 1), np.uint16))
    image = with_gaps() if not FORMATS[name].unit else picture
    with pytest.raises(EncodeError, match=f"^{name} holds .*; use one of .* instead"):
        encode(image, name)
