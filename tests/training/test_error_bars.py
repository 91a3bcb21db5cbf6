"""Calibrating error bars from folders of pictures to a checkpoint's folder."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from sr_core.checkpoints.store import find_card
from sr_core.cli import main
from sr_core.errors import MetricError
from sr_core.training.error_bars import calibrate as subject
from sr_core.training.error_bars import learn
from sr_core.training.error_bars.versions import other_version
from sr_core.types import DecodedImage

from ..support.pictures import scene


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Path]:
    """Folders of small drawn scenes, and a short training."""
    monkeypatch.setattr(learn, "_STEPS", 300)
    found = {}
    for start, (name, count) in enumerate({"learn": 4, "calibration": 9, "tests": 3}.items()):
        found[name] = tmp_path / name
        found[name].mkdir()
        for number in range(count):
            Image.fromarray(scene(20 * start + number).pixels[:48, :64]).save(found[name] / f"{number}.png")
    return found


def test_bars_are_learned_calibrated_and_measured(folders: dict[str, Path]) -> None:
    card = find_card("edsr-lite-x2")
    seen: list[tuple[str, int, int]] = []
    found = subject.calibrate(
        card,
        folders["learn"],
        folders["calibration"],
        [folders["tests"]],
        on_picture=lambda *told: seen.append(told),
    )
    assert seen[-1] == ("tests", 3, 3)
    assert (found.sha256, found.keep_measured, found.learned_on) == (card.sha256, None, "learn")
    assert found.cost > 0
    narrow, wide = found.levels
    assert (narrow.level, wide.level) == (0.9, 0.95)
    assert narrow.factor < wide.factor
    for level in found.levels:
        assert level.calibration.pictures == 9
        assert level.calibration.reached == 1.0  # of nine pictures the factor is that of the worst
        assert level.calibration.worst >= level.level
        (tested,) = level.tests
        assert (tested.set, tested.pictures) == ("tests", 3)
        assert 0 < tested.worst <= tested.mean <= 1


def test_too_few_pictures_are_refused(folders: dict[str, Path]) -> None:
    with pytest.raises(MetricError, match="at least 9 calibration pictures, found 3"):
        subject.calibrate(find_card("edsr-lite-x2"), folders["learn"], folders["tests"], [folders["tests"]])


def test_another_version_is_smaller_and_noisy_and_always_the_same() -> None:
    card = find_card("edsr-lite-x2")
    flat = DecodedImage(np.full((300, 400, 3), 128, np.uint8))
    versions = [other_version(flat, card, seed) for seed in range(40)]
    assert all(150 <= version.height <= 300 and 200 <= version.width <= 400 for version in versions)
    noise = [version.pixels.astype(float).std() for version in versions]
    assert max(noise) <= 10.5
    assert max(noise) > 5
    assert np.array_equal(versions[3].pixels, other_version(flat, card, 3).pixels)
    small = other_version(DecodedImage(np.full((100, 100, 3), 128, np.uint8)), card, 0)
    assert small.shape_text == "100 x 100"


def test_the_verb_says_what_is_missing(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["calibrate", "edsr-lite-x2"]) == 2
    assert "calibrate needs checkpoints, --learn, --calibrate and --test" in capsys.readouterr().err
    assert main(["calibrate", "--table"]) == 0
    assert "| edsr-lite-x4 | Set5 | 5 |" in capsys.readouterr().out
