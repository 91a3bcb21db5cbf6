"""Folders of checkpoints that are damaged in every way: the damaged one is refused by name, the others stay usable."""

import json
import os
import shutil
import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load, save
from torch.utils._python_dispatch import TorchDispatchMode

import sr_core as sr
from sr_core.checkpoints import folder, store
from sr_core.checkpoints.graph import write_graph
from sr_core.checkpoints.net import load_net
from sr_core.checkpoints.trace import trace_graph
from sr_core.cli import main
from sr_core.errors import SRError

from ..support.zoo import put

SOUND, BAD = "edsr-tiny-x2", "edsr-bad-x2"
LR = sr.DecodedImage(np.full((16, 16, 3), 99, np.uint8))


@pytest.fixture
def bad(tiny_checkpoint: str) -> Iterator[Path]:
    """Folder of a second checkpoint, equal to the tiny one, which the test damages."""
    write_graph(trace_graph(load_net(store.find_card(tiny_checkpoint))), store.models_folder() / tiny_checkpoint)
    folder = store.models_folder() / BAD
    shutil.copytree(store.models_folder() / tiny_checkpoint, folder)
    store.write_card(replace(store.find_card(tiny_checkpoint), folder=folder, id=BAD))
    yield folder
    sr.release_nets()


def card(old: str, new: str) -> Callable[[Path], None]:
    """Change the text of card.toml."""

    def change(path: Path) -> None:
        text = (path / "card.toml").read_text()
        assert old in text
        (path / "card.toml").write_text(text.replace(old, new, 1))

    return change


def graph(change: Callable[[dict], object]) -> Callable[[Path], None]:
    """Change the table of graph.json."""

    def apply(path: Path) -> None:
        table = json.loads((path / "graph.json").read_text())
        change(table)
        (path / "graph.json").write_text(json.dumps(table))

    return apply


def text(name: str, content: str | bytes) -> Callable[[Path], None]:
    """Write a file, in place of what stands there."""
    data = content if isinstance(content, bytes) else content.encode()
    return lambda path: (path / name).write_bytes(data)


def as_folder(name: str) -> Callable[[Path], None]:
    def change(path: Path) -> None:
        (path / name).unlink()
        (path / name).mkdir()

    return change


def as_pipe(name: str) -> Callable[[Path], None]:
    def change(path: Path) -> None:
        (path / name).unlink()
        os.mkfifo(path / name)

    return change


def dangling(name: str) -> Callable[[Path], None]:
    def change(path: Path) -> None:
        (path / name).unlink()
        (path / name).symlink_to(path / "nowhere")

    return change


def first_conv(table: dict) -> dict:
    return next(node for node in table["nodes"] if node["op"] == "conv")


def weights_of_other_shape(path: Path) -> None:
    del path
    tensors = load((store.models_folder() / SOUND / "weights.safetensors").read_bytes())
    put(BAD, save({name: value.flatten() for name, value in tensors.items()}))


NEST = "[" * 20_000 + "]" * 20_000
HEADER = b'{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}'

