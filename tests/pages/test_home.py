"""The home page without a browser."""

import threading
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

import sr_core as sr
from pages.ui.photo.picture import Photo
from pages.ui.workbench.overview import Choices

from ..support.pictures import png, smooth_picture
from ..support.visitor import kept_by, texts, upload

APP = Path(__file__).resolve().parents[2] / "home.py"


@pytest.fixture
def home(tiny_checkpoint: str) -> AppTest:
    """The page with one random x2 network, scale 2 chosen."""
    at = AppTest.from_file(str(APP), default_timeout=30).run()
    at.segmented_control(key="home_scale").set_value(2).run()
    return at


def run(at: AppTest) -> AppTest:
    return at.button(key="home_run").click().run()


def test_first_screen_explains_itself_and_shows_a_result() -> None:
    at = AppTest.from_file(str(APP), default_timeout=30).run()
    assert not at.exception
    assert "Trained networks make your picture larger" in texts(at)
    viewer = [element.key for element in at.get("bidi_component") if element.key.startswith("home_showcase")]
    assert len(viewer) == 4  # the viewer, its words, two pictures
    assert "above that of bicubic" in texts(at)


def test_delta_is_green_where_the_result_is_better_than_bicubic(home: AppTest) -> None:
    home.segmented_control(key="home_mode").set_value("test").run()
    at = run(upload(home, "photo.png", png(smooth_picture(30, 40))))
    assert len(at.metric) == 4
    for metric in at.metric:
        gain = float(metric.delta.replace("−", "-"))
        better = gain > 0 if metric.label in ("PSNR", "SSIM") else gain < 0
        assert metric.proto.color == (metric.proto.GREEN if better else metric.proto.RED), metric.label
        assert metric.proto.direction == (metric.proto.UP if gain > 0 else metric.proto.DOWN), metric.label


def test_footer_says_not_for_diagnostic_use(home: AppTest) -> None:
    assert "Not for diagnostic use" in texts(home)


def test_enlarge_shows_no_psnr_and_says_why(home: AppTest) -> None:
    at = run(upload(home, "photo.png", png(smooth_picture(30, 40))))
    assert not at.exception
    assert [m.label for m in at.metric] == ["Consistency"]
    assert "There is no original to compare with, so PSNR and SSIM cannot be computed" in texts(at)


def test_the_network_test_scores_against_bicubic_with_the_protocol(home: AppTest) -> None:
    home.segmented_control(key="home_mode").set_value("test").run()
    at = run(upload(home, "photo.png", png(smooth_picture(60, 80))))
    assert [m.label for m in at.metric][:3] == ["PSNR", "SSIM", "MAE"]
    assert "Y (BT.601, 16-235), 2 px border removed, range 255, rounded to 8 bit" in texts(at)


def test_sample_is_enlarged(home: AppTest) -> None:
    at = run(home.button(key="home_sample_cat").click().run())
    assert "768 x 600 pixels" in texts(at)


def test_grey_picture_is_enlarged(home: AppTest) -> None:
    assert "80 x 60 pixels, 8 bit" in texts(run(upload(home, "grey.png", png(smooth_picture(30, 40)[..., 0]))))


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("empty.png", b""),
        ("notes.png", b"Dear diary, this is no picture.\n"),
        ("cut.jpg", b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01"),
    ],
)
def test_bad_upload_is_one_sentence_and_clears_the_stage(home: AppTest, name: str, data: bytes) -> None:
    at = upload(run(upload(home, "photo.png", png(smooth_picture(30, 40)))), name, data)
    assert not at.exception
    assert len(at.error) == 1
    assert kept_by(at, Photo).picture is None
    assert kept_by(at, Photo).outcome is None
    assert "80 x 60 pixels" not in texts(at)


def test_file_name_is_not_read_as_markdown(home: AppTest) -> None:
    at = upload(home, "![x](evil.png).png", b"no picture")
    assert "![x](" not in at.error[0].value


def test_changing_the_scale_keeps_the_result(home: AppTest) -> None:
    at = run(upload(home, "photo.png", png(smooth_picture(30, 40))))
    at.segmented_control(key="home_scale").set_value(3).run()
    assert "80 x 60 pixels" in texts(at)


