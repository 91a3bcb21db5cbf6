"""Results of a benchmark in the cards of the checkpoints, and picture by picture beside them."""

import math
from dataclasses import replace
from pathlib import Path

from ..checkpoints.card import ModelCard, PerceptionResult, Result, TemperatureResult
from ..checkpoints.path_results import write_path_result
from ..checkpoints.store import find_card, write_card
from ..engine.path import INTERPOLATIONS, path_cards
from ..errors import SRError
from ..types import UpscaleOptions
from .image_table import image_results, write_image_results
from .report import Benchmark, ImageResult, MethodResult, degree_means, perception_means


def check_writable(options: UpscaleOptions, data: Path) -> None:
    """Refuse results that a card cannot hold, before any time is spent.

    Raises:
        SRError: for self-ensemble, or a set of pictures whose name is no line of text.
    """
    if not set_name(data).isprintable():
        raise SRError(f"cards hold names of one line: rename the folder {str(data)!r:.200}")
    if options.self_ensemble:
        raise SRError("cards hold single runs: leave --self-ensemble out, or --write-cards")


def write_results(done: Benchmark, *, keep_times: bool = False) -> None:
    """Write the result of each checkpoint into its card and results.csv, that of a path into paths.toml.

    Results on other sets stay.

    Args:
        done: the run.
        keep_times: leave the times that a card has of the same pictures, for a run on a machine with other work.

    Raises:
        SRError: for fewer than two pictures, for which there is no interval, or a figure that is not finite.
    """
    lanczos = next((r for r in done.results if r.model == "lanczos"), None)
    if done.is_thermal and lanczos is None:
        raise SRError("cards hold errors in degC beside those of Lanczos: add lanczos to --model")
    results = [(r, _card_result(done, r, lanczos)) for r in done.results if r.model not in INTERPOLATIONS]
    for measured, result in results:
        if "+" in measured.model:
            write_path_result(path_cards(measured.model), result)
            continue
        card = find_card(measured.model)
        others = tuple(known for known in card.results if known.set != result.set)
        images = measured.images
        if keep_times:
            result, images = _with_times_of(card, result, images)
        write_image_results(card, result.set, images)
        write_card(replace(card, results=(*others, result)))


def _with_times_of(
    card: ModelCard, result: Result, images: tuple[ImageResult, ...]
) -> tuple[Result, tuple[ImageResult, ...]]:
    """Return both with the times in the card; as they are if the card has none of these pictures."""
    known = next((found for found in card.results if found.set == result.set), None)
    times = {image.name: image.seconds for image in image_results(card).get(result.set, ())}
    if known is None or times.keys() != {image.name for image in images}:
        return result, images
    timed = tuple(replace(image, seconds=times[image.name]) for image in images)
    return replace(result, seconds=known.seconds, hardware=known.hardware), timed


def _card_result(done: Benchmark, measured: MethodResult, lanczos: MethodResult | None) -> Result:
    psnr, gain = measured.interval("psnr"), measured.interval("gain")
    if psnr is None or gain is None or not math.isfinite(measured.mean("mae")):
        raise SRError(f"{measured.model}: a card needs figures of at least 2 pictures, none of them without any error")
    return Result(
        set=set_name(Path(done.data), done.degradation),
        images=len(measured.images),
        protocol=str(done.protocol),
        psnr=round(measured.mean("psnr"), 4),
        ssim=round(measured.mean("ssim"), 5),
        mae=round(measured.mean("mae"), 4),
        bicubic_psnr=round(measured.mean("bicubic_psnr"), 4),
        bicubic_ssim=round(measured.mean("bicubic_ssim"), 5),
        psnr_low=round(psnr[0], 3),
        psnr_high=round(psnr[1], 3),
        gain_low=round(gain[0], 3),
        gain_high=round(gain[1], 3),
        seconds=round(measured.mean("seconds"), 4),
        megapixels=round(measured.mean("megapixels"), 4),
        hardware=done.hardware,
        temperatures=_temperatures(measured, lanczos) if done.is_thermal and lanczos else None,
        perception=_perception(measured),
    )


def _perception(measured: MethodResult) -> PerceptionResult | None:
    means = perception_means(measured)
    return PerceptionResult(**{name: round(value, 5) for name, value in means.items()}) if means else None


def _temperatures(measured: MethodResult, lanczos: MethodResult) -> TemperatureResult:
    own, base = degree_means(measured), degree_means(lanczos)
    names = ("mae_c", "rmse_c", "p999_c", "max_c", "skin_mae_c")
    figures = {name: own[name] for name in names} | {f"lanczos_{name}": base[name] for name in names}
    return TemperatureResult(**{name: round(value, 4) for name, value in figures.items()})


def set_name(folder: Path, degradation: str = "bicubic") -> str:
    """Name a set of pictures by its folder, with the folder above where the name alone says nothing: "thermal/test".

    A set whose LR pictures were not made by bicubic reduction alone has another name: "Set14, degraded".
    """
    parts = folder.resolve().parts
    name = "/".join(parts[-2:] if parts[-1] in ("train", "val", "test") else parts[-1:])
    return name if degradation == "bicubic" else f"{name}, degraded"
