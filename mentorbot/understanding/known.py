"""The features that were seen in teaching, and texts as vectors of them."""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from mentorbot.understanding.features import Told

Floats: TypeAlias = NDArray[np.float32]
Places: TypeAlias = NDArray[np.int32]

FEWEST = 3
"""Texts that a cue must be in: most are in one alone, and would take most memory."""
OF_CUE = 1.5
"""What a cue counts beside a piece of a word."""


class Vector(NamedTuple):
    """Of length 1: rare features count more, repeated ones slowly."""

    at: Places
    weights: Floats


@dataclass(frozen=True)
class Known:
    """Places of the features, and how much each counts."""

    pieces: Mapping[str, int]
    cues: Mapping[int, int]
    worth: Floats
    """By place."""

    @classmethod
    def in_(cls, texts: Iterable[Told]) -> tuple[Known, list[Vector]]:
        """What is known from some texts, and each of them by it."""
        counts = _Counts()
        for each in texts:
            counts.add(each)
        cues, cues_of = counts.frequent_cues(len(counts.pieces))
        pieces_of = np.split(_array(counts.at), np.cumsum(counts.lengths)[:-1])
        times_of = np.split(_array(counts.times), np.cumsum(counts.lengths)[:-1])
        # The places of cues come after those of pieces, so that both are counted at one go.
        seen = np.concatenate([_array(counts.at), *cues_of])
        spread = np.bincount(seen, minlength=len(counts.pieces) + len(cues))
        worth = np.log((1 + len(pieces_of)) / (0.5 + spread)).astype(np.float32)
        worth[len(counts.pieces) :] *= OF_CUE
        known = cls(dict(counts.pieces), cues, worth)
        return known, list(map(known._vector, pieces_of, times_of, cues_of))

    def vector(self, text: Told) -> Vector:
        counts = Counter(at for each in text.pieces if (at := self.pieces.get(each)) is not None)
        pieces = np.fromiter(counts.keys(), np.int32, len(counts))
        times = np.fromiter(counts.values(), np.int32, len(counts))
        cues = {at for each in text.cues if (at := self.cues.get(each)) is not None}
        return self._vector(pieces, times, np.fromiter(sorted(cues), np.int32, len(cues)))

    def _vector(self, pieces: Places, times: Places, cues: Places) -> Vector:
        at = np.concatenate([pieces, cues])
        weights = self.worth[at]
        weights[: len(pieces)] *= 1 + np.log(times, dtype=np.float32)
        weights /= np.sqrt(weights @ weights) or np.float32(1)
        return Vector(at, weights)


class _Counts:
    """In a few large arrays: thousands of small ones would scatter what is held while learning."""

    def __init__(self) -> None:
        self.pieces: defaultdict[str, int] = defaultdict()
        self.pieces.default_factory = self.pieces.__len__
        self.lengths, self.at, self.times = array("i"), array("i"), array("i")
        self._cue_lengths, self._cues = array("i"), array("q")

    def add(self, text: Told) -> None:
        counts = Counter(map(self.pieces.__getitem__, text.pieces))
        self.lengths.append(len(counts))
        self.at.extend(counts.keys())
        self.times.extend(counts.values())
        cues = sorted(set(text.cues))
        self._cue_lengths.append(len(cues))
        self._cues.extend(cues)

    def frequent_cues(self, first: int) -> tuple[dict[int, int], list[Places]]:
        """The place of each cue that enough texts have, from `first`; and the places by text."""
        told = np.frombuffer(self._cues, np.int64) if self._cues else np.empty(0, np.int64)
        names, number, spread = np.unique(told, return_inverse=True, return_counts=True)
        kept = spread >= FEWEST
        places = (np.cumsum(kept, dtype=np.int32) - 1 + first).astype(np.int32)
        stays = kept[number]
        ends = np.concatenate([[0], np.cumsum(stays)])[np.cumsum(self._cue_lengths)]
        by_text = np.split(places[number[stays]], ends[:-1])
        return dict(zip(names[kept].tolist(), places[kept].tolist(), strict=True)), by_text


def _array(numbers: array[int]) -> Places:
    return np.frombuffer(numbers, np.int32) if numbers else np.empty(0, np.int32)
