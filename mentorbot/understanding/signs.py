"""Patterns of words that are signs of something, whatever else the text says.

A pattern is words in their order, with at most three others between: `ta* livet sitt`. A `*` is
any ending, a `/` divides words of which one will do.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from mentorbot.understanding.hearing import Ear, Word
from mentorbot.understanding.spelling import words

BETWEEN = 3
"""Other words that may stand between two words of a pattern."""


@dataclass(frozen=True)
class Choice:
    """One word of a pattern: what it may be, and what it may begin with."""

    whole: frozenset[str]
    begins: tuple[str, ...]

    def fits(self, word: Word) -> bool:
        return not self.whole.isdisjoint(word) or word.written.startswith(self.begins)


Pattern: TypeAlias = tuple[Choice, ...]


@dataclass(frozen=True)
class Signs:
    ear: Ear
    patterns: Mapping[str, tuple[Pattern, ...]]
    by_start: Mapping[str, Sequence[tuple[str, Pattern]]]
    """Names and patterns by what their first word may be, with * where it is only its beginning:
    of more than a thousand, few are worth a look."""

    @classmethod
    def taught(cls, signs: Mapping[str, Iterable[str]], ear: Ear) -> Signs:
        patterns = {
            name: tuple(tuple(_choice(word, ear) for word in line.split()) for line in lines)
            for name, lines in signs.items()
        }
        return cls(ear, patterns, _by_start(patterns))

    def seen(self, text: str) -> frozenset[str]:
        """The names of which a pattern stands in the text."""
        heard = self.ear.hear(text)
        starts = {start for word in heard for start in _starts(word)}
        return frozenset(
            name
            for start in starts
            for name, pattern in self.by_start.get(start, ())
            if _stands(pattern, heard)
        )


def _by_start(
    patterns: Mapping[str, Sequence[Pattern]],
) -> Mapping[str, Sequence[tuple[str, Pattern]]]:
    found: defaultdict[str, list[tuple[str, Pattern]]] = defaultdict(list)
    for name, pattern in ((name, pattern) for name, some in patterns.items() for pattern in some):
        for start in (*pattern[0].whole, *(f"{begins}*" for begins in pattern[0].begins)):
            found[start].append((name, pattern))
    return dict(found)


def _starts(word: Word) -> Iterator[str]:
    yield from word
    yield from (f"{word.written[:size]}*" for size in range(1, len(word.written) + 1))


def _choice(word: str, ear: Ear) -> Choice:
    ways = [way for way in re.split(r"/", word) if way]
    whole = [each for way in ways if not way.endswith("*") for each in ear.meant(way)]
    begins = [each for way in ways if way.endswith("*") for each in words(way)]
    return Choice(frozenset(whole), tuple(begins))


def _stands(pattern: Pattern, heard: Sequence[Word]) -> bool:
    ends = {at for at, word in enumerate(heard) if pattern[0].fits(word)}
    for choice in pattern[1:]:
        ends = {
            at
            for end in ends
            for at in range(end + 1, min(end + 2 + BETWEEN, len(heard)))
            if choice.fits(heard[at])
        }
    return bool(ends)
