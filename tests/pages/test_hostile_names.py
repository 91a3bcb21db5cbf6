"""Names and fields that came with a file are never read as Markdown or HTML, wherever a page shows them."""

import json
import re
from collections.abc import Iterator

import pytest
from google.protobuf.message import Message
from streamlit.testing.v1 import AppTest

import sr_core as sr
from pages.ui.shell.text import plain

from ..support.visitor import ROOT, bring, open_page, visits

NAME = "![n](http://evil.example/n.png)<img src=x>:red[n]"
FIELD = "![f](//e.io/f)"
TELLTALES = ("![n](", "<img src=x>", ":red[n]", "![f](")
SHOWN_AS_TEXT = {
    ("file_uploader", "name"),
    ("arrow_data_frame", "data"),
    ("download_button", "file_name"),
    ("selectbox", "options"),
    ("selectbox", "raw_value"),
    ("selectbox", "set_value"),
    ("plotly_chart", "alt"),
    ("plotly_chart", "spec"),  # Plotly reads tags, so there are none, as the test says
    ("bidi_component", "json"),  # the viewer builds no markup from it: `tests/pages/test_viewer.py`
}
"""(element, field) that the browser shows as plain text, or not at all. Everything else may be Markdown or HTML."""

CODE = ("code", "code_text")
"""A text to copy, which the browser shows as it is; LaTeX has backslashes."""


def strings(message: Message) -> Iterator[tuple[str, str]]:
    """Yield every text in an element with the name of its field."""
    for field, value in message.ListFields():
        entries = value if field.is_repeated else [value]
        for entry in entries:
            if isinstance(entry, Message):
                yield from strings(entry)
            elif isinstance(entry, str):
                yield field.name, entry


def told(at: AppTest) -> Iterator[tuple[str, str, str]]:
    """Yield kind, field and text of all elements of the page."""
    for node in at._tree:
        proto = getattr(node, "proto", None)
        if isinstance(proto, Message):
            for field, text in strings(proto):
                # JSON writes signs such as ° with a backslash, which nobody sees.
                is_json = field in ("json", "spec")
                yield node.type, field, json.dumps(json.loads(text), ensure_ascii=False) if is_json else text


@pytest.mark.parametrize("number", range(len(visits("", ""))))
@pytest.mark.parametrize("broken", [False, True])
def test_names_and_fields_are_escaped(tiny_checkpoint: str, number: int, broken: bool) -> None:
    visit = visits(NAME, FIELD)[number]
    at = open_page(visit.page)
    if broken:
        file = (visit.file_name, b"no picture", "application/octet-stream")
        at.file_uploader(key=f"{visit.upload}_0").set_value([file]).run()
    else:
        bring(at, visit)
        for toggle in at.toggle:
            if "DICOM header" in toggle.label:
                toggle.set_value(True).run()
    assert not at.exception
    found = [(kind, field, text) for kind, field, text in told(at) if any(t in text for t in TELLTALES)]
    assert [f for f in found if f[:2] not in {*SHOWN_AS_TEXT, CODE}] == []
    escaped = [f for f in told(at) if f[:2] in SHOWN_AS_TEXT and "\\" in f[2]]
    assert escaped == []
    assert [f for f in told(at) if f[1] == "spec" and "<img" in f[2]] == []
    assert plain(":red[n]") in "".join(text for _, _, text in told(at))


def test_wanted_model_is_escaped() -> None:
    at = AppTest.from_file(str(ROOT / "pages/1_Models.py"), default_timeout=60)
    at.query_params["model"] = NAME
    at.run()
    assert [text for _, _, text in told(at) if "![n](" in text] == []
    assert "There is no network called" in at.warning[0].value


@pytest.mark.parametrize("model", [card.id for card in sr.checkpoints()])
def test_no_card_shows_its_escapes(model: str) -> None:
    at = AppTest.from_file(str(ROOT / "pages/1_Models.py"), default_timeout=60)
    at.query_params["model"] = model
    at.run()
    assert not at.exception
    assert [text for _, _, text in told(at) if re.search(r"`[^`]*\\\\[^`]*`", text)] == []
