import numpy as np
import pytest
import torch

from sr_core.engine.torch.net import from_tensor, to_tensor
from sr_core.types import DecodedImage

from ..support.pictures import smooth_picture


def enlarged(tensor: torch.Tensor) -> torch.Tensor:
    return tensor.repeat_interleave(2, -1).repeat_interleave(2, -2)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("colours", [1, 3])
@pytest.mark.parametrize("channels", ["rgb", "gray"])
def test_there_and_back_changes_nothing(channels: str, colours: int, dtype: type) -> None:
    image = DecodedImage((smooth_picture(9, 11)[..., :colours]).astype(dtype))
    back = from_tensor(enlarged(to_tensor(image, channels=channels)), image, channels=channels, scale=2)
    np.testing.assert_array_equal(back.pixels[::2, ::2], image.pixels)


@pytest.mark.parametrize(("channels", "shape"), [("rgb", (1, 3, 9, 11)), ("y", (1, 1, 9, 11)), ("gray", (3, 1, 9, 11))])
def test_to_tensor_has_the_nets_shape(channels: str, shape: tuple[int, ...]) -> None:
    assert to_tensor(DecodedImage(smooth_picture(9, 11)), channels=channels).shape == shape


def test_luma_net_keeps_the_colours() -> None:
    image = DecodedImage(np.full((8, 8, 3), (200, 90, 30), np.uint8))
    back = from_tensor(enlarged(to_tensor(image, channels="y")), image, channels="y", scale=2)
    assert np.abs(back.pixels.astype(int) - (200, 90, 30)).max() <= 1


def test_from_tensor_clips_overshoot() -> None:
    image = DecodedImage(np.zeros((1, 1, 1), np.uint8))
    sr = torch.tensor([[-0.5, 0.5], [1.5, 1.0]]).view(1, 1, 2, 2)
    assert from_tensor(sr, image, channels="gray", scale=2).pixels[..., 0].tolist() == [[0, 128], [255, 255]]
