import pytest
import torch

from sr_core.architectures import build
from sr_core.architectures.operations import count_multiplications, count_parameters
from sr_core.benchmark.published import PUBLISHED, Published

CONFIG: dict[str, dict[str, int | float | str]] = {"EDSR": {"n_resblocks": 32, "n_feats": 256, "res_scale": 0.1}}
"""Paper-size configuration where it is not the architecture's default."""
LUMA_NETS = ("srcnn", "vdsr", "srdensenet")
BUILDABLE = {(row.method, row.scale): row for row in PUBLISHED if row.architecture is not None}


@pytest.mark.parametrize("row", BUILDABLE.values(), ids=lambda row: f"{row.method}-x{row.scale}")
def test_published_costs_are_those_of_the_net_in_the_papers_size(row: Published) -> None:
    assert row.architecture is not None
    with torch.device("meta"):  # counted without computing anything
        net = build(row.architecture, scale=row.scale, config=CONFIG.get(row.method, {}))
        counted = count_multiplications(net, 1 if row.architecture in LUMA_NETS else 3)
    assert (row.parameters, row.multiplications) == (count_parameters(net), counted)


def test_published_names_each_figure_once() -> None:
    keys = [(row.method, row.scale, row.set) for row in PUBLISHED]
    assert len(keys) == len(set(keys))


def test_published_has_the_bicubic_anchors_of_set5() -> None:
    found = {row.scale: (row.psnr, row.ssim) for row in PUBLISHED if (row.method, row.set) == ("Bicubic", "Set5")}
    assert found == {2: (33.66, 0.9299), 3: (30.39, 0.8682), 4: (28.42, 0.8104)}
