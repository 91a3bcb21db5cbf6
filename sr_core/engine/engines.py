"""The engines that run nets, behind one small interface: ask which one, open a net, call it with arrays."""

from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version

from ..checkpoints.card import ModelCard
from ..errors import EngineError
from ..guest.guest import Guest
from .net import Net
from .openvino import net as openvino_net


def _open_torch(card: ModelCard) -> Net:
    # torch takes seconds and 300 MB to import: nothing but this engine loads it.
    from .torch.net import open_net

    return open_net(card)


ENGINES: dict[str, Callable[[ModelCard], Net]] = {"openvino": openvino_net.open_net, "torch": _open_torch}
"""Name -> how it opens the net of a checkpoint. The first is the fast one, "torch" the reference."""
PRECISION = "float32"
"""Precision in which every engine calculates."""


def choose_engine(card: ModelCard, wanted: str) -> tuple[str, str]:
    """Choose what runs a checkpoint.

    Args:
        card: the checkpoint.
        wanted: a key of `ENGINES`, or "auto" for the fast one wherever it can.

    Returns:
        A key of `ENGINES`, and why it is not the fast one although nobody asked for another; empty if it is. It is
        "guest" for a network of a visitor, which has a process of its own.

    Raises:
        EngineError: if "openvino" is wanted and cannot run this checkpoint.
    """
    if isinstance(card, Guest):
        return "guest", ""
    if wanted == "torch":
        return wanted, ""
    reason = openvino_net.why_not(card)
    if not reason:
        return "openvino", ""
    if wanted == "openvino":
        raise EngineError(f"openvino cannot run {card.id}, since {reason}; use the engine torch or auto instead")
    return "torch", f"{card.id} ran in PyTorch, which is slower, since {reason}"


def engine_version(engine: str) -> str:
    """Return the version of an engine's package; "unknown" where none is installed that tells it."""
    try:
        return version(engine)
    except PackageNotFoundError:
        return "unknown"


def open_net(card: ModelCard, engine: str) -> Net:
    """Load a checkpoint into an engine.

    Raises:
        CheckpointError: if its weights or its graph cannot be used.
    """
    return ENGINES[engine](card)


def release_nets() -> None:
    """Free prepared nets, which hold what they worked on last; a run that is going on keeps its own until it ends."""
    openvino_net.release()
