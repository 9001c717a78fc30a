"""What has to be settled by a human before somebody, or a placement, can be erased."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from mentorbot.domain.people import Person, PersonId, Role
from mentorbot.domain.placements import PlacementId
from mentorbot.services.viewing import coordinators
from mentorbot.storage import placements, problems
from mentorbot.storage.database import Tx


class Why(StrEnum):
    OPEN_PROBLEM = "open_problem"
    SEAT = "seat"
    """At NAV somebody must have it: who else?"""
    LAST_COORDINATOR = "last_coordinator"


@dataclass(frozen=True)
class Hindrance:
    why: Why
    about: str = ""
    """A problem's reference, or a placement's number."""
    owner: PersonId | None = None
    """Who has the problem now."""


def hindrances(tx: Tx, who: Person) -> tuple[Hindrance, ...]:
    return tuple(_of_person(tx, who))


def of_placement(tx: Tx, number: PlacementId) -> tuple[Hindrance, ...]:
    return tuple(
        Hindrance(Why.OPEN_PROBLEM, each.reference, each.owner)
        for each in problems.open_of_placement(tx, number)
    )


def _of_person(tx: Tx, who: Person) -> Iterator[Hindrance]:
    mine = {
        each.reference: each
        for found in (problems.open_of_mentor, problems.open_of_owner, problems.answered_by)
        for each in found(tx, who.id)
    }
    yield from (Hindrance(Why.OPEN_PROBLEM, each.reference, each.owner) for each in mine.values())
    if who.role is Role.NAV_CONTACT:
        seats = placements.of_nav_contact(tx, who.id)
        yield from (Hindrance(Why.SEAT, str(each.id)) for each in seats)
    if who.role is Role.COORDINATOR and set(coordinators(tx)) <= {who.id}:
        yield Hindrance(Why.LAST_COORDINATOR)
