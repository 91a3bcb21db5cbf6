"""The object that is derived from a source: every attribute of its result but the pixels.

Source: PS3.3 C.7.6.1 (General Image: Image Type, Derivation), A.8.1 (Secondary Capture), PS3.15 Annex E
(de-identification).
"""

from copy import deepcopy

from pydicom.dataset import Dataset
from pydicom.sequence import Sequence
from pydicom.uid import generate_uid
from pydicom.valuerep import format_number_as_ds

from ..files.about import About
from ..types import DecodedImage
from ..types.dicom import Window
from ..types.part import Part
from .body_parts import UNPAIRED
from .derivation import describe
from .file import DicomFile, text_of
from .identity import deidentify
from .layout import Layout
from .object_kind import SECONDARY_CAPTURE, kind_of, make_plain, may_be_empty
from .repair import repair
from .sequences import unfold
from .spacing import enlarge_geometry
from .stored_values import Stored

_EMPTY = (
    "PatientName", "PatientID", "PatientBirthDate", "PatientSex", "StudyDate", "StudyTime", "AccessionNumber",
    "ReferringPhysicianName", "StudyID", "Manufacturer",
)  # fmt: skip
"""Attributes of type 2 of every image: present, empty if unknown (PS3.3 C.7.1.1, C.7.2.1, C.7.5.1)."""
_CAPTURED = (
    "SpecificCharacterSet", "StudyDate", "StudyTime", "AccessionNumber", "Modality", "Manufacturer", "InstitutionName",
    "ReferringPhysicianName", "StudyDescription", "ManufacturerModelName", "PatientName", "PatientID",
    "IssuerOfPatientID", "PatientBirthDate", "PatientSex", "PatientAge", "PatientSize", "PatientWeight",
    "BodyPartExamined", "ViewPosition", "Laterality", "PatientOrientation", "ImageLaterality", "StudyInstanceUID",
    "StudyID", "PixelSpacing", "ImagerPixelSpacing", "NominalScannedPixelSpacing", "PixelSpacingCalibrationType",
    "PixelSpacingCalibrationDescription", "PixelAspectRatio", "BurnedInAnnotation", "RecognizableVisualFeatures",
    "LossyImageCompression", "LossyImageCompressionRatio", "LossyImageCompressionMethod", "PresentationLUTShape",
    "PatientIdentityRemoved", "DeidentificationMethod", "DeidentificationMethodCodeSequence",
    "LongitudinalTemporalInformationModified", "SamplesPerPixel", "PhotometricInterpretation", "PlanarConfiguration",
    "Rows", "Columns", "BitsAllocated", "BitsStored", "HighBit", "PixelRepresentation", "PixelPaddingValue",
    "PixelPaddingRangeLimit", "RescaleSlope", "RescaleIntercept", "RescaleType", "PixelData", "ImageType",
)  # fmt: skip
"""Attributes that a Secondary Capture takes over; the others describe an acquisition, which it does not represent."""
_STALE = (
    "SmallestImagePixelValue", "LargestImagePixelValue", "SmallestPixelValueInSeries", "LargestPixelValueInSeries",
    "SmallestValidPixelValue", "LargestValidPixelValue", "IconImageSequence", "ModalityLUTSequence", "HighBit",
    "DigitalSignaturesSequence", "MACParametersSequence", "OriginalAttributesSequence", "ICCProfile", "ColorSpace",
    "SeriesDate", "SeriesTime", "InstanceCreationDate", "InstanceCreationTime", "InstanceCreatorUID", "ShutterShape",
    "ShutterLeftVerticalEdge", "ShutterRightVerticalEdge", "ShutterUpperHorizontalEdge", "ShutterLowerHorizontalEdge",
    "CenterOfCircularShutter", "RadiusOfCircularShutter", "VerticesOfThePolygonalShutter", "ShutterPresentationValue",
    "NumberOfFrames", "CollimatorShape", "CollimatorLeftVerticalEdge", "CollimatorRightVerticalEdge",
    "CollimatorUpperHorizontalEdge", "CollimatorLowerHorizontalEdge", "CenterOfCircularCollimator",
    "RadiusOfCircularCollimator", "VerticesOfThePolygonalCollimator", "PixelPaddingValue", "PixelPaddingRangeLimit",
    "RealWorldValueMappingSequence", "PlanarConfiguration", "LengthToEnd", "FrameIncrementPointer", "FrameTime",
    "FrameTimeVector", "AngularViewVector", "DetectorVector", "EnergyWindowVector", "PhaseVector", "RRIntervalVector",
    "RotationVector", "SliceVector", "TimeSliceVector", "TimeSlotVector", "PixelDataProviderURL",
)  # fmt: skip
"""True of the source's pixels, frames and bytes only, or counted in them."""
_CHARACTERS = 0x00080005
"""Specific Character Set."""
_WINDOW_NAMES = (
    "ABDOMEN", "BONE", "BRAIN", "CHEST", "HARDER", "LIVER", "LUNG", "MEDIASTINUM", "NORMAL", "SOFT TISSUE", "SOFTER",
    "SPINE", "WINDOW1", "WINDOW2", "WINDOW3",
)  # fmt: skip
"""Names of windows that name no person."""
_OF_THE_WHOLE = (
    "FieldOfViewShape", "FieldOfViewDimensions", "FieldOfViewOrigin", "FieldOfViewRotation",
    "FieldOfViewHorizontalFlip",
)  # fmt: skip
"""Size and place on the detector of all pixels of the source, not true of a part (PS3.3 C.8.11.4)."""
_BULK = ("OB", "OD", "OF", "OL", "OV", "OW", "UN")


