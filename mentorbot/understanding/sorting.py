"""Sorts texts as examples of them were: two ways, and their weighted mean.

Logistic regression learns which features tell answers apart (regression.py). The complement Bayes
(Rennie et al., 2003) stays fair to answers with few examples. docs/understanding.md has the
figures. The same examples give the same answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import TypeAlias
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from mentorbot.understanding.features import Told
from mentorbot.understanding.known import Floats, Known, Vector
from mentorbot.understanding.regression import Kept, regression

Shares: TypeAlias = dict[str, float]
"""By label; they sum to 1."""
SMOOTHING = 0.3
DAMPING = 0.12
"""Of Bayes, whose features are far from independent: it would be certain of everything."""
PIECE = 4096
OF_REGRESSION = 0.7
"""Its part in the mean; the rest is Bayes."""


@dataclass(frozen=True)
class Document:
    labels: Sequence[str]
    """The answer to each question that texts are sorted by; "" where it has none."""
    text: Told


@dataclass(frozen=True)
class Sorter:
    """Knows the answers to some questions by examples."""

    labels: tuple[tuple[str, ...], ...]
    """By question. All of them, one question after the other, are what the arrays go by."""
    known: Known
    weights: NDArray[Kept]
    """By feature and label: the regression's."""
    levels: Floats
    """By label."""
    evidence: NDArray[Kept]
    """By feature and label: how much it speaks for the label against all others."""

    @classmethod
    def taught(cls, documents: Iterable[Document]) -> Sorter:
        told: list[Sequence[str]] = []
        named: list[int] = []
        known, vectors = Known.in_(_noting(documents, told, named))
        labels = tuple(_labels(answers) for answers in zip(*told, strict=True))
        questions = _questions(labels)
        right = [_answers(each, labels, questions) for each in told]
        weights, levels = regression(vectors, named, right, questions, len(known.worth))
        evidence = _evidence(vectors, right, questions, len(known.worth))
        return cls(labels, known, weights, levels, evidence)

    def shares(self, text: Told) -> tuple[Shares, ...]:
        """By question, how much speaks for each label."""
        vector = self.known.vector(text)
        scores = vector.weights @ self.weights[vector.at].astype(np.float32) + self.levels
        evidence = DAMPING * self.evidence[vector.at].sum(axis=0, dtype=np.float32)
        certain = OF_REGRESSION if len(vector.at) else 1.0
        return tuple(
            dict(zip(names, _mixed(certain, scores[at], evidence[at]), strict=True))
            for names, at in zip(self.labels, _questions(self.labels), strict=True)
        )

    def knows(self, text: Told) -> bool:
        """Whether any word of it, or any run of letters, was ever seen."""
        return any(piece in self.known.pieces for piece in text.pieces)


def _noting(
    documents: Iterable[Document], told: list[Sequence[str]], named: list[int]
) -> Iterator[Told]:
    """The text of each. Its features are many: only the labels are kept, and a number for it."""
    for each in documents:
        told.append(each.labels)
        named.append(crc32(" ".join(each.text.pieces).encode()))
        yield each.text


def _labels(answers: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, answers)))


def _questions(labels: Sequence[Sequence[str]]) -> list[slice]:
    return [slice(*ends) for ends in pairwise(accumulate(map(len, labels), initial=0))]


def _answers(
    told: Sequence[str], labels: Sequence[Sequence[str]], questions: Sequence[slice]
) -> list[int]:
    return [
        at.start + names.index(answer) if answer else -1
        for answer, names, at in zip(told, labels, questions, strict=True)
    ]


def _mixed(certain: float, scores: Floats, evidence: Floats) -> list[float]:
    mixed: list[float] = (certain * _even(scores) + (1 - certain) * _even(evidence)).tolist()
    return mixed


def _even(scores: Floats) -> Floats:
    """As parts of one whole."""
    parts: Floats = np.exp(scores - scores.max()) if len(scores) else scores
    parts /= parts.sum()
    return parts


def _evidence(
    vectors: Sequence[Vector],
    right: Sequence[Sequence[int]],
    questions: Sequence[slice],
    features: int,
) -> NDArray[Kept]:
    counts = np.zeros((features, questions[-1].stop), np.uint16)
    for vector, answers in zip(vectors, right, strict=True):
        for answer in answers:
            if answer >= 0:
                counts[vector.at, answer] += 1
    evidence = np.empty(counts.shape, Kept)
    for question in questions:
        _weigh(counts[:, question], evidence[:, question])
    return evidence


def _weigh(counts: NDArray[np.uint16], evidence: NDArray[Kept]) -> None:
    smooth = SMOOTHING * (1 + len(counts))
    inside = counts.sum(axis=0) + smooth
    against = np.log((counts.sum() - inside + 2 * smooth) / inside).astype(np.float32)
    # Piece by piece: the whole in full precision would be the largest thing that is ever held.
    for at in range(0, len(counts), PIECE):
        some = counts[at : at + PIECE].astype(np.float32)
        others = some.sum(axis=1, keepdims=True) - some
        evidence[at : at + PIECE] = np.log((some + SMOOTHING) / (others + SMOOTHING)) + against
