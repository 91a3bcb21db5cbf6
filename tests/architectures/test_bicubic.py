import numpy as np
import pytest
import torch

from sr_core.architectures import build
from sr_core.architectures.bicubic import Bicubic
from sr_core.image.resize import resize

from ..support.pictures import smooth_picture


@pytest.mark.parametrize("scale", [2, 3, 4])
def test_bicubic_layer_equals_imresize(scale: int) -> None:
    plane = smooth_picture(12, 15)[..., 0] / 255
    ours = Bicubic(scale)(torch.from_numpy(plane).float()[None, None])[0, 0].numpy()
    np.testing.assert_allclose(ours, resize(plane, 12 * scale, 15 * scale), atol=2e-6)


def test_bicubic_is_not_rounded_under_autocast() -> None:
    lr = torch.rand(1, 1, 8, 8)
    with torch.autocast("cpu", torch.bfloat16):
        rounded = Bicubic(2)(lr)
    assert torch.equal(rounded, Bicubic(2)(lr))


@pytest.mark.parametrize(
    ("name", "config"),
    [
        ("rdn", {"n_blocks": 1, "n_layers": 2, "growth": 4, "n_feats": 8, "n_channels": 1}),
        ("srdensenet", {"n_blocks": 2, "n_layers": 2, "growth": 4, "n_bottleneck": 8}),
        ("srresnet", {"n_resblocks": 1, "n_feats": 8, "n_channels": 1}),
        ("swift-srgan", {"n_resblocks": 1, "n_feats": 8, "n_channels": 1}),
    ],
)
def test_untrained_net_that_adds_to_bicubic_gives_bicubic(name: str, config: dict) -> None:
    lr = torch.rand(1, 1, 9, 8)
    net = build(name, scale=4, config={**config, "residual": True}).eval()
    assert torch.equal(net(lr), Bicubic(4)(lr))
