"""Limits of what is decoded, checked in a file's header before memory is taken for its pixels.

Every limit can be set by an environment variable, for a host of another size: SR_MAX_FILE_MB, SR_MAX_MEGAPIXELS,
SR_MAX_SIDE, SR_MAX_MEMORY_MB, SR_MAX_FRAMES.
"""

import os
import re
import stat
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path

from ..errors import DecodeError, SRError


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of what a file may hold.

    Limits()                # a file of 128 MB, a picture of 64 megapixels
    Limits(megapixels=16)   # a smaller host
    """

    file_mb: int = 128
    """Size of a file in MB of 2**20 bytes."""
    megapixels: int = 64
    """Area of a picture in millions of pixels."""
    side: int = 65_535
    """Width and height in pixels."""
    memory_mb: int = 256
    """Samples of one unpacked picture in MB: 64 megapixels of 32 bits, 42 of 48. Decoding takes up to 5 times this."""
    frames: int = 10_000
    """Frames of an animation, pages of a TIFF. Only one is ever unpacked; the others are counted."""

    def __post_init__(self) -> None:
        for field in fields(self):
            if getattr(self, field.name) < 1:
                raise ValueError(f"{field.name} must be at least 1, got {getattr(self, field.name)!r}")

    def __str__(self) -> str:
        return f"{self.megapixels} megapixels, {self.side:,} pixels per side, {self.memory_mb} MB once unpacked"

    def check_file(self, size: int) -> None:
        """Refuse a file of too many bytes.

        Raises:
            DecodeError: if `size` is above `file_mb`.
        """
        if size > self.file_mb * 2**20:
            raise DecodeError(
                f"expected a file of at most {self.file_mb} MB, found {size / 2**20:,.0f} MB; shrink or crop it first"
            )

    def check_picture(self, width: int, height: int, bits: int = 8) -> None:
        """Refuse an empty or too large picture.

        Args:
            width: width in pixels, as the header says.
            height: height in pixels, as the header says.
            bits: bits per pixel once unpacked, all channels together.

        Raises:
            DecodeError: naming the limit that is exceeded.
        """
        size = f"{width} x {height}"
        if width < 1 or height < 1:
            raise DecodeError(f"expected at least 1 x 1 pixels, found {size}; export or download it again")
        if width * height > self.megapixels * 10**6:
            raise DecodeError(
                f"expected at most {self.megapixels} megapixels, found {size} "
                f"({width * height / 1e6:,.0f} megapixels); shrink or crop it first"
            )
        if max(width, height) > self.side:
            raise DecodeError(f"expected sides of at most {self.side:,} pixels, found {size}; crop it first")
        if width * height * bits > self.memory_mb * 2**23:
            raise DecodeError(
                f"expected at most {self.memory_mb} MB once unpacked, found {size} of {bits} bits per pixel "
                f"({width * height * bits / 2**23:,.0f} MB); save it with fewer bits, shrink or crop it first"
            )

    def check_frames(self, count: int, noun: str) -> None:
        """Refuse an animation or document of too many frames or pages.

        Raises:
            DecodeError: if `count` is above `frames`.
        """
        if count > self.frames:
            raise DecodeError(f"expected at most {self.frames:,} {noun}, found more; save the first as a picture")


def limits_of(environment: Mapping[str, str]) -> Limits:
    """Read the limits from SR_MAX_FILE_MB and so on; what is absent keeps its default.

    Raises:
        SRError: for a variable that is not a whole number from 1 to 999,999,999.
    """
    found = {}
    for field in fields(Limits):
        name = f"SR_MAX_{field.name.upper()}"
        text = environment.get(name, "1")
        if not re.fullmatch("[1-9][0-9]{0,8}", text):
            raise SRError(
                f"{name}: expected a whole number from 1 to 999999999, found {text!r:.40}; "
                "correct this environment variable, or remove it for the default"
            )
        if name in environment:
            found[field.name] = int(text)
    return Limits(**found)


def _limits_in_force() -> tuple[Limits, str]:
    try:
        return limits_of(os.environ), ""
    except SRError as error:
        return Limits(), str(error)


LIMITS, _MISTAKE = _limits_in_force()
"""The limits in force, and what is wrong with the environment variables that set them; empty if nothing is."""


def check_limits() -> None:
    """Refuse to go on with other limits than somebody meant to set.

    Raises:
        SRError: naming the first environment variable that sets no limit.
    """
    if _MISTAKE:
        raise SRError(_MISTAKE)


def read_within(path: Path) -> bytes:
    """Read a file, but never more than the largest that is decoded, since a device has no end.

    Raises:
        DecodeError: for a file that cannot be read or is too large.
    """
    try:
        with path.open("rb") as file:
            found = os.fstat(file.fileno())
            if stat.S_ISREG(found.st_mode):
                LIMITS.check_file(found.st_size)
            data = file.read(LIMITS.file_mb * 2**20 + 1)
        LIMITS.check_file(len(data))
    except (OSError, ValueError) as error:  # ValueError: a name with a zero byte
        raise DecodeError(f"{path}: cannot be read ({error.args[-1]})") from error
    except DecodeError as error:
        raise DecodeError(f"{path}: {error}") from error
    return data
