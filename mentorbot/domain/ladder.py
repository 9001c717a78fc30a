"""Who is told of a problem, and when, until somebody at NAV has received it (R09, R47).

The whole chain is fixed when the problem is sent: what the mentor was promised does not move with
a later edit of the rules. Receiving ends it. A rung on which nobody can be told is skipped: the
next human is told at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from mentorbot.domain.calendar import WorkCalendar
from mentorbot.domain.levels import Level
from mentorbot.domain.model_rules import ModelRules
from mentorbot.domain.people import PersonId
from mentorbot.domain.placements import Placement
from mentorbot.domain.rules import Category, Rules

A_MOMENT = timedelta(seconds=1)
DIGEST = "digest"
"""The kind of a rung that no message of its own is sent for: it stands in the week's."""


@dataclass(frozen=True)
class Rung:
    number: int
    tell: str
    """"nav_contact", "nav_stand_in" or "coordinator"."""
    kind: str
    """"notice", "digest", "reminder" or "handover"."""
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
    rungs: list[Rung] = []
    for number, rule in enumerate(model.rungs(level)):
        due = start if rule.share == 0 else calendar.work_after(start, whole * rule.share)
        if rungs:
            due = max(due, rungs[-1].due + A_MOMENT)
        rungs.append(Rung(number, rule.tell, rule.kind, due))
    return deadline, tuple(rungs)


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
