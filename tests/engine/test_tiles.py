import numpy as np
import pytest

from sr_core.engine.tiles import fit_tiles, nearest_first, plan_tiles, read_pixels, window_sides


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


@pytest.mark.parametrize("overlap", [0, 3, 16])
@pytest.mark.parametrize("length", [64, 101, 257])
def test_all_tiles_read_windows_of_one_size_with_the_margin(length: int, overlap: int) -> None:
    tiles = plan_tiles(length, length, tile_size=40, overlap=overlap)
    assert len({window_sides(tile) for tile in tiles}) == 1
    for span in (tile.rows for tile in tiles):
        assert span.start - span.read_start >= overlap or span.read_start == 0
        assert span.read_stop - span.stop >= overlap or span.read_stop == length


@pytest.mark.parametrize("overlap", [0, 3, 24])
@pytest.mark.parametrize("length", [1, 16, 17, 64, 101, 400])
def test_tiles_read_the_margin_beyond_the_border_and_write_each_pixel_once(length: int, overlap: int) -> None:
    tiles = plan_tiles(length, length, tile_size=16, overlap=overlap, margin=11)
    rows = list(dict.fromkeys(tile.rows for tile in tiles))
    assert (rows[0].read_start, rows[-1].read_stop) == (-11, length + 11)
    assert [rows[0].start, *(span.stop for span in rows)] == sorted({0, *(span.stop for span in rows)})
    assert [span.start for span in rows[1:]] == [span.stop for span in rows[:-1]]
    assert rows[-1].stop == length
    assert len({window_sides(tile) for tile in tiles}) == 1


def test_margin_of_the_border_costs_little_of_a_large_picture() -> None:
    plain, wide = (fit_tiles(2000, 3000, largest=100_000, overlap=16, margin=margin) for margin in (0, 8))
    assert read_pixels(wide) < 1.02 * read_pixels(plain)


@pytest.mark.parametrize(("height", "width"), [(20, 20), (300, 200), (1000, 30), (513, 511)])
def test_fit_tiles_stays_below_the_largest_window_and_writes_each_pixel_once(height: int, width: int) -> None:
    tiles = fit_tiles(height, width, largest=10_000, overlap=8)
    written = np.zeros((height, width), int)
    for tile in tiles:
        assert np.prod(window_sides(tile)) <= 10_000
        written[tile.rows.start : tile.rows.stop, tile.cols.start : tile.cols.stop] += 1
    assert (written == 1).all()


def test_fit_tiles_takes_the_whole_where_it_fits() -> None:
    assert len(fit_tiles(100, 100, largest=10_000, overlap=8)) == 1


def test_fit_tiles_reads_less_than_square_tiles_of_the_same_window() -> None:
    fitted, square = fit_tiles(256, 256, largest=160 * 160, overlap=16), plan_tiles(256, 256, tile_size=128, overlap=16)
    assert read_pixels(fitted) <= read_pixels(square)


def test_fit_tiles_gives_the_smallest_where_margins_are_more_than_allowed() -> None:
    assert {window_sides(tile) for tile in fit_tiles(64, 64, largest=10, overlap=20)} == {(46, 46)}


def test_nearest_first_orders_by_distance_from_the_point() -> None:
    tiles = plan_tiles(90, 90, tile_size=30, overlap=0)
    assert nearest_first(tiles, 0.5, 0.5)[0] is tiles[4]
    assert nearest_first(tiles, 1.0, 0.0)[0] is tiles[6]
