"""Enlarge a picture with a checkpoint or by interpolation."""

import time
from dataclasses import replace

from ..checkpoints.card import ModelCard
from ..checkpoints.store import find_card
from ..errors import EngineError
from ..resize import resize_image
from ..types import SCALES, DecodedImage, OnProgress, Progress, UpscaleOptions, UpscaleResult
from .tiles import plan_tiles

INTERPOLATIONS = ("bicubic", "lanczos")
"""Methods without a net, for every scale."""

MAX_SR_PIXELS = 64_000_000
"""Largest SR picture made, as large as the largest that is decoded; a net needs about 1 GB to put it together."""


def upscale(
    image: DecodedImage,
    method: str,
    *,
    scale: int | None = None,
    options: UpscaleOptions | None = None,
    on_progress: OnProgress | None = None,
) -> UpscaleResult:
    """Enlarge a picture.

    Args:
        image: the LR picture, 8 or 16 bit, grey or colour. Alpha is enlarged by bicubic (lanczos for "lanczos").
        method: a checkpoint id, "bicubic" or "lanczos".
        scale: enlargement per side; may be left out for a checkpoint, which has one scale.
        options: tile size, overlap, self-ensemble; `UpscaleOptions()` if None.
        on_progress: called after each tile; what it raises stops the run and reaches the caller.

    Returns:
        The SR picture with the input's depth and channels, and how it was made.

    Raises:
        CheckpointError: for an unknown id or weights that do not match their card.
        EngineError: for a scale the method does not have, or a result beyond MAX_SR_PIXELS.
    """
    if method in INTERPOLATIONS:
        return _interpolate(image, method, scale, on_progress)
    card = find_card(method)
    if scale not in (None, card.scale):
        raise EngineError(f"{card.id} enlarges by {card.scale}, asked for {scale}; choose a checkpoint of that scale")
    _check_size(image, card.scale)
    # torch takes seconds to import: interpolation and the first page do without it.
    from ..checkpoints.weights import load_net
    from .net import run_net

    net, options = load_net(card.id), options or UpscaleOptions()
    tiles = plan_tiles(image.height, image.width, tile_size=options.tile_size, overlap=tile_overlap(card, options))
    started = time.perf_counter()
    result = run_net(net, image, card, tiles, self_ensemble=options.self_ensemble, on_progress=on_progress)
    return UpscaleResult(result, card.id, card.scale, time.perf_counter() - started, len(tiles), options.self_ensemble)


def tile_overlap(card: ModelCard, options: UpscaleOptions) -> int:
    """Margin in LR pixels: the options' if given, else the card's."""
    return card.inference.tile_overlap if options.tile_overlap is None else options.tile_overlap


def _check_size(image: DecodedImage, scale: int) -> None:
    pixels = image.height * image.width * scale**2
    if pixels > MAX_SR_PIXELS:
        raise EngineError(
            f"x{scale} of {image.shape_text} makes {pixels / 1e6:.0f} megapixels, the limit is "
            f"{MAX_SR_PIXELS / 1e6:.0f}; crop the picture or choose a smaller scale"
        )


def _interpolate(image: DecodedImage, method: str, scale: int | None, on_progress: OnProgress | None) -> UpscaleResult:
    if scale not in SCALES:
        raise EngineError(f"{method} needs a scale of {', '.join(map(str, SCALES))}, got {scale!r}")
    _check_size(image, scale)
    started = time.perf_counter()
    enlarged = resize_image(image, image.height * scale, image.width * scale, kernel=method)
    result = replace(enlarged, scale=image.scale * scale)
    seconds = time.perf_counter() - started
    if on_progress is not None:
        on_progress(Progress(1, 1, seconds))
    return UpscaleResult(result, method, scale, seconds, 0)
