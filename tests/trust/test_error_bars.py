"""Error bars of results, and their calibrations in the checkpoints' folders."""

import json
import sys
from dataclasses import replace

import numpy as np
import pytest
import torch

from sr_core.checkpoints.store import checkpoints, find_card
from sr_core.enlarge import Task, enlarge
from sr_core.errors import CardError, NoErrorBars
from sr_core.training.error_bars.learn import learn_errors
from sr_core.trust.calibration import TRUST_FILE, read_calibration, write_calibration
from sr_core.trust.error_bars import error_bars
from sr_core.trust.error_head import relative_logarithms
from sr_core.trust.local_features import LOCAL_FEATURES
from sr_core.types import DecodedImage, Degradation, Size

from ..support.pictures import scene, smooth_picture

METHOD = "edsr-lite-x4"
TEST = Task(METHOD, 4, degradation=Degradation(scale=4))


def test_bars_cover_what_they_promise_on_a_drawn_scene() -> None:
    made = enlarge(scene(3), TEST)
    bars = error_bars(made, guarded=False)
    assert made.reference is not None
    assert bars.half_width.shape == made.lr.pixels.shape[:2]
    assert (bars.half_width > 0).all()
    assert bars.inside(made.result.image, made.reference) >= 0.9
    wide = error_bars(made, 0.95, guarded=False)
    ratio = wide.half_width / bars.half_width
    assert np.allclose(ratio, wide.calibrated.factor / bars.calibrated.factor)


def test_bars_are_in_the_unit_of_the_values() -> None:
    grey = scene(3).pixels[:64, :64]
    eight = error_bars(enlarge(DecodedImage(grey), Task(METHOD, 4)), guarded=False)
    sixteen = error_bars(enlarge(DecodedImage(grey.astype(np.uint16) * 257), Task(METHOD, 4)), guarded=False)
    assert sixteen.half_width.mean() / eight.half_width.mean() == pytest.approx(257, rel=0.1)
    warm = DecodedImage(20 + grey[..., :1].astype(np.float32) / 25, unit="degC")
    task = Task("thermal-lite-x2", 2)
    mild, hot = (error_bars(enlarge(replace(warm, pixels=warm.pixels * k), task), guarded=False) for k in (1, 3))
    assert mild.unit == "degC"
    assert hot.mean / mild.mean == pytest.approx(3, rel=0.02)


def test_a_picture_of_another_kind_gets_no_bars() -> None:
    noise = np.random.default_rng(0).integers(0, 256, (96, 96, 1)).astype(np.uint8)
    made = enlarge(DecodedImage(noise), Task("xray-lite-x4", 4))
    with pytest.raises(NoErrorBars, match="Error bars are withheld, since they would not hold here"):
        error_bars(made)
    assert error_bars(made, guarded=False).mean > 0


def test_a_hole_has_no_bar() -> None:
    warm = DecodedImage(20 + scene(3).pixels[:40, :40, :1].astype(np.float32) / 25, unit="degC")
    warm.pixels[10, 12] = np.nan
    made = enlarge(warm, Task("thermal-lite-x2", 2))
    assert np.argwhere(np.isnan(error_bars(made, guarded=False).half_width)).tolist() == [[10, 12]]


@pytest.mark.parametrize(
    ("task", "reason"),
    [
        (Task("bicubic", 4), "not for plain interpolation"),
        (Task("edsr-x4+edsr-x2", 8), "one after the other"),
        (Task(METHOD, 4, size=Size(50, 50)), "a size of one's own"),
    ],
)
def test_no_bars_are_given_without_a_calibration(task: Task, reason: str) -> None:
    with pytest.raises(NoErrorBars, match=reason):
        error_bars(enlarge(DecodedImage(smooth_picture(16, 16)), task))


def test_too_large_a_result_has_no_bars(monkeypatch: pytest.MonkeyPatch) -> None:
    made = enlarge(DecodedImage(smooth_picture(16, 16)), Task(METHOD, 4))
    monkeypatch.setattr(sys.modules[error_bars.__module__], "MOST_PIXELS", 64 * 64 - 1)
    with pytest.raises(NoErrorBars, match="enlarge a part of the picture"):
        error_bars(made, guarded=False)


def test_a_calibration_is_read_as_it_was_written(tmp_path) -> None:
    card = replace(find_card(METHOD), folder=tmp_path)
    assert read_calibration(card) is None
    found = read_calibration(find_card(METHOD))
    assert found is not None
    write_calibration(card, found)
    again = read_calibration(card)
    assert again is not None
    assert again.levels == found.levels
    assert again.cost == found.cost
    for ours, theirs in zip(again.head.layers, found.head.layers, strict=True):
        assert all(np.array_equal(a, b) for a, b in zip(ours, theirs, strict=True))
    assert read_calibration(replace(card, sha256="0" * 64)) is None


@pytest.mark.parametrize(
    "change",
    [
        lambda table: table.pop("layers"),
        lambda table: table["layers"].pop(),
        lambda table: table["features"].reverse(),
        lambda table: table["levels"][0].update(factor=0),
        lambda table: table["layers"][0]["biases"].__setitem__(0, float("nan")),
        lambda table: table["layers"][1]["biases"].pop(),
    ],
)
def test_a_damaged_calibration_is_refused_by_name(tmp_path, change) -> None:
    card = replace(find_card(METHOD), folder=tmp_path)
    table = json.loads((find_card(METHOD).folder / TRUST_FILE).read_text("utf-8"))
    change(table)
    (tmp_path / TRUST_FILE).write_text(json.dumps(table), "utf-8")
    with pytest.raises(CardError, match=r"trust\.json is damaged"):
        read_calibration(card)


def test_the_head_is_the_network_that_was_trained() -> None:
    calibration = read_calibration(find_card(METHOD))
    assert calibration is not None
    layers = []
    for weights, biases in calibration.head.layers:
        layer = torch.nn.Linear(weights.shape[1], len(weights))
        layer.weight.data, layer.bias.data = torch.from_numpy(weights), torch.from_numpy(biases)
        layers += [layer, torch.nn.ReLU()]
    features = np.random.default_rng(0).gamma(2, 5, (3, 7, len(LOCAL_FEATURES))).astype(np.float32)
    seen, mean = relative_logarithms(features.reshape(21, -1))
    with torch.no_grad():
        expected = torch.nn.Sequential(*layers[:-1])(torch.from_numpy(seen))[:, 0].numpy() + mean
    assert np.allclose(calibration.head.estimate(features).ravel(), np.exp(expected) - 0.125, rtol=1e-4)
    large = features * 100
    assert np.allclose(calibration.head.estimate(large * 2), 2 * calibration.head.estimate(large), rtol=0.01)


def test_the_head_learns_a_quantile() -> None:
    random = np.random.default_rng(0)
    size = np.exp(random.normal(1, 1, 20_000)).astype(np.float32)
    features = np.repeat(size[:, None], 2, axis=1) * np.array([1, 2], np.float32)
    head = learn_errors(features, (size * random.exponential(1, len(size))).astype(np.float32))
    fresh = np.array([[[5.0, 10.0], [20.0, 40.0]]], np.float32)
    assert head.estimate(fresh)[0] == pytest.approx(np.array([5.0, 20.0]) * np.log(10), rel=0.15)


def test_every_network_is_calibrated() -> None:
    assert [card.id for card in checkpoints() if read_calibration(card) is None] == []
