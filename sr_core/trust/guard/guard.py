"""The guard: is a picture like those that the networks for its kind were trained and calibrated on?"""

from dataclasses import dataclass

import numpy as np

from ...engine.path import path_cards
from ...guest.guest import Method
from ...modalities import MODALITIES, RADIOGRAPH, Modality, modality_of
from ...types import DecodedImage
from .describe import LEAST_PIXELS, describe
from .domain import Domain
from .header import header_doubts
from .store import read_domain
from .texture import TEXTURE

ALARM = 0.01
"""p-value below which a picture is outside: about so many of the pictures of its kind are, by chance.

Chosen with the results of the test sets in sight, and by the chests of the Hannover hospital, judged by a guard that
had seen the NIH's only: at 0.02, 19 of 57 versions were outside, at 0.01, 6 of 57."""
_PICTURES = {"radiograph": "chest radiographs", "thermogram": "thermograms", "photograph": "photographs"}
RIVALS = {
    "layout": (
        "Its edges, and its light and dark areas, are not those of an upright frontal chest. It may show another body "
        "part or a slice, or be inverted, turned or lateral."
    ),
    "chest": "Its light and dark areas and its detail are like those of a radiograph.",
    "thermogram": "Its detail is soft, as in a thermogram.",
    "photograph": "Its detail is like that of a photograph.",
    "graphic": "Its edges and even areas are like those of a drawing, a text or a screenshot.",
    "noise": "It is noisier than nearly all of them.",
    "JPEG": "It shows blocks or rings, as strong compression leaves them, more than nearly all of them.",
    "enlarged": "It is softer than nearly all of them, as a picture is that was enlarged before.",
}
"""What a picture may be like instead -> the sentence that says so."""


@dataclass(frozen=True, slots=True)
class Guard:
    """What the guard found of one picture."""

    modality: str
    """Kind of picture that it was compared with: "radiograph", "thermogram" or "photograph"."""
    p_value: float | None
    """Share of the pictures of that kind, 0..1, that are at least as unlike: small values speak against the picture.
    None for a picture that is too small, or one that its header already excludes."""
    cause: str
    """What speaks most against the picture: "header", "size", "detail" of a flat picture, a key of `RIVALS`, or one of
    `texture.TEXTURE`; empty for a picture inside."""
    reasons: tuple[str, ...]
    """Sentences that say why the picture is outside; none for a picture inside."""

    @property
    def feature(self) -> str:
        """What speaks most against the picture, for people: "its noise"; empty for a picture inside."""
        named = {"chest": "detail", "thermogram": "detail", "photograph": "detail", "graphic": "detail"}
        named |= {"JPEG": "compression", "enlarged": "softness"}
        return TEXTURE.get(self.cause, f"its {named.get(self.cause, self.cause)}" if self.cause else "")

    @property
    def inside(self) -> bool:
        """True if nothing was found that speaks against the picture; error bars hold only then."""
        return not self.reasons

    @property
    def sentence(self) -> str:
        """One sentence for people that sums up; empty for a picture inside."""
        if self.inside:
            return ""
        pictures = _PICTURES[self.modality]
        if self.cause == "size":
            return f"The picture cannot be compared with the {pictures} of the training. {' '.join(self.reasons)}"
        return f"This picture differs from the {pictures} that the networks were trained on. {' '.join(self.reasons)}"


def guard(image: DecodedImage, method: Method | None = None, *, modality: Modality | None = None) -> Guard | None:
    """Compare a picture with the training pictures of a network.

    From the pixels: layout, spectrum, tones, local contrast, noise, blocks and softness. From a DICOM header, where
    there is one: modality, body part and a child's age; pixels are compared only where it says nothing against.

    Args:
        image: the picture that is to be enlarged, at the size at which it goes into the network.
        method: the network, whose card says what it is for; without it, and for an interpolation, the networks for
            this kind of picture.
        modality: kind of picture to compare with, instead of that of `method`.

    Returns:
        What was found; None for a network whose purpose no guard knows.

    Raises:
        CheckpointError: for an unknown method, or if the fitted domain cannot be read.
    """
    if modality is None:
        cards = path_cards(method) if method else ()
        known = {kind.purpose: kind for kind in MODALITIES}
        modality = known.get(cards[0].purpose) if cards else modality_of(image)
    if modality is None:
        return None
    if modality is RADIOGRAPH and image.dicom is not None:
        doubts = header_doubts(image.dicom, image.unit)
        if doubts:
            return Guard(modality.name, None, "header", doubts)
    if min(image.height, image.width) < LEAST_PIXELS:
        size = f"It has {image.width} x {image.height} pixels; at least {LEAST_PIXELS} per side are needed."
        return Guard(modality.name, None, "size", (size,))
    if np.nanmin(image.pixels) == np.nanmax(image.pixels):
        return Guard(modality.name, None, "detail", ("It is one even area without detail.",))
    domain = read_domain(modality.name)
    return judge(describe(image, with_layout=domain.needs_layout), modality.name, domain)


def judge(description: np.ndarray, name: str, domain: Domain) -> Guard:
    """Judge a description (DESCRIBED,) by a domain; `name` is that of its modality."""
    p_value = float(domain.p_value(description))
    if p_value >= ALARM:
        return Guard(name, p_value, "", ())
    worst = int(domain.tests(description).argmax())
    if worst < len(domain.rivals):
        cause = domain.rivals[worst].name
        return Guard(name, p_value, cause, (RIVALS[cause],))
    assert domain.usual is not None
    cause, larger = domain.usual.farthest(description)
    told = f"{TEXTURE[cause][0].upper()}{TEXTURE[cause][1:]}"
    return Guard(name, p_value, cause, (f"{told} {'exceeds' if larger else 'is below'} that of nearly all of them.",))
