"""The simulated chest radiograph: known truth at every scale, quantum noise, a DICOM file."""

import numpy as np
import pytest

import sr_core as sr
from sr_core.chest.phantom import DIAMETERS_MM, EMPTY_PLACES, NODULES, NOTE, Nodule, nodule_shadow

SIZE = 64
MM = 350.0 / SIZE


@pytest.mark.parametrize("scale", [2, 4])
def test_truth_of_a_scale_averages_to_the_truth_of_scale_one(scale: int) -> None:
    small, large = (sr.chest.chest_phantom(SIZE, scale=s, quanta=None).pixels[..., 0] for s in (1, scale))
    blocks = large.reshape(SIZE, scale, SIZE, scale).mean(axis=(1, 3))
    np.testing.assert_allclose(blocks, small, atol=1e-3)  # float32 of numbers up to 4095


def test_air_is_below_lungs_and_lungs_below_the_heart() -> None:
    values = sr.chest.chest_phantom(SIZE, quanta=None, nodules=()).pixels[..., 0]
    lung, heart, air = values[28, 16], values[42, 36], values[2, 2]
    assert air < 100 < lung < 1700 < 2500 < heart


def test_values_are_whole_numbers_of_12_bits() -> None:
    values = sr.chest.chest_phantom(SIZE).pixels
    assert values.min() >= 0
    assert values.max() <= 4095
    assert np.array_equal(values, np.rint(values))


def test_noise_is_that_of_counted_quanta() -> None:
    noisy, truth = (sr.chest.chest_phantom(SIZE, quanta=q).pixels[..., 0] for q in (2000.0, None))
    expected = 880.0 / np.sqrt(2000.0 * MM**2 * np.exp(-truth / 880.0))  # SD of -log(N) is 1 / sqrt(N)
    assert ((noisy - truth) / expected)[20:60, 10:54].std() == pytest.approx(1.0, abs=0.05)


def test_noise_is_the_same_for_the_same_seed_only() -> None:
    first, again, other = (sr.chest.chest_phantom(SIZE, seed=seed).pixels for seed in (3, 3, 4))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_nodule_has_its_contrast_and_diameter() -> None:
    rows, columns, shadow = nodule_shadow(Nodule(100.0, 150.0, 20.0, 80.0), 350)
    assert shadow.max() == pytest.approx(80.0, abs=0.5)
    assert (shadow > 0).any(axis=0).sum() == 20
    assert (rows.start + rows.stop) / 2 == 150
    assert (columns.start + columns.stop) / 2 == 100


def test_nodule_removes_the_chord_of_a_ball() -> None:
    _, _, shadow = nodule_shadow(Nodule(175.0, 175.0, 30.0, 50.0), 350)
    assert shadow.sum() == pytest.approx(50.0 * 2 / 3 * np.pi * 15.0**2, rel=0.01)  # mean chord of a ball is 2/3


def test_nodules_lie_in_the_lungs_and_empty_places_beside_them() -> None:
    values = sr.chest.chest_phantom(SIZE, quanta=None, nodules=()).pixels[..., 0]
    for x, y in [*((n.x_mm, n.y_mm) for n in NODULES), *EMPTY_PLACES]:
        assert values[int(y / MM), int(x / MM)] < 2200
    assert len({(n.diameter_mm, n.contrast) for n in NODULES}) == 24
    gap = min(np.hypot(x - n.x_mm, y - n.y_mm) - n.diameter_mm / 2 for x, y in EMPTY_PLACES for n in NODULES)
    assert gap > max(DIAMETERS_MM) / 2


def test_dicom_says_that_it_is_simulated_and_how_large_it_is() -> None:
    data = sr.chest.chest_dicom(SIZE, scale=2)
    image = sr.decode(data, "chest.dcm")
    assert image.dicom is not None
    assert image.spacing is not None
    assert (image.dicom.modality, image.dicom.body_part, image.dicom.bits_stored) == ("CR", "CHEST", 12)
    assert image.spacing.row_mm == pytest.approx(MM / 2)
    assert np.array_equal(image.pixels, sr.chest.chest_phantom(SIZE, scale=2).pixels)
    assert any(row.value.startswith(NOTE[:40]) for row in sr.dicom.dicom_header(data, "chest.dcm"))


def test_dicom_is_the_same_every_time() -> None:
    assert sr.chest.chest_dicom(SIZE) == sr.chest.chest_dicom(SIZE)
