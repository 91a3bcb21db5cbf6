"""Files written band by band, read by other libraries."""

import io
from collections.abc import Iterator
from itertools import cycle
from weakref import ref

import imagecodecs
import numpy as np
import pytest
import tifffile
from PIL import Image

from sr_core.encode import encode, format_for
from sr_core.files.bands import Bands
from sr_core.files.sink import Memory
from sr_core.files.tiff import writer
from sr_core.types import DecodedImage
from tests.support.pictures import smooth_picture

HEIGHTS = [(1000,), (1, 7, 2), (40, 1, 90)]
"""Heights of bands, over and over; the first is that of a band as high as the picture."""


def picture(channels: int, dtype: type, *, alpha: bool, height: int = 203, width: int = 301) -> DecodedImage:
    values = smooth_picture(height, width)
    values = values if dtype is np.uint8 else values.astype(np.uint16) * 256 + 7
    return DecodedImage(values[..., :channels].copy(), alpha=values[..., 1].copy() if alpha else None)


def cut(image: DecodedImage, heights: tuple[int, ...]) -> Iterator[DecodedImage]:
    top = 0
    for height in cycle(heights):
        rows = slice(top, top + height)
        yield DecodedImage(image.pixels[rows], alpha=None if image.alpha is None else image.alpha[rows])
        top += height
        if top >= image.height:
            return


def write(image: DecodedImage, format: str, heights: tuple[int, ...]) -> bytes:
    file = Memory()
    format_for(image, format).write(Bands(image.height, cut(image, heights)), file)
    return file.content()


def stored(image: DecodedImage) -> np.ndarray:
    values = image.pixels if image.alpha is None else np.dstack((image.pixels, image.alpha))
    return values.squeeze(2) if values.shape[2] == 1 else values


@pytest.mark.parametrize("heights", HEIGHTS)
@pytest.mark.parametrize("alpha", [False, True], ids=["opaque", "alpha"])
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("channels", [1, 3])
def test_libpng_and_tifffile_read_every_value(
    channels: int, dtype: type, alpha: bool, heights: tuple[int, ...]
) -> None:
    image = picture(channels, dtype, alpha=alpha)
    np.testing.assert_array_equal(imagecodecs.png_decode(write(image, "png", heights)), stored(image))
    np.testing.assert_array_equal(tifffile.imread(io.BytesIO(write(image, "tiff", heights))), stored(image))


@pytest.mark.parametrize("format", ["png", "tiff"])
def test_pillow_reads_the_colours(format: str) -> None:
    image = picture(3, np.uint8, alpha=False)
    with Image.open(io.BytesIO(write(image, format, (50,)))) as found:
        np.testing.assert_array_equal(np.asarray(found), image.pixels)


@pytest.mark.parametrize("format", ["png", "tiff"])
@pytest.mark.parametrize("size", [(1, 1), (1, 40), (40, 1), (2, 3)])
def test_the_smallest_pictures_are_written(format: str, size: tuple[int, int]) -> None:
    image = picture(3, np.uint16, alpha=True, height=size[0], width=size[1])
    data = write(image, format, (1,))
    found = imagecodecs.png_decode(data) if format == "png" else tifffile.imread(io.BytesIO(data))
    np.testing.assert_array_equal(found.reshape(stored(image).shape), stored(image))


@pytest.mark.parametrize("format", ["png", "tiff"])
@pytest.mark.parametrize("heights", HEIGHTS)
def test_bands_leave_no_trace_in_the_file(format: str, heights: tuple[int, ...]) -> None:
    image = picture(3, np.uint8, alpha=True)
    assert write(image, format, heights) == encode(image, format)


def test_a_png_is_about_as_small_as_that_of_libpng() -> None:
    image = picture(3, np.uint8, alpha=False)
    theirs = imagecodecs.png_encode(
        image.pixels, level=1, strategy=imagecodecs.PNG.STRATEGY.RLE, filter=imagecodecs.PNG.FILTER.PAETH
    )
    assert len(write(image, "png", (16,))) < 1.03 * len(theirs)


def test_a_large_tiff_is_a_big_one(monkeypatch: pytest.MonkeyPatch) -> None:
    image = picture(3, np.uint8, alpha=False)
    assert not tifffile.TiffFile(io.BytesIO(encode(image, "tiff"))).is_bigtiff
    monkeypatch.setattr(writer, "_LARGEST", image.pixels.nbytes - 1)
    with tifffile.TiffFile(io.BytesIO(write(image, "tiff", (16,)))) as file:
        assert file.is_bigtiff
        np.testing.assert_array_equal(file.asarray(), image.pixels)


class Watched(Memory):
    """A file in memory that refuses to be rewritten beyond its end, and knows where it was."""

    def __init__(self) -> None:
        super().__init__()
        self.size = self.furthest = 0

    def write(self, data: bytes) -> None:
        super().write(data)
        self.size += len(data)

    def rewrite(self, offset: int, data: bytes) -> None:
        assert offset >= 0
        assert offset + len(data) <= self.size
        super().rewrite(offset, data)
        self.furthest = max(self.furthest, offset + len(data))


@pytest.mark.parametrize(("format", "rewritten"), [("png", 0), ("tiff", 2000)])
def test_only_the_start_of_a_tiff_is_rewritten(format: str, rewritten: int) -> None:
    image, file = picture(3, np.uint8, alpha=False), Watched()
    format_for(image, format).write(Bands(image.height, cut(image, (40,))), file)
    assert (file.furthest > 0) == (rewritten > 0)
    assert file.furthest <= rewritten
    assert len(file.content()) == file.size


@pytest.mark.parametrize("format", ["png", "tiff"])
def test_no_band_is_kept_while_the_next_one_is_made(format: str) -> None:
    made: list[ref[np.ndarray]] = []

    def bands() -> Iterator[DecodedImage]:
        for _ in range(5):
            assert all(pixels() is None for pixels in made)
            band = picture(3, np.uint8, alpha=False)
            made.append(ref(band.pixels))
            yield band
            del band

    format_for(picture(3, np.uint8, alpha=False), format).write(Bands(5 * 203, bands()), Memory())
    assert len(made) == 5
