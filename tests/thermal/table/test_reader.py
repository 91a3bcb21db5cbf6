import contextlib

import numpy as np
import pytest

from sr_core.decode import decode
from sr_core.errors import DecodeError, UnitNeeded
from sr_core.thermal.table import reader
from sr_core.types.radiometry import Scaling

from ...support.data import DATA
from .written import celsius, lines

VALUES = [[31.5, 32.25], [-3.0, 34.0]]


def table(text: str | bytes) -> np.ndarray:
    return decode(text if isinstance(text, bytes) else text.encode(), "t.csv", unit="degC").pixels[..., 0]


@pytest.mark.parametrize(
    "text",
    [
        "31.5,32.25\n-3,34\n",
        "31.5;32.25\r\n-3.0;34.0\r\n",
        "31,5;32,25\n-3,0;34,0",
        "31.5\t32.25\n-3\t34\n",
        "31,5\t32,25\n-3,0\t34,0\n",
        "  31.5   32.25\n  -3.0   34.0\n",
        "31,5 32,25\n-3,0 34,0\n",
        "31.5, 32.25\n-3, 34\n",
        "31.5;32.25;\n-3.0;34.0;\n",
        "\n31.5;32.25\n\n\n-3.0;34.0\n\n",
        "3.15e1,3.225E+1\n-3e0,34\n",
        '"31,5","32,25"\n"-3,0","34,0"\n',
        '"31.5","32.25"\n"-3.0","34.0"\n',
        b"\xef\xbb\xbf31.5,32.25\n-3,34\n",
        "31,5;32,25\n-3,0;34,0".encode("utf-16"),
        "Temperatur in °C\n31,5;32,25\n-3,0;34,0".encode("latin-1"),
    ],
)
def test_separators_decimal_marks_and_encodings_are_recognised(text: str | bytes) -> None:
    np.testing.assert_array_equal(table(text), VALUES)


@pytest.mark.parametrize(
    "text",
    [
        "File;IR_0001.jpg\nEmissivity;0.95\nDate;2020-01-31 12:00:05\n\n31,5;32,25\n-3,0;34,0\n",
        "File,IR_0001.jpg,\n,,\n31.5,32.25,\n-3.0,34.0,\n",
        ";0;1\n0;31.5;32.25\n1;-3.0;34.0\n",
        "y\\x;1;2\n1;31,5;32,25\n2;-3,0;34,0\n",
        "0,1\n31.5,32.25\n-3.0,34.0\n",
        "Frame 1\n31.5 32.25\n-3.0 34.0\n",
    ],
)
def test_headings_and_numbering_are_left_out(text: str) -> None:
    np.testing.assert_array_equal(table(text), VALUES)


@pytest.mark.parametrize("text", ["31.5;;NaN\n;2.0;n/a\n", "31.5,nan,NAN\n-,2.0,--\n"])
def test_empty_cells_are_not_measured(text: str) -> None:
    np.testing.assert_array_equal(table(text), [[31.5, np.nan, np.nan], [np.nan, 2.0, np.nan]])


@pytest.mark.parametrize("text", ["NaN,NaN\n1.5,2.5\n", ";\n1.5;2.5\n", "degC\nnan;nan\n1.5;2.5\n"])
def test_a_first_row_without_measured_values_stays(text: str) -> None:
    np.testing.assert_array_equal(table(text), [[np.nan, np.nan], [1.5, 2.5]])


@pytest.mark.parametrize(
    ("heading", "factor", "zero"),
    [("Temperature (°F)", 1.8, 32.0), ("Unit: F", 1.8, 32.0), ("Fahrenheit", 1.8, 32.0), ("Unit;K", 1.0, 273.15),
     ("Temperature [K]", 1.0, 273.15), ("values in Kelvin", 1.0, 273.15), ("deg C", 1.0, 0.0), ("Celsius", 1.0, 0.0)],
)  # fmt: skip
def test_a_unit_in_a_heading_is_converted(heading: str, factor: float, zero: float) -> None:
    rows = "\n".join(";".join(f"{value * factor + zero:.4f}" for value in row) for row in VALUES)
    image = decode(f"{heading}\n{rows}\n".encode(), "t.csv")
    np.testing.assert_allclose(image.pixels[..., 0], VALUES, atol=1e-4)
    converted = {1.8: "degF", 1.0: "K"}[factor]
    assert image.notes == (
        (f"The temperatures were converted from {converted}, the unit that the table names.",) if zero else ()
    )


