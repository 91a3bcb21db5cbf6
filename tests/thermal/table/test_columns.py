import pytest

from sr_core.decode import decode
from sr_core.errors import DecodeError
from sr_core.thermal.table.columns import role_of


@pytest.mark.parametrize(
    ("name", "role"),
    [("x", "x"), ("X [mm]", "x"), ("column", "x"), ("Spalte", "x"), ("y_px", "y"), ("Zeile", "y"), ("ligne", "y"),
     ("Time (s)", "time"), ("t (s)", "time"), ("Zeit", "time"), ("frame", "time"), ("T_C", "temperature"),
     ("Temperatur [°C]", "temperature"), ("°C", "temperature"), ("z", "temperature"), ("n", "index"),
     ("y\\x", "corner"), ("emissivity", "other")],
)  # fmt: skip
def test_a_column_is_told_by_its_heading(name: str, role: str) -> None:
    assert role_of(name) == role


ROWS = "".join(f"{n / 2:.1f};{30 + n * n % 7 / 10:.2f}\n" for n in range(40))
THREE = "".join(f"{30 + n * n % 7 / 10:.2f};31.2;32.{n % 5}\n" for n in range(40))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Time (s);T (°C)\n" + ROWS, "found temperatures over time, in columns named 'Time \\(s\\)', 'T \\(°C\\)'"),
        ("x (mm);T (°C)\n" + ROWS, "found temperatures along a line"),
        ("°C\n" + ROWS, "found 40 lines of which a number rises evenly"),
        ("°C\nSp1;Sp2;Sp3\n" + THREE, "found columns named 'Sp1', 'Sp2', 'Sp3'"),
        ("°C\nMax;Min;Mean\n" + THREE, "found columns named 'Max', 'Min', 'Mean'"),
        ("°C\nn;T\n" + "".join(f"{n};30.{n * n % 97}\n" for n in range(40)), "found columns named 'n', 'T'"),
        (
            "°C\n" + "".join(f"{n};30.{n * n % 97}\n" for n in range(40)),
            "found 40 lines of which a number rises evenly",
        ),
        (
            "T\n" + "".join(f"2020-01-01 12:00:{n};30.5\n" for n in range(10, 40)),
            "expected a row of temperatures, found '2020",
        ),
        ("Name;T (°C)\nSp1;30.1\nSp2;31.2\nSp3;32.2\n", "found"),
    ],
)
def test_what_is_no_picture_is_refused_with_what_was_found(text: str, message: str) -> None:
    with pytest.raises(DecodeError, match=message):
        decode(text.encode(), "t.csv")
