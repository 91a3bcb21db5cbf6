"""The files of a checkpoint that can be taken away: weights, card and recipe."""

from ..errors import CheckpointError
from .card import CARD_FILE, ModelCard
from .folder import WEIGHTS_FILE, read_checked, read_checkpoint_text
from .history import RECIPE

FILES = (WEIGHTS_FILE, RECIPE, CARD_FILE)
"""Names of the files that are offered."""


def checkpoint_files(card: ModelCard) -> dict[str, int]:
    """Return name -> size in bytes of those of FILES that lie in the checkpoint's folder."""
    return {name: path.stat().st_size for name in FILES if (path := card.folder / name).is_file()}


def checkpoint_file(card: ModelCard, name: str) -> bytes:
    """Read a file of a checkpoint, one of FILES.

    Raises:
        CheckpointError: for another name, and for weights that are not those of the card.
        CardError: for a text that cannot be read.
    """
    if name not in FILES:
        raise CheckpointError(f"{card.id}: expected one of {', '.join(FILES)}, found {name!r:.60}")
    if name == WEIGHTS_FILE:
        return read_checked(card.folder, card.sha256)
    return read_checkpoint_text(card.folder / name).encode()
