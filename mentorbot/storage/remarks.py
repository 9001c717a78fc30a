"""What NAV and a mentor wrote to each other about a problem, sealed until it closes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, select

from mentorbot.domain.people import PersonId, Role
from mentorbot.domain.remarks import Remark
from mentorbot.domain.turns import Said, Side
from mentorbot.storage import outbox, spots
from mentorbot.storage.database import Tx
from mentorbot.storage.numbering import next_id
from mentorbot.storage.safe import EMPTIED
from mentorbot.storage.spots import Spot
from mentorbot.storage.tables import people, places, problems, remarks

DIALOG = "thread"
"""Whose bubbles hold drafts of what is to be said."""
AT_ONCE = 500
"""A database takes so many thousand parameters and no more."""


def add(
    tx: Tx, reference: str, author: PersonId, now: datetime, *, ready: str = "", words: str = ""
) -> int:
    number = next_id(tx, remarks)
    values = {
        "id": number,
        "reference": reference,
        "author_id": author,
        "ready": ready,
        "words": None if not words else _sealed(tx, words, number, author, reference),
        "at": now,
    }
    tx.connection.execute(remarks.insert().values(**values))
    return number


def get(tx: Tx, remark: int) -> Remark | None:
    row = tx.connection.execute(_query().where(remarks.c.id == remark)).one_or_none()
    return None if row is None else _remark(tx, row)


def of(tx: Tx, reference: str) -> list[Remark]:
    """Oldest first."""
    query = _query().where(remarks.c.reference == reference).order_by(remarks.c.id)
    rows = tx.connection.execute(query).all()
    tx.safe.ready(_spot(row) for row in rows if row.words)
    return [_remark(tx, row) for row in rows]


def said_about(tx: Tx, references: Iterable[str]) -> dict[str, tuple[Said, ...]]:
    """Which side said something when, oldest first, by problem; those without are not named."""
    found: dict[str, tuple[Said, ...]] = {}
    left = sorted(set(references))
    for first in range(0, len(left), AT_ONCE):
        query = (
            select(remarks.c.reference, remarks.c.at, people.c.role)
            .join(people, people.c.id == remarks.c.author_id)
            .where(remarks.c.reference.in_(left[first : first + AT_ONCE]))
            .order_by(remarks.c.id)
        )
        for row in tx.connection.execute(query):
            by = Side.MENTOR if row.role == Role.MENTOR else Side.NAV
            found[row.reference] = (*found.get(row.reference, ()), Said(by, row.at))
    return found


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
    change = places.update().where(drafts).values(data=EMPTIED, listens=False)
    for (bubble,) in tx.connection.execute(change.returning(places.c.id)).all():
        if now is not None:
            outbox.take_back(tx, bubble, now)


def _query() -> Any:
    return (
        select(remarks, people.c.role, problems.c.placement_id)
        .join(people, people.c.id == remarks.c.author_id)
        .join(problems, problems.c.reference == remarks.c.reference)
    )


def _sealed(tx: Tx, words: str, number: int, author: PersonId, reference: str) -> bytes:
    query = select(problems.c.placement_id).where(problems.c.reference == reference)
    placement = tx.connection.execute(query).scalar_one()
    return tx.safe.seal(words, spots.remark(number, author, placement))


def _spot(row: Row[Any]) -> Spot:
    return spots.remark(row.id, row.author_id, row.placement_id)


def _remark(tx: Tx, row: Row[Any]) -> Remark:
    return Remark(
        id=row.id,
        reference=row.reference,
        author=row.author_id,
        ready=row.ready,
        words=tx.safe.unseal(row.words, _spot(row)) or "",
        at=row.at,
        by_mentor=row.role == Role.MENTOR,
        read_at=row.read_at,
    )
