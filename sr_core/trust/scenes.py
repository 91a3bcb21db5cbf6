"""Pictures whose truth is known everywhere, with the places at which error bars are judged."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from ..checkpoints.card import ModelCard
from ..chest.anatomy import FIELD_MM
from ..chest.phantom import NODULES, chest_phantom
from ..image.blocks import block_mean
from ..image.degradations import degrade
from ..image.resize import to_dtype
from ..thermal.phantom import HOT_SPOT, thermal_phantom
from ..types import DecodedImage, Degradation

CHEST, LEGS, LINES, DISCS = "chest", "legs", "line pairs", "discs"
EVERYWHERE = "everywhere"
NODULE_SIZES = ((2.0, 3.0), (4.5, 6.5), (9.5, 14.0))
"""Diameters in millimetres of the nodules that are judged together."""
PERIODS = (8.0, 4.0, 3.0, 2.0, 1.5, 1.0)
"""Widths of a line pair in pixels of the input, which holds none below 2."""
DIAMETERS, CONTRASTS = (1.0, 2.0, 4.0, 8.0, 16.0), (4.0, 8.0, 16.0, 32.0)
"""Diameters of the discs in pixels of the input, and their contrasts in 255ths of the range."""
NOISE = 1.0
"""Standard deviation of the noise of line pairs and discs in 8-bit levels."""
NETD, CELSIUS = 0.05, (28.0, 36.0)
"""Noise of temperatures in degC, and the temperatures that stand for levels 0 and 255."""
EDGE, FLAT = 4.0, 0.5
"""Changes from one pixel of the input to the next, in 255ths of the range, from which a place is an edge, and up to
which it is flat."""
_DARK, _MIDDLE, _BRIGHT = 51.0, 128.0, 204.0
_GROUP, _CELL, _MARGIN = 32, 24, 8
"""Sides in pixels of the input of a group of line pairs and of the square around a disc, and the margin of a group."""
_FINE = 8
"""Samples per side of a pixel of the result."""
_SHIFT = (0.3, 0.6)
"""Rows and columns in pixels of the input by which line pairs and discs lie beside the grid of pixels."""


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """A picture whose truth is known."""

    name: str
    """Name of the phantom."""
    lr: DecodedImage
    """Input, with noise."""
    truth: DecodedImage
    """The true picture at the size of the result, without noise."""
    places: dict[str, np.ndarray]
    """Name of a place -> (H, W) bool at the size of the result."""


def scenes(card: ModelCard) -> Iterator[Scene]:
    """Yield the phantoms for a network: chest or legs by what it was trained on, then line pairs and discs."""
    if card.purpose == "Chest X-ray":
        yield chest_scene(card.scale)
    if card.unit == "degC":
        yield legs_scene(card.scale)
    yield lines_scene(card.scale, card.unit, 1 if card.channels == "gray" else 3)
    yield discs_scene(card.scale, card.unit, 1 if card.channels == "gray" else 3)


def chest_scene(scale: int, size: int = 256) -> Scene:
    """Make the simulated chest, judged within its nodules, at edges and in flat parts."""
    truth = chest_phantom(size, scale=scale, quanta=None)
    y, x = ((np.arange(size * scale) + 0.5) * FIELD_MM / (size * scale) for _ in range(2))
    places = {}
    for sizes in NODULE_SIZES:
        inside = np.zeros((size * scale, size * scale), bool)
        for nodule in NODULES:
            if nodule.diameter_mm in sizes:
                inside |= np.hypot(x[None] - nodule.x_mm, y[:, None] - nodule.y_mm) <= nodule.diameter_mm / 2
        places[f"nodules of {sizes[0]:g} and {sizes[1]:g} mm"] = inside
    return Scene(CHEST, chest_phantom(size), truth, places | _edges_and_flat(truth, scale))


def legs_scene(scale: int) -> Scene:
    """Make the simulated legs, judged within the hot spot, at edges and in flat parts."""
    truth = thermal_phantom(scale=scale, noise_c=0.0)
    x, y, radius = HOT_SPOT
    rows, columns = ((np.arange(side) + 0.5) / truth.height for side in truth.pixels.shape[:2])
    spot = np.hypot(columns[None] - x, rows[:, None] - y) <= radius
    return Scene(LEGS, thermal_phantom(noise_c=NETD), truth, {"hot spot": spot, **_edges_and_flat(truth, scale)})


def lines_scene(scale: int, unit: str = "", channels: int = 1) -> Scene:
    """Draw upright and lying line pairs of every width, in groups of `_GROUP` pixels of the input."""
    cell = _GROUP + _MARGIN
    height, width = 2 * cell, len(PERIODS) * cell
    rows, columns = _fine(height, scale), _fine(width, scale)
    levels = np.full((len(rows), len(columns)), _MIDDLE)
    places = {}
    for number, period in enumerate(PERIODS):
        inside = np.zeros((height * scale, width * scale), bool)
        for lying in (0, 1):
            top, left = (cell * place + _MARGIN // 2 for place in (lying, number))
            fine = tuple(slice(start * scale * _FINE, (start + _GROUP) * scale * _FINE) for start in (top, left))
            along = (rows[fine[0]] + _SHIFT[0])[:, None] if lying else (columns[fine[1]] + _SHIFT[1])[None]
            levels[fine] = np.where(np.floor(2 * along / period) % 2 == 0, _DARK, _BRIGHT)
            inside[tuple(slice(start * scale, (start + _GROUP) * scale) for start in (top, left))] = True
        places[f"pairs of {period:g} pixel{'s' * (period != 1)}"] = inside
    return _chart(LINES, block_mean(levels, _FINE), scale, unit, channels, places)


def discs_scene(scale: int, unit: str = "", channels: int = 1) -> Scene:
    """Draw discs of every diameter and contrast, judged within small and large ones, at rims and in flat parts."""
    height, width = len(CONTRASTS) * _CELL, len(DIAMETERS) * _CELL
    rows, columns = _fine(height, scale), _fine(width, scale)
    centres_y, centres_x = (
        (np.floor(each / _CELL) + 0.5) * _CELL + shift for each, shift in zip((rows, columns), _SHIFT, strict=True)
    )
    distance = np.hypot(rows[:, None] - centres_y[:, None], columns[None] - centres_x[None])
    radius = np.array(DIAMETERS)[(columns / _CELL).astype(int)][None] / 2
    contrast = np.array(CONTRASTS)[(rows / _CELL).astype(int)][:, None]
    levels = block_mean(_MIDDLE + contrast * (distance <= radius), _FINE)
    beyond = block_mean(distance - radius, _FINE)
    small = block_mean(np.broadcast_to(radius <= 1.0, distance.shape).astype(float), _FINE) > 0.5
    places = {
        "discs of 1 and 2 pixels": small & (beyond <= 0),
        "discs of 4 pixels and more": ~small & (beyond <= -1),
        "rims": ~small & (np.abs(beyond) < 1),
        "flat parts": beyond > 3,
    }
    return _chart(DISCS, levels, scale, unit, channels, places)


def _fine(side: int, scale: int) -> np.ndarray:
    """Return the places of fine samples along a side, in pixels of the input."""
    return (np.arange(side * scale * _FINE) + 0.5) / (scale * _FINE)


def _chart(name: str, levels: np.ndarray, scale: int, unit: str, channels: int, places: dict[str, np.ndarray]) -> Scene:
    """Make temperatures or grey levels of a drawn chart at the size of the result, and the noisy input of it."""
    random = np.random.default_rng(0)
    if unit:
        low, high = CELSIUS
        truth = DecodedImage((low + levels * (high - low) / 255)[..., None].astype(np.float32), name, unit=unit)
        lr = degrade(truth, Degradation(scale=scale))
        lr.pixels[...] += random.normal(0, NETD, lr.pixels.shape)
    else:
        grey = to_dtype(np.repeat(levels[..., None], channels, axis=2), np.uint8)
        truth = DecodedImage(grey, name)
        clean = degrade(truth, Degradation(scale=scale))
        noise = random.normal(0, NOISE, (*clean.pixels.shape[:2], 1))
        lr = DecodedImage(to_dtype(clean.pixels + noise, np.uint8), name)
    return Scene(name, lr, truth, {**places, EVERYWHERE: np.ones(levels.shape, bool)})


def _edges_and_flat(truth: DecodedImage, scale: int) -> dict[str, np.ndarray]:
    low, high = truth.value_range
    values = truth.pixels[..., 0].astype(np.float64) * 255 / (high - low)
    change = np.hypot(*np.gradient(values)) * scale
    return {"edges": change >= EDGE, "flat parts": change <= FLAT, EVERYWHERE: np.ones(change.shape, bool)}
