"""A result that goes into a file band by band: it may be larger than memory, and its evidence is that of the whole."""

import hashlib
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise
from math import ceil

import numpy as np

from .dicom.writer import dicom_bands
from .encode import FORMATS, format_for
from .engine.path import path_cards, path_reach
from .engine.tiles import window_side
from .engine.upscale import MAX_SR_PIXELS, check_size, upscale
from .enlarge import OnStage, Stage, Task
from .errors import EncodeError, EngineError
from .files.about import About
from .files.bands import Bands
from .files.sink import Sink
from .guest.guest import Guest
from .image.band_resize import BandResize
from .image.resize import Rows, repeat_pixels, resize_image
from .metrics.band_agreement import BandAgreement
from .metrics.difference import Agreement
from .trust.provenance import PictureFacts, Provenance, count_at, ends_of
from .types import DecodedImage, Part, Progress, Size

MAX_FILE_PIXELS = 2**31 - 1
"""Largest result that is written: many programs count the pixels of a picture with 31 bits."""
_COMPARED_ROWS = 512
"""Rows of bicubic that are made at once."""
BAND_BYTES = 96 * 2**20
"""Bytes of a result that are made at once; the same again may be needed while they are put together."""

_NO_AGREEMENT = Agreement(float("nan"), float("nan"), None)
"""Agreement of a reduction with its picture."""

OnBand = Callable[[DecodedImage], None]
"""Function that is called with each band of a result, from top to bottom; it may raise to stop the run."""


@dataclass(frozen=True, slots=True)
class WrittenFile:
    """A file that holds a result, and how it was made."""

    task: Task
    """Task that was done."""
    format: str
    """Format, a key of `FORMATS` or `VALUE_FORMATS`, or "dicom"."""
    height: int
    """Rows of the result."""
    width: int
    """Columns of the result."""
    bytes: int
    """Length of the file."""
    sha256: str
    """sha256 of the file; empty for a TIFF, whose first bytes are known after its last ones."""
    agreement: Agreement
    """Agreement of the result, shrunk again, with that picture; NaN of a reduction, which is not measured."""
    provenance: Provenance
    """Everything that is needed to make it again."""
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


def enlarge_into(
    image: DecodedImage,
    task: Task,
    format: str,
    sink: Sink,
    *,
    source: bytes = b"",
    keep_identity: bool = False,
    on_stage: OnStage | None = None,
    on_band: OnBand | None = None,
    on_bicubic: OnBand | None = None,
) -> WrittenFile:
    """Enlarge a picture into a file, band by band: memory grows with the width of the result, not with its height.

    Bands are parts of the whole result (see `upscale`), so that no seam is between them. With a size, bands of what the
    networks draw are reduced to it as they come.

    Args:
        image: the picture that is enlarged.
        task: the method, its scale and its options; no test, and nothing that corrects the result as a whole.
        format: a key of `FORMATS` or `VALUE_FORMATS` that is written in bands: all but WebP; or "dicom", uncompressed.
        sink: place for the bytes. What it raises stops the run and reaches the caller.
        source: bytes of the DICOM file that the picture was decoded from; for "dicom" only.
        keep_identity: True keeps patient and study in a DICOM file; see `encode_dicom`.
        on_stage: called with the stage of the run; it may raise to stop it.
        on_band: called with each band before it is written.
        on_bicubic: called with the same rows as bicubic makes them, to compare with; of display values only.

    Raises:
        EncodeError: for a format that cannot hold the result, or is not written in bands.
        EngineError: for a task that needs the whole result in memory, or a result beyond `MAX_FILE_PIXELS`.
        SRError: if the picture cannot be enlarged like this.
    """
    started = time.perf_counter()
    _check(image, task)
    planned = Provenance.planned(image, task)
    write = _writer(image, task, format, source, keep_identity, planned.about)
    run = _Run(image, task, on_stage, _with_bicubic(image, task, on_band, on_bicubic), started)
    counted = _Counted(sink)
    write(Bands(run.size.height, run.bands()), counted)
    return WrittenFile(
        task=task,
        format=format,
        height=run.size.height,
        width=run.size.width,
        bytes=counted.size,
        sha256=counted.sha256(),
        agreement=run.agreement.result() if task.scale > 1 else _NO_AGREEMENT,
        provenance=run.described(planned),
        tiles=run.tiles,
        notes=run.notes,
        seconds=time.perf_counter() - started,
    )


