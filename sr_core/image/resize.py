"""MATLAB-compatible `imresize`: the kernel every super-resolution benchmark shrinks with.

Colours of transparent pictures count as much as they are opaque ("premultiplied alpha": Porter and Duff, "Compositing
digital images", 1984): the result over any background is the resized picture over that background.

Source: MATLAB imresize; bicubic is Keys, "Cubic convolution interpolation" (1981), a = -0.5. When shrinking, the kernel
is widened by 1/factor (antialiasing). Edges are mirrored with the edge pixel repeated ("symmetric").
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from ..errors import EngineError
from ..types import DecodedImage


def cubic(x: np.ndarray) -> np.ndarray:
    """Keys' cubic with a = -0.5 at distances `x` in pixels."""
    x = np.abs(x)
    near = (1.5 * x - 2.5) * x * x + 1.0
    far = ((-0.5 * x + 2.5) * x - 4.0) * x + 2.0
    return np.where(x <= 1, near, np.where(x < 2, far, 0.0))


def _lanczos3(x: np.ndarray) -> np.ndarray:
    return np.where(np.abs(x) < 3, np.sinc(x) * np.sinc(x / 3.0), 0.0)


def _bilinear(x: np.ndarray) -> np.ndarray:
    return np.maximum(0.0, 1.0 - np.abs(x))


def _box(x: np.ndarray) -> np.ndarray:
    return ((x >= -0.5) & (x < 0.5)).astype(np.float64)


KERNELS: dict[str, tuple[Callable[[np.ndarray], np.ndarray], float]] = {
    "bicubic": (cubic, 4.0),
    "lanczos": (_lanczos3, 6.0),
    "bilinear": (_bilinear, 2.0),
    "box": (_box, 1.0),
    "nearest": (_box, 1.0),
}
"""Kernel name -> (function, support in input pixels when enlarging). Nearest is a box that is never widened."""

_STRIP = 2**19
"""Pixels computed at once."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of a resized picture that are made of a part of its rows; they are the same as in the whole."""

    start: int
    """First row that is made."""
    stop: int
    """Row behind the last one that is made."""
    top: int
    """Row of the picture at which the pixels at hand begin."""
    of: int
    """Rows of the picture in all."""


def contributions(n_in: int, n_out: int, kernel: str = "bicubic") -> tuple[np.ndarray, np.ndarray]:
    """Compute which input samples make each output sample along one axis.

    Args:
        n_in: input length.
        n_out: output length.
        kernel: a name in `KERNELS`.

    Returns:
        `weights` and `indices`, both (n_out, taps); rows of `weights` sum to 1.
    """
    if n_out < 1:
        raise EngineError(f"resize needs at least 1 pixel on each side, got {n_out}")
    if kernel not in KERNELS:
        raise EngineError(f"unknown kernel {kernel!r}; known: {', '.join(KERNELS)}")
    function, support = KERNELS[kernel]
    factor = n_out / n_in
    # MATLAB imresize widens the kernel when shrinking; nearest samples only.
    stretch = 1.0 if kernel == "nearest" else min(1.0, factor)
    support /= stretch
    # Centre of output sample i in input coordinates: pixel centres lie at half-integers.
    center = (np.arange(n_out) + 0.5) / factor - 0.5
    left = np.floor(center - support / 2).astype(np.int64)
    indices = left[:, None] + np.arange(int(np.ceil(support)) + 2)
    weights = function((center[:, None] - indices) * stretch)
    weights /= weights.sum(axis=1, keepdims=True)
    indices = mirrored(indices, n_in)
    used = np.flatnonzero(np.any(weights != 0, axis=0))
    return weights[:, used], indices[:, used]


def mirrored(indices: np.ndarray, length: int) -> np.ndarray:
    """Fold positions beyond an axis back into it: ... 1 0 | 0 1 ... n-1 | n-1 n-2 ..., over and over if need be.

    An LR picture that was made with these edges goes on so beyond them, as its HR picture does, whatever the kernel.
    """
    there_and_back = np.concatenate([np.arange(length), np.arange(length - 1, -1, -1)])
    folded: np.ndarray = there_and_back[indices % (2 * length)]
    return folded


