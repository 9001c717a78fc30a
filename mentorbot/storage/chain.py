"""The audit as a chain: every row holds a digest over its content and the digest before it.

Numbers count up by one. The table `chain` holds where the chain ends, and its anchor: the last
row that was forgotten because it had served its time. Triggers refuse every other deletion, and
every change (migration 0004).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, and_, delete, func, or_, select
from sqlalchemy.dialects import postgresql, sqlite

from mentorbot.domain.people import PersonId
from mentorbot.storage.tables import audit, chain

NAME = "audit"
BEGINNING = "0" * 64
"""What the first row follows."""


@dataclass(frozen=True)
class Entry:
    """Who did what, when. `actor` None is mentorbot itself."""

    at: datetime
    actor: PersonId | None
    action: str
    subject: str
    detail: Mapping[str, Any]


@dataclass(frozen=True)
class Head:
    """Where the chain ends and where it begins, as it was written down."""

    number: int
    digest: str
    forgotten: int
    """The number of the row that was forgotten last; 0 while there is none."""
    anchor: str
    """Its digest: what the first row that is left follows."""


def digest_of(former: str, entry: Entry) -> str:
    """Over JSON in one spelling, so that both databases give back what was hashed."""
    said = [
        former, entry.at.astimezone(UTC).isoformat(timespec="microseconds"), entry.actor,
        entry.action, entry.subject, entry.detail,
    ]  # fmt: skip
    spelt = json.dumps(said, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(spelt.encode()).hexdigest()


def append(connection: Connection, entries: Sequence[Entry]) -> None:
    """Writes what a transaction has to enter. Nobody else appends before it ends."""
    if not entries:
        return
    end = _held_head(connection)
    number, digest, rows = end.number, end.digest, []
    for entry in entries:
        number, former, digest = number + 1, digest, digest_of(digest, entry)
        row = {"number": number, "former": former, "digest": digest}
        rows.append(row | {"at": entry.at, "actor_id": entry.actor, "action": entry.action,
                           "subject": entry.subject, "detail": dict(entry.detail)})  # fmt: skip
    connection.execute(audit.insert(), rows)
    _move(connection, number=number, digest=digest)


def head(connection: Connection) -> Head | None:
    """None where nothing was ever entered, or somebody removed it."""
    row = connection.execute(select(chain).where(chain.c.name == NAME)).one_or_none()
    return None if row is None else Head(row.number, row.digest, row.forgotten, row.anchor)


def page(connection: Connection, after: int, row: int, most: int) -> list[Row[Any]]:
    """The rows that follow that number and that row's id, in the order of the chain."""
    same = and_(audit.c.number == after, audit.c.id > row)
    query = select(audit).where(or_(audit.c.number > after, same))
    return list(connection.execute(query.order_by(audit.c.number, audit.c.id).limit(most)))


def at(connection: Connection, number: int) -> list[Row[Any]]:
    """The last row with that number, if there is one."""
    query = select(audit).where(audit.c.number == number).order_by(audit.c.id.desc()).limit(1)
    return list(connection.execute(query))


def entry_of(row: Row[Any]) -> Entry:
    return Entry(row.at, row.actor_id, row.action, row.subject, row.detail)


def served(connection: Connection, before: datetime) -> int:
    """How many rows from the chain's beginning on are older than that moment."""
    end = head(connection)
    return 0 if end is None else max(0, _last_before(connection, before, end) - end.forgotten)


@dataclass(frozen=True)
class Forgotten:
    rows: int
    last: int
    digest: str


def forget(connection: Connection, before: datetime, most: int) -> Forgotten | None:
    """Deletes the oldest rows, at most so many; None when there is none.

    The anchor moves first; the trigger lets go what lies before it, and nothing else.
    """
    if head(connection) is None:
        return None
    end = _held_head(connection)
    last = min(_last_before(connection, before, end), end.forgotten + most)
    query = select(audit.c.number, audit.c.digest).where(audit.c.number <= last)
    row = connection.execute(query.order_by(audit.c.number.desc()).limit(1)).first()
    if last <= end.forgotten or row is None:
        return None
    _move(connection, forgotten=row.number, anchor=row.digest)
    gone = connection.execute(delete(audit).where(audit.c.number <= row.number)).rowcount
    return Forgotten(gone, row.number, row.digest)


def _last_before(connection: Connection, before: datetime, end: Head) -> int:
    """The end of the unbroken run of rows that are older; a moved clock breaks it."""
    query = select(audit.c.number).where(audit.c.number > end.forgotten, audit.c.at >= before)
    first = connection.execute(query.order_by(audit.c.number).limit(1)).scalar()
    return end.number if first is None else int(first) - 1


def _held_head(connection: Connection) -> Head:
    """Nobody else moves it before this transaction ends (SQLite has one writer anyway)."""
    query = select(chain).where(chain.c.name == NAME).with_for_update()
    row = connection.execute(query).one_or_none()
    if row is None:
        _begin(connection)
        row = connection.execute(query).one()
    return Head(row.number, row.digest, row.forgotten, row.anchor)


def _begin(connection: Connection) -> None:
    """A turn must not fail because somebody removed the head: it goes on from the last row."""
    query = select(audit.c.number, audit.c.digest).where(audit.c.number.is_not(None))
    last = connection.execute(query.order_by(audit.c.number.desc()).limit(1)).first()
    number, digest = (0, BEGINNING) if last is None else last
    values = {"number": number, "digest": digest, "forgotten": 0, "anchor": BEGINNING}
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    insert: Any = dialect.insert(chain).values(name=NAME, **values)
    connection.execute(insert.on_conflict_do_nothing(index_elements=["name"]))


def _move(connection: Connection, **values: Any) -> None:
    connection.execute(chain.update().where(chain.c.name == NAME).values(**values))


def strays(connection: Connection, most: int) -> list[int]:
    """The ids of rows that stand outside the chain."""
    query = select(audit.c.id).where(audit.c.number.is_(None)).order_by(audit.c.id).limit(most)
    return list(connection.execute(query).scalars())


def count(connection: Connection) -> int:
    return int(connection.execute(select(func.count()).select_from(audit)).scalar_one())
