"""Windows that a file gives: used, shown in another way, or left out for a reason that is said."""

import io

import numpy as np
import pytest
from pydicom import dcmread
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence

from sr_core.decode import decode
from sr_core.dicom.display import default_display
from sr_core.dicom.writer import encode_dicom
from sr_core.engine.upscale import upscale
from sr_core.types import DecodedImage
from sr_core.types.dicom import Window

from ..support.dicom_file import CR, CT, dicom_bytes, dicom_dataset, ramp, with_bytes

MISSING = "A window of the file is not used: its centre or its width is missing or cannot be read."
NARROW = "A window narrower than 1 is shown as LINEAR_EXACT: the function LINEAR needs a width of at least 1."
NO_WIDTH = "A window of the file is not used: its width must be above 0."


def read(centre: bytes, width: bytes, **attributes: object) -> DecodedImage:
    ds = with_bytes(with_bytes(dicom_dataset(ramp(), CT, **attributes), "WindowCenter", centre), "WindowWidth", width)
    return decode(dicom_bytes(ds), "ct.dcm")


def windows(image: DecodedImage) -> tuple[Window, ...]:
    assert image.dicom is not None
    return image.dicom.windows


def test_a_window_below_one_is_shown_exactly() -> None:
    stored = np.linspace(0, 65535, 256).astype("<u2").reshape(16, 16)
    ds = dicom_dataset(stored, RescaleSlope="5.612e-06", RescaleIntercept="0", WindowCenter="0.1077",
                       WindowWidth="0.2147")  # fmt: skip
    image = decode(dicom_bytes(ds), "dose.dcm")
    shares = np.clip((stored * 5.612e-06 - 0.1077) / 0.2147 + 0.5, 0, 1)
    np.testing.assert_allclose(default_display(image).pixels[..., 0], shares * 255, atol=1)
    assert image.notes == (NARROW,)


def test_a_window_below_one_leaves_the_others_as_they_are() -> None:
    found = windows(read(b"40\\1", b"400\\0.5 "))
    assert found == (Window(40, 400), Window(1, 0.5, "LINEAR_EXACT"))


def test_a_derived_file_has_the_windows_of_the_first_ones_function() -> None:
    ds = dicom_dataset(ramp(), CT, WindowCenter=["40", "1"], WindowWidth=["400", "0.5"])
    data = dicom_bytes(ds)
    result = upscale(decode(data, "ct.dcm"), "bicubic", scale=2).image
    made = dcmread(io.BytesIO(encode_dicom(result, data, method="bicubic")))
    assert (made.WindowCenter, made.WindowWidth, made.VOILUTFunction) == (40, 400, "LINEAR")


@pytest.mark.parametrize("function", ["LINEAR_EXACT", "SIGMOID"])
def test_other_functions_may_be_narrow(function: str) -> None:
    image = read(b"40", b"0.5 ", VOILUTFunction=function)
    assert (windows(image), image.notes) == ((Window(40, 0.5, function),), ())


@pytest.mark.parametrize("function", ["LINEAR", "LINEAR_EXACT", "SIGMOID"])
@pytest.mark.parametrize("width", [b"0 ", b"-5"])
def test_no_function_has_no_width(function: str, width: bytes) -> None:
    image = read(b"40", width, VOILUTFunction=function)
    assert (windows(image), image.notes) == ((), (NO_WIDTH,))


def test_an_unknown_function_is_said() -> None:
    image = read(b"40", b"400 ", VOILUTFunction="CURVE")
    assert windows(image) == ()
    assert image.notes == (
        "The file's windows are not used: their function is unknown, and only LINEAR, LINEAR_EXACT, SIGMOID are known.",
    )


@pytest.mark.parametrize(
    ("centre", "width"),
    [(b"abc ", b"400 "), (b"NaN ", b"400 "), (b"40", b""), (b"", b"400 "), (b"40,300", b"80,200")],
)
def test_a_window_that_cannot_be_read_is_left_out_and_said(centre: bytes, width: bytes) -> None:
    image = read(centre, width)
    assert (windows(image), image.notes) == ((), (MISSING,))


@pytest.mark.parametrize(("centre", "width"), [(b"x\\300 ", b"80\\2000 "), (b"300 ", b"2000\\80 ")])
def test_one_window_that_cannot_be_read_leaves_the_others(centre: bytes, width: bytes) -> None:
    image = read(centre, width)
    assert (windows(image), image.notes) == ((Window(300, 2000),), (MISSING,))


def test_an_empty_window_is_none() -> None:
    image = read(b"", b"  ")
    assert (windows(image), image.notes) == ((), ())


def test_a_decimal_comma_of_a_window_is_a_point() -> None:
    image = read(b"40,5", b"400,0 ")
    assert windows(image) == (Window(40.5, 400),)
    assert image.notes[0] == "Window Center is written with a decimal comma, '40,5'; it was read as '40.5'."


def test_colours_need_no_note_on_windows() -> None:
    ds = dicom_dataset(np.zeros((4, 4, 3), np.uint8), RescaleSlope="1")
    ds = with_bytes(with_bytes(ds, "WindowCenter", b"abc "), "RescaleSlope", b"1,5 ")
    assert decode(dicom_bytes(ds), "us.dcm").notes == ()


def test_a_dose_grid_that_is_not_scaled_says_so() -> None:
    image = decode(dicom_bytes(dicom_dataset(ramp(), CR, DoseGridScaling="0.001")), "dose.dcm")
    assert any("values are stored numbers, not a dose" in note for note in image.notes)
    np.testing.assert_array_equal(image.pixels[..., 0], ramp())


@pytest.mark.parametrize(("slope", "noted"), [(2.0, True), (1.0, False)])
def test_a_real_world_mapping_that_leads_elsewhere_is_noted(slope: float, noted: bool) -> None:
    mapping = Dataset()
    mapping.RealWorldValueSlope, mapping.RealWorldValueIntercept = slope, 0.0
    ds = dicom_dataset(ramp(), CR, RealWorldValueMappingSequence=Sequence([mapping]))
    notes = decode(dicom_bytes(ds), "map.dcm").notes
    assert any("Real World Value Mapping, which is not applied" in note for note in notes) is noted
