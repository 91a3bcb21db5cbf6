import os
from pathlib import Path

import pytest
import torch
import torch.nn.functional as F

from sr_core.errors import RecipeError
from sr_core.training.content import VGG16_FILE, ContentLoss, load_backbone

DATA = Path(os.environ.get("SR_DATA", "../shared/data"))
needs_vgg16 = pytest.mark.skipif(not (DATA / VGG16_FILE).is_file(), reason="SR_DATA has no VGG16")


@needs_vgg16
@pytest.mark.parametrize("backbone", ["vgg16", "efficientnet-lite0"])
def test_content_loss_grows_with_blur(backbone: str) -> None:
    loss = ContentLoss(backbone, DATA)
    hr = F.avg_pool2d(torch.rand(1, 3, 128, 128, generator=torch.Generator().manual_seed(0)), 2)
    soft, softer = (F.avg_pool2d(hr, k, stride=1, padding=k // 2) for k in (3, 7))
    assert loss(hr, hr).item() == 0.0
    assert 0.0 < loss(soft, hr).item() < loss(softer, hr).item()


def test_efficientnet_lite0_features_are_at_quarter_eighth_and_sixteenth() -> None:
    shapes = [tuple(f.shape[1:]) for f in load_backbone("efficientnet-lite0", DATA).eval()(torch.rand(1, 3, 64, 64))]
    assert shapes == [(24, 16, 16), (40, 8, 8), (112, 4, 4)]


def test_content_loss_reaches_the_generator_and_not_the_backbone() -> None:
    loss = ContentLoss("efficientnet-lite0", DATA)
    sr = torch.rand(1, 1, 32, 32, requires_grad=True)
    loss(sr, torch.rand(1, 1, 32, 32)).backward()
    assert sr.grad is not None
    assert sr.grad.abs().sum() > 0
    assert all(p.grad is None for p in loss.parameters())


def test_damaged_vgg16_gives_one_sentence(tmp_path: Path) -> None:
    (tmp_path / VGG16_FILE).parent.mkdir()
    (tmp_path / VGG16_FILE).write_bytes(b"damaged")
    with pytest.raises(RecipeError, match="found a damaged file"):
        load_backbone("vgg16", tmp_path)


def test_vgg16_is_asked_for_by_name_when_it_is_missing(tmp_path: Path) -> None:
    with pytest.raises(RecipeError, match="content loss vgg16 needs backbones/vgg16"):
        load_backbone("vgg16", tmp_path)
