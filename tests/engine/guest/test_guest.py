"""A visitor's network: read, run, and ended, beside PyTorch and beside our own engine."""

import gc
import json
import time
import zipfile
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from io import BytesIO

import numpy as np
import pytest
import torch
from safetensors.numpy import load, save
from torch import nn

import sr_core as sr
from sr_core.checkpoints.store import models_folder
from sr_core.engine.guest import read, run
from sr_core.types import Progress
from sr_core.worker.message import Message
from tests.support.onnx_file import from_torch, node, onnx, small_net

LITE = models_folder() / "edsr-lite-x4"


@pytest.fixture(scope="module")
def guest() -> sr.Guest:
    return sr.read_guest([("tiny.onnx", from_torch(small_net(2)))])


@pytest.fixture(scope="module")
def photo() -> sr.DecodedImage:
    return sr.DecodedImage(np.random.default_rng(0).integers(0, 256, (40, 53, 3), np.uint8), "photo")


def in_torch(net: nn.Module, image: sr.DecodedImage, peak: int = 1) -> np.ndarray:
    """Return the answer of a PyTorch net to a picture in 8-bit levels, (H, W, 3), not rounded."""
    x = torch.from_numpy(image.pixels.astype(np.float32) / 255 * peak).permute(2, 0, 1)[None]
    return (net(x) / peak).clamp(0, 1)[0].permute(1, 2, 0).numpy() * 255


def test_what_is_measured_of_a_network(guest: sr.Guest) -> None:
    assert (guest.scale, guest.channels, guest.parameters, guest.multiple) == (2, "rgb", 1100, 1)
    assert guest.multiplications == 3 * 8 * 9 + 8 * 12 * 9
    assert guest.inference.tile_overlap == 4  # two 3 x 3 convolutions read 2 pixels; 4 is the least that is tried
    assert not guest.reaches_far
    assert (guest.title, guest.id, guest.objective, guest.results) == ("tiny", "own-network-x2", "unknown", ())


def test_its_values_are_those_of_pytorch(guest: sr.Guest, photo: sr.DecodedImage) -> None:
    done: list[Progress] = []
    result = sr.upscale(photo, guest, on_progress=done.append)
    assert np.abs(result.image.pixels - in_torch(small_net(2), photo)).max() <= 0.501  # rounded once
    assert (result.method, result.engines, done[-1].done) == ("own-network-x2", ("guest",), result.tiles)
    assert result.image.pixels.std() > 3  # not clipped


def test_enlarge_and_benchmark_take_it_beside_ours(guest: sr.Guest, photo: sr.DecodedImage) -> None:
    done = sr.benchmark([photo], 2, ["bicubic", guest])
    bicubic, own = done.results
    assert (own.model, own.parameters, own.multiplications) == ("own-network-x2", 1100, guest.multiplications)
    assert own.images[0].bicubic_psnr == bicubic.images[0].psnr
    assert "your network was not checked for training pictures" in done.notes[0]
    made = sr.enlarge(photo, sr.Task(guest, 2, sr.Degradation(scale=2)))
    assert made.scores["sr"][0].value != made.scores["bicubic"][0].value
    assert json.loads(sr.Provenance.of(made).as_json())["task"]["method"] == "own-network-x2"
    assert made.weights == (("own-network-x2", guest.sha256),)


def test_values_of_0_to_255_and_sides_of_its_own(photo: sr.DecodedImage) -> None:
    net = small_net(2)
    for layer in net:
        if isinstance(layer, nn.Conv2d):
            layer.bias *= 255
    guest = sr.read_guest([("big.onnx", from_torch(net, shape=(1, 3, 32, 24)))], peak=255)
    assert guest.window == (32, 24)
    result = sr.upscale(photo, guest)
    assert result.tiles > 1
    inner = np.s_[16:-16, 16:-16]
    assert np.abs(result.image.pixels[inner] - in_torch(net, photo, 255)[inner]).max() <= 0.501


def test_network_that_keeps_the_size_gets_bicubic_and_the_sides_it_needs(photo: sr.DecodedImage) -> None:
    blocks = [node("SpaceToDepth", ["x"], "s", blocksize=4), node("DepthToSpace", ["s"], "y", blocksize=4)]
    guest = sr.read_guest([("blocks.onnx", onnx(blocks))])
    assert (guest.keeps_size, guest.scale, guest.multiple) == (True, 1, 4)
    made, plain = (sr.upscale(photo, method, scale=3).image for method in (guest.at(3), "bicubic"))
    np.testing.assert_array_equal(made.pixels, plain.pixels)