DAMAGES: dict[str, Callable[[Path], object]] = {
    "results is a number": card("results = []", "results = 5"),
    "results is a table": card("results = []", 'results = {psnr = "high"}'),
    "results holds numbers": card("results = []", "results = [1, 2]"),
    "a result of nan": card("results = []", "results = [{set = 'a', psnr = nan}]"),
    "values nested deep": lambda path: text("card.toml", f"deep = {NEST}")(path),
    "tables nested deep": lambda path: text("card.toml", "[" + "a." * 9000 + "a]\n")(path),
    "a number of thousands of digits": card("parameters = 1", "parameters = " + "9" * 5000),
    "no parameters": card("parameters = 1", "parameters = 0"),
    "negative parameters": card("parameters = 1", "parameters = -1"),
    "no multiplications": card("multiplications = 5000", "multiplications = 0"),
    "multiplications beyond a day": card("multiplications = 5000", "multiplications = 1000000000000000000"),
    "a scale of 0": card("scale = 2", "scale = 0"),
    "a scale of a thousand": card("scale = 2", "scale = 1000"),
    "a scale that is true": card("scale = 2", "scale = true"),
    "a title of numbers": card('title = "Tiny"', "title = [1]"),
    "a title of two lines": card('title = "Tiny"', 'title = "a\\nb"'),
    "a title without end": card('title = "Tiny"', f'title = "{"a" * 5000}"'),
    "limits that are a text": card("limits = []", 'limits = "none"'),
    "limits of numbers": card("limits = []", "limits = [1]"),
    "config that is a list": card("[config]", "config = []\n[more]"),
    "config nested": card("n_feats = 8", "n_feats = [8]"),
    "config of true giants": card("n_feats = 8", "n_feats = 1000000"),
    "config of nan": card("n_feats = 8", "n_feats = nan"),
    "a negative overlap": card("tile_overlap = 12", "tile_overlap = -1"),
    "an overlap of millions": card("tile_overlap = 12", "tile_overlap = 1000000"),
    "inference that is a text": card("[inference]\ntile_overlap = 12", "[more]"),
    "an unknown channel": card('channels = "rgb"', 'channels = "bgr"'),
    "an unknown unit": card('unit = ""', 'unit = "volts"'),
    "another folder's id": card(f'id = "{BAD}"', f'id = "{SOUND}"'),
    "an id that leaves the folder": card(f'id = "{BAD}"', f'id = "../{SOUND}"'),
    "an unknown key": card("scale = 2", "scael = 2\nscale = 2"),
    "a checksum of another file": card('sha256 = "', 'sha256 = "0000"\n#'),
    "a card of bytes": text("card.toml", bytes(range(256))),
    "an empty card": text("card.toml", ""),
    "a card of megabytes": text("card.toml", "# \n" * 2**20),
    "a key of twenty thousand parts": text("card.toml", ".".join(["a"] * 20_000) + " = 1"),
    "a quoted key of twenty thousand parts": text("card.toml", " . ".join(['"a"'] * 20_000) + " = 1"),
    "a card that is a folder": as_folder("card.toml"),
    "a card that is a pipe": as_pipe("card.toml"),
    "a card that links to nothing": dangling("card.toml"),
    "no weights": lambda path: (path / folder.WEIGHTS_FILE).unlink(),
    "weights cut short": lambda path: os.truncate(path / folder.WEIGHTS_FILE, 1000),
    "weights of 3 bytes": text(folder.WEIGHTS_FILE, b"abc"),
    "weights that are a folder": as_folder(folder.WEIGHTS_FILE),
    "weights that are a pipe": as_pipe(folder.WEIGHTS_FILE),
    "weights that link to nothing": dangling(folder.WEIGHTS_FILE),
    "a header beyond the file": text(folder.WEIGHTS_FILE, struct.pack("<Q", 2**20) + b"{}"),
    "a header of 100 MB": text(folder.WEIGHTS_FILE, struct.pack("<Q", 100_000_000) + b"{" + b" " * 99),
    "a header that is no JSON": text(folder.WEIGHTS_FILE, struct.pack("<Q", 8) + b"weights!"),
    "a header nested deep": text(folder.WEIGHTS_FILE, struct.pack("<Q", len(NEST)) + NEST.encode()),
    "more bytes than tensors": text(folder.WEIGHTS_FILE, struct.pack("<Q", len(HEADER)) + HEADER + bytes(400)),
    "other weights than the card's": lambda path: shutil.copy("pyproject.toml", path / folder.WEIGHTS_FILE),
    "weights of other shapes": weights_of_other_shape,
    "a graph that is no JSON": text("graph.json", "nodes"),
    "a graph nested deep": text("graph.json", NEST),
    "a graph that is a list": text("graph.json", "[]"),
    "a graph without nodes": graph(lambda t: t["nodes"].clear()),
    "a graph of numbers": graph(lambda t: t.update(nodes=[1, 2])),
    "an operation that is not known": graph(lambda t: first_conv(t).update(op="exec")),
    "an operation without inputs": graph(lambda t: first_conv(t).update(inputs=[])),
    "an input that comes later": graph(lambda t: first_conv(t).update(inputs=["later"])),
    "a name that is a number": graph(lambda t: first_conv(t).update(name=3)),
    "weights that are not there": graph(lambda t: first_conv(t).update(weights=["none"])),
    "a padding of a billion": graph(lambda t: first_conv(t).update(padding=10**9)),
    "a padding of text": graph(lambda t: first_conv(t).update(padding="wide")),
    "an enlargement by 64": graph(
        lambda t: t["nodes"].append({"op": "nearest", "name": "z", "inputs": ["lr"], "scale": 64})
    ),
    "a speed of nothing": graph(lambda t: t.update(speed={"load": 1, "timings": []})),
    "a speed of nan": graph(lambda t: t["speed"].update(timings=[[1, float("nan"), 1]])),
    "a speed of windows of no number of pixels": graph(lambda t: t["speed"].update(timings=[[10**400, 1, 1]])),
    "a graph of a hundred thousand operations": graph(
        lambda t: t["nodes"].extend(
            {"op": "relu", "name": f"r{n}", "inputs": [t["nodes"][-1]["name"]]} for n in range(100_000)
        )
    ),
    "a graph of megabytes": text("graph.json", b" " * (folder.MAX_TEXT_BYTES + 1)),
    "a graph of bytes": text("graph.json", bytes(range(128, 256))),
}  # fmt: skip


