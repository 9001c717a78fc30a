"""An office that is in place: everybody came by their invitation, each mentor has a placement."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from mentorbot.domain.people import Language, Role, Standing
from mentorbot.domain.placements import FollowUpModel
from mentorbot.services.parts import Parts
from mentorbot.services.planning import plan_next
from mentorbot.storage import placements, spots
from mentorbot.storage.database import Tx
from mentorbot.storage.subjects import of_person, of_placement
from mentorbot.storage.tables import people as people_rows
from mentorbot.storage.tables import placements as placement_rows

NAV = 1
"""The id of the one NAV contact, who is settled first."""
BLOCK = 2_000
"""So many get their keys and rows at once."""
WEEKS = 12


def settle(
    parts: Parts, chats: Sequence[int], now: datetime, start: date, *, planned: bool = True
) -> None:
    """More mentors, one for each of these chats. Their ids, and those of their placements, follow
    those that there are: an office of a hundred thousand is in place within a minute."""
    with parts.database.begin() as tx:
        first = _next(tx)
    if first == NAV:
        with parts.database.begin() as tx:
            tx.connection.execute(people_rows.insert(), [_person(tx, NAV, 900, now)])
        first += 1
    for at in range(0, len(chats), BLOCK):
        with parts.database.begin() as tx:
            _block(tx, parts, first + at, chats[at : at + BLOCK], now, start, planned=planned)


def _next(tx: Tx) -> int:
    return (
        len(tx.connection.execute(people_rows.select().with_only_columns(people_rows.c.id)).all())
        + 1
    )


def _block(
    tx: Tx, parts: Parts, first: int, chats: Sequence[int], now: datetime, start: date,
    *, planned: bool,
) -> None:  # fmt: skip
    ids = range(first, first + len(chats))
    tx.safe.prepare([make(number) for number in ids for make in (of_person, of_placement)])
    mentors = [_person(tx, number, chat, now) for number, chat in zip(ids, chats, strict=True)]
    tx.connection.execute(people_rows.insert(), mentors)
    tx.connection.execute(
        placement_rows.insert(), [_placement(tx, each, now, start) for each in ids]
    )
    for number in ids if planned else ():
        plan_next(tx, parts, placements.get(tx, number), now)


def _person(tx: Tx, number: int, chat: int, now: datetime) -> dict[str, Any]:
    role = Role.NAV_CONTACT if number == NAV else Role.MENTOR
    return {
        "id": number, "role": role, "name": tx.safe.seal(f"Person {number}", spots.name(number)),
        "language": Language.NB, "standing": Standing.ACTIVE, "chat_id": chat, "onboarded": True,
        "in_network": False, "weekday": 3, "at": time(13), "quiet_before": time(8),
        "quiet_after": time(20), "created_at": now,
    }  # fmt: skip


def _placement(tx: Tx, number: int, now: datetime, start: date) -> dict[str, Any]:
    return {
        "id": number, "alias": f"Alias {number}", "model": FollowUpModel.HYBRID,
        "mentor_id": number, "nav_contact_id": NAV, "nav_stand_in_id": NAV,
        "start": start, "end": start + timedelta(weeks=WEEKS),
        "workplace": tx.safe.seal("Lageret", spots.workplace(number)), "created_at": now,
    }  # fmt: skip
