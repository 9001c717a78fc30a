"""Updates as they came, committed before Telegram is told that they were received."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Row, bindparam, func, select
from sqlalchemy.dialects import postgresql, sqlite

from mentorbot.storage import marks, spots
from mentorbot.storage.database import Ring, Tx
from mentorbot.storage.tables import inbox, people

OFFSET = "offset"
ENDING = inbox.update().where(inbox.c.id == bindparam("item"), inbox.c.state == "waiting")
CHATS = 7_003_063
"""The first number of the advisory locks of chats (outbox.CLAIMING is its neighbour)."""


@dataclass(frozen=True)
class Waiting:
    id: int
    update_id: int
    body: str
    attempts: int


@dataclass(frozen=True)
class Arrived:
    """An update as it came."""

    update_id: int
    body: str
    """Raw JSON."""
    chat_id: int = 0
    """Whose private chat it seems to come from; 0 where that is unclear."""


def keep(tx: Tx, updates: Sequence[Arrived], now: datetime) -> int:
    """An update seen before is dropped. Returns how many were not."""
    return len(_kept(tx, updates, now)) if updates else 0


def keep_one(tx: Tx, update: Arrived, now: datetime) -> int | None:
    """The row that it became; None for one that was seen before."""
    return next(iter(_kept(tx, [update], now)), None)


def _kept(tx: Tx, updates: Sequence[Arrived], now: datetime) -> list[int]:
    rows = [
        {
            "update_id": each.update_id,
            "body": tx.safe.seal(each.body, spots.update(each.update_id, now)),
            "state": "waiting",
            "attempts": 0,
            "received_at": now,
            "chat_id": each.chat_id or None,
        }
        for each in updates
    ]
    tx.rings.add(Ring.INBOX)
    return list(tx.connection.execute(_keeping(tx.is_postgres), rows).scalars())


@cache
def _keeping(postgres: bool) -> Any:
    insert: Any = (postgresql if postgres else sqlite).insert(inbox)
    return insert.on_conflict_do_nothing(index_elements=["update_id"]).returning(inbox.c.id)


def is_over(tx: Tx, most: int) -> bool:
    """Whether more than that many updates wait for their turn."""
    query = select(inbox.c.id).where(inbox.c.state == "waiting").offset(most).limit(1)
    return tx.connection.execute(query).first() is not None


def set_offset(tx: Tx, offset: int) -> None:
    """The next update to ask for. Not the highest id: ids are drawn anew after a quiet week."""
    marks.put(tx, OFFSET, offset)


def offset(tx: Tx) -> int | None:
    return marks.get(tx, OFFSET)


def waiting(tx: Tx, most: int, *, of_known: bool = False) -> list[Waiting]:
    """Oldest first. `of_known`: only what seems to come from somebody who is known here."""
    query = select(inbox).where(inbox.c.state == "waiting").order_by(inbox.c.id).limit(most)
    if of_known:
        query = query.join(people, people.c.chat_id == inbox.c.chat_id)
    return [
        Waiting(row.id, row.update_id, _body(tx, row), row.attempts)
        for row in tx.connection.execute(query)
    ]


def claim(tx: Tx, item: int) -> bool:
    """Whether this transaction may take it: it waits, and is the first of its chat that does.

    Never waits for another worker. SQLite has one.
    """
    if not tx.is_postgres:
        return True
    chat = tx.connection.execute(select(inbox.c.chat_id).where(inbox.c.id == item)).scalar()
    # The chat first: who has it takes its updates in the order they came.
    if chat is not None and not _locked(tx, chat):
        return False
    mine = select(inbox.c.id).where(inbox.c.id == item, inbox.c.state == "waiting")
    if tx.connection.execute(mine.with_for_update(skip_locked=True)).first() is None:
        return False
    earlier = select(inbox.c.id).where(
        inbox.c.state == "waiting", inbox.c.chat_id == chat, inbox.c.id < item
    )
    return chat is None or tx.connection.execute(earlier.limit(1)).first() is None


def _locked(tx: Tx, chat: int) -> bool:
    free = select(func.pg_try_advisory_xact_lock(CHATS, func.hashint8(chat)))
    return bool(tx.connection.execute(free).scalar_one())


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


def counts(tx: Tx) -> dict[str, int]:
    query = select(inbox.c.state, func.count()).group_by(inbox.c.state)
    return {row[0]: row[1] for row in tx.connection.execute(query)}


def _body(tx: Tx, row: Row[Any]) -> str:
    body: bytes = row.body
    return tx.safe.unseal(body, spots.update(row.update_id, row.received_at))


def _end(tx: Tx, item: int, now: datetime, **values: Any) -> bool:
    ended = {"body": None, "chat_id": None, "ended_at": now, **values}
    return tx.connection.execute(ENDING, {"item": item, **ended}).rowcount == 1
