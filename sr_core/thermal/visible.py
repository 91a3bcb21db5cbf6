"""The visible picture that a FLIR camera stores beside the thermogram, and where it says the thermogram lies in it.

Source: exiftool's FLIR tag table (EmbeddedImage, PiP). How scale and offset frame the picture: the frame is as wide as
the visible picture divided by Real2IR, has the sides of the raw counts, and its centre lies OffsetX and OffsetY pixels
of the visible picture from the middle.
"""

import math
import struct
from dataclasses import dataclass

import numpy as np
from PIL import Image

from ..errors import DecodeError
from ..types import DecodedImage, Part
from .fff import EMBEDDED_IMAGE, PICTURE_IN_PICTURE, RAW_DATA, RECORD_HEADER, join_segments, order_of, read_records

_SMALLEST = 8
"""Smallest side of a frame in pixels; a smaller one is no picture of anything."""


@dataclass(frozen=True, slots=True, eq=False)
class VisiblePicture:
    """Visible picture of a radiometric file."""

    image: DecodedImage
    """The whole picture as the camera stored it, not turned by any orientation, as the thermogram is not."""
    frame: Part | None
    """Part of it that the thermogram shows, by the camera's own scale and offset; None where the file says none.
    Nothing is registered: the lenses stand beside each other, so that near objects are displaced."""


@dataclass(frozen=True, slots=True)
class Embedded:
    """Coded picture in a FLIR file, and the camera's alignment of it."""

    data: bytes
    """A PNG or JPEG file, or anything else."""
    real_to_ir: float = 0.0
    """Width of the visible picture divided by that of the frame; 0 where the file does not say it."""
    offset: tuple[int, int] = (0, 0)
    """Place of the frame's centre, across and down from the picture's middle, in pixels of the visible picture."""
    shape: tuple[int, int] = (0, 0)
    """Height and width of the raw counts, whose sides the frame has."""

    def frame_in(self, image: DecodedImage) -> Part | None:
        """Return the frame as far as the picture reaches; None without one."""
        height, width = self.shape
        if not (math.isfinite(self.real_to_ir) and 0.1 <= self.real_to_ir <= 100.0) or not (height and width):
            return None
        across = image.width / self.real_to_ir
        down = across * height / width
        middle_x, middle_y = image.width / 2 + self.offset[0], image.height / 2 + self.offset[1]
        left, right = (min(max(round(middle_x + side * across / 2), 0), image.width) for side in (-1, 1))
        top, bottom = (min(max(round(middle_y + side * down / 2), 0), image.height) for side in (-1, 1))
        if min(right - left, bottom - top) < _SMALLEST:
            return None
        return Part(top, left, bottom - top, right - left)


def find_embedded(data: bytes) -> Embedded | None:
    """Find the visible picture of a radiometric JPEG of FLIR; None for one without.

    Raises:
        DecodeError: for FLIR data that are damaged.
    """
    records = read_records(join_segments(data), (RAW_DATA, EMBEDDED_IMAGE, PICTURE_IN_PICTURE))
    record = records.get(EMBEDDED_IMAGE)
    if record is None:
        return None
    body, alignment, raw = record[RECORD_HEADER:], records.get(PICTURE_IN_PICTURE), records.get(RAW_DATA)
    if alignment is None or raw is None:
        return Embedded(body)
    scale, across, down = struct.unpack_from("<fhh", alignment)
    width, height = struct.unpack_from(order_of(raw) + "HH", raw, 2)
    return Embedded(body, scale, (across, down), (height, width))


def from_ycbcr(samples: np.ndarray) -> np.ndarray:
    """Turn (H, W, 3) uint8 in the YCbCr of JFIF into sRGB: FLIR's embedded PNG files hold such colours.

    Raises:
        DecodeError: for other samples.
    """
    if samples.shape[2] != 3 or samples.dtype != np.uint8:
        raise DecodeError(
            "expected a visible picture of 8 bits in colour, found another kind of PNG; open another file"
        )
    return np.asarray(Image.fromarray(samples, "YCbCr").convert("RGB"))
