"""Which topic a typed text is about."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mentorbot.domain.examples import Intent, Lessons
from mentorbot.understanding.features import about
from mentorbot.understanding.hearing import Ear
from mentorbot.understanding.sorting import Document, Shares, Sorter

TOGETHER = 3
"""Words and phrases that stand beside each other weigh as much as one sentence."""
DANGER = ""
"""What emergencies are learned under here: they have no topic, and are to sound like none."""


@dataclass(frozen=True)
class Topics:
    """Knows the topics by the sentences and words that belong to them."""

    ear: Ear
    sorter: Sorter

    @classmethod
    def taught(cls, lessons: Lessons) -> Topics:
        ear = Ear.taught(lessons.equals)
        return cls(ear, Sorter.taught([*_sentences(lessons, ear), *_words(lessons, ear)]))

    def shares(self, text: str) -> Shares:
        """How much speaks for each topic, and for DANGER."""
        return self.sorter.shares(about(text, self.ear))

    def knows(self, text: str) -> bool:
        """Whether any part of the text was ever seen."""
        return any(feature in self.sorter.evidence for feature in about(text, self.ear))

    def best(self, text: str) -> tuple[str, ...]:
        """All topics, best first."""
        shares = self.shares(text)
        return tuple(sorted(shares.keys() - {DANGER}, key=lambda topic: (-shares[topic], topic)))


def _sentences(lessons: Lessons, ear: Ear) -> Iterator[Document]:
    for each in lessons.examples:
        if each.intent is Intent.EMERGENCY:
            yield Document(DANGER, about(each.text, ear))
        elif each.label in lessons.words:
            yield Document(each.label, about(each.text, ear))


def _words(lessons: Lessons, ear: Ear) -> Iterator[Document]:
    for topic, words in lessons.words.items():
        for at in range(0, len(words), TOGETHER):
            phrases = words[at : at + TOGETHER]
            yield Document(topic, [feature for phrase in phrases for feature in about(phrase, ear)])
