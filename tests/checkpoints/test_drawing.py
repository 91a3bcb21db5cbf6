"""What is drawn of a net, compared with the PyTorch module that it is drawn from."""

from collections import Counter

import pytest
import torch
from torch import nn

from sr_core.architectures import ARCHITECTURES, build
from sr_core.architectures.operations import count_parameters
from sr_core.architectures.thermal_inception import DifferenceConv
from sr_core.checkpoints.drawing import Drawing, Repeat, draw_net, drawing
from sr_core.checkpoints.layers import AT_INPUT, Layer
from sr_core.checkpoints.store import checkpoints
from sr_core.checkpoints.trace import trace_graph

from ..support.architectures import CHANNELS, SMALL

KINDS = {DifferenceConv: "difference", nn.ConvTranspose2d: "transposed", nn.Conv2d: "convolution"}
DEEP = {
    "edsr": {"n_resblocks": 5, "n_feats": 8},
    "esrgan": {"n_blocks": 2, "n_feats": 8, "growth": 4},
    "rdn": {"n_blocks": 3, "n_layers": 4, "growth": 4, "n_feats": 8},
    "srcnn": {},
    "thermal_inception": {"n_modules": 3, "n_feats": 12},
}


def drawn(name: str, config: dict, scale: int = 2) -> tuple[Drawing, nn.Module]:
    net = build(name, scale=scale, config=config)
    shapes = {key: tuple(value.shape) for key, value in net.state_dict().items()}
    return drawing(trace_graph(net), shapes, channels=CHANNELS[name], scale=scale), net


def boxes(found: Drawing) -> Counter:
    """Kernel, groups, width and kind of every convolution, branches included."""
    every = Counter()
    for times, layer in found.layers:
        for inner in (layer, *(inner for branch in layer.branches for inner in branch)):
            if inner.own_convolutions:
                kind = "convolution" if inner.kind == "dense" else inner.kind
                every[kind, inner.kernel, inner.groups, inner.outputs] += times
    return every


def modules(net: nn.Module) -> Counter:
    every = Counter()
    for module in net.modules():
        kind = next((name for cls, name in KINDS.items() if isinstance(module, cls)), None)
        if kind:
            every[kind, module.kernel_size[0], module.groups, module.out_channels] += 1
    return every


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_every_architecture_is_drawn_with_all_its_convolutions_and_parameters(name: str) -> None:
    found, net = drawn(name, SMALL[name]["config"], SMALL[name]["scale"])
    assert boxes(found) == modules(net)
    assert found.parameters == count_parameters(net)


@pytest.mark.parametrize("card", checkpoints(), ids=lambda card: card.id)
def test_every_checkpoint_is_drawn_as_its_module(card) -> None:
    with torch.device("meta"):
        net = build(card.architecture, scale=card.scale, config=card.config)
    found = draw_net(card)
    assert boxes(found) == modules(net)
    assert found.parameters == card.parameters
    assert len(found.layers) <= 20


def blocks(found: Drawing) -> list[int]:
    """How often each block stands in the net, the inner ones behind the outer ones."""
    return [part.times for part in _walk(found.parts) if isinstance(part, Repeat)]


def _walk(parts: tuple) -> list:
    return [each for part in parts for each in (part, *(_walk(part.parts) if isinstance(part, Repeat) else ()))]


@pytest.mark.parametrize(
    ("name", "times"),
    [("edsr", [5]), ("esrgan", [2, 3, 4]), ("rdn", [3, 4]), ("srcnn", []), ("thermal_inception", [3])],
)
def test_blocks_are_collapsed_as_the_paper_draws_them(name: str, times: list[int]) -> None:
    assert blocks(drawn(name, DEEP[name])[0])[: len(times)] == times


def test_dense_layers_tell_the_channels_of_the_first_and_the_last() -> None:
    dense = next(layer for _, layer in drawn("rdn", DEEP["rdn"])[0].layers if layer.kind == "dense")
    assert (dense.inputs, dense.outputs) == ((8, 20), 4)


def test_skips_begin_where_the_module_takes_their_values() -> None:
    """EDSR: each block adds what it was given; the long skip adds what the head gave (paper, fig. 3)."""
    sums = [layer for _, layer in drawn("edsr", DEEP["edsr"])[0].layers if layer.kind == "add"]
    assert [layer.skips for layer in sums] == [(0,), (0,)]


def test_what_bicubic_lacks_is_added_to_the_enlarged_input() -> None:
    """The net draws only what bicubic lacks: the enlarged input comes in at the end."""
    last = drawn("edsr", {"n_resblocks": 2, "n_feats": 8, "residual": True})[0].parts[-1]
    assert isinstance(last, Layer)
    assert (last.kind, last.method, last.skips) == ("add", "bicubic", (AT_INPUT,))


def test_symmetric_skips_stay_visible() -> None:
    """RED-Net: a block is left open where the decoder takes a result from its middle (paper, eq. 3)."""
    found, _ = drawn("autoencoder", {"n_layers": 5, "n_feats": 8})
    ends = {part.last if isinstance(part, Repeat) else part.place for part in found.parts}
    skips = {skip for _, layer in found.layers for skip in layer.skips}
    assert len(skips) == 3
    assert skips <= ends


def test_branches_stand_side_by_side() -> None:
    branches = next(
        layer for _, layer in drawn("thermal_inception", DEEP["thermal_inception"])[0].layers if layer.branches
    )
    assert [[inner.kernel for inner in branch] for branch in branches.branches] == [[1], [1, 3], [1, 5], [3, 1]]