OTHER_NETS: dict[str, Callable[[Path], object]] = {
    "an unknown architecture": card('architecture = "edsr"', 'architecture = "edrs"'),
    "an unknown argument": card("n_feats = 8", "n_feats = 8\nkind = 3"),
    "a net of another width": card("n_feats = 8", "n_feats = 1024"),
    "a net of many blocks": card("n_resblocks = 2", "n_resblocks = 1024"),
    "a width that is a fraction": card("n_feats = 8", "n_feats = 8.5"),
    "a width that is a text": card("n_feats = 8", 'n_feats = "8"'),
    "no width at all": card("n_feats = 8", "n_feats = 0"),
    "a giant of another design": card('"edsr"', '"rdn"'),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_checkpoint_is_refused_by_name_and_the_other_works(bad: Path, damage: str) -> None:
    DAMAGES[damage](bad)
    store.forget_cards()
    assert SOUND in [found.id for found in sr.checkpoints()]
    assert sr.upscale(LR, SOUND).image.shape_text == "32 x 32"
    with pytest.raises(SRError, match=BAD) as found:
        sr.upscale(LR, BAD)
    assert "\n" not in str(found.value)
    assert len(str(found.value)) < 400


@pytest.mark.parametrize("damage", OTHER_NETS)
def test_a_card_of_another_net_is_refused_before_that_is_built(bad: Path, damage: str) -> None:
    OTHER_NETS[damage](bad)
    store.forget_cards()
    with pytest.raises(SRError, match=BAD), memory_is_not_taken():
        load_net(store.find_card(BAD))


@contextmanager
def memory_is_not_taken() -> Iterator[None]:
    """Fail if a tensor of more than a million values is made outside of the meta device."""

    class Watch(TorchDispatchMode):
        def __torch_dispatch__(self, func, types, args=(), kwargs=None):  # type: ignore[no-untyped-def]
            found = func(*args, **(kwargs or {}))
            if isinstance(found, torch.Tensor) and not found.is_meta:
                assert found.numel() < 1_000_000
            return found

    with Watch():
        yield


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_checkpoint_is_listed_once_with_its_reason(bad: Path, damage: str) -> None:
    DAMAGES[damage](bad)
    store.forget_cards()
    named = [(found.id, str(found.error)) for found in sr.damaged_checkpoints()]
    assert [name for name, _ in named] in ([BAD], [])
    assert all(BAD in reason for _, reason in named)
    assert named or damage in ONLY_WHEN_LOADED


ONLY_WHEN_LOADED = (
    "a checksum of another file", "weights of other shapes",
)  # fmt: skip
"""What costs too much to look for in every checkpoint at the start."""


@pytest.mark.parametrize("count", [1, 6])
def test_a_graph_whose_answer_has_other_channels_is_refused(bad: Path, count: int) -> None:
    ends = {1: {"op": "conv", "weights": ["one"]}, 6: {"op": "concat"}}

    def change(table: dict) -> None:
        last = table["nodes"][-1]["name"]
        table["nodes"].append({"name": "z", "inputs": [last] * (2 if count == 6 else 1), **ends[count]})

    graph(change)(bad)
    if count == 1:
        tensors = load((bad / folder.WEIGHTS_FILE).read_bytes())
        put(BAD, save({**tensors, "one": torch.ones(1, 3, 1, 1)}))
    store.forget_cards()
    with pytest.raises(SRError, match=f"{BAD}: graph.json does not fit"):
        sr.upscale(LR, BAD, options=sr.UpscaleOptions(engine="openvino"))


def test_the_command_line_lists_the_others_and_names_the_damaged_one(
    bad: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text("card.toml", "id = 3")(bad)
    store.forget_cards()
    assert main(["models"]) == 0
    out, err = capsys.readouterr()
    assert SOUND in out
    assert BAD not in out
    assert len(err.splitlines()) == 1
    assert BAD in err


@pytest.mark.parametrize("name", ["log.csv", "train.toml", "results.csv", "students.csv"])
@pytest.mark.parametrize("change", [as_pipe, as_folder, lambda name: text(name, bytes(range(128, 256)))])
def test_a_damaged_file_beside_the_card_is_refused_by_name(bad: Path, name: str, change: Callable) -> None:
    (bad / name).write_text("step\n1\n")
    change(name)(bad)
    read = {
        "log.csv": sr.training_log, "train.toml": sr.recipe_text, "results.csv": sr.image_results,
        "students.csv": sr.students,
    }  # fmt: skip
    with pytest.raises(SRError, match=f"{BAD}: {name}"):
        read[name](store.find_card(BAD))
    assert SOUND in [found.id for found in sr.checkpoints()]


def test_an_unknown_file_beside_the_card_changes_nothing(bad: Path) -> None:
    (bad / "trust.json").write_text(NEST)
    (store.models_folder() / "notes.txt").write_text("not a folder")
    store.forget_cards()
    assert sr.damaged_checkpoints() == ()
