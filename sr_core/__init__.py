"""Super-resolution that shows its evidence: numpy in, numpy out.

image = sr.decode(data, name)                # a table of temperatures that names no unit: unit="degC", "degF" or "K"
lr = sr.degrade(image, sr.Degradation(scale=4))
result = sr.upscale(lr, "edsr-x4", on_progress=tick)
scores = sr.score(result.image, image)
blob = sr.encode(result.image, "png")
cards = sr.checkpoints()
"""

from .checkpoints.card import ModelCard, Result
from .checkpoints.history import recipe_text, training_log
from .checkpoints.store import DamagedCheckpoint, checkpoints, damaged_checkpoints
from .checkpoints.students import Student, students
from .chest_phantom import EMPTY_PLACES, NODULES, Nodule, chest_dicom, chest_phantom, nodule_shadow
from .degradations import crop_to_scale, degradation_text, degrade
from .dicom_info import WINDOW_FUNCTIONS, DicomInfo, Spacing, VoiLut, Window
from .engine.cost import Cost, estimate_cost, estimate_seconds
from .engine.depth import to_8_bit
from .engine.engines import release_nets
from .engine.path import INTERPOLATIONS, path_cards, paths
from .engine.upscale import MAX_SR_PIXELS, upscale
from .errors import (
    CardError,
    CheckpointError,
    DecodeError,
    EncodeError,
    EngineError,
    MetricError,
    RecipeError,
    ScalingNeeded,
    SRError,
    UnitNeeded,
)
from .evaluation.benchmark import benchmark, run_benchmark
from .evaluation.consistency import consistency
from .evaluation.contrast_detail import NoduleResponse, Verdict, contrast_detail, nodule_responses
from .evaluation.edge_profile import EdgeProfile, edge_profile
from .evaluation.error_histogram import ErrorHistogram, error_histogram
from .evaluation.gradient_similarity import gradient_similarity
from .evaluation.image_table import benchmark_csv, image_results
from .evaluation.leakage import Leak, find_leaks
from .evaluation.method import method_multiplications, method_parameters
from .evaluation.published import PUBLISHED, Published
from .evaluation.report import Benchmark, ImageResult, MethodResult
from .evaluation.score import score
from .evaluation.spectrum import Spectrum, radial_spectrum
from .evaluation.temperature_error import EDGE_C, SKIN_C, TemperatureError, temperature_error
from .imaging.archive import ArchiveFile, is_archive, list_archive
from .imaging.counts import may_be_counts, no_temperatures
from .imaging.decode import decode
from .imaging.dicom_burned_in import burned_in_warning
from .imaging.dicom_display import apply_voi_lut, apply_window, default_display, default_window
from .imaging.dicom_encode import dicom_problem, encode_dicom
from .imaging.dicom_header import HeaderRow, dicom_header
from .imaging.encode import FORMATS, VALUE_FORMATS, encode
from .imaging.limits import LIMITS, Limits
from .imaging.whole_numbers import whole_numbers_problem
from .palettes import DEGREES, PALETTES, palette_picture, render, scale_bar, to_degrees
from .phantom import thermal_phantom
from .radiometry import Radiometry, Scaling
from .regions import Delta, Profile, Reading, Region, delta, profile, read_region
from .resize import resize_image
from .transparency import laid_over_grey
from .types import (
    SCALES,
    Correction,
    DecodedImage,
    Degradation,
    Progress,
    Protocol,
    Score,
    UpscaleOptions,
    UpscaleResult,
)

__all__ = [
    "DEGREES",
    "EDGE_C",
    "EMPTY_PLACES",
    "FORMATS",
    "INTERPOLATIONS",
    "LIMITS",
    "MAX_SR_PIXELS",
    "NODULES",
    "PALETTES",
    "PUBLISHED",
    "SCALES",
    "SKIN_C",
    "VALUE_FORMATS",
    "WINDOW_FUNCTIONS",
    "ArchiveFile",
    "Benchmark",
    "CardError",
    "CheckpointError",
    "Correction",
    "Cost",
    "DamagedCheckpoint",
    "DecodeError",
    "DecodedImage",
    "Degradation",
    "Delta",
    "DicomInfo",
    "EdgeProfile",
    "EncodeError",
    "EngineError",
    "ErrorHistogram",
    "HeaderRow",
    "ImageResult",
    "Leak",
    "Limits",
    "MethodResult",
    "MetricError",
    "ModelCard",
    "Nodule",
    "NoduleResponse",
    "Profile",
    "Progress",
    "Protocol",
    "Published",
    "Radiometry",
    "Reading",
    "RecipeError",
    "Region",
    "Result",
    "SRError",
    "Scaling",
    "ScalingNeeded",
    "Score",
    "Spacing",
    "Spectrum",
    "Student",
    "TemperatureError",
    "UnitNeeded",
    "UpscaleOptions",
    "UpscaleResult",
    "Verdict",
    "VoiLut",
    "Window",
    "apply_voi_lut",
    "apply_window",
    "benchmark",
    "benchmark_csv",
    "burned_in_warning",
    "checkpoints",
    "chest_dicom",
    "chest_phantom",
    "consistency",
    "contrast_detail",
    "crop_to_scale",
    "damaged_checkpoints",
    "decode",
    "default_display",
    "default_window",
    "degradation_text",
    "degrade",
    "delta",
    "dicom_header",
    "dicom_problem",
    "edge_profile",
    "encode",
    "encode_dicom",
    "error_histogram",
    "estimate_cost",
    "estimate_seconds",
    "find_leaks",
    "gradient_similarity",
    "image_results",
    "is_archive",
    "laid_over_grey",
    "list_archive",
    "may_be_counts",
    "method_multiplications",
    "method_parameters",
    "no_temperatures",
    "nodule_responses",
    "nodule_shadow",
    "palette_picture",
    "path_cards",
    "paths",
    "profile",
    "radial_spectrum",
    "read_region",
    "recipe_text",
    "release_nets",
    "render",
    "resize_image",
    "run_benchmark",
    "scale_bar",
    "score",
    "students",
    "temperature_error",
    "thermal_phantom",
    "to_8_bit",
    "to_degrees",
    "training_log",
    "upscale",
    "whole_numbers_problem",
]
