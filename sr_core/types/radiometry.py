"""Parameters that turn the raw counts of a thermal camera into temperatures, as data."""

from dataclasses import dataclass

from ..errors import DecodeError

ABSOLUTE_ZERO = -273.15
"""Absolute zero in degC."""


@dataclass(frozen=True, slots=True)
class Radiometry:
    """Parameters on which the temperatures of a radiometric JPEG depend, besides the camera's own calibration.

    Radiometry(emissivity=0.98, reflected_c=22.0, atmospheric_c=22.0, distance_m=1.0, humidity=0.5)    # skin, indoors
    """

    emissivity: float
    """Emissivity of the object, above 0 and at most 1; 0.98 for skin (Steketee, Phys. Med. Biol. 18, 1973)."""
    reflected_c: float
    """Reflected apparent temperature, degC."""
    atmospheric_c: float
    """Temperature of the air between object and camera, degC."""
    distance_m: float
    """Distance between object and camera in metres."""
    humidity: float
    """Relative humidity of that air, 0..1."""

    def __post_init__(self) -> None:
        bounds = (
            ("emissivity", 0.01, 1.0, ""),
            ("reflected_c", ABSOLUTE_ZERO, 2000.0, " degC"),
            ("atmospheric_c", -100.0, 200.0, " degC"),
            ("distance_m", 0.0, 10_000.0, " m"),
            ("humidity", 0.0, 1.0, ""),
        )
        for name, low, high, unit in bounds:
            value = getattr(self, name)
            if not low <= value <= high:  # nan is refused, too
                raise DecodeError(f"{name} must be {low:g} to {high:g}{unit}, found {value!r}; correct it")


@dataclass(frozen=True, slots=True)
class Scaling:
    """Scale by which stored numbers become temperatures: degC = stored * factor + offset.

    Scaling(0.01, -273.15)    # centikelvin
    Scaling(1.0, 0.0)         # degC as float
    Scaling(1.0, -273.15)     # kelvin as float
    """

    factor: float
    """Temperature difference in degC for each stored unit, above 0."""
    offset: float
    """Temperature in degC at the stored value 0."""

    def __post_init__(self) -> None:
        if not 0 < self.factor < 1e6 or not -1e6 < self.offset < 1e6:
            raise DecodeError(f"a scale needs a factor above 0 and an offset in degC, found {self!r}; correct it")
