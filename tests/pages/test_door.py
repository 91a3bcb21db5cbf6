"""What is brought to any page opens on the page it belongs on, told by its content."""

import io
import zipfile

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

import sr_core as sr
from pages.ui.photo.picture import Photo
from pages.ui.shell.frame import PAGES
from pages.ui.shell.state import Shell
from pages.ui.thermal.thermogram import Thermal
from pages.ui.xray.radiograph import Xray
from pages.ui.xray.studies import Studies

from ..support.made_files import zip_file
from ..support.pictures import png, smooth_picture
from ..support.radiographs import cr
from ..support.visitor import kept_by, open_page, texts

CELSIUS = np.linspace(20, 35, 30 * 40, dtype=np.float32).reshape(30, 40, 1)
PHOTO = png(smooth_picture(30, 40))
OTHER = png(smooth_picture(50, 60, seed=2))
TABLE = sr.encode(sr.DecodedImage(CELSIUS, unit="degC"), "csv")
BARE = b"\n".join(b",".join(b"%.1f" % (20 + row + column / 10) for column in range(12)) for row in range(9))
FLOATS = sr.encode(sr.DecodedImage(CELSIUS, unit="degC"), "celsius-tiff")


def bring(page: str, *files: tuple[str, bytes]) -> AppTest:
    at = open_page("home.py")
    if page != "Enlarge":
        at.switch_page(PAGES[page]).run()
    at.file_uploader[0].set_value([(name, data, "application/octet-stream") for name, data in files]).run()
    assert not at.exception
    return at


def shown(at: AppTest) -> str:
    return kept_by(at, Shell).page.replace("Enlarge a picture", "Enlarge")


@pytest.mark.parametrize("name", ["photo.jfif", "photo", "photo.dcm", "photo.csv"])
@pytest.mark.parametrize("page", ["Enlarge", "Compare"])
def test_a_photograph_stays_whatever_its_name(page: str, name: str) -> None:
    at = bring(page, (name, PHOTO))
    assert shown(at) == page
    assert kept_by(at, Photo).picture.image.shape_text == "40 x 30"


@pytest.mark.parametrize("page", ["Enlarge", "Compare", "X-ray"])
@pytest.mark.parametrize(
    ("data", "what"), [(TABLE, "temperatures"), (FLOATS, "temperatures"), (BARE, "may be temperatures")]
)
def test_temperatures_open_on_the_thermal_page(page: str, data: bytes, what: str) -> None:
    at = bring(page, ("leg", data))
    assert shown(at) == "Thermal"
    assert "so it was opened here, on the Thermal page" in texts(at)
    assert what in texts(at)
    here = kept_by(at, Thermal)
    assert here.asked if "may be" in what else np.allclose(here.thermogram.image.pixels, CELSIUS, atol=0.01)


@pytest.mark.parametrize("page", ["Enlarge", "Thermal"])
@pytest.mark.parametrize("data", [cr(), zip_file(IM0001=cr())], ids=["file", "archive"])
def test_a_radiograph_opens_on_the_xray_page(page: str, data: bytes) -> None:
    at = bring(page, ("knee", data))
    assert shown(at) == "X-ray"
    assert "holds the values of a radiograph, so it was opened here, on the X-ray page" in texts(at)
    assert kept_by(at, Xray).radiograph.image.shape_text == "80 x 96"


def test_the_chosen_file_of_several_of_one_name_is_the_one_that_opens() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        made.writestr("a/IM", PHOTO)
        made.writestr("b/IM", cr())
        made.writestr("c/IM", PHOTO)
    at = bring("Enlarge", ("disc.zip", buffer.getvalue()))
    choice = next(box for box in at.selectbox if box.label == "File (3 files)")
    assert choice.options == ["IM", "IM (2)", "IM (3)"]
    choice.set_value(1).run()
    assert shown(at) == "X-ray"
    assert kept_by(at, Xray).radiograph.image.shape_text == "80 x 96"
    assert kept_by(at, Studies).open_id.endswith(" 1")


def test_the_newest_of_several_files_is_shown_and_the_others_can_be_chosen() -> None:
    at = bring("Enlarge", ("one.png", PHOTO), ("two.png", OTHER))
    assert kept_by(at, Photo).picture.image.shape_text == "60 x 50"
    next(box for box in at.selectbox if box.label == "File (2 files)").set_value(0).run()
    assert kept_by(at, Photo).picture.image.shape_text == "40 x 30"


def test_handing_a_file_over_leaves_the_picture_and_the_result_of_the_page() -> None:
    at = bring("Enlarge", ("one.png", PHOTO))
    at.selectbox(key="home_method_x4").set_value("bicubic").run()
    at.button(key="home_run").click().run()
    outcome = kept_by(at, Photo).outcome
    assert outcome is not None
    at.file_uploader[0].set_value([("leg.csv", TABLE, "text/csv")]).run()
    assert shown(at) == "Thermal"
    at.switch_page("home.py").run()
    assert kept_by(at, Photo).outcome is outcome
    assert kept_by(at, Photo).picture.image.name == "one.png"


@pytest.mark.parametrize(("page", "data"), [("thermal", FLOATS), ("xray", cr())])
def test_a_file_that_was_handed_over_may_be_enlarged_as_a_picture(page: str, data: bytes) -> None:
    celsius = sr.encode(sr.DecodedImage(CELSIUS, unit="degC"), "centikelvin-tiff")
    at = bring("Enlarge", ("values", celsius if page == "thermal" else data))
    at.button(key=f"{page}_as_picture").click().run()
    assert shown(at) == "Enlarge"
    assert kept_by(at, Photo).picture.image.name == "values"


def test_coming_back_keeps_what_was_opened_and_says_it_no_more() -> None:
    at = bring("Enlarge", ("leg.csv", TABLE))
    found = kept_by(at, Thermal).thermogram
    at.switch_page(PAGES["Models"]).run()
    at.switch_page(PAGES["Thermal"]).run()
    assert kept_by(at, Thermal).thermogram is found
    assert "so it was opened here" not in texts(at)


def test_compare_takes_values_as_the_picture_a_viewer_shows() -> None:
    at = bring("Compare", ("chest.dcm", cr()))
    assert shown(at) == "Compare"
    assert "the X-ray page keeps its measured values" in texts(at)
    assert kept_by(at, Photo).picture.image.shape_text == "80 x 96"


def test_an_archive_without_a_picture_is_refused_and_the_picture_before_it_stays_chosen() -> None:
    at = bring("Enlarge", ("none.zip", zip_file(**{"a.txt": b"1"})))
    assert "expected a picture in the ZIP archive, found none" in at.error[0].value.replace("\\", "")
