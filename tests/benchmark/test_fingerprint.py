import dataclasses
import io

import numpy as np
import pytest
from PIL import Image

from sr_core.benchmark.fingerprint import MAX_DISTANCE, distance, fingerprints
from sr_core.engine.net import TRANSFORMS
from sr_core.image.resize import resize_image
from sr_core.types import DecodedImage

from ..support.pictures import scene


@pytest.fixture(scope="module")
def known() -> np.ndarray:
    return np.concatenate([fingerprints(scene(seed)) for seed in range(20)])


@pytest.mark.parametrize(("flip", "turns"), TRANSFORMS)
def test_distance_is_small_in_every_turn(known: np.ndarray, flip: bool, turns: int) -> None:
    pixels = scene(3).pixels
    turned = np.rot90(pixels[:, ::-1] if flip else pixels, turns)
    assert distance(DecodedImage(np.ascontiguousarray(turned)), known) <= 2


def test_distance_is_small_after_jpeg_at_half_size(known: np.ndarray) -> None:
    buffer = io.BytesIO()
    Image.fromarray(resize_image(scene(5), 60, 80).pixels).save(buffer, "JPEG", quality=50)
    assert distance(DecodedImage(np.asarray(Image.open(buffer))), known) <= MAX_DISTANCE


def test_distance_is_small_of_grey_and_16_bit(known: np.ndarray) -> None:
    grey = DecodedImage(scene(5).pixels[..., :1].astype(np.uint16) * 257)
    assert distance(grey, known) <= 2


@pytest.mark.parametrize(("top", "left"), [(0, 0), (5, 9), (12, 16)])
def test_distance_is_small_of_a_crop_of_nine_tenths(known: np.ndarray, top: int, left: int) -> None:
    crop = scene(7).pixels[top : top + 108, left : left + 144]
    assert distance(DecodedImage(crop), known) <= MAX_DISTANCE


def test_distance_is_large_of_other_pictures(known: np.ndarray) -> None:
    assert min(distance(scene(seed), known) for seed in range(100, 110)) > MAX_DISTANCE


def test_a_flat_picture_is_never_recognised(known: np.ndarray) -> None:
    flat = DecodedImage(np.full((40, 50, 3), 90, np.uint8))
    assert (len(fingerprints(flat)), distance(flat, known)) == (0, 255)


def test_fingerprints_do_not_change_with_brightness_and_contrast() -> None:
    image = scene(1)
    pale = dataclasses.replace(image, pixels=(image.pixels // 2 + 90).astype(np.uint8))
    assert np.unpackbits(fingerprints(image) ^ fingerprints(pale)).sum() <= 4
