"""The method picker and what it offers: from cards alone."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

import sr_core as sr
from pages.ui.photo.picture import Photo

from ..support.pictures import png, smooth_picture
from ..support.visitor import kept_by, open_page, texts, upload
from ..support.zoo import set5_result, write_checkpoint

THREE_TIMES = "edsr-tiny-x2+edsr-tiny-x2+edsr-tiny-x2"
THEN = "edsr-tiny-x4+edsr-tiny-x2"


@pytest.fixture
def zoo(tiny_checkpoint: str) -> None:
    """The tiny family at x2 and x4, a better network, a GAN with a higher gain, and a path-only family."""
    write_checkpoint("edsr-tiny-x4", results=set5_result(2.0))
    write_checkpoint("edsr-good-x4", title="Good", results=set5_result(3.0))
    write_checkpoint("edsr-gan-x4", title="Gan", objective="appearance", results=set5_result(3.5))
    write_checkpoint("edsr-new-x4", title="New")
    write_checkpoint("edsr-only-x2", title="Only", results=set5_result(1.0))


@pytest.fixture
def home(zoo: None) -> AppTest:
    return open_page("home.py")


def run(at: AppTest) -> AppTest:
    return at.button(key="home_run").click().run()


def at_scale(home: AppTest, scale: int) -> AppTest:
    return home.segmented_control(key="home_scale").set_value(scale).run()


def test_picker_puts_accuracy_by_gain_first_then_paths_appearance_interpolation(home: AppTest) -> None:
    picker = at_scale(home, 4).selectbox(key="home_method_x4")
    assert picker.options == [
        "Good · +3.0 dB", "Tiny · +2.0 dB", "New", "Only · x2 twice", "Gan · invents detail",
        "Bicubic · interpolation", "Lanczos · interpolation",
    ]  # fmt: skip
    assert picker.value == "edsr-good-x4"


def test_picker_offers_both_paths_of_a_family_at_8x(home: AppTest) -> None:
    picker = at_scale(home, 8).selectbox(key="home_method_x8")
    assert picker.options[:3] == ["Only · x2 three times", "Tiny · x4 then x2", "Tiny · x2 three times"]


def test_path_says_that_later_steps_invent_more_and_what_was_measured(home: AppTest) -> None:
    at_scale(home, 8).selectbox(key="home_method_x8").set_value(THEN).run()
    assert "The second step works on the first step's output" in texts(home)
    assert "The gain over bicubic was measured for each step by itself: x4 +2.00 dB (Set5)." in texts(home)


def test_gan_is_explained_before_and_after_the_run(home: AppTest) -> None:
    at_scale(home, 4).selectbox(key="home_method_x4").set_value("edsr-gan-x4").run()
    assert "whether its pictures look real, not whether they are right" in texts(home)
    at = run(upload(home, "photo.png", png(smooth_picture(20, 30))))
    assert "do not read that detail as evidence" in at.info[0].value


def test_an_accuracy_network_carries_no_such_notice(home: AppTest) -> None:
    at = run(upload(at_scale(home, 4), "photo.png", png(smooth_picture(20, 30))))
    assert "do not read that detail as evidence" not in texts(at)


def test_purpose_is_named_when_there_are_several(zoo: None) -> None:
    write_checkpoint("edsr-xray-x4", title="Ray", purpose="Chest X-ray", results=set5_result(9.0))
    options = open_page("home.py").selectbox(key="home_method_x4").options
    assert options[0] == "Good · +3.0 dB · Photographs"
    assert options.index("Ray · +9.0 dB · Chest X-ray") > options.index("Gan · invents detail · Photographs")


def test_path_offers_each_step_in_the_viewer(home: AppTest) -> None:
    at_scale(home, 8).selectbox(key="home_method_x8").set_value(THREE_TIMES).run()
    at = run(upload(home, "photo.png", png(smooth_picture(20, 30))))
    compare = next(c for c in at.segmented_control if c.label == "Compare with")
    assert compare.options == ["Bicubic", "Input pixels", "Step 1 · 2×", "Step 2 · 4×", "Step 3 · 8×"]
    compare.set_value("Step 2 · 4×").run()
    assert not at.exception
    assert "Step 2 of 3" in texts(at)


def test_step_is_shown_by_repeating_its_pixels(home: AppTest) -> None:
    at_scale(home, 8).selectbox(key="home_method_x8").set_value(THREE_TIMES).run()
    outcome = kept_by(run(upload(home, "photo.png", png(smooth_picture(20, 30)))), Photo).outcome
    shown = outcome.picture("step1").pixels
    assert shown.shape == (160, 240, 3)
    np.testing.assert_array_equal(shown[::4, ::4], outcome.result.steps[0].pixels)
    assert outcome.png("step3") is outcome.png("sr")


def test_path_in_a_test_scores_each_step_against_the_reduced_reference(home: AppTest) -> None:
    home.segmented_control(key="home_mode").set_value("test").run()
    at_scale(home, 8).selectbox(key="home_method_x8").set_value(THEN).run()
    at = run(upload(home, "photo.png", png(smooth_picture(96, 104))))
    rows = kept_by(at, Photo).outcome.made.steps
    assert [(row.scale, row.size, row.scores[0].protocol.crop_border) for row in rows] == [
        (4, "52 x 48", 4), (8, "104 x 96", 8),
    ]  # fmt: skip
    assert rows[-1].scores == kept_by(at, Photo).outcome.made.scores["sr"]
    assert "| 1 · 4× | 52 x 48 |" in texts(at).replace("\N{NO-BREAK SPACE}", " ")
    assert "4, 8 px border removed" in texts(at)
    assert "reduced by bicubic to the size of the step" in texts(at)


def test_path_test_needs_room_for_its_first_step(home: AppTest) -> None:
    home.segmented_control(key="home_mode").set_value("test").run()
    at_scale(home, 8).selectbox(key="home_method_x8").set_value(THREE_TIMES).run()
    at = run(upload(home, "small.png", png(smooth_picture(56, 56))))
    assert "at least 64 x 64 pixels" in at.error[0].value.replace("\\", "")
    assert not run(upload(at, "enough.png", png(smooth_picture(64, 64)))).error


def test_path_is_named_in_button_and_file(home: AppTest) -> None:
    from pages.ui.photo.result import file_name

    at_scale(home, 8).selectbox(key="home_method_x8").set_value(THEN).run()
    at = upload(home, "photo.png", png(smooth_picture(20, 30)))
    assert at.button(key="home_run").label == "Enlarge 8× with Tiny x4 then x2"
    outcome = kept_by(run(at), Photo).outcome
    assert Path(file_name(outcome.lr.name, outcome.digest, outcome.task, ".png")).name.startswith(f"photo_{THEN}_")


def test_bar_names_the_step_of_a_path() -> None:
    import sr_core as sr
    from pages.ui.workbench.enlarging import tick_text

    assert tick_text(sr.Progress(5, 21, 4.0, 2, 3, 0.5)) == "Step 2 of 3, tile 5 of 21, about 4 s left"
    assert tick_text(sr.Progress(2, 2, 4.0)) == "Tile 2 of 2"
    assert tick_text(sr.Progress(0, 1, 4.0, share=0.3)) == "30 % done"
    assert tick_text(sr.Progress(1, 1, 4.0, share=0.6, correction=2)) == "Correction 2, 60 % done"


def test_large_picture_puts_the_distilled_network_first_and_says_what_it_costs(
    zoo: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    teacher = sr.checkpoints()[0].training
    write_checkpoint(
        "edsr-lite-x4", title="Lite", results=set5_result(2.5), training=replace(teacher, teacher="edsr-good-x4")
    )
    home = at_scale(open_page("home.py"), 4)
    assert home.selectbox(key="home_method_x4").options[:2] == ["Good · +3.0 dB", "Lite · +2.5 dB"]
    monkeypatch.setattr(sr, "estimate_seconds", lambda method, *_: 30.0 if method == "edsr-good-x4" else 5.0)
    picker = upload(home, "photo.png", png(smooth_picture(20, 30))).selectbox(key="home_method_x4_quick")
    assert (picker.options[:2], picker.value) == (["Lite · +2.5 dB", "Good · +3.0 dB"], "edsr-lite-x4")
    assert "0.50 dB lower on the same pictures" in texts(home)
