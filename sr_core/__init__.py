"""Super-resolution that shows its evidence: numpy in, numpy out.

image = sr.decode(data, name)                # a table of temperatures that names no unit: unit="degC", "degF" or "K"
lr = sr.degrade(image, sr.Degradation(scale=4))
result = sr.upscale(lr, "edsr-x4", on_progress=tick)
scores = sr.score(result.image, image)
blob = sr.encode(result.image, "png")
cards = sr.checkpoints()
"""

from .benchmark.image_table import benchmark_csv, image_results
from .benchmark.leakage import Leak, find_leaks
from .benchmark.method import method_multiplications, method_parameters
from .benchmark.published import PUBLISHED, Published
from .benchmark.report import Benchmark, ImageResult, MethodResult
from .benchmark.run import benchmark, run_benchmark
from .checkpoints.card import ModelCard, Result
from .checkpoints.history import recipe_text, training_log
from .checkpoints.store import DamagedCheckpoint, checkpoints, damaged_checkpoints
from .checkpoints.students import Student, students
from .chest.contrast_detail import NoduleResponse, Verdict, contrast_detail, nodule_responses
from .chest.phantom import EMPTY_PLACES, NODULES, Nodule, chest_dicom, chest_phantom, nodule_shadow
from .decode import decode
from .dicom.display import apply_voi_lut, apply_window, default_display, default_window
from .dicom.header import HeaderRow, dicom_header
from .dicom.identity import burned_in_warning
from .dicom.whole_numbers import whole_numbers_problem
from .dicom.writer import dicom_problem, encode_dicom
from .encode import FORMATS, VALUE_FORMATS, encode
from .engine.cost import Cost, estimate_cost, estimate_seconds
from .engine.engines import release_nets
from .engine.path import INTERPOLATIONS, path_cards, paths
from .engine.upscale import MAX_SR_PIXELS, upscale
from .enlarge import Enlargement, Stage, StepScores, Task, enlarge, make_input, middle_part, smallest_test
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
from .files.archive import ArchiveFile, is_archive, list_archive
from .files.limits import LIMITS, Limits
from .image.bit_depth import to_8_bit
from .image.degradations import crop_to_scale, degradation_text, degrade
from .image.palettes import DEGREES, PALETTES, palette_picture, render, scale_bar, to_degrees
from .image.regions import Delta, Profile, Reading, Region, delta, profile, read_region
from .image.resize import resize_image
from .image.transparency import laid_over_grey
from .metrics.consistency import Agreement, consistency
from .metrics.edge_profile import EdgeProfile, edge_profile
from .metrics.error_histogram import ErrorHistogram, error_histogram
from .metrics.gradient_similarity import gradient_similarity
from .metrics.score import score
from .metrics.spectrum import Spectrum, radial_spectrum
from .metrics.temperature_error import EDGE_C, SKIN_C, TemperatureError, temperature_error
from .modalities import (
    MODALITIES,
    PHOTOGRAPH,
    RADIOGRAPH,
    THERMOGRAM,
    Modality,
    family,
    is_generated,
    methods_for,
    modality_of,
    propose,
    quick_first,
    reduction,
)
from .thermal.phantom import thermal_phantom
from .thermal.scaling import may_be_counts, no_temperatures
from .types import (
    SCALES,
    Correction,
    DecodedImage,
    Degradation,
    Part,
    Progress,
    Protocol,
    Score,
    UpscaleOptions,
    UpscaleResult,
)
from .types.dicom import WINDOW_FUNCTIONS, DicomInfo, Spacing, VoiLut, Window
from .types.radiometry import Radiometry, Scaling

__all__ = [
    "DEGREES",
    "EDGE_C",
    "EMPTY_PLACES",
    "FORMATS",
    "INTERPOLATIONS",
    "LIMITS",
    "MAX_SR_PIXELS",
    "MODALITIES",
    "NODULES",
    "PALETTES",
    "PHOTOGRAPH",
    "PUBLISHED",
    "RADIOGRAPH",
    "SCALES",
    "SKIN_C",
    "THERMOGRAM",
    "VALUE_FORMATS",
    "WINDOW_FUNCTIONS",
    "Agreement",
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
    "Enlargement",
    "ErrorHistogram",
    "HeaderRow",
    "ImageResult",
    "Leak",
    "Limits",
    "MethodResult",
    "MetricError",
    "Modality",
    "ModelCard",
    "Nodule",
    "NoduleResponse",
    "Part",
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
    "Stage",
    "StepScores",
    "Student",
    "Task",
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
    "enlarge",
    "error_histogram",
    "estimate_cost",
    "estimate_seconds",
    "family",
    "find_leaks",
    "gradient_similarity",
    "image_results",
    "is_archive",
    "is_generated",
    "laid_over_grey",
    "list_archive",
    "make_input",
    "may_be_counts",
    "method_multiplications",
    "method_parameters",
    "methods_for",
    "middle_part",
    "modality_of",
    "no_temperatures",
    "nodule_responses",
    "nodule_shadow",
    "palette_picture",
    "path_cards",
    "paths",
    "profile",
    "propose",
    "quick_first",
    "radial_spectrum",
    "read_region",
    "recipe_text",
    "reduction",
    "release_nets",
    "render",
    "resize_image",
    "run_benchmark",
    "scale_bar",
    "score",
    "smallest_test",
    "students",
    "temperature_error",
    "thermal_phantom",
    "to_8_bit",
    "to_degrees",
    "training_log",
    "upscale",
    "whole_numbers_problem",
]
