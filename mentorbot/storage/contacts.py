"""When NAV and a mentor talked, a row for each day and place."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from mentorbot.domain.contacts import Contacted, Where
from mentorbot.domain.people import PersonId
from mentorbot.domain.placements import PlacementId
from mentorbot.storage.database import Tx
from mentorbot.storage.tables import contacts


def log(tx: Tx, placement: PlacementId, by: PersonId, day: date, where: Where) -> None:
    """Once a day and place: who logs it twice changes nothing."""
    dialect = postgresql if tx.is_postgres else sqlite
    insert: Any = dialect.insert(contacts).values(
        placement_id=placement, by_id=by, day=day, place=where
    )
    once = insert.on_conflict_do_nothing(index_elements=["placement_id", "day", "place"])
    tx.connection.execute(once)


def since(
    tx: Tx, placements: Iterable[PlacementId], first: date
) -> dict[PlacementId, list[Contacted]]:
    """From that day on, oldest first; a placement without any is not named."""
    query = (
        select(contacts)
        .where(contacts.c.placement_id.in_(set(placements)), contacts.c.day >= first)
        .order_by(contacts.c.day, contacts.c.id)
    )
    found: dict[PlacementId, list[Contacted]] = {}
    for row in tx.connection.execute(query):
        found.setdefault(row.placement_id, []).append(Contacted(row.day, Where(row.place)))
    return found
