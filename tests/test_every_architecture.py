"""Each network design, found by its entry in ARCHITECTURES."""

import pytest
import torch

from sr_core.architectures import ARCHITECTURES, DISCRIMINATORS, build
from sr_core.architectures.operations import count_multiplications, count_parameters
from sr_core.errors import CardError

from .support.architectures import CHANNELS, SMALL

LARGE = {"n_resblocks": 32, "n_feats": 256, "res_scale": 0.1}
PUBLISHED_PARAMETERS = [
    # EDSR, baseline and large: authors' code. SRCNN 9-5-5: paper, 57,184 weights plus 64 + 32 + 1 biases. VDSR: 18
    # layers of 64 x 64 x 9 between 64 x 9 and 9 x 64, "665 K". RDN: authors' code, "22.3 M" (x4), "22.1 M" (x2).
    # ESRGAN: authors' code, "16.7 M". SRResNet: LapSRN's comparison and others, "1.5 M".
    ("edsr", 2, {}, 1_369_859),
    ("edsr", 3, {}, 1_554_499),
    ("edsr", 4, {}, 1_517_571),
    ("edsr", 2, LARGE, 40_729_603),
    ("edsr", 3, LARGE, 43_680_003),
    ("edsr", 4, LARGE, 43_089_923),
    ("srcnn", 4, {}, 57_281),
    ("vdsr", 4, {}, 18 * 64 * 64 * 9 + 2 * 64 * 9),
    ("rdn", 2, {}, 22_123_395),
    ("rdn", 4, {}, 22_271_107),
    ("esrgan", 4, {}, 16_697_987),
    ("srresnet", 4, {}, 1_547_350),
    ("swift-srgan", 4, {}, 200_121),
]


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


@pytest.mark.parametrize(("name", "scale", "config", "parameters"), PUBLISHED_PARAMETERS)
def test_architecture_has_the_papers_parameters(name: str, scale: int, config: dict, parameters: int) -> None:
    with torch.device("meta"):
        assert count_parameters(build(name, scale=scale, config=config)) == parameters


def test_srdensenet_has_the_layers_of_the_paper() -> None:
    # Per block: 128 -> 16, then 16 i -> 16 for i = 1..7; 9 * 128 features meet in 256; two transposed 256 -> 256.
    block = (128 + sum(16 * i for i in range(1, 8))) * 16 * 9 + 8 * 16
    ends = (9 * 128 + 128) + (9 * 256 + 1)
    net = build("srdensenet", scale=4, config={})
    assert count_parameters(net) == 8 * block + (9 * 128 * 256 + 256) + 2 * (256 * 256 * 9 + 256) + ends


def test_autoencoder_has_the_layers_of_red30() -> None:
    assert count_parameters(build("autoencoder", scale=2, config={})) == 28 * (64 * 64 * 9 + 64) + (3 * 64 * 9) * 2 + 67


@pytest.mark.parametrize(
    ("name", "side", "parameters"),
    # SRGAN: fig. 4, convolutions and norms 4,686,784 and the dense layers 18,432 -> 1024 -> 1. ESRGAN: the authors'
    # VGG-like discriminator for 128 x 128.
    [("esrgan", 128, 14_499_401), ("srgan", 96, 23_563_649)],
)
def test_discriminator_has_the_papers_layers(name: str, side: int, parameters: int) -> None:
    with torch.device("meta"):
        assert count_parameters(DISCRIMINATORS[name](side=side)) == parameters


def test_count_multiplications_of_edsr_by_hand() -> None:
    # Per LR pixel: head 3*8*9, two blocks and the body's end 5 * 8*8*9, upsampler 8*32*9, tail 4 * 8*3*9.
    net = build("edsr", **SMALL["edsr"])
    assert count_multiplications(net, 3) == 3 * 8 * 9 + 5 * 8 * 8 * 9 + 8 * 32 * 9 + 4 * 8 * 3 * 9


def test_count_multiplications_of_transposed_convolutions_by_hand() -> None:
    # Every value that goes in is spread over 3 x 3 of all output features: one layer each way at twice the size.
    net = build("autoencoder", scale=2, config={"n_layers": 1, "n_feats": 8})
    assert count_multiplications(net, 3) == 4 * (3 * 8 * 9 + 8 * 3 * 9)


def test_edsr_lite_is_an_eighth_of_edsr_baseline() -> None:
    lite = build("edsr", scale=4, config={"n_resblocks": 12, "n_feats": 32, "direct": True})
    assert 8 * count_multiplications(lite, 3) <= count_multiplications(build("edsr", scale=4, config={}), 3)


def test_build_names_the_known_architectures() -> None:
    with pytest.raises(CardError, match="unknown architecture 'edrs'; known: autoencoder, dcnn"):
        build("edrs", scale=2, config={})


def test_build_rejects_arguments_the_net_does_not_take() -> None:
    with pytest.raises(CardError, match="n_featz"):
        build("edsr", scale=2, config={"n_featz": 8})
