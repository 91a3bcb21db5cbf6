"""The viewer's payload and errors; what the browser does with it is in tests/e2e."""

import io
import json
import re
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

import sr_core as sr
from pages.ui.viewer import viewer as module
from pages.ui.viewer.viewer import MAGNIFIER, TOOLS, Panel, Spacing, Window, encode_payload, viewer

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
        if panel["values"]:
            packed = panel["values"]["packed"] = payload[start : start + panel["values"]["bytes"]]
            start += len(packed)
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


@pytest.mark.parametrize("count", [0, 3])
def test_viewer_rejects_what_is_neither_a_picture_nor_a_pair(count: int) -> None:
    with pytest.raises(ValueError, match=f"needs 1 or 2 panels, got {count}"):
        encode_payload([Panel("a", png())] * count, key="v", height=560)


def decode_values(values: np.ndarray, *, digits: int = 2) -> tuple[dict, np.ndarray]:
    """Encode the values of one panel; return what the header says and what the browser reads."""
    panels = [Panel("a", png(*values.shape), values=values), Panel("b", png(*values.shape))]
    header, _ = decode_payload(encode_payload(panels, key="v", height=560, unit="°C", digits=digits))
    sent = header["panels"][0]["values"]
    deltas = np.frombuffer(zlib.decompress(sent["packed"]), "<u2").reshape(sent["height"], sent["width"])
    codes = np.cumsum(deltas, axis=1, dtype=np.uint16)
    return sent, np.where(codes == 0xFFFF, np.nan, sent["low"] + codes * sent["step"])


def test_values_are_off_by_half_a_step_at_most() -> None:
    values = np.random.default_rng(1).normal(31, 8, (40, 50)).astype(np.float32)
    sent, read = decode_values(values)
    assert sent["step"] == 0.001
    assert np.abs(read - values).max() <= 0.0005 * (1 + 1e-6)


def test_values_with_the_decimals_of_a_step_arrive_unchanged() -> None:
    values = np.random.default_rng(2).integers(-1024, 3072, (40, 50)).astype(np.float32)
    _, read = decode_values(values, digits=0)
    assert np.abs(read - values).max() < 1e-9


def test_values_of_a_wide_span_use_all_codes() -> None:
    values = np.linspace(-1e5, 1e5, 2000).reshape(40, 50)
    sent, read = decode_values(values)
    assert sent["step"] == pytest.approx(2e5 / 65534)
    assert np.abs(read - values).max() <= sent["step"] / 2 * (1 + 1e-6)


@pytest.mark.parametrize("missing", [np.nan, np.inf, -np.inf])
def test_values_that_are_no_number_stay_none(missing: float) -> None:
    values = np.full((6, 8), 30.0)
    values[2, 3] = missing
    _, read = decode_values(values)
    assert np.argwhere(np.isnan(read)).tolist() == [[2, 3]]


def test_values_may_all_be_missing() -> None:
    _, read = decode_values(np.full((6, 8), np.nan))
    assert np.isnan(read).all()


def test_values_may_be_constant() -> None:
    _, read = decode_values(np.full((6, 8), 36.6))
    assert np.allclose(read, 36.6)


def test_payload_with_values_is_deterministic_and_follows_them() -> None:
    def payload(value: float) -> bytes:
        return encode_payload(
            [Panel("a", png(), values=np.full((6, 8), value)), Panel("b", png())], key="v", height=560
        )

    assert payload(1.0) == payload(1.0) != payload(2.0)


def test_values_may_cover_several_pixels() -> None:
    panels = [Panel("a", png(), values=np.zeros((3, 4))), Panel("b", png())]
    header, _ = decode_payload(encode_payload(panels, key="v", height=560))
    assert header["panels"][0]["values"]["width"] == 4


@pytest.mark.parametrize("shape", [(4, 8), (3, 8), (12, 16)])
def test_viewer_rejects_values_that_do_not_cover_the_picture(shape: tuple[int, int]) -> None:
    panels = [Panel("a", png(), values=np.zeros(shape)), Panel("b", png())]
    with pytest.raises(ValueError, match=r"cover its picture of \(6, 8\)"):
        encode_payload(panels, key="v", height=560)


def decode_windowed(*values: np.ndarray, **arguments: object) -> tuple[dict, list[np.ndarray]]:
    """Encode panels under a window; return the header and the values that the browser reads."""
    panels = [Panel(f"side {n}", b"", values=side) for n, side in enumerate(values)]
    look = {"digits": 0, "windows": [Window("Bone", 500, 2000)]} | arguments
    header, files = decode_payload(encode_payload(panels, key="v", height=560, **look))
    assert files == [b"", b""]
    read = []
    for sent in (panel["values"] for panel in header["panels"]):
        deltas = np.frombuffer(zlib.decompress(sent["packed"]), "<u2").reshape(sent["height"], sent["width"])
        codes = np.cumsum(deltas, axis=1, dtype=np.uint16)
        read.append(np.where(codes == 0xFFFF, np.nan, sent["low"] + codes * sent["step"]))
    return header, read


