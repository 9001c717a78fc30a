"""Who goes next: a letter waits in its lane from the moment it may leave.

A claim walks only as far along that index as it has letters to take, however many wait there, and
sees none whose hour has not come.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Select,
    and_,
    bindparam,
    cast,
    func,
    or_,
    select,
    union_all,
)

from mentorbot.domain.people import PersonId
from mentorbot.storage import pauses
from mentorbot.storage.database import Tx
from mentorbot.storage.letters import Fate, Lane, Posted, Verb
from mentorbot.storage.pauses import Pauses
from mentorbot.storage.queue import fetch
from mentorbot.storage.tables import outbox, people

CLAIMING = 7_003_062
"""With a person's number: the advisory lock of whoever claims letters to that person."""
ALL_LANES = tuple(Lane)
MOST_HELD_UP = 50
"""Looked at in one go."""


def claim(
    tx: Tx, now: datetime, lease: timedelta, most: int, *,
    lanes: Sequence[Lane] = ALL_LANES, paused: Pauses = pauses.NONE,
) -> list[Posted]:  # fmt: skip
    """Takes the next letters: lanes first, then age; at most one per person at a time.

    A person with a letter on its way is passed over, so that a chat keeps its order.
    """
    first = _next(tx, now, most, lanes, paused)
    if not first:
        return []
    change = outbox.update().where(outbox.c.id.in_(first))
    if tx.is_postgres:
        # Looked at anew, now that these persons are ours: somebody may have just taken one.
        change = change.where(outbox.c.state == Fate.WAITING, ~_on_its_way())
    taken = change.values(
        state=Fate.SENDING, leased_until=now + lease, attempts=outbox.c.attempts + 1
    ).returning(outbox.c.id)
    return fetch(tx, list(tx.connection.execute(taken).scalars()))


def held_up(tx: Tx, now: datetime, paused: Pauses) -> list[Posted]:
    """What is urgent, waits for a pause to end, and has not been sent the other way."""
    mine = and_(
        outbox.c.state == Fate.WAITING,
        outbox.c.lane == int(Lane.URGENT),
        outbox.c.not_before <= now,
        outbox.c.other_way.is_(None),
        outbox.c.verb.in_([Verb.SAY, Verb.TELL]),
    )
    query = select(outbox.c.id).where(mine).order_by(outbox.c.not_before, outbox.c.id)
    if not paused.every:
        query = query.where(~_not_of_these())
    asked = {} if paused.every else {"chats": list(paused.chats)}
    return fetch(tx, list(tx.connection.execute(query.limit(MOST_HELD_UP), asked).scalars()))


def _next(tx: Tx, now: datetime, most: int, lanes: Sequence[Lane], paused: Pauses) -> list[int]:
    """The first letter of each of the next persons."""
    letters: list[int] = []
    seen: set[PersonId] = set()
    page = most * 2
    query = _walk(tuple(lanes), everything=paused.every, some=bool(paused.chats))
    asked = {"now": now, "page": page, "chats": list(paused.chats)}
    while len(letters) < most:
        rows = tx.connection.execute(query, {**asked, "seen": list(seen) or [0]}).all()
        new: dict[PersonId, int] = {}
        for row in rows:
            if len(letters) + len(new) < most:
                new.setdefault(row.person_id, row.id)
        seen |= new.keys()
        letters += _ours(tx, new)
        if len(rows) < page:
            # No lane can have more of other persons than this.
            break
    return letters


@cache
def _walk(lanes: tuple[Lane, ...], *, everything: bool, some: bool) -> Select[Any]:
    """The statement of `claim`: the beginning of every lane, in one go."""
    parts = []
    for lane in lanes:
        query = (
            select(outbox.c.lane, outbox.c.not_before, outbox.c.id, outbox.c.person_id)
            .where(outbox.c.state == Fate.WAITING.value, outbox.c.lane == int(lane))
            .where(outbox.c.not_before <= bindparam("now"))
            .where(outbox.c.person_id.not_in(bindparam("seen", expanding=True)))
            .where(~_on_its_way())
            .order_by(outbox.c.not_before, outbox.c.id)
            .limit(bindparam("page"))
        )
        if everything:
            query = query.where(outbox.c.verb == Verb.MAIL.value)
        elif some:
            query = query.where(_not_of_these())
        parts.append(select(query.subquery()))
    every = union_all(*parts).subquery()
    return select(every).order_by(every.c.lane, every.c.not_before, every.c.id)


def _not_of_these() -> Any:
    """By e-mail, or to none of the chats that are paused."""
    chats: Any = bindparam("chats", expanding=True)
    theirs = select(people.c.id).where(people.c.chat_id.in_(chats))
    outside = and_(
        outbox.c.person_id.not_in(theirs),
        or_(outbox.c.chat_id.is_(None), outbox.c.chat_id.not_in(chats)),
    )
    return or_(outbox.c.verb == Verb.MAIL.value, outside)


def _on_its_way() -> Any:
    """Whether this person has a letter on its way."""
    other = outbox.alias("on_its_way")
    mine = and_(other.c.person_id == outbox.c.person_id, other.c.state == Fate.SENDING.value)
    return select(other.c.id).where(mine).correlate(outbox).exists()


def _ours(tx: Tx, found: dict[PersonId, int]) -> list[int]:
    """Without those whose letters another worker is claiming at this moment.

    Locking the letter's row would not do: another letter of the same person is another row. And
    locking the person's row would stop whoever changes that person in a turn.
    """
    if not tx.is_postgres or not found:
        return list(found.values())
    persons = cast(list(found), ARRAY(BigInteger))
    person: Any = func.unnest(persons).column_valued("person")
    lock = func.pg_try_advisory_xact_lock(CLAIMING, func.hashint8(person))
    free = tx.connection.execute(select(person).where(lock)).scalars()
    return [found[person] for person in free]
