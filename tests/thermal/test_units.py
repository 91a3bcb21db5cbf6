import pytest

from sr_core.errors import DecodeError
from sr_core.thermal.units import chosen_unit, named_units, parse_unit

CELSIUS = [
    "Temperature (°C)", "temperatura (ºC)", "C°", "Temperature C°", "T [°C]", "deg C", "deg. C", "[C]", "(C)",
    "TempC", "T_C",
    "celsius", "Celsius", "Grad Celsius", "Temperatur in Grad Celsius", "température en degrés Celsius", "°C", "in °C",
    "Temperatura (grados Celsius)", "Temperatuur (graden Celsius)", "градусы Цельсия", "Температура, °С", "温度(℃)",
    "Temperature Unit,℃", "Unit:;°C", "TempUnit=°C", "unit=degC", "Image Temperature Unit;°C",
    "Temperature scale: Celsius",
    "Temperature Â°C", "Temperature &deg;C", "Temperature ^oC", "Temperature (oC)", "Temperature (øC)", "¡æ",
    "Thermal camera data (°C)", "Temperature [°C];30.1;30.2;30.3;30.4", "time (s);T (°C)", "K;Temperature (°C)",
]  # fmt: skip
FAHRENHEIT = [
    "Temperature ℉", "Temperature F", "T_F", "(F)", "(°F)", "temp_f", "Temp(F)", "Temp. (F)", "T-F", "Units: F",
    "Unit;F", "degF",
    "Temperature [degF]", "degrees fahrenheit", "温度单位:华氏度", "Temp Unit : Fahrenheit", "Temperature;F", "F",
    "values in °F",
    "Emissivity,0.95,unit,F", "Fahrenheit, reflected 20 °C",
]  # fmt: skip
KELVIN = [
    "[K]", "T(K)", "T/K", "T in K", "TempK", "tempk", "Kelvin", "Kelvins", "values in Kelvin", "Values (K)",
    "Unit;K", "°K",
    "Einheit: K", "temperatura (K)", "Time [s],Temperature [K]", "\N{KELVIN SIGN}", "кельвины", "开尔文",
]  # fmt: skip
SILENT = [
    "Reflected temperature: 20 °C", "Reflected temperature [°C]: 20", "Reflected temperature;20;°C",
    "Umgebungstemperatur [°C]",
    "Atmospheric temperature (°C)", "Camera temperature (°C)", "Max;36.6;°C", "Max (°C);36.6",
    "Range: -20 °C to 120 °C",
    "Temperature (0.1 °C)", "Units,5Fahrenheit", "Measured 37 C", "K/100", "Unit: °C/10", "Distance unit: m",
    "Emissivity;0.95",
    "File;IR_F.jpg",
    "File: C:\\data\\T_F.csv", "T_F.csv", "Frame 1", "A;B;C;D;E;F;G;H;I;J;K", "(c) 2021 FLIR Systems", "(c) 2021",
    "Copyright (C)", "Vitamin C", "Plan F", "f = 50 mm", "Lens: f/1.0", "Patient: A. Celsius", "Operator: K", "",
    "C" * 5000,
]  # fmt: skip
SCALED = [
    ("cK", 0.01), ("Unit: cK", 0.01), ("centi-Kelvin", 0.01), ("CentiKelvin", 0.01), ("centikelvin", 0.01),
    ("100*K", 0.01),
    ("Values: 100*K", 0.01), ("K*100", 0.01), ("Temperature in 1/100 K", 0.01), ("Unit;0.01 K", 0.01),
    ("Unit: 10 mK", 0.01),
    ("hundredths of a kelvin", 0.01), ("mK", 0.001), ("T [mK]", 0.001), ("dK", 0.1), ("Temperature (dK)", 0.1),
    ("unit: 0.04 K", 0.04),
]  # fmt: skip


def names(line: str) -> list[str]:
    return [unit.name for unit in named_units(line)]


@pytest.mark.parametrize("line", CELSIUS)
def test_celsius_is_understood(line: str) -> None:
    assert names(line) == ["degC"]


@pytest.mark.parametrize("line", FAHRENHEIT)
def test_fahrenheit_is_understood(line: str) -> None:
    assert names(line) == ["degF"]


@pytest.mark.parametrize("line", KELVIN)
def test_kelvin_is_understood(line: str) -> None:
    assert names(line) == ["K"]


@pytest.mark.parametrize("line", SILENT)
def test_what_describes_something_else_names_no_unit(line: str) -> None:
    assert names(line) == []


@pytest.mark.parametrize(("line", "factor"), SCALED)
def test_parts_of_a_kelvin_are_understood(line: str, factor: float) -> None:
    [unit] = named_units(line)
    assert (unit.factor, unit.offset) == (pytest.approx(factor), -273.15)


def test_a_line_that_names_two_units_gives_both() -> None:
    assert names("Temperature °C or °F") == ["degC", "degF"]


@pytest.mark.parametrize(
    ("text", "name"),
    [("degC", "degC"), ("°F", "degF"), ("oF", "degF"), ("Degrees Celsius", "degC"), ("k", "K"), ("0.04 K", "0.04 K")],
)
def test_parse_unit_reads_a_unit_alone(text: str, name: str) -> None:
    unit = parse_unit(text)
    assert unit is not None
    assert unit.name == name


@pytest.mark.parametrize("text", ["", "m", "degX", "Temperature C", "20 °C and more", "cm", "micron"])
def test_parse_unit_reads_nothing_else(text: str) -> None:
    assert parse_unit(text) is None


def test_fahrenheit_is_five_ninths_of_a_degree() -> None:
    unit = chosen_unit("F")
    assert 98.6 * unit.factor + unit.offset == pytest.approx(37.0)


def test_a_chosen_unit_that_is_none_is_refused() -> None:
    with pytest.raises(DecodeError, match=r"expected degC, degF, K or the like as unit, found 'furlong'"):
        chosen_unit("furlong")


def test_a_long_fragment_is_not_cut_into_words(monkeypatch: pytest.MonkeyPatch) -> None:
    from sr_core.thermal import units

    lengths: list[int] = []
    cut = units._words
    monkeypatch.setattr(units, "_words", lambda text: lengths.append(len(text)) or cut(text))
    units.named_units("temp in degrees c " * 50_000 + ";°C")
    assert max(lengths) <= units.MAX_FRAGMENT
