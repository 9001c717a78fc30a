"""How often somebody who is not known has come lately; by a name that leads back to nobody."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import case, select
from sqlalchemy.dialects import postgresql, sqlite

from mentorbot.storage.database import Tx
from mentorbot.storage.tables import tries

EVERYBODY = ""


def count(tx: Tx, kind: str, who: str, now: datetime, window: timedelta) -> int:
    """One time more; returns how many that makes since the window began."""
    dialect = postgresql if tx.is_postgres else sqlite
    row = {"kind": kind, "who": _blinded(tx, who), "begun_at": now, "times": 1}
    insert: Any = dialect.insert(tries).values(**row)
    is_over = tries.c.begun_at <= now - window
    counted = insert.on_conflict_do_update(
        index_elements=["kind", "who"],
        set_={
            "times": case((is_over, 1), else_=tries.c.times + 1),
            "begun_at": case((is_over, now), else_=tries.c.begun_at),
        },
    )
    return int(tx.connection.execute(counted.returning(tries.c.times)).scalar_one())


def since(tx: Tx, kind: str, who: str, now: datetime, window: timedelta) -> tuple[int, datetime]:
    """How many times there were, and when the window began that they are counted in."""
    query = select(tries.c.times, tries.c.begun_at).where(
        tries.c.kind == kind, tries.c.who == _blinded(tx, who), tries.c.begun_at > now - window
    )
    row = tx.connection.execute(query).one_or_none()
    return (0, now) if row is None else (row.times, row.begun_at)


def forget_before(tx: Tx, moment: datetime) -> int:
    return tx.connection.execute(tries.delete().where(tries.c.begun_at < moment)).rowcount


def _blinded(tx: Tx, who: str) -> str:
    return tx.safe.keyring.vault.blind(who) if who else EVERYBODY
