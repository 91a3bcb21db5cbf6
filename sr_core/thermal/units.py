"""Units of temperature as people and programs write them: "°C", "deg F", "T_K", "Grad Celsius", "0.01 K", "K*100".

A line of text is cut into fragments, a fragment into words, and only words are compared: no pattern here looks further
than one word, so the time grows with the length of the text. Parameters ("reflected 20 °C"), names of
files and copyright signs name no unit.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from ..errors import DecodeError
from ..files.text import short_label
from ..types.radiometry import Scaling
from .unit_words import (
    DEGREE_WORDS,
    DEVICE_STEMS,
    FILE_WORDS,
    LETTERS,
    NAMES,
    PARAMETER_STEMS,
    PARAMETER_WORDS,
    PREFIXES,
    SPELLINGS,
    STEMS,
    TEMPERATURE_WORDS,
    UNIT_WORDS,
    VALUE_WORDS,
    ZEROS,
)

MAX_FRAGMENT = 200
"""Longest piece of text that is searched for a unit, in characters; no heading is longer."""

_WORD = re.compile(r"[^\W\d_]+|\d+(?:[.,]\d+)?|[^\w\s]")
_CAMEL = re.compile(r"(?<=[a-z]{2})(?=[A-Z])")
_SPLIT = re.compile(r"[;,\t|:=]")
_GLUED = sorted(
    (word for word in {*NAMES, *TEMPERATURE_WORDS, *UNIT_WORDS, *VALUE_WORDS} if word > "\u2e80"), key=len, reverse=True
)
"""Words of languages that put no space between words, the longest first."""
_OPEN, _CLOSE = "([{<", ")]}>"
_TIMES = ("*", "x", "×", "·")
_FILLERS = ("in", "en", "an", "of", "a", "di", "de", "-", "–", ",", ".", "/", ":", "'", '"', *_OPEN)


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of stored numbers: degC = stored * factor + offset."""

    name: str
    """Name for messages: "degC", "degF", "K", "cK", "0.04 K"."""
    factor: float
    """Temperature difference in degC for each step of the stored numbers."""
    offset: float
    """Temperature in degC at the stored number 0."""

    @property
    def scaling(self) -> Scaling:
        """Factor and offset as a scale."""
        return Scaling(self.factor, self.offset)


def unit_of(letter: str, scale: float = 1.0) -> Unit:
    """Return the unit of numbers that count `scale` degrees of "c", "f" or "k"."""
    factor, zero = ZEROS[letter]
    name = {"c": "degC", "f": "degF", "k": "K"}[letter]
    known = {1.0: "", 0.1: "d", 0.01: "c", 0.001: "m"}.get(round(scale, 9))
    prefix = known if letter == "k" and known is not None else "" if known == "" else f"{scale:g} "
    return Unit(prefix + name, round(scale * factor, 15), zero)


def parse_unit(text: str) -> Unit | None:
    """Read a text that is nothing but a unit, such as the value of "unit=..."; None for anything else."""
    words = _words(text)
    while words and words[0] in (*_OPEN, "in", '"', "'"):
        words = words[1:]
    while words and words[-1] in (*_CLOSE, ".", '"', "'"):
        words = words[:-1]
    if words == ["of"]:  # "oF", beside "oC"
        return unit_of("f")
    found = list(_mentions(words))
    if len(found) != 1:
        return None
    mention = found[0]
    before, after = words[: mention.start], words[mention.end :]
    scale = _scale(before, after, limit=mention.largest_scale)
    if scale is None:
        return None
    rest = [word for word in before + after if not _is_scale_word(word)]
    return None if rest else unit_of(mention.letter, scale * mention.scale)


def chosen_unit(name: str) -> Unit:
    """Return the unit that a user chose by name.

    Raises:
        DecodeError: for a name that is no unit of temperature.
    """
    unit = parse_unit(name)
    if unit is None:
        raise DecodeError(f"expected degC, degF, K or the like as unit, found {short_label(name, '')!r}; correct it")
    return unit


