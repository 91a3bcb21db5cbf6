"""Error bars of a result: how far each pixel may be off, with a coverage that was calibrated and measured."""

from dataclasses import dataclass

import numpy as np

from ..checkpoints.card import ModelCard
from ..engine.path import path_cards
from ..engine.upscale import upscale
from ..enlarge import Enlargement
from ..errors import NoErrorBars
from ..types import DecodedImage
from .calibration import BarCalibration, CalibratedLevel, read_calibration
from .coverage import largest_error, share_inside
from .guard.guard import guard
from .local_features import LEVELS, local_features

MOST_PIXELS = 2**25
"""Most pixels of a result that gets bars: they take about 30 bytes for each of a colour picture while they are made."""


@dataclass(frozen=True, slots=True, eq=False)
class ErrorBars:
    """Half-widths of the error bars of one result."""

    half_width: np.ndarray
    """(h, w) float32, above 0, at the size of the input: each holds for the `scale` x `scale` pixels of the result that
    lie there. In the unit of the values, of display values in levels of their depth. The true values of all channels
    are meant to lie within it of the result. NaN where nothing was measured."""
    scale: int
    """Enlargement per side."""
    unit: str
    """Unit of the values; empty for display values."""
    calibrated: CalibratedLevel
    """What the bars promise, and what was measured of them."""
    learned_on: str
    """Set on whose pictures the estimate of the errors was learned."""

    @property
    def level(self) -> float:
        """Share of pixels that the bars are to cover, 0..1."""
        return self.calibrated.level

    @property
    def mean(self) -> float:
        """Mean half-width, in the unit of the values."""
        return float(np.nanmean(self.half_width))

    def in_levels(self, image: DecodedImage) -> np.ndarray:
        """Return the half-widths in 8-bit levels for a result of display values, else in the unit of the values."""
        return self.half_width if image.unit else self.half_width * np.float32(LEVELS / image.peak)

    def as_image(self, name: str) -> DecodedImage:
        """Return the bars as a picture of measured values at the size of the result; of display values without unit."""
        values = enlarge_cells(self.half_width, self.scale)[..., None]
        return DecodedImage(values, name, unit=self.unit or "US")

    def inside(self, sr: DecodedImage, truth: DecodedImage) -> float:
        """Return the share of pixels of a known true picture that the bars around the result cover, 0..1."""
        return share_inside(largest_error(sr, truth), enlarge_cells(self.half_width, self.scale))


def error_bars(made: Enlargement, level: float = 0.9, *, guarded: bool = True) -> ErrorBars:
    """Estimate how far each pixel of a result may be off, with the calibration of the network that made it.

    The bars hold for pictures like those of the calibration, and `guard` decides whether this is one. They are those of
    the network's own result; forcing agreement with the input and self-ensemble only take it nearer to the true picture
    on average. A part of a picture gets the bars of a picture of its own.

    Args:
        made: an enlargement by one network, at its own scale.
        level: share of pixels that the bars are to cover: 0.9 or 0.95.
        guarded: False to give bars of a picture unlike those of the calibration too, as for measuring them there.

    Raises:
        NoErrorBars: with the reason in one sentence, if there are none for this result.
        KeyError: for another level.
        CardError: if the calibration is damaged.
    """
    card, calibration = _calibration_for(made)
    sr = made.result.image
    if sr.height * sr.width > MOST_PIXELS:
        raise NoErrorBars(
            f"Error bars are made for results of at most {MOST_PIXELS / 1e6:.0f} megapixels, and this one has "
            f"{sr.height * sr.width / 1e6:.0f}; enlarge a part of the picture to see its error bars."
        )
    if guarded:
        _check_picture(made)
    plain = made.compared.get("bicubic") or upscale(made.lr, "bicubic", scale=card.scale).image
    found = calibration.at(level)
    half_width = found.factor * half_widths(calibration, made.lr, sr, plain)
    return ErrorBars(half_width, card.scale, sr.unit, found, calibration.learned_on)


def _check_picture(made: Enlargement) -> None:
    """Refuse bars for a picture that is unlike those of the calibration; of a part, the whole picture decides."""
    found = guard(made.lr if made.task.part is None else made.picture, made.task.method)
    if found is not None and not found.inside:
        raise NoErrorBars(f"Error bars are withheld, since they would not hold here. {found.sentence}")


def half_widths(calibration: BarCalibration, lr: DecodedImage, sr: DecodedImage, bicubic: DecodedImage) -> np.ndarray:
    """Estimate the errors of a result, (h, w) float32 at the size of the input, in the unit of its values.

    A factor makes bars of them.
    """
    low, high = lr.value_range
    widths = calibration.head.estimate(local_features(lr, sr, bicubic)) * np.float32((high - low) / LEVELS)
    if lr.unit:
        widths[~np.isfinite(lr.pixels[..., 0])] = np.nan
    return widths


def enlarge_cells(values: np.ndarray, scale: int) -> np.ndarray:
    """Repeat each value of (h, w) for the `scale` x `scale` pixels of the result that it holds for."""
    return np.repeat(np.repeat(values, scale, axis=0), scale, axis=1)


def _calibration_for(made: Enlargement) -> tuple[ModelCard, BarCalibration]:
    """Return the only network of a result, and its calibration."""
    cards = path_cards(made.task.method)
    if len(cards) != 1:
        what = "plain interpolation" if not cards else "networks that run one after the other"
        raise NoErrorBars(f"Error bars are calibrated for single networks, not for {what}.")
    if made.task.size is not None:
        raise NoErrorBars("Error bars are calibrated for whole scales, not for a size of one's own.")
    calibration = read_calibration(cards[0])
    if calibration is None:
        raise NoErrorBars(f"Error bars have not been calibrated for {cards[0].title} yet.")
    return cards[0], calibration