def _writer(
    image: DecodedImage, task: Task, format: str, source: bytes, keep_identity: bool, about: About
) -> Callable[[Bands, Sink], None]:
    if format == "dicom":
        if task.part is not None or task.size is not None:
            raise EncodeError("a DICOM file is made of the whole picture by a whole scale; leave part and size out")
        cards = path_cards(task.method)
        checksum = ", ".join(dict.fromkeys(card.sha256 for card in cards))
        how = {"method": str(task.method), "checksum": checksum}
        return dicom_bands(image, source, task.scale, keep_identity=keep_identity, about=about, **how)
    known = format_for(image, format)
    if not known.in_bands:
        able = ", ".join(name for name, other in FORMATS.items() if other.in_bands and other.unit == image.unit)
        raise EncodeError(
            f"{format} files are made in memory as a whole, up to {MAX_SR_PIXELS / 1e6:.0f} megapixels; use {able}"
        )
    return partial(known.write, about=about)


def _check(image: DecodedImage, task: Task) -> None:
    if isinstance(task.method, Guest):
        raise EngineError("a network of your own makes a result in memory only; choose a part of the picture")
    if task.test:
        raise EngineError("a test compares whole pictures in memory; enlarge the picture itself, or test a part of it")
    if task.options.keep_measured is not None:
        raise EngineError(
            "agreement with the original pixels is enforced on a whole result in memory, this one is written in bands; "
            "leave it off, or choose a part of the picture"
        )
    area = image if task.part is None else task.part.of(image)
    if task.size is not None:
        check_size(area, task.method, task.size, task.options)
    drawn = Size(area.height * task.scale, area.width * task.scale)
    pixels = (drawn if task.size is None or path_cards(task.method) else task.size).pixels
    if pixels > MAX_FILE_PIXELS:
        raise EngineError(
            f"x{task.scale} of {area.width} x {area.height} makes {pixels / 1e6:,.0f} megapixels, above the limit of "
            f"{MAX_FILE_PIXELS / 1e6:,.0f} for a file; crop the picture or choose a smaller scale"
        )


