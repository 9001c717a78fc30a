"""Gathers every row that refers to a placement or a person, with what of it is theirs to see.

Words are opened only for who wrote them, or whom they are about; other people appear as their
role. What opens doors (keys, digests) and what only repeats other rows is left out, and named.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeAlias

from sqlalchemy import Column, Row, Table, or_, select

from mentorbot.domain.holdings import SELF, Holdings
from mentorbot.domain.people import PersonId
from mentorbot.domain.placements import PlacementId, Seat
from mentorbot.storage import erasure, spots
from mentorbot.storage.database import Tx
from mentorbot.storage.tables import (
    answers,
    audit,
    checkins,
    links,
    marks,
    metadata,
    outbox,
    people,
    placements,
    places,
    problems,
    remarks,
    rungs,
)

LEFT_OUT = frozenset(
    {
        # They open doors.
        "places.key", "places.choices", "links.digest", "links.browser", "invites.digest",
        "desk_links.digest", "desk_links.code", "desk_links.browser", "desk_sessions.digest",
        # They repeat what stands in other rows, in words that may be another's.
        "places.data", "places.shown", "outbox.payload", "inbox.body",
        # They only prove that nobody touched the row.
        "audit.former", "audit.digest", "chain.digest", "chain.anchor",
    }
)  # fmt: skip

Opens: TypeAlias = Callable[[Row[Any]], spots.Spot]

SEALED: Mapping[str, Opens] = {
    "people.name": lambda row: spots.name(row.id),
    "people.phone": lambda row: spots.phone(row.id),
    "people.email": lambda row: spots.email(row.id),
    "placements.workplace": lambda row: spots.workplace(row.id),
    "problems.wording": lambda row: spots.wording(row.reference, row.mentor_id, row.placement_id),
    "remarks.words": lambda row: spots.remark(row.id, row.author_id, row.about),
    "posts.words": lambda row: spots.post(row.id, row.author_id),
}
WRITTEN_BY = {"problems": "mentor_id", "remarks": "author_id", "posts": "author_id"}
"""Whose the words of a table are."""


def pointing_at(table: Table) -> list[Column[Any]]:
    """Every column that refers to that table, its own id among them."""
    key = table.c.id
    found = [
        column
        for each in metadata.tables.values()
        for column in each.columns
        if any(foreign.column is key for foreign in column.foreign_keys)
    ]
    return [key, *found]


def of_person(tx: Tx, person: PersonId) -> Holdings:
    mine: dict[Table, list[Any]] = {}
    for column in [*pointing_at(people), audit.c.actor_id]:
        mine.setdefault(column.table, []).append(column == person)
    asked = select(checkins.c.id).where(checkins.c.mentor_id == person)
    mine[answers] = [answers.c.checkin_id.in_(asked)]
    mine[audit].append(audit.c.subject == f"person:{person}")
    mine[marks] = [marks.c.name.like(f"%:{person}") & ~marks.c.name.startswith("over:")]
    return _holdings(tx, f"person:{person}", person, mine)


def of_placement(tx: Tx, placement: PlacementId) -> Holdings:
    subjects, references = (
        erasure.subjects_of(tx, placement), erasure.references_of(tx, placement)
    )  # fmt: skip
    mine: dict[Table, list[Any]] = {}
    for column in pointing_at(placements):
        mine.setdefault(column.table, []).append(column == placement)
    asked = select(checkins.c.id).where(checkins.c.placement_id == placement)
    mine[answers] = [answers.c.checkin_id.in_(asked)]
    for table in (rungs, remarks):
        mine[table] = [table.c.reference.in_(references)]
    mine[outbox].append(outbox.c.reference.in_(references))
    for table in (places, links, audit):
        mine.setdefault(table, []).append(table.c.subject.in_(subjects))
    mine[marks] = [erasure.named([*references, f"over:{placement}"])]
    return _holdings(tx, f"placement:{placement}", None, mine)


def _holdings(
    tx: Tx, subject: str, person: PersonId | None, mine: Mapping[Table, Iterable[Any]]
) -> Holdings:
    roles = {row.id: row.role for row in tx.connection.execute(select(people.c.id, people.c.role))}
    found = {
        table.name: tuple(
            _row(tx, table, row, person, roles)
            for row in _rows(tx, table, or_(*mine[table]))
        )
        if table in mine
        else ()
        for table in metadata.sorted_tables
    }  # fmt: skip
    return Holdings(subject, found, _aliases(tx), _references(tx))


def _rows(tx: Tx, table: Table, where: Any) -> list[Row[Any]]:
    query = select(table).where(where).order_by(*table.primary_key)
    if table is remarks:
        about = problems.c.placement_id.label("about")
        query = query.add_columns(about).join(problems, problems.c.reference == remarks.c.reference)
    return list(tx.connection.execute(query))


def _row(
    tx: Tx, table: Table, row: Row[Any], person: PersonId | None, roles: Mapping[int, str]
) -> dict[str, Any]:
    if table is people and row.id != person:
        # Somebody whom this person invited: that is all of it that is theirs.
        return {"role": row.role, "invited_by": SELF}
    found: dict[str, Any] = {}
    for column in table.columns:
        name = f"{table.name}.{column.name}"
        value = getattr(row, column.name)
        if name in LEFT_OUT:
            continue
        if name in SEALED:
            if _may_read(table, row, person):
                found[column.name] = tx.safe.unseal(value, SEALED[name](row))
        elif column in PEOPLE_NAMED:
            found[column.name] = _role(value, person, roles)
        else:
            found[column.name] = value
    if table.name == "changes" and row.what in list(Seat):
        for side in ("before", "after"):
            known = found[side]
            found[side] = None if known is None else _role(int(known), person, roles)
    return found


PEOPLE_NAMED = {*pointing_at(people)[1:], audit.c.actor_id, people.c.id}


def _may_read(table: Table, row: Row[Any], person: PersonId | None) -> bool:
    """Of a placement everything that is about it; of a person what they wrote themselves."""
    if person is None:
        return True
    writer = WRITTEN_BY.get(table.name)
    return writer is None or getattr(row, writer) == person


def _role(value: Any, person: PersonId | None, roles: Mapping[int, str]) -> str | None:
    if value is None:
        return None
    return SELF if value == person else roles.get(value, "")


def _aliases(tx: Tx) -> dict[int, str]:
    query = select(placements.c.id, placements.c.alias)
    return {row.id: row.alias for row in tx.connection.execute(query)}


def _references(tx: Tx) -> dict[str, str]:
    query = select(problems.c.reference, placements.c.alias).join(
        placements, placements.c.id == problems.c.placement_id
    )
    return {row.reference: row.alias for row in tx.connection.execute(query)}
