"""One text of the content before it is made ready, and everything that may be wrong with it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from mentorbot.book import samples
from mentorbot.book.findings import Findings, Spot
from mentorbot.book.markup import html_problems, plain_problems, words_of
from mentorbot.book.patterns import Pattern, Press
from mentorbot.book.templates import Template, read
from mentorbot.domain.people import Language

MESSAGE = 4096
TOAST = 200
LABEL = 40
BETTER_LABEL = 26
"""Characters that fit on a button of half the screen's width."""

_DIGITS = re.compile(r"(?<![\w:.,-])\+?\d(?:[ \u00a0]?\d){2,}(?![\w:,-])")
_PHONE_LIKE = 5
"""From so many digits on, a number is taken for a telephone number."""


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
    """Checks entries one by one. `numbers`: the register's digits by name."""

    def __init__(self, press: Press, numbers: Mapping[str, str], found: Findings) -> None:
        self.press = press
        self.numbers = numbers
        self.found = found
        self.names = {re.sub(r"\s", "", digits): name for name, digits in numbers.items()}

    def ready(self, entry: Entry) -> Ready | None:
        template = read(entry.source)
        problems = [*template.problems, *self._problems(entry, template)]
        for line, problem in problems:
            self.found.error(entry.at(line), f"{entry.key}: {problem}")
        if problems:
            return None
        pattern = self.press.pattern(entry.source, entry.language, entry.plain)
        given = template.names - self.numbers.keys()
        filled = pattern.fill(samples.full(template, given))
        bare = pattern.fill(samples.empty(template, given))
        shown, least = (each if entry.plain else words_of(each) for each in (filled, bare))
        self._length(entry, max(units(shown), units(least)))
        return Ready(entry, pattern, shown)

    def _problems(self, entry: Entry, template: Template) -> Iterator[tuple[int, str]]:
        yield from self._names(entry, template)
        yield from self._telephones(template)
        if entry.plain:
            yield from plain_problems(template.prose)
        else:
            yield from html_problems(template.body)

    def _names(self, entry: Entry, template: Template) -> Iterator[tuple[int, str]]:
        if template.problems or entry.gives is None:
            return
        known = entry.gives | entry.may_use
        given = ", ".join(sorted(known)) or "none"
        for name in sorted(template.names - known - self.numbers.keys()):
            yield 1, f"there is no value {name} here; its values are: {given}"
        for name in sorted(entry.gives - template.names):
            yield 1, f"the value {name} is never used: write {{{{ {name} }}}} where it belongs"
        for name in sorted(entry.gives & self.numbers.keys()):
            yield 1, f"the value {name} is also a number in rules/numbers.yaml: rename that"

    def _telephones(self, template: Template) -> Iterator[tuple[int, str]]:
        for line, words in template.prose:
            for run in _DIGITS.finditer(words):
                digits = re.sub(r"\s", "", run[0])
                name = self.names.get(digits)
                if name or len(digits) >= _PHONE_LIKE:
                    instead = f"{{{{ {name or 'name'} }}}}"
                    where = line + words.count("\n", 0, run.start())
                    yield where, f"{run[0]} stands in rules/numbers.yaml only: write {instead} here"

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


def units(text: str) -> int:
    """Length as Telegram counts it: UTF-16 code units."""
    return len(text.encode("utf-16-le")) // 2
