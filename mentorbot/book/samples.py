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
SHORT = {"alias": "Bjørk", "reference": "T4K7", "phone": "+47 400 00 000"}


def full(template: Template, names: Iterable[str]) -> dict[str, Sample]:
    """Every value there."""
    return {name: _sample(name, template) for name in names}


def empty(template: Template, names: Iterable[str]) -> dict[str, Sample]:
    """Every value missing."""
    return {name: 0 if name in template.numbers else None for name in names}


def _sample(name: str, template: Template) -> Sample:
    if name in template.dates:
        return LONG_MOMENT
    if name in template.numbers:
        return MANY
    return SHORT.get(name, NAME)
