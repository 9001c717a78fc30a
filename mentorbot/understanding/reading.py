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
from math import exp, log

from mentorbot.domain.examples import Intent, Lessons, Urgency
from mentorbot.domain.understood import Understanding
from mentorbot.understanding import alarm
from mentorbot.understanding.alarm import OVER, dangers, heard
from mentorbot.understanding.clauses import glances
from mentorbot.understanding.features import MOST_LETTERS
from mentorbot.understanding.signs import Signs
from mentorbot.understanding.sorting import Shares
from mentorbot.understanding.spelling import words
from mentorbot.understanding.topics import DANGER, TODAY, Sorted, Topics, ranked

OF_PART = 0.38
"""What the part that sounds most like danger counts, against the whole: a long message would drown
a cry for help, but a part alone is easily misread."""
BAR = 0.25
"""Share from which a text is an emergency, where there are no signs of it or against it."""
OF_SIGN, OF_OVER = 2.0, 1.5
"""How far a sign of danger lowers the bar, and a sign that it is over raises it, in log-odds
(docs/understanding.md has what was tried)."""
TODAY_BAR, TODAY_LOW_BAR = 0.5, 0.3
"""Share of today, against later in the week: without a sign of a date, and with one."""
QUESTION = 5.0
"""How much more likely guidance is when the text ends in a question mark."""


@dataclass(frozen=True)
class Reader:
    topics: Topics
    signs: Signs

    @classmethod
    def taught(cls, lessons: Lessons) -> Reader:
        topics = Topics.taught(lessons)
        return cls(topics, Signs.taught(lessons.signs, topics.ear))

    def read(self, text: str) -> Understanding:
        if not words(text):
            return _plain(Intent.SMALLTALK if text.strip(" .…?!") else Intent.UNCLEAR)
        told = self.topics.sort(text)
        shares, topics = told
        seen = heard(self.signs, text)
        intents = _by_intent(shares)
        intents.pop(Intent.EMERGENCY, None)
        danger = self._danger(text, told)
        if danger >= _bar(seen):
            return _emergency(shares, seen, danger)
        intent = max(intents, key=lambda each: intents[each])
        if intent is Intent.PROBLEM and _asks(text, intents):
            intent = Intent.GUIDANCE
        return Understanding(
            intent,
            ranked(topics) if intent in (Intent.GUIDANCE, Intent.PROBLEM) else (),
            _urgency(intent, shares, seen),
            "",
            _best_of(Intent.ADMIN, shares) if intent is Intent.ADMIN else "",
            intents[intent] / (sum(intents.values()) or 1.0) * (1 - danger),
            tuple(sorted(intents.keys() - {intent}, key=lambda each: (-intents[each], each))),
        )

    def _danger(self, text: str, told: Sorted) -> float:
        """`told`: how the whole text is sorted."""
        parts = glances(text[:MOST_LETTERS])
        if len(parts) < 2:
            return _of_danger(told)
        loudest = max(_of_danger(self.topics.sort(part)) for part in parts)
        return max(_of_danger(told), OF_PART * loudest)


def _of_danger(told: Sorted) -> float:
    """Both questions are asked about danger, and their mean is surer than either answer."""
    return (_by_intent(told.wants)[Intent.EMERGENCY] + told.topics[DANGER]) / 2


def _by_intent(shares: Shares) -> defaultdict[Intent, float]:
    sums: defaultdict[Intent, float] = defaultdict(float)
    for label, share in shares.items():
        sums[Intent(label.partition(" ")[0])] += share
    return sums


def _asks(text: str, intents: Mapping[Intent, float]) -> bool:
    """Whether what is told as a problem is more of a question."""
    asked = text.rstrip().endswith("?")
    return asked and intents.get(Intent.GUIDANCE, 0.0) * QUESTION > intents[Intent.PROBLEM]


def _bar(seen: frozenset[str]) -> float:
    """Where it is over, what it was about counts no more."""
    odds = log(BAR / (1 - BAR))
    if OVER in seen:
        odds += OF_OVER
    elif dangers(seen):
        odds -= OF_SIGN
    return 1 / (1 + exp(-odds))


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
    today, later = shares.get(f"{intent}{TODAY}", 0.0), shares.get(str(intent), 0.0)
    bar = TODAY_LOW_BAR if alarm.TODAY in seen else TODAY_BAR
    return Urgency.TODAY if today >= bar * (today + later) and today else Urgency.THIS_WEEK


def _plain(intent: Intent) -> Understanding:
    return Understanding(intent, (), Urgency.NONE, "", "", 1.0)
