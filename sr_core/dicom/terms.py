"""Terms: the words that the standard has for an attribute; any other may be anybody's text (PS3.3, PS3.16).

pydicom has the codes and the modalities; no library has the terms of PS3.3.
"""

import re
from functools import cache
from typing import cast

from pydicom.sr._concepts_dict import concepts
from pydicom.sr._snomed_dict import mapping
from pydicom.sr.codedict import CIDValueType, codes

from .body_parts import PAIRED, UNPAIRED

_LABEL = 64
"""Longest Code Meaning."""
_YES_NO = ("YES", "NO")
ENUMERATED: dict[str, tuple[str, ...]] = {
    "AnatomicalOrientationType": ("BIPED", "QUADRUPED"),
    "AngioFlag": ("Y", "N"),
    "BeatRejectionFlag": ("Y", "N"),
    "BurnedInAnnotation": _YES_NO,
    "CalibrationImage": _YES_NO,
    "CassetteOrientation": ("LANDSCAPE", "PORTRAIT"),
    "ContentQualification": ("PRODUCT", "RESEARCH", "SERVICE"),
    "DetectorActiveShape": ("RECTANGLE", "ROUND", "HEXAGONAL"),
    "DetectorConditionsNominalFlag": _YES_NO,
    "FieldOfViewShape": ("RECTANGLE", "ROUND", "HEXAGONAL"),
    "ImageLaterality": ("R", "L", "U", "B"),
    "InstanceOriginStatus": ("LOCAL", "IMPORTED"),
    "InPlanePhaseEncodingDirection": ("ROW", "COL"),
    "Laterality": ("R", "L"),
    "LongitudinalTemporalInformationModified": ("UNMODIFIED", "MODIFIED", "REMOVED"),
    "LossyImageCompression": ("00", "01"),
    "MRAcquisitionType": ("2D", "3D"),
    "MultienergyCTAcquisition": _YES_NO,
    "PatientIdentityRemoved": _YES_NO,
    "PatientSex": ("M", "F", "O"),
    "PatientSexNeutered": ("ALTERED", "UNALTERED"),
    "PixelIntensityRelationship": ("LIN", "LOG"),
    "PixelIntensityRelationshipSign": ("1", "-1"),
    "PixelSpacingCalibrationType": ("GEOMETRY", "FIDUCIAL"),
    "PregnancyStatus": ("1", "2", "3", "4"),
    "PresentationIntentType": ("FOR PRESENTATION", "FOR PROCESSING"),
    "PresentationLUTShape": ("IDENTITY", "INVERSE"),
    "QualityControlImage": (*_YES_NO, "BOTH"),
    "QualityControlSubject": _YES_NO,
    "RecognizableVisualFeatures": _YES_NO,
    "RotationDirection": ("CW", "CC"),
    "ScanningSequence": ("SE", "IR", "GR", "EP", "RM"),
    "SliceProgressionDirection": ("APEX_TO_BASE", "BASE_TO_APEX", "ANT_TO_POST", "POST_TO_ANT", "INF_TO_SUP",
                                  "SUP_TO_INF"),
    "SmokingStatus": (*_YES_NO, "UNKNOWN"),
    "VariableFlipAngleFlag": ("Y", "N"),
}  # fmt: skip
"""Enumerated values of PS3.3, of what a kept object may hold; a validator calls any other an error."""
DEFINED: dict[str, tuple[str, ...]] = {
    "AcquisitionTimeSynchronized": ("Y", "N"),
    "AnodeTargetMaterial": ("TUNGSTEN", "MOLYBDENUM", "RHODIUM"),
    "CassetteSize": (
        "18CMX24CM", "8INX10IN", "24CMX30CM", "10INX12IN", "30CMX35CM", "30CMX40CM", "11INX14IN", "35CMX35CM",
        "14INX14IN", "35CMX43CM", "14INX17IN",
    ),
    "ContrastBolusIngredient": ("IODINE", "GADOLINIUM", "CARBON DIOXIDE", "BARIUM"),
    "DetectorConfiguration": ("AREA", "SLOT"),
    "DetectorType": ("DIRECT", "SCINTILLATOR", "STORAGE", "FILM"),
    "ExposureControlMode": ("MANUAL", "AUTOMATIC"),
    "ExposureModulationType": ("NONE",),
    "ExposureStatus": ("NORMAL", "ABORTED"),
    "FieldOfViewHorizontalFlip": _YES_NO,
    "FilterMaterial": ("MOLYBDENUM", "ALUMINUM", "COPPER", "RHODIUM", "NIOBIUM", "EUROPIUM", "LEAD"),
    "Grid": ("FIXED", "FOCUSED", "RECIPROCATING", "PARALLEL", "CROSSED", "NONE"),
    "LossyImageCompressionMethod": (
        "ISO_10918_1", "ISO_14495_1", "ISO_15444_1", "ISO_15444_15", "ISO_18181_1", "ISO_13818_2", "ISO_14496_10",
        "ISO_23008_2",
    ),
    "PatientPosition": (
        "HFP", "HFS", "HFDR", "HFDL", "FFDR", "FFDL", "FFP", "FFS", "LFP", "LFS", "RFP", "RFS", "AFDR", "AFDL", "PFDR",
        "PFDL",
    ),
    "PositionerType": ("CARM", "COLUMN", "MAMMOGRAPHIC", "PANORAMIC", "CEPHALOSTAT", "RIGID", "NONE"),
    "RectificationType": ("SINGLE PHASE", "THREE PHASE", "CONST POTENTIAL"),
    "ScanOptions": ("PER", "RG", "CG", "PPG", "FC", "PFF", "PFP", "SP", "FS"),
    "SequenceVariant": ("SK", "MTC", "SS", "TRSS", "SP", "MP", "OSP", "NONE"),
    "SynchronizationTrigger": ("SOURCE", "EXTERNAL", "PASSTHRU", "NO TRIGGER"),
    "TableType": ("FIXED", "TILTING", "NONE"),
    "TomoClass": ("MOTION", "TOMOSYNTHESIS"),
    "TomoType": ("LINEAR", "SPIRAL", "POLYCYCLOIDAL", "CIRCULAR"),
    "ViewPosition": ("AP", "PA", "LL", "RL", "RLD", "LLD", "RLO", "LLO"),
}  # fmt: skip
"""Defined terms of PS3.3, of what a kept object may hold; others are valid, and not known to be no name."""
_PLAIN = (*_YES_NO, "N", "NONE", "OTHER", "UNKNOWN", "Y")
"""Words that name nobody, whatever the attribute."""
IMAGE_TYPES = (
    "AXIAL", "LOCALIZER", "DENSITY MAP", "DIFFUSION MAP", "IMAGE ADDITION", "MODULUS SUBTRACT", "MPR", "OTHER",
    "PHASE MAP", "PHASE SUBTRACT", "PROJECTION IMAGE", "T1 MAP", "T2 MAP", "VELOCITY MAP",
)  # fmt: skip
"""Third values of Image Type, of CT and MR (PS3.3 C.8.2.1.1.1, C.8.3.1.1.1)."""
DIRECTION = re.compile(r"(?=[APLRHF]{1,3}\Z)(?!.*(?:A.*P|P.*A|L.*R|R.*L|H.*F|F.*H))[APLRHF]{1,3}")
"""A value of Patient Orientation (PS3.3 C.7.6.1.1.1): a direction, not beside its opposite."""


