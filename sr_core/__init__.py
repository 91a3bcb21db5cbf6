"""Super-resolution that shows its evidence: numpy in, numpy out.

image = sr.decode(data, name)                # a table of temperatures that names no unit: unit="degC", "degF" or "K"
lr = sr.degrade(image, sr.Degradation(scale=4))
result = sr.upscale(lr, "edsr-x4", on_progress=tick)
scores = sr.score(result.image, image)
blob = sr.encode(result.image, "png")
cards = sr.checkpoints()
"""

from . import (
    chest,
    dicom,
    digits,
    report,
    thermal,
    trust,
)
from .attribution.attribute import PATCH, attribute, estimate_attribution, patch_around
from .attribution.attribution import Attribution
from .attribution.heat_picture import heat_picture, heat_scale
from .benchmark.degradation_matrix import DegradationMatrix, degradation_matrix
from .benchmark.image_table import benchmark_csv, image_results
from .benchmark.leakage import Leak, find_leaks
from .benchmark.published import PUBLISHED, Published
from .benchmark.report import Benchmark, ImageResult, MethodResult, perception_means
from .benchmark.run import benchmark, run_benchmark
from .benchmark.study import StudyRow, study
from .checkpoints.card import ModelCard, Result
from .checkpoints.download import checkpoint_file, checkpoint_files
from .checkpoints.drawing import Drawing, Repeat, draw_net
from .checkpoints.events import Event, training_events
from .checkpoints.history import recipe_text, training_log
from .checkpoints.layers import AT_INPUT, Layer
from .checkpoints.literature import Lineage, Paper, lineage
from .checkpoints.rank import Rank, rank
from .checkpoints.store import DamagedCheckpoint, check_environment, checkpoints, damaged_checkpoints
from .checkpoints.students import Student, students
from .condition.condition import Condition, measure_condition, shrink_to_detail
from .condition.findings import findings
from .decode import decode, decode_shown, decode_visible
from .dicom.display import default_display
from .dicom.writer import encode_dicom
from .encode import FORMATS, VALUE_FORMATS, encode
from .engine.cost import Cost, estimate_cost, estimate_seconds
from .engine.engines import release_nets
from .engine.guest.read import read_guest
from .engine.path import INTERPOLATIONS, method_multiplications, method_parameters, path_cards, paths
from .engine.upscale import MAX_SR_PIXELS, upscale
from .enlarge import Enlargement, Stage, StepScores, Task, enlarge, make_input, middle_part, smallest_test
from .errors import (
    CardError,
    CheckpointError,
    DecodeError,
    EncodeError,
    EngineError,
    MetricError,
    NoErrorBars,
    NoPicture,
    NotInvented,
    RecipeError,
    ScalingNeeded,
    SRError,
    UnitNeeded,
    WorkerError,
)
from .files.about import About
from .files.archive import ArchiveFile, is_archive, list_archive
from .files.limits import LIMITS, Limits
from .files.pyramid import Pyramid, PyramidTile
from .files.signature import is_text
from .files.sink import Sink
from .guest.guest import PEAKS, Guest, Method
from .image.color import to_grey
from .image.degradations import crop_to_scale, degradation_text, degrade
from .image.measures import angle_between, line_length
from .image.missing import laid_over_grey
from .image.palettes import colour_ramp, colour_stops, render
from .image.regions import Reading, Region, read_region
from .image.resize import repeat_pixels, resize_image
from .image.rounding import to_8_bit
from .image.thumbnail import thumbnail
from .metrics.difference import Agreement, consistency, difference, mean_and_largest
from .metrics.edge_profile import EdgeProfile, edge_profile
from .metrics.error_histogram import ErrorHistogram, error_histogram
from .metrics.error_map import AreaError, ErrorMap, error_map
from .metrics.gradient_similarity import gradient_similarity
from .metrics.noise import noise_share
from .metrics.perception import perception
from .metrics.preference import Share, Vote, agreement_with, preferred
from .metrics.same_psnr import brightened_to
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
    is_made_for,
    methods_for,
    modality_of,
    network_scales,
    propose,
    quick_first,
    reduction,
)
from .target import MOST_DPI, Target, plan_text, printed
from .thermal.scaling import no_temperatures
from .thermal.visible import VisiblePicture
from .training.live.live import LivePoint, train_live
from .trust.bundle import Bundle, bundle_problem, read_bundle, write_bundle
from .trust.guard.guard import Guard, guard
from .trust.invented import Invented, accuracy_network, invented
from .trust.provenance import Provenance
from .trust.verify import Verification, verify
from .types import (
    SCALES,
    Correction,
    DecodedImage,
    Degradation,
    Part,
    Progress,
    Protocol,
    ReadAs,
    Score,
    Size,
    UpscaleOptions,
    UpscaleResult,
)
from .worker.memory import workers_allowed
from .written_file import MAX_FILE_PIXELS, WrittenFile, enlarge_into

