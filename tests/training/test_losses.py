import pytest
import torch

from sr_core.training.losses import charbonnier, consistency_loss, raster, smoothness, total_variation


def test_charbonnier_is_l1_far_from_zero_and_squared_near() -> None:
    far, near = torch.full((1, 1, 4, 4), 0.5), torch.full((1, 1, 4, 4), 1e-5)
    zero = torch.zeros_like(far)
    assert charbonnier(far, zero).item() == pytest.approx(0.5, abs=1.1e-3)
    assert charbonnier(near, zero).item() == pytest.approx(1e-5**2 / (2 * 1e-3), rel=0.05)


def test_smoothness_of_a_ramp_is_its_squared_slopes() -> None:
    rows, cols = torch.meshgrid(torch.arange(5.0), torch.arange(7.0), indexing="ij")
    assert smoothness((0.2 * rows + 0.1 * cols)[None, None], torch.empty(0)).item() == pytest.approx(0.04 + 0.01)


def test_total_variation_of_one_step_counts_its_edge() -> None:
    picture = torch.zeros(1, 1, 4, 8)
    picture[..., 4:] = 0.5
    # 4 of the 28 horizontal neighbours differ by 0.5; vertical ones are equal.
    assert total_variation(picture, picture).item() == pytest.approx(4 * 0.5 / 28)


def test_regularisers_are_least_for_a_flat_picture() -> None:
    flat = torch.full((1, 3, 6, 6), 0.3)
    assert smoothness(flat, flat).item() == total_variation(flat, flat).item() == 0.0


def test_raster_sees_a_checkerboard_and_not_an_equal_error_everywhere() -> None:
    hr = torch.rand(1, 3, 48, 48, generator=torch.Generator().manual_seed(0))
    rows, cols = torch.meshgrid(torch.arange(48), torch.arange(48), indexing="ij")
    checkerboard = 0.02 * (1.0 - 2.0 * ((rows + cols) % 2))
    assert raster(hr + checkerboard, hr, 4).item() == pytest.approx(0.02, rel=1e-3)
    assert raster(hr + 0.02, hr, 4).item() == pytest.approx(0.0, abs=1e-6)


def test_consistency_sees_colour_and_not_detail() -> None:
    hr = torch.rand(1, 3, 16, 16, generator=torch.Generator().manual_seed(0))
    detail = 0.1 * (1.0 - 2.0 * (torch.arange(16) % 2)).expand(16, 16)
    assert consistency_loss(hr + detail, hr, 4).item() == pytest.approx(0.0, abs=1e-6)
    assert consistency_loss(hr + 0.1, hr, 4).item() == pytest.approx(0.1, rel=1e-4)