def test_a_table_without_unit_asks_for_it_and_says_its_numbers() -> None:
    with pytest.raises(UnitNeeded, match=r"^t.csv: expected a table that names its unit, found 1.5 to 2.5") as asked:
        decode(b"1.5,2.5\n", "t.csv")
    assert (asked.value.lowest, asked.value.highest) == (1.5, 2.5)


def test_a_chosen_unit_is_said() -> None:
    assert decode(b"77.5,78.5\n", "t.csv", unit="degF").notes == ("The numbers were read in degF, the chosen unit.",)
    assert decode(b"30015,30020,30030\n", "t.csv", scaling=Scaling(0.01, -273.15)).notes == ()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("31.5;32.1\nhello;3.0\n33.1;34.2\n", "line 2, column 1: expected a number or nothing, found 'hello'"),
        ("31.5;32.1\n33.1;34.2\nMin;31.5\n", "line 3, column 1"),
        ("31.5;32.1;33\n31.5;oops;33\n", "line 2, column 2"),
        ("31.5;oops;33\n31.5;32.1;33\n", "line 1, column 2"),
        ("31.5x;32.1;33\n31.5;32.1;33\n", "line 1, column 1"),
        ("1_0,2.5\n3.5,4.5\n", "line 1, column 1"),
        ("31.5;32.1\n33.1\n", "line 2: expected 2 numbers as in line 1, found 1"),
        ("31.5;32.1\n33.1;34.2;35.3\n", "line 2: expected 2 numbers as in line 1, found 3"),
        ("31,5\n32,1\n", "commas or spaces that may stand between numbers or inside"),
        ("31,5,32,1\n33,5,34,2\n", "commas or spaces that may stand"),
        ("31,05,32,10\n33,15,34,20\n", "commas or spaces that may stand"),
        ("31,5, 32,1\n33,5, 34,2\n", "commas or spaces that may stand"),
        ("1,234,1,250\n", "commas or spaces that may stand"),
        ("1,234;1,250\n1,300;1,280\n", "'1,234': a decimal comma or thousands"),
        ("1.234,5;1.250,1\n", "both points and commas"),
        ("31,5;32.1\n", "both points and commas"),
        ("1,234.5,1,250.1\n", "thousands with a separator inside"),
        ("1 234,5 1 250,1\n", "thousands with a separator inside"),
        ("1.2.3;4.5\n1.5;2.5\n", "line 1, column 1: expected a number with one decimal mark"),
        ("inf;2.5\n3.5;4.5\n0;inf\n", "line 3, column 2"),
        ("99999;2.5\n", "expected temperatures of -273.15 to 3,000 degC, found 2.5 to 99,999"),
        ("-300.5;2.5\n", "found -300.5 to 2.5 degC"),
        ("0,1,2,3,4,5,6,7\n20,20,20,20,20,20,20,20\n", "line 1: expected temperatures, found column numbers"),
        ("Dear diary,\ntoday I ate 5 apples.\n", "found plain text; .* one line of numbers for each row"),
        ('{"unit":"°C","data":[[30.1,30.2],[30.3,30.4]]}', "line 1: expected a row of temperatures, found"),
    ],
)
def test_what_cannot_be_read_in_one_way_is_refused(text: str, message: str) -> None:
    with pytest.raises(DecodeError, match=f"^t.csv: .*{message}"):
        decode(text.encode(), "t.csv", unit="degC")


def test_a_table_is_no_picture() -> None:
    with pytest.raises(DecodeError, match="open it on the Thermal page"):
        decode(b"1.5,2.5\n", "t.csv", as_picture=True)


def test_a_file_that_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "MAX_TABLE_BYTES", 2**20)
    with pytest.raises(DecodeError, match="at most 1 MB, found 2 MB"):
        decode(b"1.5,2.5\n" * 2**18, "t.csv")


def test_a_line_that_is_too_long_is_refused() -> None:
    with pytest.raises(DecodeError, match="at most 65,535 numbers in a line"):
        decode(b"1.5," * 65_537, "t.csv")


