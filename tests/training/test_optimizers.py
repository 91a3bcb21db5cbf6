import numpy as np
import pytest
import torch
from torch import nn

from sr_core.architectures import build
from sr_core.training.optimizers import Descent, Muon, hidden_weights, orthogonalise


@pytest.mark.parametrize("shape", [(2, 16, 144), (2, 144, 16)], ids=["wide", "tall"])
def test_orthogonalise_keeps_directions_and_levels_singular_values(shape: tuple[int, int, int]) -> None:
    matrices = torch.randn(shape, generator=torch.Generator().manual_seed(0)) * 7.0
    found = orthogonalise(matrices).numpy()
    u, _, vh = np.linalg.svd(matrices.numpy(), full_matrices=False)
    # The published coefficients stop within 0.7 to 1.2 of 1, on purpose.
    values = np.linalg.svd(found, compute_uv=False)
    assert values.min() > 0.65
    assert values.max() < 1.25
    along = np.einsum("nik,nij,nkj->nk", u, found, vh)
    np.testing.assert_allclose(np.sort(along), np.sort(values), atol=0.05)


def test_first_muon_step_is_the_orthogonal_factor_of_the_gradient() -> None:
    weight = nn.Parameter(torch.zeros(16, 16, 3, 3))
    weight.grad = torch.randn(weight.shape, generator=torch.Generator().manual_seed(0))
    Muon([weight], lr=0.1).step()
    u, _, vh = torch.linalg.svd(weight.grad.flatten(1), full_matrices=False)
    step = -weight.detach().flatten(1) / 0.1
    cosine = torch.nn.functional.cosine_similarity(step.flatten(), (u @ vh).flatten(), dim=0)
    assert cosine > 0.98


def test_muon_leaves_pixels_and_biases_to_adam() -> None:
    net = build("edsr", scale=2, config={"n_resblocks": 1, "n_feats": 16})
    hidden = {id(p) for p in hidden_weights(net)}
    names = {name for name, p in net.named_parameters() if id(p) in hidden}
    assert names == {"body.0.body.0.weight", "body.0.body.2.weight", "body.1.weight", "tail.0.0.weight"}


def test_depthwise_convolutions_are_not_orthogonalised() -> None:
    net = nn.Sequential(nn.Conv2d(32, 32, 3, groups=32), nn.Conv2d(32, 32, 1), nn.Conv2d(32, 3, 1))
    assert [tuple(p.shape) for p in hidden_weights(net)] == [(32, 32, 1, 1)]


@pytest.mark.parametrize("optimizer", ["adam", "adamw", "muon"])
def test_each_optimizer_lowers_a_loss(optimizer: str) -> None:
    torch.manual_seed(0)
    net = nn.Sequential(nn.Conv2d(1, 16, 3), nn.Conv2d(16, 16, 3), nn.Conv2d(16, 1, 3))
    x, y = torch.rand(4, 1, 12, 12), torch.rand(4, 1, 6, 6)
    descent = Descent(net, optimizer, learning_rate=0.01, other_rate=0.01)
    losses = []
    for _ in range(20):
        loss = (net(x) - y).square().mean()
        losses.append(float(loss.detach()))
        descent.step(loss, 1.0)
    assert losses[-1] < 0.5 * losses[0]


def test_update_clip_bounds_the_step_of_each_tensor() -> None:
    net = nn.Linear(8, 8, bias=False)
    descent = Descent(net, "adam", learning_rate=0.1, update_clip=0.25)
    before = net.weight.detach().clone()
    descent.step(net(torch.ones(1, 8)).sum(), 1.0)  # Adam's first step is its rate in every weight
    assert float((net.weight.detach() - before).square().mean().sqrt()) == pytest.approx(0.025, rel=1e-3)


def test_weight_decay_shrinks_what_has_no_gradient_to_speak_of() -> None:
    net = nn.Sequential(nn.Conv2d(16, 16, 1, bias=False), nn.Conv2d(16, 16, 1, bias=False))
    before = [p.detach().clone() for p in net.parameters()]
    descent = Descent(net, "adamw", learning_rate=0.1, weight_decay=0.5)
    descent.step(0.0 * net(torch.zeros(1, 16, 1, 1)).sum(), 1.0)
    for p, old in zip(net.parameters(), before, strict=True):
        torch.testing.assert_close(p.detach(), 0.95 * old)
