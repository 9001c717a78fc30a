"""Working time, held against a count of single minutes that shares no code with it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate
from random import Random
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from mentorbot.domain.calendar import ONE_DAY, ONE_MINUTE, WorkCalendar, public_holidays
from mentorbot.domain.hours import OfficeHours
from mentorbot.domain.model_rules import Deadline
from mentorbot.domain.people import Person, Rhythm
from tests.cast import MARIT, NADIA
from tests.domain.almanac import EASTER, HOLIDAYS, clock_changes, holidays_of, oslo

OFFICE = WorkCalendar(OfficeHours(half_days={(12, 24): None, (12, 31): time(12, 0)}))


def at(day: str, clock: str) -> datetime:
    """A wall-clock time in Oslo."""
    return OFFICE.at(date.fromisoformat(day), time.fromisoformat(clock))


# Days


@pytest.mark.parametrize("year", EASTER)
def test_the_public_holidays_are_the_ones_in_the_almanac(year: int) -> None:
    assert public_holidays(year) == holidays_of(year)


def test_weekends_holidays_and_closed_days_are_no_working_days() -> None:
    assert not OFFICE.is_working_day(date(2027, 3, 6))  # a Saturday
    assert not OFFICE.is_working_day(date(2027, 3, 25))  # Maundy Thursday
    assert not OFFICE.is_working_day(date(2027, 12, 24))  # closed by the office
    assert OFFICE.is_working_day(date(2027, 12, 31))  # closes early
    assert OFFICE.is_working_day(date(2027, 3, 24))


def test_a_day_that_closes_before_it_opens_is_a_day_off() -> None:
    office = WorkCalendar(OfficeHours(half_days={(12, 31): time(7, 0)}))
    assert not office.is_working_day(date(2027, 12, 31))
    assert office.work_after(at("2027-12-30", "15:00"), timedelta(hours=1)) == at(
        "2028-01-03", "08:30"
    )


def test_steps_count_working_days_over_easter_in_both_directions() -> None:
    assert OFFICE.step(date(2027, 3, 24), 1) == date(2027, 3, 30)
    assert OFFICE.step(date(2027, 3, 30), -1) == date(2027, 3, 24)
    assert OFFICE.step(date(2027, 3, 27), 1) == date(2027, 3, 30)


# The clock


@pytest.mark.parametrize("year", EASTER)
def test_eight_in_the_morning_is_eight_on_the_wall_on_both_sides_of_a_clock_change(
    year: int,
) -> None:
    for change in clock_changes(year):
        for days in (-1, 0, 1):
            day = change.date() + days * ONE_DAY
            assert oslo(OFFICE.at(day, time(8, 0))) == datetime.combine(day, time(8, 0))


def test_a_time_skipped_in_spring_is_taken_an_hour_later() -> None:
    skipped = OFFICE.at(date(2027, 3, 28), time(2, 30))
    assert OFFICE.local(skipped).time() == time(3, 30)


def test_of_a_time_that_comes_twice_in_autumn_the_first_is_meant_unless_told_otherwise() -> None:
    first = OFFICE.at(date(2027, 10, 31), time(2, 30))
    second = OFFICE.at(date(2027, 10, 31), time(2, 30, fold=1))
    assert second - first == timedelta(hours=1)
    assert OFFICE.local(first).time() == OFFICE.local(second).time() == time(2, 30)


def test_a_night_shift_is_an_hour_shorter_in_spring_and_longer_in_autumn() -> None:
    night = WorkCalendar(OfficeHours(weekdays={6: (time(1, 0), time(5, 0))}))
    for day, hours in ((date(2031, 3, 30), 3), (date(2031, 10, 26), 5), (date(2031, 11, 2), 4)):
        midnight = night.at(day, time(0, 0))
        assert night.work_between(midnight, midnight + ONE_DAY) == timedelta(hours=hours)


def test_hours_that_the_clock_change_swallows_are_no_working_time() -> None:
    night = WorkCalendar(OfficeHours(weekdays={6: (time(2, 30), time(3, 15))}))
    assert night.opening(date(2031, 3, 30)) is None
    assert night.opening(date(2031, 10, 26)) is not None


# Working time, minute by minute


class ByTheMinute:
    """Three weeks as single minutes: which of them are worked, and how many up to each."""

    LENGTH = 21 * 24 * 60

    def __init__(self, office: OfficeHours, start: datetime) -> None:
        self.start = start
        minutes = (start + i * ONE_MINUTE for i in range(self.LENGTH))
        self.worked = [self._is_worked(office, oslo(minute)) for minute in minutes]
        self.up_to = [0, *accumulate(self.worked)]

    @staticmethod
    def _is_worked(office: OfficeHours, wall: datetime) -> bool:
        if wall.date() in HOLIDAYS or wall.weekday() not in office.weekdays:
            return False
        opens, closes = office.weekdays[wall.weekday()]
        if (wall.month, wall.day) in office.half_days:
            closes = min(closes, office.half_days[wall.month, wall.day] or time(0, 0))
        return opens <= wall.time() < closes

    def minute(self, i: int) -> datetime:
        return self.start + i * ONE_MINUTE


def odd_office(chance: Random) -> OfficeHours:
    """Opens and closes at odd minutes, some weekdays not at all; half days wherever they fall."""

    def clock(first: int, last: int) -> time:
        return time(chance.randint(first, last), chance.randint(0, 59))

    weekdays = {
        day: (clock(0, 1) if chance.random() < 0.1 else clock(6, 9), clock(13, 23))
        for day in range(7)
        if chance.random() < (0.9 if day < 5 else 0.4)
    }
    half_days = {
        (month, day): chance.choice((None, clock(10, 14), clock(6, 9)))
        for month, day in ((3, 27), (3, 24), (4, 1), (5, 16), (10, 26), (12, 24), (12, 31))
    }
    return OfficeHours(weekdays=weekdays or {0: (time(8), time(16))}, half_days=half_days)


STARTS = (
    datetime(2026, 3, 22, 17, 13, tzinfo=UTC),
    datetime(2027, 3, 15, 3, 1, tzinfo=UTC),
    datetime(2028, 12, 18, 22, 40, tzinfo=UTC),
    datetime(2029, 10, 20, 9, 9, tzinfo=UTC),
    datetime(2030, 5, 9, 12, 0, tzinfo=UTC),
    datetime(2032, 3, 17, 0, 30, tzinfo=UTC),
    datetime(2033, 10, 22, 23, 59, tzinfo=UTC),
    datetime(2035, 3, 14, 6, 6, tzinfo=UTC),
)
"""Three weeks each, over Easter, Christmas, Pentecost and clock changes."""


@pytest.mark.parametrize("start", STARTS)
def test_working_time_is_what_a_count_of_single_minutes_says(start: datetime) -> None:
    chance = Random(start.toordinal())
    office = odd_office(chance)
    calendar, truth = WorkCalendar(office), ByTheMinute(office, start)
    for _ in range(60):
        a, b = sorted(chance.sample(range(truth.LENGTH), 2))
        worked = truth.up_to[b] - truth.up_to[a]
        assert calendar.work_between(truth.minute(a), truth.minute(b)) == worked * ONE_MINUTE
        assert calendar.work_between(truth.minute(b), truth.minute(a)) == timedelta(0)
        assert calendar.is_working_time(truth.minute(a)) == truth.worked[a]
        if any(truth.worked[a:b]):
            first = truth.worked.index(True, a)
            assert calendar.next_working_time(truth.minute(a)) == truth.minute(first)
        if worked:
            wanted = chance.randint(1, worked)
            reached = truth.up_to.index(truth.up_to[a] + wanted)
            found = calendar.work_after(truth.minute(a), wanted * ONE_MINUTE)
            assert found == truth.minute(reached)


def test_the_working_time_of_ten_years_is_the_sum_of_its_days() -> None:
    start, end = at("2026-01-01", "00:00"), at("2036-01-01", "00:00")
    total = timedelta(0)
    day = date(2026, 1, 1)
    while day < date(2036, 1, 1):
        if day.weekday() < 5 and day not in HOLIDAYS and (day.month, day.day) != (12, 24):
            half = (day.month, day.day) == (12, 31)
            total += timedelta(hours=4) if half else timedelta(hours=7, minutes=30)
        day += ONE_DAY
    assert OFFICE.work_between(start, end) == total
    assert OFFICE.work_after(start, total) == at("2035-12-31", "12:00")


def test_ten_years_are_reckoned_in_no_time() -> None:
    office = WorkCalendar()
    began = process_time()
    for year in range(2026, 2036):
        office.work_between(at("2026-01-01", "00:00"), at(f"{year}-12-31", "00:00"))
    assert process_time() - began < 1


# Deadlines

HOUR = timedelta(hours=1)
TWO_DAYS = Deadline(working_days=2)
FOUR_HOURS = Deadline(working_hours=4)


@pytest.mark.parametrize(
    ("sent", "allowed", "due"),
    [
        (("2027-03-01", "10:00"), TWO_DAYS, ("2027-03-03", "15:30")),
        (("2027-03-01", "15:30"), TWO_DAYS, ("2027-03-04", "15:30")),  # closed: from Tuesday
        (("2027-03-06", "10:00"), TWO_DAYS, ("2027-03-10", "15:30")),  # sent on a Saturday
        (("2027-03-24", "10:00"), TWO_DAYS, ("2027-03-31", "15:30")),  # Easter in between
        (("2027-12-30", "10:00"), Deadline(1), ("2027-12-31", "12:00")),  # ends on a half day
        (("2027-03-01", "10:00"), FOUR_HOURS, ("2027-03-01", "14:00")),
        (("2027-03-01", "11:30"), FOUR_HOURS, ("2027-03-01", "15:30")),  # to the minute
        (("2027-03-01", "14:00"), FOUR_HOURS, ("2027-03-02", "10:30")),
        (("2027-03-01", "21:40"), FOUR_HOURS, ("2027-03-02", "12:00")),
        (("2027-12-31", "11:00"), FOUR_HOURS, ("2028-01-03", "11:00")),
        (("2027-03-26", "23:00"), FOUR_HOURS, ("2027-03-30", "12:00")),  # clocks change too
    ],
)
def test_a_deadline_runs_in_working_time(
    sent: tuple[str, str], allowed: Deadline, due: tuple[str, str]
) -> None:
    assert OFFICE.deadline(at(*sent), allowed) == at(*due)


# Lunch

LUNCH = WorkCalendar(
    OfficeHours(half_days={(12, 31): time(11, 15)}, lunch=(time(11, 0), time(11, 30)))
)


def test_at_lunch_the_office_is_open_and_no_deadline_runs() -> None:
    assert not LUNCH.is_working_time(at("2027-03-01", "11:00"))
    assert LUNCH.is_working_time(at("2027-03-01", "11:30"))
    assert LUNCH.next_working_time(at("2027-03-01", "11:10")) == at("2027-03-01", "11:30")
    assert LUNCH.opening(date(2027, 3, 1)) == (at("2027-03-01", "08:00"), at("2027-03-01", "15:30"))
    assert LUNCH.work_between(at("2027-03-01", "00:00"), at("2027-03-02", "00:00")) == 7 * HOUR
    assert LUNCH.deadline(at("2027-03-01", "10:00"), FOUR_HOURS) == at("2027-03-01", "14:30")
    assert LUNCH.deadline(at("2027-03-01", "11:10"), TWO_DAYS) == at("2027-03-03", "15:30")


def test_a_day_that_closes_at_lunch_ends_when_it_closes() -> None:
    assert LUNCH.deadline(at("2027-12-30", "10:00"), Deadline(1)) == at("2027-12-31", "11:15")
    assert LUNCH.next_working_time(at("2027-12-31", "11:05")) == at("2028-01-03", "08:00")


def test_a_day_of_nothing_but_lunch_is_a_day_off() -> None:
    office = OfficeHours(weekdays={0: (time(11), time(11, 30)), 1: (time(8), time(12))})
    idle = WorkCalendar(replace(office, lunch=(time(10, 45), time(11, 45))))
    assert not idle.is_working_day(date(2027, 3, 1))
    assert idle.working_day(date(2027, 3, 1)) == date(2027, 3, 2)


# Pushing


def test_nothing_is_pushed_in_quiet_time_at_weekends_on_holidays_or_in_a_pause() -> None:
    assert OFFICE.may_push(MARIT, at("2027-03-01", "07:30"))
    assert not OFFICE.may_push(MARIT, at("2027-03-01", "07:29"))
    assert not OFFICE.may_push(MARIT, at("2027-03-01", "16:00"))
    assert not OFFICE.may_push(MARIT, at("2027-03-06", "12:00"))
    assert not OFFICE.may_push(MARIT, at("2027-03-29", "12:00"))
    paused = replace(MARIT, paused_until=date(2027, 3, 3))
    assert not OFFICE.may_push(paused, at("2027-03-02", "12:00"))
    assert OFFICE.may_push(paused, at("2027-03-03", "12:00"))


def test_what_nav_is_told_at_night_waits_for_the_contacts_own_morning() -> None:
    early = replace(NADIA, rhythm=Rhythm(quiet_before=time(6, 45), quiet_after=time(14, 0)))
    assert OFFICE.next_push(early, at("2027-03-01", "21:40")) == at("2027-03-02", "06:45")
    assert OFFICE.next_push(early, at("2027-03-02", "05:00")) == at("2027-03-02", "06:45")
    assert OFFICE.next_push(early, at("2027-03-05", "14:00")) == at("2027-03-08", "06:45")
    assert OFFICE.next_push(early, at("2027-03-02", "13:59")) == at("2027-03-02", "13:59")


def test_what_falls_into_a_pause_waits_for_the_first_working_day_after_it() -> None:
    paused = replace(NADIA, paused_until=date(2027, 3, 27))  # Easter Saturday
    assert OFFICE.next_push(paused, at("2027-03-01", "12:00")) == at("2027-03-30", "07:30")
    assert OFFICE.next_push(paused, at("2027-04-05", "12:00")) == at("2027-04-05", "12:00")


@pytest.mark.parametrize(
    ("wish", "asked"),
    [("13:00", "13:00"), ("05:00", "07:30"), ("07:30", "07:30"), ("16:00", "15:59")],
)
def test_a_persons_own_hour_stays_outside_their_quiet_time(wish: str, asked: str) -> None:
    person = replace(MARIT, rhythm=Rhythm(at=time.fromisoformat(wish)))
    found = OFFICE.own_hour(person, date(2027, 3, 1))
    assert found == at("2027-03-01", asked)
    assert OFFICE.may_push(person, found)


moments = some.integers(0, 10 * 366 * 24 * 3600).map(
    lambda seconds: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
)
pauses = some.none() | some.dates(date(2026, 1, 1), date(2036, 6, 1))
quiet = some.tuples(some.times(time(0, 0), time(11, 0)), some.times(time(12, 0), time(23, 59)))


def person_with(hours: tuple[time, time], pause: date | None) -> Person:
    rhythm = Rhythm(quiet_before=hours[0], quiet_after=hours[1])
    return replace(NADIA, rhythm=rhythm, paused_until=pause)


@settings(max_examples=200, deadline=None)
@given(moments, quiet, pauses)
def test_the_next_push_is_the_first_moment_that_allows_one(
    moment: datetime, hours: tuple[time, time], pause: date | None
) -> None:
    person = person_with(hours, pause)
    found = OFFICE.next_push(person, moment)
    assert found >= moment
    assert OFFICE.may_push(person, found)
    assert found == moment or not OFFICE.may_push(person, found - timedelta(microseconds=1))
    between = moment + (found - moment) * 0.5
    assert between == found or not OFFICE.may_push(person, between)


@settings(max_examples=100, deadline=None)
@given(moments, some.timedeltas(timedelta(0), timedelta(days=40)))
def test_working_time_gone_and_working_time_counted_agree(
    moment: datetime, amount: timedelta
) -> None:
    assert OFFICE.work_between(moment, OFFICE.work_after(moment, amount)) == amount


# The week


@pytest.mark.parametrize(
    ("moment", "begins"),
    [
        ("2027-03-08 07:59", "2027-03-08 08:00"),
        ("2027-03-08 08:00", "2027-03-15 08:00"),  # strictly after
        ("2027-03-14 23:00", "2027-03-15 08:00"),
        ("2027-03-25 12:00", "2027-03-30 08:00"),  # Easter Monday is closed
        ("2027-03-29 12:00", "2027-03-30 08:00"),
        ("2027-12-22 12:00", "2027-12-27 08:00"),
    ],
)
def test_the_week_begins_when_the_office_first_opens(moment: str, begins: str) -> None:
    assert OFFICE.next_week(at(*moment.split())) == at(*begins.split())
