"""Target: the size that one asks for, in the words one asks in, turned into pixels for a given picture.

The aspect ratio is kept. The networks enlarge by the smallest scale that reaches the size; one bicubic reduction does
the rest.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor

from .engine.path import INTERPOLATIONS
from .errors import EngineError
from .guest.guest import Method
from .types import SCALES, DecodedImage, Part, Size

INCHES = {"cm": Fraction(100, 254), "inch": Fraction(1)}
"""Unit of a print's sides -> inches."""
MOST_DPI = 4800
"""Most pixels per inch of a print."""


@dataclass(frozen=True, slots=True)
class Target:
    """Size that one asks for, of a picture of any size.

    Target(width=1920)                  # as high as the picture makes it
    Target(width=1920, height=1080)     # the largest that fits inside
    Target(factor=2.5)                  # 2.5 times on each side
    printed(10, 15, "cm", dpi=300)      # the largest that fits on the paper, turned as the picture is
    """

    width: int | None = None
    """Most columns."""
    height: int | None = None
    """Most rows."""
    factor: float | None = None
    """Enlargement per side, instead of the two others."""
    dpi: int | None = None
    """Pixels per inch of a print, of which `width` and `height` are the sides of the paper."""

    def __post_init__(self) -> None:
        sides = [side for side in (self.width, self.height) if side is not None]
        if bool(sides) == (self.factor is not None) or (self.dpi is not None and len(sides) < 2):
            raise EngineError(f"a size needs a width, a height or both, or else a factor, found {self}; choose one")
        if self.factor is not None and not 0 < self.factor < float("inf"):
            raise EngineError(f"a factor needs to be a number above 0, found {self.factor:g}; choose one, such as 2.5")
        if self.dpi is not None and not 1 <= self.dpi <= MOST_DPI:
            raise EngineError(f"a print needs 1 to {MOST_DPI} dpi, found {self.dpi}; choose 300 for a photograph")
        if min(sides, default=1) < 1:
            raise EngineError(f"a size needs at least 1 pixel on each side, found {min(sides)}; choose a larger one")

    def enlargement(self, image: DecodedImage) -> Fraction:
        """Return the exact enlargement per side of this picture; below 1 for a reduction."""
        if self.factor is not None:
            return Fraction(str(self.factor))  # 2.3 is 23/10 here, which no float is
        width, height = self.width, self.height
        if self.dpi is not None and width is not None and height is not None:
            turned = (width > height) != (image.width > image.height)
            width, height = (height, width) if turned else (width, height)
        pairs = ((width, image.width), (height, image.height))
        return min(Fraction(asked, side) for asked, side in pairs if asked is not None)

    def size(self, image: DecodedImage, part: Part | None = None) -> Size:
        """Return the size of the result for this picture; both sides are rounded to the nearest pixel, halves up.

        Args:
            image: the whole picture.
            part: part of it that is worked on, which is enlarged as the whole picture would be.

        Raises:
            EngineError: if a side of the result would be less than half a pixel.
        """
        times, of = self.enlargement(image), part or image
        height, width = (floor(side * times + Fraction(1, 2)) for side in (of.height, of.width))
        return Size(height, width, self.dpi)

    def scale(self, image: DecodedImage, offered: Sequence[int] = SCALES) -> int:
        """Return the smallest scale of networks that reaches the size; 1 where the picture is at least as large.

        Args:
            image: the whole picture.
            offered: scales of the networks, in rising order.

        Raises:
            EngineError: if no scale reaches it, with the largest size that can be made.
        """
        size = self.size(image)
        for scale in (1, *offered):
            if image.height * scale >= size.height and image.width * scale >= size.width:
                return scale
        most = offered[-1]
        raise EngineError(
            f"{image.shape_text} can be enlarged to at most {image.width * most} x {image.height * most} pixels "
            f"({most} times), found a size of {size.text}; choose a smaller one"
        )


def plan_text(image: DecodedImage, size: Size, scale: int, method: Method, name: str) -> str:
    """Say in one sentence how a picture, or a part of one, gets its size.

    Args:
        image: what is enlarged.
        size: size of the result.
        scale: scale of the networks; 1 for a reduction.
        method: what enlarges it.
        name: name of the method for the reader.
    """
    if (size.height, size.width) == (image.height, image.width):
        return "The picture has this size already and stays as it is."
    if scale == 1:
        return "The picture is larger than this: it is only reduced, by bicubic and without a network."
    if method in INTERPOLATIONS:
        return f"{name} enlarges to {size.text} directly."
    if (size.height, size.width) == (image.height * scale, image.width * scale):
        return f"{name} enlarges {scale} times, which is {size.text}."
    return f"{name} enlarges {scale} times, then the picture is reduced to {size.text} by bicubic."


def printed(side: float, other: float, unit: str, *, dpi: int) -> Target:
    """Make the target of a print: its sides are rounded to whole pixels.

    Args:
        side: one side of the paper.
        other: other side; which of them is the width, the picture decides.
        unit: key of `INCHES`.
        dpi: pixels per inch, 1 to `MOST_DPI`.

    Raises:
        EngineError: for a paper without size, or for other dpi.
    """
    if unit not in INCHES:
        raise EngineError(f"a print is measured in {' or '.join(INCHES)}, found {unit!r}; choose one of them")
    if not all(0 < each < float("inf") for each in (side, other)):
        raise EngineError(f"a print needs two sides above 0, found {side:g} x {other:g}; choose 10 x 15 cm, or others")
    width, height = (floor(Fraction(str(each)) * INCHES[unit] * dpi + Fraction(1, 2)) for each in (side, other))
    return Target(width=width, height=height, dpi=dpi)


def read_size(text: str) -> Target:
    """Read "1920x" (wide), "x1080" (high) or "1920x1080" (fits inside).

    Raises:
        EngineError: for anything else.
    """
    found = re.fullmatch(r"(\d{1,9})?x(\d{1,9})?", text.strip().lower(), re.ASCII)
    if found is None or not any(found.groups()):
        raise EngineError(f"a size is written 1920x, x1080 or 1920x1080, found {text!r}; write one of these")
    width, height = (None if side is None else int(side) for side in found.groups())
    return Target(width=width, height=height)


def read_print(text: str, dpi: int) -> Target:
    """Read the sides of a print: "10x15cm", "4x6in".

    Raises:
        EngineError: for anything else, and for dpi that are out of range.
    """
    number = r"(\d{1,6}(?:\.\d{1,6})?)"
    found = re.fullmatch(rf"{number} ?x ?{number} ?(cm|in)", text.strip().lower(), re.ASCII)
    if found is None:
        raise EngineError(f"a print is written 10x15cm or 4x6in, found {text!r}; write its sides like this")
    unit = "cm" if found[3] == "cm" else "inch"
    return printed(float(found[1]), float(found[2]), unit, dpi=dpi)
