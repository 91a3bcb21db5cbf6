"""The Compare page in a real browser: run, zoom, switch, draw, read, take a figure away."""

import csv
import io
import json
import re

import numpy as np
import pytest

import sr_core as sr

from ..support.browser import bring, click, download, faults, rest, settle
from ..support.frame import assert_framed
from ..support.pictures import png, smooth_picture
from ..support.viewer_page import PHONE, data, keys, on_stage, origin, pinch, read_canvas, shows_whole_name, stroke

pytestmark = pytest.mark.e2e

HEIGHT, WIDTH, SCALE = 96, 128, 4
DARK = [[0, 0, 4], [40, 11, 84], [101, 21, 110], [159, 42, 99]]
BRIGHT = [[212, 72, 66], [245, 125, 21], [250, 193, 39], [252, 255, 164]]
STOPS = np.array([*DARK, *BRIGHT])
"""Colours from no difference to 32 grey levels."""


PHOTO = png(smooth_picture(HEIGHT, WIDTH))


def core_pictures(methods: list[str]) -> dict[str, np.ndarray]:
    """What the core makes of the photo, by the grid's ids."""
    hr = sr.decode(PHOTO, "photo.png")
    lr = sr.degrade(hr, sr.Degradation(scale=SCALE))
    options = sr.UpscaleOptions()
    made = {method: sr.upscale(lr, method, scale=SCALE, options=options).image.pixels for method in methods}
    return {"hr": hr.pixels, "input": lr.pixels.repeat(SCALE, 0).repeat(SCALE, 1), **made}


@pytest.fixture
def compare(app, open_page):
    """Return `compare(query, **context options) -> page`, opened by a deep link, in its frame, and at rest."""

    def compare(query: str = "", **options: object):
        page = open_page(f"{app}/Compare{query}", **options)
        assert_framed(page, "Compare")
        page.locator(".viewer[data-ready=true]").wait_for()
        return page

    return compare


def cells(page) -> dict[str, tuple[int, int, int, int]]:
    return {name: tuple(place) for name, *place in json.loads(data(page, "cells"))}


def upload(page) -> None:
    bring(page, "photo.png", PHOTO)
    page.get_by_text("photo.png").first.wait_for()
    page.get_by_text(f"{WIDTH // SCALE} x {HEIGHT // SCALE} → {WIDTH} x {HEIGHT} pixels").wait_for()


def run_selected(page) -> list[str]:
    """Run what is chosen; return the ids of the pictures then shown."""
    click(page, page.locator(".st-key-compare_run_selected button"))
    page.get_by_text("Results are up to date").first.wait_for()
    return data(page, "pictures").split()


def expected_cell(page, pixels: np.ndarray, height: int, width: int) -> np.ndarray:
    """What a cell must hold at a whole zoom: repeated pixels at the shared place, black beside them."""
    zoom = int(data(page, "zoom"))
    origin_x, origin_y = origin(page)
    row = (np.arange(height) - origin_y) // zoom
    column = (np.arange(width) - origin_x) // zoom
    inside = np.outer((row >= 0) & (row < pixels.shape[0]), (column >= 0) & (column < pixels.shape[1]))
    found = pixels[np.ix_(row.clip(0, pixels.shape[0] - 1), column.clip(0, pixels.shape[1] - 1))]
    return np.where(inside[..., None], np.broadcast_to(found, (*found.shape[:2], 3)), 0)


def assert_grid_shows(page, pictures: dict[str, np.ndarray]) -> None:
    canvas = read_canvas(page)[..., :3]
    for name, (x, y, width, height) in cells(page).items():
        expected = expected_cell(page, pictures[name], height, width)
        np.testing.assert_array_equal(canvas[y : y + height, x : x + width], expected, err_msg=name)


def middle(page) -> tuple[float, float]:
    """Picture point at the middle of a cell."""
    x, y = origin(page)
    width, height = json.loads(data(page, "cells"))[0][3:]
    zoom = float(data(page, "zoom"))
    return (width / 2 - x) / zoom, (height / 2 - y) / zoom


def contains(picture: np.ndarray, part: np.ndarray) -> bool:
    """True if `part` lies somewhere in `picture`, pixel by pixel."""
    height, width = part.shape[:2]
    rows, columns = np.nonzero((picture[: 1 - height, : 1 - width] == part[0, 0]).all(2))
    return any(np.array_equal(picture[y : y + height, x : x + width], part) for y, x in zip(rows, columns, strict=True))