def test_a_camera_table_is_read_as_numpy_does() -> None:
    path = DATA / "thermal" / "radiometric" / "hand_celsius_160x120.csv"
    if not path.is_file():
        pytest.skip("the radiometric files are not here; set SR_DATA to the data folder")
    data = path.read_bytes()
    theirs = np.loadtxt(path, delimiter=",").astype(np.float32)
    np.testing.assert_array_equal(table(data), theirs)
    np.testing.assert_array_equal(table(data.replace(b",", b";").replace(b".", b",")), theirs)


VALUES_7 = celsius()
ONE = [str(n) for n in range(1, 7)]
ACROSS = ",".join(map(str, range(1, 8)))
EXPORTS = {
    "FLIR Tools": "File:;C:\\a\\IR_0001.jpg\n\nParameters:\nEmissivity:;0,95\nRefl. temp.:;20 °C\nDistance:;1 m\n"
    "Atmospheric temp.:;20 °C\nUnit:;°C\n\nImage 1" + lines(VALUES_7, mark=",", before=";"),
    "FLIR Thermal Studio": '"File","FLIR0001.jpg"\n"Emissivity","0.95"\n"Reflected temperature","20.0 °C"\n'
    '"Temperature unit","°C"\n\n' + lines(VALUES_7, ","),
    "ResearchIR": "File name,rec-0001.ats\nNumber of frames,1\nFrame number,1\nUnits,Temperature (C)\nEmissivity,0.95\n"
    "Reflected Temperature (C),20.0\n\n" + lines(VALUES_7, ","),
    "IRBIS": "[Settings]\nVersion=2\nImageWidth=7\nImageHeight=6\nShotRange=-40.00;120.00\nTempUnit=°C\nPalette=PIC_A\n"
    "RecDate=01.02.2020\nRecTime=12:00:00.123\nDistance=1.00\nEmissivity=0.95\nAmbientTemp=20,5\n[Data]\n"
    + lines(VALUES_7, mark=",", behind=";"),
    "Hikmicro": "Image Name,HM2021.jpg\nTemperature Unit,℃\nEmissivity,0.96\nDistance(m),1.0\nMax. Temp.(℃),35.5\n"
    "Min. Temp.(℃),25.5\n\n," + ACROSS + "\n" + lines(VALUES_7, ",", labels=ONE),
    "Fluke": "Image: IR000123.is2\nEmissivity: 0.95\nBackground: 72.0 °F\nUnits: °C\n\n\t"
    + ACROSS.replace(",", "\t") + "\n"
    + lines(VALUES_7, "\t", labels=ONE),
    "Testo": "testo IRSoft\nDatei;IV_0001.BMT\nEmissionsgrad;0,95\nReflektierte Temperatur;20,0 °C\n°C;"
    + ACROSS.replace(",", ";") + "\n" + lines(VALUES_7, mark=",", labels=ONE),
    "Seek": "Seek Thermal\nDate,2020-01-01\nUnits,Celsius\n" + lines(VALUES_7, ","),
    "MATLAB": "% T in degC\n" + lines(VALUES_7, "  ", before="   "),
    "NumPy": "# T_C\n" + lines(VALUES_7, " ", form="%.18e"),
}  # fmt: skip


@pytest.mark.parametrize("program", EXPORTS)
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_exports_of_thermography_programs_are_read(program: str, encoding: str) -> None:
    image = decode(EXPORTS[program].encode(encoding), "t.csv")
    np.testing.assert_allclose(image.pixels[..., 0], VALUES_7, atol=1e-5)


@pytest.mark.parametrize(
    "line", ["Reflected temperature: 20 °C", "File;IR_F.jpg", "Emissivity;0.95", "Max;36.6 °C", "Frame 1"]
)
def test_a_table_whose_text_names_no_unit_of_its_own_asks_for_it(line: str) -> None:
    with pytest.raises(UnitNeeded):
        decode(f"{line}\n\n{lines(VALUES_7)}".encode(), "t.csv")


def test_parameters_in_another_unit_do_not_contradict() -> None:
    text = "Reflected temperature: 68 °F\nAtmospheric temp [°F];68\nTemperature (°C)\n" + lines(VALUES_7)
    np.testing.assert_allclose(decode(text.encode(), "t.csv").pixels[..., 0], VALUES_7, atol=1e-5)


