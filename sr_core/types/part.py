"""A part of a picture, as the user chooses one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from . import DecodedImage


@dataclass(frozen=True, slots=True)
class Part:
    """A rectangle of a picture, in whole pixels.

    Part(0, 0, 512, 512)                         # the upper left corner
    Part.square(image, 256, across=0.5, down=0.5)    # the middle
    """

    top: int
    """Index of the first row."""
    left: int
    """Index of the first column."""
    height: int
    """Number of rows."""
    width: int
    """Number of columns."""

    @classmethod
    def square(cls, image: DecodedImage, side: int, *, across: float, down: float) -> Part:
        """Choose a square by its place; where the picture is shorter than the square, its whole side is taken.

        Args:
            image: the picture.
            side: side of the square in pixels.
            across: place from 0 (left) to 1 (right).
            down: place from 0 (top) to 1 (bottom).
        """
        height, width = min(side, image.height), min(side, image.width)
        return cls(round((image.height - height) * down), round((image.width - width) * across), height, width)

    @property
    def text(self) -> str:
        """Its rows and columns, counted from 1: "rows 21 to 84 and columns 31 to 80, counted from 1"."""
        rows = f"rows {self.top + 1} to {self.top + self.height}"
        return f"{rows} and columns {self.left + 1} to {self.left + self.width}, counted from 1"

    def is_inside(self, height: int, width: int) -> bool:
        """Tell whether it has pixels, all of which lie within a picture of this height and width."""
        across = 0 <= self.left < self.left + self.width <= width
        return across and 0 <= self.top < self.top + self.height <= height

    def of(self, image: DecodedImage, scale: int = 1) -> DecodedImage:
        """Cut it out of the picture, or of one that is `scale` times as large; pixels are shared, not copied."""
        rows = slice(self.top * scale, (self.top + self.height) * scale)
        columns = slice(self.left * scale, (self.left + self.width) * scale)
        pixels = image.pixels[rows, columns]
        if pixels.shape == image.pixels.shape:
            return image
        return replace(image, pixels=pixels, alpha=None if image.alpha is None else image.alpha[rows, columns])

    def widen(self, margin: int, image: DecodedImage) -> Part:
        """Add a margin on each side, as far as the picture reaches."""
        top, left = max(0, self.top - margin), max(0, self.left - margin)
        bottom = min(image.height, self.top + self.height + margin)
        right = min(image.width, self.left + self.width + margin)
        return Part(top, left, bottom - top, right - left)

    def within(self, around: Part) -> Part:
        """Return the place of this part in a larger one that holds it."""
        return Part(self.top - around.top, self.left - around.left, self.height, self.width)

    def within_area(self, most: int) -> Part:
        """Return this part, or if it has more than `most` pixels a smaller one of the same shape around its middle."""
        if self.height * self.width <= most:
            return self
        share = (most / (self.height * self.width)) ** 0.5
        height = max(1, int(self.height * share))
        width = max(1, min(self.width, most // height))
        return Part(self.top + (self.height - height) // 2, self.left + (self.width - width) // 2, height, width)
