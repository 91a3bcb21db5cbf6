"""Results are rounded once, as their files hold them."""

import numpy as np
import pytest

from sr_core.decode import decode
from sr_core.engine.upscale import upscale
from sr_core.types import DecodedImage, UpscaleOptions

from ..support.dicom_file import CR, CT, dicom_bytes, dicom_dataset, ramp


@pytest.mark.parametrize(("slope", "intercept"), [("1", "0"), ("0.25", "-1024"), ("-2", "7")])
def test_values_of_a_dicom_result_are_stored_steps(slope: str, intercept: str) -> None:
    image = decode(dicom_bytes(dicom_dataset(ramp(), CR, RescaleSlope=slope, RescaleIntercept=intercept)), "a.dcm")
    numbers = (upscale(image, "lanczos", scale=2).image.pixels.astype(float) - float(intercept)) / float(slope)
    np.testing.assert_allclose(numbers, np.rint(numbers), atol=1e-3)


def test_temperatures_are_not_rounded() -> None:
    celsius = np.linspace(20, 37, 64, dtype=np.float32).reshape(8, 8, 1)
    found = upscale(DecodedImage(celsius, unit="degC"), "bicubic", scale=2).image.pixels
    assert np.abs(found - np.rint(found * 100) / 100).max() > 1e-3


@pytest.mark.parametrize("photometric", ["MONOCHROME1", "MONOCHROME2"])
def test_small_values_bright_are_enlarged_as_their_negative(tiny_checkpoint: str, photometric: str) -> None:
    image = decode(dicom_bytes(dicom_dataset(ramp(), CR, PhotometricInterpretation=photometric)), "a.dcm")
    sign = -1 if photometric == "MONOCHROME1" else 1
    facing = upscale(DecodedImage(sign * image.pixels, unit="US"), tiny_checkpoint).image.pixels
    np.testing.assert_array_equal(upscale(image, tiny_checkpoint).image.pixels, np.rint(sign * facing))


def test_enforced_values_are_within_the_tolerance_after_rounding(tiny_checkpoint: str) -> None:
    image = decode(dicom_bytes(dicom_dataset(ramp(32, 32), CR, BitsStored=12, HighBit=11)), "a.dcm")
    result = upscale(image, tiny_checkpoint, options=UpscaleOptions(keep_measured=0.5))
    assert result.correction is not None
    assert result.correction.mismatch_after <= 0.5 < result.correction.mismatch_before
    np.testing.assert_array_equal(result.image.pixels, np.rint(result.image.pixels))


def test_a_tolerance_below_what_rounding_allows_ends_and_says_so() -> None:
    image = decode(dicom_bytes(dicom_dataset(ramp(32, 32), CR, BitsStored=12, HighBit=11)), "a.dcm")
    correction = upscale(image, "lanczos", scale=2, options=UpscaleOptions(keep_measured=0.001)).correction
    assert correction is not None
    assert correction.mismatch_after > 0.001
    assert correction.iterations < 50


CHECKERBOARD = np.where(np.add.outer(np.arange(24) // 4, np.arange(24) // 4) % 2, 4095, 0).astype("<u2")
"""Stored numbers with hard edges at both ends of 12 bits, where every method overshoots."""


def checkerboard(**attributes: object) -> DecodedImage:
    return decode(dicom_bytes(dicom_dataset(CHECKERBOARD, CT, BitsStored=12, HighBit=11, **attributes)), "ct.dcm")


@pytest.mark.parametrize(
    ("slope", "intercept", "limits"), [("1", "-1024", (-1024.0, 3071.0)), ("-0.5", "10", (-2037.5, 10.0))]
)
def test_overshoot_ends_at_what_the_stored_numbers_can_stand_for(
    slope: str, intercept: str, limits: tuple[float, float]
) -> None:
    image = checkerboard(RescaleSlope=slope, RescaleIntercept=intercept)
    found = upscale(image, "lanczos", scale=2).image.pixels
    assert (found.min(), found.max()) == limits


def test_enforcing_may_go_beyond() -> None:
    image = checkerboard(RescaleSlope="1", RescaleIntercept="-1024")
    result = upscale(image, "lanczos", scale=2, options=UpscaleOptions(keep_measured=1.0))
    assert result.correction is not None
    assert result.correction.mismatch_after <= 1.0
    assert result.image.pixels.min() < -1024.0
    assert result.image.pixels.max() > 3071.0


def test_overshoot_of_fewer_bits_than_stored_is_kept() -> None:
    stored = (CHECKERBOARD // 4 + 500).astype("<u2")
    image = decode(dicom_bytes(dicom_dataset(stored, CT, RescaleSlope="1", RescaleIntercept="0")), "ct.dcm")
    found = upscale(image, "lanczos", scale=2).image.pixels
    assert found.min() < 500
    assert found.max() > 1523
