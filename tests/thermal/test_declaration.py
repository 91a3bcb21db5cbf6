import re

import pytest

from sr_core.errors import DecodeError
from sr_core.thermal import declaration
from sr_core.thermal.declaration import declared_scaling, declares_scale, scaled_unit
from sr_core.thermal.units import chosen_unit
from sr_core.types.radiometry import Scaling

CENTIKELVIN = Scaling(0.01, -273.15)


@pytest.mark.parametrize(
    ("text", "scaling"),
    [
        ("unit=degC;scale=0.005;offset=-100", Scaling(0.005, -100.0)),
        ("unit=degC, scale=0.005, offset=-100", Scaling(0.005, -100.0)),
        ("Unit: K\nScale: 0.01", CENTIKELVIN),
        ("unit=K;scale=0.04", Scaling(0.04, -273.15)),
        ("unit=centikelvin", CENTIKELVIN),
        ('{"unit": "K", "scale": 0.01}', CENTIKELVIN),
        ('{"shape": [3, 4], "scale": 0.1, "offset": -40, "unit": "°C"}', Scaling(0.1, -40.0)),
        ("T[degC]=DN*0.01-273.15", CENTIKELVIN),
        ("T [°C] = 0.01 * DN - 273.15", CENTIKELVIN),
        ("T(C) = DN/100 - 273.15", CENTIKELVIN),
        ("T[K]=DN*0.01", CENTIKELVIN),
        ("degC = DN * 1e-2 - 273.15", CENTIKELVIN),
        ("ImageJ=1.53t\nunit=cm\nvunit=Degrees Celsius\ncf=0\nc0=-273.15\nc1=0.01\n", CENTIKELVIN),
        (
            '<GDALMetadata><Item name="SCALE" sample="0" role="scale">0.01</Item>'
            '<Item name="OFFSET" sample="0" role="offset">-273.15</Item>'
            '<Item name="UNITTYPE" sample="0" role="unittype">degC</Item>'
            '<Item name="SCALE" sample="1" role="scale">9</Item></GDALMetadata>',
            CENTIKELVIN,
        ),
    ],
)
def test_declared_scaling_understands(text: str, scaling: Scaling) -> None:
    assert declared_scaling([text], integers=True) == scaling


@pytest.mark.parametrize("text", ["degC", "unit=degC", "T[degC]", "Temperature [°C]", "Temperature in Celsius"])
def test_a_unit_alone_is_enough_for_floats_only(text: str) -> None:
    assert declared_scaling([text], integers=False) == Scaling(1.0, 0.0)
    assert declared_scaling([text], integers=True) is None


def test_fahrenheit_is_converted() -> None:
    scaling = declared_scaling(["unit=F;scale=0.1"], integers=True)
    assert scaling is not None
    assert 986 * scaling.factor + scaling.offset == pytest.approx(37.0)


@pytest.mark.parametrize(
    "text",
    ["", "a holiday in degC", "ImageJ=1\nunit=micron\nscale=3", "unit=mm;scale=0.1", "scale=0.01;offset=-273.15",
     "T=DN*0.01", "pixel scale=0.5", "<GDALMetadata></GDALMetadata>", "C" * 100_000, "unit=" * 20_000],
)  # fmt: skip
def test_other_texts_declare_nothing(text: str) -> None:
    assert declared_scaling([text], integers=True) is None


@pytest.mark.parametrize(
    "text",
    ["unit=degC;scale=0", "unit=degC;scale=-0.01", "unit=degC;scale=nan", "unit=degC;scale=1e300", "T[degC]=DN*0-3",
     "unit=degC;scale=0,01;offset=3", "unit=degC;scale=big", "unit=degC;scale=1;scale=2", "T[degC]=DN/0",
     "unit=degC;scale=1;offset=inf"],
)  # fmt: skip
def test_a_scale_that_cannot_be_is_refused(text: str) -> None:
    with pytest.raises(DecodeError, match=r"; (correct|export) it"):
        declared_scaling([text], integers=True)


def test_two_scales_that_differ_are_refused_and_the_same_twice_is_not() -> None:
    assert declared_scaling(["T[degC]=DN*0.01-273.15", "unit=K;scale=0.01"], integers=True) == CENTIKELVIN
    with pytest.raises(DecodeError, match="expected one scale"):
        declared_scaling(["unit=K;scale=0.01", "unit=degC;scale=0.01"], integers=True)


@pytest.mark.parametrize(
    "text", ["x" + " " * 9000 + "=", "; t" + " " * 9000, "unit" + "\t" * 9000, "temp in" + " c" * 4000]
)
def test_long_runs_of_white_space_declare_nothing(text: str) -> None:
    assert declared_scaling([text], integers=True) is None


class Watched:
    """A pattern that adds up the length of what it is given."""

    def __init__(self, pattern: re.Pattern[str]) -> None:
        self.pattern, self.length = pattern, 0

    def fullmatch(self, text: str) -> re.Match[str] | None:
        self.length += len(text)
        return self.pattern.fullmatch(text)


@pytest.mark.parametrize("text", [";k=" + "1" * 8000, "T=" + "1*" * 4000, "x=1;" * 2000, "T[K]=DN*" + "1" * 8000])
def test_a_formula_is_looked_for_in_short_statements_only(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    watched = Watched(declaration._FORMULA)
    monkeypatch.setattr(declaration, "_FORMULA", watched)
    declared_scaling([text] * 10, integers=True)
    assert watched.length <= len(text)


def test_texts_that_repeat_are_read_once_and_others_up_to_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    monkeypatch.setattr(declaration, "_read", lambda text, integers: read.append(text) or iter(()))
    declared_scaling(["degC"] * 1000, integers=True)
    assert read == ["degC"]
    declared_scaling([str(n) for n in range(1000)], integers=True)
    assert len(read) == 1 + declaration.MAX_TEXTS


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("T_F", "degF"),
        ("Temperature ℉", "degF"),
        ("[K]", "K"),
        ("values in Kelvin", "K"),
        ("Temperatur (Grad Celsius)", "degC"),
    ],
)
def test_a_unit_of_floats_is_read_in_every_spelling(text: str, name: str) -> None:
    assert declared_scaling([text], integers=False) == chosen_unit(name).scaling


def test_two_units_of_floats_are_refused_with_both() -> None:
    with pytest.raises(DecodeError, match="expected one unit, found 'degC' and 'degF'"):
        declared_scaling(["unit=degC", "T_F"], integers=False)


def test_parts_of_a_kelvin_need_no_scale() -> None:
    assert declared_scaling(["Temperature in 100*K"], integers=True) == CENTIKELVIN


def test_a_chosen_unit_takes_the_scale_that_is_declared_without_one() -> None:
    assert scaled_unit(["scale=0.01"], chosen_unit("K")) == CENTIKELVIN
    assert scaled_unit(["unit=micron;scale=3"], chosen_unit("K")) == Scaling(1.0, -273.15)


@pytest.mark.parametrize("line", ["T[degC]=DN*0.01-273.15", "unit=K;scale=0.01", "unit=K;scale=0"])
def test_a_line_with_a_scale_is_told_from_one_with_a_unit_alone(line: str) -> None:
    assert declares_scale(line)
    assert not declares_scale("unit=K")
