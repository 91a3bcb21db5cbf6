"""The margin that keeps flat colours flat, of nets whose frame is known."""

import pytest
from torch import Tensor, nn

from sr_core.checkpoints import store
from sr_core.checkpoints.store import find_card
from sr_core.engine.torch.net import as_net
from sr_core.training.edge_margin import measure_edge_margin, write_edge_margin


def boxes(count: int, *, padding_mode: str = "zeros") -> nn.Sequential:
    """So many 3 x 3 means, one after the other, and nearest-neighbour enlargement by 2."""
    layers: list[nn.Module] = []
    for _ in range(count):
        conv = nn.Conv2d(1, 1, 3, padding=1, bias=False, padding_mode=padding_mode)
        nn.init.constant_(conv.weight, 1 / 9)
        layers.append(conv)
    return nn.Sequential(*layers, nn.Upsample(scale_factor=2)).eval()


@pytest.mark.parametrize("count", [1, 3, 5])
def test_each_layer_that_pads_with_zeros_widens_the_frame_by_a_pixel(count: int) -> None:
    assert measure_edge_margin(as_net(boxes(count)), "gray") == count


def test_a_net_that_repeats_the_edge_needs_no_margin() -> None:
    assert measure_edge_margin(as_net(boxes(3, padding_mode="replicate")), "gray") == 0


def test_a_pattern_that_repeats_is_no_frame() -> None:
    class Pattern(nn.Module):
        def forward(self, lr: Tensor) -> Tensor:
            sr = nn.functional.interpolate(lr, scale_factor=4)
            sr[..., ::4, ::2] += 0.1
            return sr

    assert measure_edge_margin(as_net(Pattern()), "rgb") == 0


def test_a_frame_below_a_level_is_none() -> None:
    class Frame(nn.Module):
        def forward(self, lr: Tensor) -> Tensor:
            lr = lr.clone()
            lr[..., :4] += 0.6 / 255
            lr[..., :2] += 0.6 / 255
            return lr

    assert measure_edge_margin(as_net(Frame()), "y") == 2


def test_a_frame_of_any_channel_counts() -> None:
    class Blue(nn.Module):
        def forward(self, lr: Tensor) -> Tensor:
            lr = lr.clone()
            lr[:, 2, :, -7:] *= 0.5
            return lr

    assert measure_edge_margin(as_net(Blue()), "rgb") == 7


def test_margin_is_written_into_the_card(tiny_checkpoint: str) -> None:
    margin = write_edge_margin(find_card(tiny_checkpoint))
    assert find_card(tiny_checkpoint).inference.edge_margin == margin
    # Random weights, whose frame is as wide as they look: head 1, two blocks 4, body's end 1, tail 1.5.
    assert 1 <= margin <= 8
    assert "edge_margin" in (store.models_folder() / tiny_checkpoint / "card.toml").read_text()