def test_the_same_picture_and_settings_are_not_computed_twice(home: AppTest) -> None:
    at = run(upload(home, "photo.png", png(smooth_picture(30, 40))))
    first = kept_by(at, Photo).outcome
    assert kept_by(run(at), Photo).outcome is first
    assert kept_by(run(at.toggle(key="home_ensemble").set_value(True).run()), Photo).outcome is not first


def test_a_network_that_ran_in_pytorch_is_said(home: AppTest) -> None:
    at = run(upload(home, "photo.png", png(smooth_picture(30, 40))))
    assert "ran in PyTorch, which is slower" in texts(at)


def test_result_of_other_settings_is_marked(home: AppTest) -> None:
    at = run(upload(home, "photo.png", png(smooth_picture(30, 40))))
    assert "earlier settings" not in texts(at)
    at.segmented_control(key="home_mode").set_value("test").run()
    assert "made with the earlier settings" in texts(at)


def test_forget_drops_picture_result_and_upload(home: AppTest) -> None:
    at = run(upload(home, "photo.png", png(smooth_picture(30, 40))))
    at.button(key="home_forget").click().run()
    assert not kept_by(at, Photo).picture
    assert not kept_by(at, Photo).outcome
    assert at.file_uploader(key="home_upload_1").value == []


@pytest.mark.parametrize("name", ["photo.png", "notes.png"])
def test_taking_a_file_out_clears_the_stage(home: AppTest, name: str) -> None:
    at = run(upload(home, "photo.png", png(smooth_picture(30, 40))))
    at = upload(at, name, b"no picture")
    at.file_uploader(key="home_upload_0").set_value([]).run()
    assert kept_by(at, Photo).picture is None
    assert kept_by(at, Photo).outcome is None
    assert "photo" not in texts(at)
    assert not at.error


def test_a_sample_empties_the_uploader(home: AppTest) -> None:
    at = upload(home, "photo.png", png(smooth_picture(30, 40)))
    at.button(key="home_sample_cat").click().run()
    assert at.file_uploader(key="home_upload_1").value == []
    assert kept_by(at, Photo).picture.digest == "cat"


def test_a_picture_is_named_where_the_uploader_is_empty_after_a_visit_elsewhere(tiny_checkpoint: str) -> None:
    at = upload(AppTest.from_file(str(APP), default_timeout=30).run(), "photo.png", png(smooth_picture(30, 40)))
    assert "Shown: **" not in texts(at)
    at.switch_page("pages/1_Models.py").run()
    at.switch_page("home.py").run()
    assert "Shown: **photo.png**" in texts(at)
    assert kept_by(at, Photo).picture.image.name == "photo.png"


def test_another_part_is_another_result_and_another_file_name(home: AppTest) -> None:
    from pages.ui.photo.result import file_name

    at = upload(home, "photo.png", png(smooth_picture(150, 200)))
    at.toggle(key="home_cut_False").set_value(True).run()
    first = kept_by(run(at), Photo).outcome
    kept_by(at, Choices).of["home"].part = sr.Part(0, 0, 100, 90)
    at.run()
    assert "made with the earlier settings" in texts(at)
    other = kept_by(run(at), Photo).outcome
    names = {file_name(outcome.lr.name, outcome.digest, outcome.task, ".png") for outcome in (first, other)}
    assert len(names) == 2


def test_part_of_the_result_is_that_of_the_whole_picture(home: AppTest) -> None:
    at = upload(home, "photo.png", png(smooth_picture(150, 200)))
    whole = kept_by(run(at), Photo).outcome
    at.toggle(key="home_cut_False").set_value(True).run()
    part = kept_by(at, Choices).of["home"].part
    assert (part.height, part.width) == (150, 192)
    outcome = kept_by(run(at), Photo).outcome
    expected = part.of(whole.picture("sr"), 2).pixels.astype(int)
    assert np.abs(outcome.picture("sr").pixels - expected).max() <= 1


