"""Words that name the unit of temperatures, and words of other temperatures than those of the pixels.

All are lower case and without accents, as `units` cuts them. The languages are English, German, French, Spanish,
Italian, Portuguese, Dutch, Polish, Czech, Nordic ones, Russian, Chinese, Japanese, Korean.
"""


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


ZEROS = {"c": (1.0, 0.0), "f": (5 / 9, -160 / 9), "k": (1.0, -273.15)}
"""Unit -> (degC per degree, degC at 0)."""

LETTERS = {
    "c": ("c", 1.0),
    "f": ("f", 1.0),
    "k": ("k", 1.0),
    "oc": ("c", 1.0),
    "dk": ("k", 0.1),
    "ck": ("k", 0.01),
    "mk": ("k", 0.001),
    "decikelvin": ("k", 0.1),
    "centikelvin": ("k", 0.01),
    "millikelvin": ("k", 0.001),
}
"""Letters -> (unit, degrees that one number counts)."""

STEMS = ("celsius", "celcius", "fahrenheit", "farenheit", "kelvin")
"""Names that take endings: "Kelvins", "Celsiusa"."""

NAMES = {
    **dict.fromkeys(
        ("celsius", "celcius", "centigrade", "centigrades", "centigrado", "centigrados", "centigradi"), "c"
    ),
    **dict.fromkeys(
        ("celsia", "celsjusza", "degc", "gradc", "цельсия", "цельсии", "摄氏度", "摄氏", "攝氏", "摂氏"), "c"
    ),
    **dict.fromkeys(("セ氏", "섭씨"), "c"),
    **dict.fromkeys(
        ("fahrenheit", "farenheit", "degf", "фаренгеита", "фаренгеит", "华氏度", "华氏", "華氏", "화씨"), "f"
    ),
    **dict.fromkeys(("kelvin", "degk", "кельвин", "кельвина", "кельвины", "кельвинах", "开尔文", "開爾文"), "k"),
    **dict.fromkeys(("ケルヒン", "켈빈"), "k"),
}
"""Whole words -> unit. Breves and dots over Russian and Japanese letters go with the accents."""

DEGREE_WORDS = _set(
    "° deg degs degree degrees grad grade grader grados grado gradi grau graus degre degres graden "
    "graad stopnie stopni "
    "stupne stupnu astetta derece градусы градусов градус град 度"
)
"""Words that stand before "C" or "Celsius"."""

PREFIXES = {
    **dict.fromkeys(("deci", "dezi", "tenth", "tenths"), 0.1),
    **dict.fromkeys(("centi", "zenti", "hundredth", "hundredths"), 0.01),
    **dict.fromkeys(("milli", "thousandth", "thousandths"), 0.001),
}
"""Word that stands before "kelvin" -> kelvins that one number counts."""

SPELLINGS = {
    "\N{MASCULINE ORDINAL INDICATOR}": "°",
    "\N{RING ABOVE}": "°",
    "\N{MODIFIER LETTER SMALL O}": "°",
    "\N{RING OPERATOR}": "°",
    "\N{SUPERSCRIPT ZERO}": "°",
    "\N{LATIN CAPITAL LETTER A WITH CIRCUMFLEX}°": "°",
    "\N{LATIN SMALL LETTER A WITH CIRCUMFLEX}\x84\x83": "°C",
    "\N{LATIN SMALL LETTER A WITH CIRCUMFLEX}\x84\x89": "°F",
    "&deg;": "°",
    "&#176;": "°",
    "^o": "°",
    "\N{INVERTED EXCLAMATION MARK}\N{LATIN SMALL LETTER AE}": "°C",
    "\N{INVERTED EXCLAMATION MARK}\N{LATIN CAPITAL LETTER AE}": "°",
    "\x81\x8e": "°C",
    **{f"{sign}{letter}": f"°{letter}" for sign in "\N{LATIN SMALL LETTER O WITH STROKE}\N{INVERTED EXCLAMATION MARK}"
       "\N{REPLACEMENT CHARACTER}" for letter in "CFK"},
}  # fmt: skip
"""Other signs for a degree -> "°": look-alikes, and those of GBK, Shift-JIS, DOS and Mac files read as Latin-1."""

TEMPERATURE_WORDS = _set("t temp temps teplota lampotila homerseklet sicaklik 温度 溫度 온도 θ")
"""Words for temperature besides those that begin with "temperat"."""

VALUE_WORDS = _set(
    "value values wert werte messwert messwerte valeur valeurs valor valores valore valori data daten reading readings "
    "pixel pixels matrix matrice matriz image thermogram thermogramm 值 数值 значения"
)
"""Words for the values of a table; a unit in brackets behind them is that of the table."""

UNIT_WORDS = _set(
    "unit units unittype vunit einheit einheiten temperatureinheit temperatureinheiten tempunit unite unites unidad "
    "unidades unita unidade eenheid enhet enhed jednostka jednotka yksikko birim единица единицы 单位 單位 単位 단위"
)
"""Words for "unit", which stand in front of one."""

PARAMETER_WORDS = _set(
    "min max mean avg average minimum maximum median std stdev sd sigma spot delta dt netd atm air ext "
    "range span level "
    "sp1 bx1 ar1 el1 li1 minimale maximale mittel mittelwert moyenne promedio media emis limit limits dew am fpa"
)
"""Words of parameters and statistics, whose unit is not that of the pixels."""

PARAMETER_STEMS = (
    "refle", "reflek", "reflej", "rifles", "ambient", "ambiant", "umgebung", "atmos", "luft",
    "background", "hintergrund",
    "environ", "surround", "optic", "optik", "window", "fenster", "taupunkt", "transmiss", "emissi", "humid", "feucht",
    "distan", "alarm", "thresh", "schwell", "isoth", "differ", "sensitiv", "empfindlich", "accura", "genauig",
    "resol", "tolera", "uncertain", "unsicher", "noise", "rausch", "correct", "korrek", "messbereich",
    "bereich", "cursor",
    "calibra", "kalibri", "setpoint", "отраж", "окруж", "反射", "环境", "大気", "环",
)  # fmt: skip
"""Beginnings of words of parameters and statistics."""

DEVICE_STEMS = (
    "camera", "kamera", "camara", "sensor", "detector", "detektor", "housing", "gehause", "lens", "intern", "shutter",
    "chip", "board",
)  # fmt: skip
"""Beginnings of words for a part of the camera, whose temperature is a parameter as well."""

FILE_WORDS = _set(
    "file filename files datei dateiname fichier archivo ficheiro bestand plik path pfad folder ordner image bild name "
    "title titel titre patient operator author user customer company location ort place model serial device instrument "
    "comment comments kommentar note notes remark remarks description copyright software version text label source "
    "файл 文件 文件名"
)
"""First words of lines on files, people and devices."""
