"""Whether words show danger, by their signs alone: it works before anything has been learned."""

from __future__ import annotations

from dataclasses import dataclass

from mentorbot.domain.examples import Lessons
from mentorbot.understanding.clauses import steps
from mentorbot.understanding.hearing import Ear
from mentorbot.understanding.signs import Signs

OVER, TODAY = "over", "today"
"""Signs of something else than a kind of danger: that it is over or none, that it cannot wait."""


def heard(signs: Signs, text: str) -> frozenset[str]:
    """The signs in a text. "It went well" is undone by danger that is told of after it."""
    seen = signs.seen(text)
    if OVER not in seen:
        return seen
    over = True
    for step in map(signs.seen, steps(text)):
        over = OVER in step or (over and not dangers(step))
    return seen if over else seen - {OVER}


def dangers(seen: frozenset[str]) -> frozenset[str]:
    return seen - {OVER, TODAY}


@dataclass(frozen=True)
class Alarm:
    signs: Signs

    @classmethod
    def taught(cls, lessons: Lessons) -> Alarm:
        return cls(Signs.taught(lessons.signs, Ear.taught(lessons.equals)))

    def kind(self, text: str) -> str:
        """The kind of emergency that there are signs of, and none that it is over; else ""."""
        seen = heard(self.signs, text)
        kinds = [kind for kind in self.signs.patterns if kind in dangers(seen)]
        return kinds[0] if kinds and OVER not in seen else ""
