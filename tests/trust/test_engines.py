"""Bundles of shipped networks, made in one engine and made again in both."""

import io

import numpy as np
import pytest
from PIL import Image

import sr_core as sr

from ..support.pictures import smooth_picture
from ..support.radiographs import cr

NOISY = np.clip(
    smooth_picture(40, 48).astype(int) + np.random.default_rng(5).integers(-20, 21, (40, 48, 3)), 0, 255
).astype(np.uint8)
_FILE = io.BytesIO()
Image.fromarray(NOISY).save(_FILE, "PNG")
PHOTO = _FILE.getvalue()
DEGREES = ("degC\n" + "\n".join(";".join(f"{v:.2f}" for v in row) for row in 20 + NOISY[..., 0] / 16)).encode()
CHEST = cr(40, 48, stored=NOISY[None, ..., 0].astype("<u2") * 16)
RUNS = {
    "photograph": (PHOTO, sr.Task("edsr-lite-x4", 4), 1.0),
    "part": (PHOTO, sr.Task("edsr-lite-x2", 2, part=sr.Part(4, 6, 20, 20)), 1.0),
    "size": (PHOTO, sr.Task("edsr-lite-x2", 2, size=sr.Size(70, 84)), 1.0),
    "path": (PHOTO, sr.Task("edsr-lite-x2+edsr-lite-x2", 4), 1.0),
    "ensemble": (PHOTO, sr.Task("edsr-lite-x2", 2, options=sr.UpscaleOptions(self_ensemble=True)), 1.0),
    "degC": (DEGREES, sr.Task("thermal-lite-x2", 2, options=sr.UpscaleOptions(keep_measured=0.05)), 1e-3),
    "dicom": (CHEST, sr.Task("xray-lite-x2", 2), 1.0),
}
"""File, task, and the largest difference between the engines, in the picture's own values."""
ENGINES = ("openvino", "torch")


@pytest.fixture(scope="module")
def bundles() -> dict[tuple[str, str], bytes]:
    """Every run in both engines."""
    made = {}
    for run, (data, task, _) in RUNS.items():
        for engine in ENGINES:
            options = sr.UpscaleOptions(
                engine=engine, self_ensemble=task.options.self_ensemble, keep_measured=task.options.keep_measured
            )
            there = sr.Task(task.method, task.scale, options=options, part=task.part, size=task.size)
            made[run, engine] = sr.write_bundle(sr.enlarge(sr.decode(data, "a"), there))
    return made


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("run", RUNS)
def test_the_same_engine_gives_the_same_bytes(bundles: dict, run: str, engine: str) -> None:
    found = sr.verify(bundles[run, engine], RUNS[run][0])
    assert (found.same, found.problems) == (True, ())


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("run", RUNS)
def test_the_other_engine_is_named_with_the_largest_difference(bundles: dict, run: str, engine: str) -> None:
    other = ENGINES[1 - ENGINES.index(engine)]
    found = sr.verify(bundles[run, engine], RUNS[run][0], engine=other)
    said = found.checked if found.same else found.problems
    assert any(f"another engine: {other}, in the bundle {engine}" in text for text in said)
    assert found.same == (found.change is None)
    if found.change is not None:
        assert 0 < found.change.largest <= RUNS[run][2]


def test_some_values_differ_between_the_engines(bundles: dict) -> None:
    found = sr.verify(bundles["degC", "openvino"], DEGREES, engine="torch")
    assert found.change is not None
    assert "the largest difference is" in found.problems[0]
    assert " degC, in " in found.problems[0]


def test_engine_that_is_not_there_is_replaced_and_named(bundles: dict, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sr_core.engine.openvino.net.find_spec", lambda name: None)
    found = sr.verify(bundles["photograph", "openvino"], PHOTO)
    said = found.checked if found.same else found.problems
    assert any("another engine: torch, in the bundle openvino" in text for text in said)
