from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from sr_core.digits.card import find_classifier
from sr_core.digits.classifier import Classifier
from sr_core.digits.digits import Digits
from sr_core.digits.drawn import drawn_digits
from sr_core.digits.legibility import (
    DigitReading,
    compare_methods,
    count_readings,
    digit_methods,
    disagreements,
)
from sr_core.digits.record import new_record, read_record, write_record
from sr_core.errors import CardError

from ..support.idx_file import write_tiny_classifier

PIXELS = np.zeros((6, 28, 28), np.uint8)
DIGITS = Digits(PIXELS, np.array([1, 1, 2, 3, 3, 3], np.uint8), "six")


def reading(method: str, *read: int) -> DigitReading:
    return DigitReading(method, PIXELS, np.array(read, np.uint8))


ORIGINAL = reading("original", 1, 1, 2, 3, 3, 3)
BICUBIC = reading("bicubic", 1, 7, 2, 8, 8, 3)
LANCZOS = reading("lanczos", 1, 1, 7, 3, 8, 3)


def test_counts_are_those_of_a_hand() -> None:
    found = count_readings(DIGITS, LANCZOS, BICUBIC, 4)
    assert (found.correct, found.count, found.only_method, found.only_bicubic) == (4, 6, 2, 1)
    assert found.gain == pytest.approx(1 / 6)
    assert found.p_value == 1.0  # two against one
    assert found.by_digit == (None, 1.0, 0.0, pytest.approx(2 / 3), None, None, None, None, None, None)
    assert found.mistakes == ((2, 7, 1), (3, 8, 1))
    assert count_readings(DIGITS, BICUBIC, BICUBIC, 4).mistakes[0] == (3, 8, 2)


def test_disagreements_name_the_digits_that_are_not_read_alike() -> None:
    found = disagreements(DIGITS, [ORIGINAL, BICUBIC, LANCZOS])
    assert [(d.number, d.written) for d in found] == [(1, 1), (2, 2), (3, 3), (4, 3)]
    assert [(method, read) for method, read, _ in found[0].read] == [("original", 1), ("bicubic", 7), ("lanczos", 1)]


def test_every_network_for_photographs_is_tested_once() -> None:
    for scale in (2, 4):
        methods = digit_methods(scale)
        assert methods[:2] == ("bicubic", "lanczos")
        assert len(set(methods)) == len(methods) > 6
        assert not any("xray" in m or "thermal" in m or "+" in m for m in methods)


def test_drawn_digits_are_of_the_form_of_mnist_and_the_same_for_a_seed() -> None:
    digits = drawn_digits(20, seed=3)
    np.testing.assert_array_equal(digits.pixels, drawn_digits(20, seed=3).pixels)
    assert digits.pixels.shape == (20, 28, 28)
    assert digits.labels.tolist() == [*range(10)] * 2
    down, across = np.mgrid[:28, :28] + 0.5
    for picture in digits.pixels.astype(float):
        ys, xs = np.nonzero(picture)
        assert max(np.ptp(ys), np.ptp(xs)) + 1 <= 21  # a box of 20 pixels that need not begin at a whole one
        assert abs((picture * down).sum() / picture.sum() - 14) <= 1
        assert abs((picture * across).sum() / picture.sum() - 14) <= 1


def test_shipped_classifier_reads_drawn_digits() -> None:
    digits = drawn_digits(200)
    assert (Classifier(find_classifier()).read(digits.pixels) == digits.labels).mean() > 0.9


def test_methods_are_compared_on_the_same_digits(models: Path) -> None:
    digits, told = drawn_digits(10), []
    classifier = Classifier(write_tiny_classifier(models))
    results, differing = compare_methods(
        digits, classifier, ["lanczos"], 2, on_progress=lambda share, method: told.append((share, method))
    )
    assert [(r.method, r.scale, r.count) for r in results] == [
        ("original", 1, 10),
        ("bicubic", 2, 10),
        ("lanczos", 2, 10),
    ]
    assert all(r.correct == sum(int(c) for c in np.diag(r.confusion)) for r in results)
    assert all(len({read for _, read, _ in d.read}) > 1 for d in differing)
    assert told[0] == (0.0, "bicubic")
    assert told[-1] == (1.0, "lanczos")


def test_record_comes_back_and_is_joined_method_by_method(models: Path) -> None:
    card = write_tiny_classifier(models)
    first, second = (count_readings(DIGITS, r, BICUBIC, 4) for r in (BICUBIC, LANCZOS))
    assert read_record(card) is None
    write_record(card, new_record(card, "six", (first,)))
    write_record(card, new_record(card, "six", (second,)))
    found = read_record(card)
    assert found is not None
    assert found.results == (first, second)
    assert [r.method for r in found.at(4)] == ["lanczos", "bicubic"]
    assert found.find(found, "lanczos", 4) == second
    assert found.find(found, "lanczos", 2) is None
    assert found.find(replace(found, set="others"), "lanczos", 4) is None


def test_record_of_another_set_or_classifier_does_not_stay(models: Path) -> None:
    card = write_tiny_classifier(models)
    result = count_readings(DIGITS, LANCZOS, BICUBIC, 4)
    write_record(card, new_record(card, "six", (result,)))
    write_record(card, new_record(card, "others", (count_readings(DIGITS, BICUBIC, BICUBIC, 4),)))
    found = read_record(card)
    assert found is not None
    assert [r.method for r in found.results] == ["bicubic"]
    assert read_record(replace(card, sha256="0" * 64)) is None


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"results": [{"confusion": [[1]], "weights": []}]}', "[" * 100_000])
def test_a_damaged_record_is_one_sentence(text: str, models: Path) -> None:
    card = write_tiny_classifier(models)
    (card.folder / "digits.json").write_text(text)
    with pytest.raises(CardError, match=r"mnist: digits\.json is damaged"):
        read_record(card)
