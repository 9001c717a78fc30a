"""Who is told of a problem, and when, until somebody at NAV has received it (R09, R47).

The whole chain is fixed when the problem is sent: what the mentor was promised does not move with
a later edit of the rules. Receiving ends it. A rung on which nobody can be told is skipped: the
next human is told at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeAlias

from mentorbot.domain.calendar import WorkCalendar
from mentorbot.domain.levels import Level
from mentorbot.domain.model_rules import ModelRules, RungRule
from mentorbot.domain.people import PersonId
from mentorbot.domain.placements import Placement
from mentorbot.domain.problems import State
from mentorbot.domain.rules import Category, Rules

Planned: TypeAlias = tuple[datetime, RungRule]
"""When, and what."""

A_MOMENT = timedelta(seconds=1)
ONE_HOUR = timedelta(hours=1)
DIGEST = "digest"
"""The kind of a rung that no message of its own is sent for: it stands in the week's."""
ASK, TAKE_BACK = "ask", "take_back"
"""Opened and nothing done: its owner is asked whether it is in hand; then somebody else has it."""
ASK_HELPED, CLOSE = "ask_helped", "close"
"""NAV answered: the mentor is asked again whether it helped; then it is closed without that."""
AFTERWARDS: Mapping[str, tuple[State, ...]] = {
    ASK: (State.RECEIVED, State.IN_PROGRESS),
    TAKE_BACK: (State.RECEIVED, State.IN_PROGRESS),
    ASK_HELPED: (State.ANSWERED,),
    CLOSE: (State.ANSWERED,),
}
"""By kind the states of a problem in which such a rung has a meaning; all others have in SENT."""


@dataclass(frozen=True)
class Rung:
    number: int
    tell: str
    """"nav_contact", "nav_stand_in", "coordinator", "owner" or "mentor"."""
    kind: str
    """"notice", "digest", "reminder" or "handover" while nobody has received it; then one of
    AFTERWARDS."""
    due: datetime
    """Aware UTC."""


def own_level(category: Category, placement: Placement, rules: Rules, day: date) -> Level:
    """The category's level on that day: what is about the end hurries as it comes near (R42)."""
    if category.id != rules.period.category or placement.hired:
        return category.level
    nearer = rules.period.level((placement.end - day).days)
    return max(category.level, nearer, key=list(Level).index)


def level_of(own: Level, asked: Level | None, cannot_wait: bool, is_pattern: bool) -> Level:
    """How much it hurries: the category's own level or the one asked for, whichever is higher.

    One step up because it cannot wait, one because it comes again and again. Never above orange:
    red is a phone call.
    """
    urgency = list(Level)
    level = max(own, asked or own, key=urgency.index)
    level = min(level, Level.ORANGE, key=urgency.index)
    steps = int(cannot_wait) + int(is_pattern)
    for _ in range(steps):
        level = level.raised()
    return level


def read_at(
    sent: datetime, level: Level, model: ModelRules, calendar: WorkCalendar
) -> datetime | None:
    """When NAV reads what can wait, with the rest of its week; None is told by itself (R47)."""
    return calendar.next_week(sent) if model.rungs(level)[0].kind == DIGEST else None


def build(
    sent: datetime, level: Level, model: ModelRules, calendar: WorkCalendar
) -> tuple[datetime, tuple[Rung, ...]]:
    """When NAV has to have received it, and the ladder up to there and beyond.

    Shares count in the working time between when the office could first act and the deadline;
    above 1 they go on past it. Red, the note after an emergency call, has orange's deadline.
    The clock of what stands in the week's message starts as that week begins.
    """
    return climb(read_at(sent, level, model, calendar) or sent, level, model, calendar)


def climb(
    begins: datetime, level: Level, model: ModelRules, calendar: WorkCalendar
) -> tuple[datetime, tuple[Rung, ...]]:
    """The ladder of somebody who is told at that very moment."""
    promised = Level.ORANGE if level is Level.RED else level
    deadline = calendar.deadline(begins, model.deadlines[promised])
    start = calendar.next_working_time(begins)
    whole = calendar.work_between(start, deadline)
    steps: list[Planned] = []
    for rule in model.rungs(level):
        due = start if rule.share == 0 else calendar.work_after(start, whole * rule.share)
        steps.append((max(due, steps[-1][0] + A_MOMENT) if steps else due, rule))
    told = sorted([*steps, *_repeated(steps, calendar)], key=_when)
    rungs = (Rung(at, rule.tell, rule.kind, due) for at, (due, rule) in enumerate(told))
    return deadline, tuple(rungs)


def _repeated(steps: Sequence[Planned], calendar: WorkCalendar) -> Iterator[Planned]:
    """Nobody is reminded of what went on to somebody else."""
    for at, (due, rule) in enumerate(steps):
        goes_on = next((when for when, each in steps[at:] if each.kind == "handover"), None)
        for time in range(1, 1 + (rule.repeat.times if rule.repeat else 0)):
            assert rule.repeat is not None
            again = calendar.work_after(due, time * rule.repeat.every_working_hours * ONE_HOUR)
            if goes_on is None or again < goes_on:
                yield again, rule


def _when(step: Planned) -> datetime:
    return step[0]


def receiver(rung: Rung, placement: Placement, coordinators: Sequence[PersonId]) -> PersonId | None:
    """Who stands on that rung now; None when the office has no coordinator who can be told."""
    match rung.tell:
        case "nav_contact":
            return placement.nav_contact
        case "nav_stand_in":
            return placement.nav_stand_in
        case "coordinator":
            return next(iter(coordinators), None)
    raise ValueError(f"nobody is called {rung.tell} on a ladder")
