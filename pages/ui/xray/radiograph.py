"""Radiograph of the X-ray page, the outcome of a run on it, and the state of the page."""

import hashlib
from dataclasses import dataclass, field
from functools import cached_property

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

import sr_core as sr

from ..shell.text import figure, plain
from ..workbench.cost import MAX_PIXELS
from ..workbench.enlarging import follow_enlargement
from ..workbench.outcome import Outcome

SMALL = 256
"""Side in pixels of the simulated chest that is enlarged."""
COMPARED = ("sr", *sr.INTERPOLATIONS)
"""Enlargements that are compared in every run: the chosen method and the two interpolations."""


@dataclass(frozen=True, eq=False)
class Radiograph:
    """Radiograph that the user uploaded, or the simulated chest."""

    image: sr.DecodedImage
    """Measured values of a DICOM file, or grey display values of another picture."""
    digest: str
    """sha256 of the file, with the number of the frame."""
    data: bytes
    """Bytes of the file."""
    simulated: bool = False
    """True for the simulated chest, whose truth is known."""
    was_colour: bool = False
    """True if colours were turned into grey."""

    @cached_property
    def guard(self) -> sr.Guard:
        """What the guard of chest radiographs finds of it."""
        found = sr.guard(self.image, modality=sr.RADIOGRAPH)
        assert found is not None
        return found

    @property
    def is_dicom(self) -> bool:
        """True if a derived DICOM file can be written of a result."""
        return self.image.dicom is not None and bool(self.image.unit)

    @property
    def frames(self) -> int:
        """Number of frames in the file."""
        return self.image.dicom.frames if self.image.dicom else 1


@dataclass(frozen=True, eq=False)
class XrayOutcome(Outcome):
    """Outcome of a run on a radiograph."""

    simulated: bool
    """True for a result of the simulated chest."""
    nodules: dict[str, tuple[sr.chest.Verdict, ...]] = field(default_factory=dict)
    """Side of `COMPARED` -> verdicts on the nodules; only for the simulated chest."""

    @property
    def scores(self) -> dict[str, tuple[sr.Score, ...]]:
        """Scores of each side against the reference; empty without a reference."""
        return self.made.scores

    def cut(self, side: str, part: sr.Part) -> sr.DecodedImage:
        """Return a part of a side: "input", "sr", "bicubic", "lanczos", "reference"; at the input's size for "input".

        Args:
            side: picture to cut; an interpolation of a large result is made again for the part.
            part: part in pixels of the input.
        """
        scale = self.task.scale
        if side == "input":
            return part.of(self.lr)
        if side not in sr.INTERPOLATIONS or side in self.made.compared:
            return part.of(self.made.image(side), scale)
        return sr.upscale(self.lr, side, scale=scale, part=part).image


@dataclass(slots=True)
class Xray:
    """State of the X-ray page."""

    radiograph: Radiograph | None = None
    """Radiograph that the page shows."""
    problem: str = ""
    """Sentence that says why the file in the field is no radiograph; empty if there is none."""
    outcome: XrayOutcome | None = None
    """Outcome of the last run."""
    done: str = ""
    """Name of a new result that is still to be announced; empty if there is none."""
    regions: list[sr.Region] = field(default_factory=list)
    """Lines, boxes and ellipses that were drawn, the oldest first."""
    regions_place: str = ""
    """Picture and part to which they belong."""
    shown_part: sr.Part | None = None
    """Part of the input that is shown of a result, on which the regions lie; None before a result is shown."""
    calibrations: dict[str, sr.dicom.Calibration] = field(default_factory=dict)
    """Digest of the file that the user has calibrated -> the calibration; one at most."""


