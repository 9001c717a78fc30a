"""Which topic a typed text is about, and what is wanted: both are learned at one go."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple

from mentorbot.domain.examples import Example, Intent, Lessons, Urgency
from mentorbot.understanding.features import told
from mentorbot.understanding.hearing import Ear
from mentorbot.understanding.sorting import Document, Shares, Sorter

TOGETHER = 3
"""Words and phrases that stand beside each other weigh as much as one sentence."""
DANGER = "danger"
"""The share of all emergencies: none of them has a topic, or is to sound like one."""
TODAY = " today"
"""How the label of what cannot wait ends."""


class Sorted(NamedTuple):
    wants: Shares
    """By intent, and beside it what goes with it: `problem today`, `emergency fire`."""
    topics: Shares
    """By topic, and DANGER; the rest of 1 is for neither."""


@dataclass(frozen=True)
class Topics:
    """Knows the topics by the sentences and words that belong to them."""

    ear: Ear
    names: frozenset[str]
    sorter: Sorter

    @classmethod
    def taught(cls, lessons: Lessons) -> Topics:
        ear, names = Ear.taught(lessons.equals), frozenset(lessons.words)
        documents = chain(_sentences(lessons, ear), _words(lessons, ear))
        return cls(ear, names, Sorter.taught(documents))

    def sort(self, text: str) -> Sorted:
        wants, about = self.sorter.shares(told(text, ear=self.ear))
        danger = sum(share for label, share in about.items() if label.startswith(Intent.EMERGENCY))
        topics = {label: share for label, share in about.items() if label in self.names}
        return Sorted(wants, topics | {DANGER: danger})

    def shares(self, text: str) -> Shares:
        return self.sort(text).topics

    def knows(self, text: str) -> bool:
        """Whether any part of the text was ever seen."""
        return self.sorter.knows(told(text, ear=self.ear))

    def best(self, text: str) -> tuple[str, ...]:
        """All topics, best first."""
        return ranked(self.shares(text))


def ranked(shares: Shares) -> tuple[str, ...]:
    return tuple(sorted(shares.keys() - {DANGER}, key=lambda topic: (-shares[topic], topic)))


def _sentences(lessons: Lessons, ear: Ear) -> Iterator[Document]:
    for each in lessons.examples:
        topic = each.label if each.label in lessons.words else f"{each.intent} {each.label}"
        yield Document((_want(each), topic), told(each.text, ear=ear))


def _want(example: Example) -> str:
    if example.intent in (Intent.ADMIN, Intent.EMERGENCY):
        return f"{example.intent} {example.label}"
    return f"{example.intent}{TODAY}" if example.urgency is Urgency.TODAY else str(example.intent)


def _words(lessons: Lessons, ear: Ear) -> Iterator[Document]:
    for topic, words in lessons.words.items():
        for at in range(0, len(words), TOGETHER):
            yield Document(("", topic), told(*words[at : at + TOGETHER], ear=ear))
