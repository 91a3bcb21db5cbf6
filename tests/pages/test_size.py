"""Any size on the home page, without a browser."""

import io

import numpy as np
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

import sr_core as sr
from pages.ui.photo.picture import Photo, PhotoOutcome
from pages.ui.photo.result import file_name
from pages.ui.shell import stream
from pages.ui.workbench.cost import cost, price

from ..support.pictures import png, smooth_picture
from ..support.streaming import Browser
from ..support.visitor import kept_by, open_page, texts, upload

PICTURE = smooth_picture(30, 40)


@pytest.fixture
def home(tiny_checkpoint: str) -> AppTest:
    """The page with one random x2 network, a picture of 40 x 30 pixels, and the choice of a size."""
    at = upload(open_page("home.py"), "photo.png", png(PICTURE))
    return at.segmented_control(key="home_scale").set_value("Size …").run()


def ask(at: AppTest, way: str, value: float) -> AppTest:
    at.segmented_control(key="home_size_by").set_value(way).run()
    return at.number_input(key=f"home_size_{way.lower()}").set_value(value).run()


def run(at: AppTest) -> PhotoOutcome:
    outcome = kept_by(at.button(key="home_run").click().run(), Photo).outcome
    assert not at.exception
    return outcome


@pytest.mark.parametrize(("way", "value"), [("Width", 70), ("Height", 53), ("Factor", 1.75)])
def test_size_is_made_by_the_network_and_one_reduction(home: AppTest, way: str, value: float) -> None:
    at = ask(home, way, value)
    height, width = (53, 71) if way == "Height" else (53, 70)  # 40 * 53 / 30 = 70.7; 30 * 1.75 = 52.5
    assert f"{width} x {height} pixels, 1.7" in texts(at)
    assert f"Tiny enlarges 2 times, then the picture is reduced to {width} x {height} by bicubic." in texts(at)
    assert at.button(key="home_run").label == f"Enlarge to {width} x {height} with Tiny"
    outcome = run(at)
    expected = sr.resize_image(sr.upscale(sr.DecodedImage(PICTURE), "edsr-tiny-x2").image, height, width)
    np.testing.assert_array_equal(outcome.result.image.pixels, expected.pixels)
    assert outcome.title == f"Tiny x2 at {width} x {height}"
    assert file_name(outcome.lr.name, outcome.digest, outcome.task, ".png").startswith(
        f"photo_edsr-tiny-x2-{width}x{height}_"
    )


def test_every_side_is_shown_at_the_size_of_the_result(home: AppTest) -> None:
    at = ask(home, "Width", 70)
    outcome = run(at)
    for side in ("sr", "bicubic", "input"):
        with Image.open(io.BytesIO(outcome.png(side))) as shown:
            assert shown.size == (70, 53)
    # The centre of a pixel of the result lies in the input's pixel that is shown there.
    rows, columns = (np.floor((np.arange(n) + 0.5) * of / n).astype(int) for n, of in ((53, 30), (70, 40)))
    np.testing.assert_array_equal(outcome.picture("input").pixels, PICTURE[rows][:, columns])
    next(s for s in at.segmented_control if s.label == "Compare with").set_value("Input pixels").run()
    assert "The blocks are of nearly equal size" in texts(at)


def test_steps_of_a_path_are_shown_at_the_size_of_the_result(home: AppTest) -> None:
    at = ask(home, "Factor", 2.5)  # no network of x3 is here
    assert "Tiny x2 twice enlarges 4 times, then the picture is reduced to 100 x 75 by bicubic." in texts(at)
    outcome = run(at)
    sides = next(s for s in at.segmented_control if s.label == "Compare with")
    assert sides.options[2:] == ["Step 1 · 2×", "Step 2 · 4×"]
    for side in ("step1", "step2"):
        with Image.open(io.BytesIO(outcome.png(side))) as shown:
            assert shown.size == (100, 75)
    sides.set_value("Step 1 · 2×").run()
    assert "with each pixel as a block" in texts(at)


def test_print_is_declared_in_both_files(home: AppTest) -> None:
    at = home.segmented_control(key="home_size_by").set_value("Print").run()
    at.number_input(key="home_size_dpi").set_value(15).run()
    assert "79 x 59 pixels, 1.97 times on each side. It prints at 13.4 x 10.0 cm" in texts(at)  # 10 cm are 59.06 pixels
    outcome = run(at)
    for data in (outcome.png("sr"), sr.encode(outcome.result.image, "tiff")):
        with Image.open(io.BytesIO(data)) as found:
            assert found.size == (79, 59)
            assert found.info["dpi"] == pytest.approx((15, 15), abs=0.02)
    assert "The files print at 13.4 x 10.0 cm (5.3 x 3.9 in) at 15 dpi" in texts(at)


