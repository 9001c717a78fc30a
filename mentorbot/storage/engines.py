"""Engines for SQLite and PostgreSQL. SQLite has one writer, so it gets one connection."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Mapping, Sequence
from time import sleep
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import QueuePool

from mentorbot.domain.errors import MentorbotError

PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA busy_timeout=10000",
    "PRAGMA secure_delete=ON",
)


TRIES_TO_SET = 50
BETWEEN_TRIES = 0.1
"""Seconds."""


class BadDatabaseUrl(MentorbotError):
    """The database address must start with sqlite:/// or postgresql://."""


IDLES_AT_MOST = 5
"""Seconds for which a transaction may do nothing: it only reads, decides and writes. Whoever hangs
in the middle of one holds up nobody else for longer."""
WIRE: Mapping[str, Any] = {
    "options": f"-c idle_in_transaction_session_timeout={IDLES_AT_MOST}s",
    "connect_timeout": 5,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
}
"""How a connection to PostgreSQL is made (libpq, "Parameter Key Words"): a server that is gone
without a word is noticed within seconds."""


def engine_for(address: str | URL, pragmas: Sequence[str] = PRAGMAS) -> Engine:
    """Raises BadDatabaseUrl. `pragmas` are SQLite's."""
    url = normalised(address)
    if url.get_backend_name() == "sqlite":
        return _sqlite(url, pragmas)
    return _postgres(url)


def normalised(address: str | URL) -> URL:
    try:
        url = make_url(address)
    except ArgumentError as error:
        raise BadDatabaseUrl from error
    if url.drivername in ("postgres", "postgresql"):
        return url.set(drivername="postgresql+psycopg")
    if url.drivername in ("postgresql+psycopg", "sqlite"):
        return url
    raise BadDatabaseUrl


def is_in_memory(url: URL) -> bool:
    return not url.database or url.database.startswith((":memory:", "file:"))


def make_private(path: str) -> None:
    """SQLite would make a new file as the umask allows; its WAL takes the file's own rights."""
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))


def wire_to(url: URL) -> dict[str, Any]:
    """How to connect to PostgreSQL; what the address itself says is not changed."""
    return {name: value for name, value in WIRE.items() if name not in url.query}


def _postgres(url: URL) -> Engine:
    given = wire_to(url)
    return create_engine(
        url, pool_size=5, pool_pre_ping=True, connect_args=given, hide_parameters=True
    )


def _set(connection: sqlite3.Connection, pragma: str) -> None:
    """SQLite's busy timeout does not hold for the change to WAL: two programs that open a new file
    at once meet there, and the later one finds it changed."""
    for _ in range(TRIES_TO_SET):
        try:
            connection.execute(pragma)
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                raise
            sleep(BETWEEN_TRIES)
    connection.execute(pragma)


def _sqlite(url: URL, pragmas: Sequence[str]) -> Engine:
    engine = create_engine(
        url,
        poolclass=QueuePool,
        pool_size=1,
        max_overflow=0,
        connect_args={"timeout": 10},
        hide_parameters=True,
    )

    @event.listens_for(engine, "do_connect")
    def keep_private(_dialect: Any, _record: Any, _args: Any, _named: Any) -> None:
        if url.database and not is_in_memory(url):
            make_private(url.database)

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        # The driver must not open transactions by itself: "begin" below does.
        connection.isolation_level = None
        for pragma in pragmas:
            _set(connection, pragma)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine
