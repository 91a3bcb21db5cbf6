import numpy as np
import pytest

from sr_core.decode import decode
from sr_core.errors import DecodeError
from sr_core.thermal.table import cell
from sr_core.thermal.table.cell import is_cell, is_number, without_units

from .written import HEADING, celsius, lines

VALUES = celsius()
FAHRENHEIT = np.round(VALUES * 1.8 + 32.0, 3)


def read(text: str, **options: str) -> np.ndarray:
    return decode(text.encode(), "t.csv", **options).pixels[..., 0]


@pytest.mark.parametrize("text", ["1", "-1.5", "+.5", "3.", "1e3", "1.5E-2"])
def test_plain_numbers_are_numbers(text: str) -> None:
    assert is_number(text)


@pytest.mark.parametrize("text", ["", "1_0", "inf", "0x1", "1,5", "1.2.3", "--1", "e5", "٣", "1" * 41])
def test_other_cells_are_no_numbers(text: str) -> None:
    assert not is_number(text)


@pytest.mark.parametrize("text", ["", "NaN", "-nan", "---", "n/a", "#N/A", "NULL", "-nan(ind)"])
def test_what_was_not_measured_is_a_cell(text: str) -> None:
    assert is_cell(text)


def test_a_long_cell_is_refused_before_any_pattern(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cell, "_NUMBER", None)
    assert not is_number("1" * 1_000_000)


@pytest.mark.parametrize("minus", ["−", "–", "‒", "－"])
def test_other_minus_signs_are_read(minus: str) -> None:
    np.testing.assert_allclose(read(HEADING + lines(VALUES - 35.0).replace("-", minus)), VALUES - 35.0, atol=1e-5)


@pytest.mark.parametrize("unit", [" °C", "°C", "C", "℃", "ºC", " deg C", " celsius", "Â°C"])
@pytest.mark.parametrize("separator", [";", "\t"])
def test_a_unit_behind_each_number_is_read(unit: str, separator: str) -> None:
    text = lines(VALUES, separator, form=f"%.2f{unit}")
    np.testing.assert_allclose(read(text), VALUES, atol=1e-5)


@pytest.mark.parametrize("unit", ["F", " °F", "℉", " Fahrenheit"])
def test_fahrenheit_behind_each_number_is_converted(unit: str) -> None:
    np.testing.assert_allclose(read(lines(FAHRENHEIT, form=f"%.3f{unit}")), VALUES, atol=6e-4)


def test_a_unit_behind_numbers_with_commas_and_spaces_is_read() -> None:
    np.testing.assert_allclose(read(lines(VALUES, " ", mark=",", form="%.2f°C")), VALUES, atol=1e-5)


def test_a_degree_sign_alone_names_no_unit() -> None:
    np.testing.assert_allclose(read(HEADING + lines(VALUES, form="%.2f°")), VALUES, atol=1e-5)
    with pytest.raises(DecodeError, match="names its unit"):
        read(lines(VALUES, form="%.2f°"))


def test_two_units_behind_numbers_are_refused_with_both() -> None:
    with pytest.raises(DecodeError, match="expected one unit, found 'degC' and 'degF'"):
        read(lines(VALUES[:3], form="%.2f °C") + lines(VALUES[3:], form="%.2f °F"))


def test_a_unit_behind_numbers_must_not_contradict_the_heading() -> None:
    with pytest.raises(DecodeError, match="expected one unit, found 'degC' and 'degF'"):
        read("Temperature (°F)\n" + lines(VALUES, form="%.2f °C"))


def test_a_unit_behind_some_numbers_only_is_refused() -> None:
    with pytest.raises(DecodeError, match="expected a unit behind each number"):
        read(lines(VALUES).replace(";", "F;", 1))


def test_without_units_gives_plain_numbers_and_their_units() -> None:
    assert without_units("−1,5 °C;2 °F") == ("-1,5;2", ["c", "f"])
