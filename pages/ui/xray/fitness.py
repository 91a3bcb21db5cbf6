"""Is the radiograph like what the network was trained on? What is not, said in sentences."""

import sr_core as sr

from ..shell.text import plain
from ..workbench.methods import card_of
from .radiograph import Radiograph

PLAIN = ("CR", "DX", "RG", "DR")
"""Modalities of plain radiographs."""
PROJECTION = {"RF": "fluoroscopy", "XA": "angiography", "MG": "mammography", "IO": "a tooth", "PX": "a jaw"}
"""Modalities of other projections of X-rays."""
CHEST = ("CHEST", "THORAX", "LUNG", "RIB", "HEART")
NOISY = 0.03
"""Noise from which a picture is said to be noisy, as a share of the span between its 1st and 99th percentile."""
SMALLEST, LARGEST = 128, 4096
"""Sides of an input in pixels that are usual."""
_PHOTO_LIKE = "a photograph or a screenshot in colours, turned into grey"


def unlike(radiograph: Radiograph, *, shrink: int = 1) -> list[str]:
    """List in what the radiograph differs from adult chest radiographs; empty if in nothing that can be told.

    Args:
        radiograph: of the session.
        shrink: how many times smaller per side it is when it is enlarged, in a test.
    """
    image, found = radiograph.image, []
    info = image.dicom
    if radiograph.was_colour:
        found.append(_PHOTO_LIKE)
    if info is not None:
        if image.unit == "HU" or info.modality in ("CT", "MR", "PT", "NM"):
            found.append(f"a slice of a body ({plain(info.modality or 'CT')}), not a projection")
        elif info.modality in PROJECTION:
            found.append(f"another kind of X-ray by its header ({plain(info.modality)}, {PROJECTION[info.modality]})")
        elif info.modality and info.modality not in PLAIN:
            found.append(f"not an X-ray projection by its header (modality {plain(info.modality)})")
        part = info.body_part.upper()
        if part and not any(name in part for name in CHEST):
            found.append(f"of another body part by its header ({plain(info.body_part)})")
    elif sr.chest.is_slice_like(image):
        found.append("dark all around, as a slice of a body is (CT, MR), not a projection")
    noise = sr.noise_share(image)
    if noise > NOISY:
        found.append(f"very noisy (noise of about {100 * noise:.0f} % of its range): a network smooths or sharpens it")
    height, width = image.height // shrink, image.width // shrink
    if min(height, width) < SMALLEST:
        found.append(f"very small ({width} x {height} pixels go in): lungs need more pixels than that")
    if max(height, width) > LARGEST:
        found.append(f"very large ({width} x {height} pixels go in): its detail is finer than in the training")
    return found


def training_text(method: str) -> str:
    """Say plainly what the network was trained on and what it cannot know."""
    card = card_of(method)
    if card is None:
        return "Interpolation: nothing is invented between the pixels, and nothing is found."
    kind = "chest radiographs" if card.purpose == sr.RADIOGRAPH.purpose else "ordinary photographs, not radiographs"
    shrunk = "shrunk by bicubic" if card.degradation == "bicubic" else f"degraded by {plain(card.degradation)}"
    synthesised = " Its detail is synthesised: it can draw or erase a lesion." if sr.is_generated(method) else ""
    return (
        f"{plain(card.title)} was trained on {card.training.pictures} {kind} ({plain(card.training.data)}), {shrunk}."
        f"{synthesised} Detail finer than the input's pixels is likely, not measured. {plain(' '.join(card.limits))}"
    )
