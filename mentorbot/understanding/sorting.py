"""Sorts texts under labels as examples of them were: three simple ways, and their mean.

Each way errs in its own manner: neighbours remember single sentences, centroids know what a
label is like as a whole, and the complement Bayes (Rennie et al., 2003) stays fair to labels
with few examples. docs/understanding.md has the figures. Pure arithmetic: the same examples give
the same answers.
"""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from heapq import nlargest
from math import exp, log, sqrt
from typing import TypeAlias

Shares: TypeAlias = dict[str, float]
"""By label; they sum to 1, or there are none."""
Posting: TypeAlias = tuple["array[int]", "array[float]"]
"""Numbers and their weights, side by side: a tenth of the memory that pairs would take."""
Index: TypeAlias = Mapping[str, Posting]

FEWEST = 2
"""Documents that a feature must be in: what one alone has teaches nothing about others."""
MOST_COMMON = 0.1
"""Share of documents from which a feature no longer tells neighbours apart, and only takes time."""
NEAREST = 30
NEARNESS = 3
"""Power that a neighbour's cosine is raised to: the nearest few decide."""
SHARPNESS = 18.0
"""Of centroids: how much a somewhat higher cosine weighs."""
SMOOTHING = 0.3
DAMPING = 0.12
"""Of Bayes, whose features are far from independent: it would be certain of everything."""


@dataclass(frozen=True)
class Document:
    label: str
    features: Sequence[str]


@dataclass(frozen=True)
class Rarity:
    """Rare features count more, repeated ones slowly; a vector has length 1."""

    weights: Mapping[str, float]

    @classmethod
    def in_(cls, documents: Sequence[Document]) -> Rarity:
        spread = Counter(feature for each in documents for feature in set(each.features))
        most = 1 + len(documents)
        return cls(
            {
                feature: log(most / (0.5 + count))
                for feature, count in spread.items()
                if count >= FEWEST
            }
        )

    def vector(self, features: Sequence[str]) -> dict[str, float]:
        known = self.weights
        weighed = {
            feature: (1 + log(count)) * known[feature]
            for feature, count in Counter(features).items()
            if feature in known
        }
        length = sqrt(sum(weight * weight for weight in weighed.values())) or 1.0
        return {feature: weight / length for feature, weight in weighed.items()}


@dataclass(frozen=True)
class Sorter:
    """Knows labels by examples."""

    labels: tuple[str, ...]
    rarity: Rarity
    label_of: tuple[int, ...]
    """Of each document, by its place in `documents`."""
    documents: Index
    centroids: Index
    evidence: Mapping[str, array[float]]
    """By feature: how much it speaks for each label against all others."""

    @classmethod
    def taught(cls, documents: Sequence[Document]) -> Sorter:
        labels = tuple(dict.fromkeys(each.label for each in documents))
        number = {label: at for at, label in enumerate(labels)}
        label_of = tuple(number[each.label] for each in documents)
        rarity = Rarity.in_(documents)
        whole: defaultdict[str, Posting] = defaultdict(_no_posting)
        for at, each in enumerate(documents):
            for feature, weight in rarity.vector(each.features).items():
                _post(whole[feature], at, weight)
        most = MOST_COMMON * len(documents)
        return cls(
            labels,
            rarity,
            label_of,
            {feature: posting for feature, posting in whole.items() if len(posting[0]) <= most},
            _centroids(whole, label_of, len(labels)),
            _evidence(whole, label_of, len(labels)),
        )

    def shares(self, features: Sequence[str]) -> Shares:
        """How much speaks for each label."""
        vector = self.rarity.vector(features)
        ways = (self._by_neighbours(vector), self._by_centroids(vector), self._by_evidence(vector))
        told = [way for way in ways if way]
        return {
            label: sum(way[at] for way in told) / len(told) if told else 1 / len(self.labels)
            for at, label in enumerate(self.labels)
        }

    def _by_neighbours(self, vector: Mapping[str, float]) -> list[float]:
        near = _cosines(vector, self.documents)
        votes = [0.0] * len(self.labels)
        for at, cosine in nlargest(NEAREST, near.items(), key=lambda each: each[1]):
            votes[self.label_of[at]] += cosine**NEARNESS
        return _normal(votes)

    def _by_centroids(self, vector: Mapping[str, float]) -> list[float]:
        near = _cosines(vector, self.centroids)
        return _normal([exp(SHARPNESS * near.get(at, 0.0)) for at in range(len(self.labels))])

    def _by_evidence(self, vector: Mapping[str, float]) -> list[float]:
        rows = [self.evidence[feature] for feature in vector]
        if not rows:
            return []
        sums = [sum(column) for column in zip(*rows, strict=True)]
        highest = max(sums)
        return _normal([exp(DAMPING * (each - highest)) for each in sums])


def _no_posting() -> Posting:
    return array("I"), array("f")


NOTHING = _no_posting()


def _post(posting: Posting, number: int, weight: float) -> None:
    posting[0].append(number)
    posting[1].append(weight)


def _cosines(vector: Mapping[str, float], index: Index) -> dict[int, float]:
    near: defaultdict[int, float] = defaultdict(float)
    for feature, weight in vector.items():
        for at, its_weight in zip(*index.get(feature, NOTHING), strict=True):
            near[at] += weight * its_weight
    return near


def _normal(votes: list[float]) -> list[float]:
    total = sum(votes)
    return [each / total for each in votes] if total else []


def _centroids(documents: Index, label_of: Sequence[int], labels: int) -> Index:
    sums = {feature: _by_label(posting, label_of) for feature, posting in documents.items()}
    squares = [0.0] * labels
    for row in sums.values():
        for label, weight in row.items():
            squares[label] += weight * weight
    index: defaultdict[str, Posting] = defaultdict(_no_posting)
    for feature, row in sums.items():
        for label, weight in row.items():
            _post(index[feature], label, weight / sqrt(squares[label]))
    return index


def _by_label(posting: Posting, label_of: Sequence[int]) -> dict[int, float]:
    sums: defaultdict[int, float] = defaultdict(float)
    for at, weight in zip(*posting, strict=True):
        sums[label_of[at]] += weight
    return sums


def _evidence(documents: Index, label_of: Sequence[int], labels: int) -> dict[str, array[float]]:
    counts = {
        feature: Counter(label_of[at] for at in posting[0])
        for feature, posting in documents.items()
    }
    of_label = _totals(counts.values(), labels)
    whole, smooth = sum(of_label), SMOOTHING * (1 + len(counts))
    inside = [total + smooth for total in of_label]
    outside = [whole - total + smooth for total in of_label]
    level = [log(out / in_) for in_, out in zip(inside, outside, strict=True)]
    return {feature: _row(found, level) for feature, found in counts.items()}


def _row(found: Counter[int], level: Sequence[float]) -> array[float]:
    everywhere = found.total()
    nowhere = -log(everywhere + SMOOTHING) + log(SMOOTHING)
    return array(
        "f",
        (
            log((found[at] + SMOOTHING) / (everywhere - found[at] + SMOOTHING)) + base
            if at in found
            else nowhere + base
            for at, base in enumerate(level)
        ),
    )


def _totals(counts: Iterable[Counter[int]], labels: int) -> list[int]:
    totals = [0] * labels
    for row in counts:
        for label, count in row.items():
            totals[label] += count
    return totals
