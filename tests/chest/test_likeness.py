"""Likeness to a chest radiograph: held-out chests, other pictures, and what must not matter."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from sr_core.chest.likeness import AVERAGE, CELLS, LEAST_LIKENESS, cell_ranks, chest_likeness
from sr_core.chest.phantom import chest_dicom
from sr_core.decode import decode
from sr_core.image.resize import resize_image
from sr_core.types import DecodedImage

from ..support.data import DATA

CHEST = decode(chest_dicom(256), "chest.dcm")


def files(pattern: str) -> list[Path]:
    found = sorted(DATA.glob(pattern))
    if not found:
        pytest.skip(f"needs {pattern} in SR_DATA")
    return found


def test_the_average_is_a_square_of_digits() -> None:
    assert [len(row) for row in AVERAGE.split()] == [CELLS] * CELLS


def test_cells_are_ranked_by_their_means() -> None:
    blocks = np.random.default_rng(0).permutation(CELLS * CELLS).reshape(CELLS, CELLS)
    picture = DecodedImage(blocks.repeat(3, 0).repeat(5, 1).astype(np.uint16)[..., None])
    np.testing.assert_allclose(cell_ranks(picture), blocks / (CELLS * CELLS - 1))


def test_every_held_out_chest_is_like_one() -> None:
    for path in files("xray/test/*.png"):
        assert chest_likeness(decode(path.read_bytes(), path.name)) > LEAST_LIKENESS, path.name


@pytest.mark.parametrize("part", ["HIP", "EXTREMITY", "BREAST"])
def test_radiographs_of_other_parts_are_unlike(part: str) -> None:
    names = {"HIP": "RG2_J2KI.dcm", "EXTREMITY": "RG3_J2KR.dcm", "BREAST": "MG1_J2KI.dcm"}
    (path,) = files(f"dicom/radiographs/{names[part]}")
    assert chest_likeness(decode(path.read_bytes(), path.name)) < LEAST_LIKENESS


def test_the_simulated_chest_is_like_one_at_any_size_and_contrast() -> None:
    found = chest_likeness(CHEST)
    assert found > LEAST_LIKENESS
    assert chest_likeness(resize_image(CHEST, 512, 400)) == pytest.approx(found, abs=0.02)
    assert chest_likeness(replace(CHEST, pixels=CHEST.pixels**2 / 1000)) == pytest.approx(found, abs=0.05)


def test_an_inverted_or_turned_chest_is_unlike_unless_its_header_says_that_it_is_inverted() -> None:
    negative = replace(CHEST, pixels=-CHEST.pixels)
    assert chest_likeness(negative) == pytest.approx(-chest_likeness(CHEST))
    assert chest_likeness(replace(CHEST, pixels=CHEST.pixels[::-1])) < LEAST_LIKENESS
    assert CHEST.dicom is not None
    said = replace(negative, dicom=replace(CHEST.dicom, inverse=not CHEST.dicom.inverse))
    assert chest_likeness(said) == pytest.approx(chest_likeness(CHEST))


def test_pixels_without_a_value_are_the_darkest() -> None:
    holes = CHEST.pixels.copy()
    holes[:40] = np.nan
    dark = np.where(np.isnan(holes), np.nanmin(holes), holes)
    assert chest_likeness(replace(CHEST, pixels=holes)) == chest_likeness(replace(CHEST, pixels=dark))
