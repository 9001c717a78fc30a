"""Who did what, when: one entry in the transaction of every change. It never holds wording."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, or_, select

from mentorbot.domain.people import PersonId
from mentorbot.storage.chain import Entry
from mentorbot.storage.database import Tx
from mentorbot.storage.tables import audit


def note(
    tx: Tx, actor: PersonId | None, action: str, subject: str, now: datetime, **detail: Any
) -> None:
    """`actor` None is mentorbot itself. `detail` holds ids, dates and codes only.

    It is written when the transaction ends, at the end of the chain.
    """
    # As the database will give it back: what was hashed must be what is read.
    plain = json.loads(json.dumps(detail))
    tx.entries.append(Entry(now, actor, action, subject, plain))


def about(tx: Tx, subject: str) -> list[Row[Any]]:
    """What was entered before this transaction."""
    query = select(audit).where(audit.c.subject == subject).order_by(audit.c.id)
    return list(tx.connection.execute(query))


def count(tx: Tx, subject: str) -> int:
    query = select(func.count()).where(audit.c.subject == subject)
    return int(tx.connection.execute(query).scalar_one())


def count_of(tx: Tx, person: PersonId) -> int:
    """Entries of what this person did, and of what was done about them."""
    mine = or_(audit.c.actor_id == person, audit.c.subject == f"person:{person}")
    return int(tx.connection.execute(select(func.count()).where(mine)).scalar_one())
