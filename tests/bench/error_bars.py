"""Ways to estimate the errors of a result, compared by the width of their bars at equal guarantees, and by their cost.

python -m tests.bench.error_bars edsr-lite-x4 edsr-x4 --learn DIR --calibrate DIR --test DIR

Each way gives a number per pixel of the input; the conformal factor that is calibrated on the same pictures makes bars
of it. The second network is the one whose disagreement is measured.
"""

import argparse
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import numpy as np
from scipy.ndimage import uniform_filter
from scipy.optimize import linprog
from scipy.sparse import eye, hstack

from sr_core.benchmark.pictures import decode_files, read_files
from sr_core.checkpoints.store import find_card
from sr_core.cli.verb import add_reading_options, reading_options
from sr_core.engine.upscale import upscale
from sr_core.image.degradations import crop_to_scale, degrade
from sr_core.modalities import THERMOGRAM
from sr_core.training.error_bars.learn import learn_errors
from sr_core.trust.coverage import conformal_factor, largest_error
from sr_core.trust.error_bars import enlarge_cells
from sr_core.trust.local_features import LEVELS, local_features
from sr_core.types import DecodedImage, Degradation, UpscaleOptions

LEVEL = 0.9
COLUMNS = (0, 3, 5, 8, 11, 12)
"""Features of the linear model."""
TABLE = (0, 3)
"""Features of the table: distance from bicubic, contrast of the result."""
CELLS = 12
FLOOR = 0.25


T = TypeVar("T")


class Case:
    """One picture, enlarged by two networks, by the first one's self-ensemble and by bicubic."""

    def __init__(self, picture: DecodedImage, method: str, second: str, scale: int, keep: float | None) -> None:
        truth = crop_to_scale(picture, scale)
        self.lr = degrade(truth, Degradation(scale=scale))
        options = UpscaleOptions(keep_measured=keep)
        self.sr, self.seconds = timed(lambda: upscale(self.lr, method, options=options).image)
        self.other, self.other_seconds = timed(lambda: upscale(self.lr, second, options=options).image)
        ensemble = replace(options, self_ensemble=True)
        self.ensemble, self.ensemble_seconds = timed(lambda: upscale(self.lr, method, options=ensemble).image)
        self.bicubic = upscale(self.lr, "bicubic", scale=scale).image
        self.errors = largest_error(self.sr, truth)
        low, high = self.lr.value_range
        self.factor = LEVELS / (high - low)
        self.features, self.feature_seconds = timed(lambda: local_features(self.lr, self.sr, self.bicubic))

    def distance(self, other: DecodedImage) -> np.ndarray:
        """Mean distance from another result around each pixel of the input, in 255ths."""
        off, scale = largest_error(self.sr, other), self.sr.height // self.lr.height
        cells = off.reshape(self.lr.height, scale, self.lr.width, scale).mean((1, 3))
        return uniform_filter(cells, 3) * self.factor + FLOOR


def timed(work: Callable[[], T]) -> tuple[T, float]:
    begun = time.perf_counter()
    return work(), time.perf_counter() - begun


