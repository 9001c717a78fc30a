"""Norway's public holidays and clock changes, written down by hand: a second opinion."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

EASTER = {
    2026: date(2026, 4, 5),
    2027: date(2027, 3, 28),
    2028: date(2028, 4, 16),
    2029: date(2029, 4, 1),
    2030: date(2030, 4, 21),
    2031: date(2031, 4, 13),
    2032: date(2032, 3, 28),
    2033: date(2033, 4, 17),
    2034: date(2034, 4, 9),
    2035: date(2035, 3, 25),
    2036: date(2036, 4, 13),
}
"""Easter Sunday."""

FROM_EASTER = (-3, -2, 0, 1, 39, 49, 50)
"""Maundy Thursday, Good Friday, both Easter days, Ascension Day, both days of Pentecost."""

FIXED = ((1, 1), (5, 1), (5, 17), (12, 25), (12, 26))


def holidays_of(year: int) -> frozenset[date]:
    moving = {EASTER[year] + timedelta(days=days) for days in FROM_EASTER}
    return frozenset(moving | {date(year, month, day) for month, day in FIXED})


HOLIDAYS = frozenset(day for year in EASTER for day in holidays_of(year))


def clock_changes(year: int) -> tuple[datetime, datetime]:
    """When the clocks go forward in spring and back in autumn: both at 01:00 UTC, on Sundays."""
    spring, autumn = _last_sunday(year, 3), _last_sunday(year, 10)
    return (
        datetime(year, 3, spring, 1, tzinfo=UTC),
        datetime(year, 10, autumn, 1, tzinfo=UTC),
    )


def _last_sunday(year: int, month: int) -> int:
    """Of a month with 31 days."""
    return 31 - (date(year, month, 31).weekday() + 1) % 7


def oslo(moment: datetime) -> datetime:
    """That moment on the wall in Oslo, as a naive datetime, reckoned from the rule alone."""
    spring, autumn = clock_changes(moment.year)
    hours = 2 if spring <= moment < autumn else 1
    return (moment + timedelta(hours=hours)).replace(tzinfo=None)
