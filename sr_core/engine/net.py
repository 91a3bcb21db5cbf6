"""A net run over a picture, tile by tile, alone or as a self-ensemble: the mean over the 8 flips and rotations.

Source of the self-ensemble: Timofte et al., "Seven ways to improve example-based single image super resolution",
CVPR 2016.
"""

import os
import time
from collections.abc import Callable

import numpy as np

from ..checkpoints.card import ModelCard
from ..types import DecodedImage, OnProgress, Progress
from .planes import Canvas, Rectangle, to_planes
from .tiles import Tile

SMALLEST_SIDE = 2
"""Fewest LR pixels of a side: nets that mirror the edge fail on one, whose mirror image is itself, so that it is
repeated."""

TRANSFORMS = tuple((flip, turns) for flip in (False, True) for turns in range(4))
"""(mirrored left-right first, quarter turns) of the 8 symmetries of the square."""

Net = Callable[[np.ndarray], np.ndarray]
"""(N, C, H, W) float32 -> (N, C, scale*H, scale*W) float32, not clamped; may be called from any thread."""


def run_net(
    net: Net,
    image: DecodedImage,
    card: ModelCard,
    tiles: list[Tile],
    *,
    value_range: tuple[float, float] | None = None,
    self_ensemble: bool = False,
    on_progress: OnProgress | None = None,
) -> DecodedImage:
    """Enlarge a picture, each tile going straight into the result.

    Args:
        net: the network of the card.
        image: the LR picture.
        card: card of the network, which gives channels and scale.
        tiles: tiles that cover the picture, in the order in which they run.
        value_range: range that the net sees as 0 to 1; None for that of the picture.
        self_ensemble: average each tile over the 8 flips and rotations.
        on_progress: called after each run of the net; an exception that it raises stops the run.
    """
    runs = TRANSFORMS if self_ensemble else TRANSFORMS[:1]
    total, done, started = len(tiles) * len(runs), 0, time.perf_counter()

    def tick() -> None:
        nonlocal done
        done += 1
        if on_progress is not None:
            on_progress(Progress(done, total, time.perf_counter() - started))

    canvas = Canvas.blank(image, channels=card.channels, scale=card.scale, value_range=value_range)
    for tile in tiles:
        rows, cols = tile.rows, tile.cols
        read = Rectangle(slice(rows.read_start, rows.read_stop), slice(cols.read_start, cols.read_stop))
        window = to_planes(image, read, channels=card.channels, value_range=canvas.value_range)
        written = Rectangle(slice(rows.start, rows.stop), slice(cols.start, cols.stop))
        canvas.write(written, enlarge_window(net, window, tile, card.scale, runs, tick))
    return canvas.picture()


def enlarge_window(
    net: Net,
    window: np.ndarray,
    tile: Tile,
    scale: int,
    runs: tuple[tuple[bool, int], ...] = TRANSFORMS[:1],
    tick: Callable[[], None] = lambda: None,
) -> np.ndarray:
    """Run a net on the window of a tile and return the pixels that the tile writes.

    Args:
        net: the net.
        window: values (N, C, h, w) that the tile reads.
        tile: tile that says which pixels are margin.
        scale: enlargement per side of the net.
        runs: members of TRANSFORMS, over whose answers the mean is taken.
        tick: called after each run.

    Returns:
        (N, C, scale * height, scale * width) of the tile.
    """
    padded = _pad(window)
    mean: np.ndarray = np.zeros(1, np.float32)
    for flip, turns in runs:
        answer = invert(net(np.ascontiguousarray(transform(padded, flip, turns))), flip, turns)
        mean = answer if len(runs) == 1 else mean + answer / np.float32(len(runs))
        tick()
    rows, cols = (
        slice((span.start - span.read_start) * scale, (span.stop - span.read_start) * scale)
        for span in (tile.rows, tile.cols)
    )
    return mean[..., rows, cols]


def _pad(window: np.ndarray) -> np.ndarray:
    """Repeat a single row or column; what it adds to the result is not read."""
    below, right = (max(0, SMALLEST_SIDE - side) for side in window.shape[-2:])
    return np.pad(window, ((0, 0), (0, 0), (0, below), (0, right)), "edge") if below or right else window


def transform(x: np.ndarray, flip: bool, turns: int) -> np.ndarray:
    """Mirror (N, C, H, W) left-right if `flip`, then turn it by `turns` quarters; a view."""
    return np.rot90(x[..., ::-1] if flip else x, turns, (-2, -1))


def invert(x: np.ndarray, flip: bool, turns: int) -> np.ndarray:
    """Undo `transform`."""
    x = np.rot90(x, -turns, (-2, -1))
    return x[..., ::-1] if flip else x


def thread_count() -> int:
    """Count the cores this process may run on, all of which an engine uses."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
