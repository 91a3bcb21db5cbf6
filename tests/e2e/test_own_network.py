"""A network of the visitor in a real browser: brought, run beside ours, and unknown to another visitor."""

import numpy as np
import pytest

from ..support.browser import click, faults
from ..support.onnx_file import from_torch, small_net
from ..support.viewer_page import data, read_canvas

pytestmark = pytest.mark.e2e


def test_network_is_brought_run_and_removed_and_no_other_visitor_sees_it(app, open_page) -> None:
    page = open_page(f"{app}/Compare?scale=2&networks=lanczos", width=1440)
    page.locator(".viewer[data-ready=true]").wait_for()
    click(page, page.get_by_text("Bring your own network"))
    file = {"name": "mine.onnx", "mimeType": "application/octet-stream", "buffer": from_torch(small_net(2))}
    page.locator(".st-key-frame_own_network_0 input[type=file]").set_input_files(file)
    page.get_by_text("Remove your network").wait_for(timeout=120_000)
    click(page, page.locator(".st-key-compare_run_selected button"))
    page.get_by_text("Results are up to date").first.wait_for(timeout=120_000)
    assert "own-network-x2" in data(page, "pictures").split()
    assert page.get_by_text("mine x2 (own network)").count()
    assert np.ptp(read_canvas(page)[..., :3]) > 100
    other = open_page(f"{app}/Compare?scale=2", width=1440)
    other.locator(".viewer[data-ready=true]").wait_for()
    assert "own-network-x2" not in data(other, "pictures").split()
    assert other.get_by_text("Remove your network").count() == 0
    click(page, page.locator(".st-key-compare_own_network_remove button"))
    page.locator(".st-key-frame_own_network_1 input[type=file]").wait_for(state="attached")
    assert "own-network-x2" not in data(page, "pictures").split()
    assert faults(page) == []
