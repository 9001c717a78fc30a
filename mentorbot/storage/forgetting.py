"""Destroying keys: what was sealed under one cannot be read again, in no copy of the database.

The wish to forget is written in the transaction that erases (table `forgotten`); the key is
destroyed right after its commit. A death in between leaves the wish, and `finish` grants it. The
store of the keys remembers what was destroyed: a database that came back from a backup knows
nothing of it, and `come_back` names whom it brought back.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite

from mentorbot.storage.database import Database, Tx
from mentorbot.storage.subjects import Kind, Subject
from mentorbot.storage.tables import forgotten, inbox, people, placements

A_DAY = timedelta(days=1)


def forget_key(tx: Tx, subject: Subject, now: datetime) -> None:
    """The key of a placement or person is destroyed as soon as this transaction has committed.

    From then on whatever is sealed under it raises Destroyed when it is opened, and nothing can be
    sealed under it anew. So the caller deletes or empties in the same transaction what stands
    under it; an empty value (b"") opens as "" whoever's it is. Safe to call again.
    """
    dialect = postgresql if tx.is_postgres else sqlite
    values = {"kind": subject.kind, "subject_id": subject.id, "at": now}
    insert: Any = dialect.insert(forgotten).values(**values).on_conflict_do_nothing()
    tx.connection.execute(insert)
    tx.forgets[subject] = now


def finish(database: Database) -> list[Subject]:
    """Destroys the keys whose destroyer died after the commit. Returns whose they were."""
    with database.begin() as tx:
        wished = {
            Subject(Kind(row.kind), row.subject_id): row.at
            for row in tx.connection.execute(select(forgotten))
        }
    done = database.keyring.store.destroyed()
    left = {each: at for each, at in wished.items() if each not in done}
    database.keyring.destroy(left)
    return list(left)


def come_back(tx: Tx) -> list[Subject]:
    """Those who were erased and stand in this database as if they were not: it was restored."""
    known = {
        Subject(Kind(row.kind), row.subject_id) for row in tx.connection.execute(select(forgotten))
    }
    here = {
        Kind.PLACEMENT: set(tx.connection.execute(select(placements.c.id)).scalars()),
        Kind.PERSON: set(
            tx.connection.execute(select(people.c.id).where(people.c.erased_at.is_(None))).scalars()
        ),
    }
    gone = tx.safe.keyring.store.destroyed()
    return sorted(
        (each for each in gone if each not in known and each.id in here.get(each.kind, ())),
        key=lambda each: (each.kind, each.id),
    )


def forget_days(database: Database, now: datetime) -> int:
    """Destroys the keys of the days whose updates were all handled; returns how many.

    Yesterday's stays: an update that came in at midnight may not be committed yet.
    """
    query = select(func.min(inbox.c.received_at)).where(inbox.c.body.is_not(None))
    with database.begin() as tx:
        oldest: datetime | None = tx.connection.execute(query).scalar()
    kept = min(now - A_DAY, oldest or now)
    return database.keyring.remove_days(kept.astimezone(UTC).toordinal())
