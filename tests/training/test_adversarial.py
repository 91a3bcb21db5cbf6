import math

import pytest
import torch

from sr_core.architectures import DISCRIMINATORS
from sr_core.training.adversarial import discriminator_loss, generator_loss


def test_undecided_discriminator_costs_ln_2() -> None:
    undecided = torch.zeros(4, 1)
    for kind in ("standard", "relativistic"):
        assert generator_loss(undecided, undecided, kind).item() == pytest.approx(math.log(2))
        assert discriminator_loss(undecided, undecided, kind).item() == pytest.approx(math.log(2))


@pytest.mark.parametrize("kind", ["standard", "relativistic"])
def test_generator_gains_where_the_discriminator_loses(kind: str) -> None:
    high, low = torch.full((4, 1), 3.0), torch.full((4, 1), -3.0)
    fooled, sharp = (high, low), (low, high)
    assert generator_loss(*fooled, kind) < generator_loss(*sharp, kind)
    assert discriminator_loss(*sharp, kind) < discriminator_loss(*fooled, kind)


def test_relativistic_loss_sees_differences_only() -> None:
    fake, real = torch.randn(4, 1), torch.randn(4, 1)
    shifted = generator_loss(fake + 5, real + 5, "relativistic")
    torch.testing.assert_close(generator_loss(fake, real, "relativistic"), shifted)


@pytest.mark.parametrize("name", DISCRIMINATORS)
def test_every_discriminator_learns_to_tell_noise_from_grey(name: str) -> None:
    torch.manual_seed(0)
    net = DISCRIMINATORS[name](side=32, n_feats=4)
    optimizer = torch.optim.Adam(net.parameters(), lr=1e-3)
    losses = []
    for _ in range(20):
        fake, real = net(torch.cat([torch.full((4, 3, 32, 32), 0.5), torch.rand(4, 3, 32, 32)])).chunk(2)
        loss = discriminator_loss(fake, real, "standard")
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    assert losses[-1] < 0.5 * losses[0]
