"""Logistic regression: which features tell the answers to each question apart.

It goes through the documents a few times, always in the same orders, and moves the weights a
little at each. Several questions are learned at one go, as most of the time goes to fetching the
weights of a document's features. Where a document stands in an order follows from what it says:
one more sentence in the content leaves all others in their order, and so their readings.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from mentorbot.understanding.known import Floats, Vector

Kept = np.float16
"""What was learned is kept in half of what it was learned in."""
ROUNDS = 2
"""How often all documents are gone through."""
ORDERS = 2
"""Orders that they are gone through in. Where chance has left the weights evens out in the mean."""
MIXERS = (2654435761, 2246822519, 3266489917, 668265263)
"""Odd numbers without a pattern. Names times one of them, modulo 2**32, are in another order."""
PACE = 8.0
"""How far one document moves the weights at first; at the end not at all."""
PACE_OF_LEVEL = 0.02
"""How much slower the level of an answer moves than the weights of its features."""
FAIRNESS = 0.5
"""How much more a document moves the weights if its answer has few: 0 not at all, 1 in full."""


def regression(
    vectors: Sequence[Vector],
    names: Sequence[int],
    right: Sequence[Sequence[int]],
    questions: Sequence[slice],
    features: int,
) -> tuple[NDArray[Kept], Floats]:
    """Weights by feature and answer, and a level by answer: the mean over the orders.

    `names`: by document, a number below 2**32 that follows from what it says. `right`: by document,
    then by question, the right answer, or -1. `questions`: which answers belong to each; together
    they are all of them.
    """
    shape = (features, questions[-1].stop)
    weights, levels = np.zeros(shape, Kept), np.zeros(shape[1], np.float32)
    moves = np.array(list(map(_fair, zip(*right, strict=True))), np.float32).T
    for order in range(ORDERS):
        turns = [turn for each in range(ROUNDS) for turn in _shuffled(names, order * ROUNDS + each)]
        some, some_levels = _in_turns(turns, vectors, right, moves, questions, shape)
        some /= ORDERS
        weights += some.astype(Kept)
        levels += some_levels / ORDERS
    return weights, levels


def _shuffled(names: Sequence[int], round_: int) -> list[int]:
    """Places of the documents in the order of a round, which is another one in each."""
    mixed = np.array(names, np.uint64) * np.uint64(MIXERS[round_ % len(MIXERS)]) % np.uint64(2**32)
    turns: list[int] = np.argsort(mixed, kind="stable").tolist()
    return turns


def _in_turns(
    turns: Sequence[int],
    vectors: Sequence[Vector],
    right: Sequence[Sequence[int]],
    moves: Floats,
    questions: Sequence[slice],
    shape: tuple[int, int],
) -> tuple[Floats, Floats]:
    weights, levels = np.zeros(shape, np.float32), np.zeros(shape[1], np.float32)
    starts = np.array([each.start for each in questions])
    sizes = [each.stop - each.start for each in questions]
    for step, turn in enumerate(turns):
        at, values = vectors[turn]
        rows = weights.take(at, 0)
        off = values @ rows
        off += levels
        off -= off.max()
        np.exp(off, off)
        paces = PACE * (1 - step / len(turns)) * moves[turn]
        off *= (paces / np.add.reduceat(off, starts)).repeat(sizes)
        for answer, pace in zip(right[turn], paces.tolist(), strict=True):
            # What has no answer does not move: its pace is 0.
            off[answer] -= pace
        rows -= np.multiply.outer(values, off)
        weights[at] = rows
        off *= PACE_OF_LEVEL
        levels -= off
    return weights, levels


def _fair(right: Sequence[int]) -> list[float]:
    """How far each document moves the weights; 1 at the mean of those that have an answer."""
    counts = Counter(answer for answer in right if answer >= 0)
    moves = [counts[answer] ** -FAIRNESS if answer >= 0 else 0.0 for answer in right]
    mean = sum(moves) / max(1, counts.total()) or 1.0
    return [each / mean for each in moves]
