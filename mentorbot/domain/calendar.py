"""Working days and working time in one office; local time exists only here and in rendering.

Moments are aware UTC. Deadlines count working time (rule 3): public holidays, weekends, lunch and
what the office has closed on half days do not run. A day's hours are spans between moments, so a
day on which the clocks change is as long as it really is.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property, lru_cache
from typing import TypeAlias
from zoneinfo import ZoneInfo

import holidays

from mentorbot.domain.hours import OfficeHours
from mentorbot.domain.model_rules import Deadline
from mentorbot.domain.people import Person

ONE_DAY = timedelta(days=1)
ONE_MINUTE = timedelta(minutes=1)
ONE_WEEK = timedelta(weeks=1)

Span: TypeAlias = tuple[datetime, datetime]
"""From a moment until just before another (UTC)."""


@lru_cache(maxsize=64)
def public_holidays(year: int) -> frozenset[date]:
    """Norway's public holidays, Sundays not counted as such."""
    return frozenset(holidays.country_holidays("NO", years=year).keys())


@dataclass(frozen=True)
class WorkCalendar:
    office: OfficeHours = field(default_factory=OfficeHours)

    @cached_property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.office.zone)

    def local(self, moment: datetime) -> datetime:
        return moment.astimezone(self.zone)

    def today(self, now: datetime) -> date:
        return self.local(now).date()

    def at(self, day: date, clock: time) -> datetime:
        """That local wall-clock time as UTC.

        A time skipped in spring is taken an hour later; of one that comes twice in autumn, the
        first is meant, or the second where `clock` has fold=1.
        """
        return datetime.combine(day, clock, self.zone).astimezone(UTC)

    def opening(self, day: date) -> Span | None:
        """From when the office opens that day until it closes, or None when it does not work."""
        return self._day(day)[0]

    def spans(self, day: date) -> tuple[Span, ...]:
        """The day's working time in order, with lunch left out; empty on a day off."""
        return self._day(day)[1]

    def _day(self, day: date) -> tuple[Span | None, tuple[Span, ...]]:
        if day not in self._days:
            whole = self._opening(day)
            spans = () if whole is None else self._without_lunch(day, whole)
            self._days[day] = (whole if spans else None), spans
        return self._days[day]

    @cached_property
    def _days(self) -> dict[date, tuple[Span | None, tuple[Span, ...]]]:
        return {}

    def _without_lunch(self, day: date, whole: Span) -> tuple[Span, ...]:
        if self.office.lunch is None:
            return (whole,)
        begins, ends = (self.at(day, clock) for clock in self.office.lunch)
        halves = (whole[0], min(begins, whole[1])), (max(ends, whole[0]), whole[1])
        return tuple((start, end) for start, end in halves if start < end)

    def _opening(self, day: date) -> Span | None:
        hours = self.office.weekdays.get(day.weekday())
        if hours is None or day in public_holidays(day.year):
            return None
        opens, closes = hours
        early = self.office.half_days.get((day.month, day.day), closes)
        if early is None:
            return None
        start, end = self.at(day, opens), self.at(day, min(closes, early))
        return (start, end) if start < end else None

    def is_working_day(self, day: date) -> bool:
        return self.opening(day) is not None

    def working_day(self, day: date) -> date:
        """`day` itself, or the first working day after it."""
        while not self.is_working_day(day):
            day += ONE_DAY
        return day

    def step(self, day: date, working_days: int) -> date:
        """The working day that lies so many working days after (or before) `day`."""
        stride = ONE_DAY if working_days >= 0 else -ONE_DAY
        for _ in range(abs(working_days)):
            day += stride
            while not self.is_working_day(day):
                day += stride
        return day

    def is_working_time(self, moment: datetime) -> bool:
        return any(start <= moment < end for start, end in self.spans(self.today(moment)))

    def next_working_time(self, moment: datetime) -> datetime:
        """`moment` itself in working time, else when work begins next."""
        return max(moment, self._span_at(moment)[0])

    def _span_at(self, moment: datetime) -> Span:
        """The span that `moment` lies in, or the next one after it."""
        day = self.today(moment)
        while True:
            for span in self.spans(day):
                if moment < span[1]:
                    return span
            day += ONE_DAY

    def week_begins(self, day: date) -> datetime:
        """When the office opens for the first time in the week of `day`."""
        hours = self.opening(self.working_day(day - day.weekday() * ONE_DAY))
        assert hours is not None
        return hours[0]

    def next_week(self, moment: datetime) -> datetime:
        """When a week begins next, after `moment`: then NAV reads what can wait (feel 6)."""
        day = self.today(moment)
        while (begins := self.week_begins(day)) <= moment:
            day += ONE_WEEK
        return begins

    def work_after(self, moment: datetime, amount: timedelta) -> datetime:
        """The moment at which `amount` of working time has passed since `moment`."""
        left = amount
        while True:
            start, end = self._span_at(moment)
            moment = max(moment, start)
            if moment + left <= end:
                return moment + left
            left -= end - moment
            moment = end

    def work_between(self, start: datetime, end: datetime) -> timedelta:
        """How much working time lies between two moments; zero when `end` is not later."""
        total = timedelta(0)
        day, last = self.today(start), self.today(end)
        while day <= last:
            for begins, ends in self.spans(day):
                total += max(timedelta(0), min(end, ends) - max(start, begins))
            day += ONE_DAY
        return total

    def deadline(self, sent: datetime, allowed: Deadline) -> datetime:
        """When an answer is due. Working days end with the office's day; hours run on its clock.

        Sent out of hours or at lunch, the clock starts when work begins next.
        """
        start = self.next_working_time(sent)
        if allowed.working_hours is not None:
            return self.work_after(start, timedelta(hours=allowed.working_hours))
        assert allowed.working_days is not None
        day = self.step(self.today(start), allowed.working_days)
        hours = self.opening(day)
        assert hours is not None
        return hours[1]

    def may_push(self, person: Person, moment: datetime) -> bool:
        """Whether something unasked may be sent to this person now (rule 3)."""
        day = self.today(moment)
        opens, closes = self._awake(person, day)
        is_paused = person.paused_until is not None and day < person.paused_until
        return not is_paused and self.is_working_day(day) and opens <= moment < closes

    def next_push(self, person: Person, moment: datetime) -> datetime:
        """`moment` itself where a push is allowed, else the next moment that allows one."""
        day = max(self.today(moment), person.paused_until or date.min)
        while not self.is_working_day(day) or moment >= self._awake(person, day)[1]:
            day += ONE_DAY
        return max(moment, self._awake(person, day)[0])

    def own_hour(self, person: Person, day: date) -> datetime:
        """When this person wants to be asked that day; inside their quiet times at any rate."""
        opens, closes = self._awake(person, day)
        return max(opens, min(self.at(day, person.rhythm.at), closes - ONE_MINUTE))

    def _awake(self, person: Person, day: date) -> Span:
        """Between this person's quiet times."""
        rhythm = person.rhythm
        return self.at(day, rhythm.quiet_before), self.at(day, rhythm.quiet_after)
