"""Differences between a radiograph and the training pictures of the chest networks, in sentences."""

import sr_core as sr

from ..shell.text import plain
from ..workbench.methods import FINER, INTERPOLATED, card_of
from .radiograph import Radiograph

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
    image, judged = radiograph.image, radiograph.guard
    found = [_PHOTO_LIKE] if radiograph.was_colour else [plain(reason) for reason in judged.reasons]
    noise = sr.noise_share(image)
    if noise > NOISY and judged.cause != "noise":
        found.append(
            f"It is very noisy (about {100 * noise:.0f} % of its range), and a network smooths or sharpens noise."
        )
    height, width = image.height // shrink, image.width // shrink
    if min(height, width) < SMALLEST and judged.cause != "size":
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
