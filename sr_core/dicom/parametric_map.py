"""Parametric Map: how far each pixel of a result may be off, as a DICOM object beside it. Not for diagnostic use.

Source: PS3.3 A.75 (Parametric Map IOD), C.8.32 (its series and image), C.7.6.24 (Floating Point Image Pixel).
"""

from datetime import UTC, datetime

import numpy as np
from pydicom.dataset import Dataset
from pydicom.uid import ExplicitVRLittleEndian, generate_uid

from ..errors import EncodeError
from ..types import DecodedImage
from ..types.part import Part
from ..version import PROGRAM
from .derivation import LABEL, SERIES_NUMBER, plain_ascii, processing_equipment, source_reference
from .derived_object import add_required, declare_characters, taken_over
from .functional_groups import MAP_LABEL, MAP_TYPE, UCUM, add_derivation, add_frame, add_values, item, place_of
from .identity import new_uid
from .repair import valid_uid
from .spacing import enlarge_geometry
from .writer import file_bytes, readable, source_of

PARAMETRIC_MAP = "1.2.840.10008.5.1.4.1.1.30"
"""SOP Class of a picture whose pixels are values of a quantity (PS3.3 A.75)."""
_TAKEN = (
    "StudyDate", "StudyTime", "AccessionNumber", "Modality", "ReferringPhysicianName", "StudyDescription",
    "PatientName", "PatientID", "IssuerOfPatientID", "PatientBirthDate", "PatientSex", "PatientAge", "PatientSize",
    "PatientWeight", "BodyPartExamined", "Laterality", "PatientOrientation", "ImageLaterality", "StudyInstanceUID",
    "StudyID", "RecognizableVisualFeatures", "LossyImageCompression", "LossyImageCompressionRatio",
    "LossyImageCompressionMethod", "PatientIdentityRemoved", "DeidentificationMethod",
    "DeidentificationMethodCodeSequence", "LongitudinalTemporalInformationModified", "SpecificCharacterSet",
)  # fmt: skip
"""Attributes that the map takes over from the source: patient, study and what remains true of its pixels."""
_MISSING = -1.0
"""What is stored where nothing was measured: no half-width is below 0."""
_NO_DATE = ("19000101", "000000")
"""Content Date and Time of an object without patient and study: they must be there and must not tell a date."""
_LONG = 1024
"""Most characters of Derivation Description."""


def encode_parametric_map(
    half_width: np.ndarray,
    image: DecodedImage,
    source: bytes,
    *,
    level: float,
    text: str = "",
    method: str,
    part: Part | None = None,
    checksum: str = "",
    keep_identity: bool = False,
) -> bytes:
    """Write the error bars of a result as a DICOM Parametric Map, with the pixels of the picture that was enlarged.

    Patient and study are those of `encode_dicom`, with the same choice. The map is in the study of its source and
    refers to the source, since every file of a result is an object of its own. A source with a place in the patient
    gives it to the map. A projection has none: its map has a Frame of Reference of its own, without a plane, and the
    source's spacing, whose kind Derivation Description names.

    Args:
        half_width: (h, w) half-widths, above 0, in the unit of `image`; NaN where nothing was measured.
        image: the picture that was enlarged: `decode(source, ...)`, or its part.
        source: the bytes of that DICOM file.
        level: share of the pixels that the bars are to cover, 0..1.
        text: sentences on what was measured of the bars, for Derivation Description.
        method: method that enlarged the picture.
        part: part of the frame that `image` is; None for the whole frame.
        checksum: sha256 of the network's weights.
        keep_identity: True keeps patient and study as they are; else they are removed by PS3.15's Basic Profile, and
            Content Date is 1900-01-01.

    Returns:
        A file in Explicit VR Little Endian with Float Pixel Data. A Real World Value Mapping of slope 1 gives their
        unit as a code of UCUM ("no units" for stored values), and their quantity as "+/-, range of measurement
        uncertainty" (SNOMED CT 371884006). Missing pixels are -1, which Float Pixel Padding Value declares.

    Raises:
        EncodeError: for a picture that is not a frame of this source or its part, colours, half-widths of another
            shape, below 0 or without any value, and a source with text burned into its pixels, whose outlines the bars
            would show while a Parametric Map must declare that it has none.
    """
    with readable(image):
        file, _ = source_of(image, source, part)
        _check(image)
        values, ends = _stored(half_width, image)
        dataset, left_out = taken_over(file, keep_identity=keep_identity)
        enlarge_geometry(dataset, image, part)
        groups, frame_of_reference = place_of(dataset, image)
        for element in list(dataset):
            if element.keyword not in _TAKEN:
                del dataset[element.tag]
        share = f"{level * 100:g} %"
        add_values(groups, image.unit, ends, f"Half-width of error bars for {share} of pixels")
        origin = source_reference(file.dataset, image, keep_identity=keep_identity)
        origin.SpatialLocationsPreserved = "YES"
        add_derivation(groups, origin, _description(image, part, method, checksum, share, text, left_out))
        _add_series(dataset, method, checksum, share)
        dataset.FrameOfReferenceUID, dataset.PositionReferenceIndicator = frame_of_reference, None
        dataset.ReferencedSeriesSequence = [_series(file.dataset, origin, keep_identity=keep_identity)]
        _add_image(dataset, image, share, keep_identity=keep_identity)
        add_frame(dataset, groups)
        add_required(dataset, ("PatientOrientation",) if "PlanePositionSequence" not in groups else ())
        declare_characters(dataset)
        if (values == _MISSING).any():
            dataset.FloatPixelPaddingValue = dataset.FloatPixelPaddingRangeLimit = _MISSING
        dataset.add_new("FloatPixelData", "OF", values.tobytes())
        return file_bytes(dataset, ExplicitVRLittleEndian)