def _weigh(values: np.ndarray, weights: np.ndarray, indices: np.ndarray, axis: int) -> np.ndarray:
    """Sum `values` at `indices` along `axis`, tap by tap; float32 stays, everything else becomes float64."""
    shape = [1] * values.ndim
    shape[axis] = len(weights)
    weights = weights.astype(np.float32 if values.dtype == np.float32 else np.float64, copy=False)
    total = np.take(values, indices[:, 0], axis=axis) * weights[:, 0].reshape(shape)
    for tap in range(1, weights.shape[1]):
        total += np.take(values, indices[:, tap], axis=axis) * weights[:, tap].reshape(shape)
    return total


def premultiplied(pixels: np.ndarray, alpha: np.ndarray | None) -> np.ndarray:
    """Multiply (H, W, C) colours by their opacity and return them with alpha as one more channel, float64.

    Without alpha the pixels are returned as they are.
    """
    if alpha is None:
        return pixels
    opacity = alpha[..., None] / np.iinfo(alpha.dtype).max
    return np.concatenate([pixels * opacity, alpha[..., None]], axis=2)


def unpremultiplied(values: np.ndarray, hidden: np.ndarray, dtype: np.dtype | type) -> tuple[np.ndarray, np.ndarray]:
    """Undo `premultiplied`.

    Args:
        values: (H, W, C + 1), alpha last.
        hidden: (H, W, C) colours for pixels whose alpha rounds to 0.
        dtype: integer type of the picture.

    Returns:
        (H, W, C) colours, neither clipped nor rounded, and (H, W) alpha of `dtype`.
    """
    alpha = values[..., -1:]
    colours = np.array(hidden, values.dtype)
    np.divide(values[..., :-1] * np.iinfo(dtype).max, alpha, out=colours, where=alpha >= 0.5)
    return colours, to_dtype(alpha[..., 0], dtype)


