"""What answers add up to: one card, one question more, or one offer to report.

A trigger counts marked answers over a placement's check-ins, told by one mentor. It only ever
speaks in the check-in in which its last mark was made, and says how often (with the reason shown).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from mentorbot.domain.calendar import WorkCalendar
from mentorbot.domain.levels import Level


@dataclass(frozen=True)
class Heard:
    """What a mentor answered in one check-in."""

    day: date
    answers: Mapping[str, str] = field(default_factory=dict)
    """Answer id by question id."""
    checkin: int = 0


@dataclass(frozen=True)
class Consequence:
    """What follows when a trigger was marked so many times."""

    times: int
    within_working_days: int | None = None
    """Counted in so many working days; None counts in a row."""
    card: str | None = None
    category: str | None = None
    level: Level | None = None
    ask: str | None = None
    """A question asked at once."""
    rarer: bool = False
    """Offers to be asked half as often (failure mode: a mentor grows tired of it)."""


@dataclass(frozen=True)
class Trigger:
    """Its reasons are content: "trigger.<id>_<times>"."""

    id: str
    counts: Mapping[str, frozenset[str]]
    """Marked answers by question."""
    needs: int = 1
    """Marks in one check-in that make it count."""
    then: tuple[Consequence, ...] = ()
    """The one that asks for most times first."""

    def marks(self, answers: Mapping[str, str]) -> bool:
        marked = sum(answers.get(name) in kinds for name, kinds in self.counts.items())
        return marked >= self.needs

    def was_asked(self, answers: Mapping[str, str]) -> bool:
        """Whether enough of its questions were answered to say anything."""
        return sum(name in answers for name in self.counts) >= self.needs

    @property
    def first_card(self) -> str | None:
        """The card of its mildest consequence: it stands beside what the others lead to."""
        return next((each.card for each in reversed(self.then) if each.card), None)

    def is_used_up(self, heard: Sequence[Heard]) -> bool:
        """It was marked as often in a row as anything follows from: not asked again by itself."""
        return in_a_row(self, heard) >= max(each.times for each in self.then)


def in_a_row(trigger: Trigger, heard: Sequence[Heard]) -> int:
    """How many of the latest check-ins that asked about it marked it, without a break."""
    times = 0
    for each in heard:
        if not trigger.was_asked(each.answers):
            continue
        if not trigger.marks(each.answers):
            break
        times += 1
    return times


def within(trigger: Trigger, heard: Sequence[Heard], first: date) -> int:
    """How many check-ins from that day on marked it."""
    return sum(trigger.marks(each.answers) for each in heard if each.day >= first)


def follows(trigger: Trigger, heard: Sequence[Heard], calendar: WorkCalendar) -> Consequence | None:
    """What the newest check-in (first in `heard`) leads to, if it marked the trigger."""
    if not heard or not trigger.marks(heard[0].answers):
        return None
    row = in_a_row(trigger, heard)
    for each in sorted(trigger.then, key=lambda step: -step.times):
        times = row
        if each.within_working_days is not None:
            first = calendar.step(heard[0].day, -each.within_working_days)
            times = within(trigger, heard, first)
        if times >= each.times:
            return each
    return None


def marked(triggers: Iterable[Trigger], latest: Heard | None) -> frozenset[str]:
    """The questions whose answer counted in that check-in: they are asked again."""
    if latest is None:
        return frozenset()
    return frozenset(
        name
        for trigger in triggers
        for name, kinds in trigger.counts.items()
        if latest.answers.get(name) in kinds
    )
