"""A file that was chosen is shown, whatever else the visitor does while it is read."""

import pytest
import streamlit as st

import sr_core as sr

from ..support.visitor import Visit, open_page, visits

VISITS = visits("chosen", "CHOSEN")


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
    at = open_page(visit.page)
    file = (visit.file_name, visit.data, "application/octet-stream")
    at.file_uploader(key=f"{visit.upload}_0").set_value([file] if "own" in visit.upload else file).run()
    assert ended
    assert not at.button(key=visit.run).disabled
