"""A small cast that every test knows: Marit (mentor), Nadia and Nils (NAV), Kari (coordinator)."""

from __future__ import annotations

from datetime import UTC, date, datetime

from mentorbot.domain.brief import Contact, PlacementView
from mentorbot.domain.people import Language, Person, Role, Standing
from mentorbot.domain.placements import FollowUpModel, Placement

MONDAY = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)
"""Monday 1 March 2027, 10:00 in Oslo: no holiday near."""

MARIT = Person(
    1, Role.MENTOR, "Marit Mo", Language.NB, Standing.ACTIVE, phone="+4790000001",
    chat_id=1001, onboarded=True,
)  # fmt: skip
NADIA = Person(
    2, Role.NAV_CONTACT, "Nadia Nes", Language.NB, Standing.ACTIVE, phone="+4790000002",
    chat_id=1002, onboarded=True,
)  # fmt: skip
NILS = Person(
    3, Role.NAV_CONTACT, "Nils Nygård", Language.NB, Standing.ACTIVE, phone="+4790000003",
    chat_id=1003, onboarded=True,
)  # fmt: skip
KARI = Person(
    4, Role.COORDINATOR, "Kari Kvam", Language.NB, Standing.ACTIVE, phone="+4790000004",
    chat_id=1004, onboarded=True,
)  # fmt: skip


def contact(person: Person) -> Contact:
    return Contact(person.id, person.name, person.phone)


def placement(
    number: int = 1,
    alias: str = "Bjørk",
    model: FollowUpModel = FollowUpModel.HYBRID,
    start: date = date(2027, 2, 8),
    end: date = date(2027, 5, 7),
) -> Placement:
    return Placement(number, alias, model, MARIT.id, NADIA.id, NILS.id, start, end)


def view(of: Placement) -> PlacementView:
    return PlacementView(of, contact(NADIA), contact(NILS), contact(MARIT))
