"""The viewer's payload and errors; what the browser does with it is in tests/e2e."""

import io
import json
import re
import struct
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from pages.ui import viewer as module
from pages.ui.viewer import Panel, encode_payload

ASSETS = sorted(Path(module.__file__).parent.glob("viewer*"))


def png(height: int = 6, width: int = 8, mode: str = "RGB") -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(np.full((height, width, 3), 40, np.uint8)).convert(mode).save(buffer, "PNG")
    return buffer.getvalue()


def decode_payload(payload: bytes) -> tuple[dict, list[bytes]]:
    """Read a payload as `readPayload` in viewer_painter.js does."""
    start = 4 + struct.unpack("<I", payload[:4])[0]
    header, files = json.loads(payload[4:start]), []
    for panel in header["panels"]:
        files.append(payload[start : start + panel["bytes"]])
        start += panel["bytes"]
    assert start == len(payload)
    return header, files


def test_payload_round_trips() -> None:
    panels = [Panel("Bicubic", png(), "28.42 dB"), Panel("EDSR ×4", png(mode="L"))]
    header, files = decode_payload(encode_payload(panels, key="viewer", height=500))
    assert files == [panel.png for panel in panels]
    assert [(p["label"], p["caption"]) for p in header["panels"]] == [("Bicubic", "28.42 dB"), ("EDSR ×4", "")]
    assert (header["key"], header["height"]) == ("viewer", 500)


def test_payload_is_deterministic() -> None:
    first, second = (encode_payload([Panel("a", png()), Panel("b", png())], key="v", height=560) for _ in range(2))
    assert first == second


@pytest.mark.parametrize(("mode", "grey"), [("L", True), ("LA", True), ("RGB", False), ("RGBA", False), ("P", False)])
def test_payload_tells_grey_from_colour(mode: str, grey: bool) -> None:
    header, _ = decode_payload(encode_payload([Panel("a", png(mode=mode)), Panel("b", png())], key="v", height=560))
    assert header["panels"][0]["grey"] is grey


def test_payload_digest_follows_the_picture() -> None:
    same = Panel("a", png())
    header, _ = decode_payload(encode_payload([same, Panel("b", png(mode="L"))], key="v", height=560))
    assert header["panels"][0]["digest"] != header["panels"][1]["digest"]


def test_viewer_rejects_pictures_of_two_sizes() -> None:
    with pytest.raises(ValueError, match=r"one pixel size, got \[\(6, 8\), \(8, 6\)\]"):
        encode_payload([Panel("a", png()), Panel("b", png(8, 6))], key="v", height=560)


def test_viewer_rejects_bytes_that_are_no_png() -> None:
    with pytest.raises(ValueError, match="panel 'b' needs a PNG file"):
        encode_payload([Panel("a", png()), Panel("b", b"GIF89a")], key="v", height=560)


def test_viewer_rejects_one_panel() -> None:
    with pytest.raises(ValueError, match="needs 2 panels, got 1"):
        encode_payload([Panel("a", png())], key="v", height=560)


def test_viewer_mounts_in_a_page() -> None:
    def page() -> None:
        import io

        from PIL import Image

        from pages.ui.viewer import Panel, viewer

        buffer = io.BytesIO()
        Image.new("L", (8, 8)).save(buffer, "PNG")
        viewer([Panel("a", buffer.getvalue()), Panel("b", buffer.getvalue())], key="v")

    app = AppTest.from_function(page, default_timeout=30).run()
    assert not app.exception
    assert len(app.get("bidi_component")) == 1


@pytest.mark.parametrize("path", ASSETS, ids=lambda path: path.name)
def test_viewer_files_name_no_host_and_build_no_markup(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert re.findall(r"https?://|@import|url\(|innerHTML|insertAdjacentHTML", text) == []
