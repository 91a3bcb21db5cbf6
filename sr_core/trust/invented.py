"""What a network that synthesises invents: fine detail that neither the input nor the accuracy network supports."""

import math
from dataclasses import dataclass

import numpy as np
from scipy.ndimage import uniform_filter

from ..attribution.heat_picture import painted_over
from ..checkpoints.card import ModelCard
from ..checkpoints.store import checkpoints
from ..engine.path import path_cards
from ..engine.upscale import upscale
from ..enlarge import Enlargement
from ..errors import NotInvented
from ..image.color import to_grey
from ..image.free_detail import free_detail
from ..image.missing import fill_missing, laid_over_grey
from ..types import DecodedImage, OnProgress
from .error_bars import MOST_PIXELS
from .local_features import LEVELS

SHARE_WINDOW = 5
"""Side in pixels of the input of the square within which a local share is measured."""
FAINTEST, FAINTEST_VALUES = 1.0, 0.25
"""Root mean square of the free detail within that square, in 255ths of the range of display values and of measured
ones, below which no local share is given. Rounding to 8 bits alone makes 0.3; measured values are not rounded so."""


@dataclass(frozen=True, slots=True, eq=False)
class Invented:
    """Share of the fine detail of a result that its network invented.

    Fine detail is the part of a result that the input does not determine: N(x) = x - U(D(x)), where D is the bicubic
    reduction and U its pseudo-inverse, so that D(N(x)) = 0 (see `free_detail`). The share is
    sum |N(result) - N(accurate)|^2 / sum |N(result)|^2, at most 1, where `accurate` is the enlargement by the network
    for accuracy from which training started: 0 where both draw the same detail, 1 where they have nothing in common.
    Of display values, the mean energy of rounding is taken away from both sums.
    """

    share: float
    """Share of all fine detail, 0..1; NaN where the result has none."""
    local: np.ndarray
    """(h, w) float32 at the size of the input: the same share of the square of `SHARE_WINDOW` around each pixel, 0..1;
    NaN where there is hardly any detail (`FAINTEST`) or nothing was measured."""
    strength: float
    """Root mean square of the fine detail, in the unit of the values, of display values in levels of their depth."""
    unit: str
    """Unit of the values; empty for display values."""
    against: str
    """Id of the accuracy network."""

    @property
    def per_cent(self) -> np.ndarray:
        """The local share in per cent, (h, w) float32; 0 where there is hardly any detail."""
        return np.nan_to_num(100 * self.local)

    def picture(self, shown: DecodedImage) -> DecodedImage:
        """Paint the local share over the result, which is shown in grey: the darker the red, the more is invented.

        Args:
            shown: the result as it is displayed, 8 or 16 bit.

        Returns:
            (H, W, 3) uint8 at the size of the result.
        """
        scale = shown.height // self.local.shape[0]
        share = np.repeat(np.repeat(np.nan_to_num(self.local), scale, axis=0), scale, axis=1)
        grey = to_grey(laid_over_grey(shown))[0]
        return DecodedImage(painted_over(grey.pixels[..., 0] / np.float32(grey.peak), share), shown.name)

    @property
    def sentence(self) -> str:
        """Say the share: "38 % of the fine detail here is invented."."""
        if math.isnan(self.share):
            return "This result has no fine detail beyond what your picture determines."
        return f"{self.share:.0%} of the fine detail here is invented.".replace("%", " %", 1)


def invented(made: Enlargement, whole: DecodedImage | None = None, on_progress: OnProgress | None = None) -> Invented:
    """Measure how much of the fine detail of a result is invented; runs the accuracy network on the same input.

    Args:
        made: an enlargement by one network that was trained for appearance, at its own scale.
        whole: the picture of which `made` is a part, so that the accuracy network sees as much around it; None where it
            is no part.
        on_progress: called while the accuracy network runs; it may raise to stop it.

    Raises:
        NotInvented: with the reason in one sentence, if there is no such share for this result.
    """
    accurate = accuracy_network(made)
    sr = made.result.image
    if sr.height * sr.width > MOST_PIXELS:
        raise NotInvented(
            f"Invented detail is measured for results of at most {MOST_PIXELS / 1e6:.0f} megapixels, and this one has "
            f"{sr.height * sr.width / 1e6:.0f}; enlarge a part of the picture instead."
        )
    cut = whole is not None and made.task.part is not None and not made.task.test
    source, part = (whole, made.task.part) if cut and whole is not None else (made.lr, None)
    other = upscale(source, accurate.id, options=made.task.options, part=part, on_progress=on_progress).image
    return compare_detail(sr, other, made.lr, accurate.id)


