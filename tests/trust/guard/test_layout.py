"""Layout: what it sees, and what must not matter to it."""

from dataclasses import replace

import numpy as np
import pytest

import sr_core as sr
from sr_core.trust.guard.layout import LAYOUT_SIZE, layout
from sr_core.trust.guard.planes import grey_plane, without_frame

CHEST = sr.chest.chest_phantom(256)
EDGES = 128
"""Length of the part on edges; each of 16 cells has 8 directions."""


def alike(first: np.ndarray, second: np.ndarray) -> float:
    return float(np.corrcoef(first, second)[0, 1])


@pytest.mark.parametrize(("turned", "way"), [(0, 0), (1, 6), (2, 4), (3, 2)])
def test_edges_count_by_their_direction_from_dark_to_bright(turned: int, way: int) -> None:
    ramp = np.tile(np.linspace(0.1, 0.9, 96, dtype=np.float32), (96, 1))
    found = layout(np.rot90(ramp, turned))[:EDGES].reshape(16, 8)
    assert (found.argmax(axis=1) == way).all()
    np.testing.assert_allclose(np.delete(found, way, axis=1), 0, atol=1e-6)


def test_cells_are_ranked_by_their_mean_grey() -> None:
    order = np.random.default_rng(0).permutation(64).reshape(8, 8)
    ranks = layout((order / 63).repeat(12, 0).repeat(12, 1))[EDGES:]
    np.testing.assert_allclose(ranks, order.ravel() / 63 - 0.5)
    assert len(ranks) + EDGES == LAYOUT_SIZE


@pytest.mark.parametrize(
    "change",
    [
        lambda pixels: pixels * 3 - 500,
        lambda pixels: sr.resize_image(sr.DecodedImage(pixels, unit="US"), 700, 700).pixels,
        lambda pixels: np.pad(pixels, ((20, 0), (35, 10), (0, 0)), constant_values=float(pixels.min())),
        lambda pixels: np.pad(pixels, ((0, 30), (0, 30), (0, 0)), constant_values=float(pixels.max())),
    ],
    ids=["contrast", "size", "black frame", "white frame"],
)
def test_contrast_size_and_frame_hardly_matter(change) -> None:
    changed = sr.DecodedImage(change(CHEST.pixels).astype(np.float32), unit="US")
    assert alike(layout(grey_plane(changed)), layout(grey_plane(CHEST))) > 0.97
    assert alike(layout(grey_plane(CHEST)), layout(grey_plane(CHEST)[::-1])) < 0.7


def test_small_values_are_bright_where_the_header_says_so() -> None:
    plain = sr.decode(sr.chest.chest_dicom(256), "chest.dcm")
    assert plain.dicom is not None
    said = replace(plain, pixels=-plain.pixels, dicom=replace(plain.dicom, inverse=True))
    np.testing.assert_allclose(grey_plane(said), grey_plane(plain), atol=1e-6)


def test_pixels_without_a_value_are_the_darkest() -> None:
    holes = CHEST.pixels.copy()
    holes[:40] = np.nan
    dark = np.where(np.isnan(holes), np.nanmin(holes), holes)
    planes = (grey_plane(sr.DecodedImage(pixels, unit="US")) for pixels in (holes, dark))
    np.testing.assert_array_equal(next(planes), next(planes))


def test_a_frame_leaves_at_least_two_fifths() -> None:
    assert without_frame(np.zeros((100, 50), np.float32)).shape == (40, 20)