def test_one_channel_is_luma_and_colour_is_bicubic(photo: sr.DecodedImage) -> None:
    up = nn.Sequential(nn.Upsample(scale_factor=2, mode="bicubic"))
    guest = sr.read_guest([("luma.onnx", from_torch(up, shape=(1, 1, "h", "w")))])
    assert guest.channels == "y"
    grey = sr.DecodedImage(photo.pixels[..., :1], "grey")
    x = torch.from_numpy(grey.pixels.astype(np.float32) / 255).permute(2, 0, 1)[None]
    expected = up(x).clamp(0, 1)[0].permute(1, 2, 0).numpy() * 255
    assert np.abs(sr.upscale(grey, guest).image.pixels - expected).max() <= 0.501


def test_our_own_weights_under_another_name_give_the_same_bytes(photo: sr.DecodedImage) -> None:
    card = (LITE / "card.toml").read_text("utf-8").replace("edsr-lite-x4", "mine-x4").replace("EDSR lite", "Mine")
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("mine/weights.safetensors", (LITE / "weights.safetensors").read_bytes())
        archive.writestr("mine/card.toml", card)
        archive.writestr("mine/train.toml", (LITE / "train.toml").read_bytes())
    guest = sr.read_guest([("mine.zip", packed.getvalue())])
    assert (guest.title, guest.results, guest.training.data) == ("Mine", (), "")
    np.testing.assert_array_equal(sr.upscale(photo, guest).image.pixels, sr.upscale(photo, "edsr-lite-x4").image.pixels)


def lite(**changes: object) -> list[tuple[str, bytes]]:
    """Return weights and card of EDSR lite, with lines of the card changed."""
    lines = (LITE / "card.toml").read_text("utf-8").splitlines()
    for key, value in changes.items():
        lines = [f"{key} = {value}" if line.startswith(f"{key} =") else line for line in lines]
    return [("w", (LITE / "weights.safetensors").read_bytes()), ("c", "\n".join(lines).encode())]


def zipped(files: dict[str, bytes]) -> bytes:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ([], "found neither"),
        (lite()[:1], "found weights only; choose the card.toml as well"),
        (lite()[1:], "found a card only; choose the weights as well"),
        (lite(sha256=f'"{"0" * 64}"'), "weights do not match card"),
        (lite(unit='"degC"'), "found one for values in degC"),
        (lite(architecture='"edrs"'), "unknown architecture 'edrs'"),
        (lite(n_feats="1000"), "weights do not fit"),
        ([*lite(), ("x.onnx", from_torch(small_net()))], "found ONNX beside other files"),
        ([("a.onnx", from_torch(small_net())), ("b.onnx", from_torch(small_net()))], "found two files of ONNX"),
        ([("net.pth", zipped({"net/data.pkl": b"\x80\x02.", "net/data/0": b"1234"}))], "never opened"),
        ([("net.pt", b"\x80\x02}q\x00.")], "found pickled Python, which can run any code"),
        ([("net.h5", b"\x89HDF\r\n")], "an HDF5 file, as Keras writes it"),
        ([("note.txt", b"hello")], "found neither"),
        ([("bomb.zip", zipped({"a.onnx": bytes(40 * 2**20)}))], "32 MB"),
        ([("many.zip", zipped({f"{n}.onnx": b"" for n in range(50)}))], "found 50 files"),
        ([("noise", np.random.default_rng(3).bytes(5000))], "your network: expected"),
    ],
)
def test_what_is_no_network_is_one_sentence(files: list[tuple[str, bytes]], said: str) -> None:
    with pytest.raises(sr.SRError, match=said) as caught:
        sr.read_guest(files)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (onnx([node("Add", ["x", "w"], "y")], {"w": np.ones((1, 3, 7, 7), np.float32)}), "OpenVINO refuses"),
        (onnx([node("Transpose", ["x"], "y", perm=[0, 1, 3, 2])]), "from picture to picture"),
    ],
)
def test_network_that_is_none_when_it_is_run(data: bytes, said: str) -> None:
    with pytest.raises(sr.SRError, match=said) as caught:
        sr.read_guest([("x.onnx", data)])
    assert "\n" not in str(caught.value)