def accuracy_network(made: Enlargement) -> ModelCard:
    """Return the network for accuracy with which the training of a result's network began.

    Raises:
        NotInvented: with the reason in one sentence, if there is none.
    """
    cards = path_cards(made.task.method)
    if not any(card.objective == "appearance" for card in cards):
        what = "This network was not trained to invent detail" if cards else "Interpolation invents no detail"
        raise NotInvented(f"{what}, so no share of invented detail is given.")
    if len(cards) > 1 or made.task.size is not None:
        raise NotInvented("Invented detail is measured for single networks at their own scale; choose a whole scale.")
    start = cards[0].training.start
    found = next((card for card in checkpoints() if card.id == start), None)
    if found is None or found.objective != "accuracy" or found.scale != cards[0].scale:
        raise NotInvented(f"The accuracy network from which {cards[0].title} was trained is not installed.")
    return found


def compare_detail(sr: DecodedImage, accurate: DecodedImage, lr: DecodedImage, against: str) -> Invented:
    """Compare the free detail of two enlargements of one input; see `Invented`.

    Args:
        sr: the result.
        accurate: enlargement of the same input to the same size.
        lr: the input.
        against: id of the network that made `accurate`.
    """
    known = np.isfinite(lr.pixels[..., 0]) if lr.unit else np.ones((lr.height, lr.width), bool)
    own, other = _values(sr), _values(accurate)
    drawn, foreign = np.zeros((2, lr.height, lr.width))
    for channel in range(own.shape[2]):
        mine = own[..., channel].astype(np.float32)
        drawn += _energy(mine, lr)
        foreign += _energy(mine - other[..., channel], lr)
    rounding = _rounding(sr, lr)
    drawn, foreign = np.maximum(drawn - rounding, 0.0), np.maximum(foreign - 2 * rounding, 0.0)
    drawn[~known], foreign[~known] = 0.0, 0.0
    measured = known.sum() * (sr.height // lr.height) * (sr.width // lr.width) * own.shape[2]
    strength = math.sqrt(drawn.sum() / max(measured, 1))
    share = min(1.0, float(foreign.sum() / drawn.sum())) if drawn.sum() > 0 else math.nan
    return Invented(share, _local(drawn, foreign, known, _faint(sr, lr)), strength, sr.unit, against)


def _faint(sr: DecodedImage, lr: DecodedImage) -> float:
    """Return the energy of a pixel of the input that is too faint for a share."""
    low, high = lr.value_range
    pixels = (sr.height // lr.height) * (sr.width // lr.width) * sr.channels
    return pixels * ((FAINTEST_VALUES if lr.unit else FAINTEST) * (high - low) / LEVELS) ** 2


def _rounding(sr: DecodedImage, lr: DecodedImage) -> float:
    """Return the mean energy that rounding adds to a pixel of the input: 1/12 for each value, less what D keeps."""
    pixels = (sr.height // lr.height) * (sr.width // lr.width)
    return 0.0 if sr.unit else sr.channels * (pixels - 1) / 12


def _local(drawn: np.ndarray, foreign: np.ndarray, known: np.ndarray, faint: float) -> np.ndarray:
    around, others, share = (uniform_filter(each, SHARE_WINDOW) for each in (drawn, foreign, known.astype(float)))
    shown = known & (around >= faint * share)
    found = np.full(drawn.shape, np.nan, np.float32)
    found[shown] = np.clip(others[shown] / around[shown], 0.0, 1.0)
    return found


def _values(image: DecodedImage) -> np.ndarray:
    return (fill_missing(image) if image.unit else laid_over_grey(image)).pixels


def _energy(pixels: np.ndarray, lr: DecodedImage) -> np.ndarray:
    """Return the sum of the squared free detail within each pixel of the input, (h, w)."""
    scale = pixels.shape[0] // lr.height
    squares = np.empty((lr.height, pixels.shape[1] // scale))
    for rows, detail in free_detail(pixels, lr.height, lr.width):
        found = np.square(detail).reshape(-1, scale, squares.shape[1], scale).sum(axis=(1, 3))
        squares[rows.start // scale :][: len(found)] = found
    return squares
