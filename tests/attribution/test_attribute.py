"""Attribution of a patch of a picture: what a method sees, where its influence lies, what is refused."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

import sr_core as sr
from sr_core.attribution import __main__ as job
from sr_core.attribution import attribute as attributing
from sr_core.checkpoints.net import load_net
from sr_core.checkpoints.store import find_card
from sr_core.worker.message import Message
from sr_core.worker.process import run_worker

from ..support.data import DATA
from ..support.pictures import smooth_picture
from ..support.zoo import write_checkpoint

TINY = "edsr-tiny-x2"


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> list[Message]:
    """Calculate in this process, since starting one takes a second; returns what was asked."""
    asked: list[Message] = []

    def run_here(
        module: str, request: Message, *, on_message: Callable[[Message], None], **_options: object
    ) -> Message:
        asked.append(request)
        return job.attribute_all(request, on_message)

    monkeypatch.setattr(attributing, "run_worker", run_here)
    return asked


@pytest.fixture
def image(tiny_checkpoint: str) -> sr.DecodedImage:
    noise = np.random.default_rng(0).integers(0, 256, (90, 100, 3), np.uint8)
    return sr.DecodedImage(noise, "noise.png")


def attribute(image: sr.DecodedImage, patch: sr.Part, *methods: str) -> tuple[sr.Attribution, ...]:
    return sr.attribute(image, methods or (TINY,), patch, scale=2)


def test_calculation_in_its_own_process_is_the_same(tiny_checkpoint: str, here: list[Message]) -> None:
    image, patch = sr.DecodedImage(smooth_picture(40, 40), "a.png"), sr.Part(30, 32, 16, 16)
    mine = attribute(image, patch, TINY, "bicubic")
    told: list[tuple[float, str]] = []
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(attributing, "run_worker", run_worker)
        theirs = sr.attribute(
            image, (TINY, "bicubic"), patch, scale=2, on_progress=lambda *progress: told.append(progress)
        )
    for a, b in zip(mine, theirs, strict=True):
        np.testing.assert_allclose(a.values, b.values, rtol=0, atol=1e-5)
        assert (a.method, a.patch, a.window) == (b.method, b.patch, b.window)
        assert b.mismatch < 0.02
    assert [method for _, method in told] == sorted((method for _, method in told), reverse=True)
    assert told[-1] == (1.0, "bicubic")


def test_detail_is_that_of_the_enlargement(image: sr.DecodedImage, here: list[Message]) -> None:
    """The patch that is explained is the one that an enlargement of the whole picture draws there."""
    for place in ((60, 70), (0, 0), (164, 184)):
        patch = sr.Part(*place, 16, 16)
        (found,) = attribute(image, patch)
        whole = sr.upscale(image, TINY).image.pixels / 255.0
        part = whole[place[0] : place[0] + 17, place[1] : place[1] + 17]
        rows, columns = (min(16, side - 1) for side in part.shape[:2])
        corner = part[:rows, :columns]
        down = part[1 : rows + 1, :columns] - corner
        right = part[:rows, 1 : columns + 1] - corner
        assert found.detail == pytest.approx(np.hypot(down, right).sum(), rel=0.02)


@pytest.mark.parametrize("place", [(0, 0), (60, 70), (164, 184), (0, 184)])
def test_influence_stays_near_the_patch_and_within_the_window(
    image: sr.DecodedImage, here: list[Message], place: tuple[int, int]
) -> None:
    (found,) = attribute(image, sr.Part(*place, 16, 16))
    window = found.window
    assert (window.height, window.width) == (64, 64)
    assert 0 <= window.top <= image.height - 64
    assert 0 <= window.left <= image.width - 64
    reach = find_card(TINY).inference.tile_overlap
    for axis, (start, first) in enumerate(zip(place, (window.top, window.left), strict=True)):
        where = np.flatnonzero(found.values.any(axis=1 - axis)) + first
        assert where.min() >= start // 2 - reach
        assert where.max() < (start + 16) // 2 + reach
    assert found.mismatch < 0.05


def test_mirror_image_beyond_the_edge_counts_for_the_pixels_it_shows(tiny_checkpoint: str, here: list[Message]) -> None:
    """With a margin, the influence is the derivative by the picture's own pixels: their sum stays complete."""
    write_checkpoint("edsr-margin-x2", inference=replace(find_card(TINY).inference, edge_margin=5))
    image = sr.DecodedImage(smooth_picture(30, 34), "a.png")
    (found,) = attribute(image, sr.Part(0, 0, 16, 16), "edsr-margin-x2")
    assert here[0].arrays["0"].shape[2:] == (5 + 8 + 12 + 8, 5 + 8 + 12 + 8)
    assert found.values.shape == (30, 34)
    assert found.mismatch < 0.02


def test_only_what_a_method_can_look_at_is_sent(image: sr.DecodedImage, here: list[Message]) -> None:
    attribute(image, sr.Part(60, 70, 16, 16))
    sent = here[0].arrays["0"]
    top, left, side = 30 - 12 - 4, 35 - 12 - 4, 8 + 2 * (12 + 4)
    expected = image.pixels[top : top + side, left : left + side].transpose(2, 0, 1)[None] / 255.0
    np.testing.assert_allclose(sent, expected, atol=1e-6)


