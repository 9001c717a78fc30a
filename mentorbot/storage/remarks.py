"""What NAV and a mentor wrote to each other about a problem, sealed until it closes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, select

from mentorbot.domain.people import PersonId, Role
from mentorbot.domain.remarks import Remark
from mentorbot.storage import outbox
from mentorbot.storage.database import Tx
from mentorbot.storage.tables import people, places, remarks

DIALOG = "thread"
"""Whose bubbles hold drafts of what is to be said."""


def add(
    tx: Tx, reference: str, author: PersonId, now: datetime, *, ready: str = "", words: str = ""
) -> int:
    values = {
        "reference": reference,
        "author_id": author,
        "ready": ready,
        "words": tx.vault.seal_if(words or None, "remarks.words"),
        "at": now,
    }
    made = tx.connection.execute(remarks.insert().returning(remarks.c.id), values)
    return int(made.scalar_one())


def get(tx: Tx, remark: int) -> Remark | None:
    row = tx.connection.execute(_query().where(remarks.c.id == remark)).one_or_none()
    return None if row is None else _remark(tx, row)


def of(tx: Tx, reference: str) -> list[Remark]:
    """Oldest first."""
    query = _query().where(remarks.c.reference == reference).order_by(remarks.c.id)
    return [_remark(tx, row) for row in tx.connection.execute(query)]


def last(tx: Tx, reference: str) -> Remark | None:
    query = _query().where(remarks.c.reference == reference).order_by(remarks.c.id.desc()).limit(1)
    row = tx.connection.execute(query).one_or_none()
    return None if row is None else _remark(tx, row)


def read(tx: Tx, remark: int, now: datetime) -> bool:
    """Whether it was read for the first time."""
    unread = and_(remarks.c.id == remark, remarks.c.read_at.is_(None))
    change = remarks.update().where(unread).values(read_at=now)
    return tx.connection.execute(change).rowcount == 1


def close(tx: Tx, reference: str, now: datetime | None) -> None:
    """The words go, every draft, and what was still to be told; who said something when stays."""
    mine = remarks.c.reference == reference
    tx.connection.execute(remarks.update().where(mine).values(words=None))
    drafts = and_(places.c.dialog == DIALOG, places.c.subject == f"problem:{reference}")
    nothing = tx.vault.seal_data({}, "places.data")
    change = places.update().where(drafts).values(data=nothing, listens=False)
    for (bubble,) in tx.connection.execute(change.returning(places.c.id)).all():
        if now is not None:
            outbox.take_back(tx, bubble, now)


def _query() -> Any:
    return select(remarks, people.c.role).join(people, people.c.id == remarks.c.author_id)


def _remark(tx: Tx, row: Row[Any]) -> Remark:
    return Remark(
        id=row.id,
        reference=row.reference,
        author=row.author_id,
        ready=row.ready,
        words=tx.vault.unseal_if(row.words, "remarks.words") or "",
        at=row.at,
        by_mentor=row.role == Role.MENTOR,
        read_at=row.read_at,
    )
