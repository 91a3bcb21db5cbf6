import numpy as np
import pytest

from sr_core.decode import decode
from sr_core.errors import DecodeError

from .written import HEADING, celsius, lines

VALUES = celsius()
ROWS = lines(VALUES)


def read(text: str) -> np.ndarray:
    return decode(text.encode(), "t.csv").pixels[..., 0]


@pytest.mark.parametrize(
    "text",
    [
        "Min;20.1\nMax;36.2\nMean;30.0\n\n" + HEADING + ROWS,
        HEADING + ROWS + "\nMin;20.1\nMax;36.2\nMean;30.0\n",
        HEADING + ROWS + "Min;20.1\nMax;36.2\n",
        "Min;Max;Mean\n20.1;36.2;30.0\n\n" + HEADING + ROWS,
        "File;IR.jpg;;;;;\nEmissivity;0.95;;;;;\n;;;;;;\nTemperature (°C);;;;;;\n" + ROWS,
        HEADING + ROWS + ";;;;;;\nMax;36.2;;;;;\n",
        HEADING + lines(VALUES, end="\n\n"),
        "sep=;\n" + HEADING + ROWS,
        "\n\n" + HEADING + "\n\n" + ROWS + "\n\n",
    ],
)
def test_what_stands_around_the_table_is_left_out(text: str) -> None:
    np.testing.assert_allclose(read(text), VALUES, atol=1e-5)


def test_a_line_of_numbers_apart_is_left_out_with_a_note() -> None:
    image = decode(("640;480\n\n" + HEADING + ROWS).encode(), "t.csv")
    np.testing.assert_allclose(image.pixels[..., 0], VALUES, atol=1e-5)
    assert "Line 1 was left out, since it is apart from the table." in image.notes


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Frame 1\n" + HEADING + ROWS + "Frame 2\n" + ROWS, "found two, in lines 3 to 8 and lines 10 to 15"),
        (HEADING + ROWS + "\n" + lines(VALUES[:, :3]), "found two, in lines 2 to 7 and lines 9 to 14"),
        (HEADING + ROWS + "\n" + ROWS, "found an empty line before line 9"),
        (HEADING + ROWS + ";;;;;;\n" + ROWS, "found an empty line of separators only"),
        (HEADING + ROWS + "30.0;31.0\n", "line 8: expected 7 numbers as in line 2, found 2"),
        (HEADING + lines(VALUES[:3]) + "30.0;31.0\n" + lines(VALUES[3:]), "expected 7 numbers|expected 2 numbers"),
        (HEADING + '"' + lines(VALUES, ","), "line 2: expected a second quote behind"),
        (HEADING + ROWS.replace("\n", '"\n', 1), "line 2: expected a second quote behind"),
        (HEADING + "(" + ROWS.replace(";", ");(", 6).replace("\n", ")\n", 1), "line 2, column 1: .*found '\\("),
        (HEADING + "[" + lines(VALUES, ", ").replace("\n", "],\n[")[:-2], "line 2"),
        (HEADING + ROWS.replace(";", ";abc;", 1).replace(";", "", 1), "line 2"),
        (HEADING + lines(VALUES[:-1]) + "30.1;31.2;oops;30.1;30.1;30.1;30.1\n", "line 7, column 3: .* found 'oops'"),
        (HEADING + "oops;31.2;30.3;30.1;30.1;30.1;30.1\n" + ROWS, "line 2, column 1: .* found 'oops'"),
        (HEADING + "1'234.5;1'250.1\n1'300.2;1'280.0\n", "found \"1'234.5"),
        (HEADING + ROWS + "31.01;25\n", "line 8: expected 7 numbers"),
        ("[[" + lines(VALUES, ", ").replace("\n", "],\n["), "expected a row of temperatures, found '\\[\\["),
    ],
)
def test_a_damaged_row_or_a_second_table_is_refused(text: str, message: str) -> None:
    with pytest.raises(DecodeError, match=message):
        read(text)


@pytest.mark.parametrize("gone", [range(7, 14), [0], [41], [3, 17, 30], range(7), range(35, 42)])
@pytest.mark.parametrize("hole", ["NaN", "---", "n/a"])
def test_cells_that_were_not_measured_stay_where_they_are(gone: list[int], hole: str) -> None:
    values = VALUES.copy()
    values.ravel()[list(gone)] = np.nan
    text = "\n".join(";".join(hole if np.isnan(value) else f"{value:.2f}" for value in row) for row in values)
    np.testing.assert_allclose(read(HEADING + text), values, atol=1e-5)


def test_empty_cells_stay_where_they_are() -> None:
    values = VALUES.copy()
    values.ravel()[[0, 3, 17, 30, 41]] = np.nan
    np.testing.assert_allclose(read(HEADING + lines(values)), values, atol=1e-5)


@pytest.mark.parametrize("cell", ["inf", "#VALUE!", "***", "<NA>", "OVL", "1e", "k.A."])
def test_a_damaged_cell_in_the_middle_is_named_and_not_taken_for_two_tables(cell: str) -> None:
    rows = ROWS.splitlines()
    cells = rows[3].split(";")
    rows[3] = ";".join((*cells[:2], cell, *cells[3:]))
    with pytest.raises(DecodeError, match="line 5, column 3: expected a number"):
        read(HEADING + "\n".join(rows))


def test_a_line_of_units_below_the_numbers_of_columns_is_refused_in_words() -> None:
    with pytest.raises(DecodeError, match="expected one table, found two"):
        read(";0;1;2\n;°C;°C;°C\n" + lines(VALUES[:, :3], labels=[str(at) for at in range(len(VALUES))]))


@pytest.mark.parametrize(
    "names",
    [
        [f"V{at}" for at in range(1, 8)],  # R
        [f'"V{at}"' for at in range(1, 8)],
        [f"Var{at}" for at in range(1, 8)],  # MATLAB
        [f"col_{at}" for at in range(7)],  # pandas
        [f"Spalte {at}" for at in range(1, 8)],
    ],
)
@pytest.mark.parametrize("corner", [None, "", '""'])
def test_numbered_headings_are_no_damaged_row(names: list[str], corner: str | None) -> None:
    head = ";".join(names if corner is None else [corner, *names])
    labels = None if corner is None else [str(at) for at in range(1, len(VALUES) + 1)]
    np.testing.assert_allclose(read(HEADING + head + "\n" + lines(VALUES, labels=labels)), VALUES.astype(np.float32))


def test_empty_columns_at_the_left_are_said() -> None:
    image = decode((HEADING + lines(VALUES, before=";;")).encode(), "t.csv")
    assert "2 empty columns at the left were left out." in image.notes