def test_upload_run_zoom_switch_draw_measure_and_take_the_figure(compare) -> None:
    page = compare(width=1440)
    upload(page)
    names = run_selected(page)
    networks = [name for name in names if name not in ("hr", "input", "bicubic")]
    assert len(networks) == 4
    pictures = core_pictures(["bicubic", *networks])
    assert set(cells(page)) == {"hr", "bicubic", *networks}

    keys(page, "1")
    assert data(page, "zoom") == "1"
    assert_grid_shows(page, pictures)

    # The wheel over one cell, then a drag in another: all others follow to the pixel.
    stage = page.locator(".stage").bounding_box()
    x, y, width, height = cells(page)[networks[0]]
    page.mouse.move(stage["x"] + x + width * 0.4, stage["y"] + y + height * 0.6)
    for _ in range(3):
        page.mouse.wheel(0, -300)
        settle(page)
    x, y, width, height = cells(page)["hr"]
    stroke(page, (stage["x"] + x + 100, stage["y"] + y + 100), (stage["x"] + x + 131, stage["y"] + y + 83))
    assert int(data(page, "zoom")) > 7
    assert_grid_shows(page, pictures)

    # Another network under the divider, and one less in the grid: the place stays.
    zoom, centre = data(page, "zoom"), middle(page)
    keys(page, "s")
    page.get_by_label("Right of the divider").select_option(networks[1])
    settle(page)
    assert data(page, "zoom") == zoom
    assert middle(page) == pytest.approx(centre, abs=1)
    x, y, width, height = json.loads(data(page, "cells"))[0][1:]
    cut = round(float(data(page, "divider")) * width)
    canvas = read_canvas(page)[..., :3][y : y + height, x : x + width]
    np.testing.assert_array_equal(canvas[:, cut:], expected_cell(page, pictures[networks[1]], height, width)[:, cut:])
    np.testing.assert_array_equal(canvas[:, :cut], expected_cell(page, pictures["hr"], height, width)[:, :cut])
    keys(page, "g")
    page.get_by_role("group", name="Pictures in the grid").get_by_text("Bicubic").click()
    settle(page)
    assert "bicubic" not in cells(page)
    assert data(page, "zoom") == zoom
    assert middle(page) == pytest.approx(centre, abs=1)
    assert_grid_shows(page, pictures)

    # A region, and its numbers.
    keys(page, "0", "b")
    x, y, width, height = cells(page)[networks[0]]
    left, top = stage["x"] + x, stage["y"] + y
    stroke(page, (left + width * 0.3, top + height * 0.3), (left + width * 0.6, top + height * 0.7))
    said = page.get_by_text(re.compile(r"Region: \d+ × \d+ pixels at x \d+, y \d+"))
    said.wait_for()
    rest(page)
    found = re.search(r"Region: (\d+) × (\d+) pixels at x (\d+), y (\d+)", said.inner_text())
    w, h, left, top = map(int, found.groups())
    part = (slice(top, top + h), slice(left, left + w))
    name, table = download(page, "Download these numbers")
    assert re.fullmatch(r"comparison-x4-\w{6}\.csv", name)
    rows = [row for row in csv.DictReader(io.StringIO(table.decode())) if row["part"] != "whole"]
    best = max(float(row["PSNR, dB"]) for row in rows)
    scores = {
        method: sr.score(sr.DecodedImage(pictures[method][part]), sr.DecodedImage(pictures["hr"][part]), crop_border=0)
        for method in ["bicubic", *networks]
    }
    assert best == pytest.approx(max(found[0].value for found in scores.values()))
    assert len(rows) == 5

    # A click chooses the patch to explain, under a key that the stack does not have.
    keys(page, "t")
    here = page.locator(".stage").bounding_box()  # the download has scrolled the page
    page.mouse.click(here["x"] + x + width * 0.5, here["y"] + y + height * 0.5)
    page.locator(".st-key-compare_why_run button").wait_for()
    rest(page)
    assert page.locator(".viewer .mark text", has_text="Patch").count() == len(cells(page))

    # The lens and the figure.
    keys(page, "p", "m")
    page.locator(".lens-strip canvas").wait_for()
    settle(page)
    lens_x, lens_y = map(int, page.locator(".lens-strip").get_attribute("data-patch").split(","))
    patch = (slice(lens_y, lens_y + 64), slice(lens_x, lens_x + 64))
    lens_zoom = int(page.locator(".lens-strip").get_attribute("data-zoom"))
    strip = read_canvas(page, ".lens-strip canvas")[..., :3]
    for method, at_x, at_y in json.loads(page.locator(".lens-strip").get_attribute("data-cells")):
        expected = pictures[method][patch].repeat(lens_zoom, 0).repeat(lens_zoom, 1)
        side = 64 * lens_zoom
        np.testing.assert_array_equal(strip[at_y : at_y + side, at_x : at_x + side], expected, err_msg=method)
    name, figure = download(page, "Download figure")
    assert re.fullmatch(r"comparison-x4-\w{6}\.png", name)
    printed = sr.decode(figure, name).pixels
    for method in cells(page):
        assert contains(printed, pictures[method][patch].repeat(3, 0).repeat(3, 1)), method
    assert {host.split(":")[0] for host in page.talk.hosts} <= {"127.0.0.1", ""}
    assert faults(page) == []


