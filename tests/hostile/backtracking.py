"""A matcher for Python's regular expressions that counts its steps, as the real one backtracks but says nothing.

It walks what `re._parser` makes of a pattern. Only what our patterns use is known; anything else raises.
"""

import re
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from re import _constants as code  # type: ignore[attr-defined]  # isort: skip
from re import _parser as parser  # type: ignore[attr-defined]  # isort: skip

MOST_STEPS = 8_000
"""Of one text; a pattern whose steps double with each character would never end."""

Next = Callable[[int], bool]
"""What must match from a place on."""

_CATEGORIES = {
    code.CATEGORY_DIGIT: str.isdecimal,
    code.CATEGORY_NOT_DIGIT: lambda c: not c.isdecimal(),
    code.CATEGORY_SPACE: str.isspace,
    code.CATEGORY_NOT_SPACE: lambda c: not c.isspace(),
    code.CATEGORY_WORD: lambda c: c.isalnum() or c == "_",
    code.CATEGORY_NOT_WORD: lambda c: not (c.isalnum() or c == "_"),
}


class TooManyStepsError(Exception):
    """More than `MOST_STEPS`."""


class Matcher:
    """One pattern; `steps` counts every character and every empty place that is looked at."""

    def __init__(self, pattern: re.Pattern) -> None:
        text = pattern.pattern
        self.steps = 0
        self.binary = isinstance(text, bytes)
        self._ignore_case = bool(pattern.flags & re.IGNORECASE)
        self._tree = parser.parse(text, pattern.flags & ~re.UNICODE if self.binary else pattern.flags)

    def search_all(self, text: str) -> int:
        """Find all matches as `finditer` does; return the steps."""
        self.steps = 0
        self._text = text
        place = 0
        with suppress(TooManyStepsError):
            while place <= len(text):
                end = self._end(place)
                place = place + 1 if end is None or end == place else end
        return self.steps

    def full(self, text: str) -> int:
        """Match the whole text as `fullmatch` does; return the steps."""
        self.steps = 0
        self._text = text
        with suppress(TooManyStepsError):
            self._match(list(self._tree), 0, lambda at: at == len(text))
        return self.steps

    def _end(self, place: int) -> int | None:
        found: list[int] = []

        def accept(at: int) -> bool:
            found.append(at)
            return True

        return found[0] if self._match(list(self._tree), place, accept) else None

    def _match(self, nodes: list[Any], place: int, then: Next) -> bool:
        if not nodes:
            return then(place)
        (kind, value), rest = nodes[0], nodes[1:]
        self.steps += 1
        if self.steps > MOST_STEPS:
            raise TooManyStepsError
        if kind in (code.LITERAL, code.NOT_LITERAL, code.ANY, code.IN):
            fits = place < len(self._text) and self._fits(kind, value, self._text[place])
            return fits and self._match(rest, place + 1, then)
        if kind is code.AT:
            return self._at(value, place) and self._match(rest, place, then)
        if kind is code.SUBPATTERN:
            return self._match(list(value[3]), place, lambda at: self._match(rest, at, then))
        if kind is code.BRANCH:
            return any(self._match([*branch, *rest], place, then) for branch in value[1])
        if kind in (code.ASSERT, code.ASSERT_NOT):
            direction, inside = value
            start = place + (-inside.getwidth()[0] if direction < 0 else 0)
            holds = start >= 0 and self._match(list(inside), start, lambda _: True)
            return holds is (kind is code.ASSERT) and self._match(rest, place, then)
        if kind is code.ATOMIC_GROUP:
            return self._once(list(value), place, lambda at: self._match(rest, at, then))
        if kind is code.POSSESSIVE_REPEAT:
            low, high, inside = value
            return self._possessive(list(inside), low, high, place, lambda at: self._match(rest, at, then))
        if kind in (code.MAX_REPEAT, code.MIN_REPEAT):
            low, high, inside = value
            return self._repeat(kind, list(inside), (low, high), place, lambda at: self._match(rest, at, then))
        raise NotImplementedError(kind)

    def _once(self, nodes: list[Any], place: int, then: Next) -> bool:
        ends: list[int] = []
        return self._match(nodes, place, lambda at: not ends.append(at)) and then(ends[0])  # type: ignore[func-returns-value]

    def _possessive(self, nodes: list[Any], low: int, high: Any, place: int, then: Next) -> bool:
        count = 0
        while high is code.MAXREPEAT or count < high:
            ends: list[int] = []
            if not self._match(nodes, place, lambda at, ends=ends: not ends.append(at)) or ends[0] == place:  # type: ignore[misc]
                break
            place, count = ends[0], count + 1
        return count >= low and then(place)

    def _repeat(self, kind: Any, nodes: list[Any], bounds: tuple[int, Any], place: int, then: Next) -> bool:
        """Try one count after the other: the most first, or of lazy repeats the fewest."""
        low, high = bounds

        def more(count: int, at: int) -> bool:
            unlimited = high is code.MAXREPEAT or count < high
            return unlimited and self._match(nodes, at, lambda end: end != at and loop(count + 1, end))

        def loop(count: int, at: int) -> bool:
            if kind is code.MIN_REPEAT:
                return (count >= low and then(at)) or more(count, at)
            return more(count, at) or (count >= low and then(at))

        return loop(0, place)

    def _fits(self, kind: Any, value: Any, char: str) -> bool:
        if kind is code.ANY:
            return char != "\n"
        if kind is code.IN:
            negated = value[0][0] is code.NEGATE
            return negated is not any(self._in(item, char) for item in value[negated:])
        same = ord(char) == value or (self._ignore_case and char.lower() == chr(value).lower())
        return same is (kind is code.LITERAL)

    def _in(self, item: Any, char: str) -> bool:
        kind, value = item
        cases = {char, char.lower(), char.upper()} if self._ignore_case else {char}
        if kind is code.RANGE:
            return any(len(c) == 1 and value[0] <= ord(c) <= value[1] for c in cases)
        if kind is code.CATEGORY:
            return bool(_CATEGORIES[value](char))
        return any(c == chr(value) for c in cases)

    def _at(self, value: Any, place: int) -> bool:
        text = self._text
        word = [0 <= at < len(text) and (text[at].isalnum() or text[at] == "_") for at in (place - 1, place)]
        return {
            code.AT_BEGINNING: place == 0,
            code.AT_BEGINNING_STRING: place == 0,
            code.AT_END: place == len(text) or (place == len(text) - 1 and text[place] == "\n"),
            code.AT_END_STRING: place == len(text),
            code.AT_BOUNDARY: word[0] != word[1],
            code.AT_NON_BOUNDARY: word[0] == word[1],
        }[value]