@pytest.mark.parametrize(("low", "high"), [(-1024, 3071), (0, 65534), (-32768, 32766)])
def test_whole_values_under_a_window_arrive_unchanged(low: int, high: int) -> None:
    values = np.random.default_rng(3).integers(low, high, (40, 50), endpoint=True).astype(np.float32)
    values[0, :2], values[1, 1] = (low, high), np.nan
    _, read = decode_windowed(values, values)
    assert np.array_equal(read[0], values, equal_nan=True)


def test_other_values_under_a_window_use_all_codes() -> None:
    values = np.random.default_rng(4).normal(0, 300, (40, 50)).astype(np.float32)
    header, read = decode_windowed(values, values)
    step = header["panels"][0]["values"]["step"]
    assert step == pytest.approx(np.ptp(values) / 65534)
    assert np.abs(read[0] - values).max() <= step / 2 * (1 + 1e-6)


def test_constant_values_may_be_shown_under_a_window() -> None:
    values = np.full((6, 8), 36.6)
    _, read = decode_windowed(values, values)
    assert np.array_equal(read[0], values)


def test_digest_under_a_window_follows_the_scale_of_the_values() -> None:
    values = np.arange(48.0).reshape(6, 8)
    header, _ = decode_windowed(values, values + 1)
    assert header["panels"][0]["digest"] != header["panels"][1]["digest"]


def test_payload_tells_windows_and_spacing() -> None:
    values = np.zeros((6, 8))
    header, _ = decode_windowed(values, values, tools=["line", MAGNIFIER], spacing=Spacing(0.4, 0.2, "in the patient"))
    assert header["windows"] == [{"name": "Bone", "centre": 500, "width": 2000, "invert": False}]
    assert header["spacing"] == {"row_mm": 0.4, "col_mm": 0.2, "kind": "in the patient"}
    assert (header["tools"], header["magnifier"]) == (["line", "window"], True)


def test_payload_without_windows_offers_neither_window_nor_magnifier() -> None:
    header, _ = decode_payload(encode_payload([Panel("a", png()), Panel("b", png())], key="v", height=560, tools=TOOLS))
    assert (header["tools"], header["magnifier"], header["windows"]) == (list(TOOLS), False, [])


@pytest.mark.parametrize("values", [None, np.zeros((6, 8, 1))])
def test_viewer_rejects_a_window_on_a_panel_without_values(values: np.ndarray | None) -> None:
    panels = [Panel("a", png(), values=values), Panel("b", b"", values=np.zeros((6, 8)))]
    with pytest.raises(ValueError, match=r"panel 'a' needs \(height, width\) values"):
        encode_payload(panels, key="v", height=560, windows=[Window("Bone", 500, 2000)])


def test_viewer_rejects_values_of_two_sizes_under_a_window() -> None:
    with pytest.raises(ValueError, match="one pixel size"):
        decode_windowed(np.zeros((6, 8)), np.zeros((3, 4)))


@pytest.mark.parametrize(("centre", "width"), [(40, 0.5), (40, 0), (np.nan, 400), (40, np.inf)])
def test_window_rejects_what_cannot_be_shown(centre: float, width: float) -> None:
    with pytest.raises(ValueError, match="width of at least 1"):
        Window("Bone", centre, width)


@pytest.mark.parametrize("row_mm", [0, -0.1, np.nan, np.inf])
def test_spacing_rejects_what_is_no_distance(row_mm: float) -> None:
    with pytest.raises(ValueError, match="mm above 0"):
        Spacing(row_mm, 0.1, "in the patient")


def test_viewer_rejects_an_unknown_tool() -> None:
    with pytest.raises(ValueError, match="tools are of spot, box, ellipse, line, magnifier, got lasso"):
        viewer([Panel("a", png()), Panel("b", png())], key="v", tools=["lasso"])


def test_tools_are_the_kinds_of_regions() -> None:
    assert {sr.Region(tool, 0.1, 0.1, 0.9, 0.9).kind for tool in TOOLS} == set(TOOLS)


def test_viewer_delivers_the_oldest_region_first_and_once() -> None:
    def page() -> None:
        import streamlit as st

        from pages.ui.viewer.viewer import _undelivered

        drawn = [{"serial": serial, "kind": "spot", "x0": 0.5, "y0": 0, "x1": 0.5, "y1": 0} for serial in (7, 9)]
        st.session_state.got = [_undelivered(drawn, "v") for _ in range(3)]

    app = AppTest.from_function(page, default_timeout=30).run()
    assert app.session_state.got == [sr.Region("spot", 0.5, 0, 0.5, 0)] * 2 + [None]
    assert app.run().session_state.got == [None] * 3


def test_viewer_with_tools_mounts_a_second_component_for_regions() -> None:
    def page() -> None:
        import io

        from PIL import Image

        import sr_core as sr
        from pages.ui.viewer.viewer import TOOLS, Panel, viewer

        buffer = io.BytesIO()
        Image.new("L", (8, 8)).save(buffer, "PNG")
        panel = Panel("a", buffer.getvalue())
        drawn = viewer([panel, panel], key="v", tools=TOOLS, regions=[sr.Region("box", 0, 0, 1, 1, "B1")])
        assert drawn is None

    app = AppTest.from_function(page, default_timeout=30).run()
    assert not app.exception
    assert len(app.get("bidi_component")) == 2


def test_viewer_mounts_in_a_page() -> None:
    def page() -> None:
        import io

        from PIL import Image

        from pages.ui.viewer.viewer import Panel, viewer

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
