"""What is tried out is taken back: transactions inside become savepoints of one that ends."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection

from mentorbot.storage.database import Database


class _OneConnection:
    """An engine whose transactions are savepoints of the rehearsal's own."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.dialect = connection.dialect

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        with self.connection.begin_nested():
            yield self.connection


@contextmanager
def rehearsal(database: Database) -> Iterator[Connection]:
    """May be nested: each takes back what was done since it began."""
    engine: Any = database.engine
    if isinstance(engine, _OneConnection):
        point = engine.connection.begin_nested()
        try:
            yield engine.connection
        finally:
            point.rollback()
        return
    with engine.connect() as connection:
        everything = connection.begin()
        database.engine = _OneConnection(connection)  # type: ignore[assignment]
        try:
            yield connection
        finally:
            database.engine = engine
            everything.rollback()
