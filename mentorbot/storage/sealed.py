"""Every sealed column, with the spot of each of its values: for what looks at all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Row, Select, func, select

from mentorbot.storage import spots
from mentorbot.storage.database import Tx
from mentorbot.storage.safe import EMPTIED
from mentorbot.storage.spots import Spot
from mentorbot.storage.subjects import Subject
from mentorbot.storage.tables import inbox, outbox, people, placements, places, posts, problems
from mentorbot.storage.tables import remarks as said
from mentorbot.storage.vault import MASTER, UNDER_MASTER, UNDER_SUBJECT

FORM, NAMED = 1, MASTER.stop - MASTER.start
"""Bytes at the beginning of a value of version 1: its form, and the master key's id."""


@dataclass(frozen=True)
class Sealed:
    """One column, and what its spots are made of."""

    column: Column[Any]
    row: Column[Any]
    """The key of its table."""
    spot_of: Callable[[Row[Any]], Spot]
    """From a row of `query`."""
    more: tuple[Any, ...] = ()
    """Further columns that the spot needs."""

    @property
    def name(self) -> str:
        return f"{self.column.table.name}.{self.column.name}"

    @property
    def query(self) -> Select[Any]:
        """`row`, `value` and what the spots need, in the order of the rows."""
        return select(self.row.label("row"), self.column.label("value"), *self.more).order_by(
            self.row
        )

    @property
    def is_old(self) -> Any:
        """Sealed by a master key itself (version 1)."""
        return func.substr(self.column, 1, FORM) == UNDER_MASTER


ITS_PLACEMENT = (
    select(problems.c.placement_id)
    .where(problems.c.reference == said.c.reference)
    .scalar_subquery()
    .label("placement_id")
)

COLUMNS = (
    Sealed(people.c.name, people.c.id, lambda row: spots.name(row.row)),
    Sealed(people.c.phone, people.c.id, lambda row: spots.phone(row.row)),
    Sealed(people.c.email, people.c.id, lambda row: spots.email(row.row)),
    Sealed(placements.c.workplace, placements.c.id, lambda row: spots.workplace(row.row)),
    Sealed(
        problems.c.wording, problems.c.reference,
        lambda row: spots.wording(row.row, row.mentor_id, row.placement_id),
        (problems.c.mentor_id, problems.c.placement_id),
    ),
    Sealed(
        said.c.words, said.c.id,
        lambda row: spots.remark(row.row, row.author_id, row.placement_id),
        (said.c.author_id, ITS_PLACEMENT),
    ),
    Sealed(
        places.c.data, places.c.id,
        lambda row: spots.place_data(row.row, row.person_id, row.placement_id),
        (places.c.person_id, places.c.placement_id),
    ),
    Sealed(
        places.c.shown, places.c.id,
        lambda row: spots.place_shown(row.row, row.person_id, row.placement_id),
        (places.c.person_id, places.c.placement_id),
    ),
    Sealed(
        outbox.c.payload, outbox.c.id,
        lambda row: spots.letter(row.row, row.person_id, row.placement_id),
        (outbox.c.person_id, outbox.c.placement_id),
    ),
    Sealed(
        inbox.c.body, inbox.c.id,
        lambda row: spots.update(row.update_id, row.received_at),
        (inbox.c.update_id, inbox.c.received_at),
    ),
    Sealed(
        posts.c.words, posts.c.id,
        lambda row: spots.post(row.row, row.author_id), (posts.c.author_id,),
    ),
)  # fmt: skip


def values(tx: Tx, sealed: Sealed) -> Iterator[tuple[Any, bytes, Spot]]:
    """(row, value, spot) of everything that is kept in a column."""
    query = sealed.query.where(sealed.column.is_not(None))
    for row in tx.connection.execute(query):
        yield row.row, row.value, sealed.spot_of(row)


def blank(tx: Tx, subject: Subject) -> None:
    """Empties what stands under this subject: nobody can open it, and nobody shall trip over it."""
    for sealed in COLUMNS:
        column = sealed.column
        rows = [row for row, _, spot in values(tx, sealed) if subject in spot.under]
        for row in rows:
            change = column.table.update().where(sealed.row == row)
            nothing = None if column.nullable else EMPTIED
            tx.connection.execute(change.values({column.name: nothing}))


def without_key(tx: Tx) -> list[Subject]:
    """Placements and people whose values stand here and whose keys are missing from the store."""
    found: set[Subject] = set()
    for sealed in COLUMNS:
        query = sealed.query.where(func.substr(sealed.column, 1, FORM) == UNDER_SUBJECT)
        for row in tx.connection.execute(query):
            found.update(sealed.spot_of(row).under)
    missing = tx.safe.keyring.missing(found)
    gone = tx.safe.keyring.store.destroyed() if missing else {}
    return sorted(set(missing) - gone.keys(), key=lambda each: (each.kind, each.id))
