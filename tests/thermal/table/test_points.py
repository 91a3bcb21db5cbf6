import numpy as np
import pytest

from sr_core.decode import decode
from sr_core.errors import DecodeError, UnitNeeded

from .written import celsius, points

VALUES = celsius()


def read(text: str) -> np.ndarray:
    return decode(text.encode(), "t.csv").pixels[..., 0]


@pytest.mark.parametrize(
    "text",
    [
        points(VALUES, "x,y,temperature (°C)"),
        points(VALUES, "T_C,x,y", "txy"),
        points(VALUES, "row;col;temp [°C]", "yxt", ";"),
        points(VALUES, "Spalte;Zeile;Temperatur (°C)", "xyt", ";"),
        points(VALUES, "colonne;ligne;température (°C)", "xyt", ";"),
        points(VALUES, "columna;fila;temperatura (°C)", "xyt", ";"),
        points(VALUES, "x [mm],y [mm],T [°C]", form="%.2f", step=0.25),
        points(VALUES, "x,y,T [°C]", step=2.0, start=10.0),
        points(VALUES, "x,y,T [°C]", form="%.1f", step=1 / 3),
        points(VALUES, "frame,x,y,T (°C)", "1xyt"),
        points(VALUES, "x,y,emissivity,T_C", "xy1t"),
        points(VALUES, "x\ty\tT (°C)", separator="\t"),
        points(VALUES, "x y T (°C)", separator=" "),
        points(VALUES, "# x y T(°C)", separator=" "),
        points(VALUES, "# x, y, T_C", separator=", "),
        points(VALUES, '"x","y","T (°C)"'),
        points(VALUES, "x;y;T\npx;px;°C", separator=";"),
        points(VALUES, "x;y;T", separator=";").replace("\n", " °C\n").replace("T °C", "T"),
        "File;a.jpg\nEmissivity;0.95\n\n" + points(VALUES, "x;y;T (°C)", separator=";"),
    ],
)
def test_a_line_for_each_pixel_is_read_as_the_grid_it_is(text: str) -> None:
    np.testing.assert_allclose(read(text), VALUES, atol=1e-5)


def test_lines_in_any_order_give_the_same_picture() -> None:
    heading, *rest = points(VALUES, "x,y,T (°C)").splitlines()
    mixed = [rest[at] for at in np.random.default_rng(0).permutation(len(rest))]
    np.testing.assert_allclose(read("\n".join([heading, *mixed])), VALUES, atol=1e-5)


def test_kelvin_in_a_line_of_units_is_converted() -> None:
    text = points(VALUES + 273.15, "x;y;T\npx;px;K", separator=";")
    np.testing.assert_allclose(read(text), VALUES, atol=6e-3)


def test_a_missing_line_is_a_pixel_that_was_not_measured() -> None:
    image = decode("\n".join(points(VALUES, "x,y,T (°C)").splitlines()[:-2]).encode(), "t.csv")
    assert np.isnan(image.pixels[-1, -2:, 0]).all()
    assert "2 pixels have no line in the table, so they have no temperature." in image.notes


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (points(VALUES, "x,y,T (°C)") + "0,0,30.5\n", "found two for the same x and y"),
        (points(VALUES, "x,y,T (°C)") + "99,0,30.5\n", "found steps of 1 to 93 in x"),
        (points(VALUES[:, :2], "x,y,T (°C)") + "0,9,30.5\n", "found steps of 1 to 4 in y"),
        ("x,y,T (°C)\n" + "".join(f"{n},{n},30.{n}\n" for n in range(9)), "expected a point for most pixels, found 9"),
        (points(VALUES, "time,x,y,T (°C)", "txyt"), "found several in column 'time'"),
        (points(VALUES, "x,y,T_C,T_F", "xytt"), "found 'T_C', 'T_F'"),
        ("°C\n" + points(VALUES, "")[1:], "found lines of two positions and a value without headings"),
        ("°C\n" + "\n".join(points(VALUES, "").splitlines()[1:-3]), "found lines of two positions and a value"),
        ("°C\n" + points(VALUES, "", "xyt", ";").replace("\n0;", "\n;")[1:], "two positions and a value"),
    ],
)
def test_points_that_are_no_picture_are_refused(text: str, message: str) -> None:
    with pytest.raises(DecodeError, match=message):
        read(text)


def test_points_without_a_unit_ask_for_it() -> None:
    with pytest.raises(UnitNeeded):
        read(points(VALUES, "x,y,temperature"))
    image = decode(points(VALUES, "x,y,temperature").encode(), "t.csv", unit="degC")
    np.testing.assert_allclose(image.pixels[..., 0], VALUES, atol=1e-5)


def test_points_say_which_way_up_they_are() -> None:
    image = decode(points(VALUES, "x,y,T_C").encode(), "t.csv")
    assert image.notes == (
        "42 lines of x, y and temperature were read as a picture, whose top row has the smallest y.",
    )


def test_more_points_than_a_camera_has_are_refused_before_they_are_read() -> None:
    with pytest.raises(DecodeError, match="at most 1,500,000 lines, found 1,600,000"):
        read("x,y,T_C\n" + "1,1,30\n" * 1_600_000)