def derived_object(
    image: DecodedImage,
    file: DicomFile,
    layout: Layout,
    stored: Stored,
    *,
    part: Part | None = None,
    method: str,
    checksum: str,
    about: About | None,
    keep_identity: bool,
) -> Dataset:
    """Return a new object without its pixels; see `encode_dicom`.

    Args:
        image: the result, of which only facts and size are used.
        file: its source, whose dataset is unfolded in place.
        layout: layout of the source.
        stored: how the pixels are written.
        part: part of the frame that the result shows; None for the whole frame.
        method: method that enlarged it.
        checksum: sha256 of its weights, or empty.
        about: see `encode_dicom`.
        keep_identity: True keeps patient and study as they are.
    """
    old = file.dataset
    unreadable = unfold(old)
    dataset = _taken(old)
    left_out = sorted({*unreadable, *repair(dataset)})
    make_plain(dataset)
    for keyword in _OF_THE_WHOLE if part is not None else ():
        dataset.pop(keyword, None)
    if not keep_identity:
        deidentify(dataset)
    elif dataset.get("PatientIdentityRemoved") == "YES" and "DeidentificationMethodCodeSequence" not in dataset:
        dataset.DeidentificationMethod = dataset.get("DeidentificationMethod") or "Not stated in the source"
    enlarge_geometry(dataset, image, part)
    _set_pixels(dataset, image, stored)
    kind = kind_of(dataset, layout, stored)
    if kind is None:
        _capture(dataset)
    dataset.Modality = dataset.get("Modality") or (kind.modality if kind else "OT")
    _set_display(dataset, image, stored, named=keep_identity)
    _fill(dataset, _EMPTY + may_be_empty(dataset, kind))
    dataset.StudyInstanceUID = dataset.get("StudyInstanceUID") or generate_uid()
    describe(
        dataset,
        old,
        image,
        part,
        method=method,
        checksum=checksum,
        about=about,
        keep_identity=keep_identity,
        left_out=left_out,
    )
    if kind is None:
        dataset.ImageType = dataset.ImageType[:2]
    _set_characters(dataset)
    return dataset


def _taken(old: Dataset) -> Dataset:
    """Copy the attributes that stay true of the result: no private, overlay, curve, unknown or bulk element."""
    dataset = Dataset()
    for element in old:
        group = element.tag.group
        stale = element.keyword in _STALE or "PaletteColorLookup" in element.keyword or element.tag.element == 0
        if stale or element.VR in _BULK or group % 2 or group <= 4 or 0x5000 <= group < 0x7000 or group > 0x7FE0:
            continue
        dataset.add(deepcopy(element))
    dataset.remove_private_tags()
    return dataset


def _capture(dataset: Dataset) -> None:
    """Turn the object into a Secondary Capture."""
    for element in list(dataset):
        if element.keyword not in _CAPTURED:
            del dataset[element.tag]
    dataset.SOPClassUID, dataset.ConversionType = SECONDARY_CAPTURE, "WSD"


