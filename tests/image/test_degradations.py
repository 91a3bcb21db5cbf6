import dataclasses

import numpy as np
import pytest
from PIL import Image

from sr_core.decode import decode
from sr_core.errors import EngineError
from sr_core.image.degradations import crop_to_scale, degradation_text, degrade, real_world_degradation
from sr_core.image.resize import resize, to_dtype
from sr_core.types import DecodedImage, Degradation

from ..support.dicom_file import dicom_bytes, dicom_dataset, ramp


def test_crop_to_scale_cuts_right_and_below(hr_image: DecodedImage) -> None:
    cropped = crop_to_scale(dataclasses.replace(hr_image, pixels=hr_image.pixels[:47, :59]), 4)
    assert (cropped.height, cropped.width) == (44, 56)
    np.testing.assert_array_equal(cropped.pixels, hr_image.pixels[:44, :56])


def test_degrade_is_rounded_bicubic(hr_image: DecodedImage) -> None:
    expected = to_dtype(resize(hr_image.pixels, 12, 15), np.uint8)
    np.testing.assert_array_equal(degrade(hr_image, Degradation(scale=4)).pixels, expected)


def test_degrade_keeps_16_bit_and_alpha(hr_image: DecodedImage) -> None:
    pixels = hr_image.pixels.astype(np.uint16) * 257
    lr = degrade(DecodedImage(pixels, alpha=np.full((48, 60), 30000, np.uint16)), Degradation(scale=2))
    assert lr.pixels.dtype == np.uint16
    assert lr.alpha is not None
    assert (lr.alpha == 30000).all()


def test_degrade_adds_noise_of_the_asked_sigma() -> None:
    flat = DecodedImage(np.full((256, 256, 1), 128, np.uint8))
    noisy = degrade(flat, Degradation(scale=2, noise_sigma=5)).pixels.astype(float)
    assert noisy.std() == pytest.approx(5, rel=0.05)


def test_degrade_repeats_with_the_same_seed(hr_image: DecodedImage) -> None:
    degradation = Degradation(scale=2, noise_sigma=5, seed=3)
    np.testing.assert_array_equal(degrade(hr_image, degradation).pixels, degrade(hr_image, degradation).pixels)


def test_blur_lowers_contrast(hr_image: DecodedImage) -> None:
    sharp, soft = (degrade(hr_image, Degradation(scale=2, blur_sigma=s)).pixels.std() for s in (0.0, 4.0))
    assert soft < 0.9 * sharp


def test_jpeg_changes_8_bit_and_refuses_16(hr_image: DecodedImage) -> None:
    clean, jpeg = (degrade(hr_image, Degradation(scale=2, jpeg_quality=q)).pixels for q in (None, 30))
    assert (clean != jpeg).any()
    deep = dataclasses.replace(hr_image, pixels=hr_image.pixels.astype(np.uint16))
    with pytest.raises(EngineError, match="JPEG holds 8 bits"):
        degrade(deep, Degradation(scale=2, jpeg_quality=30))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"scale": 5}, "scale must be one of"),
        ({"kernel": "cubik"}, "kernel must be"),
        ({"jpeg_quality": 0}, "1 to 100"),
    ],
)
def test_degradation_rejects(change: dict, message: str) -> None:
    with pytest.raises(EngineError, match=message):
        Degradation(**{"scale": 2, **change})


def test_degrade_rejects_a_picture_smaller_than_the_scale() -> None:
    with pytest.raises(EngineError, match="found 9 x 3"):
        degrade(DecodedImage(np.zeros((3, 9, 3), np.uint8)), Degradation(scale=4))


def test_shrunk_dicom_picture_has_its_pixels_further_apart() -> None:
    facts = decode(dicom_bytes(dicom_dataset(ramp(), PixelSpacing=[0.2, 0.3])), "a.dcm")
    assert facts.spacing is not None
    shrunk = degrade(facts, Degradation(scale=2))
    assert shrunk.spacing is not None
    assert shrunk.spacing.row_mm == pytest.approx(2 * facts.spacing.row_mm)


def test_box_is_the_mean_of_its_block(hr_image: DecodedImage) -> None:
    blocks = hr_image.pixels.reshape(12, 4, 15, 4, 3).mean(axis=(1, 3))
    found = degrade(hr_image, Degradation(scale=4, kernel="box")).pixels
    np.testing.assert_array_equal(found, to_dtype(blocks, np.uint8))


def test_nearest_takes_one_pixel_of_each_block(hr_image: DecodedImage) -> None:
    found = degrade(hr_image, Degradation(scale=3, kernel="nearest")).pixels
    np.testing.assert_array_equal(found, hr_image.pixels[1::3, 1::3])


def test_lanczos_is_pillows_inside(hr_image: DecodedImage) -> None:
    theirs = np.asarray(Image.fromarray(hr_image.pixels).resize((30, 24), Image.Resampling.LANCZOS)).astype(int)
    found = degrade(hr_image, Degradation(scale=2, kernel="lanczos")).pixels.astype(int)
    # Pillow repeats no pixels beyond the rim and works with whole weights.
    assert np.abs(found - theirs)[4:-4, 4:-4].max() <= 1


def test_degradation_is_said_in_its_order() -> None:
    said = degradation_text(Degradation(scale=4, kernel="box", blur_sigma=1.2, noise_sigma=5, jpeg_quality=60))
    assert said == "blur of sigma 1.2 px, box 4x, noise of sigma 5 levels, JPEG 60"


def test_real_world_degradations_stay_in_their_ranges_and_repeat() -> None:
    drawn = [real_world_degradation(4, seed) for seed in range(200)]
    assert drawn == [real_world_degradation(4, seed) for seed in range(200)]
    assert all(0 <= d.blur_sigma <= 2 and 0 <= d.noise_sigma <= 15 and 30 <= d.jpeg_quality <= 80 for d in drawn)
    assert {min(d.jpeg_quality for d in drawn) <= 33, max(d.jpeg_quality for d in drawn) >= 77} == {True}