def alphabet(pattern: re.Pattern) -> list[str]:
    """Return a few characters of every kind that a pattern tells apart, and short words of its literals."""
    found: dict[str, None] = {}
    binary = isinstance(pattern.pattern, bytes)
    word = ""

    def walk(nodes: Any) -> None:
        nonlocal word
        for kind, value in nodes:
            if kind in (code.LITERAL, code.NOT_LITERAL):
                found[chr(value)] = None
                word += chr(value)
                continue
            if word:
                found[word] = None
                word = ""
            if kind is code.IN:
                for item, inner in value:
                    if item is code.RANGE:
                        found[chr(inner[0])] = None
                    elif item is code.LITERAL:
                        found[chr(inner)] = None
                    elif item is code.CATEGORY:
                        found.update(dict.fromkeys("1 a\t"))
            elif kind is code.SUBPATTERN:
                walk(value[3])
            elif kind is code.BRANCH:
                for branch in value[1]:
                    walk(branch)
            elif kind in (code.MAX_REPEAT, code.MIN_REPEAT, code.POSSESSIVE_REPEAT):
                walk(value[2])
            elif kind in (code.ASSERT, code.ASSERT_NOT):
                walk(value[1])
            elif kind is code.ATOMIC_GROUP:
                walk(value)

    walk(parser.parse(pattern.pattern, pattern.flags & ~re.UNICODE if binary else pattern.flags))
    if word:
        found[word] = None
    return list({**dict.fromkeys(("1", " ")), **found, **dict.fromkeys(("a", "\0"))})
