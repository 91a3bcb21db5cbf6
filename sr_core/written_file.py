"""A result that goes into a file band by band: it may be larger than memory, and its evidence is that of the whole."""

import hashlib
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from itertools import pairwise
from math import ceil
from typing import Any

from .encode import FORMATS, format_for
from .engine.path import path_cards, path_reach
from .engine.tiles import window_side
from .engine.upscale import MAX_SR_PIXELS, upscale
from .enlarge import OnStage, Stage, Task
from .errors import EncodeError, EngineError
from .files.bands import Bands
from .files.sink import Sink
from .image.resize import repeat_pixels
from .metrics.band_agreement import BandAgreement
from .metrics.difference import Agreement
from .types import DecodedImage, Part, Progress

MAX_FILE_PIXELS = 2**31 - 1
"""Largest result that is written: many programs count the pixels of a picture with 31 bits."""
BAND_BYTES = 96 * 2**20
"""Bytes of a result that stand in memory at once."""

OnBand = Callable[[DecodedImage], None]
"""Function that is called with each band of a result, from top to bottom; it may raise to stop the run."""


@dataclass(frozen=True, slots=True)
class WrittenFile:
    """A file that holds a result, and how it was made."""

    task: Task
    """Task that was done."""
    format: str
    """Format, a key of `FORMATS` or `VALUE_FORMATS`."""
    height: int
    """Rows of the result."""
    width: int
    """Columns of the result."""
    bytes: int
    """Length of the file."""
    sha256: str
    """sha256 of the file; empty for a TIFF, whose first bytes are known after its last ones."""
    result_sha256: str
    """sha256 of size, depth and values: `DecodedImage.sha256` of the whole result. Of a transparent one, alpha is taken
    beside the colours of each pixel, and not behind all of them."""
    input_sha256: str
    """`DecodedImage.sha256` of the picture that was enlarged."""
    agreement: Agreement
    """Agreement of the result, shrunk again, with that picture."""
    weights: tuple[tuple[str, str], ...]
    """Id and sha256 of each network that was run; empty for an interpolation."""
    engines: tuple[str, ...]
    """Engine of each step, "openvino" or "torch"; empty for an interpolation."""
    tiles: int
    """Number of tiles in all; 0 for an interpolation."""
    notes: tuple[str, ...]
    """Notes on the run for the user."""
    seconds: float
    """Wall time in all, measuring and writing included."""

    @property
    def shape_text(self) -> str:
        """Size for people: "640 x 480"."""
        return f"{self.width} x {self.height}"

    def record(self) -> dict[str, Any]:
        """Say what is needed to make the same bytes again, as values that JSON can hold."""
        return {
            "input_sha256": self.input_sha256,
            "task": asdict(self.task),
            "weights": dict(self.weights),
            "engines": list(self.engines),
            "tiles": self.tiles,
            "result_sha256": self.result_sha256,
            "format": self.format,
            "file_sha256": self.sha256,
        }


def enlarge_into(
    image: DecodedImage,
    task: Task,
    format: str,
    sink: Sink,
    *,
    on_stage: OnStage | None = None,
    on_band: OnBand | None = None,
) -> WrittenFile:
    """Enlarge a picture into a file, band by band: memory grows with the width of the result, not with its height.

    Bands are parts of the whole result (see `upscale`), so that no seam is between them.

    Args:
        image: the picture that is enlarged.
        task: the method, its scale and its options; no test, and nothing that corrects the result as a whole.
        format: a key of `FORMATS` or `VALUE_FORMATS` that is written in bands: all but WebP.
        sink: place for the bytes. What it raises stops the run and reaches the caller.
        on_stage: called with the stage of the run; it may raise to stop it.
        on_band: called with each band before it is written.

    Raises:
        EncodeError: for a format that cannot hold the result, or is not written in bands.
        EngineError: for a task that needs the whole result in memory, or a result beyond `MAX_FILE_PIXELS`.
        SRError: if the picture cannot be enlarged like this.
    """
    started = time.perf_counter()
    writer = format_for(image, format)
    if not writer.in_bands:
        able = ", ".join(name for name, other in FORMATS.items() if other.in_bands and other.unit == image.unit)
        raise EncodeError(
            f"{format} files are made in memory as a whole, up to {MAX_SR_PIXELS / 1e6:.0f} megapixels; use {able}"
        )
    _check(image, task)
    run = _Run(image, task, on_stage, on_band, started)
    counted = _Counted(sink)
    writer.write(Bands(run.area.height * task.scale, run.bands()), counted)
    return WrittenFile(
        task=task,
        format=format,
        height=run.area.height * task.scale,
        width=run.area.width * task.scale,
        bytes=counted.size,
        sha256=counted.sha256(),
        result_sha256=run.values.hexdigest(),
        input_sha256=run.lr.sha256(),
        agreement=run.agreement.result(),
        weights=tuple((card.id, card.sha256) for card in path_cards(task.method)),
        engines=run.engines,
        tiles=run.tiles,
        notes=run.notes,
        seconds=time.perf_counter() - started,
    )


