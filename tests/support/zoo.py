"""More random checkpoints beside `tiny_checkpoint`, in the same models folder."""

import hashlib
from dataclasses import replace
from pathlib import Path

from safetensors.torch import save

from sr_core.architectures import build
from sr_core.checkpoints import store
from sr_core.checkpoints.card import ModelCard, Result

CONFIG = {"n_resblocks": 1, "n_feats": 4}


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
