"""Phantoms and the places in them, against counts and masks made in another way."""

import numpy as np
import pytest

from sr_core.checkpoints.store import checkpoints, find_card
from sr_core.chest.anatomy import FIELD_MM
from sr_core.chest.phantom import NODULES, chest_phantom
from sr_core.image.degradations import degrade
from sr_core.thermal.phantom import thermal_phantom
from sr_core.trust.scenes import (
    CHEST,
    CONTRASTS,
    DIAMETERS,
    DISCS,
    EVERYWHERE,
    LEGS,
    LINES,
    NODULE_SIZES,
    PERIODS,
    chest_scene,
    discs_scene,
    legs_scene,
    lines_scene,
    scenes,
)
from sr_core.types import Degradation


def test_nodules_are_where_the_truth_differs_from_a_chest_without_them() -> None:
    size, scale = 64, 4
    scene = chest_scene(scale, size)
    without = chest_phantom(size, scale=scale, quanta=None, nodules=())
    shadow = scene.truth.pixels[..., 0] - without.pixels[..., 0] > 0
    masks = [mask for name, mask in scene.places.items() if name.startswith("nodules")]
    assert not (np.any(masks, axis=0) & ~shadow).any()
    pixel = FIELD_MM / (size * scale)
    for sizes, mask in zip(NODULE_SIZES, masks, strict=True):
        area = sum(np.pi * (each.diameter_mm / pixel) ** 2 / 4 for each in NODULES if each.diameter_mm in sizes)
        assert mask.sum() == pytest.approx(area, rel=0.05, abs=8)  # a pixel for each of 8 nodules
    assert scene.lr.pixels.shape == (size, size, 1)


def test_the_hot_spot_is_the_hottest_place_of_the_legs() -> None:
    scene = legs_scene(2)
    celsius = scene.truth.pixels[..., 0]
    assert scene.places["hot spot"].flat[celsius.argmax()]
    assert celsius[scene.places["hot spot"]].mean() > np.quantile(celsius, 0.995)
    assert np.array_equal(scene.lr.pixels, thermal_phantom(noise_c=0.05).pixels)


def test_edges_and_flat_parts_are_those_of_the_truth() -> None:
    scene = legs_scene(4)
    celsius = scene.truth.pixels[..., 0].astype(float)
    level = np.ptp(celsius) / 255
    rows, columns = np.nonzero(scene.places["edges"][4:-4, 4:-4])
    across = [np.abs(celsius[8:, 4:-4] - celsius[:-8, 4:-4]), np.abs(celsius[4:-4, 8:] - celsius[4:-4, :-8])]
    assert np.median(np.hypot(*across)[rows, columns]) > 2 * 4 * level
    assert not (scene.places["edges"] & scene.places["flat parts"]).any()


@pytest.mark.parametrize("scale", [2, 3, 4])
def test_line_pairs_have_their_width_and_fade_at_the_limit_of_the_input(scale: int) -> None:
    scene = lines_scene(scale)
    grey = scene.truth.pixels[..., 0].astype(float)
    clean = degrade(scene.truth, Degradation(scale=scale)).pixels[..., 0].astype(float)
    contrasts = []
    for period, mask in zip(PERIODS, scene.places.values(), strict=False):
        rows, columns = (np.flatnonzero(mask.any(axis=axis)) for axis in (1, 0))
        upright = grey[rows[scale], columns]
        crossings = np.count_nonzero(np.diff(upright > 127.5))
        assert crossings == pytest.approx(2 * 32 / period, abs=1)
        assert upright.mean() == pytest.approx(127.5, abs=8)
        inner = clean[rows[0] // scale + 8 : rows[0] // scale + 24, columns[0] // scale + 8 : columns[0] // scale + 24]
        contrasts.append(np.ptp(inner))
    assert contrasts[0] > 140
    assert contrasts[-1] < 8  # nothing is left of lines of one pixel
    noise = scene.lr.pixels[..., 0] - clean
    assert 0.9 < noise.std() < 1.3


def test_discs_have_their_area_and_contrast() -> None:
    scale = 4
    scene = discs_scene(scale)
    grey = scene.truth.pixels[..., 0].astype(int)
    area = sum(np.pi * (diameter * scale) ** 2 / 4 for diameter in DIAMETERS) * len(CONTRASTS)
    assert np.count_nonzero(grey > 129) == pytest.approx(area, rel=0.05)
    for number, contrast in enumerate(CONTRASTS):
        band = grey[24 * scale * number : 24 * scale * (number + 1)]
        assert (band.min(), band.max()) == (128, 128 + contrast)
    small = scene.places["discs of 1 and 2 pixels"]
    assert small.sum() == pytest.approx(np.pi * (2**2 + 4**2) * len(CONTRASTS), rel=0.15)
    assert set(np.unique(grey[scene.places["flat parts"]])) <= {128, *(128 + int(each) for each in CONTRASTS)}
    assert np.all(grey[scene.places["discs of 4 pixels and more"]] > 131)
    values = np.unique(grey[scene.places["rims"]])
    assert len(values) > 2 * len(CONTRASTS)  # rims hold what lies between


def test_temperatures_have_the_noise_of_a_camera() -> None:
    scene = discs_scene(2, "degC")
    assert scene.truth.unit == scene.lr.unit == "degC"
    clean = degrade(scene.truth, Degradation(scale=2))
    assert np.std(scene.lr.pixels - clean.pixels) == pytest.approx(0.05, rel=0.05)
    assert np.ptp(scene.truth.pixels) == pytest.approx(8 * 32 / 255, rel=0.01)


def test_each_purpose_has_its_phantoms() -> None:
    expected = {"Chest X-ray": CHEST, "Thermograms": LEGS}
    for card in (find_card("thermal-lite-x4"), find_card("edsr-lite-x4")):
        found = list(scenes(card))
        assert [scene.name for scene in found] == [*filter(None, [expected.get(card.purpose)]), LINES, DISCS]
        for scene in found:
            assert scene.truth.height == card.scale * scene.lr.height
            assert scene.places[EVERYWHERE].all()
            assert all(mask.shape == scene.truth.pixels.shape[:2] and mask.any() for mask in scene.places.values())
    assert {card.purpose for card in checkpoints()} == {*expected, "Photographs"}