def test_smaller_size_is_only_a_reduction_and_says_so(home: AppTest) -> None:
    at = ask(home, "Width", 20)
    assert "it is only reduced, by bicubic and without a network" in texts(at)
    assert at.button(key="home_run").label == "Resize to 20 x 15"
    outcome = run(at)
    np.testing.assert_array_equal(outcome.result.image.pixels, sr.resize_image(outcome.lr, 15, 20).pixels)
    assert not at.metric
    assert file_name(outcome.lr.name, outcome.digest, outcome.task, ".png").startswith("photo_resized-20x15_")


def test_size_beyond_the_largest_scale_is_one_sentence_and_loses_nothing(home: AppTest) -> None:
    outcome = run(ask(home, "Width", 70))
    at = ask(home, "Width", 321)
    assert [e.value.replace("\\", "") for e in at.error] == [
        "40 x 30 can be enlarged to at most 320 x 240 pixels (8 times), found a size of 321 x 241; "
        "choose a smaller one."
    ]
    assert "home_run" not in {button.key for button in at.button}
    assert kept_by(at, Photo).outcome is outcome
    assert at.get("download_button")


def test_part_is_enlarged_as_the_whole_picture_would_be(home: AppTest) -> None:
    at = upload(home, "large.png", png(smooth_picture(150, 200)))
    at = ask(at, "Width", 300)
    at.toggle(key="home_cut_False").set_value(True).run()
    assert "A part is enlarged as many times as the whole picture would be." in texts(at)
    outcome = run(at)
    sides = [(outcome.lr.width, outcome.lr.height), (outcome.result.image.width, outcome.result.image.height)]
    assert sides == [(192, 150), (288, 225)]


def test_whole_picture_of_a_size_is_made_as_a_file(home: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = Browser()
    monkeypatch.setattr(stream, "_open", browser)
    picture = smooth_picture(150, 200)
    at = ask(upload(home, "large.png", png(picture)), "Width", 300)
    at.toggle(key="home_cut_False").set_value(True).run()
    at.button(key="home_whole_run").click().run()
    assert not at.exception
    assert "The whole picture, 300 x 225 pixels" in texts(at)
    shown = kept_by(at, stream.Streams).shown["home_whole"]
    saved = np.asarray(Image.open(io.BytesIO(browser.file(shown.name))))
    expected = sr.upscale(sr.DecodedImage(picture), "edsr-tiny-x2", size=sr.Size(225, 300)).image.pixels
    assert np.abs(saved.astype(int) - expected).max() <= 1
    assert shown.name.startswith("large_edsr-tiny-x2-300x225_")


def test_form_keeps_its_values_across_pages_and_modes(home: AppTest) -> None:
    at = ask(ask(home, "Width", 70), "Factor", 3.3)
    at.segmented_control(key="home_mode").set_value("test").run()
    assert "home_size_by" not in {each.key for each in at.segmented_control}
    assert "Size …" not in at.segmented_control(key="home_scale").options
    at.segmented_control(key="home_mode").set_value("enlarge").run()
    at.segmented_control(key="home_scale").set_value("Size …").run()
    for page in ("pages/1_Models.py", "home.py"):
        at.switch_page(page).run()
    assert at.number_input(key="home_size_factor").value == 3.3
    at.segmented_control(key="home_size_by").set_value("Width").run()
    assert at.number_input(key="home_size_width").value == 70


def test_form_stands_without_a_picture(tiny_checkpoint: str) -> None:
    at = open_page("home.py").segmented_control(key="home_scale").set_value("Size …").run()
    assert not at.exception
    assert not at.error


def test_what_networks_draw_counts_too() -> None:
    image = sr.DecodedImage(np.zeros((1100, 1000, 1), np.uint8))
    task = sr.Task("edsr-x4+edsr-x2", 8, size=sr.Size(4510, 4100))
    assert cost(image, task) == float("inf")
    assert "4100 x 4510 pixels, reduced from 8000 x 8800, which is above this server's limit" in price(image, task)
    assert cost(image, sr.Task("bicubic", 8, size=sr.Size(4510, 4100))) < float("inf")
    assert "above this server's limit of 20 megapixels" in price(image, sr.Task("bicubic", 8, size=sr.Size(5500, 5000)))
