"""One text of the content before it is made ready, and everything that may be wrong with it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from mentorbot.book import samples
from mentorbot.book.findings import Findings, Spot
from mentorbot.book.forbidden import forbidden
from mentorbot.book.markup import html_problems, plain_problems, words_of
from mentorbot.book.patterns import Pattern, Press
from mentorbot.book.style import wording_advice
from mentorbot.book.templates import Template, read
from mentorbot.domain.people import Language

MESSAGE = 4096
TOAST = 200
LABEL = 40
BETTER_LABEL = 26
"""Characters that fit on a button of half the screen's width."""

_DIGITS = re.compile(
    r"(?<![\w:.,-])(?:\+?\d(?:[ \u00a0]?\d){2,}(?![\w:]|[.,-]\d)"
    r"|\d{2}(?P<dot>[.\-/])\d{2}(?P=dot)\d{2}(?P=dot)\d{2}(?!\d)"
    r"|\d{3}(?P<dash>[.\-/ ])\d{2}(?P=dash)\d{3}(?!\d)"
    r"|\d{3}[.\-/]\d{3}(?!\d))"
)
"""A run of digits, or digits in the groups that telephone numbers are written in."""
_PHONE_LIKE = 5
"""From so many digits on, a number is taken for a telephone number."""
REMEMBERED = 16384
"""Sources; the content of an office has about 3300."""


@dataclass(frozen=True)
class Entry:
    key: str
    language: Language
    source: str
    spot: Spot
    """Where the first line of `source` stands."""
    plain: bool = True
    most: int = LABEL
    """Characters when filled in."""
    better: int | None = None
    gives: frozenset[str] | None = frozenset()
    """Names of the values it is given; each must be used. None: nobody knows."""
    may_use: frozenset[str] = frozenset()
    """Names of values that it is given besides, to use or not."""

    def at(self, line: int) -> Spot:
        """The spot of a line of the source, the first being 1."""
        return Spot(self.spot.file, self.spot.line + line - 1)


@dataclass(frozen=True)
class Ready:
    """An entry that was found good."""

    entry: Entry
    pattern: Pattern
    shown: str
    """As it is seen when filled in with samples."""


class Checker:
    """Checks entries one by one."""

    def __init__(self, press: Press, found: Findings) -> None:
        self.press = press
        self.found = found

    def ready(self, entry: Entry, *, again: bool = False) -> Ready | None:
        """`again`: its parts were examined before, and nothing is advised twice."""
        seen = _examined(
            self.press, entry.source, entry.language, entry.plain, entry.gives, entry.may_use
        )
        for line, problem in seen.problems:
            self.found.error(entry.at(line), f"{entry.key}: {problem}")
        if seen.pattern is None:
            return None
        self._length(entry, seen.length)
        for advice in () if again else seen.advice:
            self.found.advise(entry.spot, f"{entry.key}: {advice}")
        return Ready(entry, seen.pattern, seen.shown)

    def _length(self, entry: Entry, length: int) -> None:
        if length > entry.most:
            message = (
                f"{entry.key}: is {length} characters when filled in; at most {entry.most} fit"
            )
            self.found.error(entry.spot, message)
        elif not length:
            self.found.error(entry.spot, f"{entry.key}: comes out empty: write words")
        elif entry.better and length > entry.better:
            message = f"{entry.key}: is {length} characters when filled in; {entry.better} fit well"
            self.found.advise(entry.spot, message)


@dataclass(frozen=True)
class _Examined:
    """What can be said of a source wherever it stands."""

    problems: tuple[tuple[int, str], ...]
    pattern: Pattern | None = None
    shown: str = ""
    length: int = 0
    """The longest it gets."""
    advice: tuple[str, ...] = ()
    """On the words that were chosen."""


@lru_cache(maxsize=REMEMBERED)
def _examined(
    press: Press,
    source: str,
    language: Language,
    plain: bool,
    gives: frozenset[str] | None,
    may_use: frozenset[str],
) -> _Examined:
    """A source that was examined before is not examined again: an edit changes one of thousands."""
    template = read(source)
    problems = (
        *template.problems,
        *_names(template, gives, may_use, press.numbers),
        *_telephones(template, press.numbers),
        *_forbidden(template, language),
        *(plain_problems(template.prose) if plain else html_problems(template.body)),
    )
    if problems:
        return _Examined(problems)
    pattern = press.pattern(source, language, plain)
    given = template.names - press.numbers.keys()
    filled = (pattern.fill(each(template, given)) for each in (samples.full, samples.empty))
    shown, least = (each if plain else words_of(each) for each in filled)
    longest, advice = max(units(shown), units(least)), tuple(wording_advice(shown, language))
    return _Examined((), pattern, shown, longest, advice)


def _names(
    template: Template,
    gives: frozenset[str] | None,
    may_use: frozenset[str],
    numbers: Mapping[str, str],
) -> Iterator[tuple[int, str]]:
    if template.problems or gives is None:
        return
    known = gives | may_use
    given = ", ".join(sorted(known)) or "none"
    for name in sorted(template.names - known - numbers.keys()):
        yield 1, f"there is no value {name} here; its values are: {given}"
    for name in sorted(gives - template.names):
        yield 1, f"the value {name} is never used: write {{{{ {name} }}}} where it belongs"
    for name in sorted(gives & numbers.keys()):
        yield 1, f"the value {name} is also a number in rules/numbers.yaml: rename that"


def _telephones(template: Template, numbers: Mapping[str, str]) -> Iterator[tuple[int, str]]:
    names = {re.sub(r"\D", "", digits): name for name, digits in numbers.items()}
    for line, words in template.prose:
        for run in _DIGITS.finditer(words):
            digits = re.sub(r"\D", "", run[0])
            name = names.get(digits)
            if name or len(digits) >= _PHONE_LIKE:
                instead = f"{{{{ {name or 'name'} }}}}"
                where = line + words.count("\n", 0, run.start())
                yield where, f"{run[0]} stands in rules/numbers.yaml only: write {instead} here"


def _forbidden(template: Template, language: Language) -> Iterator[tuple[int, str]]:
    """In every branch, also those that the samples do not show."""
    for line, words in template.prose:
        for after, problem in forbidden(words_of(words), language):
            yield line + after, problem


def units(text: str) -> int:
    """Length as Telegram counts it: UTF-16 code units."""
    return len(text.encode("utf-16-le")) // 2
