"""What Thermal Inception promises about temperatures, whatever its weights."""

import pytest
import torch

from sr_core.architectures.operations import count_parameters
from sr_core.architectures.thermal_inception import ThermalInception


@pytest.fixture
def net() -> ThermalInception:
    torch.manual_seed(0)
    return ThermalInception(scale=2, n_modules=2, n_feats=24).eval()


@pytest.mark.parametrize(("factor", "offset"), [(1.0, 273.15), (7.0, -40.0), (0.01, 300.0)])
@torch.inference_mode()
def test_offset_and_range_pass_through(net: ThermalInception, factor: float, offset: float) -> None:
    lr = torch.rand(1, 1, 12, 16)
    # Float32 near `offset`: its rounding is what the tolerance allows.
    torch.testing.assert_close(net(lr * factor + offset), net(lr) * factor + offset, rtol=1e-5, atol=1e-4)


@torch.inference_mode()
def test_constant_temperature_stays_exactly_constant(net: ThermalInception) -> None:
    sr = net(torch.full((1, 1, 12, 16), 36.6))
    torch.testing.assert_close(sr, torch.full_like(sr, 36.6), rtol=0, atol=1e-4)


@torch.inference_mode()
def test_net_draws_more_than_bicubic(net: ThermalInception) -> None:
    lr = torch.rand(1, 1, 12, 16)
    assert float((net(lr) - net.enlarge(lr)).abs().max()) > 0.01


def test_default_has_36_layers_and_six_million_parameters() -> None:
    with torch.device("meta"):
        net = ThermalInception(scale=2)
    longest_way = 1 + 3 * (len(net.body) - 1) + 1 + 1  # head; 1x1, 3x3, 1x1 in each module; the body's end; sub-pixel
    assert longest_way == 36
    assert 6.0e6 < count_parameters(net) < 6.2e6
