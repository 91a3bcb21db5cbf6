"""What the viewer sends to the browser and what it refuses; what the browser does with it is in tests/e2e."""

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
from pages.ui.viewer.panel import Panel, Spacing, Window
from pages.ui.viewer.payload import encode_bars, encode_pictures
from pages.ui.viewer.viewer import TOOLS, show_grid, show_viewer

FOLDER = Path(module.__file__).parent
ASSETS = sorted(path for path in FOLDER.rglob("*") if path.suffix in {".css", ".html", ".js"})


def png(height: int = 6, width: int = 8, mode: str = "RGB") -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(np.full((height, width, 3), 40, np.uint8)).convert(mode).save(buffer, "PNG")
    return buffer.getvalue()


def decode_payload(payload: bytes) -> tuple[dict, bytes, bytes]:
    """Read header, PNG and packed values of a payload as `readPicture` in mail.js does."""
    start = 4 + struct.unpack("<I", payload[:4])[0]
    header = json.loads(payload[4:start])
    end = start + header["bytes"]
    packed = header["values"]["bytes"] if header["values"] else 0
    assert end + packed == len(payload)
    return header, payload[start:end], payload[end:]


def encode(*panels: Panel, **arguments: object) -> list[tuple[dict, bytes, bytes]]:
    return [decode_payload(picture.payload) for picture in encode_pictures(panels, viewer="v", **arguments)]


def test_pictures_round_trip() -> None:
    first, second = encode(Panel("Bicubic", png(), "28.42 dB"), Panel("EDSR ×4", png(mode="L"), id="edsr-x4"))
    assert [first[1], second[1]] == [png(), png(mode="L")]
    assert [(header["viewer"], header["id"]) for header, *_ in (first, second)] == [("v", "0"), ("v", "edsr-x4")]


def test_picture_does_not_change_with_its_name_and_numbers() -> None:
    first, second = (
        encode_pictures([Panel(label, png(), caption, id="a", figure=caption)], viewer="v")
        for label, caption in (("A", ""), ("B", "28.42 dB"))
    )
    assert first == second


@pytest.mark.parametrize(("mode", "grey"), [("L", True), ("LA", True), ("RGB", False), ("RGBA", False), ("P", False)])
def test_picture_tells_grey_from_colour(mode: str, grey: bool) -> None:
    ((header, *_),) = encode(Panel("a", png(mode=mode)))
    assert header["grey"] is grey


def test_digest_follows_picture_and_values() -> None:
    values = np.zeros((6, 8))
    panels = [Panel("a", png()), Panel("b", png(mode="L")), Panel("c", png(), values=values)]
    panels.append(Panel("d", png(), values=values + 1))
    assert len({picture.digest for picture in encode_pictures(panels, viewer="v")}) == 4


def test_viewer_rejects_pictures_of_two_sizes() -> None:
    with pytest.raises(ValueError, match=r"one pixel size, got \[\(6, 8\), \(8, 6\)\]"):
        show_viewer([Panel("a", png()), Panel("b", png(8, 6))], key="v")


def test_viewer_rejects_bytes_that_are_no_png() -> None:
    with pytest.raises(ValueError, match="panel 'b' needs a PNG file"):
        show_viewer([Panel("a", png()), Panel("b", b"GIF89a")], key="v")


@pytest.mark.parametrize("count", [0, 3])
def test_viewer_rejects_what_is_neither_a_picture_nor_a_pair(count: int) -> None:
    with pytest.raises(ValueError, match=f"needs 1 or 2 panels, got {count}"):
        show_viewer([Panel("a", png())] * count, key="v")


