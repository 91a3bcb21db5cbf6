"""Is the radiograph like what the network was trained on? What is not, said in sentences."""

import numpy as np

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
DARK, DARK_RIM, DARK_WHOLE = 0.08, 0.85, 0.35
"""Share of the span of values below which a pixel is dark; shares of dark pixels in the rim and in all from which a
picture is like a slice: of 120 chest radiographs none, of 16 CT slices 13."""
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
    elif is_slice_like(image):
        found.append("dark all around, as a slice of a body is (CT, MR), not a projection")
    noise = noise_share(image)
    if noise > NOISY:
        found.append(f"very noisy (noise of about {100 * noise:.0f} % of its range): a network smooths or sharpens it")
    height, width = image.height // shrink, image.width // shrink
    if min(height, width) < SMALLEST:
        found.append(f"very small ({width} x {height} pixels go in): lungs need more pixels than that")
    if max(height, width) > LARGEST:
        found.append(f"very large ({width} x {height} pixels go in): its detail is finer than in the training")
    return found


def is_slice_like(image: sr.DecodedImage) -> bool:
    """Tell a picture without a header that is dark all around; the rim is a 32nd of the shorter side."""
    step = max(1, min(image.height, image.width) // 256)
    values = image.pixels[::step, ::step, 0].astype(np.float32)
    rim = max(1, min(values.shape) // 32)
    low, high = np.percentile(values, (0, 99.5))
    dark = values < low + DARK * (high - low)
    inner = dark[rim:-rim, rim:-rim]
    around = dark.size - inner.size
    return (dark.sum() - inner.sum()) / around >= DARK_RIM and dark.mean() >= DARK_WHOLE


def noise_share(image: sr.DecodedImage) -> float:
    """Estimate the standard deviation of the noise as a share of the span of values, 0 for a flat picture.

    Median absolute response of the second-difference mask over the pixels that are not at the rim of the values, which
    edges hardly move. Source: Immerkaer, "Fast noise variance estimation", CVIU 64 (1996), with a median.
    """
    values = image.pixels[..., 0]
    top, left = max(0, (image.height - 1024) // 2), max(0, (image.width - 1024) // 2)
    plane = values[top : top + 1024, left : left + 1024].astype(np.float32)
    if min(plane.shape) < 16:
        return 0.0
    known = plane[np.isfinite(plane)]
    if not known.size:
        return 0.0
    low, high = np.percentile(known, (1, 99))
    if high <= low:
        return 0.0
    rows = plane[:-2] - 2 * plane[1:-1] + plane[2:]
    mask = rows[:, :-2] - 2 * rows[:, 1:-1] + rows[:, 2:]
    centre = plane[1:-1, 1:-1]
    inside = np.isfinite(mask) & (centre > low) & (centre < high)
    if not inside.any():
        return 0.0
    sigma = 1.4826 * float(np.median(np.abs(mask[inside]))) / 6.0  # the mask has a norm of 6
    return sigma / float(high - low)


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
