"""The X-ray page shows radiographs under the windows and curves of their files."""

from pathlib import Path

import numpy as np
import pytest
from pydicom.dataset import Dataset
from streamlit.testing.v1 import AppTest

import sr_core as sr

from ..support.radiographs import cr
from ..support.visitor import upload

PAGE = str(Path(__file__).resolve().parents[2] / "pages" / "4_X-ray.py")


@pytest.fixture
def page(tiny_checkpoint: str) -> AppTest:
    """The page; networks other than a random one are out of sight."""
    return AppTest.from_file(PAGE, default_timeout=60).run()


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> list[dict]:
    """What the viewer was asked to show, run by run."""
    import pages.ui.xray.view as view

    calls: list[dict] = []
    monkeypatch.setattr(view, "show_viewer", lambda panels, **kwargs: calls.append({"panels": panels, **kwargs}))
    return calls


def test_window_presets_are_the_files_and_the_pictures(page: AppTest, seen: list[dict]) -> None:
    upload(page, "a.dcm", cr(WindowCenterWidthExplanation="LUNG"))
    windows = seen[-1]["windows"]
    assert [w.name for w in windows] == ["Lung", "Full range", "1 % to 99 %"]
    assert (windows[0].centre, windows[0].width, windows[0].invert) == (2000, 3000, False)


def test_full_range_is_black_at_the_lowest_and_white_at_the_highest(page: AppTest, seen: list[dict]) -> None:
    upload(page, "a.dcm", cr())
    low, high = sr.decode(cr(), "a.dcm").value_range
    full = next(w for w in seen[-1]["windows"] if w.name == "Full range")
    black, white = (full.centre - 0.5 + side * (full.width - 1) / 2 for side in (-1, 1))  # PS3.3 C.11.2.1.2.1
    assert (black, white) == (low, high)


def test_monochrome1_is_shown_with_small_values_bright(page: AppTest, seen: list[dict]) -> None:
    upload(page, "a.dcm", cr(PhotometricInterpretation="MONOCHROME1"))
    assert all(w.invert for w in seen[-1]["windows"])


def test_voi_lut_of_the_file_is_what_is_shown_first(page: AppTest, seen: list[dict]) -> None:
    item = Dataset()
    item.LUTDescriptor, item.LUTExplanation = [4096, 0, 8], "CURVE"
    item.add_new("LUTData", "OW", (np.arange(4096) // 16).astype("<u2").tobytes())
    data = cr(VOILUTSequence=[item])
    at = upload(page, "a.dcm", data)
    assert not at.exception
    assert not seen[-1]["windows"]
    shown = sr.decode(seen[-1]["panels"][0].png, "shown.png")
    np.testing.assert_array_equal(shown.pixels, sr.default_display(sr.decode(data, "a.dcm")).pixels)
    next(c for c in at.segmented_control if c.label == "Display by").set_value("Windows").run()
    assert seen[-1]["windows"]
