"""Numbers kept by name: how far something has come."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from mentorbot.storage.database import Tx
from mentorbot.storage.tables import marks


def get(tx: Tx, name: str) -> int | None:
    found: int | None = tx.connection.execute(
        select(marks.c.value).where(marks.c.name == name)
    ).scalar()
    return found


def put(tx: Tx, name: str, value: int) -> None:
    dialect = postgresql if tx.is_postgres else sqlite
    insert: Any = dialect.insert(marks).values(name=name, value=value)
    tx.connection.execute(
        insert.on_conflict_do_update(index_elements=["name"], set_={"value": value})
    )
