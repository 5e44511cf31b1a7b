"""Sentences of the house in the reader's language, also when values stand in them and when they were kept long ago.

Engines and desks speak Chinese, the legal language, and know nothing of readers. What they say is kept as it was said.
The catalogue knows the sentences by pattern – 成员表里连本人共 {0} 人 – so that a page can say any of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.utils.translation import get_language, gettext, gettext_noop, ngettext_lazy, to_locale

from niangjia.web.words import CHINESE, HOLE, read_catalogue

LOCALE = Path(__file__).parent / "locale"
SEPARATORS = {"；": "; ", "，": ", ", "、": ", "}
"""What stands between parts that are said one by one, and what stands there in other languages."""
OUTSIDE_BRACKETS = "(?![^（]*）)"
QUOTED = re.compile("“[^”]*”")
COUNTED, NUMBER = {"amount", "area", "count", "times"}, r"[-−]?[\d,.]+"
"""Holes of these names hold nothing but a number."""
SURE = 4
"""Characters outside the holes from which on a sentence cannot be mistaken for another."""
VALUES = (
    gettext_noop("{amount} 元"),
    gettext_noop("{area} 平方米"),
    ngettext_lazy("{count} 人", "{count} 人", "count"),
    ngettext_lazy("{count} 套", "{count} 套", "count"),
    ngettext_lazy("{count} 名子女", "{count} 名子女", "count"),
    ngettext_lazy("{count} 人·月", "{count} 人·月", "count"),
    gettext_noop("{times} × {line}"),
    gettext_noop("{one} × {other}"),
    gettext_noop("{value}以上"),
    gettext_noop("{what}：{told}"),
    gettext_noop("{name} {amount} 元"),
    gettext_noop("{name} {area} 平方米"),
    gettext_noop("{name} 约 {told}"),
    gettext_noop("约 {told}"),
    gettext_noop("{whole} ÷ {parts}"),
    gettext_noop("{whole} ＋ {more}"),
    gettext_noop("{whole} － {less}"),
    gettext_noop("{value} 低于 {line}"),
    gettext_noop("{value} 不高于 {line}"),
    gettext_noop("{value} 超过 {line}"),
    gettext_noop("{value} 不少于 {line}"),
    gettext_noop("{value} 等于 {line}"),
    gettext_noop("{value} 不等于 {line}"),
    gettext_noop("{one}，并且{other}"),
    gettext_noop("{one}，或者{other}"),
    gettext_noop("不符合“{told}”"),
    gettext_noop("{fact}是{choices}"),
    gettext_noop("（{told}）"),
    gettext_noop("每户"),
    gettext_noop("每人"),
    gettext_noop("每名子女"),
    gettext_noop("每次突发事件"),
    gettext_noop("每月"),
    gettext_noop("每季度"),
    gettext_noop("每十二个月"),
    gettext_noop("每年"),
    gettext_noop("不清楚"),
    gettext_noop("暂时无法判断"),
    gettext_noop("预设"),
)
"""How the engines write values, comparisons and cycles."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A sentence with holes, how it is told apart, and what is said for it."""

    shape: re.Pattern[str]
    landmark: str
    unmistakable: bool
    forms: tuple[str, ...]

    def say(self, values: list[str], names: Iterable[str]) -> str:
        """Return the sentence with its values; of one it is said otherwise than of many."""
        form = self.forms[-1 if values[:1] != ["1"] else 0]
        return form.format(*values, **dict(zip(names, values, strict=False)))


def told(text: object) -> str:
    """Return a sentence of the house in the reader's language; one that has no words there stays as it was said.

    >>> from django.utils.translation import override
    >>> with override("en"): told("成员表里连本人共 3 人，这里写的是 4 人，对不上")
    'The member list names 3 people with the worker, but here it says 4'
    """
    written = str(text or "")
    if not CHINESE.search(written):
        return written
    plain = gettext(written)
    if plain != written or (get_language() or "").startswith("zh"):
        return plain
    return by_pattern(written) or by_parts(written) or written


def by_pattern(written: str) -> str:
    """Return what is said for the pattern that ``written`` follows, its values said too; empty when none fits.

    A value may be a name and stay Chinese, but only in a sentence that cannot be mistaken for another.
    """
    for pattern in patterns(to_locale(get_language() or "")):
        found = pattern.shape.fullmatch(written) if pattern.landmark in written else None
        if found:
            values = [told(value) for value in found.groups()]
            if pattern.unmistakable or not any(map(untold, values)):
                return pattern.say(values, found.groupdict())
    return ""


def by_parts(written: str) -> str:
    """Return a list of things, each said by itself; empty when one of them has no words."""
    for separator, other in SEPARATORS.items():
        parts = re.split(separator + OUTSIDE_BRACKETS, written)
        if len(parts) > 1:
            said = [told(part) for part in parts]
            return "" if any(map(untold, said)) else other.join(said)
    return ""


def untold(said: str) -> bool:
    """Return whether Chinese is left besides what is quoted.

    >>> untold("“无” (none)"), untold("低保标准")
    (False, True)
    """
    return bool(CHINESE.search(QUOTED.sub("", said)))


@lru_cache(maxsize=4)
def patterns(locale: str) -> tuple[Pattern, ...]:
    """Return the sentences with holes that a catalogue knows, those with the longest landmarks first."""
    source = LOCALE / locale / "LC_MESSAGES" / "django.po"
    if not source.is_file():
        return ()
    known = [
        pattern_of(one.word.message, one.forms)
        for one in read_catalogue(source.read_text(encoding="utf-8"))
        if HOLE.search(one.word.message) and one.forms[0]
    ]
    return tuple(sorted(known, key=lambda one: -len(one.landmark)))


def pattern_of(message: str, forms: tuple[str, ...]) -> Pattern:
    """Return the pattern of one sentence with holes.

    >>> pattern_of("没有填“{label}”", ("“{label}” is empty",)).shape.pattern
    '没有填“(?P<label>.+?)”'
    """
    parts = HOLE.split(message)
    for number in range(1, len(parts), 2):
        parts[number] = hole(parts[number], again=parts[number] in HOLE.findall(message)[: number // 2])
    shape = "".join(part if number % 2 else re.escape(part) for number, part in enumerate(parts))
    literal = parts[::2]
    sure = sum(len(part.strip()) for part in literal) >= SURE
    return Pattern(re.compile(shape, re.DOTALL), max(literal, key=len), sure, forms)


def hole(name: str, *, again: bool) -> str:
    """Return what catches the value of one hole: a named one by its name, a numbered one by its place.

    >>> hole("0", again=False), hole("written", again=True)
    ('(.+?)', '(?P=written)')
    """
    if name.isdigit():
        return "(.+?)"
    if again:
        return f"(?P={name})"
    return f"(?P<{name}>{NUMBER if name in COUNTED else '.+?'})"