def named_units(line: str) -> list[Unit]:
    """Return the units that a line of text names for the numbers it describes; empty for most lines."""
    fragments = [part.strip() for part in _SPLIT.split(line)]
    filled = [part for part in fragments if part]
    if not filled or _is_about_a_file(filled):
        return []
    found: list[Unit] = []
    for at, part in enumerate(filled):
        if len(part) > MAX_FRAGMENT:
            continue
        before = filled[at - 1] if at else ""
        behind = filled[at + 1] if at + 1 < len(filled) else ""
        numbers = sum(_is_number(one) for one in filled[at + 1 : at + 5])
        # "Spot 1 (°C): 36.6" is a reading; a row of numbers behind its unit is not.
        if (_is_number(behind) and numbers < 4) or _is_number(before):
            continue
        named = _named(part, before[:MAX_FRAGMENT], pair=len(filled) == 2, only=len(filled) == 1)
        found += [unit for unit in named if unit not in found]
    return found


def is_temperature_name(text: str) -> bool:
    """Tell a column's name such as "T (K)", "Temperatur" or "°C" from others."""
    words = _words(text[:MAX_FRAGMENT])
    return any(_is_temperature(word) for word in words) or bool(named_units(text[:MAX_FRAGMENT]))


def words_of(text: str) -> list[str]:
    """Cut a heading into lower-case words, numbers and signs, without accents: "X-Position [mm]" -> x - position ..."""
    return _words(text[:MAX_FRAGMENT])


@dataclass(frozen=True, slots=True)
class _Mention:
    letter: str  # "c", "f" or "k"
    start: int  # index of the first word
    end: int  # index of the word behind the last
    strong: bool  # a degree sign or a whole word; a lone letter may be anything
    scale: float = 1.0  # degrees that one number counts, 0.01 for "cK"

    @property
    def largest_scale(self) -> float:
        """Largest number before the unit that can be a scale: one degree in all."""
        return 1.0 / self.scale


def _words(text: str) -> list[str]:
    for spelling, meant in SPELLINGS.items():
        if spelling in text:
            text = text.replace(spelling, meant)
    text = _CAMEL.sub(" ", unicodedata.normalize("NFKC", text)).casefold()
    if not text.isascii():
        text = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
        text = unicodedata.normalize("NFC", text)
        for name in _GLUED:
            if name in text:
                text = text.replace(name, f" {name} ")
    words: list[str] = []
    for word in _WORD.findall(text.replace("_", " ")):
        glued = word[:-1] in ("temp", "temperature") and word[-1] in LETTERS
        words += [word[:-1], word[-1]] if glued else [word]
    return words


def _mentions(words: list[str]) -> Iterator[_Mention]:
    at = 0
    while at < len(words):
        mention = _mention(words, at)
        if mention is not None:
            yield mention
        at = mention.end if mention else at + 1


def _mention(words: list[str], at: int) -> _Mention | None:
    word = words[at]
    ahead = at + 1 + (words[at + 1 : at + 2] == ["."])
    if word in DEGREE_WORDS and ahead < len(words):
        letter = _letter(words[ahead])
        return _Mention(letter, at, ahead + 1, strong=True) if letter else None
    name = next(
        (NAMES[word[: len(stem)]] for stem in STEMS if word.startswith(stem) and len(word) <= len(stem) + 3), ""
    )
    if name or word in NAMES:
        return _Mention(name or NAMES[word], at, at + 1, strong=True)
    if word in LETTERS:
        letter, scale = LETTERS[word]
        sign = words[at + 1 : at + 2] == ["°"] and scale == 1.0 and words[at + 2 : at + 3] not in (["c"], ["f"], ["k"])
        return _Mention(letter, at, at + 1 + sign, strong=sign or word.endswith("kelvin"), scale=scale)
    return None


def _letter(word: str) -> str:
    """Return the unit of "c" or "celsius" behind a degree sign; the Russian letter Es is taken for a C there."""
    if word == "\u0441":
        return "c"
    if word in LETTERS and LETTERS[word][1] == 1.0:
        return LETTERS[word][0]
    return NAMES.get(word) or next((NAMES[stem] for stem in STEMS if word.startswith(stem)), "")


