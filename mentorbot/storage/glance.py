"""What a page of the office's placements shows: one statement each, however many there are.

Counts and clocks: what a mentor answered is counted over the office only, and no wording is read.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select

from mentorbot.domain.contacts import Contacted, Where
from mentorbot.domain.people import Channel, Language, Person, PersonId, Role, Standing
from mentorbot.domain.placements import FollowUpModel, PlacementId
from mentorbot.domain.problems import State
from mentorbot.storage import spots
from mentorbot.storage.checkins import CheckInState
from mentorbot.storage.database import Tx
from mentorbot.storage.paging import pages
from mentorbot.storage.tables import (
    answers,
    checkins,
    contacts,
    people,
    placements,
    problems,
    rungs,
)


@dataclass(frozen=True)
class Step:
    """One rung of a ladder: who is told, how, and when that was or will be."""

    tell: str
    kind: str
    at: datetime


@dataclass(frozen=True)
class Ladder:
    """How far up a problem is: the last rung that fired, and the next."""

    last: Step | None = None
    next: Step | None = None


def some(tx: Tx, who: Iterable[PersonId]) -> dict[PersonId, Person]:
    """These without names and numbers: an address that there is stands as nothing ("")."""
    query = select(people).where(people.c.id.in_(set(who)))
    return {row.id: nameless(row) for row in tx.connection.execute(query)}


def of_role(tx: Tx, role: Role) -> dict[PersonId, Person]:
    """All but the erased, nameless."""
    query = select(people).where(people.c.role == role, people.c.erased_at.is_(None))
    return {row.id: nameless(row) for row in tx.connection.execute(query.order_by(people.c.id))}


def able(tx: Tx, role: Role) -> list[PersonId]:
    """Who of them can be given a seat: not who stopped, nor who cannot be reached."""
    query = select(people.c.id).where(people.c.role == role, people.c.erased_at.is_(None))
    out = [Standing.STOPPED, Standing.UNREACHABLE]
    return list(tx.connection.execute(query.where(people.c.standing.not_in(out))).scalars())


def names(tx: Tx, who: Iterable[PersonId]) -> dict[PersonId, str]:
    """What these are called. Each is opened under a key of its own: not more than needed."""
    return _names(tx, select(people.c.id, people.c.name).where(people.c.id.in_(set(who))))


def names_of_all(tx: Tx) -> dict[PersonId, str]:
    return _names(tx, select(people.c.id, people.c.name).where(people.c.erased_at.is_(None)))


def _names(tx: Tx, query: Any) -> dict[PersonId, str]:
    found: dict[PersonId, str] = {}
    for rows in pages(tx, query):
        tx.safe.ready(spots.name(row.id) for row in rows)
        found |= {row.id: tx.safe.unseal(row.name, spots.name(row.id)) for row in rows}
    return found


def next_checkins(tx: Tx, among: Collection[PlacementId]) -> dict[PlacementId, datetime]:
    """When the next check-in by plan falls due."""
    query = (
        select(checkins.c.placement_id, func.min(checkins.c.due_at).label("due_at"))
        .where(checkins.c.placement_id.in_(among), checkins.c.state == CheckInState.PLANNED)
        .where(checkins.c.asked_for.is_(False))
        .group_by(checkins.c.placement_id)
    )
    return {row.placement_id: row.due_at for row in tx.connection.execute(query)}


def last_talks(tx: Tx, among: Collection[PlacementId]) -> dict[PlacementId, date]:
    """When NAV and the mentor last talked, where they did."""
    query = (
        select(contacts.c.placement_id, func.max(contacts.c.day).label("day"))
        .where(contacts.c.placement_id.in_(among))
        .group_by(contacts.c.placement_id)
    )
    return {row.placement_id: row.day for row in tx.connection.execute(query)}


def talks_after(tx: Tx, among: Collection[PlacementId], day: date) -> dict[PlacementId, Any]:
    """Every talk later than that day, oldest first, by placement."""
    query = (
        select(contacts)
        .where(contacts.c.placement_id.in_(among), contacts.c.day > day)
        .order_by(contacts.c.day, contacts.c.id)
    )
    found: dict[PlacementId, list[Contacted]] = {}
    for row in tx.connection.execute(query):
        found.setdefault(row.placement_id, []).append(Contacted(row.day, Where(row.place)))
    return found


def open_problems(tx: Tx, among: Collection[PlacementId]) -> dict[PlacementId, int]:
    query = (
        select(problems.c.placement_id, func.count())
        .where(problems.c.placement_id.in_(among), problems.c.state != State.CLOSED)
        .group_by(problems.c.placement_id)
    )
    return {row.placement_id: row[1] for row in tx.connection.execute(query)}


def ladders(tx: Tx, references: Collection[str]) -> dict[str, Ladder]:
    query = (
        select(rungs)
        .where(rungs.c.reference.in_(references), rungs.c.state.in_(["fired", "planned"]))
        .order_by(rungs.c.reference, rungs.c.number)
    )
    found: dict[str, Ladder] = {}
    for row in tx.connection.execute(query):
        before = found.get(row.reference, Ladder())
        if row.state == "fired":
            step = Step(row.tell, row.kind, row.fired_at or row.due_at)
            found[row.reference] = Ladder(step, before.next)
        elif before.next is None:
            found[row.reference] = Ladder(before.last, Step(row.tell, row.kind, row.due_at))
    return found


def follows(tx: Tx, today: date) -> dict[tuple[PersonId, FollowUpModel], int]:
    """How many placements of a model each NAV contact has, of those that are not over."""
    query = (
        select(placements.c.nav_contact_id, placements.c.model, func.count())
        .where(placements.c.closed_at.is_(None))
        .where((placements.c.end >= today) | placements.c.hired_on.is_not(None))
        .group_by(placements.c.nav_contact_id, placements.c.model)
    )
    found = tx.connection.execute(query)
    return {(row.nav_contact_id, FollowUpModel(row.model)): row[2] for row in found}


def waiting(tx: Tx) -> dict[PersonId, int]:
    """How many problems wait for each person at NAV."""
    query = (
        select(problems.c.owner_id, func.count())
        .where(problems.c.state.not_in([State.CLOSED, State.ANSWERED]))
        .group_by(problems.c.owner_id)
    )
    return {row.owner_id: row[1] for row in tx.connection.execute(query)}


def leaning(
    tx: Tx, support: Collection[str], push: Collection[str], first: datetime
) -> dict[tuple[bool, bool], int]:
    """How many placements have answers of one kind, of the other, of both or of neither since then
    ("<question>.<answer>"), by the mentor of now. Counted by the database: whose they are is told
    to nobody (rule 4)."""
    sides = select(_said(support, first).label("one"), _said(push, first).label("other"))
    each = sides.select_from(placements).where(placements.c.closed_at.is_(None)).subquery()
    query = select(each.c.one, each.c.other, func.count()).group_by(each.c.one, each.c.other)
    return {(bool(row[0]), bool(row[1])): row[2] for row in tx.connection.execute(query)}


def _said(marks: Collection[str], first: datetime) -> ColumnElement[bool]:
    mark = answers.c.question + "." + answers.c.answer
    return (
        select(answers.c.question)
        .join(checkins, checkins.c.id == answers.c.checkin_id)
        .where(checkins.c.placement_id == placements.c.id, checkins.c.due_at >= first)
        .where(checkins.c.mentor_id == placements.c.mentor_id, mark.in_(marks))
        .correlate(placements)
        .exists()
    )


def nameless(row: Any) -> Person:
    return Person(
        id=row.id,
        role=Role(row.role),
        name="",
        language=Language(row.language),
        standing=Standing(row.standing),
        email=None if row.email is None else "",
        chat_id=row.chat_id,
        onboarded=row.onboarded,
        paused_until=row.paused_until,
        email_confirmed_at=row.email_confirmed_at,
        mail_failed_at=row.mail_failed_at,
        chat_failed_at=row.chat_failed_at,
        prefers=Channel(row.prefers or Channel.TELEGRAM),
    )
