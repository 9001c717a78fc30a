"""Which way this week leans: towards support or towards a push (R24).

A property of the situation, never of a person: worked out from the latest answers when a card is
shown, and kept nowhere.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from mentorbot.domain.triggers import Heard


class Lean(StrEnum):
    SUPPORT = "support"
    PUSH = "push"
    BOTH = "both"


@dataclass(frozen=True)
class BalanceRules:
    """Answers that lean one way; "<question>.<answer>", weightiest first."""

    support: tuple[str, ...]
    push: tuple[str, ...]
    weeks: int
    """Answers older than that say nothing about this week."""
    cards: Mapping[Lean, str]
    """The card that each way leads to."""


@dataclass(frozen=True)
class Reason:
    """What was said, and how often; the words are content ("said.<question>.<answer>")."""

    question: str
    answer: str
    times: int

    @property
    def key(self) -> str:
        return f"said.{self.question}.{self.answer}"


@dataclass(frozen=True)
class Leaning:
    lean: Lean
    reasons: tuple[Reason, ...]
    """At most one for each side, the most frequent."""


def leaning(heard: Sequence[Heard], rules: BalanceRules, today: date) -> Leaning | None:
    """None where nothing said lately leans any way."""
    first = today - timedelta(weeks=rules.weeks)
    said = Counter(
        f"{question}.{answer}"
        for each in heard
        if each.day >= first
        for question, answer in each.answers.items()
    )
    sides = {
        Lean.SUPPORT: _weightiest(rules.support, said),
        Lean.PUSH: _weightiest(rules.push, said),
    }
    reasons = tuple(reason for reason in sides.values() if reason is not None)
    if not reasons:
        return None
    if len(reasons) > 1:
        return Leaning(Lean.BOTH, reasons)
    (lean,) = (side for side, reason in sides.items() if reason is not None)
    return Leaning(lean, reasons)


def _weightiest(marks: Sequence[str], said: Counter[str]) -> Reason | None:
    """What was said most often; of those, what stands first in the rules."""
    found = [mark for mark in marks if said[mark]]
    if not found:
        return None
    mark = max(found, key=lambda each: (said[each], -marks.index(each)))
    question, _, answer = mark.partition(".")
    return Reason(question, answer, said[mark])
