"""What a log tells of a training, on logs written by hand and on those of the repository."""

from dataclasses import replace

import sr_core as sr
from sr_core.checkpoints.store import find_card


def kinds(card: sr.ModelCard, **log: tuple[float, ...]) -> list[tuple[float, str]]:
    return [(event.step, event.kind) for event in sr.training_events(card, log)]


def test_rate_that_rises_after_the_warm_up_is_a_run_that_was_continued(tiny_checkpoint: str) -> None:
    card = find_card(tiny_checkpoint)
    log = {"step": (5.0, 15.0, 100.0, 110.0, 150.0), "learning_rate": (1e-5, 1e-3, 1e-6, 5e-4, 1e-6)}
    assert kinds(card, **log) == [(110.0, "continued")]


def test_constant_rate_that_falls_is_the_decay(tiny_checkpoint: str) -> None:
    rates = (*(5e-3,) * 6, 3e-3, 1e-3)
    assert kinds(find_card(tiny_checkpoint), step=tuple(range(1, 9)), learning_rate=rates) == [(7, "decay")]


def test_jump_of_a_mean_over_few_steps_is_told_from_other_jumps(tiny_checkpoint: str) -> None:
    step, loss = (100.0, 200.0, 300.0, 310.0, 320.0), (0.5, 0.4, 0.5, 0.55, 0.3)
    assert kinds(find_card(tiny_checkpoint), step=step, loss=loss) == [(310.0, "few_steps")]


def test_psnr_falls_on_purpose_only_where_the_network_shall_look_sharp(tiny_checkpoint: str) -> None:
    card = find_card(tiny_checkpoint)
    log = {"step": (1.0, 2.0, 3.0), "validation_psnr": (22.0, 22.5, 21.0)}
    assert kinds(card, **log) == []
    (event,) = sr.training_events(replace(card, objective="appearance"), log)
    assert (event.step, event.kind, event.before, event.after) == (2.0, "psnr_falls", 22.5, 21.0)


def test_weights_of_another_checkpoint_are_the_start(tiny_checkpoint: str) -> None:
    card = find_card(tiny_checkpoint)
    card = replace(card, training=replace(card.training, start="edsr-tiny-x4"))
    assert kinds(card, step=(10.0, 20.0)) == [(10.0, "start")]


def test_phase_begins_at_its_share_of_the_run(tiny_checkpoint: str) -> None:
    card = find_card(tiny_checkpoint)
    (card.folder / "train.toml").write_text("[[phases]]\nbegin = 0.5\nlr_patch = 48\n")
    assert kinds(card, step=(10.0, 20.0, 30.0, 40.0)) == [(20.0, "phase")]


def test_log_without_lines_tells_nothing(tiny_checkpoint: str) -> None:
    assert sr.training_events(find_card(tiny_checkpoint), {}) == ()
