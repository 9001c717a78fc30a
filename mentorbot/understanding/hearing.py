"""Words as they were meant: dialect, nynorsk and English beside bokmål, by a list of equals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from mentorbot.understanding.spelling import words


class Word(NamedTuple):
    written: str
    """Folded (spelling.py)."""
    meant: str
    """The word that stands for all of its equals; itself where none is known."""


@dataclass(frozen=True)
class Ear:
    meant_by: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def taught(cls, equals: Iterable[tuple[str, ...]]) -> Ear:
        """Each row: a word, and others that are taken for it. The first row with a word wins."""
        meant_by: dict[str, str] = {}
        for row in equals:
            first, *others = (words(each) for each in row)
            for other in others:
                if len(first) == len(other) == 1:
                    meant_by.setdefault(other[0], first[0])
        return cls(meant_by)

    def hear(self, text: str) -> list[Word]:
        return [Word(each, self.meant_by.get(each, each)) for each in words(text)]

    def meant(self, text: str) -> list[str]:
        return [self.meant_by.get(each, each) for each in words(text)]
