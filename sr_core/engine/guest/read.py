"""Read what a visitor brings as a network: an ONNX file, or weights of one of our architectures with their card."""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load

from ...checkpoints.card import MAX_CARD_MARGIN, MAX_COUNT, Inference, parse_card, parse_card_toml
from ...checkpoints.folder import MOST_HEADER, refuse_non_numbers
from ...checkpoints.graph import TYPICAL, Speed, Timing, parse_graph_text
from ...errors import CheckpointError, EngineError
from ...files.archive import is_archive, list_archive
from ...guest.guest import UNKNOWN_TRAINING, Guest, guest_id, plain_name
from ...guest.onnx_file import MOST_GUEST_BYTES, read_onnx
from ...types import SCALES
from ...worker.memory import granted_megabytes
from ...worker.message import Message, no_message
from ...worker.process import run_worker
from ..cost import machine_rate
from ..memory import count_bytes
from ..net import thread_count
from .run import MODULE

READ_SECONDS = 120.0
"""Seconds within which a network must be looked at."""
START_SECONDS = 2.0
"""Seconds that the start of the process is expected to take, for the estimate of a run."""
MOST_FILES = 20
"""Most files in a ZIP archive that holds a network."""
_WHERE = "card.toml"
_PICKLED = "pickled Python, which can run any code and is never opened"
_OTHERS = (
    (b"\x80", f"{_PICKLED}; save the weights as safetensors, or export ONNX"),
    (b"\x89HDF", "an HDF5 file, as Keras writes it; export the network to ONNX"),
    (b"GGUF", "a GGUF file; export the network to ONNX"),
    (b"<", "XML or HTML; export the network to ONNX"),
)
"""Beginnings of files that are no network, and what is said of them."""

File = tuple[str, bytes]
"""Name and content."""


@dataclass(frozen=True, slots=True)
class _Parts:
    """What a visitor brought."""

    name: str
    onnx: bytes | None
    weights: bytes | None
    card: str | None


def read_guest(files: Sequence[File], *, peak: int = 1, check: Callable[[], None] = lambda: None) -> Guest:
    """Check a visitor's network, and measure what is needed to run it, in a process of its own.

    Args:
        files: an ONNX file; or weights as safetensors and their card.toml; or a ZIP archive of either. What each is,
            its content tells.
        peak: value that stands for white in the network, 1 or 255; weights with a card have 1.
        check: called ten times a second; what it raises ends the process and reaches the caller.

    Returns:
        The network, which `upscale`, `enlarge` and `benchmark` take as a method. One that keeps the size of its input
        has scale 1 until `Guest.at` gives it another, and cannot run before.

    Raises:
        SRError: in one sentence that says what was expected and what was found.
        WorkerError: if it takes too long or too much memory to look at, or the host has switched this off.
    """
    granted_megabytes()
    parts = _sort(_unpacked(files))
    if parts.onnx is not None:
        return _from_onnx(parts.name, parts.onnx, peak, check)
    if parts.weights is None or parts.card is None:
        found, missing = ("a card", "weights") if parts.weights is None else ("weights", "card.toml")
        raise CheckpointError(
            f"your network: expected weights (safetensors) and their card.toml, found {found} only; "
            f"choose the {missing} as well, or an ONNX file"
        )
    return _from_weights(parts.weights, parts.card, check)


def _unpacked(files: Sequence[File]) -> list[File]:
    """Return the files, those of archives instead of the archives."""
    found: list[File] = []
    for name, data in files:
        if not is_archive(data):
            found.append((name, data))
            continue
        inside = list_archive(data, name)
        if any(each.name.endswith(".pkl") for each in inside):
            raise CheckpointError(
                "your network: expected ONNX, or safetensors with a card, found a file of PyTorch, which holds "
                f"{_PICKLED}; save the weights as safetensors, or export ONNX"
            )
        if len(inside) > MOST_FILES:
            raise CheckpointError(
                f"your network: expected a ZIP archive of one network, found {len(inside):,} files; "
                "zip the weights and their card.toml, or an ONNX file, alone"
            )
        found += [(each.name, each.read()) for each in inside]
    return found


def _sort(files: Sequence[File]) -> _Parts:
    """Tell what each file is by its content."""
    names: dict[str, str] = {}
    found: dict[str, bytes] = {}
    for name, data in files:
        kind = _kind(data)
        if kind == "text":
            continue
        if kind in found:
            raise CheckpointError(f"your network: expected one network, found two files of {kind}; choose one")
        found[kind], names[kind] = data, name
    if not found:
        raise CheckpointError(
            "your network: expected an ONNX file, or weights (safetensors) and their card.toml, found neither; "
            "choose other files"
        )
    if "ONNX" in found and len(found) > 1:
        raise CheckpointError("your network: expected one network, found ONNX beside other files; choose one")
    card = str(found["card"], "utf-8") if "card" in found else None
    return _Parts(plain_name(names.get("ONNX", "")), found.get("ONNX"), found.get("weights"), card)


