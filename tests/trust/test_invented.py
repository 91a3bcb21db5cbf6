"""Share of invented detail, on details whose share is known."""

from dataclasses import replace

import numpy as np
import pytest

from sr_core.enlarge import Task, enlarge
from sr_core.errors import NotInvented
from sr_core.image.free_detail import free_detail
from sr_core.trust import invented as subject
from sr_core.trust.invented import SHARE_WINDOW, Invented, compare_detail, invented
from sr_core.types import DecodedImage, Degradation, Part, Size

from ..support.pictures import scene, smooth_picture

SIDE, SCALE = 24, 4


def detail(seed: int) -> np.ndarray:
    """Detail that shrinks to nothing, of one level of strength."""
    noise = np.random.default_rng(seed).normal(0, 1, (SIDE * SCALE, SIDE * SCALE))
    found = np.concatenate([strip for _, strip in free_detail(noise, SIDE, SIDE)])
    return found / np.sqrt(np.mean(found**2))


ONE = detail(0)
OTHER = detail(1) - ONE * np.mean(ONE * detail(1))
LR = DecodedImage(np.random.default_rng(2).uniform(20, 40, (SIDE, SIDE, 1)).astype(np.float32), unit="degC")


def compared(mine: np.ndarray, accurate: np.ndarray) -> Invented:
    """Compare two pictures of the same values with these details."""
    sides = [DecodedImage((30 + each).astype(np.float32)[..., None], unit="degC") for each in (mine, accurate)]
    return compare_detail(*sides, LR, "some-x4")


@pytest.mark.parametrize(
    ("mine", "accurate", "share"),
    [
        (ONE, ONE, 0.0),
        (ONE, 0 * ONE, 1.0),
        (2 * ONE, ONE, 0.25),
        (ONE, OTHER, 1.0),
        (3 * ONE + OTHER, 3 * ONE, np.mean(OTHER**2) / (9 + np.mean(OTHER**2))),
        (ONE, -ONE, 1.0),
    ],
)
def test_the_share_of_constructed_details(mine: np.ndarray, accurate: np.ndarray, share: float) -> None:
    found = compared(mine, accurate)
    assert found.share == pytest.approx(share, abs=1e-4)
    assert found.strength == pytest.approx(np.sqrt(np.mean(mine**2)), rel=1e-4)


def test_what_the_input_determines_is_no_detail() -> None:
    """Both pictures differ in what shrinking keeps only: U of any change of the input."""
    change = np.random.default_rng(3).normal(0, 1, ONE.shape)
    change -= np.concatenate([strip for _, strip in free_detail(change, SIDE, SIDE)])
    assert compared(ONE + 5 * change, ONE).share == pytest.approx(0.0, abs=1e-4)


def test_rounding_to_8_bits_invents_nothing() -> None:
    ramp = np.linspace(0, 40, SIDE * SCALE)[:, None]
    ramp = ramp - np.concatenate([strip for _, strip in free_detail(ramp + 0 * ONE, SIDE, SIDE)])
    lr = DecodedImage(np.full((SIDE, SIDE, 1), 128, np.uint8))
    one, other = (np.rint(128 + each + 1.2 * ONE).astype(np.uint8)[..., None] for each in (0 * ramp, ramp))
    found = compare_detail(DecodedImage(one), DecodedImage(other), lr, "some-x4")
    assert found.share < 0.02
    assert found.strength == pytest.approx(1.2, rel=0.01)


def test_the_map_finds_the_half_that_is_invented() -> None:
    left = np.arange(SIDE * SCALE) < SIDE * SCALE // 2
    found = compared(ONE, np.where(left, ONE, 0))
    inner = slice(SHARE_WINDOW + 4, -SHARE_WINDOW - 4)
    assert found.local[:, : SIDE // 2 - SHARE_WINDOW - 3].max() < 0.01
    assert found.local[inner, SIDE // 2 + SHARE_WINDOW + 3 :].min() > 0.99
    assert found.per_cent.max() <= 100


def test_faint_detail_and_holes_have_no_local_share() -> None:
    faint = compared(0.001 * ONE, 0 * ONE)
    assert np.isnan(faint.local).all()
    holed = replace(LR, pixels=LR.pixels.copy())
    holed.pixels[3, 4] = np.nan
    sides = [DecodedImage((30 + each).astype(np.float32)[..., None], unit="degC") for each in (ONE, 0 * ONE)]
    for side in sides:
        side.pixels[12:16, 16:20] = np.nan
    found = compare_detail(*sides, holed, "some-x4")
    assert np.argwhere(np.isnan(found.local)).tolist() == [[3, 4]]


def test_the_sentence_says_the_share() -> None:
    assert compared(2 * ONE, ONE).sentence == "25 % of the fine detail here is invented."
    nothing = Invented(float("nan"), np.full((2, 2), np.nan, np.float32), 0.0, "", "some-x4")
    assert "no fine detail" in nothing.sentence


def test_the_picture_is_grey_where_nothing_is_invented() -> None:
    local = np.array([[0.0, 1.0], [np.nan, 0.25]], np.float32)
    found = Invented(0.5, local, 1.0, "", "some-x4")
    painted = found.picture(DecodedImage(np.full((8, 8, 3), 128, np.uint8))).pixels
    spread = np.ptp(painted.astype(int), axis=2)[::4, ::4]
    assert painted.shape == (8, 8, 3)
    assert spread[0, 0] == spread[1, 0] == 0
    assert spread[0, 1] > spread[1, 1] > 0


def test_a_gan_is_compared_with_the_network_it_began_as() -> None:
    image = DecodedImage(scene(3).pixels[:64, :64])
    made = enlarge(image, Task("swift-srgan-x4", 4, degradation=Degradation(scale=4)))
    told = []
    found = invented(made, on_progress=told.append)
    assert found.against == "swift-srgan-psnr-x4"
    assert 0 < found.share < 1
    assert told


def test_a_part_has_nearly_the_shares_of_the_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subject, "FAINTEST", 0.0)
    image = DecodedImage(scene(3).pixels[:64, :64])
    whole = invented(enlarge(image, Task("swift-srgan-x4", 4))).local[20:44, 20:44]
    part = invented(enlarge(image, Task("swift-srgan-x4", 4, part=Part(16, 16, 32, 32))), image).local[4:-4, 4:-4]
    assert np.abs(part - whole).max() < 0.05


@pytest.mark.parametrize(
    ("task", "reason"),
    [
        (Task("edsr-lite-x4", 4), "not trained to invent detail"),
        (Task("bicubic", 4), "Interpolation invents no detail"),
        (Task("swift-srgan-x4", 4, size=Size(60, 60)), "choose a whole scale"),
    ],
)
def test_others_are_refused_with_the_reason(task: Task, reason: str) -> None:
    with pytest.raises(NotInvented, match=reason):
        invented(enlarge(DecodedImage(smooth_picture(16, 16)), task))


def test_too_large_a_result_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    made = enlarge(DecodedImage(smooth_picture(16, 16)), Task("swift-srgan-x4", 4))
    monkeypatch.setattr(subject, "MOST_PIXELS", 64 * 64 - 1)
    with pytest.raises(NotInvented, match="enlarge a part of the picture"):
        invented(made)
