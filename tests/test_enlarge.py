"""One enlargement with its evidence."""

from dataclasses import replace
from importlib import import_module

import numpy as np
import pytest

import sr_core as sr
from sr_core import truth as truths
from sr_core.metrics.temperature_error import temperature_error
from sr_core.truth import Truth

from .support.pictures import smooth_picture, with_16_bit

enlarging = import_module("sr_core.enlarge")  # the package's name of it is the function


def picture(height: int = 48, width: int = 60) -> sr.DecodedImage:
    return sr.DecodedImage(smooth_picture(height, width), "photo.png")


def thermogram() -> sr.DecodedImage:
    celsius = 20 + smooth_picture(32, 40)[..., :1].astype(np.float32) / 16
    return sr.DecodedImage(celsius, "legs.csv", unit="degC")


def bicubic_test(scale: int = 2, method: str = "bicubic") -> sr.Task:
    return sr.Task(method, scale, sr.Degradation(scale=scale))


def test_enlargement_gives_what_upscale_gives(tiny_checkpoint: str) -> None:
    made = sr.enlarge(picture(), sr.Task(tiny_checkpoint, 2))
    np.testing.assert_array_equal(made.result.image.pixels, sr.upscale(picture(), tiny_checkpoint).image.pixels)
    np.testing.assert_array_equal(made.image("bicubic").pixels, sr.upscale(picture(), "bicubic", scale=2).image.pixels)


def test_without_a_reference_nothing_is_scored(tiny_checkpoint: str) -> None:
    made = sr.enlarge(picture(), sr.Task(tiny_checkpoint, 2))
    assert (made.reference, made.scores, made.temperature_errors, made.steps) == (None, {}, {}, ())
    with pytest.raises(KeyError):
        made.image("reference")


def test_scores_are_those_of_the_parts(tiny_checkpoint: str) -> None:
    made = sr.enlarge(picture(), bicubic_test(method=tiny_checkpoint), compare=sr.INTERPOLATIONS)
    lr = sr.degrade(picture(), sr.Degradation(scale=2))
    deep = with_16_bit(lr)
    assert made.scores == {
        "sr": sr.score(sr.upscale(deep, tiny_checkpoint).image, picture()),
        **{name: sr.score(sr.upscale(deep, name, scale=2).image, picture()) for name in sr.INTERPOLATIONS},
    }
    assert made.agreement["sr"].levels == sr.consistency(made.result.image, lr)


@pytest.mark.parametrize("method", ["", "bicubic", "lanczos"])
def test_a_test_shows_the_picture_that_is_made_without_a_reference(tiny_checkpoint: str, method: str) -> None:
    made = sr.enlarge(picture(), bicubic_test(method=method or tiny_checkpoint))
    lr = sr.degrade(picture(), sr.Degradation(scale=2))
    expected = sr.upscale(lr, method or tiny_checkpoint, scale=2).image.pixels
    np.testing.assert_array_equal(made.result.image.pixels, expected)
    assert made.image("bicubic").pixels.dtype == np.uint8


def test_a_corrected_test_is_measured_as_it_is_shown(tiny_checkpoint: str) -> None:
    task = replace(bicubic_test(method=tiny_checkpoint), options=sr.UpscaleOptions(keep_measured=1.0))
    made = sr.enlarge(picture(), task)
    assert made.is_corrected
    assert made.scores["sr"] == sr.score(made.result.image, picture())


def test_looks_are_measured_only_if_asked_for() -> None:
    hr = sr.DecodedImage(smooth_picture(240, 240), "photo.png")
    assert sr.enlarge(hr, bicubic_test()).looks == ()
    looks = sr.enlarge(hr, bicubic_test(), perceive=True).looks
    deep = sr.upscale(with_16_bit(sr.degrade(hr, sr.Degradation(scale=2))), "bicubic", scale=2).image
    assert looks == (sr.gradient_similarity(deep, hr), *sr.perception(deep, hr))
    assert [look.name for look in sr.enlarge(hr, sr.Task("bicubic", 2), perceive=True).looks] in ([], ["NIQE"])


