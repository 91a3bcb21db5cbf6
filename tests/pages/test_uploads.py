"""A file that was chosen is shown, and one that was removed is not, whatever else the visitor does meanwhile."""

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

import sr_core as sr

from ..support.visitor import Visit, open_page, visits

VISITS = visits("chosen", "CHOSEN")


def choose(at: AppTest, visit: Visit) -> AppTest:
    file = (visit.file_name, visit.data, "application/octet-stream")
    return at.file_uploader(key=f"{visit.upload}_0").set_value([file]).run()


@pytest.mark.parametrize("visit", VISITS, ids=[visit.upload for visit in VISITS])
def test_a_file_is_taken_again_when_the_run_ended_while_it_was_read(
    tiny_checkpoint: str, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended: list[str] = []
    for name in ("decode", "decode_shown"):
        read = getattr(sr, name)

        def read_late(data: bytes, file: str, read: object = read, **options: object) -> sr.DecodedImage:
            if file == visit.file_name and not ended:
                ended.append(file)
                st.rerun()  # as after a click elsewhere on the page
            return read(data, file, **options)

        monkeypatch.setattr(sr, name, read_late)
    at = choose(open_page(visit.page), visit)
    assert ended
    assert not at.button(key=visit.run).disabled


@pytest.mark.parametrize("room", ["photo", "thermal", "xray"])
def test_a_file_that_was_removed_is_gone_though_the_run_ended_meanwhile(
    tiny_checkpoint: str, room: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    visit = next(visit for visit in VISITS if visit.upload == {"photo": "home_upload"}.get(room, f"{room}_upload"))
    at = choose(open_page(visit.page), visit)
    ended: list[str] = []

    def stop_late() -> None:
        if not ended:
            ended.append(room)
            st.rerun()

    monkeypatch.setattr(f"pages.ui.{room}.upload.stop", stop_late)
    at.file_uploader(key=f"{visit.upload}_0").set_value([]).run()
    assert ended
    assert visit.run not in [button.key for button in at.button]
