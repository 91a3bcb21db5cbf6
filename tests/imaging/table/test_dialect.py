import numpy as np
import pytest

from sr_core.errors import DecodeError
from sr_core.imaging.decode import decode
from sr_core.imaging.table.dialect import find_dialect
from sr_core.imaging.table.text import TableText

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
    from sr_core.imaging.table import dialect

    seen: list[int] = []
    plain = dialect.plain_numbers
    monkeypatch.setattr(dialect, "plain_numbers", lambda line: seen.append(len(line)) or plain(line))
    find_dialect(TableText(b"30.5213;" * 100 + b"\n" + (b"30.5213;" * 1000 + b"\n") * 1500, "ascii"))
    assert sum(seen) < dialect._SAMPLE + 10_000