def test_blink_covers_with_one_then_the_other_and_a_difference_has_one_scale_in_grey_levels(compare) -> None:
    page = compare()
    states = []
    for key in ("Space", "Space", "Escape", "Escape"):
        keys(page, key)
        states.append((data(page, "mode"), data(page, "divider")))
    assert states[:3] == [("stack", "0"), ("stack", "1"), ("stack", "0.5")]
    assert states[3][0] == "grid"
    upload(page)
    keys(page, "1", "d")
    pictures = core_pictures(["bicubic"])
    levels = np.abs(pictures["bicubic"].astype(int) - pictures["hr"]).sum(2) / 3
    at = np.minimum(levels / 32, 1) * (len(STOPS) - 1)
    low = np.minimum(at.astype(int), len(STOPS) - 2)
    expected = STOPS[low] + (STOPS[low + 1] - STOPS[low]) * (at - low)[..., None]
    x, y = cells(page)["bicubic"][:2]
    origin_x, origin_y = origin(page)
    shown = read_canvas(page)[y + origin_y :, x + origin_x :][:HEIGHT, :WIDTH, :3]
    assert np.abs(shown - expected).max() <= 0.5 + 1e-9
    assert page.get_by_text("32 or more grey levels").is_visible()
    keys(page, "d", "d")
    assert_grid_shows(page, pictures)


def test_second_browser_opens_a_copied_link_and_sees_the_same_view_and_figures(compare) -> None:
    page = compare("?sample=cat&scale=2&networks=dcnn-x2,srcnn-x2&kernel=box&place=4,100,90", width=1440)
    page.get_by_text("Low-resolution input made by box 2x").wait_for()
    page.get_by_text("Results are up to date").first.wait_for()
    rest(page)
    assert data(page, "zoom") == "4"
    assert middle(page) == pytest.approx((100, 90), abs=1)
    keys(page, "s", "d", "+")
    page.get_by_label("Left of the divider").select_option("bicubic")
    page.get_by_label("Right of the divider").select_option("srcnn-x2")
    keys(page, "m")
    page.wait_for_function("() => location.search.includes('lens=')")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy link").click()
    page.get_by_text("Link copied").wait_for()
    link = page.evaluate("navigator.clipboard.readText()")
    assert "kernel=box" in link
    assert "left=bicubic&right=srcnn-x2" in link

    other = compare(f"?{link.partition('?')[2]}", width=1440)
    other.get_by_text("Results are up to date").first.wait_for()
    rest(other)
    for name in ("mode", "zoom", "origin", "divider", "cells", "pictures"):
        assert data(other, name) == data(page, name), name
    for canvas in (".stage canvas", ".lens-strip canvas"):
        np.testing.assert_array_equal(read_canvas(other, canvas), read_canvas(page, canvas))
    figures = [download(each, "Download these numbers")[1].decode() for each in (page, other)]
    tables = [[{**row, "Time, s": ""} for row in csv.DictReader(io.StringIO(text))] for text in figures]
    assert len(tables[0]) == 3
    assert tables[1] == tables[0]

    other.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })")  # as without HTTPS
    other.get_by_role("button", name="Copy link").click()
    field = other.get_by_label("The link is selected")
    selected = field.evaluate("(field) => field.value.slice(field.selectionStart, field.selectionEnd)")
    assert selected == field.input_value() == link


def test_stop_keeps_what_is_done(compare) -> None:
    page = compare("?sample=astronaut")
    page.locator(".st-key-compare_run_all button").click()
    page.locator(".viewer[data-pictures*='-x4 ']").wait_for()
    stop = page.locator(".st-key-compare_stop")
    # A press that falls between two methods, where a run replaces the button, is lost; a visitor presses again.
    for look in range(60):
        if look % 10 == 0:
            stop.locator("button").evaluate_all("(buttons) => buttons.forEach((button) => button.click())")
        if not stop.count():
            break
        page.wait_for_timeout(1_000)
    stop.wait_for(state="detached")
    rest(page)
    done = data(page, "pictures").split()
    assert 5 <= len(done) < 20
    assert page.get_by_text("Traceback").count() == 0
    page.wait_for_timeout(1_500)  # nothing more may come
    assert data(page, "pictures").split() == done


def test_pinch_zooms_all_and_long_names_are_whole_on_a_phone(compare) -> None:
    page = compare(**PHONE)
    page.locator(".stage").scroll_into_view_if_needed()
    assert shows_whole_name(page, "EDSR x4, then Swift-SRGAN x2")
    before = float(data(page, "zoom"))
    pinch(page, *on_stage(page, 0.25, 0.5), 20, 40, 60)
    assert float(data(page, "zoom")) >= 2 * before
