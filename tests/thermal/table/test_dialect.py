import numpy as np
import pytest

from sr_core.decode import decode
from sr_core.errors import DecodeError
from sr_core.files.text import TableText
from sr_core.thermal.table.dialect import find_dialect

from .written import HEADING, celsius, lines

VALUES = celsius()


@pytest.mark.parametrize("separator", [";", "\t", "|", " ", "  ", ",", ", ", " ; ", ";\u00a0"])
@pytest.mark.parametrize("mark", [".", ","])
def test_separators_and_decimal_marks_are_read_or_refused(separator: str, mark: str) -> None:
    data = (HEADING + lines(VALUES, separator, mark=mark)).encode()
    if separator.strip() == mark:
        with pytest.raises(DecodeError):
            decode(data, "t.csv")
    else:
        np.testing.assert_allclose(decode(data, "t.csv").pixels[..., 0], VALUES, atol=1e-5)


@pytest.mark.parametrize("mark", [".", ","])
def test_quoted_numbers_are_read(mark: str) -> None:
    text = HEADING + lines(VALUES, ",", mark=mark, form='"%.2f"')
    np.testing.assert_allclose(decode(text.encode(), "t.csv").pixels[..., 0], VALUES, atol=1e-5)


def test_a_stray_sign_in_one_line_does_not_change_the_separator() -> None:
    text = lines(VALUES, " ").replace(" ", "|", 1).encode()
    found = find_dialect(TableText(text, "ascii"))
    assert found is not None
    assert found.separator == " "


def test_a_text_without_numbers_has_no_dialect() -> None:
    assert find_dialect(TableText(b"Dear diary", "ascii")) is None


def test_only_a_part_of_a_long_table_is_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    from sr_core.thermal.table import dialect

    seen: list[int] = []
    plain = dialect.plain_numbers
    monkeypatch.setattr(dialect, "plain_numbers", lambda line: seen.append(len(line)) or plain(line))
    find_dialect(TableText(b"30.5213;" * 100 + b"\n" + (b"30.5213;" * 1000 + b"\n") * 1500, "ascii"))
    assert sum(seen) < dialect._SAMPLE + 10_000


KELVIN = VALUES + 273.15
"""Above 100 in every pixel, so that a row's number with its comma looks like thousands before them."""


@pytest.mark.parametrize("separator", [",", " "])
@pytest.mark.parametrize("first", [0, 1])
def test_a_row_number_before_kelvins_is_no_thousand(separator: str, first: int) -> None:
    labels = [str(first + at) for at in range(len(KELVIN))]
    data = ("Temperature (K)\n" + lines(KELVIN, separator, labels=labels)).encode()
    np.testing.assert_allclose(decode(data, "t.csv").pixels[..., 0], VALUES, atol=1e-3)


@pytest.mark.parametrize("separator", [",", " "])
@pytest.mark.parametrize("first", [0, 1])
def test_positions_before_kelvins_are_no_thousands(separator: str, first: int) -> None:
    names = separator.join(("x", "y", "T_K"))
    points = [
        separator.join((str(x + first), str(y + first), f"{KELVIN[y, x]:.2f}"))
        for y in range(KELVIN.shape[0])
        for x in range(KELVIN.shape[1])
    ]
    data = "\n".join((names, *points)).encode()
    np.testing.assert_allclose(decode(data, "t.csv").pixels[..., 0], VALUES, atol=1e-3)


@pytest.mark.parametrize("around", [1000.0, 2000.0, 3000.0, 4000.0, 29_000.0])
@pytest.mark.parametrize("separator", [",", " "])
def test_thousands_in_every_pixel_are_refused(around: float, separator: str) -> None:
    rows = [separator.join(f"{value + around:,.1f}".replace(",", separator) for value in row) for row in VALUES]
    with pytest.raises(DecodeError, match="thousands"):
        decode("\n".join(("Unit: cK" if around > 5000 else "Unit: °F", *rows)).encode(), "t.csv")


def test_thousands_in_some_pixels_are_refused() -> None:
    rows = [",".join(f"{970.0 + value:,.2f}" for value in row) for row in VALUES]
    with pytest.raises(DecodeError):
        decode("\n".join(("Unit: °F", *rows)).encode(), "t.csv")