def _check(image: DecodedImage, task: Task) -> None:
    if task.test:
        raise EngineError("a test compares whole pictures in memory; enlarge the picture itself, or test a part of it")
    if task.options.keep_measured is not None:
        raise EngineError(
            "agreement with the original pixels is enforced on a whole result in memory, this one is written in bands; "
            "leave it off, or choose a part of the picture"
        )
    area = image if task.part is None else task.part
    pixels = area.height * area.width * task.scale**2
    if pixels > MAX_FILE_PIXELS:
        raise EngineError(
            f"x{task.scale} of {area.width} x {area.height} makes {pixels / 1e6:,.0f} megapixels, above the limit of "
            f"{MAX_FILE_PIXELS / 1e6:,.0f} for a file; crop the picture or choose a smaller scale"
        )


def plan_bands(image: DecodedImage, task: Task) -> list[Part]:
    """Cut what is enlarged into bands of whole rows from top to bottom, as high as memory allows.

    With the rows around it that are made twice (`path_reach`), a band has at most `BAND_BYTES` and `MAX_SR_PIXELS`. All
    but the last are read in windows of one height, for which an engine prepares once.
    """
    area = task.part or Part(0, 0, image.height, image.width)
    size = image.pixels.itemsize
    if len(path_cards(task.method)) > 1:
        size = max(4, 2 * size)  # between steps there are 16 bits, and each step's picture is kept until the last one
    samples = image.channels + (image.alpha is not None)
    row = area.width * task.scale**2
    reach = path_reach(task.method, task.options)
    most = max(2 * reach + 1, min(BAND_BYTES // (row * samples * size), MAX_SR_PIXELS // row))
    if area.height <= most:
        return [area]
    side = window_side(area.height, ceil((area.height - 2 * reach) / (most - 2 * reach)), reach)
    edges = (0, *range(side - reach, area.height, side - 2 * reach), area.height)
    return [Part(area.top + top, area.left, stop - top, area.width) for top, stop in pairwise(edges)]


class _Run:
    """One run: it makes the bands, and measures each of them while it is in memory."""

    def __init__(
        self, image: DecodedImage, task: Task, on_stage: OnStage | None, on_band: OnBand | None, started: float
    ) -> None:
        self.image, self.task, self.started = image, task, started
        self.on_stage, self.on_band = on_stage or (lambda stage: None), on_band
        self.area = task.part or Part(0, 0, image.height, image.width)
        self.lr = self.area.of(image)
        self.agreement = BandAgreement(self.lr, task.scale)
        shape = (self.area.height * task.scale, self.area.width * task.scale, image.channels)
        self.values = hashlib.sha256(f"{image.pixels.dtype} {shape}".encode())
        self.tiles = 0
        self.engines: tuple[str, ...] = ()
        self.notes: tuple[str, ...] = ()

    def bands(self) -> Iterator[DecodedImage]:
        parts = plan_bands(self.image, self.task)
        for n, part in enumerate(parts):
            band = self._enlarge(part, n, len(parts))
            self.agreement.take(band)
            self._hash(band)
            if self.on_band is not None:
                self.on_band(band)
            yield band
            del band  # the next one is made without this one in memory

    def _enlarge(self, part: Part, n: int, count: int) -> DecodedImage:
        done, tiles = (part.top - self.area.top) / self.area.height, self.tiles

        def tick(progress: Progress) -> None:
            share = min(1.0, done + progress.fraction * part.height / self.area.height)
            total = tiles + progress.total * (count - n)  # the other bands have about as many tiles
            seconds = time.perf_counter() - self.started
            told = Progress(tiles + progress.done, total, seconds, share=share)
            self.on_stage(Stage("enlarge", 1, 1, share, told))

        task = self.task
        if self._is_empty(part):
            return replace(repeat_pixels(part.of(self.image), task.scale), scale=self.image.scale * task.scale)
        result = upscale(self.image, task.method, scale=task.scale, options=task.options, part=part, on_progress=tick)
        self.tiles += result.tiles
        self.engines, self.notes = result.engines, result.notes
        return result.image

    def _is_empty(self, part: Part) -> bool:
        """Tell whether nothing was measured in a part and around it, while something was elsewhere."""
        around = part.widen(path_reach(self.task.method, self.task.options), self.image).of(self.image)
        return around.missing == around.pixels.size and self.image.missing < self.image.pixels.size

    def _hash(self, band: DecodedImage) -> None:
        for strip in Bands.of(band).strips(64):
            self.values.update(strip.data)


class _Counted:
    """A sink that knows how many bytes it has taken, and their sha256 unless one of them was replaced."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._hash = hashlib.sha256()
        self._replaced = False
        self.size = 0

    def write(self, data: bytes) -> None:
        self._sink.write(data)
        self._hash.update(data)
        self.size += len(data)

    def rewrite(self, offset: int, data: bytes) -> None:
        self._sink.rewrite(offset, data)
        self._replaced = True

    def sha256(self) -> str:
        return "" if self._replaced else self._hash.hexdigest()
