"""A simulated chest radiograph with nodules of known place, size and contrast: the truth is known at every scale.

It is nobody's chest, see `anatomy`. Values are stored units of 12 bits in proportion to the attenuation, as computed
radiography writes them: bone is high. A pixel is the mean over its area; its noise is that of the X-ray quanta that
reach it, so it is stronger behind the heart than in the lungs.
"""

import io
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from pydicom import dcmwrite
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import ExplicitVRLittleEndian

from ..image.blocks import block_mean
from ..types import DecodedImage
from .anatomy import FIELD_MM, attenuation

CHEST_NAME = "simulated chest.dcm"
NOTE = "This radiograph is simulated: it was computed from formulas, without a patient and without a detector."
UNITS_PER_ATTENUATION = 880.0
"""Stored units for each factor e by which the beam is weakened."""
QUANTA_PER_MM2 = 40_000.0
"""Quanta per square millimetre that would reach the detector without a body."""
_SAMPLES = 8
"""Samples for each pixel of scale 1, per side; 2, 4 and 8 divide it, so that truths of these scales agree exactly."""
_MOST = 4095.0
_UID = "1.2.826.0.1.3680043.8.498.5001"
"""Root of the identifiers of simulated objects, below that of pydicom."""


@dataclass(frozen=True, slots=True)
class Nodule:
    """A round shadow in a lung."""

    x_mm: float
    """Distance of the centre from the left border of the image in millimetres."""
    y_mm: float
    """Distance of the centre from the top of the image in millimetres."""
    diameter_mm: float
    """Diameter of the ball in millimetres."""
    contrast: float
    """Contrast at its centre, in stored units above its surroundings."""


DIAMETERS_MM = (2.0, 3.0, 4.5, 6.5, 9.5, 14.0)
"""Diameters in the grid of nodules, millimetres."""
CONTRASTS = (15.0, 30.0, 60.0, 120.0)
"""Contrasts in the grid of nodules, stored units; quantum noise in a lung is about 7 at 256 pixels per side."""
_ROWS = ((91, 58, 84), (113, 62, 95), (135, 66, 102), (157, 72, 110), (179, 80, 116), (201, 92, 120))
"""Places in the grid of nodules: height, and distance from the midline of the inner and the outer column,
millimetres."""
_PLACES = tuple(
    (FIELD_MM / 2 + side * across, float(y)) for y, *columns in _ROWS for across in columns for side in (-1, 1)
)


def _grid() -> tuple[Nodule, ...]:
    """Mix the grid, so that neither size nor contrast grows along a side."""
    every = [(d, c) for d in DIAMETERS_MM for c in CONTRASTS]
    order = np.random.default_rng(5).permutation(len(every))
    moved = np.random.default_rng(6).uniform(-3, 3, (len(every), 2))
    return tuple(
        Nodule(round(x + dx, 2), round(y + dy, 2), *every[n])
        for (x, y), (dx, dy), n in zip(_PLACES, moved, order, strict=True)
    )


NODULES = _grid()
"""Nodules of every diameter and contrast, 24 in all."""
EMPTY_PLACES = tuple(
    (x, y)
    for x, y in (
        *((x, y + 11.0) for x, y in _PLACES[:-4]),
        *((FIELD_MM / 2 + side * (inner + outer) / 2, y + 2.0) for y, inner, outer in _ROWS for side in (-1, 1)),
    )
    if all(np.hypot(x - n.x_mm, y - n.y_mm) > (max(DIAMETERS_MM) + n.diameter_mm) / 2 for n in NODULES)
)
"""Centres in the lungs where no nodule is, millimetres."""


def chest_phantom(
    size: int = 256,
    *,
    scale: int = 1,
    quanta: float | None = QUANTA_PER_MM2,
    nodules: tuple[Nodule, ...] = NODULES,
    seed: int = 0,
) -> DecodedImage:
    """Compute the simulated radiograph.

    Args:
        size: rows and columns at scale 1; they cover `FIELD_MM`.
        scale: pixels per side to each pixel of scale 1. The same scene: the mean over a block of `scale` x `scale`
            noise-free pixels is the noise-free pixel of scale 1, exactly at 2, 4 and 8.
        quanta: quanta per square millimetre of the detector without a body; None for the noise-free truth, not rounded.
        nodules: nodules that are drawn into the lungs.
        seed: seed of the noise.

    Returns:
        (scale * size, scale * size, 1) in stored units, 0 to 4095, unit "US"; whole numbers if it has noise. The value
        grows with attenuation. The spacing is FIELD_MM / (scale * size) millimetres, in `chest_dicom` only.
    """
    side = size * scale
    values = _background(size, scale).copy()
    for nodule in nodules:
        rows, columns, shadow = nodule_shadow(nodule, size, scale=scale)
        values[rows, columns] += shadow
    if quanta is not None:
        values = _expose(values, quanta * (FIELD_MM / side) ** 2, seed)
    pixels = values.astype(np.float32)[..., None]
    return DecodedImage(pixels, CHEST_NAME, notes=(NOTE,), unit="US", scale=scale)


