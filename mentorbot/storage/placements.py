"""Placements: who follows up whom, where, under which model."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, func, or_, select

from mentorbot.domain.people import PersonId
from mentorbot.domain.placements import FollowOn, FollowUpModel, Placement, PlacementId
from mentorbot.storage.database import Tx
from mentorbot.storage.tables import placements


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
    values = {
        "alias": alias,
        "model": model,
        "mentor_id": mentor,
        "mentor_stand_in_id": mentor_stand_in,
        "nav_contact_id": nav_contact,
        "nav_stand_in_id": nav_stand_in,
        "start": start,
        "end": end,
        "workplace": tx.vault.seal(workplace, "placements.workplace"),
        "created_at": now,
    }
    made = tx.connection.execute(placements.insert().returning(placements.c.id), values)
    return int(made.scalar_one())


def find_active(tx: Tx, placement: PlacementId) -> Placement | None:
    """None when it does not exist or is closed. Nobody else changes it in this transaction."""
    query = select(placements).where(placements.c.id == placement, placements.c.closed_at.is_(None))
    row = tx.connection.execute(query.with_for_update()).one_or_none()
    return None if row is None else _placement(row)


def get(tx: Tx, placement: PlacementId) -> Placement:
    query = select(placements).where(placements.c.id == placement)
    return _placement(tx.connection.execute(query).one())


def active(tx: Tx) -> list[Placement]:
    query = select(placements).where(placements.c.closed_at.is_(None)).order_by(placements.c.id)
    return [_placement(row) for row in tx.connection.execute(query)]


def of_mentor(tx: Tx, mentor: PersonId) -> list[Placement]:
    return _where(tx, placements.c.mentor_id == mentor)


def of_nav_contact(tx: Tx, contact: PersonId) -> list[Placement]:
    """Where this person is NAV contact or stands in."""
    mine = or_(placements.c.nav_contact_id == contact, placements.c.nav_stand_in_id == contact)
    return _where(tx, mine)


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


def _where(tx: Tx, condition: Any) -> list[Placement]:
    query = (
        select(placements)
        .where(condition, placements.c.closed_at.is_(None))
        .order_by(placements.c.id)
    )
    return [_placement(row) for row in tx.connection.execute(query)]


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