def is_known(keyword: str, value: str) -> bool:
    """Tell a code string that the standard has for an attribute, or that says no more than yes, no or other.

    Nothing more is known of an attribute without terms here.
    """
    if value in _PLAIN:
        return True
    if keyword == "BodyPartExamined":
        return value in PAIRED | UNPAIRED
    if keyword == "Modality":
        return value in _modalities()
    if keyword == "PatientOrientation":
        return bool(DIRECTION.fullmatch(value))
    return value in ENUMERATED.get(keyword, ()) or value in DEFINED.get(keyword, ())


def code_meaning(value: str, scheme: str) -> str:
    """Return the meaning that the standard gives a code, empty for one that it does not name.

    Args:
        value: of Code Value.
        scheme: Coding Scheme Designator; SRT and SNM3 are older codes of SNOMED, for the same concepts.
    """
    if scheme in ("SRT", "SNM3"):
        value, scheme = mapping["SRT"].get(value, ""), "SCT"
    known = cast(dict[str, CIDValueType], concepts.get(scheme, {}))
    named = [entry[value] for entry in known.values() if value in entry and len(entry[value][0]) <= _LABEL]
    # Of several, the one that most context groups use.
    return max(named, key=lambda entry: len(entry[1]), default=("", []))[0]


@cache
def _modalities() -> frozenset[str]:
    """Return the modalities of PS3.16 CID 33."""
    return frozenset(code.value for code in codes.cid33.concepts.values())
