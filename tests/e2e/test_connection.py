"""The socket drops: a run goes on, and a file chosen meanwhile arrives."""

import re
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from ..support.home_page import RRDB, choose, upload
from ..support.pictures import png, smooth_picture
from ..support.wire import Wire

pytestmark = pytest.mark.e2e

BAR = "[data-testid=stProgress]"
DOWN = "The connection to the server is down"


@pytest.fixture
def wire(app: str) -> Iterator[Wire]:
    with Wire(urlsplit(app).port) as wire:
        yield wire


@pytest.fixture
def page(wire: Wire, open_page):
    page = open_page(wire.url)
    page.locator(".viewer[data-ready=true]").wait_for()
    return page


def start_slow_run(page) -> None:
    upload(page, "large.png", png(smooth_picture(300, 300)))
    choose(page, 4, RRDB, "RRDB")
    page.get_by_role("button", name="Enlarge 4× with RRDB").click()
    page.locator(BAR).locator("visible=true").wait_for()


def test_run_outlives_a_short_drop(page, wire: Wire) -> None:
    start_slow_run(page)
    wire.cut()
    page.get_by_text(DOWN).wait_for()
    time.sleep(2)
    wire.mend()
    page.get_by_role("button", name="Download PNG").wait_for()
    assert page.get_by_text("large.png, RRDB small x4").first.is_visible()
    assert page.get_by_text(DOWN).count() == 0


def test_file_chosen_while_the_connection_is_down_is_read_when_it_is_back(page, wire: Wire) -> None:
    wire.cut()
    page.get_by_text(DOWN).wait_for()
    file = {"name": "meanwhile.png", "mimeType": "image/png", "buffer": png(smooth_picture(60, 84))}
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_text("Your file will be read as soon as the connection is back").wait_for()
    time.sleep(2)
    wire.mend()
    page.get_by_text(re.compile(r"meanwhile\.png: 84 x 60 pixels")).wait_for()
