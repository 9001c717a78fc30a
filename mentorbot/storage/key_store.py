"""The store of wrapped keys: one table, apart from the database that they open.

On SQLite it is a file beside the database, on PostgreSQL a schema, or wherever MENTORBOT_KEYS_URL
says. A backup of the database does not hold it: a key that is destroyed here is destroyed for
every backup too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    LargeBinary,
    MetaData,
    String,
    Table,
    func,
    inspect,
    or_,
    select,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL

from mentorbot.domain.errors import MentorbotError
from mentorbot.storage.engines import engine_for, is_in_memory, normalised
from mentorbot.storage.subjects import Kind, Subject
from mentorbot.storage.tables import Moment

SCHEMA = "mentorbot_keys"
LOCK = 7_003_063
"""The advisory lock of whoever makes the store (outbox.CLAIMING is its neighbour)."""
STORE = "store"
"""The kind of the row whose number tells this store from others."""
AT_ONCE = 500
"""Keys that are asked for in one query."""
PRAGMAS = (
    # One file and no log beside it: what is destroyed is gone when the call returns.
    "PRAGMA journal_mode=TRUNCATE",
    "PRAGMA synchronous=FULL",
    "PRAGMA busy_timeout=10000",
    "PRAGMA secure_delete=ON",
)

keys = Table(
    "keys",
    MetaData(schema=SCHEMA),
    Column("kind", String(10), primary_key=True),
    Column("subject_id", BigInteger, primary_key=True, autoincrement=False),
    Column("wrapped", LargeBinary),
    Column("destroyed_at", Moment),
)


class OtherStore(MentorbotError):
    """The store of keys is not this database's: see MENTORBOT_KEYS_URL, or `keys restore`."""


@dataclass(frozen=True)
class Held:
    """One key; None once it was destroyed."""

    subject: Subject
    wrapped: bytes | None
    destroyed_at: datetime | None


