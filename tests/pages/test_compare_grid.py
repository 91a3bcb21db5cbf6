"""What the grid hands to the browser; what the browser does with it is in tests/e2e."""

import io
import json
import re
import struct
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from pages.ui.viewer import grid as module
from pages.ui.viewer.grid import GridPanel, encode_feed, grid_viewer

ASSETS = sorted(Path(module.__file__).parent.rglob("*.js"))


def png(height: int = 6, width: int = 8) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(np.full((height, width, 3), 40, np.uint8)).save(buffer, "PNG")
    return buffer.getvalue()


def test_feed_round_trips() -> None:
    payload = encode_feed(GridPanel("edsr-x4", "EDSR x4", png()), "compare", grey=False)
    start = 4 + struct.unpack("<I", payload[:4])[0]
    header = json.loads(payload[4:start])
    assert payload[start:] == png()
    assert header["grid"] == "compare"
    assert header["panels"][0]["id"] == "edsr-x4"
    assert header["panels"][0]["bytes"] == len(png())


def test_feed_does_not_change_with_name_and_numbers() -> None:
    first, second = (
        encode_feed(GridPanel("a", label, png(), caption), "g", grey=False)
        for label, caption in (("A", ""), ("B", "9"))
    )
    assert first == second


@pytest.mark.parametrize(
    ("panels", "message"),
    [
        ([GridPanel("a", "A", png())], "two panels or more"),
        ([GridPanel("a", "A", png()), GridPanel("a", "B", png())], "ids of their own"),
        ([GridPanel("a", "A", png()), GridPanel("b", "B", png(7))], "one pixel size"),
        ([GridPanel("a", "A", png()), GridPanel("b", "B", b"GIF89a")], "needs a PNG file"),
    ],
)
def test_grid_rejects(panels: list[GridPanel], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        grid_viewer(panels, key="grid")


def app() -> None:
    import io

    import numpy as np
    from PIL import Image

    from pages.ui.viewer.grid import GridPanel, grid_viewer

    buffer = io.BytesIO()
    Image.fromarray(np.zeros((6, 8, 3), np.uint8)).save(buffer, "PNG")
    panels = [GridPanel(name, name, buffer.getvalue()) for name in "abc"]
    grid_viewer(panels, key="grid")


def test_each_picture_is_a_component_of_its_own() -> None:
    at = AppTest.from_function(app, default_timeout=30).run()
    assert not at.exception
    assert len(at.get("bidi_component")) == 4


@pytest.mark.parametrize("asset", ASSETS, ids=lambda path: path.name)
def test_assets_ask_nobody_and_stay_below_400_lines(asset: Path) -> None:
    text = asset.read_text("utf-8").replace("http://www.w3.org/2000/svg", "")
    assert not re.search(r"https?://|innerHTML|insertAdjacentHTML", text)
    assert len(text.splitlines()) <= 400
