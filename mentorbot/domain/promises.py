"""What is promised to somebody who reports a problem in the days to come, by one set of rules and
by another. A problem that is sent keeps its whole chain (R18): only new ones are affected."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeAlias

from mentorbot.domain import ladder
from mentorbot.domain.calendar import WorkCalendar
from mentorbot.domain.levels import Level
from mentorbot.domain.placements import FollowUpModel, Placement
from mentorbot.domain.rules import Rules

ONE_DAY = timedelta(days=1)
PROMISED = (Level.GREEN, Level.YELLOW, Level.ORANGE)

Told: TypeAlias = tuple[tuple[str, str, datetime], ...]
"""Who is told, how, and when."""


@dataclass(frozen=True)
class Promise:
    """The first report of those days that is promised something else."""

    model: FollowUpModel
    level: Level
    sent: datetime
    before: datetime
    """By when NAV is to have answered."""
    after: datetime
    told_before: Told
    told_after: Told


@dataclass(frozen=True)
class Urgency:
    """What a report of some kind hurries by itself today, in so many placements."""

    category: str
    before: Level
    after: Level
    placements: int


def promises(
    before: Rules, after: Rules, models: Iterable[FollowUpModel], now: datetime, days: int
) -> Iterator[Promise]:
    calendars = WorkCalendar(before.hours), WorkCalendar(after.hours)
    sent = [now, *_openings(calendars[0], now, days)]
    if before.models == after.models and before.hours == after.hours:
        return
    for model in models:
        for level in PROMISED:
            found = (_promise(before, after, calendars, model, level, at) for at in sent)
            yield from [each for each in found if each is not None][:1]


def _openings(calendar: WorkCalendar, now: datetime, days: int) -> Iterator[datetime]:
    today = calendar.today(now)
    for number in range(1, days + 1):
        span = calendar.opening(today + number * ONE_DAY)
        if span is not None:
            yield span[0]


def _promise(
    before: Rules, after: Rules, calendars: tuple[WorkCalendar, WorkCalendar],
    model: FollowUpModel, level: Level, sent: datetime,
) -> Promise | None:  # fmt: skip
    old, old_chain = ladder.build(sent, level, before.models[model], calendars[0])
    new, new_chain = ladder.build(sent, level, after.models[model], calendars[1])
    told = _told(old_chain), _told(new_chain)
    if (old, told[0]) == (new, told[1]):
        return None
    return Promise(model, level, sent, old, new, *told)


def _told(chain: Iterable[ladder.Rung]) -> Told:
    return tuple((rung.tell, rung.kind, rung.due) for rung in chain)


def urgencies(
    before: Rules, after: Rules, placements: Iterable[Placement], day: date
) -> tuple[Urgency, ...]:
    """By category of the rules to come, in their order."""
    if before.categories == after.categories and before.period == after.period:
        return ()
    counts: dict[tuple[str, Level, Level], int] = {}
    for placement in placements:
        for name, category in after.categories.items():
            former = before.categories.get(name)
            if former is None:
                continue
            old = ladder.own_level(former, placement, before, day)
            new = ladder.own_level(category, placement, after, day)
            if old is not new:
                counts[name, old, new] = counts.get((name, old, new), 0) + 1
    return tuple(Urgency(*key, many) for key, many in sorted(counts.items()))
