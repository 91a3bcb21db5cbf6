"""Each network design, found by its entry in ARCHITECTURES."""

import pytest
import torch

from sr_core.architectures import ARCHITECTURES, build
from sr_core.architectures.cost import count_multiplications, count_parameters
from sr_core.errors import CardError

SMALL: dict[str, dict] = {
    "edsr": {"scale": 2, "config": {"n_resblocks": 2, "n_feats": 8}},
    "srcnn": {"scale": 3, "config": {}},
}
CHANNELS = {"edsr": 3, "srcnn": 1}

PUBLISHED_PARAMETERS = {
    # EDSR-baseline: official code; SRCNN 9-5-5: paper, 57,184 weights plus 64 + 32 + 1 biases.
    ("edsr", 2): 1_369_859,
    ("edsr", 3): 1_554_499,
    ("edsr", 4): 1_517_571,
    ("srcnn", 4): 57_281,
}


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_every_architecture_scales_odd_sizes(name: str) -> None:
    net, scale = build(name, **SMALL[name]).eval(), SMALL[name]["scale"]
    assert net(torch.rand(1, CHANNELS[name], 17, 23)).shape[-2:] == (17 * scale, 23 * scale)


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_every_architecture_leaves_itself_alone_in_forward(name: str) -> None:
    net = build(name, **SMALL[name]).eval()
    before = [{k: id(v) for k, v in vars(module).items()} for module in net.modules()]
    net(torch.rand(1, CHANNELS[name], 17, 23))
    assert [{k: id(v) for k, v in vars(module).items()} for module in net.modules()] == before


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_every_architecture_trains(name: str) -> None:
    net = build(name, **SMALL[name])
    net(torch.rand(2, CHANNELS[name], 12, 12)).square().mean().backward()
    assert all(p.grad is not None and p.grad.abs().sum() > 0 for p in net.parameters())


@pytest.mark.parametrize(("name", "scale"), PUBLISHED_PARAMETERS)
def test_architecture_has_the_papers_parameters(name: str, scale: int) -> None:
    assert count_parameters(build(name, scale=scale, config={})) == PUBLISHED_PARAMETERS[name, scale]


def test_count_multiplications_of_edsr_by_hand() -> None:
    # Per LR pixel: head 3*8*9, two blocks and the body's end 5 * 8*8*9, upsampler 8*32*9, tail 4 * 8*3*9.
    net = build("edsr", **SMALL["edsr"])
    assert count_multiplications(net, 3) == 3 * 8 * 9 + 5 * 8 * 8 * 9 + 8 * 32 * 9 + 4 * 8 * 3 * 9


def test_build_names_the_known_architectures() -> None:
    with pytest.raises(CardError, match="unknown architecture 'edrs'; known: edsr, srcnn"):
        build("edrs", scale=2, config={})


def test_build_rejects_arguments_the_net_does_not_take() -> None:
    with pytest.raises(CardError, match="n_featz"):
        build("edsr", scale=2, config={"n_featz": 8})
