import pytest
import torch
from torch import nn

from sr_core.architectures import build
from sr_core.errors import RecipeError
from sr_core.training.distillation import Teacher, feature_affinity


def test_affinity_does_not_see_a_rotation_of_the_channels() -> None:
    features = torch.randn(2, 6, 8, 8)
    turned = torch.einsum("ij,njhw->nihw", torch.linalg.qr(torch.randn(6, 6))[0], features)
    assert feature_affinity(turned, features).item() == pytest.approx(0.0, abs=1e-5)


def test_affinity_compares_nets_of_different_width() -> None:
    assert feature_affinity(torch.randn(1, 4, 8, 8), torch.randn(1, 9, 8, 8)).item() > 0.01


def test_student_equal_to_its_teacher_has_no_loss() -> None:
    net = build("edsr", scale=2, config={"n_resblocks": 1, "n_feats": 8})
    lr = torch.rand(1, 3, 8, 8)
    teacher = Teacher(net, net, features=True)
    losses = teacher.losses(lr, net(lr))
    assert {name: value.item() for name, value in losses.items()} == {"distillation": 0.0, "feature": 0.0}


def test_feature_distillation_needs_a_body() -> None:
    with pytest.raises(RecipeError, match="needs a student with a body"):
        Teacher(nn.Identity(), nn.Identity(), features=True)
