"""Values to try a text with before anybody reads it: as long as they get in daily use."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TypeAlias

from mentorbot.book.templates import Template

Sample: TypeAlias = str | int | datetime | None

LONG_MOMENT = datetime(2027, 9, 30, 11, 0, tzinfo=UTC)
"""A Thursday in September: the longest names of days and months that come together."""
MANY = 12
NAME = "Ingebjørg Solli"
SHORT = {
    "alias": "Bjørk",
    "reference": "T4K7",
    "phone": "+47 400 00 000",
    "link": "https://t.me/mentorbot?start=k3J9xQ2mVt",
    "file": "content/nb/cards/V34.md",
}
COUNTS = frozenset(
    {"cap", "checkins", "contacts", "count", "days", "hours", "more", "most", "number"}
    | {"open", "placements", "problems", "rest", "total"}
)
"""Names of what is counted, also where a text does not say so by `plural`."""
PEOPLE = frozenset({"caller", "inviter", "mentor", "name", "names", "owner", "stand_in"})
FROM_CONTENT = {
    "answer": "answer.F1.good",
    "body": "question.F1",
    "card": "card_title.V24",
    "model": "model.hybrid",
    "practice": "answer.M7.less_help",
    "question": "question.F1",
    "title": "card_title.V24",
    "weekday": "weekday.3",
    "where": "where.workplace",
}
"""Values that are themselves texts, in the reader's language; others are found by their name."""
SECTIONS = {"matter": "category", "reason": "trigger", "way": "tried", "window": "reachable"}
"""Values that are one of a section of names."""


def full(template: Template, names: Iterable[str]) -> dict[str, Sample]:
    """Every value there."""
    return {name: _sample(name, template) for name in names}


def empty(template: Template, names: Iterable[str]) -> dict[str, Sample]:
    """Every value missing."""
    return {name: 0 if name in template.numbers else None for name in names}


def _sample(name: str, template: Template) -> Sample:
    if name in template.dates:
        return LONG_MOMENT
    if name in template.numbers or name in COUNTS:
        return MANY
    return SHORT.get(name, NAME)
