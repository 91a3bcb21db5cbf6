import io

import imagecodecs
import numpy as np
import pytest
from PIL import Image, ImageCms

from sr_core.files.colour.profiles import profile_name, srgb_profile, to_srgb

from ..support.made_files import noise

ADOBE = imagecodecs.cms_profile("adobergb")
GREY_22 = imagecodecs.cms_profile("gray", gamma=2.2)
# Linear Adobe RGB (1998) to linear sRGB, both D65: product of the matrices in the two standards.
ADOBE_TO_SRGB = np.array(
    [[1.39836, -0.39836, 0.0], [0.0, 1.0, 0.0], [0.0, -0.04293, 1.04293]],
)


def srgb_curve(linear: np.ndarray) -> np.ndarray:
    linear = np.clip(linear, 0, 1)
    return np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_to_srgb_leaves_srgb_profiles_untouched(dtype: type) -> None:
    values = noise(9, 9, 3, dtype=dtype)
    theirs = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for profile in (srgb_profile(), theirs):
        assert to_srgb(values, profile)[0] is values


def test_to_srgb_converts_16_bit_adobe_rgb_as_the_standards_say() -> None:
    values = noise(40, 40, 3, dtype=np.uint16)
    linear = (values / 65535.0) ** (563 / 256) @ ADOBE_TO_SRGB.T
    converted, notes = to_srgb(values, ADOBE)
    # 0.3 % of the range: the profile rounds its matrix to 1/65536, which shows in the steep foot of the curve.
    assert np.abs(converted - srgb_curve(linear) * 65535).max() < 200
    assert notes == ("The colours were converted from 'Adobe RGB (compatible)' to sRGB.",)


@pytest.mark.parametrize(("dtype", "tolerance"), [(np.uint8, 0.51), (np.uint16, 1.5)])
def test_to_srgb_keeps_grey_one_channel_with_the_srgb_curve(dtype: type, tolerance: float) -> None:
    peak = np.iinfo(dtype).max
    ramp = np.linspace(0, peak, 256).astype(dtype).reshape(16, 16, 1)
    converted, notes = to_srgb(ramp, GREY_22)
    assert np.abs(converted - srgb_curve((ramp / peak) ** 2.2) * peak).max() <= tolerance  # rounding
    assert (converted.shape, len(notes)) == ((16, 16, 1), 1)


def test_to_srgb_converts_grey_with_an_rgb_profile() -> None:
    ramp = np.arange(256, dtype=np.uint8).reshape(16, 16, 1)
    converted, _ = to_srgb(ramp, ADOBE)
    assert np.abs(converted - srgb_curve((ramp / 255) ** (563 / 256)) * 255).max() <= 1  # 8-bit tables
    assert converted.shape == (16, 16, 1)


def test_to_srgb_converts_cmyk_as_pillow_does(cmyk_profile: bytes) -> None:
    values = noise(9, 9, 4)
    source = ImageCms.ImageCmsProfile(io.BytesIO(cmyk_profile))
    target = ImageCms.createProfile("sRGB")
    theirs = ImageCms.profileToProfile(Image.fromarray(values, "CMYK"), source, target, outputMode="RGB")
    converted, notes = to_srgb(values, cmyk_profile)
    assert np.abs(converted.astype(int) - np.asarray(theirs)).max() <= 1  # two builds of Little CMS
    assert notes == ("The colours were converted from CMYK to sRGB with 'Toy inks'.",)


def test_to_srgb_converts_16_bit_cmyk(cmyk_profile: bytes) -> None:
    inks = np.array([[[0, 0, 0, 0], [0, 0, 0, 65535]]], dtype=np.uint16)
    converted, _ = to_srgb(inks, cmyk_profile)
    np.testing.assert_array_equal(converted, [[[65535] * 3, [0] * 3]])


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_to_srgb_mixes_inks_without_a_profile(dtype: type) -> None:
    values, peak = noise(9, 9, 4, dtype=dtype), int(np.iinfo(dtype).max)
    light = 1 - values / peak
    converted, notes = to_srgb(values, b"")
    np.testing.assert_array_equal(converted, np.floor(light[..., :3] * light[..., 3:] * peak + 0.5))
    assert notes == ("The colours were converted from CMYK to sRGB.",)


@pytest.mark.parametrize(
    ("profile", "reason"),
    [(b"junk", "it is damaged"), (ADOBE[:300], "it is damaged"), (GREY_22, "it is not for RGB pictures")],
)
def test_to_srgb_ignores_an_unfit_profile_and_says_so(profile: bytes, reason: str) -> None:
    values = noise(9, 9, 3)
    converted, notes = to_srgb(values, profile)
    assert converted is values
    assert notes == (f"The embedded colour profile was ignored: {reason}.",)


def test_profile_name_says_when_there_is_none() -> None:
    assert profile_name(b"junk") == "an unnamed profile"


def test_srgb_profile_carries_no_present_date() -> None:
    assert srgb_profile()[24:26] == b"\x07\xd0"
