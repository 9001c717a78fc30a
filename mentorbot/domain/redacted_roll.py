"""The office's own people and places, whose names are known and need not be guessed.

A first name by itself is left to redacted_names: a mentor may say whom at NAV they talked with,
and half the country is called the same. A family name by itself is one where it has a capital.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from itertools import groupby

from mentorbot.domain.redacted_lists import FIRST_NAMES, NOT_NAMES, OPENERS

Spans = Iterator[tuple[int, int]]
WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
FORMS = frozenset({"as", "asa", "ba", "sa", "da", "ans", "enk", "nuf"})
"""How a company is owned, which nobody writes in a message."""
SHORTEST = 4
"""Letters of a name that is one word; shorter ones are other words too."""
MOST_BETWEEN = 3
"""Signs between two words of one name."""
OTHER_WORDS = FIRST_NAMES | NOT_NAMES | OPENERS


Entry = tuple[str, ...]
"""Words, folded, without a genitive's s. One by itself counts where it has a capital."""


class Index:
    """What was entered, to be looked up word by word.

    Each entry is kept as a number of 64 bits: the names of a hundred thousand people take some
    megabytes, and stand nowhere in the clear.
    """

    def __init__(self, numbers: Iterable[int] = (), longest: int = 0) -> None:
        self._numbers = array("q", (number for number, _ in groupby(sorted(numbers))))
        self._longest = longest

    def and_also(self, entries: Iterable[Entry]) -> Index:
        """A new one that holds these too."""
        numbers, longest = array("q", self._numbers), self._longest
        for entry in entries:
            numbers.append(hash(entry))
            longest = max(longest, len(entry))
        return Index(numbers, longest)

    def spans(self, text: str) -> Spans:
        """Where an entry begins and ends."""
        found = list(WORD.finditer(text)) if self._numbers else []
        folded = tuple(_fold(word[0]) for word in found)
        for at, word in enumerate(found):
            for end in range(at + 1, min(at + self._longest, len(found)) + 1):
                if end > at + 1 and not _together(found[end - 2], found[end - 1]):
                    break
                if (end > at + 1 or word[0][0].isupper()) and self._holds(folded[at:end]):
                    yield word.start(), found[end - 1].end()

    def _holds(self, entry: Entry) -> bool:
        number = hash(entry)
        at = bisect_left(self._numbers, number)
        return at < len(self._numbers) and self._numbers[at] == number


class Roll:
    """Names of people and of places. Never changed: `and_also` gives another one."""

    def __init__(self, people: Index | None = None, places: Index | None = None) -> None:
        self._people, self._places = people or Index(), places or Index()

    def and_also(self, people: Iterable[str], places: Iterable[str]) -> Roll:
        """These too."""
        return Roll(
            self._people.and_also(entry for name in people for entry in _of_person(name)),
            self._places.and_also(entry for name in places for entry in _of_place(name)),
        )

    def people_in(self, text: str) -> Spans:
        return self._people.spans(text)

    def places_in(self, text: str) -> Spans:
        return self._places.spans(text)


NOBODY = Roll()


def _of_person(name: str) -> Iterator[Entry]:
    words = _folded(name)
    if len(words) < 2:
        return
    yield words
    if len(words) > 2:
        yield words[0], words[-1]
    yield from _alone(words[-1])


def _of_place(name: str) -> Iterator[Entry]:
    words = tuple(_fold(word) for word in WORD.findall(name) if word.casefold() not in FORMS)
    if len(words) > 1:
        yield words
    elif words:
        yield from _alone(words[0])


def _alone(word: str) -> Iterator[Entry]:
    if len(word) >= SHORTEST and word not in OTHER_WORDS:
        yield (word,)


def _folded(text: str) -> tuple[str, ...]:
    return tuple(_fold(word) for word in WORD.findall(text))


def _fold(word: str) -> str:
    return word.casefold().removesuffix("s")


def _together(one: re.Match[str], next_one: re.Match[str]) -> bool:
    return next_one.start() - one.end() <= MOST_BETWEEN
