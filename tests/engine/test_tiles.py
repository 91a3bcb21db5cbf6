import numpy as np
import pytest

from sr_core.engine.tiles import plan_tiles


@pytest.mark.parametrize(("height", "width", "size"), [(1, 1, 16), (100, 37, 16), (64, 64, 32), (65, 300, None)])
def test_plan_tiles_writes_each_pixel_once(height: int, width: int, size: int | None) -> None:
    written = np.zeros((height, width), int)
    for tile in plan_tiles(height, width, tile_size=size, overlap=5):
        written[tile.rows.start : tile.rows.stop, tile.cols.start : tile.cols.stop] += 1
    assert (written == 1).all()


def test_plan_tiles_are_equal_within_one_pixel() -> None:
    heights = {t.rows.stop - t.rows.start for t in plan_tiles(101, 20, tile_size=32, overlap=0)}
    assert max(heights) - min(heights) <= 1


def test_plan_tiles_reads_the_margin_inside_the_picture_only() -> None:
    first, last = plan_tiles(40, 10, tile_size=20, overlap=6)
    assert (first.rows.read_start, first.rows.read_stop) == (0, 26)
    assert (last.rows.read_start, last.rows.read_stop) == (14, 40)
