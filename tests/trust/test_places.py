"""Places and certainty of readings, on pictures whose answers are known."""

import numpy as np
import pytest

from sr_core.errors import EngineError
from sr_core.image.regions import Region, read_region
from sr_core.trust.calibration import CalibratedLevel
from sr_core.trust.certainty import bounds, edge_shifts
from sr_core.trust.coverage import Coverage
from sr_core.trust.error_bars import ErrorBars
from sr_core.trust.places import distances, largest_places
from sr_core.types import DecodedImage

LEVEL = CalibratedLevel(0.9, 1.0, Coverage("drawn", 9, 1.0, 1.0, 1.0, 1.0), ())


def bars(half_width: np.ndarray, unit: str = "US") -> ErrorBars:
    return ErrorBars(half_width.astype(np.float32), 2, unit, LEVEL, "drawn")


def test_places_are_apart_and_the_largest_comes_first() -> None:
    values = np.zeros((80, 100))
    values[10:15, 20:25], values[12:17, 22:27], values[60:65, 70:75] = 3, 5, 4
    values[0, 0] = np.nan
    first, second, *rest = largest_places(values, 5)
    assert (first.value, second.value) == (pytest.approx(5), pytest.approx(4))
    assert (first.across * 100, first.down * 80) == (pytest.approx(24.5), pytest.approx(14.5))
    assert (second.across * 100, second.down * 80) == (pytest.approx(72.5), pytest.approx(62.5))
    assert all(place.value < 4 for place in rest)
    assert largest_places(np.zeros((20, 20))) == ()
    assert largest_places(np.full((20, 20), np.nan)) == ()


def test_distance_is_the_mean_within_a_pixel_of_the_input() -> None:
    one, two = np.zeros((4, 4, 1), np.uint8), np.zeros((4, 4, 1), np.uint8)
    two[0, 0], two[3, 3] = 8, 4
    assert distances(DecodedImage(one), DecodedImage(two), 2).tolist() == [[2, 0], [0, 1]]


def test_a_reading_lies_between_the_ends_of_the_bars() -> None:
    values = np.arange(16, dtype=np.float32).reshape(4, 4, 1)
    low, high = bounds(DecodedImage(values, unit="degC"), bars(np.array([[1, 1], [1, 3]]), "degC"))
    right = Region("box", 0.5, 0.5, 1, 1)
    assert (read_region(low, right).max, read_region(high, right).max) == (12, 18)
    assert (read_region(low, right).mean, read_region(high, right).mean) == (9.5, 15.5)


def test_an_edge_moves_by_error_over_slope() -> None:
    ramp = np.clip(np.arange(40) - 8, 0, 4) * 10.0  # slope of 10 from column 8 to 12
    fall = np.clip(32 - np.arange(40), 0, 4) * 10.0  # slope of 10 from 28 to 32
    image = DecodedImage(np.repeat(np.minimum(ramp, fall)[None, :, None], 12, axis=0).astype(np.float32), unit="US")
    half = np.full((6, 20), 5.0)
    half[:, 14:] = 20
    shifts = edge_shifts(image, bars(half), Region("line", 10 / 40, 0.5, 30 / 40, 0.5))
    assert shifts == (pytest.approx(0.5), pytest.approx(2.0))
    flat = DecodedImage(np.zeros((12, 40, 1), np.float32), unit="US")
    assert edge_shifts(flat, bars(half), Region("line", 0.2, 0.5, 0.8, 0.5)) == (np.inf, np.inf)
    with pytest.raises(EngineError, match="without a length"):
        edge_shifts(flat, bars(half), Region("line", 0.2, 0.5, 0.2, 0.5))
    with pytest.raises(EngineError, match="ends of a line"):
        edge_shifts(flat, bars(half), Region("box", 0.2, 0.5, 0.4, 0.9))
