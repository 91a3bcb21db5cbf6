"""The address of a page: a link opens the same settings for another visitor, and names nothing of an upload."""

import pytest
from streamlit.testing.v1 import AppTest

from pages.ui.photo.picture import Photo
from pages.ui.shell.state import Shell

from ..support.visitor import ROOT, bring, kept_by, shared_words, visits

PAGES = {"home.py": ("home", 3), "pages/3_Thermal.py": ("thermal", 4), "pages/4_X-ray.py": ("xray", 2)}
"""Page -> beginning of its keys, and a scale that is not chosen at first."""
PHOTO = visits("Sekret-Doe-Jane", "SEKRET")[0]


def come(page: str, **words: str) -> AppTest:
    """Open a link."""
    at = AppTest.from_file(str(ROOT / page), default_timeout=60)
    at.query_params.update(words)
    at.run()
    assert not at.exception
    return at


def network(at: AppTest):
    return next(box for box in at.selectbox if box.label == "Network")


@pytest.mark.parametrize("page", PAGES)
def test_link_opens_scale_mode_and_network(page: str) -> None:
    prefix, scale = PAGES[page]
    at = come(page)
    at.segmented_control(key=f"{prefix}_scale").set_value(scale).run()
    at.segmented_control(key=f"{prefix}_mode").set_value("test").run()
    proposed = network(at).value
    network(at).set_value("lanczos").run()
    link = {name: word for name, word in shared_words(at).items() if word}
    assert link == {"mode": "test", "scale": str(scale), "network": "lanczos"}
    other = come(page, **link)
    assert other.segmented_control(key=f"{prefix}_scale").value == scale
    assert other.segmented_control(key=f"{prefix}_mode").value == "test"
    assert network(other).value == "lanczos" != proposed
    assert link.items() <= shared_words(other).items()


@pytest.mark.parametrize("page", PAGES)
def test_wrong_words_are_ignored(page: str) -> None:
    prefix, _ = PAGES[page]
    plain = come(page)
    at = come(page, scale="99", mode="delete", network="../x", sample="../x")
    for key in (f"{prefix}_scale", f"{prefix}_mode"):
        assert at.segmented_control(key=key).value == plain.segmented_control(key=key).value
    assert network(at).value == network(plain).value
    assert set(shared_words(at).values()) == {""}
    assert kept_by(at, Photo).picture is None


def test_link_opens_the_sample(tiny_checkpoint: str) -> None:
    at = come("home.py")
    at.button(key="home_sample_cat").click().run()
    assert shared_words(at)["sample"] == "cat"
    assert kept_by(come("home.py", sample="cat"), Photo).picture.digest == "cat"


def test_link_is_followed_once(tiny_checkpoint: str) -> None:
    at = come("home.py", scale="2", sample="cat", network="bicubic")
    network(at).set_value(tiny_checkpoint).run()
    at.button(key="frame_forget").click().run()
    assert kept_by(at, Photo).picture is None
    assert network(at).value == tiny_checkpoint
    assert kept_by(at, Shell).asked == {}


def test_address_names_nothing_of_an_upload(tiny_checkpoint: str) -> None:
    at = bring(come("home.py", sample="cat"), PHOTO)
    assert shared_words(at) == {"mode": "", "scale": "2", "network": "bicubic", "sample": ""}
