"""Windows, VOI LUTs and hints."""

import numpy as np
import pytest
from pydicom.dataset import Dataset
from pydicom.pixels import apply_windowing
from pydicom.sequence import Sequence

from sr_core.decode import decode
from sr_core.dicom.display import (
    FRAME,
    apply_window,
    default_display,
    default_window,
    full_window,
    overview,
    percentile_window,
)
from sr_core.dicom.identity import burned_in_warning
from sr_core.errors import EngineError
from sr_core.types import DecodedImage, Part
from sr_core.types.dicom import Window

from ..support.dicom_file import CT, PATIENT, PATIENT_ID, dicom_bytes, dicom_dataset, ramp


def read(stored: np.ndarray, sop_class: str = CT, **attributes: object) -> DecodedImage:
    return decode(dicom_bytes(dicom_dataset(stored, sop_class, **attributes)), "scan.dcm")


@pytest.mark.parametrize("function", ["LINEAR", "LINEAR_EXACT", "SIGMOID"])
@pytest.mark.parametrize(("centre", "width"), [(40.0, 400.0), (-600.5, 1500.0), (1000.0, 3.0)])
def test_windows_match_pydicom(function: str, centre: float, width: float) -> None:
    image = read(ramp(60, 70))
    shown = apply_window(image, Window(centre, width, function)).pixels[..., 0]
    ds = Dataset()
    ds.PhotometricInterpretation, ds.BitsStored, ds.PixelRepresentation = "MONOCHROME2", 8, 0
    ds.WindowCenter, ds.WindowWidth, ds.VOILUTFunction = centre, width, function
    # pydicom's output spans the stored bits, 0 to 255 here.
    with np.errstate(over="ignore"):  # pydicom's sigmoid
        expected = np.floor(apply_windowing(image.pixels[..., 0].astype(np.float64), ds) + 0.5)
    np.testing.assert_allclose(shown, expected, atol=0)


@pytest.mark.parametrize(("value", "grey"), [(9.5, 0), (9.4, 0), (9.6, 255), (10.0, 255)])
def test_linear_window_of_one_is_a_step_at_half_below_the_centre(value: float, grey: int) -> None:
    image = DecodedImage(np.full((1, 1, 1), value, np.float32), unit="US")
    assert apply_window(image, Window(10.0, 1.0)).pixels.item() == grey


@pytest.mark.parametrize("window", [Window(0, 0.5), Window(0, 0, "SIGMOID"), Window(0, 1, "CURVE"), Window(np.nan, 9)])
def test_a_window_that_cannot_be_is_refused(window: Window) -> None:
    with pytest.raises(EngineError):
        apply_window(DecodedImage(np.zeros((1, 1, 1), np.float32), unit="US"), window)


@pytest.mark.parametrize(
    "attributes", [{"PhotometricInterpretation": "MONOCHROME1"}, {"PresentationLUTShape": "INVERSE"}]
)
def test_inverse_files_show_small_values_bright(attributes: dict[str, object]) -> None:
    grey = default_display(read(ramp(), **attributes)).pixels
    assert (int(grey[0, 0, 0]), int(grey[-1, -1, 0])) == (255, 0)


def test_monochrome1_with_inverse_shape_is_inverted_once() -> None:
    image = read(ramp(), PhotometricInterpretation="MONOCHROME1", PresentationLUTShape="INVERSE")
    assert default_display(image).pixels[0, 0, 0] == 255


def test_missing_values_are_black_even_when_inverted() -> None:
    image = read(ramp(), PhotometricInterpretation="MONOCHROME1", PixelPaddingValue=0)
    assert default_display(image).pixels[0, 0, 0] == 0


def test_voi_lut_goes_before_the_window() -> None:
    lut = Dataset()
    lut.LUTDescriptor, lut.LUTData = [3, 0, 8], np.array([0, 255, 51], "<u2").tobytes()
    stored = np.array([[0, 1, 2, 3]], np.uint16)
    image = read(stored, "1.2.840.10008.5.1.4.1.1.1", VOILUTSequence=Sequence([lut]), WindowCenter="1", WindowWidth="1")
    np.testing.assert_array_equal(default_display(image).pixels[0, :, 0], [0, 255, 51, 51])


def test_without_window_the_display_spans_the_values() -> None:
    assert default_window(read(ramp())) == Window(-1024 + 4095 / 2, 4095.0, "LINEAR_EXACT")


def test_all_windows_are_kept_with_their_explanations() -> None:
    image = read(
        ramp(), WindowCenter=["40", "300"], WindowWidth=["80", "2000"], WindowCenterWidthExplanation=["A", "B"]
    )
    assert image.dicom is not None
    assert image.dicom.windows == (Window(40, 80, "LINEAR", "A"), Window(300, 2000, "LINEAR", "B"))


def test_a_window_without_width_is_left_out_and_said() -> None:
    image = read(ramp(), WindowCenter="40", WindowWidth="0")
    assert image.dicom is not None
    assert image.dicom.windows == ()
    assert image.notes == ("A window of the file is not used: its width must be above 0.",)


