"""Training on show: it learns, is the same with the same seed, and measures by the protocol of the project."""

from collections.abc import Callable
from itertools import count

import numpy as np
import pytest

import sr_core as sr
from sr_core.errors import RecipeError, WorkerError
from sr_core.training.live import __main__ as child
from sr_core.training.live import live
from sr_core.worker.message import Message
from sr_core.worker.process import run_worker

from ..support.pictures import smooth_picture

STEPS = 120
Run = Callable[..., list[tuple[sr.LivePoint, sr.DecodedImage]]]


@pytest.fixture
def train(monkeypatch: pytest.MonkeyPatch) -> Run:
    """Train in this process by a clock that advances by a second at each step."""

    def run_here(_: str, request: Message, *, on_message: Callable[[Message], None], **_options: object) -> Message:
        clock = count()
        return child.train(request, on_message, now=lambda: float(max(0, next(clock) - 1)))

    monkeypatch.setattr(live, "run_worker", run_here)
    monkeypatch.setattr(child, "LOOK_SECONDS", 40.0)

    def run(
        *, seconds: float = STEPS - 1, learning_rate: float = 0.001, seed: int = 0
    ) -> list[tuple[sr.LivePoint, sr.DecodedImage]]:
        points: list[tuple[sr.LivePoint, sr.DecodedImage]] = []
        learned = [sr.DecodedImage(smooth_picture(72, 80, seed=n), "a.png") for n in (1, 2)]
        last = sr.train_live(
            learned,
            picture(),
            scale=2,
            seconds=seconds,
            learning_rate=learning_rate,
            seed=seed,
            on_point=lambda *told: points.append(told),
        )
        assert last is points[-1][0]
        return points

    return run


def picture() -> sr.DecodedImage:
    return sr.DecodedImage(smooth_picture(65, 70), "watched.png")


def test_it_learns_and_the_figure_is_that_of_the_picture(train: Run) -> None:
    told = train()
    points = [point for point, _ in told]
    first, last, image = points[0], *told[-1]
    assert [point.seconds for point in points] == [0, 40, 80, STEPS - 1]
    assert (first.step, first.loss) == (0, None)
    assert points[1].loss is not None
    assert last.loss is not None
    assert last.loss < points[1].loss / 2
    assert last.psnr > first.psnr + 6
    assert last.psnr == sr.score(image, sr.crop_to_scale(picture(), 2), crop_border=2)[0].value
    assert image.pixels.shape == (64, 70, 3)


def test_the_seed_decides_and_nothing_else(train: Run) -> None:
    one, same, other = (train(seconds=9, seed=seed)[-1][1].pixels for seed in (3, 3, 4))
    np.testing.assert_array_equal(one, same)
    assert (one != other).any()


def test_too_large_a_learning_rate_learns_less(train: Run) -> None:
    assert train(learning_rate=0.3)[-1][0].psnr < train()[-1][0].psnr - 6


def test_a_loss_that_is_no_number_ends_the_training_with_a_sentence(train: Run) -> None:
    with pytest.raises(WorkerError, match="choose a smaller learning rate"):
        train(learning_rate=1e30)


@pytest.mark.parametrize(
    ("side", "seconds", "rate", "said"),
    [
        (40, 5, 0.001, "at least 64 pixels"),
        (80, 0, 0.001, "found 0 s"),
        (80, 999, 0.001, "found 999 s"),
        (80, 5, 0.0, "and 0;"),
        (80, 5, float("nan"), "and nan;"),
    ],
)
def test_what_cannot_be_trained_is_refused(side: int, seconds: float, rate: float, said: str) -> None:
    image = sr.DecodedImage(smooth_picture(side, side), "a.png")
    with pytest.raises(RecipeError, match=said):
        sr.train_live([image], image, scale=2, seconds=seconds, learning_rate=rate, on_point=lambda *_: None)


def test_no_picture_is_refused() -> None:
    with pytest.raises(RecipeError, match="found none"):
        sr.train_live([], picture(), scale=2, seconds=5, learning_rate=0.001, on_point=lambda *_: None)


def test_in_its_own_process_it_begins_the_same_and_is_stopped(train: Run) -> None:
    class EnoughError(Exception):
        pass

    found: list[sr.LivePoint] = []

    def keep(point: sr.LivePoint, _: sr.DecodedImage) -> None:
        found.append(point)
        raise EnoughError

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(live, "run_worker", run_worker)
        with pytest.raises(EnoughError):
            sr.train_live([picture()], picture(), scale=2, seconds=60, learning_rate=0.001, on_point=keep)
    assert found[0].psnr == pytest.approx(train(seconds=1)[0][0].psnr, abs=0.01)
