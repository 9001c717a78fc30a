"""A whole message: what it is as a whole, and whether it is about more than one matter."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mentorbot.domain.examples import Intent
from mentorbot.domain.understood import Reading, Understanding
from mentorbot.understanding.alarm import Alarm
from mentorbot.understanding.clauses import halves, sentences
from mentorbot.understanding.features import MOST_LETTERS
from mentorbot.understanding.reading import Reader

CLEAR, CLEAR_TOPIC = 0.65, 0.5
"""How much must speak for the intent of a part, and for its topic, to be a matter of its own."""
APART = 3
"""Two topics are two matters where neither is among so many likeliest of the other."""
MOST = 3
"""Matters that are offered; who tells more has them at hand in the chat."""
MATTERS = frozenset({Intent.PROBLEM, Intent.GUIDANCE, Intent.OVERLOAD, Intent.ADMIN})


@dataclass(frozen=True)
class Interpreter:
    reader: Reader
    alarm: Alarm

    def read(self, text: str) -> Reading:
        """Danger is what either hears: what was learned, or the signs by themselves."""
        whole = self.reader.read(text)
        if whole.intent is Intent.EMERGENCY:
            return Reading(whole, danger=whole.kind)
        return Reading(whole, self._matters(text[:MOST_LETTERS]), self.alarm.kind(text))

    def _matters(self, text: str) -> tuple[Understanding, ...]:
        found: list[Understanding] = []
        for part in self._parts(text):
            read = self._clear(part)
            if read is not None and all(_differ(read, other) for other in found):
                found.append(read)
        return tuple(found[:MOST]) if len(found) > 1 else ()

    def _parts(self, text: str) -> Iterator[str]:
        """Sentences, and those halves that are about two matters."""
        for sentence in sentences(text):
            cut = next(filter(self._are_two, halves(sentence)), None)
            yield from cut or (sentence,)

    def _are_two(self, cut: tuple[str, str]) -> bool:
        one, other = map(self._clear, cut)
        return one is not None and other is not None and _differ(one, other)

    def _clear(self, part: str) -> Understanding | None:
        read = self.reader.read(part)
        if read.intent not in MATTERS or read.sure < CLEAR:
            return None
        shares = self.reader.topics.shares(part) if read.topics else {}
        return read if not shares or shares[read.topics[0]] >= CLEAR_TOPIC else None


def _differ(one: Understanding, other: Understanding) -> bool:
    if one.topics and other.topics:
        return (
            one.topics[0] not in other.topics[:APART] and other.topics[0] not in one.topics[:APART]
        )
    return (one.intent, one.action) != (other.intent, other.action)
