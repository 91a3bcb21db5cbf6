from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from sr_core.benchmark.card_results import set_name
from sr_core.benchmark.run import benchmark, run_benchmark
from sr_core.decode import decode
from sr_core.engine.upscale import upscale
from sr_core.errors import EngineError, MetricError, SRError
from sr_core.image.color import rgb_to_y
from sr_core.image.degradations import degrade, real_world_degradation
from sr_core.image.resize import resize, resize_image, to_dtype
from sr_core.image.rounding import to_16_bit
from sr_core.metrics.psnr import psnr
from sr_core.metrics.score import score
from sr_core.metrics.ssim import ssim
from sr_core.types import DecodedImage, Degradation, Progress

from ..support.pictures import smooth_picture

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


@pytest.fixture
def pictures() -> list[DecodedImage]:
    return [DecodedImage(smooth_picture(64, 80, seed=seed), f"{seed}.png") for seed in range(3)]


def test_benchmark_pairs_every_picture_with_bicubic(pictures: list[DecodedImage]) -> None:
    [lanczos, bicubic] = benchmark(pictures, 2, ["lanczos", "bicubic"]).results
    assert [i.bicubic_psnr for i in lanczos.images] == [i.psnr for i in bicubic.images]
    assert bicubic.interval("gain") == (0.0, 0.0)
    assert lanczos.mean("gain") == pytest.approx(lanczos.mean("psnr") - bicubic.mean("psnr"))


def test_benchmark_measures_a_step_against_the_reference_of_its_size(
    tiny_checkpoint: str, pictures: list[DecodedImage]
) -> None:
    [done] = benchmark(pictures, 4, [f"{tiny_checkpoint}+{tiny_checkpoint}"]).results
    [step] = done.steps
    lr, half = degrade(pictures[0], Degradation(scale=4)), degrade(pictures[0], Degradation(scale=2))
    deep = DecodedImage(lr.pixels.astype(np.uint16) * 257)  # so that SR is rounded once, as the protocol says
    expected = score(resize_image(deep, 32, 40), half, crop_border=2)[0].value
    assert (step.model, step.scale, step.images[0].megapixels) == (tiny_checkpoint, 2, 32 * 40 / 1e6)
    assert step.images[0].bicubic_psnr == pytest.approx(expected, abs=1e-9)


def test_benchmark_counts_a_net_once_and_its_work_for_every_step(
    tiny_checkpoint: str, pictures: list[DecodedImage]
) -> None:
    [done] = benchmark(pictures[:1], 8, ["+".join([tiny_checkpoint] * 3)]).results
    assert (done.parameters, done.multiplications) == (1, 5000 * (1 + 4 + 16))  # as the tiny card says


def test_benchmark_stops_when_its_progress_raises(tiny_checkpoint: str, pictures: list[DecodedImage]) -> None:
    def stop(progress: Progress) -> None:
        raise TimeoutError

    with pytest.raises(TimeoutError):
        benchmark(pictures, 2, [tiny_checkpoint], on_progress=stop)


def test_benchmark_rejects_a_method_of_another_scale(tiny_checkpoint: str, pictures: list[DecodedImage]) -> None:
    with pytest.raises(EngineError, match="edsr-tiny-x2 enlarges by 2, the benchmark by 4"):
        benchmark(pictures, 4, [tiny_checkpoint])


def test_benchmark_names_a_picture_that_is_too_small() -> None:
    with pytest.raises(MetricError, match=r"small\.png: too small for x4"):
        benchmark([DecodedImage(smooth_picture(16, 16), "small.png")], 4, ["bicubic"])


def test_benchmark_rejects_no_pictures() -> None:
    with pytest.raises(SRError, match="at least one picture"):
        benchmark([], 2, ["bicubic"])


def test_degraded_set_is_measured_against_bicubic_on_the_same_lr_and_named_apart() -> None:
    hr = DecodedImage(smooth_picture(64, 72, seed=3), name="photo.png")
    done = benchmark([hr], 2, ["bicubic"], degradation="real-world")
    lr = to_16_bit(degrade(hr, real_world_degradation(2, 0)))
    right = {s.name: s.value for s in score(upscale(lr, "bicubic", scale=2).image, hr)}
    assert done.results[0].images[0].psnr == pytest.approx(right["PSNR"])
    assert done.results[0].images[0].gain == pytest.approx(0.0)
    assert "JPEG 30-80" in str(done.protocol)
    assert set_name(Path("natural/Set14"), done.degradation) == "Set14, degraded"


def test_pictures_of_16_bits_are_not_degraded_as_photographs() -> None:
    hr = DecodedImage(smooth_picture(32, 32, seed=3).astype(np.uint16) * 257, name="deep.png")
    with pytest.raises(SRError, match=r"deep\.png: blur, noise and JPEG are for pictures of 8 bits, found 16"):
        benchmark([hr], 2, ["bicubic"], degradation="real-world")
