from pathlib import Path

import numpy as np
import pytest

from sr_core.checkpoints.store import find_card
from sr_core.cli import main
from sr_core.decode import decode
from sr_core.encode import encode
from sr_core.engine.cost import estimate_seconds
from sr_core.engine.path import path_cards, paths
from sr_core.engine.upscale import upscale
from sr_core.errors import CheckpointError, EngineError
from sr_core.types import DecodedImage, Progress, UpscaleOptions

from ..support.zoo import write_checkpoint

TWICE = "edsr-tiny-x2+edsr-tiny-x2"
THREE_TIMES = f"{TWICE}+edsr-tiny-x2"
SMALL_TILES = UpscaleOptions(tile_size=16)


@pytest.fixture
def family(tiny_checkpoint: str) -> None:
    """The tiny family at x2 and x4, and another family at x4 only."""
    write_checkpoint("edsr-tiny-x4")
    write_checkpoint("edsr-other-x4")


def deep(image: DecodedImage) -> DecodedImage:
    return DecodedImage(image.pixels.astype(np.uint16) * 257)


def test_path_equals_composing_by_hand_at_16_bit(tiny_checkpoint: str, lr_image: DecodedImage) -> None:
    first = upscale(deep(lr_image), tiny_checkpoint).image
    second = upscale(first, tiny_checkpoint).image
    np.testing.assert_array_equal(upscale(deep(lr_image), TWICE).image.pixels, second.pixels)


def test_path_rounds_an_8_bit_picture_once_at_the_end(tiny_checkpoint: str, lr_image: DecodedImage) -> None:
    second = upscale(deep(lr_image), TWICE).image.pixels
    result = upscale(lr_image, TWICE).image.pixels
    np.testing.assert_array_equal(result, np.floor(second / 257 + 0.5).astype(np.uint8))
    rounded = upscale(upscale(lr_image, tiny_checkpoint).image, tiny_checkpoint).image.pixels
    assert (result != rounded).any()


def test_steps_are_what_each_network_gave(tiny_checkpoint: str, lr_image: DecodedImage) -> None:
    result = upscale(lr_image, THREE_TIMES)
    assert [(s.shape_text, s.scale, s.bit_depth) for s in result.steps] == [
        ("62 x 46", 2, 8), ("124 x 92", 4, 8), ("248 x 184", 8, 8),
    ]  # fmt: skip
    assert result.steps[-1] is result.image
    np.testing.assert_array_equal(result.steps[0].pixels, upscale(lr_image, tiny_checkpoint).image.pixels)


def test_a_single_checkpoint_has_one_step_and_bicubic_none(tiny_checkpoint: str, lr_image: DecodedImage) -> None:
    result = upscale(lr_image, tiny_checkpoint)
    assert result.steps == (result.image,)
    assert upscale(lr_image, "bicubic", scale=2).steps == ()


def test_path_enlarges_alpha_too(tiny_checkpoint: str, lr_image: DecodedImage) -> None:
    alpha = np.full((23, 31), 200, np.uint8)
    result = upscale(DecodedImage(lr_image.pixels, alpha=alpha), TWICE).image
    assert result.alpha is not None
    assert (result.alpha == 200).all()


@pytest.mark.parametrize("ensemble", [False, True])
def test_progress_rises_over_all_steps_and_ends_at_one(
    tiny_checkpoint: str, lr_image: DecodedImage, ensemble: bool
) -> None:
    seen: list[Progress] = []
    options = UpscaleOptions(tile_size=16, self_ensemble=ensemble)
    result = upscale(lr_image, TWICE, options=options, on_progress=seen.append)
    fractions = [p.fraction for p in seen]
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1.0
    assert [p.done for p in seen] == list(range(1, result.tiles * (8 if ensemble else 1) + 1))
    assert (seen[0].step, seen[-1].step, seen[-1].steps) == (1, 2, 2)


def test_progress_counts_a_later_step_by_its_larger_picture(tiny_checkpoint: str, lr_image: DecodedImage) -> None:
    seen: list[Progress] = []
    upscale(lr_image, THREE_TIMES, options=UpscaleOptions(tile_size=None), on_progress=seen.append)
    assert [p.fraction for p in seen] == pytest.approx([1 / 21, 5 / 21, 1])


def test_path_stops_within_its_second_step(tiny_checkpoint: str, lr_image: DecodedImage) -> None:
    seen: list[Progress] = []

    def stop(progress: Progress) -> None:
        seen.append(progress)
        if progress.step == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        upscale(lr_image, THREE_TIMES, options=SMALL_TILES, on_progress=stop)
    assert seen[-1].done == 5


def test_estimate_of_a_path_adds_its_steps(tiny_checkpoint: str) -> None:
    one = estimate_seconds(tiny_checkpoint, 20, 30)
    assert estimate_seconds(THREE_TIMES, 20, 30) == pytest.approx(21 * one)
    assert estimate_seconds(find_card(tiny_checkpoint), 20, 30) == one
    assert estimate_seconds("bicubic", 20, 30) == 0.0


@pytest.mark.parametrize(
    ("method", "message"),
    [
        (f"{TWICE}+bicubic", "joins networks only, found 'bicubic'"),
        (f"{TWICE}+{TWICE}", "at most 3 steps, found 4"),
        ("edsr-tiny-x4+edsr-tiny-x4", "enlarges by 16, the scales offered are 2, 3, 4, 8"),
    ],
)
def test_path_that_cannot_be_run_is_refused(family: None, lr_image: DecodedImage, method: str, message: str) -> None:
    with pytest.raises(EngineError, match=message):
        upscale(lr_image, method)


def test_path_refuses_an_unknown_step(tiny_checkpoint: str) -> None:
    with pytest.raises(CheckpointError, match="unknown checkpoint 'nope'"):
        path_cards(f"{tiny_checkpoint}+nope")


def test_path_refuses_another_scale(tiny_checkpoint: str, lr_image: DecodedImage) -> None:
    with pytest.raises(EngineError, match="enlarges by 4, not by 8"):
        upscale(lr_image, TWICE, scale=8)


def test_path_refuses_a_result_beyond_the_limit(tiny_checkpoint: str) -> None:
    with pytest.raises(EngineError, match="makes 144 megapixels"):
        upscale(DecodedImage(np.zeros((1500, 1500, 1), np.uint8)), THREE_TIMES)


def test_command_line_takes_a_path(tiny_checkpoint: str, lr_image: DecodedImage, tmp_path: Path) -> None:
    source, target = tmp_path / "lr.png", tmp_path / "sr.png"
    source.write_bytes(encode(lr_image, "png"))
    assert main(["upscale", str(source), str(target), "--model", TWICE]) == 0
    np.testing.assert_array_equal(decode(target.read_bytes(), "sr.png").pixels, upscale(lr_image, TWICE).image.pixels)


def test_families_may_be_mixed(family: None, lr_image: DecodedImage) -> None:
    assert upscale(lr_image, "edsr-other-x4 + edsr-tiny-x2", scale=8).method == "edsr-other-x4+edsr-tiny-x2"


def test_paths_lists_each_family_fewest_steps_first(family: None) -> None:
    assert paths(8) == ("edsr-tiny-x4+edsr-tiny-x2", THREE_TIMES)
    assert paths(4) == (TWICE,)
    assert paths(3) == paths(2) == ()
