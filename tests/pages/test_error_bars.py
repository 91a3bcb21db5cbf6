"""Error bars on the pages: what they say is what the core gives."""

from pathlib import Path

import pytest
from skimage.data import coffee
from streamlit.testing.v1 import AppTest

import sr_core as sr
from pages.ui.photo.picture import Photo

from ..support.pictures import png, scene
from ..support.visitor import kept_by, texts, upload

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def tested() -> AppTest:
    """Home after a test of a small network."""
    at = AppTest.from_file(str(ROOT / "home.py"), default_timeout=60)
    at.run()
    at.segmented_control(key="home_mode").set_value("test").run()
    upload(at, "coffee.png", png(coffee()[:384, :384]))
    next(s for s in at.selectbox if s.label == "Network").set_value("edsr-lite-x4").run()
    return at.button(key="home_run").click().run()


def test_home_says_how_far_pixels_may_be_off_and_what_was_measured(tested: AppTest) -> None:
    outcome = kept_by(tested, Photo).outcome
    assert outcome is not None
    assert outcome.task.method == "edsr-lite-x4"
    bars = sr.trust.error_bars(outcome.made)
    said = texts(tested)
    assert f"± {bars.mean:.1f} grey levels" in said
    inside = bars.inside(outcome.result.image, outcome.made.reference)
    assert f"{inside:.1%}" in said
    for coverage in bars.calibrated.tests:
        assert f"{coverage.mean:.1%} of the pixels on average, and {coverage.worst:.1%} in the worst picture" in said


def test_the_wider_bars_are_shown_on_request(tested: AppTest) -> None:
    tested.segmented_control(key="home_bars_level").set_value(0.95).run()
    outcome = kept_by(tested, Photo).outcome
    assert outcome is not None
    assert f"± {sr.trust.error_bars(outcome.made, 0.95).mean:.1f} grey levels" in texts(tested)
    tested.segmented_control(key="home_bars_level").set_value(0.9).run()


def test_without_bars_the_reason_stands_there(tiny_checkpoint: str) -> None:
    at = AppTest.from_file(str(ROOT / "home.py"), default_timeout=30).run()
    at.segmented_control(key="home_scale").set_value(2).run()
    upload(at, "photo.png", png(scene(3).pixels[:40, :40]))
    at.button(key="home_run").click().run()
    assert "Error bars have not been calibrated for" in texts(at)
