"""Tables of a benchmark: text for people, JSON for programs."""

import json
import math
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from .bootstrap import DESCRIPTION
from .image_table import image_row
from .report import Benchmark, MethodResult, degree_means, perception_means

MEANS = ("psnr", "ssim", "mae", "seconds", "megapixels", "bicubic_psnr", "bicubic_ssim", "gain")
"""Fields of ImageResult whose means are in the JSON document."""


def benchmark_json(done: Benchmark) -> str:
    """Return one JSON document; numbers are finite or null (an infinite PSNR, the time of a step of a path)."""
    table = {
        "data": done.data,
        "scale": done.scale,
        "protocol": asdict(done.protocol),
        "interval": DESCRIPTION,
        "hardware": done.hardware,
        "notes": done.notes,
        "results": [_method_table(result) for result in done.results],
    }
    return json.dumps(_finite(table), allow_nan=False)


def _method_table(result: MethodResult) -> dict[str, Any]:
    psnr, gain = (result.interval(field) or (None, None) for field in ("psnr", "gain"))
    return {
        "model": result.model,
        "scale": result.scale,
        **{field: result.mean(field) for field in MEANS},
        **dict(zip(("psnr_low", "psnr_high", "gain_low", "gain_high"), (*psnr, *gain), strict=True)),
        **degree_means(result),
        **perception_means(result),
        "parameters": result.parameters,
        "multiplications": result.multiplications,
        "images": [image_row(image) for image in result.images],
        "steps": [_method_table(step) for step in result.steps],
    }


def _finite(value: Any) -> Any:
    """Turn inf and nan into null: JSON has neither."""
    if isinstance(value, dict):
        return {key: _finite(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_finite(item) for item in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def benchmark_text(done: Benchmark) -> str:
    """Return a table with a row per method; steps of a path are indented below it."""
    heads = ("PSNR", "95 %", "gain", "95 %", "SSIM", "MAE", "s/picture", "ms/MP", "parameters", "mult./px")
    sizes = (6, 13, 6, 13, 7, 6, 9, 7, 11, 12)
    lines = _aligned(heads, sizes, [row for result in done.results for row in _rows(result)])
    if done.is_thermal:
        lines += ["", *_aligned(_DEGREE_HEADS, (8,) * len(_DEGREE_HEADS), [_degree_row(r) for r in done.results])]
    perceived = [(r, means) for r in done.results if (means := perception_means(r))]
    if perceived:
        rows = [(r.model, *(f"{means[field]:.4f}" for field in _PERCEPTION_HEADS)) for r, means in perceived]
        lines += ["", *_aligned(tuple(_PERCEPTION_HEADS.values()), (16,) * 3, rows)]
        means = perceived[0][1]
        lines.append(f"NIQE of the originals: {means['hr_niqe']:.4f}. Means over the pictures that are large enough.")
    count = len(done.results[0].images)
    title = f"{done.data}, x{done.scale}, {count} picture{'s' if count > 1 else ''}; {done.protocol}"
    return "\n".join([title, *lines, f"95 %: {DESCRIPTION}. Times: {done.hardware}.", *done.notes])


_PERCEPTION_HEADS = {"ms_ssim": "MS-SSIM", "feature_distance": "feature distance", "niqe": "NIQE"}
_DEGREE_HEADS = ("MAE", "RMSE", "99.9 %", "largest", "skin", "edges", "hot spot", "peak")
"""Headings in the order of TEMPERATURE_FIELDS; values are in degC, but the shift of the hot spot is in pixels."""


def _degree_row(result: MethodResult) -> tuple[str, ...]:
    values = degree_means(result)
    return result.model, *(f"{value:.3f}" if math.isfinite(value) else "" for value in values.values())


def _aligned(heads: tuple[str, ...], sizes: tuple[int, ...], rows: list[tuple[str, ...]]) -> list[str]:
    width = max(16, *(len(row[0]) for row in rows))
    return [
        " ".join([row[0].ljust(width), *(cell.rjust(size) for cell, size in zip(row[1:], sizes, strict=True))])
        for row in (("method", *heads), *rows)
    ]


def _rows(result: MethodResult, indent: str = "") -> Iterator[tuple[str, ...]]:
    label = f"{indent}x{result.scale} {result.model}" if indent else result.model
    timed = math.isfinite(result.mean("seconds"))
    yield (
        label,
        f"{result.mean('psnr'):.2f}", _range(result.interval("psnr"), ".2f"),
        f"{result.mean('gain'):+.2f}", _range(result.interval("gain"), "+.2f"),
        f"{result.mean('ssim'):.4f}", f"{result.mean('mae'):.2f}",
        f"{result.mean('seconds'):.2f}" if timed else "", f"{result.milliseconds_per_megapixel:,.0f}" if timed else "",
        f"{result.parameters:,}", f"{result.multiplications:,}",
    )  # fmt: skip
    for step in result.steps:
        yield from _rows(step, indent + "  ")


def _range(interval: tuple[float, float] | None, form: str) -> str:
    return f"{interval[0]:{form}}..{interval[1]:{form}}" if interval else ""
