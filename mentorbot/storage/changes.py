"""What was changed about a placement: its history, in names and ids, never in words (R10)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from mentorbot.domain.people import PersonId
from mentorbot.domain.placements import PlacementId
from mentorbot.storage.database import Tx
from mentorbot.storage.tables import changes


@dataclass(frozen=True)
class Change:
    at: datetime
    by: PersonId | None
    """None: a command on the machine."""
    what: str
    """A Seat, "model", "rhythm", "end", "hired", "follow_on" or "closed"."""
    before: str | None
    after: str | None


def note(
    tx: Tx,
    placement: PlacementId,
    by: PersonId | None,
    what: str,
    before: object,
    after: object,
    now: datetime,
) -> None:
    tx.connection.execute(
        changes.insert().values(
            placement_id=placement,
            at=now,
            by_id=by,
            what=what,
            before=None if before is None else str(before),
            after=None if after is None else str(after),
        )
    )


def last(tx: Tx, placement: PlacementId, what: str) -> datetime | None:
    """When that was changed last."""
    query = select(func.max(changes.c.at)).where(
        changes.c.placement_id == placement, changes.c.what == what
    )
    found: datetime | None = tx.connection.execute(query).scalar()
    return found


def of(tx: Tx, placement: PlacementId) -> list[Change]:
    """Oldest first."""
    query = select(changes).where(changes.c.placement_id == placement).order_by(changes.c.id)
    return [
        Change(row.at, row.by_id, row.what, row.before, row.after)
        for row in tx.connection.execute(query)
    ]
