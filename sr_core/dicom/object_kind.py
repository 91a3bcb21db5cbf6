"""Object: the kind of DICOM object that a result becomes, that of its source if valid, else Secondary Capture."""

import re
from dataclasses import dataclass

from pydicom.dataset import Dataset
from pydicom.valuerep import format_number_as_ds

from .layout import MONOCHROME, Layout
from .stored_values import Stored

_CAPTURE_EMPTY = ("PatientOrientation",)
"""Attributes of type 2 of a Secondary Capture."""
_ANIMAL = (
    "PatientBreedDescription", "PatientBreedCodeSequence", "BreedRegistrationSequence", "ResponsiblePerson",
    "ResponsibleOrganization", "PatientSexNeutered",
)  # fmt: skip
"""Attributes of type 2 of an animal (PS3.3 C.7.1.1)."""
_BESIDE = {
    "ClinicalTrialSeriesDescription": ("ClinicalTrialCoordinatingCenterName",),
    "ClinicalTrialSeriesID": ("ClinicalTrialCoordinatingCenterName",),
    "ClinicalTrialSponsorName": ("ClinicalTrialProtocolName", "ClinicalTrialSiteID", "ClinicalTrialSiteName"),
    "ClinicalTrialTimePointDescription": ("ClinicalTrialTimePointID",),
    "ClinicalTrialTimePointTypeCodeSequence": ("ClinicalTrialTimePointID",),
    "LongitudinalTemporalEventType": ("ClinicalTrialTimePointID",),
    "PatientSpeciesCodeSequence": _ANIMAL,
    "PatientSpeciesDescription": _ANIMAL,
}
"""Attribute of an optional module -> attributes of type 2 of that module."""
_MILLIONTHS = {
    "ExposureInmAs": "ExposureInuAs", "ExposureTimeInms": "ExposureTimeInuS",
    "XRayTubeCurrentInmA": "XRayTubeCurrentInuA",
}  # fmt: skip
"""Number that only objects of many frames have -> attribute of objects of one frame, in thousandths of its unit."""
SECONDARY_CAPTURE = "1.2.840.10008.5.1.4.1.1.7"
"""SOP Class of a picture that came from somewhere (PS3.3 A.8.1)."""
_GATED = ("CG", "PPG")
"""Scan Options of an acquisition gated by the heart."""
_PLANE = ("PixelSpacing", "ImageOrientationPatient", "ImagePositionPatient", "FrameOfReferenceUID")
_DX = (
    "PresentationIntentType", "PatientOrientation", "ImageLaterality", "PixelIntensityRelationship",
    "PixelIntensityRelationshipSign", "RescaleIntercept", "RescaleSlope", "RescaleType", "PresentationLUTShape",
    "BurnedInAnnotation", "ImagerPixelSpacing", "AnatomicRegionSequence", "LossyImageCompression",
)  # fmt: skip
_DX_EMPTY = ("DetectorType", "AcquisitionContextSequence", "PositionerType", "ViewPosition")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of object that may be kept, with its attributes beyond patient, study and pixels."""

    modality: str
    """Modality that is written where the source has none."""
    needed: tuple[str, ...]
    """Attributes of type 1: a source without one of them is no valid object of this kind."""
    empty: tuple[str, ...]
    """Attributes of type 2, which are added empty where the source has none."""
    bits: range = range(1, 17)
    """Allowed values of Bits Stored."""
    allocated: tuple[int, ...] = (8, 16)
    """Allowed values of Bits Allocated."""
    presented: bool = False
    """True for DX, whose stored numbers are unsigned and are the values: slope 1, intercept 0, no unit."""
    third: str = ".*"
    """Pattern of the third value of Image Type."""


OBJECT_KINDS: dict[str, Kind] = {
    "1.2.840.10008.5.1.4.1.1.1": Kind("CR", (), ("BodyPartExamined", "ViewPosition", "PatientOrientation")),  # CR, A.2
    "1.2.840.10008.5.1.4.1.1.1.1": Kind("DX", _DX, _DX_EMPTY, range(6, 17), presented=True),  # DX to present, A.26
    "1.2.840.10008.5.1.4.1.1.1.1.1": Kind("DX", _DX, _DX_EMPTY, range(6, 17), presented=True),  # DX for processing
    "1.2.840.10008.5.1.4.1.1.2": Kind(  # CT, A.3
        "CT",
        (*_PLANE, "RescaleIntercept", "RescaleSlope"),
        ("KVP", "AcquisitionNumber", "SliceThickness", "PositionReferenceIndicator", "PatientPosition"),
        range(12, 17),
        (16,),
        third="AXIAL|LOCALIZER",
    ),
    "1.2.840.10008.5.1.4.1.1.4": Kind(  # MR, A.4
        "MR",
        (*_PLANE, "ScanningSequence", "SequenceVariant"),
        ("ScanOptions", "MRAcquisitionType", "EchoTime", "EchoTrainLength", "SliceThickness",
         "PositionReferenceIndicator", "PatientPosition"),
        allocated=(16,),
        third=".+",
    ),
}  # fmt: skip
"""SOP Class that may be kept -> its requirements (PS3.3)."""


def kind_of(dataset: Dataset, layout: Layout, stored: Stored) -> Kind | None:
    """Return the source's kind if the result is a valid object of it; None for Secondary Capture.

    Args:
        dataset: attributes taken from the source, malformed values left out, with the rescaling of the result.
        layout: layout of the source.
        stored: how the pixels of the result are written.
    """
    kind = OBJECT_KINDS.get(str(dataset.get("SOPClassUID", "")))
    if kind is None or layout.frames > 1 or stored.photometric not in MONOCHROME:
        return None
    if dataset.get("MultienergyCTAcquisition") == "YES":
        return None
    if "PixelPresentation" in dataset or any(dataset.get(keyword) in (None, "", []) for keyword in kind.needed):
        return None
    if stored.bits not in kind.bits or stored.allocated not in kind.allocated:
        return None
    as_they_stand = not stored.signed and stored.rescale.is_identity and dataset.get("RescaleType") == "US"
    if kind.presented and not (as_they_stand and dataset.get("Modality", "DX") == "DX"):
        return None
    return kind if re.fullmatch(kind.third, _third_type(dataset)) else None


def make_plain(dataset: Dataset) -> None:
    """Rewrite in place numbers that only objects of many frames have as those of one frame; existing numbers stay."""
    for enhanced, plain in _MILLIONTHS.items():
        if enhanced in dataset:
            number = float(dataset[enhanced].value) * 1000
            if plain not in dataset and 0 <= number < 1 << 31:
                setattr(dataset, plain, round(number) if plain == "ExposureInuAs" else format_number_as_ds(number))
            delattr(dataset, enhanced)


def may_be_empty(dataset: Dataset, kind: Kind | None) -> tuple[str, ...]:
    """Return the attributes of type 2 beyond patient and study, and of type 2C where the condition holds.

    Args:
        dataset: the object, with valid values only.
        kind: kind of the object; None for Secondary Capture.
    """
    beside = [name for one, names in _BESIDE.items() if one in dataset for name in names]
    if kind is None:
        return (*_CAPTURE_EMPTY, *beside)
    if kind.modality != "MR":
        return (*kind.empty, *beside)
    sequence, options = _terms(dataset, "ScanningSequence"), _terms(dataset, "ScanOptions")
    times = {"RepetitionTime": "EP" not in sequence, "InversionTime": "IR" in sequence,
             "TriggerTime": not options.isdisjoint(_GATED)}  # fmt: skip
    return (*kind.empty, *beside, *(keyword for keyword, needed in times.items() if needed))


def _terms(dataset: Dataset, keyword: str) -> set[str]:
    value = dataset.get(keyword) or ()
    return {value} if isinstance(value, str) else {str(one) for one in value}


def _third_type(dataset: Dataset) -> str:
    values = dataset.get("ImageType") or ""
    return "" if isinstance(values, str) or len(values) < 3 else str(values[2])
