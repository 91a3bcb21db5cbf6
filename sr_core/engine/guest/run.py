"""Run a visitor's network on a picture from this side: its pixels go to the process, its tiles come back."""

import time

import numpy as np

from ...guest.guest import Guest
from ...types import DecodedImage, OnProgress, Progress
from ...worker.message import Message, no_message
from ...worker.process import run_worker
from ..net import TRANSFORMS, thread_count
from ..planes import Canvas, Rectangle, to_planes
from ..tiles import Tile

MODULE = "sr_core.engine.guest"
RUN_SECONDS = 300.0
"""Seconds that a run may take."""


def run_guest(
    guest: Guest,
    image: DecodedImage,
    tiles: list[Tile],
    *,
    value_range: tuple[float, float] | None = None,
    self_ensemble: bool = False,
    on_progress: OnProgress | None = None,
) -> tuple[DecodedImage, float]:
    """Enlarge a picture in a process that is started for it and ended with it.

    Args:
        guest: the network.
        image: the LR picture.
        tiles: tiles that cover the picture, in the order in which they run.
        value_range: range that the net sees as 0 to 1; None for that of the picture.
        self_ensemble: average each tile over the 8 flips and rotations.
        on_progress: called after each run of the net, and ten times a second while nothing is done; what it raises ends
            the process.

    Returns:
        The enlarged picture, and the seconds that the network worked, without the start of the process.

    Raises:
        WorkerError: if it could not be run within the limits, or its host has switched such processes off.
    """
    canvas = Canvas.blank(image, channels=guest.channels, scale=guest.scale, value_range=value_range)
    arrays = {"file": np.frombuffer(guest.data, np.uint8)}
    for number, tile in enumerate(tiles):
        read = Rectangle(*(slice(span.read_start, span.read_stop) for span in (tile.rows, tile.cols)))
        arrays[str(number)] = to_planes(image, read, channels=guest.channels, value_range=canvas.value_range)
    started = time.perf_counter()
    total = len(tiles) * (len(TRANSFORMS) if self_ensemble else 1)
    done, written, seconds = 0, 0, 0.0

    def tell() -> None:
        if on_progress is not None:
            on_progress(Progress(done, total, time.perf_counter() - started))

    def on_message(message: Message) -> None:
        nonlocal done, seconds, written
        words, sr = message.words, message.arrays.get("sr")
        counted, passed = words.get("done"), words.get("seconds")
        if type(counted) is not int or not done < counted <= total or type(passed) is not float:
            raise no_message()
        done, seconds = counted, passed
        if sr is not None:
            tile = tiles[written]
            place = Rectangle(*(slice(span.start, span.stop) for span in (tile.rows, tile.cols)))
            _check(sr, arrays[str(written)], place, guest)
            canvas.write(place, sr)
            written += 1
        tell()

    words = {
        "job": "run",
        "graph": guest.graph,
        "tiles": [[[s.start, s.stop, s.read_start, s.read_stop] for s in (tile.rows, tile.cols)] for tile in tiles],
        "scale": guest.scale,
        "channels": 3 if guest.channels == "rgb" else 1,
        "peak": guest.peak,
        "multiple": guest.multiple,
        "enlarged": guest.scale if guest.keeps_size else 1,
        "ensemble": self_ensemble,
    }
    run_worker(
        MODULE, Message(words, arrays), seconds=RUN_SECONDS, threads=thread_count(), on_message=on_message, check=tell
    )
    if written < len(tiles):
        raise no_message()
    return canvas.picture(), seconds


def _check(sr: np.ndarray, window: np.ndarray, place: Rectangle, guest: Guest) -> None:
    """Refuse an answer that is none: the process has run what a stranger wrote."""
    height, width = ((side.stop - side.start) * guest.scale for side in (place.rows, place.cols))
    if sr.dtype != np.float32 or sr.shape != (*window.shape[:2], height, width) or not np.isfinite(sr).all():
        raise no_message()
