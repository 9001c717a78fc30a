"""Finds the cards that fit what somebody typed, by the letters that words are made of.

Character n-grams bridge compounds, inflection and the two written Norwegian languages without
a dictionary. Pure arithmetic: the same texts give the same answers.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from heapq import nlargest
from math import log, sqrt
from typing import TypeAlias

from mentorbot.understanding.spelling import words

SIZES = (3, 4, 5)
MOST_LETTERS = 400
"""Of a query; what comes after is not needed to know what it is about."""
TOO_WEAK = 0.03
"""Cosine below which a card only happens to share a few letters."""

Grams: TypeAlias = Counter[str]


class CardSearch:
    """Knows nothing until it has learned the words of the cards."""

    def __init__(self) -> None:
        self._ids: tuple[str, ...] = ()
        self._rarity: dict[str, float] = {}
        self._found_in: dict[str, tuple[tuple[int, float], ...]] = {}

    def learn(self, texts: Mapping[str, str]) -> None:
        """Forgets what it knew, and learns these texts by card id."""
        counted = {name: _grams(text) for name, text in texts.items()}
        spread = Counter(gram for grams in counted.values() for gram in grams)
        rarity = {gram: log((1 + len(texts)) / (0.5 + cards)) for gram, cards in spread.items()}
        found_in: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
        for at, grams in enumerate(counted.values()):
            for gram, weight in _weighted(grams, rarity).items():
                found_in[gram].append((at, weight))
        self._ids = tuple(counted)
        self._rarity = rarity
        self._found_in = {gram: tuple(cards) for gram, cards in found_in.items()}

    def find(self, text: str, most: int = 5) -> tuple[str, ...]:
        """Ids of the cards that fit, best first; none where nothing does."""
        weighed = self.weighed(text)
        return tuple(nlargest(most, weighed, key=lambda card: weighed[card]))

    def weighed(self, text: str) -> dict[str, float]:
        """How much each card that fits has in common with the text (cosine)."""
        scores = [0.0] * len(self._ids)
        for gram, weight in _weighted(_grams(text[:MOST_LETTERS]), self._rarity).items():
            for at, its_weight in self._found_in[gram]:
                scores[at] += weight * its_weight
        return {self._ids[at]: score for at, score in enumerate(scores) if score >= TOO_WEAK}


def _grams(text: str) -> Grams:
    return Counter(gram for word in words(text) for gram in _parts(f" {word} "))


def _parts(word: str) -> Iterator[str]:
    for size in SIZES:
        for start in range(len(word) - size + 1):
            yield word[start : start + size]


def _weighted(grams: Grams, rarity: Mapping[str, float]) -> dict[str, float]:
    """Rare grams count more, repeated ones slowly; the vector has length 1.

    Unknown ones drop out but count in the length: who asks about something else finds little.
    """
    rarest = max(rarity.values(), default=1.0)
    weights = {gram: (1 + log(count)) * rarity.get(gram, rarest) for gram, count in grams.items()}
    length = sqrt(sum(weight * weight for weight in weights.values())) or 1.0
    return {gram: weight / length for gram, weight in weights.items() if gram in rarity}
