"""One door to the database: SQLite for one worker, PostgreSQL for several.

Services are plain functions inside one transaction. SQLite has one writer, so every transaction
takes the write lock when it begins: read-modify-write cannot lose an update that way.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import QueuePool

from mentorbot.domain.errors import MentorbotError
from mentorbot.storage.vault import Vault

PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA busy_timeout=10000",
    "PRAGMA secure_delete=ON",
)


class BadDatabaseUrl(MentorbotError):
    """The database address must start with sqlite:/// or postgresql://."""


@dataclass(frozen=True)
class Tx:
    """One transaction: what the modules of this floor work with."""

    connection: Connection
    vault: Vault

    @property
    def is_postgres(self) -> bool:
        return self.connection.dialect.name == "postgresql"


class Database:
    """Opens transactions. Safe to use from several threads."""

    def __init__(self, url: str, vault: Vault) -> None:
        self.engine = engine_for(url)
        self.vault = vault

    @contextmanager
    def begin(self) -> Iterator[Tx]:
        """Commits when the block ends, rolls back when it raises."""
        with self.engine.begin() as connection:
            yield Tx(connection, self.vault)

    def close(self) -> None:
        self.engine.dispose()


def engine_for(address: str) -> Engine:
    url = _normalised(address)
    if url.get_backend_name() == "sqlite":
        return _sqlite(url)
    return create_engine(url, pool_size=5, pool_pre_ping=True, hide_parameters=True)


def _normalised(address: str) -> URL:
    try:
        url = make_url(address)
    except ArgumentError as error:
        raise BadDatabaseUrl from error
    if url.drivername in ("postgres", "postgresql"):
        return url.set(drivername="postgresql+psycopg")
    if url.drivername in ("postgresql+psycopg", "sqlite"):
        return url
    raise BadDatabaseUrl


def _sqlite(url: URL) -> Engine:
    engine = create_engine(
        url,
        poolclass=QueuePool,
        pool_size=1,
        max_overflow=0,
        connect_args={"timeout": 10},
        hide_parameters=True,
    )

    @event.listens_for(engine, "do_connect")
    def make_private(_dialect: Any, _record: Any, _args: Any, _named: Any) -> None:
        # SQLite would make a new file as the umask allows; its WAL takes the file's own rights.
        if url.database and not url.database.startswith((":memory:", "file:")):
            os.close(os.open(url.database, os.O_RDWR | os.O_CREAT, 0o600))

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        # The driver must not open transactions by itself: "begin" below does.
        connection.isolation_level = None
        for pragma in PRAGMAS:
            connection.execute(pragma)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine
