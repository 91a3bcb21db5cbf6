"""Lossless compression of the pixels that are written: one frame to one stream of JPEG-LS or JPEG 2000.

Source: PS3.5 8.2.3 and A.4.3 (JPEG-LS), 8.2.4 and A.4.4 (JPEG 2000).
"""

from collections.abc import Callable
from dataclasses import dataclass

import imagecodecs
import numpy as np
from pydicom.uid import UID, ExplicitVRLittleEndian, JPEG2000Lossless, JPEGLSLossless

from ..errors import EncodeError

_THREADS = 2
"""Threads of one JPEG 2000 encoder."""
_APP_8 = b"\xff\xe8"
"""Marker of the parts of a SPIFF header."""
_START = b"\xff\xd8"


@dataclass(frozen=True, slots=True)
class Compression:
    """A way in which pixels are written."""

    title: str
    """Name for people."""
    syntax: UID
    """Transfer syntax."""
    encode: Callable[[np.ndarray, int], bytes] | None
    """Function that makes the stream of a frame of its integers and their Bits Stored; None for pixels as they are."""


def _jpeg_ls(numbers: np.ndarray, _: int) -> bytes:
    """Encode as JPEG-LS, which knows no sign: signed numbers are written as they stand in memory, all their bits."""
    values = numbers.view(f"u{numbers.dtype.itemsize}")
    return _without_spiff(bytes(imagecodecs.jpegls_encode(np.ascontiguousarray(values))))


def _without_spiff(stream: bytes) -> bytes:
    """Remove the SPIFF header, which says again what the DICOM header says; its end holds a second start of image."""
    at = len(_START)
    while stream[at : at + 2] in (_APP_8, _START):
        is_part = stream[at : at + 2] == _APP_8
        at += 2 + int.from_bytes(stream[at + 2 : at + 4], "big") * is_part
    return _START + stream[at:]


def _jpeg_2000(numbers: np.ndarray, bits: int) -> bytes:
    """Encode as a codestream with as many bits as are stored, and without a colour transform: RGB stays RGB."""
    stream = imagecodecs.jpeg2k_encode(
        np.ascontiguousarray(numbers),
        codecformat="J2K",
        bitspersample=bits,
        reversible=True,
        mct=False,
        numthreads=_THREADS,
    )
    return bytes(stream)


COMPRESSIONS: dict[str, Compression] = {
    "none": Compression("Uncompressed", ExplicitVRLittleEndian, None),
    "jpeg-ls": Compression("JPEG-LS", JPEGLSLossless, _jpeg_ls),
    "jpeg-2000": Compression("JPEG 2000", JPEG2000Lossless, _jpeg_2000),
}
"""Name -> a lossless way in which pixels are written."""


def compression_of(name: str) -> Compression:
    """Return the compression of a name.

    Raises:
        EncodeError: for an unknown name.
    """
    if name not in COMPRESSIONS:
        raise EncodeError(f"unknown compression {name!r}; known: {', '.join(COMPRESSIONS)}")
    return COMPRESSIONS[name]
