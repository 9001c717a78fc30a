"""What single values in content/ look like, and what is told to someone who writes another."""

from __future__ import annotations

import re
from datetime import date, time
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BeforeValidator, Field, Strict
from pydantic_core import PydanticCustomError

from mentorbot.domain.levels import Level

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def wrong(message: str) -> PydanticCustomError:
    return PydanticCustomError("content", "{message}", {"message": message})


def _clock(value: Any) -> time:
    if not (isinstance(value, str) and re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", value)):
        raise wrong('must be a time of day in quotes, like "13:00"')
    return time.fromisoformat(value)


def _hours(value: Any) -> tuple[time, time]:
    opens, dash, closes = str(value).partition("-")
    if not dash or _clock(opens) >= _clock(closes):
        raise wrong('must be when the office opens and closes, like "08:00-15:30"')
    return _clock(opens), _clock(closes)


def _lunch(value: Any) -> tuple[time, time]:
    begins, dash, ends = str(value).partition("-")
    if not dash or _clock(begins) >= _clock(ends):
        raise wrong('must be when lunch begins and ends, like "11:00-11:30"')
    return _clock(begins), _clock(ends)


def _month_day(value: Any) -> tuple[int, int]:
    try:
        day = date.fromisoformat(f"2028-{value}")
    except ValueError:
        raise wrong('must be a month and a day in quotes, like "12-24"') from None
    return day.month, day.day


def _closing(value: Any) -> time | None:
    return None if value == "closed" else _clock(value)


def _weekday(value: Any) -> int:
    if value not in WEEKDAYS:
        raise wrong(f"must be one of {', '.join(WEEKDAYS)}")
    return WEEKDAYS.index(value)


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise wrong('must be a time zone, like "Europe/Oslo"') from None
    return value


def _not_zero(value: int) -> int:
    if value == 0:
        raise wrong("must not be 0: 1 is the first working day, -1 the last one before")
    return value


def _unique(values: tuple[str, ...]) -> tuple[str, ...]:
    for at, value in enumerate(values):
        if value in values[:at]:
            raise wrong(f"{value} stands here twice: remove one of them")
    return values


def _like(pattern: str, message: str) -> AfterValidator:
    def check(value: str) -> str:
        if not re.fullmatch(pattern, value):
            raise wrong(f"must be {message}")
        return value

    return AfterValidator(check)


Flag = Annotated[bool, Strict()]
MOST = 999
"""Days, weeks or times: more is a slip of the finger, and dates would run out."""
Whole = Annotated[int, Strict(), Field(ge=-MOST, le=MOST)]
Count = Annotated[int, Strict(), Field(ge=1, le=MOST)]
SignedCount = Annotated[int, Strict(), Field(ge=-MOST, le=MOST), AfterValidator(_not_zero)]
KeptDays = Annotated[int, Strict(), Field(ge=0, le=3660)]
"""Up to ten years."""
Share = Annotated[float, Strict(), Field(ge=0, le=10, allow_inf_nan=False)]
ChatHours = Annotated[int, Strict(), Field(ge=1, le=46)]
"""A bot may delete what it sent for 48 hours (Bot API); two are left for retries."""
Day = Annotated[date, Strict()]
Words = Annotated[str, _like(r"(?s).*\S.*", "words: it is empty")]
Name = Annotated[str, _like(r"[a-z][a-z0-9_]*", "small letters a-z, digits and _ only")]
Slug = Annotated[str, _like(r"[a-z][a-z0-9_-]*", "small letters a-z, digits, - and _ only")]
QuestionId = Annotated[str, _like(r"[A-Z][0-9]{1,2}", "a question's id, like F1")]
Mark = Annotated[
    str, _like(r"[A-Z][0-9]{1,2}\.[a-z][a-z0-9_]*", "a question and an answer, like F4.high")
]
CardId = Annotated[str, _like(r"V[0-9]{2}", "a card's id, like V24")]
CategoryId = Annotated[str, _like(r"P[0-9]{2}", "a category's id, like P01")]
Digits = Annotated[
    str, _like(r"\+?[0-9][0-9 ]{1,16}[0-9]", 'a telephone number in quotes, like "116 117"')
]
Clock = Annotated[time, BeforeValidator(_clock)]
Closing = Annotated[time | None, BeforeValidator(_closing)]
Hours = Annotated[tuple[time, time], BeforeValidator(_hours)]
Lunch = Annotated[tuple[time, time], BeforeValidator(_lunch)]
MonthDay = Annotated[tuple[int, int], BeforeValidator(_month_day)]
Weekday = Annotated[int, BeforeValidator(_weekday)]
Zone = Annotated[str, AfterValidator(_zone)]
Names = Annotated[tuple[Name, ...], Field(min_length=1), AfterValidator(_unique)]
CardIds = Annotated[tuple[CardId, ...], AfterValidator(_unique)]
CategoryIds = Annotated[tuple[CategoryId, ...], AfterValidator(_unique)]
Slugs = Annotated[tuple[Slug, ...], AfterValidator(_unique)]
Marks = Annotated[tuple[Mark, ...], AfterValidator(_unique)]
Source = Annotated[
    str,
    _like(
        r"P[0-9]{2}|[A-Z][0-9]{1,2}\.[a-z][a-z0-9_]*", "a category or an answer: P01, S6.absence"
    ),
]
Sources = Annotated[tuple[Source, ...], AfterValidator(_unique)]
QuestionIds = Annotated[tuple[QuestionId, ...], AfterValidator(_unique)]
ReportedLevel = Literal[Level.GREEN, Level.YELLOW, Level.ORANGE]
"""Red is never reported: there mentorbot only shows whom to ring."""
Levels = Annotated[tuple[ReportedLevel, ...], Field(min_length=1), AfterValidator(_unique)]
