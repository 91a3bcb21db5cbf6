import dataclasses

import numpy as np
import pytest
import torch

from sr_core.architectures import build
from sr_core.checkpoints.store import find_card
from sr_core.engine import cost
from sr_core.engine.cost import estimate_cost, estimate_seconds
from sr_core.engine.net import TRANSFORMS, invert, transform
from sr_core.engine.path import plan_steps
from sr_core.engine.tiles import plan_tiles
from sr_core.engine.torch.net import upscale_tensor
from sr_core.engine.upscale import upscale
from sr_core.errors import CheckpointError, EngineError
from sr_core.image.resize import resize, resize_image, to_dtype
from sr_core.types import DecodedImage, Part, Progress, Size, UpscaleOptions

from ..support.pictures import smooth_picture


def test_tiles_equal_the_whole_picture_beyond_the_receptive_radius() -> None:
    # Radius: head 1, two blocks 4, body's end 1, upsampler 1, tail 0.5 -> 8 LR pixels.
    net = build("edsr", scale=2, config={"n_resblocks": 2, "n_feats": 8}).eval()
    lr = torch.rand(1, 3, 70, 45)
    whole = upscale_tensor(net, lr, 2, plan_tiles(70, 45, tile_size=None, overlap=0))
    tiled = upscale_tensor(net, lr, 2, plan_tiles(70, 45, tile_size=16, overlap=8))
    torch.testing.assert_close(tiled, whole, rtol=0, atol=1e-6)


def test_tiles_with_too_little_overlap_differ() -> None:
    net = build("edsr", scale=2, config={"n_resblocks": 2, "n_feats": 8}).eval()
    lr = torch.rand(1, 3, 70, 45)
    whole = upscale_tensor(net, lr, 2, plan_tiles(70, 45, tile_size=None, overlap=0))
    tiled = upscale_tensor(net, lr, 2, plan_tiles(70, 45, tile_size=16, overlap=1))
    assert (tiled - whole).abs().max() > 1e-5


def test_every_transform_is_inverted() -> None:
    x = np.random.default_rng(0).random((1, 2, 5, 7))
    assert all(np.array_equal(invert(transform(x, *t), *t), x) for t in TRANSFORMS)


def test_the_eight_transforms_are_different() -> None:
    x = np.arange(4.0).reshape(1, 1, 2, 2)
    assert len({tuple(transform(x, *t).flatten().tolist()) for t in TRANSFORMS}) == 8


def test_self_ensemble_turns_with_the_picture(tiny_checkpoint: str, lr_image: DecodedImage) -> None:
    options = UpscaleOptions(self_ensemble=True)
    turned = dataclasses.replace(lr_image, pixels=np.rot90(lr_image.pixels).copy())
    straight, after = (upscale(image, tiny_checkpoint, options=options).image.pixels for image in (lr_image, turned))
    assert np.abs(np.rot90(straight).astype(int) - after).max() <= 1


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("channels", [1, 3])
def test_upscale_keeps_depth_and_channels(tiny_checkpoint: str, dtype: type, channels: int) -> None:
    lr = DecodedImage(np.full((9, 11, channels), 7, dtype))
    sr = upscale(lr, tiny_checkpoint).image
    assert (sr.pixels.dtype, sr.pixels.shape, sr.scale) == (dtype, (18, 22, channels), 2)


def test_16_bit_carries_more_than_8_bit(tiny_checkpoint: str, lr_image: DecodedImage) -> None:
    deep = dataclasses.replace(lr_image, pixels=lr_image.pixels.astype(np.uint16) * 257)
    sr8, sr16 = (upscale(image, tiny_checkpoint).image.pixels for image in (lr_image, deep))
    assert (sr16 % 257 != 0).any()
    assert np.abs(sr16 / 257 - sr8).max() <= 0.5 + 1e-6


@pytest.mark.parametrize("method", ["bicubic", "edsr-tiny-x2"])
def test_alpha_is_resized_beside_the_colours(tiny_checkpoint: str, lr_image: DecodedImage, method: str) -> None:
    alpha = lr_image.pixels[..., 0].copy()
    sr = upscale(dataclasses.replace(lr_image, alpha=alpha), method, scale=2).image
    np.testing.assert_array_equal(sr.alpha, to_dtype(resize(alpha, 46, 62), np.uint8))


