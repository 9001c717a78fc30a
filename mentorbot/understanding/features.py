"""What a text is weighed by: its words, pairs of neighbours, and the letters words are made of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain, pairwise
from sys import intern

from mentorbot.understanding.hearing import Ear

SIZES = (3, 4, 5)
MOST_LETTERS = 600
"""Of a text; what comes after is not needed to know what it is about."""
_MARKS = re.compile(r"[?!…]|\.\.\.|[\U0001f300-\U0001faff]")


def about(text: str, ear: Ear) -> list[str]:
    """Features by which the subject is known. They repeat as they do in the text."""
    return _of_words(ear.meant(text[:MOST_LETTERS]))


def manner(text: str, ear: Ear) -> list[str]:
    """Features by which is known what somebody wants: how it is said, besides what about."""
    found = ear.meant(text[:MOST_LETTERS])
    marks = [f"mark {mark}" for mark in _MARKS.findall(text)]
    opening = [f"begins {' '.join(found[:size])}" for size in (1, 2) if len(found) >= size]
    length = f"length {min(len(found), 12) // 3}"
    return [*_of_words(found), *marks, *opening, length, *_apart(found)]


def _of_words(found: list[str]) -> list[str]:
    features = chain(
        (f"{word}=" for word in found),
        (f"{one} {other}" for one, other in pairwise(["^", *found, "$"])),
        (gram for word in found for gram in _grams(f" {word} ")),
    )
    # Thousands of sentences share their features: each is kept once.
    return [intern(feature) for feature in features]


def _grams(word: str) -> Iterator[str]:
    for size in SIZES:
        for start in range(len(word) - size + 1):
            yield word[start : start + size]


def _apart(found: list[str]) -> Iterator[str]:
    """Pairs with one word between them: `får ... tak`."""
    return (f"{one} .. {other}" for one, other in zip(found, found[2:], strict=False))
