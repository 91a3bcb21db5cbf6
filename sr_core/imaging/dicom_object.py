"""Object: what kind of DICOM object a result becomes. The source's own where that is valid, else Secondary Capture."""

from dataclasses import dataclass

from pydicom.dataset import Dataset

from .dicom_layout import MONOCHROME, Layout

CAPTURE_EMPTY = ("PatientOrientation",)
"""Type 2 of a Secondary Capture."""
SECONDARY_CAPTURE = "1.2.840.10008.5.1.4.1.1.7"
"""SOP Class of a picture that came from somewhere (PS3.3 A.8.1)."""
UNPAIRED = (
    "ABDOMEN", "ABDOMENPELVIS", "AORTA", "BACK", "BLADDER", "BRAIN", "CEREBELLUM", "CERVIX", "CHEST", "CHESTABDOMEN",
    "CHESTABDPELVIS", "COCCYX", "COLON", "CSPINE", "CTSPINE", "ESOPHAGUS", "FACE", "GALLBLADDER", "HEAD", "HEADNECK",
    "HEART", "JAW", "LARYNX", "LIVER", "LSPINE", "LSSPINE", "MAXILLA", "MEDIASTINUM", "MOUTH", "NECK", "NECKCHEST",
    "NECKCHESTABDOMEN", "NECKCHESTABDPELV", "NOSE", "PANCREAS", "PELVIS", "PHARYNX", "PROSTATE", "RECTUM", "SKULL",
    "SPINE", "SPLEEN", "SSPINE", "STERNUM", "STOMACH", "THYROID", "TLSPINE", "TONGUE", "TRACHEA", "TSPINE", "UTERUS",
    "WHOLEBODY",
)  # fmt: skip
"""Body parts of which there is one (PS3.16 Annex L): a laterality beside them is an error."""
_PLANE = ("PixelSpacing", "ImageOrientationPatient", "ImagePositionPatient", "FrameOfReferenceUID")
_DX = (
    "PresentationIntentType", "PatientOrientation", "ImageLaterality", "PixelIntensityRelationship",
    "PixelIntensityRelationshipSign", "RescaleIntercept", "RescaleSlope", "RescaleType", "PresentationLUTShape",
    "BurnedInAnnotation", "ImagerPixelSpacing", "AnatomicRegionSequence",
)  # fmt: skip
_DX_EMPTY = ("DetectorType", "AcquisitionContextSequence", "ViewPosition")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of object that may be kept, with its attributes beyond patient, study and pixels."""

    needed: tuple[str, ...]
    """Type 1: a source without one of them is no valid object of this kind."""
    may_be_empty: tuple[str, ...]
    """Type 2: added empty where the source has none."""
    signed: bool = True
    """False if the kind has unsigned pixels only."""
    cross_sectional: bool = False
    """True if Image Type needs a third value, such as AXIAL."""


KINDS: dict[str, Kind] = {
    "1.2.840.10008.5.1.4.1.1.1": Kind((), ("BodyPartExamined", "ViewPosition", "PatientOrientation")),  # CR, PS3.3 A.2
    "1.2.840.10008.5.1.4.1.1.1.1": Kind(_DX, _DX_EMPTY, signed=False),  # DX for presentation, A.26
    "1.2.840.10008.5.1.4.1.1.1.1.1": Kind(_DX, _DX_EMPTY, signed=False),  # DX for processing
    "1.2.840.10008.5.1.4.1.1.2": Kind(  # CT, A.3
        (*_PLANE, "RescaleIntercept", "RescaleSlope"),
        ("KVP", "AcquisitionNumber", "SliceThickness", "PositionReferenceIndicator", "PatientPosition"),
        cross_sectional=True,
    ),
    "1.2.840.10008.5.1.4.1.1.4": Kind(  # MR, A.4
        (*_PLANE, "ScanningSequence", "SequenceVariant"),
        ("ScanOptions", "MRAcquisitionType", "EchoTime", "EchoTrainLength", "SliceThickness",
         "PositionReferenceIndicator", "PatientPosition"),
        cross_sectional=True,
    ),
}  # fmt: skip
"""SOP Class that may be kept -> what it needs."""


def kind_of(dataset: Dataset, layout: Layout) -> Kind | None:
    """Return the source's kind if a single grey frame of it is a valid object; None for Secondary Capture."""
    kind = KINDS.get(str(dataset.get("SOPClassUID", "")))
    if kind is None or layout.frames > 1 or layout.photometric not in MONOCHROME or layout.allocated not in (8, 16):
        return None
    complete = all(dataset.get(keyword) not in (None, "", []) for keyword in kind.needed)
    if kind.cross_sectional and not _names_plane(dataset):
        return None
    needs_modality_lut = "ModalityLUTSequence" in dataset
    if not complete or needs_modality_lut or (layout.signed and not kind.signed):
        return None
    return kind


def _names_plane(dataset: Dataset) -> bool:
    values = dataset.get("ImageType") or ""
    return not isinstance(values, str) and len(values) > 2 and bool(values[2])
