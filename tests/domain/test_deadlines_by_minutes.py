"""Deadlines against a count of single minutes on the wall: 500 offices, none of them like another.

The count shares nothing with the calendar: it walks from the minute something was sent, asks of
each minute whether the office works then, and stops when enough of them have passed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random

import pytest

from mentorbot.domain.calendar import WorkCalendar
from mentorbot.domain.hours import OfficeHours
from mentorbot.domain.ladder import build
from mentorbot.domain.levels import Level
from mentorbot.domain.model_rules import Deadline, ModelRules, RungRule
from mentorbot.domain.people import Person, Rhythm
from mentorbot.domain.placements import FollowUpModel
from tests.cast import NADIA
from tests.domain.almanac import HOLIDAYS, oslo

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
CASES, BATCHES = 500, 10
SHARES = (0.0, 0.5, 1.0, 1.5)
BEGINS, ENDS = 7 * 60, 16 * 60
"""Minutes of the day between which NAV contacts are told anything, in these cases."""
FULL_OF_DAYS_OFF = (date(2027, 3, 22), date(2028, 5, 12), date(2029, 12, 18), date(2031, 10, 20))
"""Weeks with Easter, Pentecost, Christmas or a clock change in them; half of the cases begin so."""


@dataclass(frozen=True)
class Case:
    office: OfficeHours
    sent: datetime
    allowed: Deadline
    away_until: date | None
    """The receiver's own absence."""

    @property
    def calendar(self) -> WorkCalendar:
        return WorkCalendar(self.office)

    @property
    def receiver(self) -> Person:
        rhythm = Rhythm(quiet_before=time(BEGINS // 60), quiet_after=time(ENDS // 60))
        return replace(NADIA, rhythm=rhythm, paused_until=self.away_until)


def clock(chance: Random, first: int, last: int) -> time:
    return time(chance.randint(first, last), chance.randint(0, 59))


def an_office(chance: Random) -> OfficeHours:
    days = [day for day in range(7) if chance.random() < (0.9 if day < 5 else 0.15)] or [2]
    begins = chance.randint(10 * 60, 13 * 60)
    ends = begins + chance.randint(1, 75)
    has_lunch = chance.random() < 0.8
    return OfficeHours(
        weekdays={day: (clock(chance, 6, 10), clock(chance, 13, 17)) for day in days},
        half_days={
            (month, day): chance.choice((None, clock(chance, 10, 13), clock(chance, 7, 9)))
            for month in (1, 3, 5, 10, 12)
            for day in chance.sample(range(1, 29), 4)
        },
        lunch=(time(*divmod(begins, 60)), time(*divmod(ends, 60))) if has_lunch else None,
    )


def a_case(number: int) -> Case:
    chance = Random(number)
    near = chance.choice(FULL_OF_DAYS_OFF) + chance.randrange(6) * DAY
    far = date(2026, 1, 5) + chance.randrange(9 * 365) * DAY
    day = near if number % 2 else far
    # Half of them around lunch, the rest at any hour of the day.
    minute = chance.choice((chance.randrange(24 * 60), chance.randrange(9 * 60, 13 * 60)))
    sent = datetime.combine(day, time(), UTC) + minute * MINUTE
    hours = chance.random() < 0.6
    return Case(
        an_office(chance),
        sent,
        Deadline(working_hours=chance.randint(1, 20)) if hours
        else Deadline(working_days=chance.randint(1, 6)),
        day + chance.randrange(12) * DAY if chance.random() < 0.5 else None,
    )  # fmt: skip


# The count


def minute_of(clock_time: time) -> int:
    return clock_time.hour * 60 + clock_time.minute


def day_of(office: OfficeHours, day: date) -> range:
    """The minutes of that day between opening and closing; none on a day off."""
    if day in HOLIDAYS or day.weekday() not in office.weekdays:
        return range(0)
    opens, closes = map(minute_of, office.weekdays[day.weekday()])
    if (day.month, day.day) in office.half_days:
        early = office.half_days[day.month, day.day]
        closes = 0 if early is None else min(closes, minute_of(early))
    return range(opens, closes)


def lunch_of(office: OfficeHours) -> range:
    return range(*map(minute_of, office.lunch)) if office.lunch else range(0)


def works_on(office: OfficeHours, day: date) -> bool:
    lunch = lunch_of(office)
    return any(minute not in lunch for minute in day_of(office, day))


def minutes(office: OfficeHours, since: datetime) -> Iterator[tuple[datetime, date, int, bool]]:
    """Each minute from then on: the moment, the day and minute on the wall, whether it is worked.

    Clocks change at a full hour, so an hour's minutes need one look at the wall.
    """
    lunch = lunch_of(office)
    hour = since.replace(minute=0)
    first = since.minute
    while True:
        wall = oslo(hour)
        day, start, open_then = wall.date(), wall.hour * 60, day_of(office, wall.date())
        for past in range(first, 60):
            minute = start + past
            is_worked = minute in open_then and minute not in lunch
            yield hour + past * MINUTE, day, minute, is_worked
        hour, first = hour + HOUR, 0


def first_worked(office: OfficeHours, since: datetime) -> tuple[datetime, date]:
    return next((moment, day) for moment, day, _, works in minutes(office, since) if works)


def after(office: OfficeHours, since: datetime, wanted: int) -> datetime:
    """The moment at which so many minutes have been worked; at most where that work pauses."""
    for moment, _, _, is_worked in minutes(office, since):
        wanted -= is_worked
        if wanted == 0 and is_worked:
            return moment + MINUTE
    raise AssertionError


def worked_between(office: OfficeHours, since: datetime, until: datetime) -> int:
    count = 0
    for moment, _, _, is_worked in minutes(office, since):
        if moment >= until:
            return count
        count += is_worked
    raise AssertionError


def counted(case: Case) -> datetime:
    """The deadline, by counting."""
    if case.allowed.working_hours is not None:
        return after(case.office, case.sent, case.allowed.working_hours * 60)
    assert case.allowed.working_days is not None
    _, day = first_worked(case.office, case.sent)
    left = case.allowed.working_days
    while left:
        day += DAY
        left -= works_on(case.office, day)
    closing = day_of(case.office, day)[-1] + 1
    morning = datetime.combine(day, time(), UTC) - 2 * HOUR
    return next(
        moment
        for moment, on, minute, _ in minutes(case.office, morning)
        if on == day and minute == closing
    )


def told(case: Case) -> datetime:
    """The first minute in which the receiver may be told something, by counting."""
    for moment, day, minute, _ in minutes(case.office, case.sent):
        away = case.away_until is not None and day < case.away_until
        if works_on(case.office, day) and BEGINS <= minute < ENDS and not away:
            return moment
    raise AssertionError


# What is held against it


def batch(number: int) -> list[Case]:
    size = CASES // BATCHES
    return [a_case(each) for each in range(number * size, (number + 1) * size)]


@pytest.mark.parametrize("number", range(BATCHES))
def test_a_deadline_is_where_a_count_of_minutes_ends(number: int) -> None:
    for case in batch(number):
        assert case.calendar.deadline(case.sent, case.allowed) == counted(case), case


@pytest.mark.parametrize("number", range(BATCHES))
def test_who_is_away_is_told_in_the_first_minute_back(number: int) -> None:
    """An absence moves no deadline: the ladder skips who is away, and never waits for them.

    (tests/stories/test_nobody_there.py.) What it moves is when that person is told anything.
    """
    for case in batch(number):
        assert case.calendar.next_push(case.receiver, case.sent) == told(case), case


@pytest.mark.parametrize("number", range(BATCHES))
def test_the_rungs_of_a_ladder_stand_where_a_count_of_minutes_puts_them(number: int) -> None:
    for case in batch(number)[::2]:
        allowed = dict.fromkeys((Level.GREEN, Level.YELLOW, Level.ORANGE), case.allowed)
        kinds = ("notice", "reminder", "handover", "handover")
        rules = tuple(
            RungRule("coordinator", share, kind) for share, kind in zip(SHARES, kinds, strict=True)
        )
        model = ModelRules(FollowUpModel.HYBRID, (), allowed, rules, 3, False, None, "workplace")
        deadline, rungs = build(case.sent, Level.YELLOW, model, case.calendar)
        begins, _ = first_worked(case.office, case.sent)
        whole = worked_between(case.office, begins, counted(case))
        assert deadline == counted(case), case
        assert rungs[0].due == begins, case
        for rung, share in zip(rungs[1:], SHARES[1:], strict=True):
            exact = whole * share
            early = after(case.office, begins, int(exact)) if int(exact) else begins
            late = after(case.office, begins, int(exact) + 1)
            assert early <= rung.due <= late, (case, rung)


def test_the_cases_hold_what_they_are_for() -> None:
    cases = [a_case(number) for number in range(CASES)]
    in_lunch = sum(
        minute in lunch_of(case.office) and minute in day_of(case.office, day)
        for case in cases
        for _, day, minute, _ in [next(minutes(case.office, case.sent))]
    )
    over_a_holiday = sum(
        any(
            case.sent.date() + days * DAY in HOLIDAYS
            for days in range((counted(case) - case.sent).days + 1)
        )
        for case in cases
    )
    assert in_lunch >= 10
    assert over_a_holiday >= 100
    assert sum(case.away_until is not None for case in cases) >= 200
    assert sum(case.allowed.working_hours is not None for case in cases) >= 200
