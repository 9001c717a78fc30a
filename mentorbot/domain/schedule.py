"""On which days a placement's check-ins lie, from the day it is entered to its end and beyond.

They are laid out under these rules, from content/rules/ (R10-R18):

- A check-in on a day when nobody works comes on the next working day.
- There is one a day at most. What counts back from the end wins over what counts from the start,
  a single one over a repeated one, the one that stands first in the rules over one further down;
  the other is not asked at all.
- The repeated ones stop where the countdown to the end begins.
- Nothing is asked after the end but what the rules count onward from it; what counts back from
  it is left out of a short placement's first week, which belongs to the start.
- Where a rhythm was chosen within the model's bounds (R13), what is planned from the second week
  on is asked in the same order, so many weeks apart.
- After hire (R12) a single question comes every so many weeks, for as long as the model says.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import count
from typing import TypeAlias

from mentorbot.domain.calendar import WorkCalendar
from mentorbot.domain.model_rules import ModelRules, Occasion
from mentorbot.domain.people import Person
from mentorbot.domain.placements import Placement

AFTER_HIRE = "S7"
RHYTHM = "rhythm"
ONE_WEEK = timedelta(weeks=1)

Slot: TypeAlias = tuple[date, str, tuple[str, ...]]
"""A check-in without its hour: day, key, questions."""


def lay_out(
    placement: Placement, rules: ModelRules, mentor: Person, calendar: WorkCalendar
) -> Iterator[Slot]:
    """All check-ins in order of day; after hire they never end."""
    if placement.hired:
        return _after_hire(placement, rules, mentor, calendar)
    return _in_period(placement, rules, mentor, calendar)


def _after_hire(
    placement: Placement, rules: ModelRules, mentor: Person, calendar: WorkCalendar
) -> Iterator[Slot]:
    """One question every so many weeks, for as long as anybody asks for the next."""
    if rules.after_hire_weeks is None:
        return
    last: date | None = None
    ends = _end_of_after_hire(placement, rules)
    for week in count(rules.after_hire_weeks, rules.after_hire_weeks):
        day = calendar.working_day(_day_in_week(placement, week, mentor))
        if day > ends:
            return
        if day != last:
            yield day, f"hired-w{week}", (AFTER_HIRE,)
        last = day


def _end_of_after_hire(placement: Placement, rules: ModelRules) -> date:
    if placement.hired_on is None or rules.after_hire_months is None:
        return date.max
    years, month = divmod(placement.hired_on.month - 1 + rules.after_hire_months, 12)
    # The 28th is in every month.
    day = min(placement.hired_on.day, 28)
    return date(placement.hired_on.year + years, month + 1, day)


def _in_period(
    placement: Placement, rules: ModelRules, mentor: Person, calendar: WorkCalendar
) -> Iterator[Slot]:
    """Every check-in of a placement whose participant is not hired, one a day, in order."""
    taken: dict[date, Slot] = {}
    countdown = date.max
    for occasion in sorted(_occasions(placement, rules), key=_precedence):
        for nominal, key, ask in _slots(occasion, placement, mentor, calendar):
            day = calendar.working_day(nominal)
            if occasion.anchor == "end":
                if not _in_countdown(occasion, nominal, day, placement):
                    continue
                countdown = min(countdown, day)
            elif day > placement.end or (occasion.every and day >= countdown):
                break
            taken.setdefault(day, (day, key, ask))
    return (taken[day] for day in sorted(taken))


def _occasions(placement: Placement, rules: ModelRules) -> tuple[Occasion, ...]:
    """The model's plan, or the same questions in the placement's own rhythm."""
    if placement.rhythm is None:
        return rules.checkins
    weekly = [each for each in rules.checkins if each.anchor == "start" and each.weeks]
    if not weekly:
        return rules.checkins
    asks = [ask for each in weekly for ask in (each.cycle or (each.ask,))]
    first = min(each.weeks for each in weekly if each.weeks)
    own = Occasion(RHYTHM, "start", weeks=first, every=placement.rhythm, cycle=tuple(asks))
    return (*(each for each in rules.checkins if each not in weekly), own)


def _precedence(occasion: Occasion) -> int:
    """Who comes first where two fall on one day; the order of the rules decides the rest."""
    if occasion.anchor == "end":
        return 0
    return 2 if occasion.every else 1


def _in_countdown(occasion: Occasion, nominal: date, day: date, placement: Placement) -> bool:
    """Whether something that is planned from the end is asked on the day it was moved to."""
    counted = occasion.working_days if occasion.weeks is None else occasion.weeks
    assert counted is not None
    return counted > 0 or (placement.week(nominal) > 1 and day <= placement.end)


def _slots(
    occasion: Occasion, placement: Placement, mentor: Person, calendar: WorkCalendar
) -> Iterator[Slot]:
    """The occasion on the days that the rules name, working days or not."""
    anchor = placement.start if occasion.anchor == "start" else placement.end
    until = "" if occasion.anchor == "start" else f"@{placement.end}"
    if occasion.weeks is None:
        assert occasion.working_days is not None
        day = _working_day(anchor, occasion.working_days, calendar)
        yield day, f"{occasion.name}{until}", occasion.ask
        return
    for turn, week in enumerate(_weeks(occasion)):
        day = (
            _day_in_week(placement, week, mentor)
            if occasion.anchor == "start"
            else _day_up_to(placement.end + week * ONE_WEEK, mentor)
        )
        if turn and day > placement.end:
            return
        number = f"-w{week}" if occasion.every else ""
        ask = occasion.cycle[turn % len(occasion.cycle)] if occasion.cycle else occasion.ask
        yield day, f"{occasion.name}{number}{until}", ask


def _weeks(occasion: Occasion) -> Iterator[int]:
    assert occasion.weeks is not None
    return count(occasion.weeks, occasion.every) if occasion.every else iter((occasion.weeks,))


def _working_day(anchor: date, number: int, calendar: WorkCalendar) -> date:
    """The first working day from the anchor on is 1, the last before it is -1."""
    if number < 0:
        return calendar.step(anchor, number)
    return calendar.step(calendar.working_day(anchor), number - 1)


def _day_in_week(placement: Placement, week: int, mentor: Person) -> date:
    """The mentor's weekday in that week of the placement (as Placement.week counts)."""
    return _day_up_to(placement.start + week * ONE_WEEK - timedelta(days=1), mentor)


def _day_up_to(last: date, mentor: Person) -> date:
    """The mentor's weekday in the seven days that end with `last`."""
    return last - timedelta(days=(last.weekday() - mentor.rhythm.weekday) % 7)
