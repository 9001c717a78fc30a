"""The next id of a table, known before the row is written: a sealed value is bound to it."""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import Select, Table, func, literal_column, select

from mentorbot.storage.database import Tx
from mentorbot.storage.subjects import Kind


def next_id(tx: Tx, table: Table) -> int:
    """Nobody else is given it."""
    number: int = tx.connection.execute(_query(table, tx.is_postgres)).scalar_one()
    return number


def next_of(table: Table, *, postgres: bool) -> Any:
    """The same, as an expression for a query of the caller's."""
    if postgres:
        return literal_column(_sequence(table, "nextval"))
    # The one writer is this transaction.
    return select(func.coalesce(func.max(table.c.id), 0) + 1).scalar_subquery()


@cache
def _query(table: Table, postgres: bool) -> Select[Any]:
    # Writing a statement down takes longer than running it.
    return select(next_of(table, postgres=postgres))


def never_used(tx: Tx, table: Table, kind: Kind) -> int:
    """An id under which nobody ever had a key: nobody may be taken for one who was erased."""
    number = next_id(tx, table)
    highest = tx.safe.keyring.store.highest(kind)
    if number > highest:
        return number
    if tx.is_postgres:
        # Somebody restored the database: its sequence has forgotten what it gave away.
        tx.connection.execute(select(literal_column(_sequence(table, "setval", f", {highest}"))))
        return next_id(tx, table)
    return highest + 1


def _sequence(table: Table, function: str, rest: str = "") -> str:
    return f"{function}(pg_get_serial_sequence('{table.name}', 'id'){rest})"