def parametric_map_problem(image: DecodedImage, source: bytes, part: Part | None = None) -> str:
    """Return the reason why `encode_parametric_map` would refuse a picture, whatever its bars; empty if it would not.

    Args:
        image: the picture that is enlarged.
        source: the bytes of its DICOM file.
        part: part of the frame that it is; None for the whole frame.
    """
    try:
        with readable(image):
            source_of(image, source, part)
            _check(image)
    except EncodeError as error:
        return str(error)
    return ""


def _check(image: DecodedImage) -> None:
    assert image.dicom is not None
    if image.unit not in UCUM:
        raise EncodeError("a Parametric Map needs measured values, found a picture without them; save a TIFF")
    if image.dicom.burned_in_annotation:
        raise EncodeError(
            "a Parametric Map needs a source without burned-in text, found one that declares it, whose outlines the "
            "error bars would show; save a TIFF"
        )


def _stored(half_width: np.ndarray, image: DecodedImage) -> tuple[np.ndarray, tuple[float, float]]:
    """Return half-widths as they are stored, with their smallest and largest one."""
    if half_width.shape != (image.height, image.width):
        raise EncodeError(
            f"a Parametric Map needs one half-width for each pixel of {image.shape_text}, found the shape "
            f"{half_width.shape}; pass those of this picture"
        )
    missing = np.isnan(half_width)
    if missing.all() or not (half_width[~missing] > 0).all() or np.isinf(half_width).any():
        raise EncodeError("a Parametric Map needs half-widths above 0, found none, or others; make the error bars anew")
    known = half_width[~missing]
    return np.where(missing, _MISSING, half_width).astype("<f4"), (float(known.min()), float(known.max()))


def _description(
    image: DecodedImage,
    part: Part | None,
    method: str,
    checksum: str,
    share: str,
    text: str,
    left_out: list[str],
) -> str:
    """Return Derivation Description."""
    weights = f", weights {checksum}" if checksum else ""
    sentences = [
        f"Half-widths of error bars that are to cover {share} of the pixels of the enlargement by {method}{weights}; "
        "each holds for all pixels of the enlargement that lie in it.",
        text,
        "Not for diagnostic use.",
        f"Shows only a part of the source: {part.text}." if part is not None else "",
        f"Pixel Spacing is that of the source: {image.spacing.kind}." if image.spacing is not None else "",
        f"Left out, malformed in the source: {', '.join(left_out)}." if left_out else "",
    ]
    return plain_ascii(" ".join(filter(None, sentences)), _LONG)


def _add_series(dataset: Dataset, method: str, checksum: str, share: str) -> None:
    """Add object, series and equipment, which is this program (PS3.3 C.7.5.1, C.7.5.2)."""
    dataset.SOPClassUID, dataset.SOPInstanceUID = PARAMETRIC_MAP, generate_uid()
    dataset.SeriesInstanceUID = generate_uid()
    dataset.Modality = dataset.get("Modality") or "OT"
    dataset.SeriesNumber, dataset.InstanceNumber = SERIES_NUMBER, 1
    dataset.SeriesDescription = f"Error bars, {share} of pixels, not for diagnostic use"
    dataset.Manufacturer, dataset.ManufacturerModelName = PROGRAM, plain_ascii(method, LABEL)
    dataset.DeviceSerialNumber = "none"
    dataset.SoftwareVersions = plain_ascii(checksum, LABEL) or "unknown"
    dataset.ContributingEquipmentSequence = [processing_equipment(method, checksum)]


def _add_image(dataset: Dataset, image: DecodedImage, share: str, *, keep_identity: bool) -> None:
    """Add what the image module of a Parametric Map holds (PS3.3 C.8.32.2, C.7.6.24)."""
    assert image.dicom is not None
    now = datetime.now(UTC)
    moment = (now.strftime("%Y%m%d"), now.strftime("%H%M%S")) if keep_identity else _NO_DATE
    dataset.ContentDate, dataset.ContentTime = moment
    dataset.ImageType = list(MAP_TYPE)
    dataset.ContentLabel = MAP_LABEL
    dataset.ContentDescription = f"Error bars for {share} of pixels, not for diagnostic use"
    dataset.ContentCreatorName, dataset.ContentQualification = None, "RESEARCH"
    dataset.PixelPresentation, dataset.PresentationLUTShape = "MONOCHROME", "IDENTITY"
    dataset.BurnedInAnnotation = "NO"
    dataset.RecognizableVisualFeatures = dataset.get("RecognizableVisualFeatures") or "NO"
    dataset.LossyImageCompression = "01" if image.dicom.lossy else "00"
    dataset.SamplesPerPixel, dataset.PhotometricInterpretation, dataset.BitsAllocated = 1, "MONOCHROME2", 32
    dataset.Rows, dataset.Columns = image.height, image.width
    dataset.AcquisitionContextSequence = []


def _series(old: Dataset, origin: Dataset, *, keep_identity: bool) -> Dataset:
    """Return the series of the source with the source, for Common Instance Reference (PS3.3 C.12.2)."""
    uid = valid_uid(old, "SeriesInstanceUID") or generate_uid()
    instance = item(
        ReferencedSOPClassUID=origin.ReferencedSOPClassUID, ReferencedSOPInstanceUID=origin.ReferencedSOPInstanceUID
    )
    return item(SeriesInstanceUID=uid if keep_identity else new_uid(uid), ReferencedInstanceSequence=[instance])
