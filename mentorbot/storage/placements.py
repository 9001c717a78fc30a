"""Placements: who follows up whom, where, under which model."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, bindparam, func, or_, select

from mentorbot.domain.people import PersonId
from mentorbot.domain.placements import FollowOn, FollowUpModel, Placement, PlacementId
from mentorbot.storage import spots
from mentorbot.storage.database import Tx
from mentorbot.storage.numbering import never_used
from mentorbot.storage.paging import pages
from mentorbot.storage.subjects import Kind
from mentorbot.storage.tables import placements

BY_ID = select(placements).where(placements.c.id == bindparam("placement"))
ACTIVE = select(placements).where(placements.c.closed_at.is_(None)).order_by(placements.c.id)
OF_MENTOR = ACTIVE.where(placements.c.mentor_id == bindparam("mentor"))

Stamp = tuple[int, int]
"""How many there are, and the last one's number."""


def add(
    tx: Tx,
    *,
    alias: str,
    model: FollowUpModel,
    mentor: PersonId,
    nav_contact: PersonId,
    nav_stand_in: PersonId,
    start: date,
    end: date,
    workplace: str,
    now: datetime,
    mentor_stand_in: PersonId | None = None,
) -> PlacementId:
    number = never_used(tx, placements, Kind.PLACEMENT)
    values = {
        "id": number,
        "alias": alias,
        "model": model,
        "mentor_id": mentor,
        "mentor_stand_in_id": mentor_stand_in,
        "nav_contact_id": nav_contact,
        "nav_stand_in_id": nav_stand_in,
        "start": start,
        "end": end,
        "workplace": tx.safe.seal(workplace, spots.workplace(number)),
        "created_at": now,
    }
    tx.connection.execute(placements.insert().values(**values))
    return number


def find_active(tx: Tx, placement: PlacementId) -> Placement | None:
    """None when it does not exist or is closed. Nobody else changes it in this transaction."""
    query = select(placements).where(placements.c.id == placement, placements.c.closed_at.is_(None))
    row = tx.connection.execute(query.with_for_update()).one_or_none()
    return None if row is None else _placement(row)


def exists(tx: Tx, placement: PlacementId) -> bool:
    query = select(placements.c.id).where(placements.c.id == placement)
    return tx.connection.execute(query).first() is not None


def get(tx: Tx, placement: PlacementId) -> Placement:
    return _placement(tx.connection.execute(BY_ID, {"placement": placement}).one())


def active(tx: Tx) -> list[Placement]:
    return [_placement(row) for row in tx.connection.execute(ACTIVE)]


def some(tx: Tx, ids: Iterable[PlacementId]) -> dict[PlacementId, Placement]:
    query = select(placements).where(placements.c.id.in_(set(ids)))
    return {row.id: _placement(row) for row in tx.connection.execute(query)}


def of_mentor(tx: Tx, mentor: PersonId) -> list[Placement]:
    return [_placement(row) for row in tx.connection.execute(OF_MENTOR, {"mentor": mentor})]


def of_nav_contact(tx: Tx, contact: PersonId) -> list[Placement]:
    """Where this person is NAV contact or stands in."""
    mine = or_(placements.c.nav_contact_id == contact, placements.c.nav_stand_in_id == contact)
    return [_placement(row) for row in tx.connection.execute(ACTIVE.where(mine))]


def load(tx: Tx, contact: PersonId, model: FollowUpModel) -> int:
    """How many placements of a model this NAV contact follows."""
    query = select(func.count()).where(
        placements.c.nav_contact_id == contact,
        placements.c.model == model,
        placements.c.closed_at.is_(None),
    )
    return int(tx.connection.execute(query).scalar_one())


def has_alias(tx: Tx, alias: str) -> bool:
    """In whatever case; SQLite's own lower() does not know the letters æ, ø and å."""
    return alias.casefold() in aliases(tx)


def aliases(tx: Tx) -> set[str]:
    """Every alias that was ever taken, case-folded."""
    return {
        alias.casefold() for alias in tx.connection.execute(select(placements.c.alias)).scalars()
    }


def stamp(tx: Tx, until: int | None = None) -> Stamp:
    """Another one when a placement was made or erased; no workplace is changed.

    `until`: of those up to that number.
    """
    query = select(func.count(), func.max(placements.c.id))
    if until is not None:
        query = query.where(placements.c.id <= until)
    many, last = tx.connection.execute(query).one()
    return many, last or 0


def workplaces(tx: Tx, after: int, until: int) -> Iterator[str]:
    """Of the placements after the one and until the other; a value whose key was destroyed is
    none."""
    query = select(placements.c.id, placements.c.workplace).where(placements.c.id <= until)
    for rows in pages(tx, query, after):
        tx.safe.ready(spots.workplace(row.id) for row in rows)
        for row in rows:
            yield tx.safe.unseal(row.workplace, spots.workplace(row.id))


def practise(tx: Tx, placement: PlacementId, practice: str | None) -> None:
    change(tx, placement, practising=practice)


def change(tx: Tx, placement: PlacementId, **values: Any) -> None:
    """Sets columns as they are stored: `mentor_id`, `model`, `end`, `rhythm`, `follow_on`, ..."""
    tx.connection.execute(placements.update().where(placements.c.id == placement).values(**values))


def heard_at(tx: Tx, placement: PlacementId) -> datetime | None:
    """When the mentor last said how to go on after check-ins left unanswered."""
    query = select(placements.c.heard_at).where(placements.c.id == placement)
    found: datetime | None = tx.connection.execute(query).scalar()
    return found


def _placement(row: Row[Any]) -> Placement:
    return Placement(
        id=row.id,
        alias=row.alias,
        model=FollowUpModel(row.model),
        mentor=row.mentor_id,
        nav_contact=row.nav_contact_id,
        nav_stand_in=row.nav_stand_in_id,
        start=row.start,
        end=row.end,
        mentor_stand_in=row.mentor_stand_in_id,
        hired_on=row.hired_on,
        rhythm=row.rhythm,
        follow_on=None if row.follow_on is None else FollowOn(row.follow_on),
        practising=row.practising,
    )
