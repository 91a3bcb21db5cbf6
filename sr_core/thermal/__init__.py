"""Temperatures: readers of camera files and tables, and writers of files that hold degC."""

from ..image.palettes import DEGREES, PALETTES, palette_picture, scale_bar, to_degree_difference, to_degrees
from ..image.regions import Delta, Profile, delta, profile
from ..types.radiometry import Radiometry, Scaling
from .phantom import thermal_phantom
from .radiometric import count_frames, has_radiometry, is_recording
from .scaling import ask_scaling, may_be_counts

__all__ = [
    "DEGREES",
    "PALETTES",
    "Delta",
    "Profile",
    "Radiometry",
    "Scaling",
    "ask_scaling",
    "count_frames",
    "delta",
    "has_radiometry",
    "is_recording",
    "may_be_counts",
    "palette_picture",
    "profile",
    "scale_bar",
    "thermal_phantom",
    "to_degree_difference",
    "to_degrees",
]
