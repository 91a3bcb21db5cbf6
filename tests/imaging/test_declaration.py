import time

import pytest

from sr_core.errors import DecodeError
from sr_core.imaging.declaration import declared_scaling
from sr_core.radiometry import Scaling

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
def test_long_runs_of_white_space_are_read_at_once(text: str) -> None:
    start = time.perf_counter()
    assert declared_scaling([text], integers=True) is None
    assert time.perf_counter() - start < 1
