"""How far a result can be trusted: error bars whose coverage was measured, and how it was made, to make it again."""

from .calibration import LEVELS_OF_COVERAGE, BarCalibration, CalibratedLevel, read_calibration
from .certainty import bounds, edge_shifts
from .coverage import PROMISED_PICTURES, Coverage, conformal_factor, largest_error, share_inside
from .error_bars import ErrorBars, error_bars
from .phantoms import PlaceCoverage, read_phantoms
from .places import AREA, Place, distances, largest_places

__all__ = [
    "AREA",
    "LEVELS_OF_COVERAGE",
    "PROMISED_PICTURES",
    "BarCalibration",
    "CalibratedLevel",
    "Coverage",
    "ErrorBars",
    "Place",
    "PlaceCoverage",
    "bounds",
    "conformal_factor",
    "distances",
    "edge_shifts",
    "error_bars",
    "largest_error",
    "largest_places",
    "read_calibration",
    "read_phantoms",
    "share_inside",
]
