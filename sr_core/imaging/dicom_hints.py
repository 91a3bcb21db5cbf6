"""Hints: what a DICOM file says about showing and measuring its picture, as `DicomInfo`."""

from collections.abc import Iterator

import numpy as np
from pydicom.dataset import Dataset

from ..dicom_info import WINDOW_FUNCTIONS, DicomInfo, Spacing, VoiLut, Window
from ..errors import DecodeError
from .dicom_codec import CODECS
from .dicom_file import DicomFile, items, syntax_name, text_of
from .dicom_layout import Layout
from .dicom_lut import read_lut
from .dicom_values import groups, numbers

_DETECTOR = ("CR", "DX", "RF", "XA", "MG", "IO", "PX", "RG")
"""Modalities whose Pixel Spacing may be that of the detector (PS3.3 10.7.1.3)."""


def read_hints(file: DicomFile, layout: Layout, frame: int) -> DicomInfo:
    """Collect the hints of one frame; what cannot be is left out, never guessed."""
    dataset = file.dataset
    shape = text_of(dataset.get("PresentationLUTShape")).upper()
    lossy = text_of(dataset.get("LossyImageCompression")) == "01" or CODECS.get(file.transfer_syntax, (None, False))[1]
    sop_class = dataset.get("SOPClassUID")
    return DicomInfo(
        frame=frame,
        frames=layout.frames,
        windows=tuple(_windows(dataset, frame)),
        voi_luts=tuple(_voi_luts(file, layout, frame)),
        inverse=layout.photometric == "MONOCHROME1" or shape == "INVERSE",
        presentation_lut_shape=shape,
        bits_stored=layout.stored,
        signed=layout.signed,
        spacing=_spacing(dataset, frame),
        modality=text_of(dataset.get("Modality")),
        body_part=text_of(dataset.get("BodyPartExamined")),
        photometric_interpretation=layout.photometric,
        transfer_syntax=syntax_name(file.transfer_syntax),
        sop_class=text_of(getattr(sop_class, "name", "")),
        burned_in_annotation={"YES": True, "NO": False}.get(text_of(dataset.get("BurnedInAnnotation")).upper()),
        lossy=lossy,
    )


def _windows(dataset: Dataset, frame: int) -> Iterator[Window]:
    for group in groups(dataset, frame, "FrameVOILUTSequence"):
        centres, widths = numbers(group.get("WindowCenter")), numbers(group.get("WindowWidth"))
        if not centres or not widths:
            continue
        function = text_of(group.get("VOILUTFunction")).upper() or "LINEAR"
        texts = group.get("WindowCenterWidthExplanation") or ()
        names = [texts] if isinstance(texts, str) else list(texts)
        for n, (centre, width) in enumerate(zip(centres, widths, strict=False)):
            if function in WINDOW_FUNCTIONS and (width >= 1 if function == "LINEAR" else width > 0):
                yield Window(centre, width, function, text_of(names[n]) if n < len(names) else "")
        return


def _voi_luts(file: DicomFile, layout: Layout, frame: int) -> Iterator[VoiLut]:
    for group in groups(file.dataset, frame, "FrameVOILUTSequence"):
        found = items(group, "VOILUTSequence")
        for item in found:
            # Its input is the output of the Modality LUT or Rescale, signed where that can be below 0.
            signed = layout.signed or any(n < 0 for n in numbers(file.dataset.get("RescaleIntercept")))
            signed = signed and "ModalityLUTSequence" not in file.dataset
            try:
                lut = read_lut(
                    item.get("LUTDescriptor"), item.get("LUTData"), signed=signed, big_endian=file.big_endian
                )
            except DecodeError:
                continue
            yield VoiLut(float(lut.first), lut.entries.astype(np.uint16), lut.bits, text_of(item.get("LUTExplanation")))
        if found:
            return


def _spacing(dataset: Dataset, frame: int) -> Spacing | None:
    for group in groups(dataset, frame, "PixelMeasuresSequence"):
        if group is not dataset and (pair := _pair(group, "PixelSpacing")):
            return Spacing(*pair, "Pixel Spacing, of the frame")
    detector, pixel = _pair(dataset, "ImagerPixelSpacing"), _pair(dataset, "PixelSpacing")
    if pixel and _is_projection(dataset) and _at_detector(dataset, pixel, detector):
        return Spacing(*pixel, "Pixel Spacing, at the detector", at_detector=True)
    if pixel:
        calibrated = text_of(dataset.get("PixelSpacingCalibrationType")).upper()
        how = {"GEOMETRY": "corrected for magnification", "FIDUCIAL": "calibrated by a known object"}.get(calibrated)
        return Spacing(*pixel, f"Pixel Spacing, {how or ('calibrated' if detector else 'in the body')}")
    if detector:
        return Spacing(*detector, "Imager Pixel Spacing, at the detector", at_detector=True)
    if scanned := _pair(dataset, "NominalScannedPixelSpacing"):
        return Spacing(*scanned, "Nominal Scanned Pixel Spacing, of the scanned film", at_detector=True)
    return _region_spacing(dataset)


def _pair(dataset: Dataset, keyword: str) -> tuple[float, float] | None:
    found = numbers(dataset.get(keyword))
    return (found[0], found[1]) if len(found) == 2 and min(found) > 0 and max(found) < 1e4 else None


def _is_projection(dataset: Dataset) -> bool:
    return text_of(dataset.get("Modality")).upper() in _DETECTOR


def _at_detector(dataset: Dataset, pixel: tuple[float, float], detector: tuple[float, float] | None) -> bool:
    """Tell a Pixel Spacing that is no calibration: alone, or equal to the detector's, of a projection."""
    return not dataset.get("PixelSpacingCalibrationType") and detector in (None, pixel)


def _region_spacing(dataset: Dataset) -> Spacing | None:
    """Return the spacing of an ultrasound with one calibrated region in centimetres (PS3.3 C.8.5.5)."""
    regions = items(dataset, "SequenceOfUltrasoundRegions")
    if len(regions) != 1:
        return None
    region = regions[0]
    units = {numbers(region.get(f"PhysicalUnits{axis}Direction")) for axis in "XY"}
    column, row = (numbers(region.get(f"PhysicalDelta{axis}")) for axis in "XY")
    if units != {(3.0,)} or not column or not row or not column[0] or not row[0]:
        return None
    return Spacing(abs(row[0]) * 10, abs(column[0]) * 10, "Ultrasound region, calibrated")
