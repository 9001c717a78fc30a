"""Updates as they came, committed before Telegram is told that they were received."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite

from mentorbot.storage import marks
from mentorbot.storage.database import Tx
from mentorbot.storage.tables import inbox

OFFSET = "offset"


@dataclass(frozen=True)
class Waiting:
    id: int
    update_id: int
    body: str
    attempts: int


def keep(tx: Tx, updates: Sequence[tuple[int, str]], now: datetime) -> int:
    """Stores (update_id, raw JSON) pairs; an update seen before is dropped. Returns how many."""
    if not updates:
        return 0
    dialect = postgresql if tx.is_postgres else sqlite
    insert: Any = dialect.insert(inbox).on_conflict_do_nothing(index_elements=["update_id"])
    rows = [
        {
            "update_id": update_id,
            "body": tx.vault.seal(body, "inbox.body"),
            "state": "waiting",
            "attempts": 0,
            "received_at": now,
        }
        for update_id, body in updates
    ]
    before = _count(tx)
    tx.connection.execute(insert, rows)
    return _count(tx) - before


def set_offset(tx: Tx, offset: int) -> None:
    """The next update to ask for. Not the highest id: ids are drawn anew after a quiet week."""
    marks.put(tx, OFFSET, offset)


def offset(tx: Tx) -> int | None:
    return marks.get(tx, OFFSET)


def waiting(tx: Tx, most: int) -> list[Waiting]:
    query = select(inbox).where(inbox.c.state == "waiting").order_by(inbox.c.id).limit(most)
    return [
        Waiting(row.id, row.update_id, tx.vault.unseal(row.body, "inbox.body"), row.attempts)
        for row in tx.connection.execute(query)
    ]


def done(tx: Tx, item: int, now: datetime) -> bool:
    """Ends an update and wipes what it held; False when somebody else already did."""
    return _end(tx, item, now, state="done", error=None)


def set_aside(tx: Tx, item: int, error: str, now: datetime) -> bool:
    """Quarantine: the update is not tried again. `error` names the kind, never the content."""
    return _end(tx, item, now, state="set_aside", error=error[:80])


def failed(tx: Tx, item: int, error: str) -> int:
    """One more try has failed; returns how many that makes."""
    change = (
        inbox.update()
        .where(inbox.c.id == item)
        .values(attempts=inbox.c.attempts + 1, error=error[:80])
        .returning(inbox.c.attempts)
    )
    return int(tx.connection.execute(change).scalar_one())


def forget_before(tx: Tx, moment: datetime) -> int:
    """Rows that only served to know duplicates go after days, not years."""
    old = inbox.delete().where(inbox.c.state != "waiting", inbox.c.received_at < moment)
    return tx.connection.execute(old).rowcount


def counts(tx: Tx) -> dict[str, int]:
    query = select(inbox.c.state, func.count()).group_by(inbox.c.state)
    return {row[0]: row[1] for row in tx.connection.execute(query)}


def _count(tx: Tx) -> int:
    return int(tx.connection.execute(select(func.count()).select_from(inbox)).scalar_one())


def _end(tx: Tx, item: int, now: datetime, **values: Any) -> bool:
    change = (
        inbox.update()
        .where(inbox.c.id == item, inbox.c.state == "waiting")
        .values(body=None, ended_at=now, **values)
    )
    return tx.connection.execute(change).rowcount == 1