@pytest.mark.parametrize(
    ("panels", "message"),
    [
        ([Panel("A", png(), id="a")], "two panels or more"),
        ([Panel("A", png(), id="a"), Panel("B", png(), id="a")], "ids of their own"),
        ([Panel("A", png(), id="a"), Panel("B", png())], "ids of their own"),
        ([Panel("A", png(), id="a"), Panel("B", png(7), id="b")], "one pixel size"),
        ([Panel("A", png(), id="a"), Panel("B", b"GIF89a", id="b")], "needs a PNG file"),
    ],
)
def test_grid_rejects(panels: list[Panel], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        show_grid(panels, key="grid")


def read_values(header: dict, packed: bytes) -> np.ndarray:
    """Unpack values as `Values.unpack` in values.js does."""
    sent = header["values"]
    deltas = np.frombuffer(zlib.decompress(packed), "<u2").reshape(sent["height"], sent["width"])
    codes = np.cumsum(deltas, axis=1, dtype=np.uint16)
    return np.where(codes == 0xFFFF, np.nan, sent["low"] + codes * sent["step"])


def decode_values(values: np.ndarray, *, digits: int = 2) -> tuple[dict, np.ndarray]:
    """Encode the values of one panel; return what the header says and what the browser reads."""
    ((header, _, packed),) = encode(Panel("a", png(*values.shape), values=values), digits=digits)
    return header["values"], read_values(header, packed)


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


def test_values_may_cover_several_pixels() -> None:
    ((header, *_),) = encode(Panel("a", png(), values=np.zeros((3, 4))))
    assert header["values"]["width"] == 4


@pytest.mark.parametrize("shape", [(4, 8), (3, 8), (12, 16)])
def test_viewer_rejects_values_that_do_not_cover_the_picture(shape: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match=r"cover its picture of \(6, 8\)"):
        encode(Panel("a", png(), values=np.zeros(shape)))


def test_half_widths_travel_beside_their_picture_in_fine_steps() -> None:
    widths = np.random.default_rng(5).gamma(2, 3, (30, 40)).astype(np.float32)
    widths[3, 4] = np.nan
    panel = Panel("a", png(60, 80), id="edsr", half_widths=widths)
    (picture,) = encode_pictures([panel], viewer="v")
    assert [picture] == encode_pictures([Panel("a", png(60, 80), id="edsr")], viewer="v")
    bars = encode_bars(panel, picture, viewer="v")
    header, sent, packed = decode_payload(bars.payload)
    assert (header["id"], header["viewer"], header["bars"], sent) == ("edsr.bars", "v", True, b"")
    read = read_values(header, packed)
    assert np.array_equal(np.isnan(read), np.isnan(widths))
    assert np.nanmax(np.abs(read - widths)) <= np.nanmax(widths) / 65534 / 2 * (1 + 1e-6)


@pytest.mark.parametrize("shape", [(4, 8), (3, 8), (12, 16)])
def test_viewer_rejects_half_widths_that_do_not_cover_the_picture(shape: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match=r"'a' needs half-widths that cover its picture of \(6, 8\)"):
        show_viewer([Panel("a", png(), half_widths=np.ones(shape))], key="v", tolerance=1)


@pytest.mark.parametrize("tolerance", [None, 0, -1, np.nan, np.inf])
def test_viewer_rejects_half_widths_without_a_tolerance(tolerance: float | None) -> None:
    with pytest.raises(ValueError, match="half-widths need a tolerance above 0"):
        show_viewer([Panel("a", png(), half_widths=np.ones((3, 4)))], key="v", tolerance=tolerance)


def decode_film(values: np.ndarray) -> tuple[dict, np.ndarray]:
    """Encode a panel that is painted from its values; return its header and the values that the browser reads."""
    ((header, sent, packed),) = encode(Panel("a", b"", values=values), digits=0, film=True)
    assert (sent, header["film"], header["grey"]) == (b"", True, True)
    return header, read_values(header, packed)


@pytest.mark.parametrize(("low", "high"), [(-1024, 3071), (0, 65534), (-32768, 32766)])
def test_whole_values_under_a_window_arrive_unchanged(low: int, high: int) -> None:
    values = np.random.default_rng(3).integers(low, high, (40, 50), endpoint=True).astype(np.float32)
    values[0, :2], values[1, 1] = (low, high), np.nan
    _, read = decode_film(values)
    assert np.array_equal(read, values, equal_nan=True)


def test_other_values_under_a_window_use_all_codes() -> None:
    values = np.random.default_rng(4).normal(0, 300, (40, 50)).astype(np.float32)
    header, read = decode_film(values)
    step = header["values"]["step"]
    assert step == pytest.approx(np.ptp(values) / 65534)
    assert np.abs(read - values).max() <= step / 2 * (1 + 1e-6)


def test_constant_values_may_be_shown_under_a_window() -> None:
    values = np.full((6, 8), 36.6)
    assert np.array_equal(decode_film(values)[1], values)


def test_digest_under_a_window_follows_the_scale_of_the_values() -> None:
    values = np.arange(48.0).reshape(6, 8)
    assert decode_film(values)[0]["digest"] != decode_film(values + 1)[0]["digest"]


@pytest.mark.parametrize("values", [None, np.zeros((6, 8, 1))])
def test_viewer_rejects_a_window_on_a_panel_without_values(values: np.ndarray | None) -> None:
    panels = [Panel("a", png(), values=values), Panel("b", b"", values=np.zeros((6, 8)))]
    with pytest.raises(ValueError, match=r"panel 'a' needs \(height, width\) values"):
        show_viewer(panels, key="v", windows=[Window("Bone", 500, 2000)])


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
        show_viewer([Panel("a", png()), Panel("b", png())], key="v", tools=["lasso"])


def test_tools_are_the_kinds_of_regions() -> None:
    assert {sr.Region(tool, 0.1, 0.1, 0.9, 0.9).kind for tool in TOOLS} == set(TOOLS)


def test_viewer_delivers_every_region_in_order_and_once() -> None:
    def page() -> None:
        import streamlit as st

        from pages.ui.viewer.viewer import _deliver

        drawn = [
            {"serial": serial, "kind": "spot", "x0": serial / 10, "y0": 0, "x1": 0.5, "y1": 0} for serial in (7, 9)
        ]
        got = st.session_state.setdefault("got", [])
        st.session_state.new = [_deliver(entries, "v", got.append) for entries in (None, drawn[:1], drawn, drawn)]

    app = AppTest.from_function(page, default_timeout=30).run()
    regions = [sr.Region("spot", x, 0, 0.5, 0) for x in (0.7, 0.9)]
    assert (app.session_state.got, app.session_state.new) == (regions, [False, True, True, False])
    assert app.run().session_state.new == [False] * 4
    assert app.session_state.got == regions


def test_region_whose_run_is_cut_short_before_it_is_kept_comes_again() -> None:
    def page() -> None:
        import streamlit as st

        from pages.ui.viewer.viewer import _deliver

        def keep(region: object) -> None:
            if "cut" not in st.session_state:
                st.session_state.cut = True
                st.rerun()
            st.session_state.got.append(region)

        drawn = [{"serial": serial, "kind": "spot", "x0": 0.5, "y0": 0, "x1": 0.5, "y1": 0} for serial in (7, 9)]
        st.session_state.setdefault("got", [])
        _deliver(None, "v", keep)
        _deliver(drawn, "v", keep)

    app = AppTest.from_function(page, default_timeout=30).run()
    assert app.session_state.got == [sr.Region("spot", 0.5, 0, 0.5, 0)] * 2


def test_new_session_takes_up_no_region_of_an_earlier_one() -> None:
    def page() -> None:
        import streamlit as st

        from pages.ui.viewer.viewer import _deliver

        drawn = [{"serial": 7, "kind": "spot", "x0": 0.5, "y0": 0, "x1": 0.5, "y1": 0}]
        got = st.session_state.got = []
        _deliver(drawn, "v", got.append)

    assert AppTest.from_function(page, default_timeout=30).run().session_state.got == []


def mounted() -> None:
    """Show a viewer of two panels under windows, then a grid of three."""
    import io
    from dataclasses import replace

    import numpy as np
    from PIL import Image

    import sr_core as sr
    from pages.ui.viewer.panel import Panel, Spacing, Window
    from pages.ui.viewer.viewer import MAGNIFIER, TOOLS, show_grid, show_viewer

    values = np.zeros((6, 8))
    panels = [Panel("a", b"", values=values), Panel("b", b"", values=values)]
    panels[1] = replace(panels[1], half_widths=np.ones((3, 4)))
    look = {"windows": [Window("Bone", 500, 2000)], "spacing": Spacing(0.4, 0.2, "in the patient"), "tolerance": 8.0}
    regions = [sr.Region("box", 0, 0, 1, 1, "B1")]
    show_viewer(panels, key="window", digits=0, tools=["line", MAGNIFIER], regions=regions, **look)

    buffer = io.BytesIO()
    Image.fromarray(np.zeros((6, 8, 3), np.uint8)).save(buffer, "PNG")
    show_viewer([Panel("a", buffer.getvalue())], key="plain", tools=TOOLS)
    show_grid([Panel(name, buffer.getvalue(), id=name) for name in "abc"], key="grid")


def test_each_picture_is_a_component_beside_its_viewer() -> None:
    app = AppTest.from_function(mounted, default_timeout=30).run()
    assert not app.exception
    sent = [element.proto for element in app.get("bidi_component")]
    told = [json.loads(proto.json) for proto in sent if proto.WhichOneof("data") == "json"]
    frame_and_words = ["json", "json"]
    kinds = [*frame_and_words, *["bytes"] * 3, *frame_and_words, "bytes", *frame_and_words, *["bytes"] * 3]
    assert [proto.WhichOneof("data") for proto in sent] == kinds
    assert told[::2] == [{"key": "window"}, {"key": "plain"}, {"key": "grid"}]
    window, plain, grid = told[1::2]
    assert window["windows"] == [{"name": "Bone", "centre": 500, "width": 2000, "invert": False}]
    assert window["spacing"] == {"row_mm": 0.4, "col_mm": 0.2, "kind": "in the patient"}
    assert (window["tools"], window["magnifier"]) == (["line", "window"], True)
    assert [region["label"] for region in window["regions"]] == ["B1"]
    assert [panel["bars"] and panel["bars"]["id"] for panel in window["panels"]] == [None, "1.bars"]
    assert (window["tolerance"], plain["tolerance"], grid["tolerance"]) == (8, None, None)
    assert (plain["tools"], plain["magnifier"], plain["windows"]) == (list(TOOLS), False, [])
    assert (grid["layout"], [panel["id"] for panel in grid["panels"]]) == ("grid", ["a", "b", "c"])


@pytest.mark.parametrize("path", ASSETS, ids=lambda path: path.name)
def test_viewer_files_name_no_host_build_no_markup_and_stay_below_400_lines(path: Path) -> None:
    text = path.read_text(encoding="utf-8").replace('"http://www.w3.org/2000/svg"', "")
    assert re.findall(r"https?://|@import|url\(|innerHTML|insertAdjacentHTML", text) == []
    assert len(text.splitlines()) <= 400
