"""Functional groups of a Parametric Map of one frame: its size and place, its values, and what it is derived from.

Source: PS3.3 C.7.6.16 (Multi-frame Functional Groups), C.7.6.17 (Multi-frame Dimension), A.75.4.1 (those of a
Parametric Map).
"""

from pydicom.datadict import tag_for_keyword
from pydicom.dataset import Dataset
from pydicom.uid import generate_uid
from pydicom.valuerep import format_number_as_ds

from ..types import DecodedImage
from .derivation import code

MAP_TYPE = ("DERIVED", "PRIMARY", "OTHER", "QUANTITY")
"""Image Type and Frame Type of a map (PS3.3 C.8.32.2, C.8.16.1)."""
MAP_LABEL = "ERROR_BARS"
"""Name of a map and of the mapping of its values."""
UCUM = {
    "HU": ("[hnsf'U]", "Hounsfield unit"),
    "OD": ("10*-3{OD}", "thousandth of optical density"),
    "US": ("1", "no units"),
}
"""Unit of measured values -> its code and meaning in UCUM. Rescale Type OD counts thousandths (PS3.3 C.11.1.1.2)."""
_PLANE = ("ImagePositionPatient", "ImageOrientationPatient", "PixelSpacing", "FrameOfReferenceUID")
"""What places a picture in the patient."""


def item(**values: object) -> Dataset:
    """Return a dataset of these keywords and values; a list of datasets makes a sequence."""
    dataset = Dataset()
    for keyword, value in values.items():
        setattr(dataset, keyword, value)
    return dataset


def place_of(dataset: Dataset, image: DecodedImage) -> tuple[Dataset, str]:
    """Return the groups that tell size and place of a picture, and the UID of its Frame of Reference.

    A picture without a place in the patient gets a Frame of Reference of its own and no plane, which is required only
    in one that is related to the patient (or to a slide).

    Args:
        dataset: attributes of its source, of which position and spacing are those of the picture.
        image: the picture.
    """
    measures = Dataset()
    if image.spacing is not None:
        measures.PixelSpacing = [format_number_as_ds(mm) for mm in (image.spacing.row_mm, image.spacing.column_mm)]
    if not all(dataset.get(keyword) for keyword in _PLANE):
        return item(PixelMeasuresSequence=[measures]), generate_uid()
    if dataset.get("SliceThickness"):
        measures.SliceThickness = dataset.SliceThickness
    place = item(
        PixelMeasuresSequence=[measures],
        PlanePositionSequence=[item(ImagePositionPatient=dataset.ImagePositionPatient)],
        PlaneOrientationSequence=[item(ImageOrientationPatient=dataset.ImageOrientationPatient)],
    )
    return place, str(dataset.FrameOfReferenceUID)


def add_values(groups: Dataset, unit: str, ends: tuple[float, float], explanation: str) -> None:
    """Add what the numbers of a frame are: half-widths, as they are stored (PS3.3 C.7.6.16.2.11).

    Args:
        groups: shared functional groups, changed in place.
        unit: a key of `UCUM`.
        ends: smallest and largest half-width.
        explanation: the quantity in at most 64 characters.
    """
    largest = ends[1]
    quantity = item(
        ValueType="CODE",
        ConceptNameCodeSequence=[code("246205007", "Quantity", "SCT")],
        ConceptCodeSequence=[code("371884006", "+/-, range of measurement uncertainty", "SCT")],
    )
    mapping = item(
        LUTLabel=MAP_LABEL,
        LUTExplanation=explanation,
        DoubleFloatRealWorldValueFirstValueMapped=ends[0],
        DoubleFloatRealWorldValueLastValueMapped=largest,
        RealWorldValueSlope=1.0,
        RealWorldValueIntercept=0.0,
        MeasurementUnitsCodeSequence=[code(*UCUM[unit], "UCUM")],
        QuantityDefinitionSequence=[quantity],
    )
    window = item(
        WindowCenter=format_number_as_ds(largest / 2),
        WindowWidth=format_number_as_ds(largest),
        VOILUTFunction="LINEAR_EXACT",
    )
    groups.RealWorldValueMappingSequence = [mapping]
    groups.FrameVOILUTSequence = [window]
    groups.PixelValueTransformationSequence = [item(RescaleIntercept="0", RescaleSlope="1", RescaleType="US")]


def add_derivation(groups: Dataset, source: Dataset, description: str) -> None:
    """Add what a frame is derived from and how (PS3.3 C.7.6.16.2.6).

    Args:
        groups: shared functional groups, changed in place.
        source: reference to the source.
        description: at most 1024 characters.
    """
    derivation = item(
        DerivationDescription=description,
        DerivationCodeSequence=[code("112187", "Unspecified method of calculation")],
        SourceImageSequence=[source],
    )
    groups.DerivationImageSequence = [derivation]


def add_frame(dataset: Dataset, groups: Dataset) -> None:
    """Add the only frame of a map, and its dimension: its place in a stack of one.

    Args:
        dataset: the map, changed in place.
        groups: its shared functional groups, complete but for the type.
    """
    groups.ParametricMapFrameTypeSequence = [item(FrameType=list(MAP_TYPE))]
    content = item(StackID="1", InStackPositionNumber=1, DimensionIndexValues=1)
    organization = generate_uid()
    index = item(
        DimensionOrganizationUID=organization,
        DimensionIndexPointer=tag_for_keyword("InStackPositionNumber"),
        FunctionalGroupPointer=tag_for_keyword("FrameContentSequence"),
    )
    dataset.NumberOfFrames = 1
    dataset.SharedFunctionalGroupsSequence = [groups]
    dataset.PerFrameFunctionalGroupsSequence = [item(FrameContentSequence=[content])]
    dataset.DimensionOrganizationSequence = [item(DimensionOrganizationUID=organization)]
    dataset.DimensionIndexSequence = [index]
