"""Orientation: towards which side of the patient the rows and columns of a picture run.

Source: PS3.3 C.7.6.1.1.1 (Patient Orientation), C.7.6.2.1.1 (Image Orientation (Patient)).
"""

import re

from pydicom.dataset import Dataset

from ..errors import DecodeError
from .header_numbers import numbers
from .rescale import groups

_SIDES = re.compile(r"[APRLHF]{1,3}")
"""Letters of a patient who is a human: anterior, posterior, right, left, head, feet."""
_AXES = (("R", "L"), ("A", "P"), ("F", "H"))
"""Letters towards smaller and larger coordinates of the patient's x, y and z."""
_LEAST = 0.1
"""Part of a direction below which its letter is left out: 6 degrees."""


def read_orientation(dataset: Dataset, frame: int) -> tuple[str, str]:
    """Return the letters at the right edge and at the lower edge: ("L", "F"); ("", "") where the file says neither.

    Patient Orientation is used where it is there, since it is what a projection has; else the direction cosines, whose
    letters stand by their size: "LP" is more left than posterior.
    """
    found = dataset.get("PatientOrientation")
    if isinstance(found, str) or found is None or len(found) != 2:
        return _from_cosines(dataset, frame)
    right, bottom = (str(side).strip().upper() for side in found)
    sound = _SIDES.fullmatch(right) and _SIDES.fullmatch(bottom)
    return (right, bottom) if sound else _from_cosines(dataset, frame)


def _from_cosines(dataset: Dataset, frame: int) -> tuple[str, str]:
    for group in groups(dataset, frame, "PlaneOrientationSequence"):
        try:
            cosines = numbers(group, "ImageOrientationPatient")
        except DecodeError:
            return "", ""
        if len(cosines) == 6:
            return _letters(cosines[:3]), _letters(cosines[3:])
    return "", ""


def _letters(direction: tuple[float, ...]) -> str:
    by_size = sorted(zip(direction, _AXES, strict=True), key=lambda axis: -abs(axis[0]))
    return "".join(letters[part > 0] for part, letters in by_size if abs(part) > _LEAST)
