import numpy as np
import pytest

from sr_core.decode import decode
from sr_core.errors import DecodeError

from .written import HEADING, celsius, lines

VALUES = celsius()
ZERO = [str(n) for n in range(6)]
ONE = [str(n) for n in range(1, 7)]
HALF = ["%.1f" % (n / 2) for n in range(6)]


def top(start: float = 0.0, step: float = 1.0, form: str = "%g") -> str:
    return ";".join(form % (start + step * n) for n in range(7)) + "\n"


def read(text: str) -> np.ndarray:
    return decode((HEADING + text).encode(), "t.csv").pixels[..., 0]


@pytest.mark.parametrize(
    "text",
    [
        lines(VALUES, labels=ZERO),
        lines(VALUES, labels=ONE),
        top() + lines(VALUES),
        top(1.0) + lines(VALUES),
        ";" + top() + lines(VALUES, labels=ZERO),
        "y\\x;" + top(1.0) + lines(VALUES, labels=ONE),
        top() + lines(VALUES, labels=ZERO),
        "0;" + top() + lines(VALUES, labels=ZERO),
        "Y/X;" + top(40.0) + lines(VALUES, labels=[str(n) for n in range(100, 106)]),
        "y/x [mm];" + top(0.0, 0.5, "%.1f") + lines(VALUES, labels=HALF),
        ";" + top(0.0, 0.5, "%.1f") + lines(VALUES, labels=HALF),
        lines(VALUES, labels=list("ABCDEF")),
        "A;B;C;D;E;F;G\n" + lines(VALUES),
        ";A;B;C;D;E;F;G\n" + lines(VALUES, labels=ONE),
        lines(VALUES, labels=[f"Row {n}" for n in range(6)]),
        lines(VALUES, labels=[f"Zeile {n}" for n in range(1, 7)]),
        ";".join(f"x{n}" for n in range(7)) + "\n" + lines(VALUES),
        ";".join(f"Column {n}" for n in range(1, 8)) + "\n" + lines(VALUES),
        lines(VALUES, before=";"),
        lines(VALUES, behind=";"),
        lines(VALUES, behind=";;;"),
        lines(VALUES, before=";", behind=";"),
        "Image 1" + lines(VALUES, before=";"),
        "x;" + ";".join(map(str, range(6))) + "\n" + lines(VALUES),
    ],
)
def test_what_only_counts_or_is_empty_is_left_out(text: str) -> None:
    np.testing.assert_allclose(read(text), VALUES, atol=1e-5)


@pytest.mark.parametrize("separator", ["\t", ",", " "])
def test_numbering_is_left_out_with_other_separators(separator: str) -> None:
    text = separator.join(map(str, range(7))) + "\n" + lines(VALUES, separator, labels=ZERO)
    np.testing.assert_allclose(read(text), VALUES, atol=1e-5)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (top(100.0) + lines(VALUES), "found column numbers or the like"),
        (lines(VALUES, labels=[str(n) for n in range(100, 106)]), "found row numbers or the like"),
        (lines(VALUES, labels=["", *ONE[1:]]), "found row numbers or the like"),
        (lines(VALUES, labels=HALF), "found row numbers or the like"),
        ("Image 1;" + lines(VALUES[:, 1:]).replace("\n", "\n5;", 5), "column 1: .* found 'Image 1'"),
        (lines(VALUES, labels=[f"12:00:0{n}" for n in range(6)]), "found temperatures over time, such as '12:00:05'"),
        (lines(VALUES, labels=[f"Sp{n}" for n in range(6)]), "found rows with names, such as 'Sp5'"),
        ("Image 1" + lines(VALUES, before=";") + "Image 2" + lines(VALUES, before=";"), "found rows with names"),
    ],
)  # fmt: skip
def test_positions_are_never_temperatures(text: str, message: str) -> None:
    with pytest.raises(DecodeError, match=message):
        read(text)


def test_a_gradient_of_temperatures_is_no_numbering() -> None:
    rising = np.round(30.0 + 0.1 * np.arange(8)[:, None] + 0.01 * np.arange(8)[None], 2)
    np.testing.assert_allclose(read(lines(rising)), rising, atol=1e-5)


def test_a_first_cell_that_was_not_measured_is_no_corner() -> None:
    rising = np.round(30.0 + 0.1 * np.arange(8)[:, None] + 0.01 * np.arange(8)[None], 2)
    rising[0, 0] = np.nan
    np.testing.assert_allclose(read(lines(rising)), rising, atol=1e-5)
