"""What a text is weighed by: words and their letters, and which words stand near each other."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import chain, pairwise
from sys import intern
from typing import NamedTuple
from zlib import crc32

from mentorbot.understanding.hearing import Ear

SIZES = (3, 4)
NEAR, STEM = 3, 5
"""Two words are near with fewer than NEAR others between, and are known by their first letters:
"svarer ikke" is in "svarte han heller ikke" too."""
MOST_LETTERS = 600
"""Of a text; what comes after is not needed to know what it is about."""
_MARKS = re.compile(r"[?!…]|\.\.\.|[\U0001f300-\U0001faff]")


class Told(NamedTuple):
    """Features of a text. They repeat as they do in it."""

    pieces: Sequence[str]
    """Words, and the letters they are made of."""
    cues: Sequence[int]
    """Numbers that stand for pairs, marks and how it begins. There are so many different ones that
    their names would take most of the memory."""


def told(*texts: str, ear: Ear) -> Told:
    """Of one text, or of several that are taken together."""
    heard = [(text, ear.meant(text[:MOST_LETTERS])) for text in texts]
    pieces = (_of_word(word) for _, found in heard for word in found)
    cues = (_cues(text, found) for text, found in heard)
    return Told([*chain.from_iterable(pieces)], [*chain.from_iterable(cues)])


def _cues(text: str, found: list[str]) -> list[int]:
    marks = [crc32(f"mark {mark}".encode()) for mark in _MARKS.findall(text)]
    opening = [crc32(f"begins {' '.join(found[:size])}".encode()) for size in (1, 2)]
    length = crc32(f"length {min(len(found), 12) // 3}".encode())
    return [*_pairs(found), *marks, *opening[: len(found)], length]


def _pairs(found: list[str]) -> list[int]:
    numbers = [_numbers("^"), *map(_numbers, found), _numbers("$")]
    whole = [one << 31 ^ other for (one, _), (other, _) in pairwise(numbers)]
    stems = [stem for _, stem in numbers]
    near = [
        stem << 31 ^ other
        for at, stem in enumerate(stems)
        for other in stems[at + 1 : at + 1 + NEAR]
    ]
    return [*whole, *near]


@lru_cache(maxsize=4096)
def _numbers(word: str) -> tuple[int, int]:
    """What stands for the word, and for its stem: two of them still fit into 63 bits."""
    return crc32(word.encode()) >> 1, crc32(f"{word[:STEM]}~".encode()) >> 1


@lru_cache(maxsize=4096)
def _of_word(word: str) -> tuple[str, ...]:
    """The word itself and its runs of letters. Thousands of sentences share them: kept once."""
    inside = f" {word} "
    runs = (inside[at : at + size] for size in SIZES for at in range(len(inside) - size + 1))
    return tuple(map(intern, (f"{word}=", *runs)))
