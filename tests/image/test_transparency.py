"""Transparent pictures: what shows over a background is what counts."""

import io
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from sr_core.decode import decode
from sr_core.engine.back_projection import mismatch
from sr_core.engine.upscale import upscale
from sr_core.image.degradations import degrade
from sr_core.image.missing import fill_hidden, laid_over_grey
from sr_core.image.resize import resize, resize_image
from sr_core.metrics.difference import consistency
from sr_core.metrics.score import score
from sr_core.types import DecodedImage, Degradation, UpscaleOptions

from ..support.pictures import smooth_picture


def disc(side: int, colour: tuple[int, ...], dtype: type = np.uint8, *, hidden: int = 0) -> DecodedImage:
    """An anti-aliased disc of one colour, around which nothing is seen and another colour stands in the file."""
    peak = np.iinfo(dtype).max
    y, x = np.mgrid[:side, :side]
    opacity = np.clip(side / 3 - np.hypot(y - side / 2, x - side / 2) + 0.5, 0, 1)
    alpha = np.rint(opacity * peak).astype(dtype)
    pixels = np.where(alpha[..., None] > 0, np.array(colour) * (peak // 255), hidden * (peak // 255)).astype(dtype)
    return DecodedImage(pixels, alpha=alpha)


def over(image: DecodedImage, background: float) -> np.ndarray:
    """Lay a picture over one grey, in shares of its peak."""
    assert image.alpha is not None
    opacity = image.alpha[..., None] / image.peak
    return image.pixels / image.peak * opacity + background * (1 - opacity)


@pytest.mark.parametrize("background", [0.0, 0.5, 1.0])
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("kernel", ["bicubic", "lanczos", "bilinear", "box", "nearest"])
@pytest.mark.parametrize("size", [(66, 90), (11, 13)])
def test_resized_over_a_background_is_what_lies_over_it_resized(
    size: tuple[int, int], kernel: str, dtype: type, background: float
) -> None:
    rng, peak = np.random.default_rng(0), np.iinfo(dtype).max
    # Away from 0 and the peak, so that nothing overshoots and is clipped.
    pixels, alpha = (rng.integers(0.45 * peak, 0.55 * peak, shape).astype(dtype) for shape in ((33, 45, 3), (33, 45)))
    image = DecodedImage(pixels, alpha=alpha)
    expected = resize(over(image, background), *size, kernel=kernel)
    # A level of colour and one of alpha, each rounded by half.
    np.testing.assert_allclose(over(resize_image(image, *size, kernel=kernel), background), expected, atol=1.1 / peak)


def test_shrunk_transparent_picture_is_pillows_of_premultiplied_colours() -> None:
    image = disc(64, (250, 40, 10), hidden=255)
    shrunk = degrade(image, Degradation(scale=2, kernel="box"))
    pillow = Image.fromarray(np.dstack([image.pixels, image.alpha])).resize((32, 32), Image.Resampling.BOX)
    expected = DecodedImage(np.asarray(pillow)[..., :3], alpha=np.asarray(pillow)[..., 3].copy())
    np.testing.assert_allclose(over(shrunk, 0.0), over(expected, 0.0), atol=2 / 255)


@pytest.mark.parametrize("hidden", [0, 255])
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("colour", [(255, 255, 255), (200, 30, 90), (128,)])
@pytest.mark.parametrize("kernel", ["bicubic", "lanczos"])
def test_a_disc_of_one_colour_stays_so_wherever_it_is_seen(
    kernel: str, colour: tuple[int, ...], dtype: type, hidden: int
) -> None:
    image = disc(24, colour, dtype, hidden=hidden)
    for found in (upscale(image, kernel, scale=3).image, degrade(image, Degradation(scale=2, kernel=kernel))):
        assert found.alpha is not None
        assert (found.pixels[found.alpha > 0] == image.pixels[12, 12]).all()


@pytest.mark.parametrize("shape", [(1, 1), (1, 9), (9, 1)])
def test_smallest_transparent_pictures_are_enlarged(shape: tuple[int, int]) -> None:
    alpha = np.full(shape, 100, np.uint8)
    alpha[0, 0] = 0
    sr = upscale(DecodedImage(np.full((*shape, 3), 77, np.uint8), alpha=alpha), "bicubic", scale=4).image
    assert (sr.pixels == 77).all()


@pytest.mark.parametrize("method", ["edsr-x4", "srgan-x4", "vdsr-x2", "edsr-x4+edsr-x2", "edsr-xray-x4"])
@pytest.mark.parametrize("hidden", [0, 255])
def test_network_does_not_see_hidden_colours(method: str, hidden: int) -> None:
    disc_image, plain = disc(24, (120, 120, 120), hidden=hidden), np.full((24, 24, 3), 120, np.uint8)
    found, expected = upscale(disc_image, method).image, upscale(DecodedImage(plain), method).image
    np.testing.assert_array_equal(found.pixels, expected.pixels)


def test_opaque_colours_are_not_filled() -> None:
    image = DecodedImage(smooth_picture(20, 30), alpha=np.full((20, 30), 90, np.uint8))
    assert fill_hidden(image) is image


@pytest.mark.parametrize("alpha", [0, 255])
def test_a_picture_of_one_alpha_is_not_filled(alpha: int) -> None:
    image = DecodedImage(smooth_picture(20, 30), alpha=np.full((20, 30), alpha, np.uint8))
    assert fill_hidden(image) is image


def test_hidden_pixels_take_the_nearest_colour_that_is_seen() -> None:
    pixels, alpha = np.zeros((1, 7, 1), np.uint8), np.zeros((1, 7), np.uint8)
    pixels[0, [1, 5], 0], alpha[0, [1, 5]] = (40, 90), 255
    found = fill_hidden(DecodedImage(pixels, alpha=alpha)).pixels[0, :, 0]
    assert found.tolist()[:3] + found.tolist()[4:] == [40, 40, 40, 90, 90, 90]


def test_guessed_colours_of_faint_pixels_fade_to_those_around() -> None:
    image = disc(30, (255, 255, 255))
    faint = replace(image, alpha=np.maximum(image.alpha, 1))
    # Eight pixels around what is seen at alpha 255, of which a thirty-second is 8.
    assert fill_hidden(faint).pixels[2:28, 15].min() >= 255 * 7 // 8


def test_filling_changes_what_shows_by_two_levels_at_most() -> None:
    rng = np.random.default_rng(0)
    alpha = (rng.random((60, 60)) ** 6 * 255).astype(np.uint8)
    image = DecodedImage(rng.choice(np.uint8([0, 255]), (60, 60, 3)), alpha=alpha)
    for background in (0.0, 1.0):
        assert np.abs(over(fill_hidden(image), background) - over(image, background)).max() <= 2.5 / 255


@pytest.mark.parametrize("degradation", [{"blur_sigma": 2.0}, {"jpeg_quality": 60}, {"blur_sigma": 1.0, "scale": 4}])
def test_degraded_disc_has_no_fringe_of_hidden_colours(degradation: dict) -> None:
    lr = degrade(disc(48, (250, 250, 250)), Degradation(**{"scale": 2, **degradation}))
    assert over(lr, 1.0).min() >= 248 / 255


def test_score_is_that_of_the_pictures_over_mid_grey() -> None:
    hr = disc(48, (250, 60, 20))
    sr = replace(disc(48, (250, 66, 20), hidden=255), scale=2)
    flat = [
        replace(DecodedImage(np.rint(over(image, 127.5 / 255) * 255).astype(np.uint8)), scale=2) for image in (sr, hr)
    ]
    for found, expected in zip(score(sr, hr), score(*flat), strict=True):
        assert found.value == pytest.approx(expected.value, rel=0.05)  # each picture rounded once more
        assert found.protocol.channel == "Y (BT.601, 16-235), transparency over mid-grey"


@pytest.mark.parametrize("value", [0, 255])
def test_score_sees_a_lost_edge_of_black_and_of_white(value: int) -> None:
    hr = disc(48, (value, value, value))
    sr = replace(hr, alpha=np.full_like(hr.alpha, 255), scale=2)
    assert score(sr, hr)[0].value < 30


def test_consistency_does_not_look_at_hidden_colours() -> None:
    lr = disc(24, (250, 60, 20))
    sr = upscale(lr, "bicubic", scale=2).image
    assert consistency(sr, lr) == consistency(sr, disc(24, (250, 60, 20), hidden=200)) < 2.0


def test_kept_values_of_a_transparent_picture_show_over_any_background() -> None:
    # Far enough from 0 and 255 that neither alpha nor colours need to overshoot.
    lr = DecodedImage(smooth_picture(24, 30) // 2 + 60, alpha=smooth_picture(24, 30, seed=3)[..., 0] // 2 + 60)
    result = upscale(lr, "bicubic", scale=2, options=UpscaleOptions(keep_measured=0.5))
    assert result.correction is not None
    assert result.correction.mismatch_after == mismatch(result.image, lr) <= 1.0
    shrunk = degrade(result.image, Degradation(scale=2))
    for background in (0.0, 1.0):
        assert np.abs(over(shrunk, background) - over(lr, background)).max() <= 1.5 / 255


def test_opaque_picture_lies_over_grey_as_it_is() -> None:
    image = DecodedImage(smooth_picture(20, 30))
    assert laid_over_grey(image) is image


@pytest.mark.parametrize("mode", ["RGBA", "LA"])
@pytest.mark.parametrize("format", ["PNG", "WEBP", "TIFF"])
def test_decoded_disc_is_white_wherever_it_is_seen(format: str, mode: str) -> None:
    image, file = disc(32, (255, 255, 255)), io.BytesIO()
    saved = Image.fromarray(np.dstack([image.pixels, image.alpha])).convert(mode if format != "WEBP" else "RGBA")
    saved.save(file, format, **({"lossless": True} if format == "WEBP" else {}))
    found = upscale(decode(file.getvalue(), "disc"), "bicubic", scale=2).image
    assert found.alpha is not None
    assert found.pixels[found.alpha > 0].min() == 255


@pytest.mark.parametrize("format", ["PNG", "GIF"])
def test_decoded_palette_disc_is_white_wherever_it_is_seen(format: str) -> None:
    indices = (disc(32, (255, 255, 255)).alpha > 127).astype(np.uint8)
    picture, file = Image.fromarray(indices, "L"), io.BytesIO()
    picture = picture.copy()
    picture.putpalette([0, 0, 0, 255, 255, 255])
    picture.save(file, format, transparency=0)
    found = upscale(decode(file.getvalue(), "disc"), "bicubic", scale=2).image
    assert found.alpha is not None
    assert found.pixels[found.alpha > 0].min() == 255