def test_agreement_is_in_the_values_of_the_picture() -> None:
    deep = sr.DecodedImage(smooth_picture(24, 24).astype(np.uint16) * 257)
    shallow = sr.DecodedImage(smooth_picture(24, 24))
    made, eight = (sr.enlarge(image, sr.Task("bicubic", 2)) for image in (deep, shallow))
    shrunk = sr.degrade(made.result.image, sr.Degradation(scale=2)).pixels.astype(float) - deep.pixels
    assert made.agreement["sr"].mean == pytest.approx(np.abs(shrunk).mean())
    assert made.agreement["sr"].largest == np.abs(shrunk).max()
    assert made.agreement["sr"].levels == pytest.approx(eight.agreement["sr"].mean, abs=0.3)
    np.testing.assert_array_equal(made.difference, shrunk)


def test_temperatures_are_measured_in_degrees_and_missing_ones_left_out() -> None:
    image = thermogram()
    image.pixels[3, 4] = np.nan
    made = sr.enlarge(image, bicubic_test())
    assert made.temperature_errors["sr"].mae_c > 0
    assert np.isnan(made.difference).sum() > 0
    assert np.isfinite(made.agreement["sr"].mean)


def test_corrected_result_stands_beside_what_the_method_drew(tiny_checkpoint: str) -> None:
    options = sr.UpscaleOptions(keep_measured=0.05)
    for method in (tiny_checkpoint, "bicubic"):
        made = sr.enlarge(thermogram(), sr.Task(method, 2, sr.Degradation(scale=2), options))
        drawn = sr.enlarge(thermogram(), sr.Task(method, 2, sr.Degradation(scale=2)))
        assert made.is_corrected
        assert not drawn.is_corrected
        assert made.scores["uncorrected"] == drawn.scores["sr"]
        assert made.agreement["sr"].largest <= 0.05 < made.agreement["uncorrected"].largest
        assert made.image("bicubic") is not made.result.image


def test_bicubic_is_not_made_twice() -> None:
    made = sr.enlarge(picture(), sr.Task("bicubic", 2))
    assert made.image("bicubic") is made.result.image


def test_interpolations_too_large_to_keep_are_measured_all_the_same() -> None:
    made = sr.enlarge(picture(), bicubic_test(), compare=("lanczos",), keep_pixels=100)
    assert made.compared == {}
    assert set(made.scores) == set(made.agreement) == {"sr", "lanczos"}


def test_part_is_worked_on_alone() -> None:
    part = sr.Part(8, 12, 24, 30)
    made = sr.enlarge(picture(), sr.Task("lanczos", 2, part=part))
    np.testing.assert_array_equal(made.lr.pixels, picture().pixels[8:32, 12:42])


def test_square_part_ends_at_the_picture() -> None:
    image = picture(40, 100)
    assert sr.Part.square(image, 64, across=1.0, down=0.5) == sr.Part(0, 36, 40, 64)


def test_path_is_scored_step_by_step(tiny_checkpoint: str) -> None:
    made = sr.enlarge(picture(96, 120), bicubic_test(4, f"{tiny_checkpoint}+{tiny_checkpoint}"))
    assert [(step.scale, step.size) for step in made.steps] == [(2, "60 x 48"), (4, "120 x 96")]
    assert made.steps[-1].scores == made.scores["sr"]
    assert made.steps[-1].bicubic_scores == made.scores["bicubic"]


def test_stages_count_up_to_their_number(tiny_checkpoint: str) -> None:
    told: list[sr.Stage] = []
    task = sr.Task(tiny_checkpoint, 2, sr.Degradation(scale=2), sr.UpscaleOptions(keep_measured=0.05))
    sr.enlarge(thermogram(), task, compare=sr.INTERPOLATIONS, on_stage=told.append)
    assert list(dict.fromkeys((stage.name, stage.number) for stage in told)) == [
        ("enlarge", 1), ("correct", 2), ("bicubic", 3), ("lanczos", 4)
    ]  # fmt: skip
    assert {stage.of for stage in told} == {4}
    assert all(0 <= stage.share <= 1 for stage in told)