@st.cache_data(show_spinner="Computing the simulated chest", max_entries=2)
def _chest(side: int) -> bytes:
    return sr.chest.chest_dicom(SMALL, scale=side // SMALL)


@st.cache_data(show_spinner="Computing the truth of the simulated chest", max_entries=4)
def chest_truth(scale: int, *, nodules: bool) -> sr.DecodedImage:
    """Compute the simulated chest without noise at `scale` times `SMALL`, with its nodules or only the background."""
    return sr.chest.chest_phantom(SMALL, scale=scale, quanta=None, nodules=sr.chest.NODULES if nodules else ())


def simulated(*, test: bool, scale: int) -> Radiograph:
    """Return the simulated chest: 256 pixels per side; for a test `scale` times as many, which are shrunk first."""
    data = _chest(SMALL * scale if test else SMALL)
    image = sr.decode(data, "simulated-chest.dcm")
    return Radiograph(image, hashlib.sha256(data).hexdigest(), data, simulated=True)


def describe_radiograph(image: sr.DecodedImage) -> str:
    """Describe a radiograph: "2022 x 2022 pixels, CR, CHEST, 10 bit, values 0 to 1023"."""
    if not image.unit:
        return f"{image.shape_text} pixels, {image.bit_depth} bit, without measured values"
    info, (low, high) = image.dicom, image.value_range
    values = f"values {figure(low, 6)} to {figure(high, 6)}{'' if image.unit == 'US' else f' {image.unit}'}"
    if info is None:
        return f"{image.shape_text} pixels, {values}"
    named = ", ".join(filter(None, (info.modality, info.body_part)))
    depth = f"{info.bits_stored} bit"
    parts = [f"{image.shape_text} pixels", plain(named), depth, values]
    if info.inverse:
        parts.append("small values shown bright" + f" ({plain(info.photometric_interpretation)})")
    return ", ".join(filter(None, parts))


def spacing_text(spacing: sr.dicom.Spacing | None) -> str:
    """Say the millimetres of a pixel, and where they are true."""
    if spacing is None:
        return "The file gives no pixel spacing, so lengths are in pixels."
    sizes = f"{figure(spacing.row_mm, 4)} mm"
    if abs(spacing.row_mm - spacing.column_mm) > 1e-6 * spacing.row_mm:
        sizes = f"{figure(spacing.row_mm, 4)} mm down, {figure(spacing.column_mm, 4)} mm across"
    beyond = (
        " Measured at the detector; true sizes in the body are smaller (magnification)." if spacing.at_detector else ""
    )
    return f"One pixel is {sizes} ({plain(spacing.kind)}).{beyond}"


def enlarge_radiograph(radiograph: Radiograph, task: sr.Task, beside: DeltaGenerator) -> XrayOutcome:
    """Run a task in its turn, or follow the run in progress; see `follow_enlargement`.

    Raises:
        SRError: if the radiograph cannot be enlarged or tested like this.
    """
    image, scale, least = radiograph.image, task.scale, sr.RADIOGRAPH.smallest
    worked_on = task.part.of(image) if task.part else image
    side = sr.smallest_test(task.method, scale) + least * scale if task.test else least
    if min(worked_on.height, worked_on.width) < side:
        raise sr.EngineError(
            f"this needs at least {side} x {side} pixels, found {worked_on.shape_text}; choose a larger radiograph"
        )
    truth, backgrounds = None, {}
    if radiograph.simulated:  # a thread has no access to what Streamlit caches with a spinner
        truth = None if task.test else chest_truth(scale, nodules=True)
        backgrounds = {n: chest_truth(n, nodules=False) for n in (1, scale)}

    def finish(made: sr.Enlargement) -> XrayOutcome:
        nodules = _find_nodules(made, backgrounds[1], backgrounds[scale]) if backgrounds else {}
        return XrayOutcome(radiograph.digest, made, radiograph.simulated, nodules)

    return follow_enlargement(
        (radiograph.digest, task),
        beside,
        image,
        task,
        finish,
        truth=truth,
        compare=sr.RADIOGRAPH.compare,
        keep_pixels=MAX_PIXELS,
    )


def _find_nodules(
    made: sr.Enlargement, small: sr.DecodedImage, large: sr.DecodedImage
) -> dict[str, tuple[sr.chest.Verdict, ...]]:
    before = sr.chest.nodule_responses(made.lr, background=small)
    return {
        side: sr.chest.contrast_detail(before, sr.chest.nodule_responses(made.image(side), background=large))
        for side in COMPARED
        if side == "sr" or side in made.compared
    }
