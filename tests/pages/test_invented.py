"""What a GAN invented, on the pages: the share and the map are those of the core."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import sr_core as sr
from pages.ui.photo.invented import Answer
from pages.ui.photo.picture import Photo

from ..support.pictures import png, scene
from ..support.visitor import kept_by, texts, upload

HOME = Path(__file__).resolve().parents[2] / "home.py"


@pytest.fixture(scope="module")
def enlarged() -> AppTest:
    """Home after a run of a small GAN."""
    at = AppTest.from_file(str(HOME), default_timeout=60).run()
    upload(at, "photo.png", png(scene(3).pixels[:40, :48]))
    next(s for s in at.selectbox if s.label == "Network").set_value("swift-srgan-x4").run()
    return at.button(key="home_run").click().run()


def test_a_share_is_given_when_it_is_asked_for(enlarged: AppTest) -> None:
    assert "of the fine detail here is invented" not in texts(enlarged)
    at = enlarged.button(key="home_invented_run").click().run()
    assert not at.exception
    outcome = kept_by(at, Photo).outcome
    assert outcome is not None
    found = sr.invented(outcome.made)
    assert found.sentence in texts(at)
    assert "Swift-SR" in texts(at)
    assert outcome.answers.of(Answer).pngs[1] == sr.encode(found.picture(outcome.result.image), "png")
    assert found.sentence in texts(at.run())


def test_another_result_is_asked_about_anew(enlarged: AppTest) -> None:
    next(s for s in enlarged.selectbox if s.label == "Network").set_value("swift-srgan-psnr-x4").run()
    at = enlarged.button(key="home_run").click().run()
    assert "of the fine detail here is invented" not in texts(at)
    assert [button.key for button in at.button if "invented" in (button.key or "")] == []