@pytest.mark.parametrize("name", ["enlarge", "correct", "lanczos"])
def test_every_stage_can_be_stopped(tiny_checkpoint: str, name: str) -> None:
    def stop(stage: sr.Stage) -> None:
        if stage.name == name and stage.progress is not None:
            raise KeyboardInterrupt

    task = sr.Task(tiny_checkpoint, 2, options=sr.UpscaleOptions(keep_measured=0.05))
    with pytest.raises(KeyboardInterrupt):
        sr.enlarge(thermogram(), task, compare=("lanczos",), on_stage=stop)


def test_record_holds_what_makes_the_same_bytes_again(tiny_checkpoint: str) -> None:
    task = sr.Task(tiny_checkpoint, 2, sr.Degradation(scale=2, noise_sigma=5, seed=3))
    first, again = (sr.Provenance.of(sr.enlarge(picture(), task)) for _ in range(2))
    assert first == again
    assert first.weights == {tiny_checkpoint: sr.checkpoints()[0].sha256}
    assert first.task.degradation.seed == 3
    other = sr.enlarge(picture(), replace(task, degradation=sr.Degradation(scale=2, noise_sigma=5, seed=4)))
    assert sr.Provenance.of(other).input != first.input
    assert sr.Provenance.of(other).picture == first.picture


def test_small_test_is_refused_with_what_it_needs(tiny_checkpoint: str) -> None:
    with pytest.raises(sr.EngineError, match="a test at 2x needs at least 16 x 16 pixels, found 15 x 15"):
        sr.enlarge(picture(15, 15), bicubic_test(method=tiny_checkpoint))
    assert sr.enlarge(picture(16, 16), bicubic_test(method=tiny_checkpoint)).scores


def test_degradation_of_another_scale_is_refused() -> None:
    with pytest.raises(sr.EngineError, match="a test at 4x needs a degradation of it, found 2x"):
        sr.Task("bicubic", 4, sr.Degradation(scale=2))


def middle(monkeypatch: pytest.MonkeyPatch, seconds: object) -> sr.Part | None:
    monkeypatch.setattr(enlarging, "estimate_seconds", seconds)
    return sr.middle_part(picture(300, 200), sr.Task("bicubic", 4))