class KeyStore:
    """Every call is one transaction of its own. Safe to use from several threads and processes."""

    def __init__(self, address: str | URL) -> None:
        self.engine = engine_for(address, PRAGMAS)
        self._made = False

    def close(self) -> None:
        self.engine.dispose()

    def of(self, subjects: Iterable[Subject]) -> list[Held]:
        with self.begin() as connection:
            return list(_fetch(connection, subjects))

    def all(self) -> list[Held]:
        with self.begin() as connection:
            return _held(connection, select(keys).where(keys.c.kind != STORE))

    def add(self, wrapped: Mapping[Subject, bytes]) -> None:
        """Where there is none yet; one that was destroyed stays so."""
        rows = [
            {"kind": each.kind, "subject_id": each.id, "wrapped": key}
            for each, key in wrapped.items()
        ]
        if rows:
            with self.begin() as connection:
                connection.execute(_insert(connection).on_conflict_do_nothing(), rows)

    def replace(self, changes: Iterable[tuple[Subject, bytes, bytes]]) -> int:
        """(whose, as it was, as it shall be). How many stood there as they were."""
        done = 0
        with self.begin() as connection:
            for subject, before, after in changes:
                mine = _is(subject) & (keys.c.wrapped == before)
                change = keys.update().where(mine).values(wrapped=after)
                done += connection.execute(change).rowcount
        return done

    def destroy(self, subjects: Mapping[Subject, datetime]) -> None:
        """For good. That there was a key, and since when it is gone, stays known."""
        with self.begin() as connection:
            for each, moment in subjects.items():
                row = {"kind": each.kind, "subject_id": each.id, "destroyed_at": moment}
                connection.execute(
                    _insert(connection)
                    .values(**row)
                    .on_conflict_do_update(
                        index_elements=["kind", "subject_id"],
                        set_={"wrapped": None, "destroyed_at": moment},
                        where=keys.c.wrapped.is_not(None),
                    )
                )
        self._scrub()

    def remove_days(self, before: int) -> int:
        """The keys of days before that one; returns how many there were."""
        old = keys.delete().where(keys.c.kind == Kind.DAY, keys.c.subject_id < before)
        with self.begin() as connection:
            gone = connection.execute(old).rowcount
        if gone:
            self._scrub()
        return gone

    def destroyed(self) -> dict[Subject, datetime]:
        """Whose keys were destroyed, and when."""
        query = select(keys).where(keys.c.destroyed_at.is_not(None))
        with self.begin() as connection:
            rows = _held(connection, query)
        return {row.subject: row.destroyed_at for row in rows if row.destroyed_at is not None}

    def highest(self, kind: Kind) -> int:
        """The highest id that ever had a key; 0 while none has."""
        query = select(func.max(keys.c.subject_id)).where(keys.c.kind == kind)
        with self.begin() as connection:
            return connection.execute(query).scalar() or 0

    def number(self) -> int | None:
        """What tells this store from others; None while it holds nothing."""
        with self.begin() as connection:
            return _number(connection)

    def pair(self, known: int | None, fresh: int) -> int:
        """The store's number, which is `fresh` if it had none. Raises OtherStore.

        `known`: the number of the store that the database was written with.
        """
        with self.begin() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(select(func.pg_advisory_xact_lock(LOCK)))
            number = _number(connection)
            if known is not None and number != known:
                raise OtherStore
            if number is None:
                row = {"kind": STORE, "subject_id": fresh, "wrapped": b""}
                connection.execute(_insert(connection).values(**row))
            return fresh if number is None else number

    def copy_to(self, other: KeyStore) -> int:
        """Adds what the other lacks; what either of them destroyed is destroyed there.

        Returns how many keys it added. Raises OtherStore.
        """
        number = self.number()
        if number is None:
            raise OtherStore
        if other.pair(None, number) != number:
            raise OtherStore
        there = {each.subject for each in other.all()}
        held = self.all()
        added = {each.subject: each.wrapped for each in held if each.wrapped}
        other.add(added)
        other.destroy({each.subject: each.destroyed_at for each in held if each.destroyed_at})
        return len(added.keys() - there)

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        self._make()
        with self.engine.begin() as connection:
            yield _named(connection)

    def _make(self) -> None:
        if self._made:
            return
        with self.engine.begin() as connection:
            here = _named(connection)
            if connection.dialect.name == "sqlite":
                keys.metadata.create_all(here)
            elif not inspect(connection).has_table("keys", SCHEMA):
                connection.execute(select(func.pg_advisory_xact_lock(LOCK)))
                connection.execute(text(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}"))
                keys.metadata.create_all(here)
        self._made = True

    def _scrub(self) -> None:
        """PostgreSQL leaves old rows in its file; a few thousand are written anew in no time."""
        if self.engine.dialect.name == "postgresql":
            with self.engine.connect() as connection:
                alone = connection.execution_options(isolation_level="AUTOCOMMIT")
                alone.execute(text(f"VACUUM FULL {SCHEMA}.keys"))


def address_beside(database: str) -> URL:
    """Where the keys of a database stand unless the settings say otherwise."""
    url = normalised(database)
    if url.get_backend_name() != "sqlite" or is_in_memory(url):
        return url
    return url.set(database=f"{url.database}.keys")


def _named(connection: Connection) -> Connection:
    """SQLite has no schemas: there the store is a file of its own."""
    if connection.dialect.name == "postgresql":
        return connection
    return connection.execution_options(schema_translate_map={SCHEMA: None})


def _is(subject: Subject) -> Any:
    return (keys.c.kind == subject.kind) & (keys.c.subject_id == subject.id)


def _insert(connection: Connection) -> Any:
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    return dialect.insert(keys)


def _number(connection: Connection) -> int | None:
    found: int | None = connection.execute(
        select(keys.c.subject_id).where(keys.c.kind == STORE)
    ).scalar()
    return found


def _fetch(connection: Connection, subjects: Iterable[Subject]) -> Iterator[Held]:
    left = iter(subjects)
    while some := list(islice(left, AT_ONCE)):
        kinds = {each.kind for each in some}
        mine = (
            (keys.c.kind == kind)
            & keys.c.subject_id.in_([each.id for each in some if each.kind is kind])
            for kind in kinds
        )
        yield from _held(connection, select(keys).where(or_(*mine)))


def _held(connection: Connection, query: Any) -> list[Held]:
    return [
        Held(Subject(Kind(row.kind), row.subject_id), row.wrapped, row.destroyed_at)
        for row in connection.execute(query)
    ]
