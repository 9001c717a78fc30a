"""Numbers kept by name: how far something has come."""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.dialects import postgresql, sqlite

from mentorbot.storage.database import Tx
from mentorbot.storage.tables import marks

VALUE = select(marks.c.value).where(marks.c.name == bindparam("mark"))


def get(tx: Tx, name: str) -> int | None:
    found: int | None = tx.connection.execute(VALUE, {"mark": name}).scalar()
    return found


def put(tx: Tx, name: str, value: int) -> None:
    tx.connection.execute(_putting(tx.is_postgres), {"name": name, "value": value})


@cache
def _putting(postgres: bool) -> Any:
    insert: Any = (postgresql if postgres else sqlite).insert(marks)
    return insert.on_conflict_do_update(
        index_elements=["name"], set_={"value": insert.excluded.value}
    )


def begin(tx: Tx, name: str, value: int) -> None:
    """Stands from now on, unless somebody put it there already."""
    dialect = postgresql if tx.is_postgres else sqlite
    insert: Any = dialect.insert(marks).values(name=name, value=value)
    tx.connection.execute(insert.on_conflict_do_nothing(index_elements=["name"]))


def change(tx: Tx, name: str, value: int) -> bool:
    """The claim: whether this call was the one that made it that number."""
    dialect = postgresql if tx.is_postgres else sqlite
    insert: Any = dialect.insert(marks).values(name=name, value=value)
    changed = insert.on_conflict_do_update(
        index_elements=["name"], set_={"value": value}, where=marks.c.value != value
    )
    return tx.connection.execute(changed.returning(marks.c.name)).first() is not None


def due(tx: Tx, prefix: str, value: int, most: int) -> list[str]:
    """The names that begin so and have come to that number, the smallest first."""
    query = (
        select(marks.c.name)
        .where(_begins(tx, prefix), marks.c.value <= value)
        .order_by(marks.c.value, marks.c.name)
        .limit(most)
    )
    return list(tx.connection.execute(query).scalars())


def least(tx: Tx, prefix: str) -> int | None:
    query = select(func.min(marks.c.value)).where(_begins(tx, prefix))
    found: int | None = tx.connection.execute(query).scalar()
    return found


def remove(tx: Tx, name: str) -> bool:
    """The claim: whether this call was the one that removed it."""
    return tx.connection.execute(marks.delete().where(marks.c.name == name)).rowcount == 1


def _begins(tx: Tx, prefix: str) -> Any:
    """Every placement that is over leaves a mark: between two ends SQLite goes by its index, with
    LIKE through all of them. On PostgreSQL a language's order would put other names in between."""
    name = marks.c.name.collate("C") if tx.is_postgres else marks.c.name
    return (name >= prefix) & (name < prefix[:-1] + chr(ord(prefix[-1]) + 1))
