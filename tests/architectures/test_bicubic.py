import numpy as np
import pytest
import torch

from sr_core.architectures.bicubic import Bicubic
from sr_core.resize import resize

from ..pictures import smooth_picture


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
