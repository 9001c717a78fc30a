"""Portions of the database: rows of one table that go for one reason, counted and then deleted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table, func, select, tuple_

from mentorbot.domain.keeping import Kept
from mentorbot.storage.database import Tx
from mentorbot.storage.tables import (
    answers,
    audit,
    chain,
    changes,
    checkins,
    contacts,
    desk_links,
    desk_sessions,
    edits,
    forgotten,
    inbox,
    invites,
    leases,
    links,
    marks,
    outbox,
    pauses,
    people,
    placements,
    places,
    posts,
    problems,
    ratings,
    remarks,
    replies,
    rungs,
    tries,
)

KINDS: dict[Table, Kept] = {
    people: Kept.PEOPLE,
    marks: Kept.PEOPLE,
    invites: Kept.LINKS,
    links: Kept.LINKS,
    desk_links: Kept.LINKS,
    desk_sessions: Kept.LINKS,
    placements: Kept.PLACEMENTS,
    changes: Kept.PLACEMENTS,
    checkins: Kept.ANSWERS,
    answers: Kept.ANSWERS,
    contacts: Kept.CONTACTS,
    problems: Kept.PROBLEMS,
    rungs: Kept.PROBLEMS,
    remarks: Kept.PROBLEMS,
    places: Kept.DIALOGS,
    ratings: Kept.RATINGS,
    posts: Kept.NETWORK,
    replies: Kept.NETWORK,
    inbox: Kept.INCOMING,
    outbox: Kept.LETTERS,
    pauses: Kept.LETTERS,
    tries: Kept.STRANGERS,
    audit: Kept.LOG,
    edits: Kept.LOG,
    chain: Kept.LOG,
    leases: Kept.LOG,
    forgotten: Kept.LOG,
}
"""Every table has a kind, and with it an end. Of `marks` only those go that name somebody, and
`chain` and `leases` are a few rows that name nobody."""


@dataclass(frozen=True)
class Portion:
    table: Table
    where: Any
    wipes: str = ""
    """Not the row goes, but what this column holds."""
    kind: Kept | None = None
    """Where it is not the table's own."""

    @property
    def of(self) -> Kept:
        return self.kind or KINDS[self.table]


def counted(tx: Tx, portions: Iterable[Portion]) -> Counter[Kept]:
    found: Counter[Kept] = Counter()
    for each in portions:
        query = select(func.count()).select_from(each.table).where(_where(each))
        found[each.of] += int(tx.connection.execute(query).scalar_one())
    return +found


def delete(tx: Tx, portions: Iterable[Portion]) -> Counter[Kept]:
    """All of them, in the order given: what points at something goes before it."""
    found: Counter[Kept] = Counter()
    for each in portions:
        found[each.of] += tx.connection.execute(_deletion(each, _where(each))).rowcount
    return +found


def delete_some(tx: Tx, portion: Portion, most: int) -> int:
    """At most so many rows of it, so that nobody waits for long."""
    keys = list(portion.table.primary_key)
    some = select(*keys).where(_where(portion)).limit(most)
    mine = tuple_(*keys).in_(some) if len(keys) > 1 else keys[0].in_(some)
    return tx.connection.execute(_deletion(portion, mine)).rowcount


def _where(portion: Portion) -> Any:
    if not portion.wipes:
        return portion.where
    return portion.where & portion.table.c[portion.wipes].is_not(None)


def _deletion(portion: Portion, where: Any) -> Any:
    if portion.wipes:
        return portion.table.update().where(where).values({portion.wipes: None})
    return portion.table.delete().where(where)
