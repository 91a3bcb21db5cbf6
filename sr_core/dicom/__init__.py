"""DICOM: radiographs and other pictures in, derived objects out."""

from ..types.dicom import WINDOW_FUNCTIONS, DicomInfo, Spacing, VoiLut, Window
from .calibration import CALIBRATED, Calibration, calibrate
from .compression import COMPRESSIONS, Compression
from .display import (
    apply_voi_lut,
    apply_window,
    default_window,
    full_window,
    overview,
    percentile_window,
    preview,
)
from .encapsulated_pdf import encapsulate_pdf
from .file import is_dicom
from .header import HeaderRow, dicom_header
from .identity import burned_in_warning
from .parametric_map import encode_parametric_map, parametric_map_problem
from .study import Instance, Series, Study, group_studies, read_instance, read_thumbnail
from .value_files import result_problem, whole_numbers_problem
from .who import patient_and_study
from .writer import dicom_bands_problem, dicom_problem

__all__ = [
    "CALIBRATED",
    "COMPRESSIONS",
    "WINDOW_FUNCTIONS",
    "Calibration",
    "Compression",
    "DicomInfo",
    "HeaderRow",
    "Instance",
    "Series",
    "Spacing",
    "Study",
    "VoiLut",
    "Window",
    "apply_voi_lut",
    "apply_window",
    "burned_in_warning",
    "calibrate",
    "default_window",
    "dicom_bands_problem",
    "dicom_header",
    "dicom_problem",
    "encapsulate_pdf",
    "encode_parametric_map",
    "full_window",
    "group_studies",
    "is_dicom",
    "overview",
    "parametric_map_problem",
    "patient_and_study",
    "percentile_window",
    "preview",
    "read_instance",
    "read_thumbnail",
    "result_problem",
    "whole_numbers_problem",
]
