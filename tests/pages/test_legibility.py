"""The part of the Benchmark page that asks whether digits can still be read."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from pages.ui.benchmark.digit_trial import BROUGHT, DigitTrial
from sr_core.digits.card import ClassifierCard
from sr_core.digits.drawn import drawn_digits
from sr_core.digits.legibility import DigitResult
from sr_core.digits.record import new_record, write_record

from ..support.idx_file import idx_bytes, write_tiny_classifier
from ..support.visitor import kept_by
from ..support.zoo import write_tiny_checkpoint

PAGE = Path(__file__).resolve().parents[2] / "pages" / "2_Benchmark.py"
DIGITS = drawn_digits(20)


def result(method: str, scale: int, wrong: int, only: int = 0, bicubic: int = 0) -> DigitResult:
    table = [[100 if row == column else 0 for column in range(10)] for row in range(10)]
    table[4][4], table[4][9] = 100 - wrong, wrong
    return DigitResult(method, scale, (), tuple(map(tuple, table)), only, bicubic)


@pytest.fixture
def classifier(models: Path) -> ClassifierCard:
    write_tiny_checkpoint(models)
    return write_tiny_classifier(models)


def open_page() -> AppTest:
    at = AppTest.from_file(str(PAGE), default_timeout=30).run()
    assert not at.exception
    return at


def table(at: AppTest, column: str, nth: int = 0) -> list[object]:
    """Return a column of the n-th table that has it."""
    return list([frame.value for frame in at.dataframe if column in frame.value][nth][column])


def texts(at: AppTest) -> str:
    kinds = (at.caption, at.markdown, at.error, at.warning, at.header)
    return " ".join(e.value for kind in kinds for e in kind).replace("\\", "")


def test_measured_results_are_a_table_with_interval_difference_and_protocol(classifier: ClassifierCard) -> None:
    found = result("original", 1, 5, 30, 2), result("bicubic", 4, 60), result("lanczos", 4, 40, 21, 1)
    write_record(classifier, new_record(classifier, "mnist/test", found))
    at = open_page()
    assert table(at, "Method") == ["Original digits", "Lanczos", "Bicubic"]
    assert table(at, "Read correctly, %") == pytest.approx([99.5, 96.0, 94.0])
    assert table(at, "95 % interval")[1] == "94.60 to 97.05"  # Wilson, 960 of 1,000, by scipy
    assert table(at, "Difference from bicubic, points")[1] == pytest.approx(2.0)
    assert table(at, "p")[1] == "below 0.001"
    assert table(at, "Most frequent mistakes")[2] == "4 read as 9: 60"
    said = texts(at)
    assert "Measured on 1,000 digits of mnist/test" in said
    assert "Digits of nobody" in said


def test_a_trial_on_drawn_digits_shows_those_that_are_not_read_alike(classifier: ClassifierCard) -> None:
    at = open_page()
    at.segmented_control(key="benchmark_digits_scale").set_value(2).run()
    at.segmented_control(key="benchmark_digits_count").set_value(50).run()
    at.multiselect(key="benchmark_digits_methods_2").set_value(["lanczos"]).run()
    at.button(key="benchmark_digits_run").click().run()
    assert not at.exception
    assert table(at, "Read correctly, %")[1] == pytest.approx(100 * kept_by(at, DigitTrial).outcome.results[1].accuracy)
    differing = kept_by(at, DigitTrial).outcome.differing
    shown = [e.proto.body for e in at.get("html") if 'class="digits"' in e.proto.body]
    assert bool(shown) == bool(differing)
    assert f"{len(differing) or 'All'} " in texts(at)
    at.segmented_control(key="benchmark_digits_count").set_value(100).run()
    assert len([frame for frame in at.dataframe if "p" in frame.value]) == 0  # an outdated result is not shown


def test_a_trial_reads_the_visitors_idx_files(classifier: ClassifierCard) -> None:
    at = open_page()
    at.segmented_control(key="benchmark_digits_scale").set_value(2).run()
    at.segmented_control(key="benchmark_digits_source").set_value(BROUGHT).run()
    assert at.button(key="benchmark_digits_run").disabled
    at.multiselect(key="benchmark_digits_methods_2").set_value([]).run()
    field = at.file_uploader(key="benchmark_digits_uploads_0")
    files = [("images", idx_bytes(DIGITS.pixels), "x/y"), ("labels", idx_bytes(DIGITS.labels), "x/y")]
    at = field.set_value(files[:1]).run()
    assert "You have chosen 1" in texts(at)
    at = at.file_uploader(key="benchmark_digits_uploads_0").set_value(files).run()
    at.button(key="benchmark_digits_run").click().run()
    assert kept_by(at, DigitTrial).outcome.results[0].count == 20
    at = at.file_uploader(key="benchmark_digits_uploads_0").set_value([("a", b"\0", "x/y"), files[1]]).run()
    at.button(key="benchmark_digits_run").click().run()
    assert "expected an IDX file" in texts(at)


def test_without_a_classifier_the_page_says_nothing_of_digits(models: Path) -> None:
    assert "Can the digits" not in texts(open_page())


def test_a_damaged_record_is_one_sentence(classifier: ClassifierCard) -> None:
    (classifier.folder / "digits.json").write_text("[")
    assert "mnist: digits.json is damaged" in texts(open_page())