def resize_strips(
    pixels: np.ndarray,
    height: int,
    width: int,
    kernel: str = "bicubic",
    alpha: np.ndarray | None = None,
    rows: Rows | None = None,
) -> Iterator[tuple[slice, np.ndarray]]:
    """Yield (rows, values) of what `resize` returns, top to bottom: memory stays that of a strip.

    With alpha, (H, W) of an integer type, what is resized is `premultiplied`. With `rows`, the pixels are a part of the
    picture's rows, and rows are counted from the first one that is made.
    """
    rows = rows or Rows(0, height, 0, pixels.shape[0])
    row_weights, row_indices = contributions(rows.of, height, kernel)
    col_weights, col_indices = contributions(pixels.shape[1], width, kernel)
    step = max(1, _STRIP // max(width, pixels.shape[1]))
    for top in range(rows.start, rows.stop, step):
        made = slice(top, min(top + step, rows.stop))
        near = row_indices[made] - rows.top
        read = slice(int(near.min()), int(near.max()) + 1)
        part = premultiplied(pixels[read], None if alpha is None else alpha[read])
        strip = _weigh(part, row_weights[made], near - read.start, axis=0)
        yield slice(made.start - rows.start, made.stop - rows.start), _weigh(strip, col_weights, col_indices, axis=1)


def resize(pixels: np.ndarray, height: int, width: int, *, kernel: str = "bicubic") -> np.ndarray:
    """Resize a picture as MATLAB's imresize does.

    Args:
        pixels: (H, W) or (H, W, C), any real dtype.
        height: output rows, at least 1.
        width: output columns, at least 1.
        kernel: "bicubic", "lanczos", "bilinear", "box" or "nearest".

    Returns:
        (height, width[, C]) in the input's units: float32 stays float32, everything else becomes float64. Neither
        clipped nor rounded: bicubic overshoots.

    Raises:
        EngineError: for an unknown kernel or an empty size.
    """
    dtype = np.float32 if pixels.dtype == np.float32 else np.float64
    out = np.empty((height, width, *pixels.shape[2:]), dtype)
    for rows, strip in resize_strips(pixels, height, width, kernel):
        out[rows] = strip
    return out


def transparent_strips(
    pixels: np.ndarray, alpha: np.ndarray, height: int, width: int, kernel: str = "bicubic", rows: Rows | None = None
) -> Iterator[tuple[slice, np.ndarray, np.ndarray]]:
    """Yield (rows, colours, alpha) of a resized transparent picture, top to bottom.

    Args:
        pixels: (H, W, C) colours, of any real type.
        alpha: (H, W) of an integer type, over its range.
        height: output rows, at least 1.
        width: output columns, at least 1.
        kernel: see `resize`.
        rows: see `resize_strips`.

    Yields:
        Colours neither clipped nor rounded, where alpha is 0 those of the nearest pixel, and alpha of its type.
    """
    strips = resize_strips(pixels, height, width, kernel, alpha, rows)
    hidden_strips = resize_strips(pixels, height, width, "nearest", rows=rows)
    for (made, values), (_, hidden) in zip(strips, hidden_strips, strict=True):
        yield made, *unpremultiplied(values, hidden, alpha.dtype)


def to_dtype(values: np.ndarray, dtype: np.dtype | type) -> np.ndarray:
    """Round half up and clip real values to an integer dtype's range, as MATLAB's casts do."""
    info = np.iinfo(dtype)
    return np.clip(np.floor(values + 0.5), info.min, info.max).astype(dtype)


def resize_rounded(pixels: np.ndarray, height: int, width: int, *, kernel: str = "bicubic") -> np.ndarray:
    """Resize an integer (H, W[, C]) array and round it back to its dtype; see `resize`."""
    out = np.empty((height, width, *pixels.shape[2:]), pixels.dtype)
    for rows, strip in resize_strips(pixels, height, width, kernel):
        out[rows] = to_dtype(strip, pixels.dtype)
    return out


def resize_image(
    image: DecodedImage,
    height: int,
    width: int,
    *,
    kernel: str = "bicubic",
    on_strip: Callable[[float], None] | None = None,
    rows: Rows | None = None,
) -> DecodedImage:
    """Resize a picture with its alpha, rounded to its depth; measured values are not. See `resize`.

    Args:
        image: any picture, or rows of it.
        height: output rows, at least 1.
        width: output columns, at least 1.
        kernel: see `resize`.
        on_strip: called with the done share, 0..1, after each strip of the pixels; may raise to stop.
        rows: rows that are made of the rows at hand; None for all of a whole picture.
    """
    made = height if rows is None else rows.stop - rows.start
    pixels = np.empty((made, width, image.channels), image.pixels.dtype)
    tell = on_strip or (lambda share: None)
    if image.alpha is None:
        for place, values in resize_strips(image.pixels, height, width, kernel, rows=rows):
            pixels[place] = values if image.unit else to_dtype(values, pixels.dtype)
            tell(place.stop / made)
        return replace(image, pixels=pixels)
    alpha = np.empty((made, width), image.alpha.dtype)
    for place, values, opacity in transparent_strips(image.pixels, image.alpha, height, width, kernel, rows):
        pixels[place], alpha[place] = to_dtype(values, pixels.dtype), opacity
        tell(place.stop / made)
    return replace(image, pixels=pixels, alpha=alpha)


def repeat_pixels(image: DecodedImage, scale: int) -> DecodedImage:
    """Make every pixel a square of scale x scale of its own value: the picture as it is, at the size of an enlargement.

    `DecodedImage.scale` stays, since nothing was enlarged.
    """
    if scale == 1:
        return image
    alpha = None if image.alpha is None else image.alpha.repeat(scale, 0).repeat(scale, 1)
    return replace(image, pixels=image.pixels.repeat(scale, 0).repeat(scale, 1), alpha=alpha)