def _fill(dataset: Dataset, keywords: tuple[str, ...]) -> None:
    """Add empty attributes that must be present; laterality is that of the image or of the series, not both."""
    for keyword in keywords:
        if keyword not in dataset:
            setattr(dataset, keyword, None)
    if "PixelSpacingCalibrationType" not in dataset and "PixelSpacingCalibrationDescription" in dataset:
        del dataset.PixelSpacingCalibrationDescription
    of_image = "ImageLaterality" in dataset or "MeasurementLaterality" in dataset
    if of_image and "Laterality" in dataset:
        del dataset.Laterality
    unpaired = text_of(dataset.get("BodyPartExamined")).upper() in UNPAIRED
    if not unpaired and not of_image and "Laterality" not in dataset:
        dataset.Laterality = None


def _set_pixels(dataset: Dataset, image: DecodedImage, stored: Stored) -> None:
    colour = stored.photometric == "RGB"
    dataset.SamplesPerPixel = 3 if colour else 1
    dataset.PhotometricInterpretation = stored.photometric
    dataset.Rows, dataset.Columns = image.height, image.width
    dataset.BitsAllocated = stored.allocated
    dataset.BitsStored, dataset.HighBit = stored.bits, stored.bits - 1
    dataset.PixelRepresentation = int(stored.signed)
    if colour:
        dataset.PlanarConfiguration = 0
    for keyword, value in zip(("PixelPaddingValue", "PixelPaddingRangeLimit"), stored.padding, strict=False):
        setattr(dataset, keyword, value)
    rescale = stored.rescale
    if not colour and (not rescale.is_identity or rescale.unit != "US" or "RescaleSlope" in dataset):
        dataset.RescaleSlope = format_number_as_ds(rescale.slope)
        dataset.RescaleIntercept = format_number_as_ds(rescale.intercept)
        dataset.RescaleType = dataset.get("RescaleType") or rescale.unit


def _set_display(dataset: Dataset, image: DecodedImage, stored: Stored, *, named: bool) -> None:
    """Write windows and VOI LUTs anew: those of the frame, without those that could not be used.

    Args:
        dataset: changed in place.
        image: the result.
        stored: its pixels.
        named: False leaves out names that are free text, and may be those of people.
    """
    assert image.dicom is not None
    for keyword in ("WindowCenter", "WindowWidth", "WindowCenterWidthExplanation", "VOILUTFunction", "VOILUTSequence"):
        if keyword in dataset:
            delattr(dataset, keyword)
    if stored.photometric == "RGB":
        return
    # All windows of a file have one function.
    windows = [window for window in image.dicom.windows if window.function == image.dicom.windows[0].function]
    if not windows and not image.dicom.voi_luts and dataset.get("PresentationIntentType") == "FOR PRESENTATION":
        # Such an object must have a window: one of all possible numbers shows the values as they are.
        windows = [Window(2.0 ** (stored.bits - 1), 2.0**stored.bits)]
    if windows:
        dataset.WindowCenter = [format_number_as_ds(float(window.centre)) for window in windows]
        dataset.WindowWidth = [format_number_as_ds(float(window.width)) for window in windows]
        dataset.VOILUTFunction = windows[0].function
        names = [_name(window.explanation, named) for window in windows]
        if any(names):
            dataset.WindowCenterWidthExplanation = names
    items = []
    for lut in image.dicom.voi_luts:
        item = Dataset()
        first = int(lut.first)
        item.add_new("LUTDescriptor", "SS" if first < 0 else "US", [len(lut.entries) & 0xFFFF, first, lut.bits])
        if explanation := _name(lut.explanation, named):
            item.LUTExplanation = explanation
        item.add_new("LUTData", "OW", lut.entries.astype("<u2").tobytes())
        items.append(item)
    if items:
        dataset.VOILUTSequence = Sequence(items)


def _name(text: str, named: bool) -> str:
    """Return the name of a window or table, but free text only if that is wanted."""
    return text.replace("\\", "/") if named or text.strip().upper() in _WINDOW_NAMES else ""


def _set_characters(dataset: Dataset) -> None:
    """Declare UTF-8 where ASCII is not enough: the character set of the source may be wrong, or missing."""
    for element in dataset.iterall():
        if element.tag == _CHARACTERS or str(element.value).isascii():
            continue
        dataset.SpecificCharacterSet = "ISO_IR 192"
        return
    dataset.pop(_CHARACTERS, None)
