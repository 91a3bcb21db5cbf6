"""Checkpoints made to mislead: each is refused in one sentence, and nothing in it is ever run."""

import json
import pickle
import re
import struct
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from safetensors.torch import load, save

import sr_core
from sr_core.checkpoints import folder, store
from sr_core.checkpoints.folder import read_tensors
from sr_core.checkpoints.net import load_net
from sr_core.errors import CardError, CheckpointError, SRError

from ..support.zoo import put, weights_path


def header(data: bytes) -> tuple[dict, bytes]:
    (length,) = struct.unpack_from("<Q", data)
    return json.loads(data[8 : 8 + length]), data[8 + length :]


def with_header(data: bytes, change: Callable[[dict], None]) -> bytes:
    table, body = header(data)
    change(table)
    text = json.dumps(table).encode()
    return struct.pack("<Q", len(text)) + text + body


class Trap:
    """Unpickled, it would write a file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple:
        return Path.touch, (self.path,)


def first(table: dict) -> dict:
    return table[min(name for name in table if name != "__metadata__")]


LIES: dict[str, Callable[[dict], None]] = {
    "offsets beyond the file": lambda t: first(t).update(data_offsets=[0, 2**40]),
    "offsets the wrong way round": lambda t: first(t).update(data_offsets=[64, 0]),
    "a shape that is not its bytes": lambda t: first(t).update(shape=[2**31, 2**31]),
    "a negative side": lambda t: first(t).update(shape=[-1, 3]),
    "an unknown type": lambda t: first(t).update(dtype="PICKLE"),
    "a shape of text": lambda t: first(t).update(shape="all"),
}


@pytest.mark.parametrize("lie", LIES)
def test_a_header_that_lies_is_refused(tiny_checkpoint: str, lie: str) -> None:
    put(tiny_checkpoint, with_header(weights_path(tiny_checkpoint).read_bytes(), LIES[lie]))
    with pytest.raises(CheckpointError, match="expected weights in the safetensors format, found a file that is dam"):
        load_net(store.find_card(tiny_checkpoint))
    with pytest.raises(CheckpointError, match="expected weights in the safetensors format, found a file that is dam"):
        read_tensors(weights_path(tiny_checkpoint).parent, store.find_card(tiny_checkpoint).sha256)


@pytest.mark.parametrize(
    "data", [b"", b"\0" * 7, struct.pack("<Q", 2**63) + b"{}", struct.pack("<Q", 2) + b"{}x", b"PK\3\4" + bytes(99)]
)
def test_bytes_that_are_no_safetensors_are_refused(tiny_checkpoint: str, data: bytes) -> None:
    put(tiny_checkpoint, data)
    with pytest.raises(CheckpointError, match="tiny-x2: "):
        load_net(store.find_card(tiny_checkpoint))


def test_a_pickle_is_refused_and_not_run(tiny_checkpoint: str, tmp_path: Path) -> None:
    put(tiny_checkpoint, pickle.dumps(Trap(tmp_path / "run")))
    with pytest.raises(CheckpointError, match="safetensors format"):
        load_net(store.find_card(tiny_checkpoint))
    torch.save({"head.weight": Trap(tmp_path / "run")}, weights_path(tiny_checkpoint))
    put(tiny_checkpoint, weights_path(tiny_checkpoint).read_bytes())
    with pytest.raises(CheckpointError, match="safetensors format"):
        load_net(store.find_card(tiny_checkpoint))
    assert not (tmp_path / "run").exists()


def test_weights_without_a_card_are_no_checkpoint(tiny_checkpoint: str, tmp_path: Path) -> None:
    other = store.models_folder() / "edsr-other-x2"
    other.mkdir()
    (other / "weights.safetensors").write_bytes(weights_path(tiny_checkpoint).read_bytes())
    torch.save({}, other / "weights.pt")
    store.forget_cards()
    assert [card.id for card in store.checkpoints()] == [tiny_checkpoint]
    with pytest.raises(CheckpointError, match="unknown checkpoint 'edsr-other-x2'"):
        load_net(store.find_card("edsr-other-x2"))


@pytest.mark.parametrize("name", ["../edsr-tiny-x2", "/etc", "", "edsr-tiny-x2/../edsr-tiny-x2"])
def test_a_path_is_no_checkpoint_id(tiny_checkpoint: str, name: str) -> None:
    with pytest.raises(CheckpointError, match="unknown checkpoint"):
        load_net(store.find_card(name))


def test_a_missing_an_extra_and_a_misshapen_tensor_are_named(tiny_checkpoint: str) -> None:
    good = load(weights_path(tiny_checkpoint).read_bytes())
    name = min(good)
    for changed, message in (
        ({key: value for key, value in good.items() if key != name}, f"as '{name}', found none"),
        ({**good, "zz.extra": torch.zeros(2)}, r"expected none as 'zz.extra', found \(2,\)"),
        ({**good, name: torch.zeros(3, 3)}, rf"as '{name}', found \(3, 3\)"),
    ):
        put(tiny_checkpoint, save(changed))
        with pytest.raises(CheckpointError, match=message):
            load_net(store.find_card(tiny_checkpoint))


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_weights_that_are_no_numbers_are_refused(tiny_checkpoint: str, value: float) -> None:
    weights = load(weights_path(tiny_checkpoint).read_bytes())
    name = max(weights)
    weights[name].view(-1)[-1] = value
    put(tiny_checkpoint, save(weights))
    with pytest.raises(CheckpointError, match=f"found NaN or infinity in '{name}'"):
        load_net(store.find_card(tiny_checkpoint))
    with pytest.raises(CheckpointError, match=f"found NaN or infinity in '{name}'"):
        read_tensors(weights_path(tiny_checkpoint).parent, store.find_card(tiny_checkpoint).sha256)


def test_weights_beyond_the_limit_are_refused_unread(tiny_checkpoint: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folder, "MAX_WEIGHTS_BYTES", 2**10)
    with pytest.raises(CheckpointError, match=r"weights\.safetensors is damaged \(expected at most 1,024 bytes"):
        load_net(store.find_card(tiny_checkpoint))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"architecture": "os.system"}, "unknown architecture 'os.system'; known: autoencoder"),
        ({"config": {"n_feats": 8, "layers": 3}}, "cannot be built with scale 2"),
        ({"config": {"n_feats": "eight"}}, "cannot be built with scale 2"),
    ],
)
def test_a_card_that_names_no_net_is_refused(tiny_checkpoint: str, change: dict, message: str) -> None:
    store.write_card(replace(store.find_card(tiny_checkpoint), **change))
    with pytest.raises(SRError, match=message):
        load_net(store.find_card(tiny_checkpoint))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("n_feats = 8", "n_feats = 1000000000", "n_feats must be 0 to 1024"),
        ("n_resblocks = 2", "n_resblocks = inf", "n_resblocks must be 0 to 1024"),
        ("n_feats = 8", "n_feats = -8", "n_feats must be 0 to 1024"),
        ("scale = 2", 'scale = "2"', "expected scale as int, found '2'"),
        ("parameters = 1", "parameters = 1.5", "expected parameters as int, found 1.5"),
        ('architecture = "edsr"', "architecture = 3", "expected architecture as str, found 3"),
        ('sha256 = "', 'sha256 = false #"', "expected sha256 as str, found False"),
    ],
)
def test_a_card_of_wrong_kinds_is_refused(tiny_checkpoint: str, old: str, new: str, message: str) -> None:
    path = store.models_folder() / tiny_checkpoint / "card.toml"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))
    store.forget_cards()
    assert store.checkpoints() == ()
    with pytest.raises(CardError, match=message):
        store.find_card(tiny_checkpoint)


def test_nothing_but_safetensors_is_loaded_outside_training() -> None:
    package = Path(sr_core.__file__).parent
    unsafe = re.compile(r"\b(torch\.load|pickle|marshal|exec|import_module|__import__|np\.load|allow_pickle)\b")
    found = {
        path.relative_to(package).as_posix()
        for path in package.rglob("*.py")
        if unsafe.search("\n".join(line.partition("#")[0] for line in path.read_text().splitlines()))
    }
    assert found <= {"training/tensors.py"}