def _kind(data: bytes) -> str:
    """Return "weights", "card", "ONNX", or "text" for a text that is no card."""
    if len(data) > MOST_GUEST_BYTES:
        raise CheckpointError(
            f"your network: expected at most {MOST_GUEST_BYTES // 2**20} MB, found {len(data) / 2**20:.0f} MB; "
            "take a smaller network"
        )
    if data[8:9] == b"{" and 2 <= int.from_bytes(data[:8], "little") <= len(data) - 8:
        return "weights"
    for start, said in _OTHERS:
        if data.startswith(start):
            raise CheckpointError(f"your network: expected ONNX, or safetensors with a card, found {said}")
    if b"\0" in data or data[:1] == b"\x08":
        return "ONNX"
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return "ONNX"
    return "card" if re.search(r"^\s*sha256\s*=", text, re.MULTILINE) else "text"


def _from_onnx(name: str, data: bytes, peak: int, check: Callable[[], None]) -> Guest:
    network = read_onnx(data)
    words = {"job": "inspect", "channels": network.channels, "window": network.window}
    found = _measured(_ask(words, data, check))
    scale = found["scale"]
    return Guest(
        **_unclaimed(name),
        id=guest_id(scale),
        architecture="onnx",
        scale=scale,
        channels="rgb" if network.channels == 3 else "y",
        parameters=max(1, network.parameters),
        multiplications=found["multiplications"],
        sha256=sha256(data).hexdigest(),
        inference=Inference(found["overlap"], 0),
        kind="onnx",
        data=data,
        peak=peak,
        keeps_size=scale == 1,
        window=network.window,
        multiple=found["multiple"],
        feature_bytes=found["feature_bytes"],
        speed=_speed(found),
        reaches_far=found["reaches_far"],
    )


def _measured(words: dict[str, Any]) -> dict[str, Any]:
    """Refuse an answer that is none: the process has run what a stranger wrote."""
    counts = ("multiple", "overlap", "multiplications", "feature_bytes", "pixels")
    sound = (
        words.get("scale") in (1, *SCALES)
        and all(type(words.get(name)) is int and 0 < words[name] <= MAX_COUNT for name in counts)
        and words["overlap"] <= MAX_CARD_MARGIN
        and all(type(words.get(name)) is float and 0 <= words[name] < READ_SECONDS for name in ("seconds", "preparing"))
        and type(words.get("reaches_far")) is bool
    )
    if not sound:
        raise no_message()
    return words


def _speed(found: dict[str, Any]) -> Speed:
    """Return the speed that was measured, in terms of this machine's convolutions."""
    rate = machine_rate()
    share = found["multiplications"] * found["pixels"] / max(found["seconds"], 1e-6) / rate
    start, setup = (seconds * rate / thread_count() for seconds in (START_SECONDS, found["preparing"]))
    return Speed(start, (Timing(found["pixels"], max(share, 1e-9), setup),))


def _from_weights(data: bytes, text: str, check: Callable[[], None]) -> Guest:
    table = parse_card_toml(text, _WHERE)
    card = parse_card(table, Path("your network"))
    if (found := sha256(data).hexdigest()) != card.sha256:
        raise CheckpointError(
            f"your network: weights do not match card (sha256 starts {found[:4]}, card says {card.sha256[:4]}); "
            "choose the weights that belong to the card"
        )
    if card.unit:
        raise EngineError(f"your network: expected one for pictures, found one for values in {card.unit}")
    if find_spec("torch") is None:
        raise EngineError("weights with a card need PyTorch, which is not installed here; bring the network as ONNX")
    shapes = _checked_shapes(data)
    graph = str(_ask({"job": "trace", "card": json.dumps(table)}, data, check)["graph"])
    return Guest(
        **_unclaimed(plain_name(card.title)),
        id=guest_id(card.scale),
        architecture=card.architecture,
        scale=card.scale,
        channels=card.channels,
        config=card.config,
        parameters=card.parameters,
        multiplications=card.multiplications,
        sha256=card.sha256,
        inference=card.inference,
        kind="safetensors",
        data=data,
        graph=graph,
        feature_bytes=count_bytes(parse_graph_text(graph), shapes, 3 if card.channels == "rgb" else 1),
        speed=TYPICAL,
    )


def _unclaimed(name: str) -> dict[str, Any]:
    """Return the fields of a card that would claim something; nothing here knows how the network was trained."""
    return {
        "folder": Path("own-network"),
        "degradation": "unknown",
        "title": name,
        "summary": "A network of your own. Nothing is known here of how it was trained.",
        "purpose": "Own network",
        "paper": "",
        "licence": "",
        "objective": "unknown",
        "limits": (),
        "training": UNKNOWN_TRAINING,
    }


def _checked_shapes(data: bytes) -> dict[str, tuple[int, ...]]:
    """Return name -> shape of the weights, which must be numbers."""
    try:
        if int.from_bytes(data[:8], "little") > MOST_HEADER:
            raise ValueError("a header of more than 1 MB")
        tensors = load(data)
    except (SafetensorError, KeyError, TypeError, ValueError, OverflowError) as error:
        raise CheckpointError(
            "your network: expected weights in the safetensors format, found a file that is damaged; save it again"
        ) from error
    refuse_non_numbers("your network", {name: bool(np.isfinite(value).all()) for name, value in tensors.items()})
    return {name: value.shape for name, value in tensors.items()}


def _ask(words: dict[str, Any], data: bytes, check: Callable[[], None]) -> dict[str, Any]:
    """Let the process look at a network."""
    request = Message(words, {"file": np.frombuffer(data, np.uint8)})
    return run_worker(MODULE, request, seconds=READ_SECONDS, threads=thread_count(), check=check).words