def test_two_units_are_refused_with_both_unless_one_is_chosen() -> None:
    data = ("Temperature (°F)\nUnit: °C\n" + lines(VALUES_7)).encode()
    with pytest.raises(DecodeError, match="expected one unit, found 'degF' and 'degC'"):
        decode(data, "t.csv")
    np.testing.assert_allclose(decode(data, "t.csv", unit="degC").pixels[..., 0], VALUES_7, atol=1e-5)


@pytest.mark.parametrize("footer", ["Unit: °C", "Temperature in °C", "Min;20.1\nEinheit;Grad Celsius"])
def test_a_unit_below_the_table_counts(footer: str) -> None:
    text = lines(VALUES_7) + "\n" + footer + "\n"
    np.testing.assert_allclose(decode(text.encode(), "t.csv").pixels[..., 0], VALUES_7, atol=1e-5)


@pytest.mark.parametrize(("heading", "step"), [("Temperature (cK)", 0.01), ("Unit: 0.1 K", 0.1), ("T[K]=DN*0.1", 0.1)])
def test_numbers_that_count_parts_of_a_kelvin_are_converted(heading: str, step: float) -> None:
    text = heading + "\n" + lines((VALUES_7 + 273.15) / step, form="%.3f")
    np.testing.assert_allclose(decode(text.encode(), "t.csv").pixels[..., 0], VALUES_7, atol=1e-3)


def test_damaged_bytes_raise_decode_errors_or_hold_what_is_written() -> None:
    rows = [[20.5 + row + column / 8 for column in range(6)] for row in range(5)]
    good = "\n".join(";".join(f"{value:.3f}" for value in row) for row in rows).encode()
    rng = np.random.default_rng(0)
    for _ in range(500):
        bad = bytearray(good)
        bad[rng.integers(0, len(bad))] = rng.integers(0, 256)
        with contextlib.suppress(DecodeError):
            found = table(bytes(bad))
            text = bytes(bad).decode("latin-1")
            written = [line.split(";") for line in text.split("\n") if line.strip()]
            cells = [[float(cell) if cell.strip("- ") else np.nan for cell in line] for line in written]
            np.testing.assert_allclose(found, cells, rtol=1e-6)


ESRI = "ncols 4\nnrows 3\nxllcorner 0\nyllcorner 0\ncellsize 1\n"


@pytest.mark.parametrize("mark", ["-9999", "-999", "-9999.0", "0", "1e5", "99999"])
def test_what_an_esri_grid_declares_absent_is_not_measured(mark: str) -> None:
    found = table(f"{ESRI}NODATA_value {mark}\n30.5 31.2 {mark} 29.9\n30.1 30.2 30 29\n{mark} 28.2 29.4 29.9\n")
    nan = np.nan
    np.testing.assert_allclose(found, [[30.5, 31.2, nan, 29.9], [30.1, 30.2, 30, 29], [nan, 28.2, 29.4, 29.9]], 1e-6)


def test_a_usual_mark_below_absolute_zero_is_not_measured_and_told() -> None:
    image = decode(b"degC\n30.1;-999;31.2\n30.4;30.2;-999\n", "t.csv")
    assert np.isnan(image.pixels[..., 0]).tolist() == [[False, True, False], [False, False, True]]
    assert "These numbers were read as not measured: 2 of -999." in image.notes


def test_hundredths_of_a_degree_keep_what_another_table_marks_absent() -> None:
    image = decode(b"-1001;-999;-998\n-1002;-997;-996\n", "t.csv", scaling=Scaling(0.01, 0.0))
    np.testing.assert_allclose(image.pixels[0, :, 0], [-10.01, -9.99, -9.98], atol=1e-5)


def test_points_of_pandas_are_read_beside_its_index_and_further_columns() -> None:
    rows = [f"{4 * y + x},{x},{y},{300 + x + 0.5 * y},0.98,{x * y}" for y in range(3) for x in range(4)]
    image = decode("\n".join([",x,y,T_K,emissivity,counts", *rows]).encode(), "t.csv")
    across, down = np.meshgrid(np.arange(4), np.arange(3))
    np.testing.assert_allclose(image.pixels[..., 0], 26.85 + across + 0.5 * down, atol=1e-4)
