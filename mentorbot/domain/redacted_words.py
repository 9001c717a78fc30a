"""Words about health, substances, crime and family, by lists that the office keeps as content.

An entry is words: "mor ... død". "*" stands for more letters or none, "/" between words for one or
the other, "..." for up to three words. Plain text in (see redaction.plain), spans out.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*(?:['’](?=\s|$))?|\d+")
TOGETHER = re.compile(r"[ \t,\"'’«»]{1,4}")
"""What may stand between two words of one entry: nothing that ends a sentence."""
GAP = "..."
MOST_BETWEEN = 3

Found = Sequence[re.Match[str]]


@dataclass(frozen=True)
class Stem:
    """One word of an entry."""

    letters: str
    before: bool
    after: bool
    exactly: bool
    """Only as it is written: an entry in capitals."""

    @classmethod
    def of(cls, written: str) -> Stem:
        bare = written.strip("*")
        exactly = len(bare) > 1 and bare.isupper()
        letters = bare if exactly else bare.casefold()
        return cls(letters, written.startswith("*"), written.endswith("*"), exactly)

    def fits(self, word: str) -> bool:
        seen = word if self.exactly else word.casefold()
        if self.before:
            return self.letters in seen if self.after else seen.endswith(self.letters)
        return seen.startswith(self.letters) if self.after else seen == self.letters


Part = tuple[Stem, ...]
"""One word of several; none of them is a gap."""
Entry = tuple[Part, ...]


@dataclass(frozen=True)
class WordList:
    take: tuple[str, ...]
    keep: tuple[str, ...] = ()
    """What may stand although an entry of `take` fits a part of it."""

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        words = list(WORD.finditer(text))
        kept = list(self._keeps.spans(text, words))
        for start, end in self._takes.spans(text, words):
            if not any(start < until and since < end for since, until in kept):
                yield start, end

    @cached_property
    def _takes(self) -> Entries:
        return Entries(self.take)

    @cached_property
    def _keeps(self) -> Entries:
        return Entries(self.keep)


class Entries:
    """Entries by how their first word begins, so that a message is read once and not per entry."""

    def __init__(self, written: Sequence[str]) -> None:
        self._by_start: defaultdict[str, list[tuple[Stem, Entry]]] = defaultdict(list)
        self._anywhere: list[tuple[Stem, Entry]] = []
        for entry in map(entry_of, written):
            for stem in entry[0]:
                start = stem.letters[:2].casefold()
                (self._anywhere if stem.before else self._by_start[start]).append((stem, entry))

    def spans(self, text: str, words: Found) -> Iterator[tuple[int, int]]:
        for at, word in enumerate(words):
            for stem, entry in (*self._by_start.get(word[0][:2].casefold(), ()), *self._anywhere):
                if stem.fits(word[0]):
                    last = _end(text, words, at, entry)
                    if last is not None:
                        yield word.start(), words[last].end()


def entry_of(written: str) -> Entry:
    return tuple(
        () if word == GAP else tuple(map(Stem.of, word.split("/"))) for word in written.split()
    )


def _end(text: str, words: Found, at: int, entry: Entry) -> int | None:
    """The number of the last word of an entry that begins with word `at`; its first one fits."""
    now, skips = at, 0
    for part in entry[1:]:
        if not part:
            skips = MOST_BETWEEN
            continue
        while True:
            now += 1
            if now >= len(words) or not _adjoins(text, words[now - 1], words[now]):
                return None
            if any(stem.fits(words[now][0]) for stem in part):
                skips = 0
                break
            if not skips:
                return None
            skips -= 1
    return now


def _adjoins(text: str, one: re.Match[str], other: re.Match[str]) -> bool:
    return TOGETHER.fullmatch(text, one.end(), other.start()) is not None
