"""One typed message, read: what is wanted, what it is about, and how much it hurries.

What is wanted is sorted under fine labels (`problem today`, `emergency fire`), so that one look
at the examples gives intent, urgency, kind and action. Danger is then decided apart from the
rest, since a missed emergency cannot be made up for: signs of danger lower the bar, signs that
it is over, denied or only thought of raise it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from mentorbot.domain.examples import Example, Intent, Lessons, Urgency
from mentorbot.understanding.features import manner
from mentorbot.understanding.signs import Signs
from mentorbot.understanding.sorting import Document, Shares, Sorter
from mentorbot.understanding.spelling import words
from mentorbot.understanding.topics import Topics

BAR, LOW_BAR, HIGH_BAR = 0.42, 0.03, 0.7
"""Share from which a text is an emergency: without signs, with danger, with signs it is over."""
BOTH_BAR = 0.55
"""With signs of danger and signs that it is over."""
TODAY_BAR, TODAY_LOW_BAR = 0.5, 0.3
"""Share of today, against later in the week: without a sign of a date, and with one."""
QUESTION = 2.0
"""How much more likely guidance is when the text ends in a question mark."""
OVER, TODAY = "over", "today"
_TODAY = f" {TODAY}"


@dataclass(frozen=True)
class Understanding:
    intent: Intent
    topics: tuple[str, ...]
    """Best first; none where the intent has no topic."""
    urgency: Urgency
    kind: str
    """Of an emergency."""
    action: str
    """What is wanted of the bot, where the intent is admin."""
    sure: float
    """0-1: how much speaks for the intent."""


@dataclass(frozen=True)
class Reader:
    topics: Topics
    wants: Sorter
    signs: Signs

    @classmethod
    def taught(cls, lessons: Lessons) -> Reader:
        topics = Topics.taught(lessons)
        documents = [
            Document(_label(each), manner(each.text, topics.ear)) for each in lessons.examples
        ]
        return cls(topics, Sorter.taught(documents), Signs.taught(lessons.signs, topics.ear))

    def read(self, text: str) -> Understanding:
        if not words(text):
            return _plain(Intent.SMALLTALK if text.strip(" .…?!") else Intent.UNCLEAR)
        shares = self.wants.shares(manner(text, self.topics.ear))
        seen = self.signs.seen(text)
        intents = _by_intent(shares)
        danger = intents.pop(Intent.EMERGENCY, 0.0)
        if danger >= _bar(seen):
            return _emergency(shares, seen, danger)
        intent = max(intents, key=lambda each: intents[each])
        if intent is Intent.PROBLEM and _asks(text, intents):
            intent = Intent.GUIDANCE
        return Understanding(
            intent,
            self.topics.best(text) if intent in (Intent.GUIDANCE, Intent.PROBLEM) else (),
            _urgency(intent, shares, seen),
            "",
            _best_of(Intent.ADMIN, shares) if intent is Intent.ADMIN else "",
            intents[intent] / (sum(intents.values()) or 1.0) * (1 - danger),
        )


def _label(example: Example) -> str:
    if example.intent in (Intent.ADMIN, Intent.EMERGENCY):
        return f"{example.intent} {example.label}"
    return f"{example.intent}{_TODAY}" if example.urgency is Urgency.TODAY else str(example.intent)


def _by_intent(shares: Shares) -> dict[Intent, float]:
    sums: defaultdict[Intent, float] = defaultdict(float)
    for label, share in shares.items():
        sums[Intent(label.partition(" ")[0])] += share
    return dict(sums)


def _asks(text: str, intents: Mapping[Intent, float]) -> bool:
    """Whether what is told as a problem is more of a question."""
    asked = text.rstrip().endswith("?")
    return asked and intents.get(Intent.GUIDANCE, 0.0) * QUESTION > intents[Intent.PROBLEM]


def _bar(seen: frozenset[str]) -> float:
    if seen - {OVER, TODAY}:
        return BOTH_BAR if OVER in seen else LOW_BAR
    return HIGH_BAR if OVER in seen else BAR


def _emergency(shares: Shares, seen: frozenset[str], danger: float) -> Understanding:
    """A kind that there are signs of comes before one that is only likely."""
    kinds = _within(Intent.EMERGENCY, shares)
    signed = {kind: share for kind, share in kinds.items() if kind in seen}
    kind = max(signed or kinds, key=lambda each: kinds[each])
    return Understanding(Intent.EMERGENCY, (), Urgency.NOW, kind, "", danger)


def _best_of(intent: Intent, shares: Shares) -> str:
    within = _within(intent, shares)
    return max(within, key=lambda each: within[each])


def _within(intent: Intent, shares: Mapping[str, float]) -> dict[str, float]:
    start = f"{intent} "
    return {
        label.removeprefix(start): share
        for label, share in shares.items()
        if label.startswith(start)
    }


def _urgency(intent: Intent, shares: Shares, seen: frozenset[str]) -> Urgency:
    if intent not in (Intent.PROBLEM, Intent.OVERLOAD):
        return Urgency.NONE
    today, later = shares.get(f"{intent}{_TODAY}", 0.0), shares.get(str(intent), 0.0)
    bar = TODAY_LOW_BAR if TODAY in seen else TODAY_BAR
    return Urgency.TODAY if today >= bar * (today + later) and today else Urgency.THIS_WEEK


def _plain(intent: Intent) -> Understanding:
    return Understanding(intent, (), Urgency.NONE, "", "", 1.0)