def test_part_stays_for_its_picture_and_is_new_for_another(home: AppTest) -> None:
    at = upload(home, "photo.png", png(smooth_picture(150, 200)))
    at.toggle(key="home_cut_False").set_value(True).run()
    kept_by(at, Choices).of["home"].part = sr.Part(3, 4, 50, 60)
    at.switch_page("pages/1_Models.py").run()
    at.switch_page("home.py").run()
    assert kept_by(at, Choices).of["home"].part == sr.Part(3, 4, 50, 60)
    at = upload(at, "other.png", png(smooth_picture(150, 200, seed=2)))
    assert kept_by(at, Choices).of["home"].part == sr.Part(0, 4, 150, 192)


def test_self_ensemble_is_named_in_label_and_file(home: AppTest) -> None:
    from pages.ui.photo.result import file_name

    at = upload(home, "photo.png", png(smooth_picture(30, 40)))
    at.toggle(key="home_ensemble").set_value(True).run()
    outcome = kept_by(run(at), Photo).outcome
    assert outcome.title == "Tiny x2, self-ensemble"
    assert file_name(outcome.lr.name, outcome.digest, outcome.task, ".png").startswith("photo_edsr-tiny-x2-ensemble_")


def test_identical_pictures_are_called_identical(home: AppTest) -> None:
    home.segmented_control(key="home_mode").set_value("test").run()
    home.selectbox(key="home_method_x2").set_value("bicubic").run()
    at = run(upload(home, "flat.png", png(np.full((40, 40), 90, np.uint8))))
    assert (at.metric[0].value, at.metric[0].delta) == ("identical", "")


def test_damaged_card_is_one_sentence(tiny_checkpoint: str) -> None:
    from sr_core.checkpoints import store

    (store.models_folder() / tiny_checkpoint / "card.toml").write_text("id = ")
    store.forget_cards()
    at = AppTest.from_file(str(APP), default_timeout=30).run()
    assert not at.exception
    assert "not valid TOML" in at.error[0].value


def test_new_picture_replaces_the_result_by_its_preview(home: AppTest) -> None:
    at = run(upload(home, "photo.png", png(smooth_picture(30, 40))))
    at = upload(at, "other.png", png(smooth_picture(44, 50)))
    assert "50 x 44 pixels" in texts(at)
    assert not at.metric


def test_too_large_a_picture_is_refused_with_a_crop(home: AppTest) -> None:
    home.segmented_control(key="home_scale").set_value(8).run()
    at = upload(home, "large.png", png(np.zeros((1500, 1500), np.uint8)))
    assert at.toggle(key="home_cut_True").value
    assert "12000 x 12000 pixels, above this server's limit of 20 megapixels" in at.warning[0].value
    assert not at.button(key="home_run").disabled
    at.toggle(key="home_cut_True").set_value(False).run()
    assert at.button(key="home_run").disabled


def test_too_small_a_picture_for_the_test_is_one_sentence(home: AppTest) -> None:
    home.segmented_control(key="home_mode").set_value("test").run()
    at = run(upload(home, "dot.png", png(smooth_picture(1, 40))))
    assert not at.exception
    assert "at least 16 x 16 pixels" in at.error[0].value.replace("\\", "")


def test_picture_of_another_session_is_not_reachable(home: AppTest) -> None:
    run(upload(home, "photo.png", png(smooth_picture(30, 40))))
    other = AppTest.from_file(str(APP), default_timeout=30).run()
    assert "photo" not in texts(other)
    assert not kept_by(other, Photo).picture


def test_gate_lets_one_through_at_a_time() -> None:
    from pages.ui.shell.gate import Gate

    gate, inside, waiting, seen = Gate(), threading.Event(), threading.Event(), []

    def wait(ahead: int) -> None:
        seen.append(ahead)
        waiting.set()

    def second() -> None:
        inside.wait(timeout=10)
        with gate.turn(wait):
            seen.append("in")

    thread = threading.Thread(target=second)
    thread.start()
    with gate.turn(wait):
        inside.set()
        assert waiting.wait(timeout=10)
    thread.join()
    assert (seen[0], seen[-1]) == (1, "in")


def test_gate_frees_its_place_when_waiting_is_given_up() -> None:
    from pages.ui.shell.gate import Gate

    gate = Gate()

    def give_up(ahead: int) -> None:
        raise InterruptedError

    with gate.turn(print), pytest.raises(InterruptedError), gate.turn(give_up):
        pass
    with gate.turn(give_up):
        pass