def test_network_that_eats_memory_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    big = [node("Tile", ["x", "times"], "t"), node("ReduceMean", ["t"], "m", axes=[1], keepdims=1)]
    data = onnx([*big, node("Add", ["x", "m"], "y")], {"times": np.array([1, 200_000, 1, 1])})
    monkeypatch.setenv("SR_WORKER_MB", "600")
    with pytest.raises(sr.WorkerError, match="memory"):
        sr.read_guest([("big.onnx", data)])


def slow_net() -> bytes:
    """Write a network of which a picture takes minutes."""
    weight = np.full((192, 192, 3, 3), 1e-4, np.float32)
    nodes = [node("Conv", ["x", "in"], "v0", pads=[1] * 4)]
    nodes += [node("Conv", [f"v{n}", "w"], f"v{n + 1}", pads=[1] * 4) for n in range(400)]
    weights = {"in": weight[:, :3], "w": weight, "out": weight[:3]}
    return onnx([*nodes, node("Conv", ["v400", "out"], "y", pads=[1] * 4)], weights)


def test_network_that_does_not_end_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read, "READ_SECONDS", 3.0)
    with pytest.raises(sr.WorkerError, match="within the 3 s"):
        sr.read_guest([("slow.onnx", slow_net())])


def test_run_can_be_stopped_while_nothing_is_done(guest: sr.Guest, photo: sr.DecodedImage) -> None:
    slow = replace(guest, data=slow_net(), sha256="0" * 64)

    def stop(progress: Progress) -> None:
        if progress.seconds > 1:
            raise TimeoutError

    large = sr.repeat_pixels(photo, 8)
    started = time.monotonic()
    with pytest.raises(TimeoutError):
        sr.upscale(large, slow, on_progress=stop)
    assert time.monotonic() - started < 60


def test_nothing_keeps_the_network_beyond_a_call(guest: sr.Guest, photo: sr.DecodedImage) -> None:
    checksum = "1" * 64
    other = replace(guest, sha256=checksum)
    sr.upscale(photo, other)
    sr.estimate_cost(other, 40, 53)
    del other
    gc.collect()
    assert not [each for each in gc.get_objects() if type(each) is sr.Guest and each.sha256 == checksum]


def test_host_can_switch_it_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SR_WORKER_MB", "0")
    with pytest.raises(sr.WorkerError, match="switched off"):
        sr.read_guest([("tiny.onnx", from_torch(small_net(2)))])


def test_damaged_weights_are_refused() -> None:
    tensors = load((LITE / "weights.safetensors").read_bytes())
    first = next(iter(tensors))
    tensors[first] = np.full_like(tensors[first], np.nan)
    data = save(tensors)
    card = lite(sha256=f'"{sha256(data).hexdigest()}"')[1]
    with pytest.raises(sr.CheckpointError, match="NaN or infinity"):
        sr.read_guest([("w", data), card])


@pytest.mark.parametrize(
    ("words", "arrays"),
    [
        ({"done": 1, "seconds": 0.1}, {"sr": np.zeros((1, 3, 2, 2), np.float32)}),
        ({"done": 1, "seconds": 0.1}, {"sr": np.full((1, 3, 80, 106), np.nan, np.float32)}),
        ({"done": 9, "seconds": 0.1}, {}),
        ({"done": "1", "seconds": 0.1}, {}),
        ({}, {}),
    ],
)
def test_process_that_lies_is_not_believed(
    guest: sr.Guest, photo: sr.DecodedImage, monkeypatch: pytest.MonkeyPatch, words: dict, arrays: dict
) -> None:
    def lie(*_: object, on_message: Callable[[Message], None], **__: object) -> Message:
        on_message(Message(words, arrays))
        return Message()

    monkeypatch.setattr(run, "run_worker", lie)
    with pytest.raises(sr.WorkerError, match="something else than a result"):
        sr.upscale(photo, guest)


def test_file_in_bands_is_not_made_with_it(guest: sr.Guest, photo: sr.DecodedImage) -> None:
    with pytest.raises(sr.EngineError, match="in memory only"):
        sr.enlarge_into(photo, sr.Task(guest, 2), "png", BytesIO())
