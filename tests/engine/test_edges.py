"""The picture's border: networks see its mirror image beyond it, whatever its size and however it is cut."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from sr_core.checkpoints import store
from sr_core.checkpoints.graph import write_graph
from sr_core.checkpoints.net import load_net
from sr_core.checkpoints.store import find_card
from sr_core.checkpoints.trace import trace_graph
from sr_core.engine.cost import estimate_seconds
from sr_core.engine.upscale import upscale
from sr_core.types import DecodedImage, UpscaleOptions

from ..support.pictures import smooth_picture

MARGIN = 9
SHAPES = [(1, 1), (1, 40), (40, 1), (2, 3), (5, 21), (23, 31)]


@pytest.fixture
def framed_checkpoint(tiny_checkpoint: str) -> str:
    """The tiny checkpoint, which pads with zeros, with a margin in its card."""
    card = find_card(tiny_checkpoint)
    store.write_card(replace(card, inference=replace(card.inference, edge_margin=MARGIN)))
    write_graph(trace_graph(load_net(store.find_card(tiny_checkpoint))), store.models_folder() / tiny_checkpoint)
    return tiny_checkpoint


def mirrored_by_numpy(image: DecodedImage, checkpoint: str) -> np.ndarray:
    """Enlarge a picture that numpy has mirrored at its edges, and cut what was added."""
    padded = np.pad(image.pixels, ((MARGIN, MARGIN), (MARGIN, MARGIN), (0, 0)), "symmetric")
    lr = torch.from_numpy(padded.astype(np.float32) / image.peak).permute(2, 0, 1)[None]
    with torch.inference_mode():
        sr = load_net(store.find_card(checkpoint))(lr)[0].permute(1, 2, 0).numpy()
    inner = slice(2 * MARGIN, -2 * MARGIN)
    return np.clip(sr[inner, inner], 0, 1) * image.peak


@pytest.mark.parametrize("engine", ["openvino", "torch"])
@pytest.mark.parametrize("shape", SHAPES)
def test_network_sees_the_mirror_image(framed_checkpoint: str, shape: tuple[int, int], engine: str) -> None:
    image = DecodedImage(smooth_picture(*shape))
    found = upscale(image, framed_checkpoint, options=UpscaleOptions(engine=engine)).image.pixels
    # 0.6: rounding to whole levels, and float32 summed in another order.
    np.testing.assert_allclose(found, mirrored_by_numpy(image, framed_checkpoint), rtol=0, atol=0.6)


def test_16_bit_picture_sees_the_mirror_image(framed_checkpoint: str) -> None:
    image = DecodedImage(smooth_picture(12, 17).astype(np.uint16) * 257)
    found = upscale(image, framed_checkpoint).image.pixels
    np.testing.assert_allclose(found, mirrored_by_numpy(image, framed_checkpoint), rtol=0, atol=2)


@pytest.mark.parametrize("size", [16, 24, 40])
def test_tiles_at_every_border_equal_the_whole(framed_checkpoint: str, size: int) -> None:
    image = DecodedImage(smooth_picture(57, 83).astype(np.uint16) * 257)
    whole, tiled = (
        upscale(image, framed_checkpoint, options=UpscaleOptions(tile_size=n)).image.pixels for n in (None, size)
    )
    assert np.abs(whole.astype(int) - tiled).max() <= 2


@pytest.mark.parametrize("options", [UpscaleOptions(tile_size=16), UpscaleOptions(self_ensemble=True)])
def test_flat_colour_stays_flat_up_to_the_edge(framed_checkpoint: str, options: UpscaleOptions) -> None:
    flat = DecodedImage(np.broadcast_to(np.uint8([250, 20, 90]), (37, 41, 3)).copy())
    pixels = upscale(flat, framed_checkpoint, options=options).image.pixels.reshape(37, 2, 41, 2, 3).astype(int)
    assert np.abs(pixels - pixels[18, :, 20][:, None]).max() <= 1


def test_without_a_margin_the_same_net_draws_a_frame(tiny_checkpoint: str) -> None:
    flat = DecodedImage(np.broadcast_to(np.uint8([250, 20, 90]), (37, 41, 3)).copy())
    pixels = upscale(flat, tiny_checkpoint).image.pixels.reshape(37, 2, 41, 2, 3).astype(int)
    assert np.abs(pixels - pixels[18, :, 20][:, None]).max() > 1


def test_both_steps_of_a_path_see_the_mirror_image(framed_checkpoint: str) -> None:
    image = DecodedImage(smooth_picture(12, 17).astype(np.uint16) * 257)
    once = upscale(image, framed_checkpoint).image
    twice = upscale(image, f"{framed_checkpoint}+{framed_checkpoint}").image.pixels
    np.testing.assert_allclose(twice, mirrored_by_numpy(once, framed_checkpoint), rtol=0, atol=2)


def test_estimate_counts_the_margin(framed_checkpoint: str) -> None:
    options = UpscaleOptions(tile_size=None, engine="torch")
    small, large = (estimate_seconds(framed_checkpoint, side, side, options) for side in (50, 132))
    assert large / small == pytest.approx(((132 + 2 * MARGIN) / (50 + 2 * MARGIN)) ** 2)
