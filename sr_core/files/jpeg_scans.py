"""Scans of a JPEG: whether they are all there, and whether their coded data reach to the last pixel.

libjpeg fills with grey what a scan lacks and says nothing. Bytes put behind the data of each scan change nothing in a
complete picture and the last pixels of one that is cut short. Source: ITU-T T.81 B.2 (syntax), G.1 (progressive).
"""

import re
from collections.abc import Iterator

from ..errors import DecodeError

_START_OF_SCAN, _END = 0xDA, b"\xff\xd9"
_PROGRESSIVE = (0xC2, 0xCA)
_ARITHMETIC = set(range(0xC9, 0xD0)) - {0xCC}
"""Frames whose coded data may end before their last pixel: what is missing counts as zeros."""
# Restart markers belong to the coded data. Each run of fill bytes is looked at once, from its first byte.
_MARKER = re.compile(rb"(?<!\xff)\xff++[\x01-\xcf\xd8-\xfe]")
_MAX_MARKERS = 10_000
"""Markers from the first scan on; progressive files have some tens."""
_BYTES = bytes((0x5A, 0xC3, 0x17, 0x99, 0x2E, 0xB4, 0x71, 0x0D)) * 8
_PADDING = _BYTES + b"".join(bytes((0xFF, 0xD0 + restart)) + _BYTES for restart in range(8))
"""Also behind each restart marker: a decoder that waits for one skips everything else."""


def may_be_padded(frame: int) -> bool:
    """Tell Huffman-coded frames, by the last byte of their marker."""
    return frame not in _ARITHMETIC


def without_rest(scans: bytes) -> bytes:
    """Return a JPEG from its first start of scan to its end: behind it phones put videos and other pictures."""
    found = scans.find(_END, max((end for _, end in _scans(scans)), default=0))
    return scans if found < 0 else scans[: found + 2]


def padded(scans: bytes) -> bytes:
    """Return a JPEG from its first start of scan on, with bytes behind the data of each scan."""
    parts = []
    position = 0
    for _, end in _scans(scans):
        parts += [scans[position:end], _PADDING]
        position = end
    return b"".join((*parts, scans[position:]))


def is_finished(scans: bytes, frame: int, components: bytes) -> bool:
    """Tell whether the scans give every component whole.

    Args:
        scans: the file from its first start of scan on.
        frame: last byte of the marker of its frame.
        components: numbers of the frame's components, one byte each.
    """
    missing = {(component, index) for component in components for index in range(64)}
    for start, _ in _scans(scans):
        length = int.from_bytes(scans[start + 2 : start + 4], "big")
        header = scans[start + 4 : start + 2 + length]
        if len(header) < 4:
            return False
        first, last, approximation = header[-3:]
        if frame not in _PROGRESSIVE:
            first, last, approximation = 0, 63, 0
        if approximation & 15 == 0:  # all bits, down to the last
            found = header[1 : 1 + 2 * header[0] : 2]
            missing -= {(component, index) for component in found for index in range(first, min(last, 63) + 1)}
    return not missing


def _scans(scans: bytes) -> Iterator[tuple[int, int]]:
    """Yield (start of the header, end of the coded data) of every scan."""
    position = 0
    for _ in range(_MAX_MARKERS):
        if position + 4 > len(scans) or scans[position] != 0xFF or scans.startswith(_END, position):
            return
        start = position
        position += 2 + int.from_bytes(scans[start + 2 : start + 4], "big")
        found = _MARKER.search(scans, position)  # between other segments: at once
        position = found.end() - 2 if found else len(scans)
        if scans[start + 1] == _START_OF_SCAN:
            yield start, found.start() if found else len(scans)
    raise DecodeError(f"expected at most {_MAX_MARKERS:,} JPEG markers, found more; save it as PNG or TIFF")