@pytest.mark.parametrize("scale", [2, 3, 4, 8])
@pytest.mark.parametrize("method", ["bicubic", "lanczos"])
def test_interpolation_is_imresize(lr_image: DecodedImage, method: str, scale: int) -> None:
    expected = to_dtype(resize(lr_image.pixels, 23 * scale, 31 * scale, kernel=method), np.uint8)
    np.testing.assert_array_equal(upscale(lr_image, method, scale=scale).image.pixels, expected)


def test_progress_counts_every_tile(tiny_checkpoint: str, lr_image: DecodedImage) -> None:
    seen: list[Progress] = []
    upscale(lr_image, tiny_checkpoint, options=UpscaleOptions(tile_size=16), on_progress=seen.append)
    assert [(p.done, p.total) for p in seen] == [(1, 4), (2, 4), (3, 4), (4, 4)]


def test_what_progress_raises_stops_the_run(tiny_checkpoint: str, lr_image: DecodedImage) -> None:
    def stop(progress: Progress) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        upscale(lr_image, tiny_checkpoint, options=UpscaleOptions(tile_size=16), on_progress=stop)


def test_upscale_names_the_known_methods(tiny_checkpoint: str, lr_image: DecodedImage) -> None:
    with pytest.raises(CheckpointError, match="unknown checkpoint 'edsr-x9'; known: bicubic, lanczos, edsr-tiny-x2"):
        upscale(lr_image, "edsr-x9")


def test_upscale_rejects_another_scale(tiny_checkpoint: str, lr_image: DecodedImage) -> None:
    with pytest.raises(EngineError, match="enlarges by 2, not by 4"):
        upscale(lr_image, tiny_checkpoint, scale=4)


def test_interpolation_needs_a_scale(lr_image: DecodedImage) -> None:
    with pytest.raises(EngineError, match="bicubic needs a scale of 2, 3, 4, 8, got None"):
        upscale(lr_image, "bicubic")


def test_upscale_refuses_a_result_beyond_the_limit() -> None:
    with pytest.raises(EngineError, match="makes 256 megapixels"):
        upscale(DecodedImage(np.zeros((2000, 2000, 1), np.uint8)), "bicubic", scale=8)


def test_options_reject_a_tiny_tile() -> None:
    with pytest.raises(EngineError, match="at least 16"):
        UpscaleOptions(tile_size=8)


def test_estimate_grows_with_area_and_ensemble(tiny_checkpoint: str) -> None:
    card = find_card(tiny_checkpoint)
    small, large = estimate_seconds(card, 100, 100), estimate_seconds(card, 200, 200)
    assert large == pytest.approx(4 * small)
    assert estimate_seconds(card, 100, 100, UpscaleOptions(self_ensemble=True)) == pytest.approx(8 * small)


def test_estimate_counts_the_last_reduction_which_grows_with_area(tiny_checkpoint: str) -> None:
    card, options = find_card(tiny_checkpoint), UpscaleOptions()

    def reduction(side: int, to: int) -> float:
        with_size = estimate_seconds(card, side, side, options, Size(to, to))
        return with_size - estimate_seconds(card, side, side)

    assert reduction(100, 200) == 0.0  # twice as large is what it draws
    assert reduction(100, 150) > 0.0
    assert reduction(200, 300) == pytest.approx(4 * reduction(100, 150))
    assert estimate_seconds("bicubic", 100, 100, options, Size(50, 50)) > 0.0


@pytest.mark.parametrize("shape", [(1, 1), (1, 9), (2, 1), (2, 5)])
def test_a_net_that_adds_nothing_to_bicubic_gives_bicubic_on_the_smallest_pictures(shape: tuple[int, int]) -> None:
    net = build("vdsr", scale=3, config={})
    torch.nn.init.zeros_([p for p in net.parameters() if p.ndim == 4][-1])
    lr = torch.rand(1, 1, *shape)
    sr = upscale_tensor(net.eval(), lr, 3, plan_tiles(*shape, tile_size=16, overlap=4))
    expected = resize(lr[0, 0].numpy(), shape[0] * 3, shape[1] * 3)
    np.testing.assert_allclose(sr[0, 0].numpy(), expected, atol=1e-5)


def test_estimate_follows_long_runs_but_not_one_stall(tiny_checkpoint: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cost, "_runs", {})
    options = UpscaleOptions()
    (step,) = plan_steps((find_card(tiny_checkpoint),), 100, 100, options)
    for seconds, expected in [(40.0, 40.0), (0.1, 40.0), (90.0, 40.0), (80.0, 80.0)]:
        cost.note_run(step, seconds)
        assert estimate_seconds(tiny_checkpoint, 100, 100, options) == pytest.approx(expected)


