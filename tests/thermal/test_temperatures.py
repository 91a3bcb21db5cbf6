import tracemalloc

import numpy as np
import pytest

from sr_core.thermal.temperatures import to_celsius, unit_doubts
from sr_core.types.radiometry import Scaling

CELSIUS, FAHRENHEIT, KELVIN = Scaling(1.0, 0.0), Scaling(5 / 9, -160 / 9), Scaling(1.0, -273.15)


def doubts(low: float, high: float, scaling: Scaling) -> tuple[str, ...]:
    return unit_doubts(np.array([low, high, np.nan], np.float32).reshape(1, 3, 1), scaling)


def test_a_hand_at_78_degrees_is_a_warning_that_says_the_other_reading() -> None:
    [note] = doubts(77.0, 98.6, CELSIUS)
    assert note == (
        "Check the unit: temperatures of 77.0 to 98.6 degC are unusual. If the numbers were degF, they would be 25.0 "
        "to "
        "37.0 degC."
    )


def test_kelvin_read_as_celsius_is_a_warning() -> None:
    [note] = doubts(295.15, 310.15, CELSIUS)
    assert "If the numbers were K, they would be 22.0 to 37.0 degC" in note


@pytest.mark.parametrize(("low", "high"), [(20.0, 37.0), (-30.0, 15.0), (20.0, 400.0), (700.0, 1500.0)])
def test_usual_temperatures_and_furnaces_are_not_doubted(low: float, high: float) -> None:
    assert doubts(low, high, CELSIUS) == ()


def test_a_declared_scale_is_not_doubted() -> None:
    assert doubts(77.0, 98.6, Scaling(0.01, -273.15)) == ()


@pytest.mark.parametrize("dtype", [np.uint16, np.float32, np.float64])
def test_a_large_picture_is_converted_as_numpy_does_and_in_parts(dtype: type) -> None:
    stored = np.random.default_rng(0).integers(29_000, 31_000, (2500, 1000)).astype(dtype)
    tracemalloc.start()
    celsius, _ = to_celsius(stored, Scaling(0.01, -273.15), nodata=29_500)
    taken = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    right = np.where(stored == 29_500, np.nan, stored * 0.01 - 273.15)
    np.testing.assert_allclose(celsius[..., 0], right, atol=1e-4)
    assert taken < 4 * stored.size + 40 * 2**20 // 2  # float32, and a million doubles at a time