def test_long_run_shows_its_middle_first(monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[sr.DecodedImage] = []
    task = sr.Task("bicubic", 2)
    sr.enlarge(picture(300, 200), task, on_look=looked.append)
    assert looked == []
    monkeypatch.setattr(enlarging, "estimate_seconds", lambda _, height, width, *__: height * width / 15000)
    sr.enlarge(picture(300, 200), task, on_look=looked.append)
    assert [look.shape_text for look in looked] == ["256 x 256"]


def test_the_first_look_of_a_size_is_at_that_size(monkeypatch: pytest.MonkeyPatch, tiny_checkpoint: str) -> None:
    looked: list[sr.DecodedImage] = []
    monkeypatch.setattr(enlarging, "estimate_seconds", lambda _, height, width, *__: height * width / 15000)
    whole = picture(300, 200)
    sr.enlarge(whole, sr.Task(tiny_checkpoint, 2, size=sr.Size(450, 300)), on_look=looked.append)
    drawn = sr.upscale(whole, tiny_checkpoint, part=sr.Part(86, 36, 128, 128)).image
    np.testing.assert_array_equal(looked[0].pixels, sr.resize_image(drawn, 192, 192).pixels)


def test_middle_is_the_largest_that_takes_a_tenth_of_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    assert middle(monkeypatch, lambda _, height, width, *__: height * width / 15000) == sr.Part(86, 36, 128, 128)
    assert middle(monkeypatch, lambda _, height, width, *__: 1 + height * width / 15000) == sr.Part(118, 68, 64, 64)
    assert middle(monkeypatch, lambda *_: 9.0) is None


@pytest.mark.parametrize("times", [1, 2, 4, 8])
def test_long_run_shows_its_middle_first_on_a_slower_machine(monkeypatch: pytest.MonkeyPatch, times: int) -> None:
    def seconds(_: str, height: int, width: int, *__: object) -> float:
        return times * (0.6 + height * width / 2500)

    assert middle(monkeypatch, seconds) is not None


def test_difference_map_holds_the_difference_of_a_part_as_values() -> None:
    grey = sr.DecodedImage(smooth_picture(24, 30)[..., :1])
    made = sr.enlarge(grey, sr.Task("bicubic", 2))
    part = made.difference_map(sr.Part(4, 6, 8, 10))
    assert (part.unit, part.shape_text) == ("US", "10 x 8")
    np.testing.assert_array_equal(part.pixels, made.difference[4:12, 6:16])
    assert np.array_equal(made.difference_map().pixels, made.difference)


def test_agreement_is_measured_only_if_asked_for(tiny_checkpoint: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(enlarging, "shrunk_difference", lambda *_: pytest.fail("it was measured"))
    made = sr.enlarge(picture(), sr.Task(tiny_checkpoint, 2), compare=(), agree=False)
    assert (made.agreement, made.difference.shape) == ({}, (0, 0, 3))


def test_one_truth_serves_many_methods_and_their_steps(tiny_checkpoint: str, monkeypatch: pytest.MonkeyPatch) -> None:
    hr = thermogram()
    lr = sr.degrade(hr, sr.Degradation(scale=4))
    truth = Truth(lr, hr, 4)
    ran: list[str] = []
    real = enlarging.upscale
    for module in (enlarging, truths):
        monkeypatch.setattr(
            module, "upscale", lambda image, method, **k: ran.append(method) or real(image, method, **k)
        )
    task = sr.Task(f"{tiny_checkpoint}+{tiny_checkpoint}", 4)
    first, second = (sr.enlarge(lr, task, truth=truth, compare=(), agree=False) for _ in range(2))
    assert ran == [task.method, "bicubic", "bicubic", task.method]  # bicubic of x2 and of x4, once
    assert first.steps == second.steps
    half = sr.degrade(hr, sr.Degradation(scale=2))
    step = sr.upscale(lr, tiny_checkpoint).image
    assert first.steps[0].scores == sr.score(step, half)
    assert first.steps[0].temperature_error == temperature_error(step, half, crop_border=2)
    assert first.steps[1].scores == first.scores["sr"]


def test_result_of_a_size_has_its_evidence_at_that_size(tiny_checkpoint: str) -> None:
    image, size = picture(), sr.Size(73, 91)
    made = sr.enlarge(image, sr.Task(tiny_checkpoint, 2, size=size))
    np.testing.assert_array_equal(
        made.result.image.pixels, sr.resize_image(sr.upscale(image, tiny_checkpoint).image, 73, 91).pixels
    )
    np.testing.assert_array_equal(made.image("bicubic").pixels, sr.resize_image(image, 73, 91).pixels)
    for side in ("sr", "bicubic"):
        again = sr.resize_image(made.image(side), image.height, image.width).pixels.astype(float)
        assert made.agreement[side].mean == pytest.approx(np.abs(again - image.pixels).mean())
    assert '"size": {"height": 73, "width": 91, "dpi": null}' in sr.Provenance.of(made).as_json()


def test_reduction_is_made_without_a_network_and_not_measured() -> None:
    made = sr.enlarge(picture(), sr.Task("bicubic", 1, size=sr.Size(24, 30)))
    np.testing.assert_array_equal(made.result.image.pixels, sr.resize_image(picture(), 24, 30).pixels)
    assert (made.agreement, made.weights, made.result.tiles) == ({}, (), 0)


def test_test_of_a_network_needs_a_whole_scale() -> None:
    with pytest.raises(sr.EngineError, match="a test needs a whole scale, found a size of 91 x 73"):
        replace(bicubic_test(), size=sr.Size(73, 91))


def test_transparent_result_of_a_size_agrees_as_it_shows_over_any_background() -> None:
    colours, alpha = smooth_picture(40, 60), smooth_picture(40, 60, seed=1)[..., 0]
    colours[:20], alpha[:20] = 255, 0  # what is hidden does not count
    made = sr.enlarge(sr.DecodedImage(colours, alpha=alpha), sr.Task("bicubic", 2, size=sr.Size(63, 95)))
    assert made.result.image.alpha.shape == (63, 95)
    assert made.difference.shape == (40, 60, 3)
    assert made.agreement["sr"].mean < 1
    assert np.abs(made.difference[:18]).max() == 0
