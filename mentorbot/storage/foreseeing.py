"""What is known of every running placement before its next days are planned: one statement each."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import and_, func, not_, select

from mentorbot.domain.checkins import Due
from mentorbot.domain.people import Person, PersonId, Rhythm
from mentorbot.domain.placements import PlacementId, Seat
from mentorbot.storage.checkins import EXTRA, CheckInState
from mentorbot.storage.database import Tx
from mentorbot.storage.glance import nameless
from mentorbot.storage.tables import changes, checkins, people, placements

RUNNING = select(placements.c.id).where(placements.c.closed_at.is_(None))
MAY_GO = and_(
    checkins.c.state == CheckInState.PLANNED,
    checkins.c.opened_at.is_(None),
    not_(checkins.c.occasion.startswith(EXTRA)),
)
"""What checkins.forget_planned takes back."""


def mentors(tx: Tx) -> dict[PersonId, Person]:
    """Of running placements; nameless, with the hours they want."""
    mine = select(placements.c.mentor_id).where(placements.c.closed_at.is_(None))
    rows = tx.connection.execute(select(people).where(people.c.id.in_(mine))).all()
    return {row.id: replace(nameless(row), rhythm=_rhythm(row)) for row in rows}


def _rhythm(row: object) -> Rhythm:
    return Rhythm(
        *(getattr(row, name) for name in ("weekday", "at", "quiet_before", "quiet_after"))
    )


def came_at_nav(tx: Tx) -> set[PersonId]:
    """Who of those who follow running placements has been here."""
    seats = [placements.c.nav_contact_id, placements.c.nav_stand_in_id]
    mine = [select(seat).where(placements.c.closed_at.is_(None)) for seat in seats]
    query = select(people).where(people.c.id.in_(mine[0]) | people.c.id.in_(mine[1]))
    return {row.id for row in tx.connection.execute(query).all() if nameless(row).has_come}


def planned(tx: Tx) -> dict[PlacementId, tuple[Due, ...]]:
    """What the plan has brought and nobody opened yet, in order."""
    query = (
        select(checkins.c.placement_id, checkins.c.occasion, checkins.c.due_at,
               checkins.c.due_day, checkins.c.questions)
        .where(MAY_GO, checkins.c.placement_id.in_(RUNNING))
        .order_by(checkins.c.due_at)
    )  # fmt: skip
    found: dict[PlacementId, tuple[Due, ...]] = {}
    for of, occasion, moment, day, questions in tx.connection.execute(query):
        found[of] = (*found.get(of, ()), Due(occasion, moment, day, tuple(questions)))
    return found


def had(tx: Tx) -> dict[PlacementId, frozenset[str]]:
    """Every occasion that was ever planned, without what is in `planned`."""
    query = select(checkins.c.placement_id, checkins.c.occasion).where(
        not_(MAY_GO), checkins.c.placement_id.in_(RUNNING)
    )
    found: dict[PlacementId, set[str]] = {}
    for of, occasion in tx.connection.execute(query):
        found.setdefault(of, set()).add(occasion)
    return {of: frozenset(names) for of, names in found.items()}


def last_days(tx: Tx) -> dict[PlacementId, date]:
    """The last day of what was planned by plan, without what is in `planned`."""
    query = (
        select(checkins.c.placement_id, func.max(checkins.c.due_day).label("day"))
        .where(not_(MAY_GO), checkins.c.asked_for.is_(False), checkins.c.placement_id.in_(RUNNING))
        .group_by(checkins.c.placement_id)
    )
    return {row.placement_id: row.day for row in tx.connection.execute(query)}


def taken_over(tx: Tx) -> dict[PlacementId, datetime]:
    """When a placement last got another mentor."""
    query = (
        select(changes.c.placement_id, func.max(changes.c.at).label("at"))
        .where(changes.c.what == Seat.MENTOR, changes.c.placement_id.in_(RUNNING))
        .group_by(changes.c.placement_id)
    )
    return {row.placement_id: row.at for row in tx.connection.execute(query)}
