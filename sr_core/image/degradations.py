"""Degradations from HR to LR: networks are trained to undo them, and *Test the network* applies them to a reference."""

import io
from dataclasses import replace

import numpy as np
from PIL import Image
from scipy.ndimage import gaussian_filter

from ..errors import EngineError
from ..types import DecodedImage, Degradation
from .missing import fill_hidden, fill_missing, restore_missing
from .resize import resize, to_dtype, transparent_strips


def crop_to_scale(image: DecodedImage, scale: int) -> DecodedImage:
    """Cut the right and lower rim so that both sides divide by `scale` ("modcrop" of the benchmarks).

    Raises:
        EngineError: if a side is shorter than `scale`.
    """
    height, width = image.height // scale * scale, image.width // scale * scale
    if not height or not width:
        raise EngineError(f"shrinking by {scale} needs at least {scale} x {scale} pixels, found {image.shape_text}")
    if (height, width) == (image.height, image.width):
        return image
    alpha = None if image.alpha is None else image.alpha[:height, :width]
    return replace(image, pixels=image.pixels[:height, :width], alpha=alpha)


def degrade(image: DecodedImage, degradation: Degradation) -> DecodedImage:
    """Make the LR picture of an HR one: blur, shrink, noise, round, JPEG.

    Args:
        image: HR at its native depth; its rim is cut so that the sides divide by the scale.
        degradation: steps to apply. `Degradation(scale=4)` is MATLAB's bicubic imresize, rounded to the picture's
            depth.

    Returns:
        LR of the same depth and channels. Alpha is shrunk without blur, noise or JPEG; colours count as much as they
        are opaque. Measured values are not rounded; noise is in their unit, and a pixel that a missing one reaches is
        missing.

    Raises:
        EngineError: if the picture is smaller than the scale, or JPEG is asked of other than 8 bits.
    """
    if degradation.jpeg_quality is not None and image.bit_depth != 8:
        raise EngineError(f"JPEG holds 8 bits per channel, found a {image.bit_depth}-bit picture; leave JPEG off")
    whole = crop_to_scale(image, degradation.scale)
    image = _widen_spacing(fill_missing(whole) if whole.unit else whole, degradation.scale)
    height, width = image.height // degradation.scale, image.width // degradation.scale
    values, alpha = _blurred(image, degradation.blur_sigma), None
    if image.alpha is None:
        values = resize(values, height, width, kernel=degradation.kernel)
    else:
        strips = list(transparent_strips(values, image.alpha, height, width, degradation.kernel))
        values, alpha = (np.concatenate([strip[n] for strip in strips]) for n in (1, 2))
    if degradation.noise_sigma:
        sigma = degradation.noise_sigma * (1.0 if image.unit else image.peak / 255.0)
        values += np.random.default_rng(degradation.seed).normal(0.0, sigma, values.shape).astype(values.dtype)
    if image.unit:
        return restore_missing(replace(image, pixels=values), whole)
    lr = replace(image, pixels=to_dtype(values, image.pixels.dtype), alpha=alpha)
    if degradation.jpeg_quality is None:
        return lr
    # JPEG has no alpha: colours of transparent pixels must not ring into the visible ones.
    return replace(lr, pixels=_jpeg(fill_hidden(lr).pixels, degradation.jpeg_quality))


def _blurred(image: DecodedImage, sigma: float) -> np.ndarray:
    """Blur the colours, each pixel as much as it is opaque; without a sigma they are returned as they are."""
    if not sigma:
        return image.pixels

    def blur(plane: np.ndarray) -> np.ndarray:
        soft: np.ndarray = gaussian_filter(plane, sigma, output=np.float32, mode="reflect")
        return soft

    # Planes are blurred one by one in float32: a large picture must not stand in memory as float64.
    planes = [image.pixels[..., c] for c in range(image.channels)]
    if image.alpha is None:
        return np.stack([blur(plane) for plane in planes], axis=2)
    opacity = image.alpha.astype(np.float32) / np.float32(image.peak)
    weight = blur(opacity)
    soft = np.stack([blur(plane * opacity) for plane in planes], axis=2)
    return np.divide(soft, weight[..., None], out=image.pixels.astype(np.float32), where=weight[..., None] > 0)


def real_world_degradation(scale: int, seed: int) -> Degradation:
    """Draw a degradation as photographs have it.

    Blur has a sigma of 0 to 2 HR pixels, noise of 0 to 15 grey levels, and JPEG a quality of 30 to 80.

    Args:
        scale: factor by which both sides shrink.
        seed: number that decides all of it, the noise itself included.
    """
    rng = np.random.default_rng(seed)
    blur, noise = rng.uniform(0.0, 2.0), rng.uniform(0.0, 15.0)
    quality = int(rng.integers(30, 81))
    return Degradation(scale=scale, blur_sigma=blur, noise_sigma=noise, jpeg_quality=quality, seed=seed)


def degradation_text(degradation: Degradation) -> str:
    """Name the steps of a degradation in their order: "blur of sigma 1.2 px, box 4x, JPEG 60"."""
    parts = [f"{degradation.kernel} {degradation.scale}x"]
    if degradation.blur_sigma:
        parts.insert(0, f"blur of sigma {degradation.blur_sigma:g} px")
    if degradation.noise_sigma:
        parts.append(f"noise of sigma {degradation.noise_sigma:g} levels")
    if degradation.jpeg_quality is not None:
        parts.append(f"JPEG {degradation.jpeg_quality}")
    return ", ".join(parts)


def _widen_spacing(image: DecodedImage, scale: int) -> DecodedImage:
    """Note in the facts of a DICOM picture that its pixels will lie further apart."""
    if image.dicom is None or image.dicom.spacing is None:
        return image
    found = image.dicom.spacing
    wider = replace(found, row_mm=found.row_mm * scale, column_mm=found.column_mm * scale)
    return replace(image, dicom=replace(image.dicom, spacing=wider))


def _jpeg(pixels: np.ndarray, quality: int) -> np.ndarray:
    buffer = io.BytesIO()
    Image.fromarray(pixels.squeeze(2) if pixels.shape[2] == 1 else pixels).save(buffer, "JPEG", quality=quality)
    with Image.open(buffer) as picture:
        return np.asarray(picture).reshape(pixels.shape)
