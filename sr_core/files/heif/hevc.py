"""HEVC: the size that a coded picture declares, and its slices without anything else. Source: ITU-T H.265, 7.3."""

from ...errors import DecodeError
from ..bits import Bits
from ..boxes import damaged
from .coded import Coded

_SPS = 33
_FIRST_PARAMETERS = 32
"""Types of NAL units from here on are parameter sets, or messages that pixels do not need."""
_WHOLE = "HEIC"


def read_hevc(configuration: bytes, data: bytes) -> Coded:
    """Read the size of a picture, and keep its slices alone.

    Args:
        configuration: body of the hvcC property, which holds the parameter sets.
        data: the item: NAL units with their lengths in front.

    Raises:
        DecodeError: for parameter sets that contradict each other, no slice, or more than one picture.
    """
    try:
        sizes = {_sequence(unit) for unit in _parameter_sets(configuration) if unit[0] >> 1 & 63 == _SPS}
        lengths = (configuration[21] & 3) + 1
    except (ValueError, IndexError) as error:
        raise DecodeError(damaged(_WHOLE)) from error
    if len(sizes) != 1:
        raise DecodeError(damaged(_WHOLE))
    width, height, depth, channels = sizes.pop()
    return Coded(width, height, depth, channels, _slices(data, lengths))


def _parameter_sets(configuration: bytes) -> list[bytes]:
    """Return the NAL units of a configuration. Source: ISO/IEC 14496-15, 8.3.3.1."""
    found, at = [], 23
    for _ in range(configuration[22]):
        count = int.from_bytes(configuration[at + 1 : at + 3])
        at += 3
        for _ in range(count):
            length = int.from_bytes(configuration[at : at + 2])
            unit = configuration[at + 2 : at + 2 + length]
            if length < 3 or len(unit) < length:
                raise ValueError("a parameter set ends early")
            found.append(unit)
            at += 2 + length
    return found


def _sequence(unit: bytes) -> tuple[int, int, int, int]:
    """Return (width, height, bits, channels) of a sequence parameter set, the margins that are cropped included."""
    bits = Bits(unit[2:].replace(b"\0\0\3", b"\0\0"))
    bits.read(4)
    layers = bits.read(3)
    bits.read(1 + 88 + 8)  # profile and level
    flags = [(bits.read(1), bits.read(1)) for _ in range(layers)]
    if layers:
        bits.read(2 * (8 - layers))
    for profile, level in flags:
        bits.read(88 * profile + 8 * level)
    bits.exp_golomb()
    chroma = bits.exp_golomb()
    if chroma == 3:
        bits.read(1)
    width, height = bits.exp_golomb(), bits.exp_golomb()
    if bits.read(1):  # margins that are cropped
        for _ in range(4):
            bits.exp_golomb()
    luma, colour = bits.exp_golomb() + 8, bits.exp_golomb() + 8
    if not 8 <= luma <= 16 or (chroma and luma != colour):
        raise ValueError("the depth is impossible")
    return width, height, luma, 1 if chroma == 0 else 3


def _slices(data: bytes, width: int) -> bytes:
    """Return the slices of one picture with lengths in front."""
    found, at, pictures = [], 0, 0
    while at < len(data):
        end = at + width + int.from_bytes(data[at : at + width])
        unit = data[at + width : end]
        if end > len(data) or len(unit) < 3:
            raise DecodeError(damaged(_WHOLE))
        if unit[0] >> 1 & 63 < _FIRST_PARAMETERS:
            pictures += unit[2] >> 7  # first slice of a picture
            found.append(data[at:end])
        at = end
    if pictures != 1:
        raise DecodeError(damaged(_WHOLE))
    return b"".join(found)