def nodule_shadow(nodule: Nodule, size: int = 256, *, scale: int = 1) -> tuple[slice, slice, np.ndarray]:
    """Return the rows and columns of a nodule, and the mean that it adds to each of their pixels in stored units.

    The profile is the chord through a ball, so its edge is soft. `size` and `scale` are those of `chest_phantom`.
    """
    samples = scale * -(-_SAMPLES // scale)
    block, pixel = samples // scale, FIELD_MM / (size * scale)
    radius = nodule.diameter_mm / 2
    spans = []
    for centre in (nodule.y_mm, nodule.x_mm):
        first, last = int((centre - radius) // pixel), int(-(-(centre + radius) // pixel))
        spans.append(slice(max(0, first), min(size * scale, last)))
    rows, columns = spans
    y, x = (
        (np.arange(span.start * block, span.stop * block) + 0.5) * pixel / block - centre
        for span, centre in zip(spans, (nodule.y_mm, nodule.x_mm), strict=True)
    )
    chord = np.sqrt(np.maximum(0.0, 1.0 - (x[None, :] ** 2 + y[:, None] ** 2) / radius**2)) * nodule.contrast
    return rows, columns, block_mean(chord, block)


def chest_dicom(size: int = 256, *, scale: int = 1, quanta: float | None = QUANTA_PER_MM2, seed: int = 0) -> bytes:
    """Write the simulated radiograph as a DICOM file: Computed Radiography, 12 bits, Imager Pixel Spacing.

    The same arguments give the same bytes. Name and comments say that it is simulated. See `chest_phantom`.
    """
    values = chest_phantom(size, scale=scale, quanta=quanta, seed=seed).pixels[..., 0]
    dataset = Dataset()
    dataset.SOPClassUID = "1.2.840.10008.5.1.4.1.1.1"
    dataset.SOPInstanceUID = f"{_UID}.{size}.{scale}.{seed}.{0 if quanta is None else round(quanta)}"
    dataset.StudyInstanceUID, dataset.SeriesInstanceUID = f"{_UID}.1", f"{_UID}.2.{scale}"
    dataset.ImageType = ["DERIVED", "PRIMARY", "SIMULATED"]
    dataset.PatientName, dataset.PatientID = "Simulated^Chest", "SIMULATED"
    dataset.PatientIdentityRemoved, dataset.DeidentificationMethod = "YES", "simulated, no patient"
    for keyword in ("PatientBirthDate", "PatientSex", "StudyDate", "StudyTime", "AccessionNumber", "StudyID"):
        setattr(dataset, keyword, "")
    dataset.ReferringPhysicianName, dataset.Manufacturer = "", "Honest Pixels"
    dataset.Modality, dataset.BodyPartExamined, dataset.ViewPosition = "CR", "CHEST", "PA"
    dataset.PatientOrientation = ["L", "F"]
    dataset.SeriesNumber, dataset.InstanceNumber = 1, 1
    dataset.ImageComments = NOTE
    dataset.BurnedInAnnotation, dataset.LossyImageCompression = "NO", "00"
    dataset.SamplesPerPixel, dataset.PhotometricInterpretation = 1, "MONOCHROME2"
    dataset.Rows, dataset.Columns = values.shape
    dataset.BitsAllocated, dataset.BitsStored, dataset.HighBit, dataset.PixelRepresentation = 16, 12, 11, 0
    dataset.ImagerPixelSpacing = [f"{FIELD_MM / (size * scale):.10g}"] * 2
    dataset.WindowCenter, dataset.WindowWidth = ["2150", "1700", "2900"], ["3300", "1900", "2000"]
    dataset.WindowCenterWidthExplanation = ["WHOLE", "LUNGS", "MEDIASTINUM"]
    dataset.add_new("PixelData", "OW", np.rint(values).astype("<u2").tobytes())
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID, meta.MediaStorageSOPInstanceUID = dataset.SOPClassUID, dataset.SOPInstanceUID
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    dataset.file_meta = meta
    file = io.BytesIO()
    dcmwrite(file, dataset, enforce_file_format=True)
    return file.getvalue()


@lru_cache(maxsize=6)
def _background(size: int, scale: int) -> np.ndarray:
    """Compute the chest without nodules and noise, in stored units; kept, since it takes seconds.

    Scales 1 and 2 are means of scale 4, which has the same samples: they are computed once for all three.
    """
    if scale in (1, 2):
        values = block_mean(_background(size, 4), 4 // scale)
        values.flags.writeable = False
        return values
    samples = scale * -(-_SAMPLES // scale)
    side, block = size * scale, samples // scale
    places = (np.arange(size * samples) + 0.5) / (size * samples) * FIELD_MM
    values = np.empty((side, side))
    rows_at_once = max(1, 250_000 // (places.size * block))
    for top in range(0, side, rows_at_once):
        rows = slice(top, min(top + rows_at_once, side))
        y = places[rows.start * block : rows.stop * block, None]
        fine = attenuation((places[None, :] - FIELD_MM / 2, y))
        values[rows] = block_mean(fine, block)
    values *= UNITS_PER_ATTENUATION
    values.flags.writeable = False
    return values


def _expose(values: np.ndarray, quanta: float, seed: int) -> np.ndarray:
    """Count quanta behind the body and turn the count back into stored units."""
    expected = quanta * np.exp(-values / UNITS_PER_ATTENUATION)
    counted = np.maximum(np.random.default_rng(seed).poisson(expected), 0.5)
    return np.clip(np.rint(-np.log(counted / quanta) * UNITS_PER_ATTENUATION), 0.0, _MOST)
