"""Which cards a mentor was shown, and whether they helped."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.dialects import postgresql, sqlite

from mentorbot.domain.people import PersonId
from mentorbot.domain.placements import PlacementId
from mentorbot.storage.database import Tx
from mentorbot.storage.tables import ratings


def shown(
    tx: Tx, person: PersonId, card: str, now: datetime, placement: PlacementId | None = None
) -> None:
    """With a placement, the next check-in of it asks whether the card helped."""
    known: dict[str, Any] = {"shown_at": now}
    if placement is not None:
        known |= {"placement_id": placement, "rated_at": None, "helped": None}
    _keep(tx, person, card, {"shown_at": now, "placement_id": placement}, known)


def rate(tx: Tx, person: PersonId, card: str, helped: bool | None, now: datetime) -> None:
    """None: it was asked about, and not tried."""
    known = {"helped": helped, "rated_at": now}
    _keep(tx, person, card, {"shown_at": now, **known}, known)


def to_rate(
    tx: Tx, person: PersonId, placement: PlacementId, since: datetime, asked: datetime
) -> str | None:
    """The card that this placement's check-ins led to last, between those two moments.

    It was not asked about before `asked`, when the check-in that may ask was opened.
    """
    query = (
        select(ratings.c.card)
        .where(
            ratings.c.person_id == person,
            ratings.c.placement_id == placement,
            ratings.c.shown_at >= since,
            ratings.c.shown_at < asked,
            or_(ratings.c.rated_at.is_(None), ratings.c.rated_at >= asked),
        )
        .order_by(ratings.c.shown_at.desc())
    )
    found: str | None = tx.connection.execute(query).scalars().first()
    return found


def _keep(tx: Tx, person: PersonId, card: str, new: dict[str, Any], known: dict[str, Any]) -> None:
    dialect = postgresql if tx.is_postgres else sqlite
    insert: Any = dialect.insert(ratings).values(person_id=person, card=card, **new)
    tx.connection.execute(
        insert.on_conflict_do_update(index_elements=["person_id", "card"], set_=known)
    )
