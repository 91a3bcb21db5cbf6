"""The Compare page without a browser."""

import csv
import io
import threading
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

import sr_core as sr
from pages.ui.compare import comparison
from pages.ui.compare.comparison import Comparison, Entry, Measured, Subject
from pages.ui.compare.job import MAX_PIXELS, check
from pages.ui.compare.settings import ENLARGE, TEST, first_methods
from pages.ui.compare.table import numbers_csv
from pages.ui.compare.view import panels
from pages.ui.photo import upload as photo_upload
from pages.ui.photo.picture import Photo, Picture

from ..support.pictures import png, smooth_picture, with_16_bit
from ..support.visitor import kept_by, texts, upload
from ..support.zoo import write_checkpoint

PAGE = Path(__file__).resolve().parents[2] / "pages" / "5_Compare.py"
NETS = ("edsr-tiny-x2", "edsr-other-x2", "edsr-gan-x2")
BOX = sr.Region("box", 0.25, 0.25, 0.75, 0.75)


PHOTO = png(smooth_picture(60, 80))


def open_page(**query: str) -> AppTest:
    at = AppTest.from_file(str(PAGE), default_timeout=60)
    at.query_params.update(query)
    return at.run()


def open_photo() -> AppTest:
    """Open the page at scale 2 and upload a photo; the sample before it is tiny, since it is not looked at."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(photo_upload, "sample_image", lambda name: sr.DecodedImage(smooth_picture(20, 20), name))
        return upload(open_page(scale="2"), "photo.png", PHOTO)


@pytest.fixture
def page(folder: None) -> AppTest:
    """The page with three networks and a photo uploaded."""
    return open_photo()


@pytest.fixture(scope="module")
def finished(folder: None) -> AppTest:
    return run(open_photo())


@pytest.fixture
def done(finished: AppTest) -> AppTest:
    """The page after a run, for tests that look at it; nothing is drawn on it."""
    kept = compared(finished)
    kept.box = kept.line = None
    return finished.run()


def run(at: AppTest, which: str = "selected") -> AppTest:
    return at.button(key=f"compare_run_{which}").click().run()


def compared(at: AppTest) -> Comparison:
    return kept_by(at, Photo).made.of(Comparison)


def table(at: AppTest) -> list[dict[str, object]]:
    return next(d for d in at.dataframe if "Method" in d.value).value.to_dict("records")


def test_new_visitor_sees_a_sample_and_bicubic(folder: None) -> None:
    at = open_page()
    assert not at.exception
    assert kept_by(at, Photo).picture.digest == "coffee"
    assert [row["Method"] for row in table(at)] == ["Bicubic"]


def test_address_names_the_sample(folder: None) -> None:
    assert kept_by(open_page(sample="cat"), Photo).picture.digest == "cat"


def test_unknown_sample_in_the_address_is_the_first_one(folder: None) -> None:
    at = open_page(sample="../../etc/passwd")
    assert not at.exception
    assert kept_by(at, Photo).picture.digest == "coffee"


def test_run_all_makes_every_network_and_lanczos(page: AppTest) -> None:
    at = run(page, "all")
    assert not at.exception
    assert {row["Method"] for row in table(at)} == {"Bicubic", "Lanczos", "Tiny x2", "Other x2", "Gan x2"}


def test_figures_are_the_cores(done: AppTest) -> None:
    hr = sr.decode(PHOTO, "photo.png")
    lr = sr.degrade(hr, sr.Degradation(scale=2))
    result = sr.upscale(with_16_bit(lr), "edsr-other-x2").image
    row = next(row for row in table(done) if row["Method"] == "Other x2")
    scores = {score.name: score.value for score in sr.score(result, hr)}
    assert row["PSNR, dB"] == pytest.approx(scores["PSNR"])
    assert row["MSE, levels²"] == pytest.approx(scores["MSE"])
    assert row["GMSD"] == pytest.approx(sr.gradient_similarity(result, hr).value)
    assert row["Consistency, levels"] == pytest.approx(sr.consistency(sr.upscale(lr, "edsr-other-x2").image, lr))
    assert row["Parameters"] == 1
    assert "Y (BT.601, 16-235), 2 px border removed, range 255, rounded to 8 bit once, from 16-bit SR" in texts(done)


def test_figures_are_those_of_the_benchmark_to_the_last_digit(done: AppTest) -> None:
    rows = {str(row["Method"]): row for row in table(done)}
    methods = {"bicubic": "Bicubic", "edsr-tiny-x2": "Tiny x2", "edsr-other-x2": "Other x2", "edsr-gan-x2": "Gan x2"}
    measured = sr.benchmark([sr.decode(PHOTO, "photo.png")], 2, methods).results
    for result in measured:
        [image], row = result.images, rows[methods[result.model]]
        assert (row["PSNR, dB"], row["SSIM"], row["MAE, levels"]) == (image.psnr, image.ssim, image.mae)


def test_picture_shown_is_the_cores_result(done: AppTest) -> None:
    lr = sr.degrade(sr.decode(PHOTO, "photo.png"), sr.Degradation(scale=2))
    expected = sr.upscale(lr, "edsr-other-x2").image
    kept = compared(done)
    assert kept.subject is not None
    shown = {panel.id: panel.png for panel in panels(kept.subject, list(kept.entries.values()))}
    np.testing.assert_array_equal(sr.decode(shown["edsr-other-x2"], "a.png").pixels, expected.pixels)


def test_nothing_is_run_twice(page: AppTest, counted: list[str]) -> None:
    at = run(page)
    first = list(counted)
    assert sorted(first) == sorted(NETS)
    at.segmented_control(key="compare_mode").set_value(ENLARGE).run()
    at.segmented_control(key="compare_mode").set_value(TEST).run()
    assert at.button(key="compare_run_selected").disabled
    run(at, "all")
    assert counted == [*first, "lanczos"]


def test_other_settings_are_other_results(page: AppTest, counted: list[str]) -> None:
    at = run(page)
    at.slider(key="compare_noise").set_value(10).run()
    assert [row["Method"] for row in table(at)] == ["Bicubic"]
    run(at)
    assert sorted(counted) == sorted(NETS * 2)


def test_stop_keeps_what_is_done(page: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []
    keep = Comparison.keep

    def press_stop_after_the_first(self: Comparison, key: comparison.Key, entry: Entry) -> None:
        keep(self, key, entry)
        if key[1].method != "bicubic":
            done.append(key[1].method)
            self.stop()

    monkeypatch.setattr(Comparison, "keep", press_stop_after_the_first)
    at = run(page)
    assert not at.exception
    assert len(done) == 1
    assert len(table(at)) == 2
    assert not compared(at).queue


def test_network_that_fails_is_said_and_the_others_run(page: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    enlarge = sr.enlarge

    def fail(image: sr.DecodedImage, task: sr.Task, **options: object) -> sr.Enlargement:
        if task.method == "edsr-other-x2":
            raise sr.CheckpointError("edsr-other-x2: weights do not match card; export the checkpoint again")
        return enlarge(image, task, **options)

    monkeypatch.setattr(sr, "enlarge", fail)
    at = run(page)
    assert not at.exception
    assert "weights do not match card" in texts(at)
    assert {row["Method"] for row in table(at)} == {"Bicubic", "Tiny x2", "Gan x2"}


def test_waits_for_its_turn_at_the_gate(page: AppTest) -> None:
    from pages.ui.shell.gate import gate

    opened = threading.Event()

    def occupy() -> None:
        with gate().turn(lambda _: None):
            opened.wait(20)

    other = threading.Thread(target=occupy)
    other.start()
    threading.Timer(1.0, opened.set).start()
    at = run(page)
    other.join()
    assert not at.exception
    assert len(table(at)) == 4


def test_without_a_reference_only_what_is_true_without_one(page: AppTest) -> None:
    page.segmented_control(key="compare_mode").set_value(ENLARGE).run()
    at = run(page)
    row = table(at)[-1]
    assert not {"PSNR, dB", "SSIM", "MAE, levels", "MSE, levels²", "GMSD", "Gain over bicubic, dB"} & set(row)
    assert {"Consistency, levels", "From bicubic, levels", "Time, s", "Parameters"} <= set(row)
    assert "There is no original to compare with" in texts(at)
    assert "Error histogram" not in str([c.options for c in at.segmented_control])


def test_fall_is_psnr_here_minus_psnr_on_plain_bicubic(page: AppTest) -> None:
    page.slider(key="compare_blur").set_value(2.0).run()
    at = run(page)
    hr = sr.decode(PHOTO, "photo.png")
    options = sr.UpscaleOptions()
    psnr = [
        sr.score(sr.upscale(with_16_bit(sr.degrade(hr, d)), "edsr-other-x2", options=options).image, hr)[0].value
        for d in (sr.Degradation(scale=2, blur_sigma=2.0), sr.Degradation(scale=2))
    ]
    row = next(row for row in table(at) if row["Method"] == "Other x2")
    assert row["Loss against clean input, dB"] == pytest.approx(psnr[0] - psnr[1])
    assert all(row["Loss against clean input, dB"] is not None for row in table(at))


def test_region_is_measured_without_a_border(done: AppTest) -> None:
    compared(done).box = BOX
    done.run()
    hr = sr.decode(PHOTO, "photo.png")
    entry = next(e for e in compared(done).entries.values() if e.task.method == "edsr-other-x2")
    inner = (slice(15, 45), slice(20, 60))
    expected = sr.score(sr.DecodedImage(entry.image.pixels[inner]), sr.DecodedImage(hr.pixels[inner]), crop_border=0)
    row = next(row for row in table(done) if row["Method"] == "Other x2")
    assert row["PSNR, dB"] == pytest.approx(expected[0].value)
    assert "Region: 40 × 30 pixels at x 20, y 15" in texts(done)


def test_tiny_region_is_refused_in_one_sentence(page: AppTest) -> None:
    compared(page).box = sr.Region("box", 0.5, 0.5, 0.55, 0.55)
    at = page.run()
    assert not at.exception
    assert "draw a larger one" in texts(at)


def test_csv_holds_both_parts_with_their_protocol(done: AppTest) -> None:
    compared(done).box = BOX
    kept = compared(done)
    assert kept.subject is not None
    results = kept.results(kept.subject, ["bicubic", *NETS])
    rows = list(csv.DictReader(io.StringIO(numbers_csv(kept, kept.subject, results).decode())))
    assert [row["part"] for row in rows] == ["whole"] * 4 + ["y 15 x 20 height 30 width 40"] * 4
    assert all("BT.601" in row["protocol"] for row in rows)
    assert "no border removed" in rows[-1]["protocol"]


def test_line_gives_the_rise_of_each_result(done: AppTest) -> None:
    compared(done).line = sr.Region("line", 0.1, 0.5, 0.9, 0.5)
    next(c for c in done.segmented_control if "Edge profile" in c.options).set_value("Edge profile").run()
    assert not done.exception
    assert "Marziliano" in texts(done)


def test_every_plot_says_how_to_read_it_and_names_its_paper(page: AppTest) -> None:
    for view in ("Power spectrum", "Edge profile", "Error histogram"):
        at = next(c for c in page.segmented_control if view in c.options).set_value(view).run()
        assert not at.exception
        assert "Paper: " in texts(at), view


def test_cards_say_strengths_and_limits(done: AppTest) -> None:
    assert "Strengths and limits" in [h.value for h in done.header]
    assert "second network judged" in texts(done)


def test_too_large_picture_is_refused_with_what_to_do() -> None:
    side = int(MAX_PIXELS**0.5) + 8
    large = sr.DecodedImage(np.zeros((side, side, 1), np.uint8))
    with pytest.raises(sr.EngineError, match="choose a part"):
        check(large, 2, test=True, methods=())


def test_too_small_picture_is_one_sentence(page: AppTest) -> None:
    at = upload(page, "small.png", png(smooth_picture(9, 9)))
    assert not at.exception
    assert "needs at least" in at.error[0].value


def test_bad_upload_is_one_sentence_and_clears_the_stage(page: AppTest) -> None:
    at = upload(run(page), "notes.png", b"Dear diary")
    assert not at.exception
    assert len(at.error) == 1
    assert not at.dataframe
    assert "Choose a picture or a sample" in at.info[0].value


def test_grey_and_16_bit_pictures_are_compared(page: AppTest) -> None:
    deep = smooth_picture(60, 80)[..., 0].astype(np.uint16) * 257
    at = run(upload(page, "deep.png", png(deep)))
    assert not at.exception
    assert len(table(at)) == 4


def test_another_picture_drops_what_was_drawn(page: AppTest) -> None:
    compared(page).box = BOX
    at = upload(page.run(), "other.png", png(smooth_picture(64, 64, seed=3)))
    assert compared(at).box is None


def test_forgetting_drops_the_results(page: AppTest) -> None:
    at = run(page)
    at.button(key="compare_forget").click().run()
    assert not [key for key in compared(at).entries if key[0] != "coffee"]


def task(noise: float) -> sr.Task:
    return sr.Task("bicubic", 2, sr.Degradation(scale=2, noise_sigma=noise))


def entry(kept: Comparison, digest: str, made: sr.Task) -> None:
    image = sr.DecodedImage(np.zeros((100, 100, 3), np.uint8))
    kept.keep((digest, made), Entry(made, image, bytes(10_000), Measured(1.0, 0.0, 0.0)))


def test_pictures_of_other_settings_go_oldest_first_when_over_the_budget(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(comparison, "BUDGET", 100_000)
    kept = Comparison()
    picture = Picture(sr.DecodedImage(smooth_picture(40, 40)), "digest")
    kept.subject_of(picture, task(0))
    for method in ("bicubic", "a-x2", "b-x2", "c-x2"):
        entry(kept, "digest", replace(task(0), method=method))
    assert len(kept.entries) == 4, "what is shown is kept, however large"
    kept.subject_of(picture, task(5))
    entry(kept, "digest", task(5))
    assert [key[1].method for key in kept.entries] == ["b-x2", "c-x2", "bicubic"]
    assert len(kept.measured) == 5, "figures stay"


def test_subject_encodes_its_sides_once() -> None:
    subject = Subject.of(Picture(sr.DecodedImage(smooth_picture(40, 40)), "digest"), task(0))
    assert subject.side("input") is subject.side("input")
    assert sr.decode(subject.side("input"), "a.png").shape_text == "40 x 40"


def test_networks_for_other_pictures_are_offered_only_when_asked_for(folder: None) -> None:
    write_checkpoint("edsr-chest-x2", title="Chest", purpose="Chest X-ray")
    at = open_photo()
    assert "Chest x2" not in at.multiselect(key="compare_x2").options
    assert "trained on other pictures (chest x-ray) are left out" in texts(at)
    at.toggle(key="compare_others").set_value(True).run()
    assert "Chest x2" in at.multiselect(key="compare_x2").options
    at.multiselect(key="compare_x2").set_value(["edsr-chest-x2"]).run()
    at.toggle(key="compare_others").set_value(False).run()
    assert not at.exception
    assert at.multiselect(key="compare_x2").value == []


def test_first_methods_are_three_that_are_close_and_one_that_invents(tiny_checkpoint: str) -> None:
    write_checkpoint("edsr-gan-x2", objective="appearance")
    assert first_methods(["edsr-gan-x2", "edsr-tiny-x2", "lanczos"]) == ["edsr-tiny-x2", "edsr-gan-x2"]