def sampled(cases: list[Case]) -> tuple[np.ndarray, np.ndarray]:
    """Features and errors at 600 pixels of each picture, in 255ths."""
    random, features, errors = np.random.default_rng(0), [], []
    for case in cases:
        scale = case.sr.height // case.lr.height
        rows, columns = (random.integers(0, side, 600) for side in case.errors.shape)
        features.append(case.features[rows // scale, columns // scale])
        errors.append(case.errors[rows, columns] * case.factor)
    return np.concatenate(features), np.concatenate(errors).astype(np.float32)


def linear(features: np.ndarray, errors: np.ndarray) -> np.ndarray:
    """Quantile regression with weights of 0 or more."""
    chosen = np.random.default_rng(0).choice(len(errors), min(len(errors), 8000), replace=False)
    design = np.concatenate([np.ones((len(chosen), 1)), features[chosen][:, COLUMNS]], axis=1)
    rows = hstack([design, eye(len(chosen)), -eye(len(chosen))]).tocsr()
    cost = np.r_[np.zeros(design.shape[1]), np.full(len(chosen), LEVEL), np.full(len(chosen), 1 - LEVEL)]
    return np.asarray(linprog(cost, A_eq=rows, b_eq=errors[chosen], bounds=(0, None)).x[: design.shape[1]])


class Table:
    """Quantiles of the errors in cells of two features."""

    def __init__(self, features: np.ndarray, errors: np.ndarray) -> None:
        shares = np.linspace(0, 1, CELLS + 1)[1:-1]
        self.edges = [np.quantile(features[:, column], shares) for column in TABLE]
        cells = self.cells(features)
        whole = np.quantile(errors, LEVEL)
        self.quantiles = np.full((CELLS, CELLS), whole)
        for cell in np.ndindex(CELLS, CELLS):
            inside = errors[(cells[0] == cell[0]) & (cells[1] == cell[1])]
            if len(inside) >= 20:
                self.quantiles[cell] = np.quantile(inside, LEVEL)

    def cells(self, features: np.ndarray) -> list[np.ndarray]:
        return [np.digitize(features[..., c], edges) for c, edges in zip(TABLE, self.edges, strict=True)]

    def estimate(self, features: np.ndarray) -> np.ndarray:
        return np.asarray(self.quantiles[tuple(self.cells(features))]) + FLOOR


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("method")
    parser.add_argument("second")
    for name in ("learn", "calibrate", "test"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--most", type=int, default=40, help="pictures of each folder")
    add_reading_options(parser)
    arguments = parser.parse_args()
    card = find_card(arguments.method)
    keep = THERMOGRAM.keep if card.unit else None

    def cases(folder: Path) -> list[Case]:
        files = read_files(folder)
        files = files[:: max(1, len(files) // arguments.most)][: arguments.most]
        pictures, _ = decode_files(files, reading_options(arguments))
        return [Case(picture, card.id, arguments.second, card.scale, keep) for picture in pictures]

    learned, calibrated, tested = (cases(arguments.__dict__[name]) for name in ("learn", "calibrate", "test"))
    features, errors = sampled(learned)
    head, table, (base, *weights) = learn_errors(features, errors), Table(features, errors), linear(features, errors)
    ways: dict[str, tuple[Callable[[Case], np.ndarray], Callable[[Case], float]]] = {
        "one width for all pixels": (lambda c: np.ones(c.lr.pixels.shape[:2]), lambda c: 0.0),
        "table of two features": (lambda c: table.estimate(c.features), lambda c: c.feature_seconds),
        "linear in six features": (
            lambda c: base + c.features[..., COLUMNS] @ np.array(weights) + FLOOR,
            lambda c: c.feature_seconds,
        ),
        "second network": (lambda c: c.distance(c.other), lambda c: c.other_seconds),
        "self-ensemble": (lambda c: c.distance(c.ensemble), lambda c: c.ensemble_seconds),
        "trained head": (lambda c: head.estimate(c.features), lambda c: c.feature_seconds),
    }
    print(f"{card.id}: {len(calibrated)} pictures calibrate, {len(tested)} test, guarantee {LEVEL:.0%} of the pixels")
    for name, (estimate, seconds) in ways.items():

        def ratios(case: Case, estimate: Callable[[Case], np.ndarray] = estimate) -> tuple[np.ndarray, float]:
            widths = enlarge_cells(estimate(case) / case.factor, card.scale)
            return case.errors / widths, float(widths.mean())

        factor = conformal_factor([ratios(case)[0] for case in calibrated], LEVEL)
        found = [ratios(case) for case in tested]
        inside = [float(np.mean(off <= factor)) for off, _ in found]
        cost = sum(map(seconds, tested)) / sum(case.seconds for case in tested)
        print(
            f"  {name:<26} half-width {factor * np.mean([width for _, width in found]):8.4g}  "
            f"covered {np.mean(inside):.1%}, worst {min(inside):.1%}  cost {cost:.2f} of the run",
            flush=True,
        )


if __name__ == "__main__":
    main()