__all__ = [
    "AT_INPUT",
    "EDGE_C",
    "FORMATS",
    "INTERPOLATIONS",
    "LIMITS",
    "MAX_FILE_PIXELS",
    "MAX_SR_PIXELS",
    "MODALITIES",
    "MOST_DPI",
    "PATCH",
    "PEAKS",
    "PHOTOGRAPH",
    "PUBLISHED",
    "RADIOGRAPH",
    "SCALES",
    "SKIN_C",
    "THERMOGRAM",
    "VALUE_FORMATS",
    "About",
    "Agreement",
    "ArchiveFile",
    "AreaError",
    "Attribution",
    "Benchmark",
    "Bundle",
    "CardError",
    "CheckpointError",
    "Condition",
    "Correction",
    "Cost",
    "DamagedCheckpoint",
    "DecodeError",
    "DecodedImage",
    "Degradation",
    "DegradationMatrix",
    "Drawing",
    "EdgeProfile",
    "EncodeError",
    "EngineError",
    "Enlargement",
    "ErrorHistogram",
    "ErrorMap",
    "Event",
    "Guard",
    "Guest",
    "ImageResult",
    "Invented",
    "Layer",
    "Leak",
    "Limits",
    "Lineage",
    "LivePoint",
    "Method",
    "MethodResult",
    "MetricError",
    "Modality",
    "ModelCard",
    "NoErrorBars",
    "NoPicture",
    "NotInvented",
    "Paper",
    "Part",
    "Progress",
    "Protocol",
    "Provenance",
    "Published",
    "Pyramid",
    "PyramidTile",
    "Rank",
    "ReadAs",
    "Reading",
    "RecipeError",
    "Region",
    "Repeat",
    "Result",
    "SRError",
    "ScalingNeeded",
    "Score",
    "Share",
    "Sink",
    "Size",
    "Spectrum",
    "Stage",
    "StepScores",
    "Student",
    "StudyRow",
    "Target",
    "Task",
    "TemperatureError",
    "UnitNeeded",
    "UpscaleOptions",
    "UpscaleResult",
    "Verification",
    "VisiblePicture",
    "Vote",
    "WorkerError",
    "WrittenFile",
    "accuracy_network",
    "agreement_with",
    "angle_between",
    "attribute",
    "benchmark",
    "benchmark_csv",
    "brightened_to",
    "bundle_problem",
    "check_environment",
    "checkpoint_file",
    "checkpoint_files",
    "checkpoints",
    "chest",
    "colour_ramp",
    "colour_stops",
    "consistency",
    "crop_to_scale",
    "damaged_checkpoints",
    "decode",
    "decode_shown",
    "decode_visible",
    "default_display",
    "degradation_matrix",
    "degradation_text",
    "degrade",
    "dicom",
    "difference",
    "digits",
    "draw_net",
    "edge_profile",
    "encode",
    "encode_dicom",
    "enlarge",
    "enlarge_into",
    "error_histogram",
    "error_map",
    "estimate_attribution",
    "estimate_cost",
    "estimate_seconds",
    "family",
    "find_leaks",
    "findings",
    "gradient_similarity",
    "guard",
    "heat_picture",
    "heat_scale",
    "image_results",
    "invented",
    "is_archive",
    "is_generated",
    "is_made_for",
    "is_text",
    "laid_over_grey",
    "line_length",
    "lineage",
    "list_archive",
    "make_input",
    "mean_and_largest",
    "measure_condition",
    "method_multiplications",
    "method_parameters",
    "methods_for",
    "middle_part",
    "modality_of",
    "network_scales",
    "no_temperatures",
    "noise_share",
    "patch_around",
    "path_cards",
    "paths",
    "perception",
    "perception_means",
    "plan_text",
    "preferred",
    "printed",
    "propose",
    "quick_first",
    "radial_spectrum",
    "rank",
    "read_bundle",
    "read_guest",
    "read_region",
    "recipe_text",
    "reduction",
    "release_nets",
    "render",
    "repeat_pixels",
    "report",
    "resize_image",
    "run_benchmark",
    "score",
    "shrink_to_detail",
    "smallest_test",
    "students",
    "study",
    "temperature_error",
    "thermal",
    "thumbnail",
    "to_8_bit",
    "to_grey",
    "train_live",
    "training_events",
    "training_log",
    "trust",
    "upscale",
    "verify",
    "workers_allowed",
    "write_bundle",
]
