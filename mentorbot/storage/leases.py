"""Who of several workers does what only one may do: leases, counted by the database's own clock.

A lease is held while its holder renews it. Whoever died is followed at once where the database
sees that its connection is gone, and when the lease has run out in any case.
"""

from __future__ import annotations

from collections.abc import Set
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Float, cast, func, select
from sqlalchemy.dialects import postgresql

from mentorbot.storage.database import Tx
from mentorbot.storage.tables import leases

LASTS = 6.0
"""Seconds from one renewal until somebody else may take over."""


class Duty(StrEnum):
    POLLING = "polling"
    """Takes updates from Telegram."""
    TICKING = "ticking"
    """Does what is due, and audits it."""
    SENDING = "sending"
    """Carries the letters: Telegram's limits are per bot."""


EVERY = frozenset(Duty)


def keep(tx: Tx, worker: int, wanted: Set[Duty] = EVERY) -> frozenset[Duty]:
    """Renews this worker's leases and takes those that nobody holds; gives what it holds now.

    `worker`: the number of the advisory lock that it holds while its process lives. What it holds
    and does not want any more is free at once.
    """
    _make(tx)
    # In one order for everybody: two workers never wait for each other.
    rows = tx.connection.execute(
        select(leases, (leases.c.until < _clock()).label("is_over"))
        .order_by(leases.c.name)
        .with_for_update()
    ).all()
    mine = [
        row.name
        for row in rows
        if row.name in wanted and (row.holder == worker or row.is_over or _is_dead(tx, row))
    ]
    release(tx, worker, EVERY - set(mine))
    tx.connection.execute(
        leases.update().where(leases.c.name.in_(mine)).values(holder=worker, until=_clock() + LASTS)
    )
    return frozenset(Duty(name) for name in mine)


def release(tx: Tx, worker: int, duties: Set[Duty] = EVERY) -> None:
    """Whoever ends well keeps nobody waiting."""
    mine = leases.c.holder == worker, leases.c.name.in_(duties)
    tx.connection.execute(leases.update().where(*mine).values(until=0.0))


def unheld(tx: Tx) -> frozenset[Duty]:
    """What nobody does at this moment."""
    _make(tx)
    query = select(leases.c.name).where(leases.c.until < _clock())
    return frozenset(Duty(name) for name in tx.connection.execute(query).scalars())


def _make(tx: Tx) -> None:
    rows = [{"name": duty, "holder": 0, "until": 0.0} for duty in Duty]
    insert: Any = postgresql.insert(leases).on_conflict_do_nothing(index_elements=["name"])
    tx.connection.execute(insert, rows)


def _is_dead(tx: Tx, row: Any) -> bool:
    """Its connection is gone, and with it the lock: no need to wait for the rest of its lease."""
    free = select(func.pg_try_advisory_xact_lock(row.holder))
    return bool(tx.connection.execute(free).scalar_one())


def _clock() -> ColumnElement[float]:
    """Seconds since 1970 as the database counts them: the one clock that all workers share."""
    return cast(func.extract("epoch", func.clock_timestamp()), Float)
