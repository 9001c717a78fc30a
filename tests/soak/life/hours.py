"""The office's working time, reckoned apart from the calendar of the product.

Read from content/rules/calendar.yaml and the hand-written almanac of the tests; nothing of
mentorbot/domain is used. Moments are aware UTC, days and clocks are Oslo's.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from tests.domain.almanac import HOLIDAYS, oslo

RULES = Path(__file__).resolve().parents[3] / "content" / "rules"
DAY, HOUR, SECOND = timedelta(days=1), timedelta(hours=1), timedelta(seconds=1)
WAKES, SLEEPS = time(7, 30), time(16, 0)
"""Outside these nobody in the simulation wants to hear anything unasked (rule 3)."""
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@cache
def rules(name: str) -> Any:
    """One file of the office's rules, as it stands."""
    return YAML(typ="safe").load(RULES / f"{name}.yaml")


def utc(day: date, clock: time) -> datetime:
    """That wall-clock time in Oslo as a moment; never asked within a change of the clocks."""
    wall = datetime.combine(day, clock)
    for ahead in (1, 2):
        moment = (wall - ahead * HOUR).replace(tzinfo=UTC)
        if oslo(moment) == wall:
            return moment
    raise AssertionError(wall)


def day_of(moment: datetime) -> date:
    return oslo(moment).date()


@cache
def opening(day: date) -> tuple[datetime, datetime] | None:
    """From when until when the office is open that day."""
    hours = rules("calendar")["hours"].get(WEEKDAYS[day.weekday()])
    early = rules("calendar").get("half_days", {}).get(f"{day:%m-%d}")
    if hours is None or day in HOLIDAYS or early == "closed":
        return None
    opens, closes = (time.fromisoformat(each) for each in hours.split("-"))
    if early is not None:
        closes = min(closes, time.fromisoformat(early))
    return (utc(day, opens), utc(day, closes)) if opens < closes else None


@cache
def spans(day: date) -> tuple[tuple[datetime, datetime], ...]:
    """The day's working time, lunch left out."""
    whole, lunch = opening(day), rules("calendar").get("lunch")
    if whole is None:
        return ()
    if lunch is None:
        return (whole,)
    begins, ends = (utc(day, time.fromisoformat(each)) for each in lunch.split("-"))
    halves = (whole[0], min(whole[1], begins)), (max(whole[0], ends), whole[1])
    return tuple(half for half in halves if half[0] < half[1])


def working_day(day: date) -> date:
    """That day, or the first working day after it."""
    while opening(day) is None:
        day += DAY
    return day


def next_working_day(day: date) -> date:
    return working_day(day + DAY)


def opens_on(day: date) -> datetime:
    whole = opening(day)
    assert whole is not None, day
    return whole[0]


def closes_on(day: date) -> datetime:
    whole = opening(day)
    assert whole is not None, day
    return whole[1]


def is_open(moment: datetime) -> bool:
    return any(begins <= moment < ends for begins, ends in spans(day_of(moment)))


def next_open(moment: datetime) -> datetime:
    """That moment in working time, else when work begins next."""
    day = day_of(moment)
    while True:
        for begins, ends in spans(day):
            if moment < ends:
                return max(moment, begins)
        day += DAY


def after(moment: datetime, amount: timedelta) -> datetime:
    """When so much working time has passed; at most where work pauses."""
    day = day_of(moment)
    while True:
        for begins, ends in spans(day):
            start = max(moment, begins)
            if start >= ends:
                continue
            if start + amount <= ends:
                return start + amount
            amount -= ends - start
        day += DAY


def between(start: datetime, end: datetime) -> timedelta:
    """How much working time lies between two moments."""
    total, day = timedelta(), day_of(start)
    while day <= day_of(end):
        for begins, ends in spans(day):
            total += max(timedelta(), min(end, ends) - max(start, begins))
        day += DAY
    return total


def next_week(moment: datetime) -> datetime:
    """When the office opens for the first time in a week, next after that moment."""
    monday = day_of(moment) - timedelta(days=day_of(moment).weekday())
    while (begins := opens_on(working_day(monday))) <= moment:
        monday += timedelta(weeks=1)
    return begins


def is_awake(moment: datetime, away_until: date | None = None) -> bool:
    """Whether somebody with the usual quiet times may be told something unasked."""
    return next_awake(moment, away_until) == moment


def next_awake(moment: datetime, away_until: date | None = None) -> datetime:
    day = max(day_of(moment), away_until or date.min)
    while opening(day) is None or moment >= utc(day, SLEEPS):
        day += DAY
    return max(moment, utc(day, WAKES))
