"""DICOM files that the app derives from others, and what dciodvfy (dicom3tools) says of them."""

import io
from dataclasses import replace
from pathlib import Path

import pydicom
from pydicom.dataset import Dataset

from sr_core.decode import decode
from sr_core.dicom.writer import encode_dicom
from sr_core.image.resize import resize_image
from sr_core.types import DecodedImage

from .dicom_validator import findings

CHECKSUM = "sha256 0123456789abcdef"


def enlarge(data: bytes, scale: int = 2, frame: int = 0) -> DecodedImage:
    """Decode a frame and enlarge it bicubically, as the source of a derived object."""
    image = decode(data, "in.dcm", frame=frame)
    return replace(resize_image(image, image.height * scale, image.width * scale), scale=scale)


def write(data: bytes, *, scale: int = 2, frame: int = 0, keep_identity: bool = False) -> bytes:
    """Enlarge a frame and write it as the app writes a derived object."""
    larger = enlarge(data, scale, frame)
    return encode_dicom(larger, data, method="xray-x2", checksum=CHECKSUM, keep_identity=keep_identity)


def parse(data: bytes) -> Dataset:
    """Read a file with pydicom."""
    return pydicom.dcmread(io.BytesIO(data))


def errors_of(data: bytes, folder: Path) -> list[str]:
    """Return the lines that the validator calls errors; skips the test where it is not installed."""
    return [line for line in findings(data, folder) if "Error" in line]
