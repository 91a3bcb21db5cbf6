"""How a session ends: forgotten by its visitor, left with its tab, lost with its connection."""

from collections.abc import Iterator

import pytest

from ..support.browser import bring, click, download, new_page, open_address, rest
from ..support.server import SHORT_SESSION, Server
from ..support.visitor import visits
from ..support.walk import start
from ..support.wire import Wire

pytestmark = pytest.mark.e2e

PHOTO = visits("Sekret-Doe-Jane", "SEKRET^FELD")[0]


@pytest.fixture(scope="module")
def fresh(browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server without any visitor, which counts what it holds anew when asked."""
    with Server(tmp_path_factory.mktemp("fresh") / "server.log", script=SHORT_SESSION) as server:
        yield server


def test_forget_frees_uploads_and_downloads_at_once(fresh: Server, open_page) -> None:
    page = open_page(fresh.url)
    kinds = ("UploadedFileManager", "st_memory_media_file_storage")
    bring(page, PHOTO.file_name, PHOTO.data)
    page.get_by_text("to see the result beside bicubic").wait_for()
    start(page, "Enlarge ")
    _, png = download(page, "Download PNG")
    held = fresh.held()
    assert [held[kind] for kind in kinds] == [len(PHOTO.data), len(png)]
    click(page, page.get_by_role("button", name="Forget my images"))
    page.get_by_text("Your images were removed from this server").wait_for()
    held = fresh.held()
    assert [held.get(kind, 0) for kind in kinds] == [0, 0]
    assert page.get_by_text(PHOTO.file_name.removesuffix(".png")).count() == 0


def test_closed_tab_is_freed_though_nobody_else_comes(fresh: Server, browser) -> None:
    fresh.wait_until_free()
    page = new_page(browser)
    open_address(page, fresh.url)
    bring(page, PHOTO.file_name, PHOTO.data)
    page.get_by_text("to see the result beside bicubic").wait_for()
    assert fresh.held()["UploadedFileManager"] == len(PHOTO.data)
    page.context.close()
    fresh.wait_until_free()


def test_session_lost_for_good_says_so(fresh: Server, open_page) -> None:
    with Wire(fresh.port) as wire:
        page = open_page(wire.url)
        bring(page, "photo.png", PHOTO.data)
        page.get_by_text("to see the result beside bicubic").wait_for()
        rest(page)
        wire.cut()
        fresh.wait_until_free()
        wire.mend()
        page.get_by_text("no longer holds your file").wait_for()
        for text in ("to see the result beside bicubic", "photo.png"):
            page.get_by_text(text).first.wait_for(state="detached")
