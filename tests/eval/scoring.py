"""How right an understanding is: one number or none for each measure of a labelled message."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import fmean

from mentorbot.domain.examples import Example, Intent, Urgency
from mentorbot.domain.understood import Understanding

TOPICAL = (Intent.GUIDANCE, Intent.PROBLEM)
MEASURES = (
    "intent",
    "topic",
    "top-3",
    "emergencies found",
    "near-miss alarms",
    "admin",
    "urgency",
    "cards top-3",
)
HALF = 0.5
ORDER = (Urgency.NONE, Urgency.THIS_WEEK, Urgency.TODAY, Urgency.NOW)


@dataclass(frozen=True)
class Labelled:
    """A message and what it should be taken for."""

    id: str
    text: str
    language: str
    intent: Intent
    urgency: Urgency
    topics: frozenset[str] = frozenset()
    """Every topic that is right; none where the intent has no topic."""
    action: str = ""
    also_intents: frozenset[Intent] = field(default_factory=frozenset)
    near: bool = False

    @classmethod
    def of(cls, example: Example, number: int) -> Labelled:
        topical = example.intent in TOPICAL
        return cls(
            str(number),
            example.text,
            "own",
            example.intent,
            example.urgency,
            frozenset({example.label, *example.also} if topical else ()),
            example.label if example.intent is Intent.ADMIN else "",
            near=example.near,
        )


Scores = dict[str, float]


def scores(right: Labelled, read: Understanding, cards: Sequence[Sequence[str]]) -> Scores:
    """By measure, 0 to 1. `cards`: the topics of the cards found, best first."""
    by_measure = {
        "intent": _intent(right, read),
        "urgency": _urgency(right.urgency, read.urgency),
    }
    if right.topics:
        by_measure["cards top-3"] = float(any(right.topics & set(topics) for topics in cards[:3]))
    if right.topics and read.intent in TOPICAL:
        by_measure["topic"] = float(read.topics[0] in right.topics)
        by_measure["top-3"] = float(bool(right.topics & set(read.topics[:3])))
    if right.intent is Intent.EMERGENCY:
        by_measure["emergencies found"] = float(read.intent is Intent.EMERGENCY)
    if right.near and Intent.EMERGENCY not in right.also_intents:
        by_measure["near-miss alarms"] = float(read.intent is Intent.EMERGENCY)
    if right.intent is Intent.ADMIN:
        matches = read.intent is Intent.ADMIN and read.action == right.action
        by_measure["admin"] = float(matches)
    return by_measure


def _intent(right: Labelled, read: Understanding) -> float:
    if read.intent is right.intent or read.intent in right.also_intents:
        return 1.0
    if right.intent in TOPICAL and read.intent in TOPICAL:
        return HALF if read.topics[0] in right.topics else 0.0
    return 0.0


def _urgency(right: Urgency, read: Urgency) -> float:
    """One step too urgent is half right, below `now`."""
    if read is right:
        return 1.0
    one_more = ORDER.index(read) == ORDER.index(right) + 1
    return HALF if one_more and read is not Urgency.NOW else 0.0


def means(rows: Iterable[Mapping[str, float]]) -> Scores:
    """Of each measure, over the rows that have it."""
    kept = list(rows)
    return {
        measure: fmean(values)
        for measure in MEASURES
        if (values := [row[measure] for row in kept if measure in row])
    }
