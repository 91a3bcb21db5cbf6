from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from sr_core.color import rgb_to_y
from sr_core.errors import SRError
from sr_core.evaluation.benchmark import run_benchmark
from sr_core.imaging.decode import decode
from sr_core.metrics.psnr import psnr
from sr_core.metrics.ssim import ssim
from sr_core.resize import resize, to_dtype

from ..pictures import smooth_picture

ANCHORS = {2: (33.66, 0.9299), 3: (30.39, 0.8682), 4: (28.42, 0.8104)}
"""Bicubic on Set5 in every paper's table: PSNR, SSIM."""


@pytest.mark.parametrize("scale", ANCHORS)
def test_benchmark_reproduces_the_published_bicubic(set5: Path, scale: int) -> None:
    [bicubic] = run_benchmark(set5, scale, ["bicubic"]).results
    assert bicubic.mean("psnr") == pytest.approx(ANCHORS[scale][0], abs=0.01)
    assert bicubic.mean("ssim") == pytest.approx(ANCHORS[scale][1], abs=0.0005)


@pytest.mark.parametrize("scale", ANCHORS)
def test_luma_alone_reproduces_the_published_bicubic_to_the_last_digit(set5: Path, scale: int) -> None:
    # SRCNN's and VDSR's own protocol: 8-bit Y, LR not rounded, SR rounded.
    values = []
    for path in sorted(set5.glob("*.png")):
        rgb = decode(path.read_bytes(), path.name).pixels
        y = np.round(rgb_to_y(rgb[: rgb.shape[0] // scale * scale, : rgb.shape[1] // scale * scale]))
        sr = to_dtype(resize(resize(y, y.shape[0] // scale, y.shape[1] // scale), *y.shape), np.uint8)
        values.append([metric(sr, y, crop_border=scale, data_range=255) for metric in (psnr, ssim)])
    mean = np.mean(values, axis=0)
    assert mean[0] == pytest.approx(ANCHORS[scale][0], abs=0.005)
    assert mean[1] == pytest.approx(ANCHORS[scale][1], abs=0.0001)


def test_benchmark_takes_every_picture_and_method(tmp_path: Path) -> None:
    for name in "ab":
        Image.fromarray(smooth_picture(33, 41)).save(tmp_path / f"{name}.png")
    done = run_benchmark(tmp_path, 2, ["bicubic", "lanczos"])
    assert [r.model for r in done.results] == ["bicubic", "lanczos"]
    assert [image.name for image in done.results[0].images] == ["a.png", "b.png"]


def test_benchmark_rejects_a_missing_folder(tmp_path: Path) -> None:
    with pytest.raises(SRError, match="does not exist"):
        run_benchmark(tmp_path / "none", 2, ["bicubic"])


def test_benchmark_rejects_a_folder_without_pictures(tmp_path: Path) -> None:
    with pytest.raises(SRError, match="holds no pictures"):
        run_benchmark(tmp_path, 2, ["bicubic"])
