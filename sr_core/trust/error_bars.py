"""Error bars of a result: how far each pixel may be off, with a coverage that was calibrated and measured."""

import json
from dataclasses import asdict, dataclass

import numpy as np

from ..checkpoints.card import ModelCard
from ..encode import encode
from ..engine.path import path_cards
from ..engine.upscale import upscale
from ..enlarge import Enlargement, Task
from ..errors import NoErrorBars
from ..types import DecodedImage
from .calibration import BarCalibration, CalibratedLevel, read_calibration
from .coverage import PROMISED_PICTURES, largest_error, share_inside
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

    @property
    def measured_text(self) -> str:
        """Sentences on the pictures that the bars were set on, and on what was measured of them on others."""
        tests = " ".join(
            f"On {each.pictures} other pictures ({each.set}) they covered {each.mean:.1%} of the pixels on average, "
            f"and {each.worst:.1%} in the worst picture."
            for each in self.calibrated.tests
        )
        found = self.calibrated.calibration
        return f"The bars were set on {found.pictures} pictures ({found.set}). {tests}".strip()

    def as_image(self, name: str) -> DecodedImage:
        """Return the bars as a picture of measured values at the size of the result; of display values without unit."""
        values = enlarge_cells(self.half_width, self.scale)[..., None]
        return DecodedImage(values, name, unit=self.unit or "US")

    def encode_tiff(self) -> bytes:
        """Write the bars as a TIFF of 32-bit numbers at the size of the result, in the unit of the values."""
        return encode(self.as_image("error bars"), "celsius-tiff" if self.unit == "degC" else "values-tiff")

    def bundle_files(self) -> dict[str, bytes]:
        """Return what a bundle holds of the bars: bars.tiff, and bars.json with their promise and what was measured."""
        said = {"unit": self.unit or "levels", "mean": self.mean, "learned_on": self.learned_on}
        said |= {"promised_for": PROMISED_PICTURES, **asdict(self.calibrated)}
        return {"bars.tiff": self.encode_tiff(), "bars.json": json.dumps(said, indent=1).encode()}

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
    card, calibration = calibration_for(made.task, made.lr)
    sr = made.result.image
    if guarded:
        check_picture(made.lr if made.task.part is None else made.picture, made.task)
    plain = made.compared.get("bicubic") or upscale(made.lr, "bicubic", scale=card.scale).image
    found = calibration.at(level)
    half_width = found.factor * half_widths(calibration, made.lr, sr, plain)
    return ErrorBars(half_width, card.scale, sr.unit, found, calibration.learned_on)


def check_picture(image: DecodedImage, task: Task) -> None:
    """Refuse bars for a picture that is unlike those of the calibration.

    Args:
        image: the input; of a part, the whole picture.
        task: what is done with it.

    Raises:
        NoErrorBars: with the reason in one sentence.
    """
    found = guard(image, task.method)
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


def calibration_for(task: Task, lr: DecodedImage) -> tuple[ModelCard, BarCalibration]:
    """Return the only network of a task, and its calibration.

    Args:
        task: what is done.
        lr: the picture that is enlarged, of which only the size counts.

    Raises:
        NoErrorBars: with the reason in one sentence, if the result has no bars.
        CardError: if the calibration is damaged.
    """
    cards = path_cards(task.method)
    if len(cards) != 1:
        what = "plain interpolation" if not cards else "networks that run one after the other"
        raise NoErrorBars(f"Error bars are calibrated for single networks, not for {what}.")
    if task.size is not None:
        raise NoErrorBars("Error bars are calibrated for whole scales, not for a size of one's own.")
    calibration = read_calibration(cards[0])
    if calibration is None:
        raise NoErrorBars(f"Error bars have not been calibrated for {cards[0].title} yet.")
    pixels = lr.height * lr.width * cards[0].scale ** 2
    if pixels > MOST_PIXELS:
        raise NoErrorBars(
            f"Error bars are made for results of at most {MOST_PIXELS / 1e6:.0f} megapixels, and this one has "
            f"{pixels / 1e6:.0f}; enlarge a part of the picture to see its error bars."
        )
    return cards[0], calibration
