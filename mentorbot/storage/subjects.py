"""Whose a sealed value is. Everything that somebody may want forgotten has a key of its own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from mentorbot.domain.people import PersonId
from mentorbot.domain.placements import PlacementId


class Kind(StrEnum):
    PLACEMENT = "placement"
    PERSON = "person"
    DAY = "day"
    """Updates as they came in: nobody knows yet whose they are."""


@dataclass(frozen=True)
class Subject:
    """Who or what has a key. Ids of placements and people are never used again."""

    kind: Kind
    id: int

    @property
    def name(self) -> str:
        return f"{self.kind}:{self.id}"


def of_placement(placement: PlacementId) -> Subject:
    return Subject(Kind.PLACEMENT, placement)


def of_person(person: PersonId) -> Subject:
    return Subject(Kind.PERSON, person)


def of_day(moment: datetime) -> Subject:
    """The day in UTC on which an update came in."""
    return Subject(Kind.DAY, moment.astimezone(UTC).toordinal())
