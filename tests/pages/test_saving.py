"""A page that offers a file which is made while it is sent: the file comes, and its link stays while it should."""

import pytest
from streamlit.testing.v1 import AppTest

from pages.ui.shell import stream

from ..support.streaming import Browser


@pytest.fixture
def browser(monkeypatch: pytest.MonkeyPatch) -> Browser:
    """A browser that takes what the pages offer."""
    browser = Browser()
    monkeypatch.setattr(stream, "_open", browser)
    return browser


def script() -> None:
    import streamlit as st

    import sr_core as sr
    from pages.ui.shell.frame import page_frame
    from pages.ui.workbench.saving import offer_stream

    def produce(sink, told) -> str:
        if settings == "bad":
            raise sr.EncodeError("bad settings")
        sink.write(b"?? bytes")
        sink.rewrite(0, b"16")
        return settings

    with page_frame(st.query_params.get("page", "Enlarge")):
        settings = st.query_params.get("settings", "first")
        wanted = st.button("Make", key="home_make")
        try:
            made = offer_stream(
                "home_file", settings, st.empty(), produce, name=f"{settings}.tif", mime="image/tiff", wanted=wanted
            )
        except sr.SRError as error:
            st.error(str(error))
        else:
            st.text(f"made: {made}")


@pytest.fixture
def at() -> AppTest:
    return AppTest.from_function(script, default_timeout=60).run()


def tokens(at: AppTest) -> list[str]:
    """Return what the page tells the browser to fetch."""
    assert not at.exception
    mounted = [element.proto for element in at.get("bidi_component")]
    return [proto.json for proto in mounted if proto.component_name == "honest_pixels_stream"]


def test_file_comes_and_its_link_stays_in_the_next_run(at: AppTest, browser: Browser) -> None:
    assert (tokens(at), at.text[0].value) == ([], "made: None")
    at.button(key="home_make").click().run()
    assert (len(tokens(at)), at.text[0].value) == (1, "made: first")
    assert browser.file("first.tif") == b"16 bytes"
    before = tokens(at)
    at.run()
    assert (tokens(at), at.text[0].value) == (before, "made: None")


def test_file_is_made_anew_under_another_token(at: AppTest, browser: Browser) -> None:
    at.button(key="home_make").click().run()
    before = tokens(at)
    at.button(key="home_make").click().run()
    assert len(tokens(at)) == 1
    assert tokens(at) != before


def test_link_goes_with_the_settings(at: AppTest, browser: Browser) -> None:
    at.button(key="home_make").click().run()
    at.query_params["settings"] = "second"
    at.run()
    assert tokens(at) == []


def test_link_goes_with_the_page(at: AppTest, browser: Browser) -> None:
    at.button(key="home_make").click().run()
    for page in ("Models", "Enlarge"):
        at.query_params["page"] = page
        at.run()
        assert tokens(at) == []


def test_link_goes_when_images_are_forgotten(at: AppTest, browser: Browser) -> None:
    at.button(key="home_make").click().run()
    at.button(key="frame_forget").click().run()
    assert tokens(at) == []


def test_error_of_the_run_reaches_the_page(at: AppTest, browser: Browser) -> None:
    at.query_params["settings"] = "bad"
    at.button(key="home_make").click().run()
    assert [error.value for error in at.error] == ["bad settings"]
    at.run()
    assert tokens(at) == []
