import numpy as np
import pytest
from PIL import Image

from sr_core.condition.periods import find_blocks, find_repeat
from sr_core.condition.samples import take_samples

from ..support.scenes import blurred, dead_leaves, decoded, noisy, resized, saved


def cut(picture: Image.Image, down: int, across: int) -> Image.Image:
    return picture.crop((across, down, picture.width, picture.height))


@pytest.mark.parametrize("quality", [20, 40, 60])
@pytest.mark.parametrize(("down", "across"), [(0, 0), (3, 5), (7, 1)])
def test_blocks_of_a_jpeg_are_found_where_its_grid_lies(quality: int, down: int, across: int) -> None:
    jpeg, _ = saved(noisy(dead_leaves(256), 3), quality)
    found = find_blocks(take_samples(decoded(cut(jpeg, down, across))))
    assert found.strength > 0.04
    assert (found.row, found.column) == (-down % 8, -across % 8)


def test_grid_is_found_in_the_tiles_of_a_large_picture() -> None:
    jpeg, _ = saved(Image.fromarray(np.tile(np.asarray(noisy(dead_leaves(250), 3)), (6, 5, 1))), 50)
    found = find_blocks(take_samples(decoded(cut(jpeg, 2, 3))))
    assert found.strength > 0.04
    assert (found.row, found.column) == (6, 5)


@pytest.mark.parametrize("seed", range(4))
def test_picture_that_was_no_jpeg_has_no_blocks(seed: int) -> None:
    clean = dead_leaves(256, seed)
    for picture in (clean, noisy(clean, 4), blurred(clean, 2), resized(clean, 2)):
        assert find_blocks(take_samples(decoded(picture))).strength < 0.04


def test_flat_and_tiny_pictures_have_no_blocks() -> None:
    for size in ((64, 64), (20, 200), (1, 1)):
        assert find_blocks(take_samples(decoded(Image.new("RGB", size, (9, 9, 9))))).strength == 0.0


@pytest.mark.parametrize("factor", [2, 3, 4, 5, 8, 16])
def test_repeated_pixels_are_found_by_their_factor(factor: int) -> None:
    enlarged = resized(dead_leaves(64), factor, Image.Resampling.NEAREST)
    assert find_repeat(take_samples(decoded(cut(enlarged, 1, 0)))) == factor
    assert find_repeat(take_samples(decoded(saved(enlarged, 75)[0]))) == factor


@pytest.mark.parametrize("kernel", [Image.Resampling.BICUBIC, Image.Resampling.BILINEAR])
def test_interpolated_pixels_are_not_taken_for_repeated_ones(kernel: Image.Resampling) -> None:
    for factor in (1, 2, 3, 4):
        assert find_repeat(take_samples(decoded(resized(dead_leaves(96), factor, kernel)))) == 1


def test_flat_and_tiny_pictures_repeat_nothing() -> None:
    for size in ((64, 64), (20, 200), (1, 1)):
        assert find_repeat(take_samples(decoded(Image.new("RGB", size, (9, 9, 9))))) == 1
