"""Writer of TIFF, strip by strip: tifffile writes the file, what stands near its start is written again at the end."""

import io
from collections.abc import Iterator
from typing import IO, Any, cast

import imagecodecs
import numpy as np
import tifffile

from ..about import About, xmp_packet
from ..bands import Bands
from ..sink import Sink

_STRIP = 2**18
"""Bytes of a strip before it is packed."""
_XMP = 700
_LARGEST = 2**32 - 2**26
"""Bytes of values up to which a classic TIFF, whose offsets have 32 bits, holds them however badly they are packed."""


def write_tiff(bands: Bands, sink: Sink, about: About | None = None, *, level: int = 6, **tags: Any) -> None:
    """Write whole numbers or float32, with alpha where there is one, as strips of deflated differences.

    Strips, not tiles, since ImageJ opens no tiled TIFF. It is a BigTIFF from 4 GB on.

    Args:
        bands: the picture.
        sink: place for the file. It is appended to, and its first part is written again at the end.
        about: what the file says of how it was made; its text is the description unless `tags` name another.
        level: effort of packing, 1 to 12.
        tags: what `tifffile.TiffWriter.write` takes beside the values: description, photometric and so on.
    """
    dtype, samples = bands.kind.pixels.dtype, bands.samples
    row = bands.width * samples * dtype.itemsize
    rows = min(bands.height, max(1, _STRIP // row))
    if about is not None:
        packet = xmp_packet(about)
        tags = {"description": about.text, **tags, "software": about.program}
        tags["extratags"] = [*tags.get("extratags", ()), (_XMP, "B", len(packet), packet, True)]
    place = cast("IO[bytes]", _Place(sink))
    with tifffile.TiffWriter(place, bigtiff=bands.height * row > _LARGEST) as file:
        file.write(
            _packed(bands.strips(rows), level),
            shape=(bands.height, bands.width, samples)[: 2 + (samples > 1)],
            dtype=dtype,
            rowsperstrip=rows,
            planarconfig="contig" if samples > 1 else None,
            extrasamples=None if bands.kind.alpha is None else ["unassalpha"],
            compression="adobe_deflate",
            predictor=True,
            metadata=None,
            **{"software": False, **tags},
        )


def _packed(strips: Iterator[np.ndarray], level: int) -> Iterator[bytes]:
    for strip in strips:
        predict = imagecodecs.floatpred_encode if strip.dtype.kind == "f" else imagecodecs.delta_encode
        differences = predict(strip, axis=-2)
        yield bytes(imagecodecs.deflate_encode(differences.tobytes(), level=level))


class _Place:
    """A sink as a file in which one can go back, as tifffile needs it."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._at = self._size = 0

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self._at = offset + {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        return self._at

    def write(self, data: bytes | memoryview) -> int:
        content = bytes(data)
        if self._at > self._size:
            self._sink.write(bytes(self._at - self._size))
            self._size = self._at
        within = content[: self._size - self._at]
        if within:
            self._sink.rewrite(self._at, within)
        if len(content) > len(within):
            self._sink.write(content[len(within) :])
        self._at += len(content)
        self._size = max(self._size, self._at)
        return len(content)

    def flush(self) -> None:
        """Do nothing: the sink has every byte."""