def _named(part: str, before: str, *, pair: bool, only: bool) -> list[Unit]:
    """Return the units that a fragment names; `before` is the one before it, `pair` tells that there are just two."""
    words, key = _words(part), _words(before)
    mentions = list(_mentions(words))
    firm = [mention for mention in mentions if mention.strong]
    if not mentions or len(mentions) > 8 or _is_parameter(words):
        return []
    found: list[Unit] = []
    for mention in firm or mentions[-1:]:
        left, right = words[: mention.start], words[mention.end :]
        if any(word in UNIT_WORDS for word in left):
            of_unit = True
        else:
            of_unit = any(word in UNIT_WORDS for word in key) and not any(map(str.isalpha, left))
        scale = _scale(left, right, limit=mention.largest_scale if of_unit else 0.0)
        whole = _is_nothing(left, scale) and _is_nothing(right, scale)
        if scale is None or (whole and _is_parameter(key)):
            continue
        described = any(map(_is_temperature, key)) if pair else only
        if mention.strong or of_unit or (whole and (described or scale != 1.0)) or _is_described(left, right):
            found.append(unit_of(mention.letter, scale * mention.scale))
    return found


def _is_nothing(words: list[str], scale: float | None) -> bool:
    """Tell words beside a unit that add nothing to it, such as brackets and "in", or only its scale."""
    return all(word in _FILLERS or word in _CLOSE or (scale != 1.0 and _is_scale_word(word)) for word in words)


def _is_described(left: list[str], right: list[str]) -> bool:
    """Tell a letter behind a word for temperature, or in brackets behind one for values: "T_F", "Values [K]"."""
    bracketed = bool(left) and left[-1] in _OPEN and bool(right) and right[0] in _CLOSE
    if bracketed and len(left) == 1 and len(right) == 1:
        return True
    rest = list(left)
    while rest and (rest[-1] in _FILLERS or _is_scale_word(rest[-1])):
        rest.pop()
    if not rest:
        return False
    if bracketed:
        return _is_temperature(rest[-1]) or rest[-1] in VALUE_WORDS
    inside = _is_temperature(rest[-1]) or (rest[-1] in VALUE_WORDS and "in" in left[len(rest) :])
    return inside and not any(map(_is_word, right))


def _scale(left: list[str], right: list[str], *, limit: float) -> float | None:
    """Return what one stored number counts, in degrees of the unit; None where that is unclear or a value.

    Args:
        left: words before the unit.
        right: words behind it.
        limit: largest number before the unit that is a scale, as in "unit: 0.01 K"; 0 where numbers are values, as in
            "20 K".
    """
    scale = 1.0
    if right[:1] == ["/"] and len(right) > 1 and _is_number(right[1]):
        return None
    if right and right[0] in _TIMES and len(right) > 1 and _is_number(right[1]):
        scale /= _value(right[1])
    before = list(left)
    while before and before[-1] in ("of", "a", "-", "degree", "degrees", "deg"):
        before.pop()
    if before and before[-1] in PREFIXES:
        return scale * PREFIXES[before[-1]]
    if before and before[-1] in _TIMES and len(before) > 1 and _is_number(before[-2]):
        number = _value(before[-2])
        return scale / number if number > 1 else scale * number
    if not left or not _is_number(left[-1]):
        return scale
    number = _value(left[-1])
    if left[-3:-1] == ["1", "/"] and number > 0:
        return scale / number
    return scale * number if 0 < number <= limit else None


def _is_about_a_file(fragments: list[str]) -> bool:
    """Tell lines on files, people and devices, whose names may look like units."""
    key = _words(fragments[0][:MAX_FRAGMENT])
    about = any(word in FILE_WORDS for word in key) and not any(_is_temperature(w) or w in UNIT_WORDS for w in key)
    return about or any("\\" in part for part in fragments)


def _is_parameter(words: list[str]) -> bool:
    for at, word in enumerate(words):
        if word in PARAMETER_WORDS or word.startswith(PARAMETER_STEMS):
            return True
        near = words[max(0, at - 1) : at + 2]
        if word.startswith(DEVICE_STEMS) and (word.endswith("temperatur") or any(_is_temperature(one) for one in near)):
            return True
    return False


def _is_temperature(word: str) -> bool:
    return word in TEMPERATURE_WORDS or word.startswith(("temperat", "температур")) or word.endswith("temperatur")


def _is_word(word: str) -> bool:
    return word[0].isalnum()


def _is_scale_word(word: str) -> bool:
    return _is_number(word) or word in PREFIXES or word in _TIMES or word in ("/", "of", "a", "-", "degree", "degrees")


def _is_number(text: str) -> bool:
    try:
        float(text.replace(",", "."))
    except ValueError:
        return False
    return True


def _value(text: str) -> float:
    return float(text.replace(",", ".")) or 1.0
