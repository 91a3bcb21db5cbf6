import pytest
import torch
from torch import Tensor, nn

from sr_core.architectures import build
from sr_core.errors import RecipeError
from sr_core.training.start import refuse_licence, start_from

LR = torch.rand(4, 3, 20, 20, generator=torch.Generator().manual_seed(0))


def edsr(*, seed: int, scale: int = 4, n_resblocks: int = 2, n_feats: int = 8, direct: bool = False) -> nn.Module:
    torch.manual_seed(seed)
    return build("edsr", scale=scale, config={"n_resblocks": n_resblocks, "n_feats": n_feats, "direct": direct})


@torch.no_grad()
def drawn(net: nn.Module) -> Tensor:
    return net.eval()(LR)


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ({"direct": True}, {"direct": True, "n_resblocks": 4}),
        ({"direct": True}, {"direct": True, "n_feats": 12}),
        ({"direct": True}, {"direct": False, "n_feats": 16}),
        ({"direct": True, "scale": 3}, {"direct": False, "scale": 3, "n_feats": 12}),
        ({"direct": True, "scale": 2}, {"direct": False, "scale": 2, "n_resblocks": 3, "n_feats": 12}),
        ({"direct": False}, {"direct": False, "n_resblocks": 3, "n_feats": 16}),
    ],
    ids=["deeper", "wider", "longer end x4", "longer end x3", "all at once x2", "paper's end kept"],
)
def test_grown_net_draws_the_same_picture(source: dict, target: dict) -> None:
    small, large = edsr(seed=0, **source), edsr(seed=1, **target)
    start_from(small, large, same_scale=True, fresh=(), lr=LR)
    torch.testing.assert_close(drawn(large), drawn(small), atol=1e-5, rtol=0)


def test_grown_features_learn() -> None:
    small, large = edsr(seed=0), edsr(seed=1, n_resblocks=3, n_feats=12)
    start_from(small, large, same_scale=True, fresh=(), lr=LR)
    large(LR).square().mean().backward()
    weight = large.body[0].body[0].weight
    assert float(weight.grad[:8, 8:].abs().max()) > 0


def test_net_of_another_scale_takes_the_body_alone() -> None:
    small, large = edsr(seed=0, direct=True, scale=2), edsr(seed=1, direct=True, scale=4)
    own_tail = large.tail[0].weight.detach().clone()
    start_from(small, large, same_scale=False, fresh=(), lr=LR)
    assert torch.equal(large.tail[0].weight, own_tail)
    assert torch.equal(large.body[0].body[0].weight, small.body[0].body[0].weight)


def test_fresh_layers_stay_random() -> None:
    small, large = edsr(seed=0), edsr(seed=1)
    own = large.head.weight.detach().clone()
    start_from(small, large, same_scale=True, fresh=("head",), lr=LR)
    assert torch.equal(large.head.weight, own)


def test_srresnet_started_from_edsr_draws_its_picture() -> None:
    small = edsr(seed=0)
    large = build("srresnet", scale=4, config={"n_resblocks": 2, "n_feats": 8})
    start_from(small, large, same_scale=True, fresh=(), lr=LR)
    inner = (..., slice(16, -16), slice(16, -16))  # at the edge the paddings of 9 and 3 pixels differ
    torch.testing.assert_close(drawn(large)[inner], drawn(small)[inner], atol=1e-3, rtol=0)


def test_srresnet_says_what_it_cannot_start_from() -> None:
    large = build("srresnet", scale=4, config={"n_resblocks": 2, "n_feats": 16})
    with pytest.raises(RecipeError, match="of its own width, depth and scale"):
        start_from(edsr(seed=0), large, same_scale=True, fresh=(), lr=LR)


@pytest.mark.parametrize(
    ("name", "config"),
    [
        ("edsr", {"n_resblocks": 1, "n_feats": 8}),
        ("edsr", {"n_resblocks": 1, "n_feats": 8, "direct": True}),
        ("rdn", {"n_blocks": 1, "n_layers": 2, "growth": 4, "n_feats": 8}),
        ("srresnet", {"n_resblocks": 1, "n_feats": 8}),
    ],
    ids=["edsr", "edsr direct", "rdn", "srresnet"],
)
def test_grey_net_draws_the_mean_of_the_colours_of_the_net_it_started_from(name: str, config: dict) -> None:
    torch.manual_seed(0)
    colour, grey = build(name, scale=4, config=config), build(name, scale=4, config={**config, "n_channels": 1})
    start_from(colour, grey, same_scale=True, fresh=(), lr=LR)
    lr = LR[:, :1]
    with torch.no_grad():
        expected = colour.eval()(lr.expand(-1, 3, -1, -1)).mean(1, keepdim=True)
        found = grey.eval()(lr)
    inner = (..., slice(32, -32), slice(32, -32))  # at the edge the net of three colours pads with their means
    torch.testing.assert_close(found[inner], expected[inner], atol=1e-5, rtol=0)


def test_weights_for_everyone_do_not_start_from_others() -> None:
    with pytest.raises(RecipeError, match="narrower than the recipe's"):
        refuse_licence("CC BY-SA 4.0", "edsr-x4", "Non-commercial research and education: BSDS")