def test_estimate_of_memory_grows_with_the_result(tiny_checkpoint: str) -> None:
    tiles = UpscaleOptions(tile_size=100)
    small, large = (estimate_cost(tiny_checkpoint, side, side, tiles).megabytes for side in (1000, 2000))
    assert large - small == pytest.approx(3 * 4 * (2000**2 - 1000**2) / 1e6, rel=0.05)


@pytest.mark.parametrize("first", [(0.5, 0.5), (1.0, 1.0)])
def test_order_of_tiles_does_not_change_the_picture(
    tiny_checkpoint: str, lr_image: DecodedImage, first: tuple[float, float]
) -> None:
    plain, ordered = (
        upscale(lr_image, tiny_checkpoint, options=UpscaleOptions(tile_size=16, first=point)) for point in (None, first)
    )
    np.testing.assert_array_equal(plain.image.pixels, ordered.image.pixels)


def test_options_reject_a_point_outside_the_picture() -> None:
    with pytest.raises(EngineError, match="first must be two shares of 0 to 1"):
        UpscaleOptions(first=(0.5, 1.5))


def test_options_reject_an_unknown_engine() -> None:
    with pytest.raises(EngineError, match="engine must be auto, openvino or torch, got 'tensorrt'"):
        UpscaleOptions(engine="tensorrt")


@pytest.mark.parametrize("steps", [1, 2])
def test_size_is_made_by_the_network_and_one_reduction(
    tiny_checkpoint: str, lr_image: DecodedImage, steps: int
) -> None:
    method = "+".join([tiny_checkpoint] * steps)
    result = upscale(lr_image, method, size=Size(40, 54, dpi=150))
    drawn = upscale(lr_image, method).image
    expected = to_dtype(resize(drawn.pixels, 40, 54), np.uint8)
    np.testing.assert_array_equal(result.image.pixels, expected)
    assert (result.image.dpi, result.scale, len(result.steps)) == (150, 2**steps, steps)
    assert result.steps[-1] is result.image


@pytest.mark.parametrize(("height", "width"), [(31, 42), (62, 83), (12, 16)])
def test_interpolation_makes_a_size_directly(lr_image: DecodedImage, height: int, width: int) -> None:
    found = upscale(lr_image, "bicubic", size=Size(height, width)).image
    np.testing.assert_array_equal(found.pixels, resize_image(lr_image, height, width).pixels)


def test_size_that_the_network_makes_is_not_resized(tiny_checkpoint: str, lr_image: DecodedImage) -> None:
    found = upscale(lr_image, tiny_checkpoint, size=Size(46, 62)).image
    np.testing.assert_array_equal(found.pixels, upscale(lr_image, tiny_checkpoint).image.pixels)


def test_size_is_refused_before_the_network_runs(tiny_checkpoint: str, lr_image: DecodedImage) -> None:
    values = DecodedImage(lr_image.pixels[..., :1].astype(np.float32), unit="degC")
    for image, size, options, said in (
        (lr_image, Size(47, 63), None, "makes at most 62 x 46 of 31 x 23 pixels, found a size of 63 x 47"),
        (values, Size(40, 54), None, "of a photograph only, found values in degC"),
        (lr_image, Size(40, 54), UpscaleOptions(keep_measured=1.0), "agreement is forced at a whole scale only"),
    ):
        with pytest.raises(EngineError, match=said):
            upscale(image, tiny_checkpoint, size=size, options=options, on_progress=lambda _: pytest.fail("it ran"))
    with pytest.raises(EngineError, match="makes 900 megapixels"):
        upscale(lr_image, "bicubic", size=Size(30_000, 30_000))


def test_reduction_to_a_size_can_be_stopped(tiny_checkpoint: str, lr_image: DecodedImage) -> None:
    told: list[Progress] = []
    upscale(lr_image, tiny_checkpoint, size=Size(40, 54), on_progress=told.append)
    assert [progress.fraction for progress in told] == [1.0, 1.0]  # the tile, and the strip of the reduction


def test_size_of_a_part_is_a_reduction_of_the_part_as_it_is_in_the_whole(tiny_checkpoint: str) -> None:
    image, part = DecodedImage(smooth_picture(60, 80)), Part(10, 20, 30, 24)
    found = upscale(image, tiny_checkpoint, size=Size(45, 36), part=part).image
    drawn = part.of(upscale(image, tiny_checkpoint).image, 2)
    np.testing.assert_array_equal(found.pixels, resize_image(drawn, 45, 36).pixels)
