"""Random checkpoints in a models folder of the tests' own."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from safetensors.torch import save

from sr_core.architectures import build
from sr_core.checkpoints import store
from sr_core.checkpoints.card import Inference, ModelCard, Result, Training

CONFIG = {"n_resblocks": 1, "n_feats": 4}


@contextmanager
def own_models(parent: Path) -> Iterator[Path]:
    """Use `parent`/models, which holds no checkpoint yet, as the models folder; yields it."""
    before = store.models_folder()
    store.use_models(parent / "models")
    try:
        yield parent / "models"
    finally:
        store.use_models(before)


def write_tiny_checkpoint(models: Path) -> ModelCard:
    """Write the tiny checkpoint, a random EDSR x2 of 2 blocks, into `models`."""
    config = {"n_resblocks": 2, "n_feats": 8}
    weights = build("edsr", scale=2, config=config).state_dict()
    blob = save({name: value.contiguous() for name, value in weights.items()})
    folder = models / "edsr-tiny-x2"
    folder.mkdir(parents=True)
    (folder / "weights.safetensors").write_bytes(blob)
    card = ModelCard(
        folder=folder,
        id="edsr-tiny-x2",
        architecture="edsr",
        scale=2,
        channels="rgb",
        degradation="bicubic",
        title="Tiny",
        summary="For tests.",
        purpose="Photographs",
        paper="none",
        licence="none",
        parameters=1,
        multiplications=5000,
        sha256=hashlib.sha256(blob).hexdigest(),
        objective="accuracy",
        limits=(),
        inference=Inference(tile_overlap=12, edge_margin=0),
        training=Training("none", 1, 1, 1.0, 0.0, "none", "float32", 0.0, "l1"),
        config=config,
    )
    store.write_card(card)
    return card


def write_checkpoint(checkpoint_id: str, **changes: object) -> ModelCard:
    """Write a random EDSR of the scale its id ends in; `changes` are fields of its card."""
    scale = int(checkpoint_id.rpartition("-x")[2])
    weights = build("edsr", scale=scale, config=CONFIG).state_dict()
    blob = save({name: value.contiguous() for name, value in weights.items()})
    folder = store.models_folder() / checkpoint_id
    folder.mkdir(parents=True)
    (folder / "weights.safetensors").write_bytes(blob)
    sha256 = hashlib.sha256(blob).hexdigest()
    base = store.find_card("edsr-tiny-x2")
    card = replace(base, folder=folder, id=checkpoint_id, scale=scale, sha256=sha256, config=CONFIG, **changes)
    store.write_card(card)
    return card


def set5_result(gain: float) -> tuple[Result, ...]:
    """A measured result with this gain over bicubic in dB."""
    return (
        Result("Set5", 5, "Y", 28.0 + gain, 0.8, 4.0, 28.0, 0.8, 27.0, 31.0, gain - 1, gain + 1, 1.0, 0.5, "a CPU"),
    )


def weights_path(checkpoint: str) -> Path:
    """Return where the weights of a checkpoint lie."""
    return store.models_folder() / checkpoint / "weights.safetensors"


def put(checkpoint: str, data: bytes) -> None:
    """Replace the weights and make the card vouch for them, as an attacker would."""
    weights_path(checkpoint).write_bytes(data)
    store.write_card(replace(store.find_card(checkpoint), sha256=hashlib.sha256(data).hexdigest()))