def plan_bands(image: DecodedImage, task: Task) -> list[list[Part]]:
    """Cut what is enlarged into bands of whole rows from top to bottom, and each band into parts from left to right.

    Bands are as high as `BAND_BYTES` allows, rows that are made twice included (`path_reach`), and are one part but for
    a path, whose steps need more memory than their result. Parts are read in windows of one size, for which an engine
    prepares once; only the last row and column of them may be smaller.
    """
    area = task.part or Part(0, 0, image.height, image.width)
    reach = path_reach(task.method, task.options)
    area_scale = task.scale**2
    pixel = _row_bytes(image, 1) * area_scale
    # A band that is reduced to a size stands beside its copy with the rows that waited for it.
    most = BAND_BYTES // (1 if task.size is None else 2)
    rows = _spans(area.height, min(most // pixel, MAX_SR_PIXELS // area_scale) // area.width, reach)
    columns = [(0, area.width)]
    if len(path_cards(task.method)) > 1:
        # Between steps there are 16 bits, and each step's picture is kept until the last one is made.
        working = pixel * max(2, 4 // image.pixels.itemsize)
        columns = _spans(area.width, most // working // (rows[0][1] + 2 * reach), reach)
    return [
        [Part(area.top + top, area.left + left, bottom - top, right - left) for left, right in columns]
        for top, bottom in rows
    ]


def _row_bytes(image: DecodedImage, width: int) -> int:
    """Return the bytes of a row of a picture of this kind."""
    return width * (image.channels + (image.alpha is not None)) * image.pixels.itemsize


def _spans(length: int, most: int, reach: int) -> list[tuple[int, int]]:
    """Cut an axis so that no span, with `reach` on both sides, is longer than `most`."""
    most = max(2 * reach + 1, most)
    if length <= most:
        return [(0, length)]
    side = window_side(length, ceil((length - 2 * reach) / (most - 2 * reach)), reach)
    return list(pairwise((0, *range(side - reach, length - reach, side - 2 * reach), length)))


def _with_bicubic(image: DecodedImage, task: Task, on_band: OnBand | None, on_bicubic: OnBand | None) -> OnBand | None:
    """Return what is called with each band, and makes its rows by bicubic where these are wanted."""
    if on_bicubic is None:
        return on_band
    lr, made = image if task.part is None else task.part.of(image), 0
    size = task.size or Size(lr.height * task.scale, lr.width * task.scale)

    def take(band: DecodedImage) -> None:
        nonlocal made
        if on_band is not None:
            on_band(band)
        for top in range(made, made + band.height, _COMPARED_ROWS):
            rows = Rows(top, min(top + _COMPARED_ROWS, made + band.height), 0, lr.height)
            on_bicubic(resize_image(lr, size.height, size.width, rows=rows))
        made += band.height

    return take


class _Run:
    """One run: it makes the bands, and measures each of them while it is in memory."""

    def __init__(
        self, image: DecodedImage, task: Task, on_stage: OnStage | None, on_band: OnBand | None, started: float
    ) -> None:
        self.image, self.task, self.started = image, task, started
        self.on_stage, self.on_band = on_stage or (lambda stage: None), on_band
        self.area = task.part or Part(0, 0, image.height, image.width)
        self.lr = self.area.of(image)
        self.size = task.size or Size(self.area.height * task.scale, self.area.width * task.scale)
        self.agreement = BandAgreement(self.lr, self.size.height)
        shape = (self.size.height, self.size.width, image.channels + (image.alpha is not None))
        self.ends, self.at_ends = ends_of(image, task), (0, 0)
        self.values = hashlib.sha256(f"{image.pixels.dtype} {shape}".encode())
        self.done = self.tiles = 0
        self.engines: tuple[str, ...] = ()
        self.notes: tuple[str, ...] = ()

    def bands(self) -> Iterator[DecodedImage]:
        for band in self._drawn() if self.task.size is None else self._resized(self.task.size):
            if self.task.scale > 1:
                self.agreement.take(band)
            self._note(band)
            if self.on_band is not None:
                self.on_band(band)
            yield band
            del band  # the next one is made without this one in memory

    def _drawn(self) -> Iterator[DecodedImage]:
        """Yield the bands of a whole scale."""
        for parts in plan_bands(self.image, self.task):
            yield _beside([self._enlarge(part) for part in parts])

    def _resized(self, size: Size) -> Iterator[DecodedImage]:
        """Yield the bands of a result of this size, as `upscale` makes it."""
        if not path_cards(self.task.method):
            yield from self._interpolated(size)
            return
        height, width = self.area.height * self.task.scale, self.area.width * self.task.scale
        reduce = BandResize(height, size.height, size.width)
        for band in self._drawn():
            same = (size.height, size.width) == (height, width)
            rows = band if same else reduce.take(band)
            del band  # its rows that are still needed were copied
            if rows is not None:
                yield replace(rows, dpi=size.dpi)

    def _interpolated(self, size: Size) -> Iterator[DecodedImage]:
        """Yield the bands of an interpolation to this size: each is made of the rows of the input that it needs."""
        lr = self.lr
        step = max(1, BAND_BYTES // _row_bytes(lr, size.width))
        for top in range(0, size.height, step):
            made = Rows(top, min(top + step, size.height), 0, lr.height)
            rows = resize_image(lr, size.height, size.width, kernel=str(self.task.method), rows=made)
            share, seconds = made.stop / size.height, time.perf_counter() - self.started
            self.on_stage(Stage("enlarge", 1, 1, share, Progress(int(share), 1, seconds, share=share)))
            yield replace(rows, scale=self.image.scale * self.task.scale, dpi=size.dpi)
            del rows

    def _enlarge(self, part: Part) -> DecodedImage:
        whole, own, tiles = self.area.height * self.area.width, part.height * part.width, self.tiles

        def tick(progress: Progress) -> None:
            share = min(1.0, (self.done + progress.fraction * own) / whole)
            total = tiles + round(progress.total * (whole - self.done) / own)  # as if all parts had as many tiles
            seconds = time.perf_counter() - self.started
            self.on_stage(Stage("enlarge", 1, 1, share, Progress(tiles + progress.done, total, seconds, share=share)))

        task = self.task
        if self._is_empty(part):
            image = replace(repeat_pixels(part.of(self.image), task.scale), scale=self.image.scale * task.scale)
        else:
            result = upscale(
                self.image, task.method, scale=task.scale, options=task.options, part=part, on_progress=tick
            )
            self.tiles += result.tiles
            self.engines, self.notes = result.engines, result.notes
            image = result.image
        self.done += own
        return image

    def _is_empty(self, part: Part) -> bool:
        """Tell whether nothing was measured in a part and around it, while something was elsewhere."""
        around = part.widen(path_reach(self.task.method, self.task.options), self.image).of(self.image)
        return around.missing == around.pixels.size and self.image.missing < self.image.pixels.size

    def described(self, planned: Provenance) -> Provenance:
        """Add the result, of which all bands were made."""
        row = replace(self.image, pixels=self.image.pixels[:1, :1], alpha=None)
        found = replace(
            PictureFacts.of(row, self.values.hexdigest()),
            height=self.size.height,
            width=self.size.width,
            alpha=self.image.alpha is not None,
        )
        at_ends = None if self.ends is None else self.at_ends
        return replace(planned, engines=self.engines or planned.engines, result=found, at_ends=at_ends)

    def _note(self, band: DecodedImage) -> None:
        if self.ends is not None:
            low, high = count_at(band, self.ends)
            self.at_ends = self.at_ends[0] + low, self.at_ends[1] + high
        for strip in Bands.of(band).strips(64):
            self.values.update(strip.data)


def _beside(parts: list[DecodedImage]) -> DecodedImage:
    if len(parts) == 1:
        return parts[0]
    alpha = [part.alpha for part in parts if part.alpha is not None]
    return replace(
        parts[0],
        pixels=np.concatenate([part.pixels for part in parts], axis=1),
        alpha=np.concatenate(alpha, axis=1) if alpha else None,
    )


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
