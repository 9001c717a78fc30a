"""Who did what, when: one entry in the transaction of every change. It never holds wording."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Row, select

from mentorbot.domain.people import PersonId
from mentorbot.storage.database import Tx
from mentorbot.storage.tables import audit


def note(
    tx: Tx, actor: PersonId | None, action: str, subject: str, now: datetime, **detail: Any
) -> None:
    """`actor` None is mentorbot itself. `detail` holds ids, dates and codes only."""
    tx.connection.execute(
        audit.insert().values(at=now, actor_id=actor, action=action, subject=subject, detail=detail)
    )


def about(tx: Tx, subject: str) -> list[Row[Any]]:
    query = select(audit).where(audit.c.subject == subject).order_by(audit.c.id)
    return list(tx.connection.execute(query))
