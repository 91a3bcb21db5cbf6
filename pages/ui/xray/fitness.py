"""Differences between a radiograph and the training pictures of the chest networks, in sentences."""

import sr_core as sr

from ..shell.text import plain
from ..workbench.methods import FINER, INTERPOLATED, card_of
from .radiograph import Radiograph

PLAIN = ("CR", "DX", "RG", "DR")
"""DICOM modalities of plain radiographs."""
PROJECTION = {"RF": "fluoroscopy", "XA": "angiography", "MG": "mammography", "IO": "a tooth", "PX": "a jaw"}
"""DICOM modalities of other X-ray projections -> their names."""
CHEST = ("CHEST", "THORAX", "LUNG", "RIB", "HEART")
NOISY = 0.03
"""Noise above which a picture is called noisy, as a share of the span from its 1st to its 99th percentile."""
SMALLEST, LARGEST = 128, 4096
"""Smallest and largest usual side of an input in pixels."""
_PHOTO_LIKE = "It is a photograph or a screenshot in colours that was turned into grey."


def unlike(radiograph: Radiograph, *, shrink: int = 1) -> list[str]:
    """List the differences from chest radiographs of adults, one sentence each; empty if none is found.

    Args:
        radiograph: the radiograph.
        shrink: factor per side by which it is shrunk first, in a test.
    """
    image, found = radiograph.image, []
    info = image.dicom
    if radiograph.was_colour:
        found.append(_PHOTO_LIKE)
    if info is not None:
        if image.unit == "HU" or info.modality in ("CT", "MR", "PT", "NM"):
            found.append(f"It is a slice of a body ({plain(info.modality or 'CT')}), not a projection.")
        elif info.modality in PROJECTION:
            kind = f"{plain(info.modality)}, {PROJECTION[info.modality]}"
            found.append(f"Its header names another kind of X-ray ({kind}).")
        elif info.modality and info.modality not in PLAIN:
            found.append(f"Its header names the modality {plain(info.modality)}, which is not an X-ray projection.")
        part = info.body_part.upper()
        if part and not any(name in part for name in CHEST):
            found.append(f"Its header names another body part ({plain(info.body_part)}).")
    elif sr.chest.is_slice_like(image):
        found.append("It is dark all around, like a slice of a body (CT, MR) and unlike a projection.")
    large_enough = min(image.height, image.width) >= SMALLEST
    if large_enough and not found and sr.chest.chest_likeness(image) < sr.chest.LEAST_LIKENESS:
        found.append(
            "Its light and dark areas are not those of an upright frontal chest. It may show another body part, or be "
            "inverted, turned or lateral."
        )
    noise = sr.noise_share(image)
    if noise > NOISY:
        found.append(
            f"It is very noisy (about {100 * noise:.0f} % of its range), and a network smooths or sharpens noise."
        )
    height, width = image.height // shrink, image.width // shrink
    if min(height, width) < SMALLEST:
        found.append(f"It is very small: {width} x {height} pixels are enlarged, too few to show lungs well.")
    if max(height, width) > LARGEST:
        found.append(
            f"It is very large: {width} x {height} pixels are enlarged, and its detail is finer than in training."
        )
    return found


def training_text(method: sr.Method) -> str:
    """Say what the network was trained on and what its results cannot show."""
    card = card_of(method)
    if card is None:
        return INTERPOLATED
    kind = "chest radiographs" if card.purpose == sr.RADIOGRAPH.purpose else "ordinary photographs, not radiographs"
    shrunk = "shrunk by bicubic" if card.degradation == "bicubic" else f"degraded by {plain(card.degradation)}"
    invents = " It invents detail: it can draw or erase a lesion." if sr.is_generated(method) else ""
    return (
        f"{plain(card.title)} was trained on {card.training.pictures} {kind} ({plain(card.training.data)}), {shrunk}."
        f"{invents} {FINER} {plain(' '.join(card.limits))}"
    )
