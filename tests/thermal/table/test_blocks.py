import tracemalloc

import numpy as np
import pytest

from sr_core.decode import decode
from sr_core.errors import DecodeError
from sr_core.files.text import TableText
from sr_core.thermal.table.blocks import read_blocks
from sr_core.thermal.table.dialect import Dialect
from sr_core.thermal.table.reader import read_table

from .written import celsius, lines


def peak(data: bytes) -> int:
    """Return the largest memory that reading a table takes, in bytes."""
    tracemalloc.start()
    try:
        read_table(data)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    "row", [";".join(["30.5213"] * 400), ",".join(["30.52"] * 400), "30,52\t" * 400, '"30.52",' * 400, "30.5 °C;" * 400]
)
def test_a_table_takes_a_small_multiple_of_its_file(row: str) -> None:
    data = ("Temperature (°C)\n" + (row + "\n") * 400).encode()
    assert peak(data) < 3 * len(data) + 2**20  # 8 bytes for a number, its text, and a row at a time


def test_memory_grows_with_the_file() -> None:
    small, large = (("degC\n" + (";".join(["30.5213"] * 300) + "\n") * rows).encode() for rows in (200, 800))
    assert peak(large) < 4.5 * peak(small)


def test_short_rows_read_many_at_a_time_equal_those_read_one_by_one() -> None:
    values = celsius(5000, 4)
    text = lines(values, form="%.3e").encode()
    parts = read_blocks(TableText(text, "ascii"), Dialect(";", "."))
    alone = [float(cell) for line in text.decode().split() for cell in line.split(";")]
    assert len(parts.blocks) == 1
    np.testing.assert_array_equal(parts.numbers(parts.blocks[0]).ravel(), alone)


def test_a_gap_among_short_rows_is_not_lost() -> None:
    rows = lines(celsius(5000, 4)).split("\n")
    rows.insert(3000, "")
    parts = read_blocks(TableText("\n".join(rows).encode(), "ascii"), Dialect(";", "."))
    assert parts.blocks[0].gaps == [3002]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("1;2;3\n1;2\n" * 2000, "found more than 1,000 blocks of numbers"),
        ("1.5;2.5\n" + "Unit;degC;K\n" * 3000, "found 'Unit;degC;K' after 2,000 other lines"),
        ("1.5;2.5\n" + "x;" * 600_000, "line 2: "),
    ],
)
def test_text_and_blocks_are_counted_before_they_are_judged(text: str, message: str) -> None:
    with pytest.raises(DecodeError, match=message):
        decode(text.encode(), "t.csv")