def test_channels_and_measured_values(tiny_checkpoint: str, here: list[Message]) -> None:
    write_checkpoint("edsr-grey-x2")
    grey = sr.DecodedImage(smooth_picture(48, 48)[..., :1], "grey.png")
    degrees = sr.DecodedImage(20 + grey.pixels.astype(np.float32) / 16, "t.csv", unit="degC")
    degrees.pixels[0, 0] = np.nan
    a, b = (attribute(image, sr.Part(40, 40, 16, 16))[0] for image in (grey, degrees))
    assert here[0].arrays["0"].shape[:2] == (1, 3)
    low, high = degrees.value_range
    np.testing.assert_allclose(
        here[1].arrays["0"], (here[0].arrays["0"] * 255 / 16 + 20 - low) / (high - low), atol=1e-5
    )
    assert a.values.shape == b.values.shape == (48, 48)


def test_path_is_attributed_to_the_input_of_its_first_network(tiny_checkpoint: str, here: list[Message]) -> None:
    image = sr.DecodedImage(smooth_picture(48, 48), "a.png")
    (found,) = sr.attribute(image, (f"{TINY}+{TINY}",), sr.Part(90, 90, 16, 16), scale=4)
    assert found.values.any()
    assert found.mismatch < 0.05


@pytest.mark.parametrize(
    ("methods", "patch", "message"),
    [
        (("lanczos",), (0, 0, 16, 16), "follows a network or bicubic"),
        ((TINY,), (0, 0, 33, 16), "sides of 2 to 32 pixels"),
        ((TINY,), (0, 0, 1, 1), "sides of 2 to 32 pixels"),
        ((TINY,), (170, 0, 16, 16), "within the result of 200 x 180 pixels"),
        ((TINY,), (0, -1, 16, 16), "within the result"),
        (("edsr-none-x2",), (0, 0, 16, 16), "unknown checkpoint"),
        ((f"{TINY}+{TINY}",), (0, 0, 16, 16), "does not enlarge by 2"),
    ],
)
def test_what_cannot_be_attributed_is_refused(
    image: sr.DecodedImage, methods: tuple[str, ...], patch: tuple[int, ...], message: str
) -> None:
    with pytest.raises(sr.SRError, match=message):
        attribute(image, sr.Part(*patch), *methods)


def test_missing_pytorch_is_one_sentence(image: sr.DecodedImage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attributing, "find_spec", lambda _: None)
    with pytest.raises(sr.EngineError, match=r"needs PyTorch, which is not installed"):
        attribute(image, sr.Part(0, 0, 16, 16))


def test_patch_around_a_place_stays_within_the_result(image: sr.DecodedImage) -> None:
    def around(across: float, down: float, side: int = 16) -> sr.Part:
        return sr.patch_around(image, across, down, side=side, scale=2)

    assert around(0.5, 0.5) == sr.Part(82, 92, 16, 16)
    assert around(0, 0) == sr.Part(0, 0, 16, 16)
    assert around(1, 1) == sr.Part(164, 184, 16, 16)
    small = sr.DecodedImage(np.zeros((4, 50, 1), np.uint8))
    assert sr.patch_around(small, 0.5, 0.5, side=16, scale=2) == sr.Part(0, 42, 8, 16)


def test_damaged_weights_are_one_sentence(image: sr.DecodedImage, here: list[Message]) -> None:
    (find_card(TINY).folder / "weights.safetensors").write_bytes(b"")
    load_net.cache_clear()
    with pytest.raises(sr.SRError, match=TINY):
        attribute(image, sr.Part(0, 0, 16, 16))


def test_heat_picture_is_grey_where_nothing_matters(image: sr.DecodedImage, here: list[Message]) -> None:
    (found,) = attribute(image, sr.Part(60, 70, 16, 16))
    picture = sr.heat_picture(image, found, scale=2).pixels
    assert picture.shape == (64 * 6, 64 * 6, 3)
    cells = picture[3::6, 3::6]
    colourful = np.ptp(cells.astype(int), axis=2) > 0
    assert not colourful[found.values == 0].any()
    assert colourful[found.strength > 0.2].all()


def test_deeper_networks_look_further() -> None:
    """The finding of the paper: a network that takes in more of the picture has a higher index."""
    path = DATA / "natural" / "Set14" / "zebra.png"
    if not path.is_file():
        pytest.skip("Set14 is not here; set SR_DATA to the data folder")
    hr = sr.crop_to_scale(sr.decode(path.read_bytes(), path.name), 4)
    lr = sr.degrade(hr, sr.Degradation(scale=4))
    patch = sr.Part(180, 200, 16, 16)
    found = sr.attribute(lr, ("bicubic", "srcnn-x4", "edsr-lite-x4"), patch, scale=4)
    indices = [each.diffusion_index for each in found]
    assert indices == sorted(indices)
    assert all(each.mismatch < 0.02 for each in found)
