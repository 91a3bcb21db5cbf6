"""The tab is reloaded: picture, result, regions, place and settings are there again, in this tab only."""

import pytest

from ..support.browser import Talk, bring, click, open_address, pick, reload
from ..support.home_page import RRDB, choose, upload
from ..support.pictures import png, smooth_picture
from ..support.thermograms import csv
from ..support.viewer_page import PHONE, data, keys, on_stage, stroke

pytestmark = pytest.mark.e2e

TOKEN = "honest-pixels-session"
"""Name of the token in the tab's storage."""
LOOK = ("zoom", "origin", "divider")


def kept(page, *names: str) -> None:
    """Wait until the viewer has kept these in the tab's storage."""
    for name in names:
        page.wait_for_function(
            "(name) => Object.keys(sessionStorage).some((each) => each.startsWith(`honest-pixels-${name}-`))", arg=name
        )


def test_reload_loses_nothing_and_no_other_tab_gets_it(app: str, open_page) -> None:
    page = open_page(f"{app}/Thermal", width=1440)
    click(page, page.get_by_role("radio", name="4×"))
    bring(page, "disc.csv", csv())
    pick(page, "Network", "Bicubic")
    click(page, page.get_by_role("button", name="Enlarge 4× with Bicubic"))
    page.get_by_text("Consistency with the input").wait_for()
    page.get_by_role("button", name="Box", exact=True).click()
    stroke(page, on_stage(page, 0.35, 0.4), on_stage(page, 0.4, 0.5))
    page.get_by_role("button", name="✕ B1").wait_for()
    keys(page, "+")
    page.locator(".handle").focus()
    page.keyboard.press("ArrowRight")
    kept(page, "view", "divider")
    shown = [data(page, name) for name in LOOK]

    copied = page.evaluate(f"sessionStorage['{TOKEN}']")
    copy = page.context.new_page()
    copy.talk = Talk(copy)
    copy.add_init_script(f"sessionStorage['{TOKEN}'] ??= '{copied}'")
    open_address(copy, f"{app}/Thermal")
    copy.wait_for_function("([name, copied]) => sessionStorage[name] !== copied", arg=[TOKEN, copied])
    assert copy.get_by_text("disc.csv").count() == 0
    copy.close()

    for _ in range(2):
        reload(page)
        page.get_by_text("Shown: disc.csv").wait_for()
        page.get_by_role("button", name="✕ B1").wait_for()
        page.get_by_role("button", name="Enlarge 4× with Bicubic").wait_for()
        page.get_by_text("Consistency with the input").wait_for()
        page.locator(".viewer[data-ready=true]").wait_for()
        assert [data(page, name) for name in LOOK] == shown

    click(page, page.get_by_role("button", name="Forget my images"))
    reload(page)
    page.get_by_text("This interpolation is what every network has to improve on").wait_for()  # the settings stay
    assert page.get_by_text("disc.csv").count() == 0


def test_run_goes_on_over_a_reload_on_a_phone(app: str, open_page) -> None:
    page = open_page(app, **PHONE)
    upload(page, "large.png", png(smooth_picture(200, 200)))
    choose(page, 4, RRDB, "RRDB")
    page.get_by_role("button", name="Enlarge 4× with RRDB").tap()
    page.get_by_role("button", name="Stop").locator("visible=true").wait_for()
    reload(page)
    page.get_by_role("button", name="Download PNG").wait_for()
    assert page.get_by_text("large.png, RRDB small x4").first.is_visible()
    page.get_by_text("Shown: large.png").wait_for()