@pytest.mark.parametrize(
    ("attributes", "kind", "row_mm"),
    [
        ({"PixelSpacing": None, "ImagerPixelSpacing": ["0.2", "0.2"]}, "Imager Pixel Spacing, at the detector", 0.2),
        ({"PixelSpacing": ["0.2", "0.2"], "ImagerPixelSpacing": ["0.2", "0.2"]}, "Pixel Spacing, at the detector", 0.2),
        ({"PixelSpacing": ["0.1", "0.1"], "ImagerPixelSpacing": ["0.2", "0.2"]}, "Pixel Spacing, calibrated", 0.1),
        (
            {"PixelSpacing": ["0.1", "0.1"], "PixelSpacingCalibrationType": "FIDUCIAL"},
            "Pixel Spacing, calibrated by a known object",
            0.1,
        ),
        (
            {"ImagerPixelSpacing": None, "NominalScannedPixelSpacing": ["0.3", "0.4"]},
            "Nominal Scanned Pixel Spacing, of the scanned film",
            0.3,
        ),
    ],
)
def test_spacing_says_where_its_millimetres_are_true(attributes: dict[str, object], kind: str, row_mm: float) -> None:
    image = read(ramp(), "1.2.840.10008.5.1.4.1.1.1", **attributes)
    assert image.spacing is not None
    assert (image.spacing.kind, image.spacing.row_mm) == (kind, row_mm)


@pytest.mark.parametrize("spacing", [["0", "0"], ["-1", "1"], ["1"], None])
def test_impossible_spacing_is_none(spacing: object) -> None:
    assert read(ramp(), PixelSpacing=spacing).spacing is None


def test_frame_spacing_and_rescale_come_from_the_functional_groups() -> None:
    shared, measures, group, rescale = Dataset(), Dataset(), Dataset(), Dataset()
    measures.PixelSpacing = ["0.5", "0.25"]
    shared.PixelMeasuresSequence = Sequence([measures])
    rescale.RescaleSlope, rescale.RescaleIntercept, rescale.RescaleType = "2", "10", "HU"
    group.PixelValueTransformationSequence = Sequence([rescale])
    ds = dicom_dataset(np.stack([ramp(), ramp()]), "1.2.840.10008.5.1.4.1.1.2.1")
    ds.SharedFunctionalGroupsSequence = Sequence([shared])
    ds.PerFrameFunctionalGroupsSequence = Sequence([Dataset(), group])
    image = decode(dicom_bytes(ds), "ct.dcm", frame=1)
    assert image.spacing is not None
    assert (image.unit, image.spacing.row_mm, image.spacing.column_mm) == ("HU", 0.5, 0.25)
    np.testing.assert_array_equal(image.pixels[..., 0], ramp() * 2.0 + 10)


def test_hints_name_no_patient() -> None:
    image = read(ramp())
    text = repr(image)
    assert PATIENT not in text
    assert PATIENT_ID not in text


@pytest.mark.parametrize(
    ("attributes", "words"),
    [
        ({"BurnedInAnnotation": "NO"}, ""),
        ({"BurnedInAnnotation": "YES"}, "The file declares text"),
        ({"Modality": "US"}, "often have names"),
        ({}, "does not say"),
    ],
)
def test_burned_in_text_is_warned_of(attributes: dict[str, object], words: str) -> None:
    warning = burned_in_warning(read(ramp(), **attributes))
    assert warning.startswith(words) if not words else words in warning
    assert bool(warning) == bool(words)


def values_of(values: np.ndarray) -> DecodedImage:
    return DecodedImage(values.astype(np.float32)[..., None], unit="US")


def ends(window: Window) -> tuple[float, float]:
    return window.centre - window.width / 2, window.centre + window.width / 2


def test_full_window_runs_from_the_smallest_to_the_largest_value() -> None:
    assert ends(full_window(values_of(np.array([[np.nan, -50.0, 700.0]])))) == (-50.0, 700.0)


def test_percentile_window_leaves_a_hundredth_of_the_values_on_each_side() -> None:
    values = np.random.default_rng(0).permutation(10_001).reshape(73, 137).astype(float)
    assert ends(percentile_window(values_of(values))) == pytest.approx((100.0, 9900.0))


@pytest.mark.parametrize(("value", "expected"), [(5.0, (5.0, 6.0)), (np.nan, (0.0, 1.0))], ids=["flat", "empty"])
def test_percentile_window_has_a_width_in_any_case(value: float, expected: tuple[float, float]) -> None:
    assert ends(percentile_window(values_of(np.full((4, 4), value)))) == expected


def test_overview_frames_the_part_in_the_whole() -> None:
    shown = overview(values_of(np.linspace(0, 1, 400) * np.ones((300, 1))), Part(90, 120, 60, 200), longest=100)
    framed = (shown.pixels == FRAME).all(2)
    rows, columns = np.nonzero(framed)
    assert shown.shape_text == "100 x 75"
    assert (rows.min(), rows.max(), columns.min(), columns.max()) == (22, 37, 30, 80)
    assert not framed[24:36, 32:79].any()
    grey = shown.pixels[0, :, 0].astype(int)
    assert (grey[0], grey[-1], abs(int(grey[50]) - 128) < 4) == (0, 255, True)


def test_overview_of_a_picture_with_small_values_bright_is_as_bright() -> None:
    image = read(ramp(60, 70), PhotometricInterpretation="MONOCHROME1")
    dark, bright = (overview(image, Part(0, 0, 4, 4), longest=70).pixels[-1, x] for x in (0, -1))
    shown = apply_window(image, percentile_window(image)).pixels[-1, [0, -1], 0]
    assert (dark[0], bright[0]) == tuple(shown)
