"""A coded picture: what its own header says, whatever the container says of it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Coded:
    """One coded picture of HEVC or AV1."""

    width: int
    """Width in pixels that a decoder takes memory for."""
    height: int
    """Height in pixels that a decoder takes memory for."""
    depth: int
    """Bits per sample."""
    channels: int
    """1 grey, 3 colours."""
    data: bytes
    """The data that a decoder needs."""
