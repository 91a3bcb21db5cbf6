"""Regions of the X-ray page: lines, boxes and ellipses over a radiograph, and the calibration by one of the lines."""

import sr_core as sr

from ..shell.state import kept
from ..workbench.regions import with_new
from .radiograph import Xray


def kept_regions(place: str) -> list[sr.Region]:
    """Return the regions, oldest first; those of another file, or another part of it, are dropped."""
    here = kept(Xray)
    if here.regions_place != place:
        here.regions_place, here.regions = place, []
    return here.regions


def add_region(region: sr.Region, place: str) -> None:
    """Keep a region under the next name of its kind."""
    here = kept(Xray)
    here.regions = with_new(kept_regions(place), region)


def remove(label: str = "") -> None:
    """Remove a region, or all of them."""
    here = kept(Xray)
    here.regions = [region for region in here.regions if label and region.label != label]


def spacing_of(image: sr.DecodedImage, digest: str) -> sr.dicom.Spacing | None:
    """Return the size of a picture's pixels: by the user's calibration of this file, else as the file says.

    Args:
        image: whole picture of the file, at any size.
        digest: digest of the file, with or without the number of a frame.
    """
    found = kept(Xray).calibrations.get(_file(digest))
    return image.spacing if found is None else found.of(image)


def calibrate(line: sr.Region, millimetres: float, image: sr.DecodedImage, part: sr.Part, digest: str) -> None:
    """Make a line as long as the user says, for all pictures of this file."""
    found = sr.dicom.calibrate(line, millimetres, image, height=part.height, width=part.width)
    kept(Xray).calibrations = {_file(digest): found}


def forget_calibration() -> None:
    """Go back to the millimetres of the file."""
    kept(Xray).calibrations = {}


def _file(digest: str) -> str:
    """Return the digest without a frame's number: all frames of a file have one calibration."""
    return digest.split()[0]
