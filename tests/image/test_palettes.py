"""Palettes: what is painted, against skimage's CIELAB and by hand."""

import numpy as np
import pytest

from sr_core.errors import EngineError
from sr_core.image.palettes import (
    ISOTHERM,
    NO_VALUE,
    PALETTES,
    palette_colours,
    palette_picture,
    render,
    scale_ticks,
    to_degrees,
)
from sr_core.types import DecodedImage


def celsius(values: list[list[float]]) -> DecodedImage:
    return DecodedImage(np.array(values, np.float32)[..., None], unit="degC")


def lightness(colours: np.ndarray) -> np.ndarray:
    from skimage.color import rgb2lab

    return rgb2lab(colours[None] / 255.0)[0, :, 0]


def test_default_palette_rises_evenly_in_lightness() -> None:
    steps = np.diff(lightness(palette_colours("even")[::16]))
    assert steps.min() > 0
    np.testing.assert_allclose(steps, steps.mean(), rtol=0.08)  # 8-bit colours


@pytest.mark.parametrize("palette", ["even", "iron", "white-hot"])
def test_palette_is_monotone_in_lightness(palette: str) -> None:
    assert np.diff(lightness(palette_colours(palette))).min() > -0.4  # one 8-bit step of one channel


def test_difference_is_symmetric_in_lightness_and_near_white_at_zero() -> None:
    found = lightness(palette_colours("difference"))
    assert found[127:129].min() > 95
    np.testing.assert_allclose(found, found[::-1], atol=6)


@pytest.mark.parametrize("palette", PALETTES)
@pytest.mark.parametrize("marked", [NO_VALUE, ISOTHERM])
def test_marked_colours_are_far_from_every_palette(palette: str, marked: tuple[int, int, int]) -> None:
    from skimage.color import rgb2lab

    apart = rgb2lab(palette_colours(palette)[None] / 255.0)[0] - rgb2lab(np.array([[marked]]) / 255.0)[0, 0]
    assert np.linalg.norm(apart, axis=1).min() > 12


@pytest.mark.parametrize("palette", PALETTES)
def test_palette_begins_and_ends_with_its_own_colours(palette: str) -> None:
    ends = [tuple(bytes.fromhex(PALETTES[palette][n])) for n in (0, -1)]
    np.testing.assert_allclose(palette_colours(palette)[[0, -1]], ends, atol=1)


def test_render_clamps_to_the_ends() -> None:
    painted = render(celsius([[10, 20, 30, 40]]), "iron", 20, 30).pixels[0]
    colours = palette_colours("iron")
    np.testing.assert_array_equal(painted, colours[[0, 0, 255, 255]])


def test_render_paints_missing_values_in_their_own_colour() -> None:
    painted = render(celsius([[np.nan, np.inf, 25]]), "white-hot", 20, 30).pixels[0]
    assert [tuple(p) for p in painted[:2]] == [NO_VALUE, NO_VALUE]


def test_render_marks_the_isotherm_ends_included() -> None:
    painted = render(celsius([[24.9, 25, 26, 26.1]]), "even", 20, 30, isotherm=(25, 26)).pixels[0]
    assert [tuple(p) == ISOTHERM for p in painted] == [False, True, True, False]


def test_render_puts_the_middle_of_the_span_in_the_middle() -> None:
    painted = render(celsius([[0.0]]), "difference", -0.5, 0.5).pixels[0, 0]
    np.testing.assert_array_equal(painted, palette_colours("difference")[128])


def test_render_refuses_display_values() -> None:
    with pytest.raises(EngineError, match="without a unit"):
        render(DecodedImage(np.zeros((2, 2, 1), np.uint8)), "iron", 0, 1)


def test_render_refuses_an_empty_span() -> None:
    with pytest.raises(EngineError, match="raise the upper end"):
        render(celsius([[1.0]]), "iron", 3, 3)


def test_unknown_palette_names_the_known() -> None:
    with pytest.raises(EngineError, match="unknown palette 'lava'; known: even, iron"):
        palette_colours("lava")


@pytest.mark.parametrize("seed", range(40))
def test_scale_ticks_are_round_and_within(seed: int) -> None:
    low, width = np.random.default_rng(seed).uniform([-40, 0.05], [40, 120])
    ticks = scale_ticks(low, low + width, 6)
    assert 2 <= len(ticks) <= 6
    assert low - 1e-6 <= ticks[0] <= ticks[-1] <= low + width + 1e-6


def test_scale_ticks_of_a_hand_span() -> None:
    assert scale_ticks(22.0, 35.3, 8) == [22, 24, 26, 28, 30, 32, 34]


def test_to_degrees_knows_both_units() -> None:
    assert (to_degrees(37.0, "degC"), to_degrees(37.0, "degF")) == (37.0, pytest.approx(98.6))


def test_palette_picture_keeps_every_pixel_beside_the_bar() -> None:
    image = celsius(np.linspace(20, 30, 120 * 40).reshape(120, 40).tolist())
    found = palette_picture(image, "iron", 20, 30)
    np.testing.assert_array_equal(found.pixels[:, :40], render(image, "iron", 20, 30).pixels)
    assert found.width > 40


def test_palette_picture_has_the_palette_on_its_bar() -> None:
    found = palette_picture(celsius([[20.0, 30.0]] * 400), "arctic", 20, 30).pixels
    bar = {tuple(p) for row in found[:, 2:] for p in row}
    assert {tuple(p) for p in palette_colours("arctic")[::32]} <= bar


def test_palette_picture_of_a_tiny_image_has_room_for_labels() -> None:
    assert palette_picture(celsius([[20.0, 30.0]]), "iron", 20, 30, unit="degF").height == 96


def test_to_degrees_takes_an_array_and_keeps_its_depth() -> None:
    shown = to_degrees(np.array([[-40.0, 100.0]], np.float32), "degF")
    assert (shown.tolist(), shown.dtype) == ([[-40.0, 212.0]], np.float32)
