"""Where a sealed value stands, and whose it is: without both it neither seals nor opens.

One function for each sealed column, so that no place is named by a loose string. A value that is
two subjects' opens with both keys only: when one of them is destroyed it is gone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from mentorbot.domain.people import PersonId
from mentorbot.domain.placements import PlacementId
from mentorbot.storage.subjects import Subject, of_day, of_person, of_placement


@dataclass(frozen=True)
class Spot:
    """Made by the functions below only."""

    column: str
    """As in "problems.wording"."""
    row: str
    """What tells this row from the others of its table."""
    under: tuple[Subject, ...]

    @property
    def bound_to(self) -> str:
        return "\x1f".join((self.column, self.row, *(each.name for each in self.under)))


def name(person: PersonId) -> Spot:
    return _of_person("name", person)


def phone(person: PersonId) -> Spot:
    return _of_person("phone", person)


def email(person: PersonId) -> Spot:
    return _of_person("email", person)


def workplace(placement: PlacementId) -> Spot:
    return Spot("placements.workplace", str(placement), (of_placement(placement),))


def wording(reference: str, mentor: PersonId, placement: PlacementId) -> Spot:
    """What this mentor wrote in a problem of that placement."""
    return Spot("problems.wording", reference, _both(mentor, placement))


def remark(number: int, author: PersonId, placement: PlacementId) -> Spot:
    return Spot("remarks.words", str(number), _both(author, placement))


def place_data(bubble: int, person: PersonId, placement: PlacementId | None) -> Spot:
    return Spot("places.data", str(bubble), _both(person, placement))


def place_shown(bubble: int, person: PersonId, placement: PlacementId | None) -> Spot:
    return Spot("places.shown", str(bubble), _both(person, placement))


def letter(item: int, person: PersonId, placement: PlacementId | None) -> Spot:
    return Spot("outbox.payload", str(item), _both(person, placement))


def update(update_id: int, received_at: datetime) -> Spot:
    return Spot("inbox.body", str(update_id), (of_day(received_at),))


def post(number: int, author: PersonId) -> Spot:
    return Spot("posts.words", str(number), (of_person(author),))


def _of_person(column: str, person: PersonId) -> Spot:
    return Spot(f"people.{column}", str(person), (of_person(person),))


def _both(person: PersonId, placement: PlacementId | None) -> tuple[Subject, ...]:
    mine = (of_person(person),)
    return mine if placement is None else (*mine, of_placement(placement))
