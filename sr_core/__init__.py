"""Super-resolution that shows its evidence: numpy in, numpy out.

image = sr.decode(data, name)
lr = sr.degrade(image, sr.Degradation(scale=4))
result = sr.upscale(lr, "edsr-x4", on_progress=tick)
scores = sr.score(result.image, image)
blob = sr.encode(result.image, "png")
cards = sr.checkpoints()
"""

from .checkpoints.card import ModelCard, Result
from .checkpoints.history import recipe_text, training_log
from .checkpoints.store import checkpoints
from .degradations import crop_to_scale, degrade
from .engine.cost import estimate_seconds
from .engine.depth import to_8_bit
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
    SRError,
)
from .evaluation.benchmark import benchmark, run_benchmark
from .evaluation.consistency import consistency
from .evaluation.image_table import benchmark_csv, image_results
from .evaluation.leakage import Leak, find_leaks
from .evaluation.published import PUBLISHED, Published
from .evaluation.report import Benchmark, ImageResult, MethodResult
from .evaluation.score import score
from .evaluation.temperature_error import EDGE_C, SKIN_C, TemperatureError, temperature_error
from .imaging.archive import ArchiveFile, is_archive, list_archive
from .imaging.decode import decode
from .imaging.encode import FORMATS, encode
from .radiometry import Radiometry, Scaling
from .regions import Region
from .resize import resize_image
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
    "EDGE_C",
    "FORMATS",
    "INTERPOLATIONS",
    "MAX_SR_PIXELS",
    "PUBLISHED",
    "SCALES",
    "SKIN_C",
    "ArchiveFile",
    "Benchmark",
    "CardError",
    "CheckpointError",
    "Correction",
    "DecodeError",
    "DecodedImage",
    "Degradation",
    "EncodeError",
    "EngineError",
    "ImageResult",
    "Leak",
    "MethodResult",
    "MetricError",
    "ModelCard",
    "Progress",
    "Protocol",
    "Published",
    "Radiometry",
    "RecipeError",
    "Region",
    "Result",
    "SRError",
    "Scaling",
    "Score",
    "TemperatureError",
    "UpscaleOptions",
    "UpscaleResult",
    "benchmark",
    "benchmark_csv",
    "checkpoints",
    "consistency",
    "crop_to_scale",
    "decode",
    "degrade",
    "encode",
    "estimate_seconds",
    "find_leaks",
    "image_results",
    "is_archive",
    "list_archive",
    "path_cards",
    "paths",
    "recipe_text",
    "resize_image",
    "run_benchmark",
    "score",
    "temperature_error",
    "to_8_bit",
    "training_log",
    "upscale",
]
