"""Parts of a picture as arrays for a net, and back; values are clipped and rounded once, on the way back."""

from dataclasses import dataclass, replace

import numpy as np

from ..image.color import rgb_to_ycbcr, ycbcr_to_rgb
from ..image.resize import mirrored, resize, resize_rounded, to_dtype
from ..types import DecodedImage

_STRIP = 2**18
"""SR pixels rounded at once: a large picture must not stand in memory as float64 too."""

_REACH = 4
"""LR pixels around a part that are enlarged with its chroma; bicubic reads two of them on each side."""


@dataclass(frozen=True, slots=True)
class Rectangle:
    """A rectangle of a picture, in pixels; it may reach beyond the picture."""

    rows: slice
    """Rows, from top to bottom."""
    cols: slice
    """Columns, from left to right."""

    @classmethod
    def whole(cls, image: DecodedImage) -> "Rectangle":
        """All of a picture."""
        return cls(slice(0, image.height), slice(0, image.width))

    def of(self, pixels: np.ndarray) -> np.ndarray:
        """Return this part of (H, W, ...), as a view; what lies beyond the picture is its mirror image, a copy."""
        height, width = pixels.shape[:2]
        if min(self.rows.start, self.cols.start) >= 0 and self.rows.stop <= height and self.cols.stop <= width:
            return pixels[self.rows, self.cols]
        rows, cols = (mirrored(np.arange(s.start, s.stop), n) for s, n in ((self.rows, height), (self.cols, width)))
        return pixels[rows[:, None], cols]

    def times(self, scale: int) -> "Rectangle":
        """Return the same part of the picture that is `scale` times as large."""
        return Rectangle(*(slice(s.start * scale, s.stop * scale) for s in (self.rows, self.cols)))


def to_planes(image: DecodedImage, part: Rectangle, *, channels: str, value_range: tuple[float, float]) -> np.ndarray:
    """Turn a part of a picture into the array that a net of these channels sees.

    Args:
        image: any picture.
        part: rectangle that is taken.
        channels: "rgb": three channels, grey is repeated. "y": the luma of a colour picture, Y / 255 as in training, or
            the grey values. "gray": one channel; the colours of a colour picture become a batch of three.
        value_range: range that the net sees as 0 to 1; one for all parts.

    Returns:
        (N, C, H, W) float32 in [0, 1], over the value range; N is 1, or 3 for a colour picture and a "gray" net.
    """
    pixels = part.of(image.pixels)
    if channels == "y" and image.channels == 3:
        values = np.asarray(rgb_to_ycbcr(pixels, image.peak)[..., :1] / 255.0, np.float32)
    else:
        low, high = value_range
        values = (pixels.astype(np.float32) - np.float32(low)) / np.float32(high - low)
    planes = np.ascontiguousarray(values.transpose(2, 0, 1))
    if channels == "gray":
        return planes[:, None]
    if channels == "rgb" and image.channels == 1:
        planes = np.repeat(planes, 3, axis=0)
    return planes[None]


@dataclass(frozen=True, slots=True, eq=False)
class Canvas:
    """The SR picture while its parts are written."""

    lr: DecodedImage
    """Picture that is enlarged; it gives depth, range and, for "y", the chroma, which is enlarged by bicubic."""
    channels: str
    """Channels of the net, see `to_planes`."""
    scale: int
    """Enlargement per side."""
    value_range: tuple[float, float]
    """Range that the net sees as 0 to 1."""
    pixels: np.ndarray
    """(scale * H, scale * W, channels of `lr`), of its dtype."""

    @classmethod
    def blank(
        cls, lr: DecodedImage, *, channels: str, scale: int, value_range: tuple[float, float] | None = None
    ) -> "Canvas":
        """Make room for the picture `scale` times as large; without a range, that of the picture is taken."""
        shape = (lr.height * scale, lr.width * scale, lr.channels)
        return cls(lr, channels, scale, value_range or lr.value_range, np.empty(shape, lr.pixels.dtype))

    def write(self, part: Rectangle, planes: np.ndarray) -> None:
        """Write a net's answer to a part of the LR picture.

        Args:
            part: rectangle in LR pixels.
            planes: values (N, C, scale * h, scale * w) of just that part.
        """
        planes = planes.squeeze(1 if self.channels == "gray" else 0)  # (C, h, w)
        place, target = part.times(self.scale), part.times(self.scale).of(self.pixels)
        chroma = self._chroma(part) if self.channels == "y" and self.lr.channels == 3 else None
        step = max(1, _STRIP // (place.cols.stop - place.cols.start))
        for top in range(0, len(target), step):
            rows = slice(top, top + step)
            values = planes[:, rows].transpose(1, 2, 0)
            if chroma is not None:
                values = ycbcr_to_rgb(np.concatenate([values * 255.0, chroma[rows]], axis=2), self.lr.peak)
            else:
                values = values.mean(axis=2, keepdims=True) if self.lr.channels < values.shape[2] else values
                low, high = self.value_range
                values = values * np.float32(high - low) + np.float32(low)
            target[rows] = values if self.lr.unit else to_dtype(values, target.dtype)

    def _chroma(self, part: Rectangle) -> np.ndarray:
        rows, cols = (
            slice(max(0, s.start - _REACH), min(side, s.stop + _REACH))
            for s, side in ((part.rows, self.lr.height), (part.cols, self.lr.width))
        )
        around = rgb_to_ycbcr(self.lr.pixels[rows, cols], self.lr.peak)[..., 1:]
        large = resize(around, around.shape[0] * self.scale, around.shape[1] * self.scale)
        own = Rectangle(
            slice(part.rows.start - rows.start, part.rows.stop - rows.start),
            slice(part.cols.start - cols.start, part.cols.stop - cols.start),
        )
        return own.times(self.scale).of(large)

    def picture(self) -> DecodedImage:
        """Return the SR picture; alpha is enlarged by bicubic."""
        height, width = self.pixels.shape[:2]
        alpha = None if self.lr.alpha is None else resize_rounded(self.lr.alpha, height, width)
        return replace(self.lr, pixels=self.pixels, alpha=alpha, scale=self.lr.scale * self.scale)
