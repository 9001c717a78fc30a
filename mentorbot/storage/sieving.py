"""Which placements somebody asked to see, in the order they asked for, as outlines."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, not_, or_, select

from mentorbot.domain.model_rules import Drift
from mentorbot.domain.people import PersonId
from mentorbot.domain.placements import FollowOn, FollowUpModel, Phase, PlacementId
from mentorbot.domain.problems import State
from mentorbot.domain.sieve import Look, Order, Sieve
from mentorbot.storage.checkins import CheckInState
from mentorbot.storage.database import Tx
from mentorbot.storage.tables import checkins, contacts, people, placements, problems

OUTCOME = timedelta(days=28)
"""As Placement.phase has it."""


@dataclass(frozen=True)
class Outline:
    """As much of a placement as finding and sorting need."""

    id: PlacementId
    alias: str
    nav_contact: PersonId
    people: tuple[PersonId | None, ...]
    """Everybody with a seat in it."""


@dataclass(frozen=True)
class Bounds:
    """What the rules and the day say of a look."""

    today: date
    ending_weeks: int
    gaps: Mapping[FollowUpModel, int]
    """Days after which a talk is missed, of models that say so."""
    drifts: Mapping[FollowUpModel, Drift]


def outlines(
    tx: Tx, sieve: Sieve, bounds: Bounds, among: Collection[PlacementId] | None,
    window: tuple[int, int] | None = None,
) -> list[Outline]:  # fmt: skip
    """All but those that the sieve's text leaves out. `among`: only of these, where it is given.
    `window`: so many, after so many.

    By alias and by name they are still to be sorted: SQLite does not know the letters æ, ø and å.
    """
    query = _ordered(sieve).where(*_conditions(sieve, bounds, among))
    if window is not None:
        query = query.limit(window[0]).offset(window[1])
    return [
        Outline(row[0], row[1], row[2], tuple(row[2:6])) for row in tx.connection.execute(query)
    ]


def count_found(tx: Tx, sieve: Sieve, bounds: Bounds, among: Collection[PlacementId] | None) -> int:
    query = select(func.count()).select_from(placements)
    return int(tx.connection.execute(query.where(*_conditions(sieve, bounds, among))).scalar_one())


def count(tx: Tx) -> int:
    query = select(func.count()).where(placements.c.closed_at.is_(None))
    return int(tx.connection.execute(query).scalar_one())


def _conditions(
    sieve: Sieve, bounds: Bounds, among: Collection[PlacementId] | None
) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [placements.c.closed_at.is_(None)]
    if among is not None:
        found.append(placements.c.id.in_(among))
    if sieve.model is not None:
        found.append(placements.c.model == sieve.model)
    if sieve.nav is not None:
        at_nav = (placements.c.nav_contact_id, placements.c.nav_stand_in_id)
        found.append(or_(*(column == sieve.nav for column in at_nav)))
    if sieve.phase is not None:
        found.append(_is_in(sieve.phase, bounds.today))
    if sieve.look is not None:
        found.append(_looks(sieve.look, bounds))
    return found


def _is_in(phase: Phase, today: date) -> ColumnElement[bool]:
    is_late = or_(placements.c.hired_on.is_not(None), placements.c.end <= today + OUTCOME)
    match phase:
        case Phase.SELECTION:
            return placements.c.start > today
        case Phase.OUTCOME:
            return and_(placements.c.start <= today, is_late)
    return and_(placements.c.start <= today, not_(is_late))


def _looks(look: Look, bounds: Bounds) -> ColumnElement[bool]:
    """What is not told by this alone is found elsewhere, and comes as `among`."""
    today, not_hired = bounds.today, placements.c.hired_on.is_(None)
    match look:
        case Look.ENDING:
            last = today + timedelta(weeks=bounds.ending_weeks)
            return and_(not_hired, placements.c.end.between(today, last))
        case Look.OVER:
            undecided = (None, FollowOn.MORE_TIME)
            is_open = or_(*(placements.c.follow_on.is_not_distinct_from(x) for x in undecided))
            return and_(not_hired, placements.c.end < today, is_open)
        case Look.NOT_STARTED:
            seats = or_(
                people.c.id == placements.c.nav_contact_id,
                people.c.id == placements.c.nav_stand_in_id,
            )
            came = select(people.c.id).where(seats, _has_come())
            begun = select(checkins.c.id).where(
                checkins.c.placement_id == placements.c.id, checkins.c.asked_for.is_(False)
            )
            return and_(placements.c.end >= today, ~came.exists(), ~begun.exists())
        case Look.SILENT:
            return or_(placements.c.hired_on.is_not(None), placements.c.end >= today)
        case Look.GAP:
            return and_(_is_on(today), _is_gap(bounds))
        case Look.DRIFT:
            return and_(_is_on(today), _is_drifting(bounds))
        case Look.COVERED:
            away = select(people.c.id).where(people.c.paused_until > today)
            return placements.c.nav_contact_id.in_(away)
        case Look.PROBLEMS:
            is_open = problems.c.state != State.CLOSED
            return placements.c.id.in_(select(problems.c.placement_id).where(is_open))
    return placements.c.id.is_not(None)


def _is_on(today: date) -> ColumnElement[bool]:
    not_hired = placements.c.hired_on.is_(None)
    return and_(not_hired, placements.c.start <= today, placements.c.end >= today)


def _is_gap(bounds: Bounds) -> ColumnElement[bool]:
    since = _last_talk()
    return or_(
        False,
        *(
            and_(placements.c.model == model, since <= bounds.today - timedelta(days=days))
            for model, days in bounds.gaps.items()
        ),
    )


def _is_drifting(bounds: Bounds) -> ColumnElement[bool]:
    """As contacts.slid has it: no judgement before its weeks are full."""
    found: list[ColumnElement[bool]] = []
    for model, drift in bounds.drifts.items():
        first = bounds.today - timedelta(weeks=drift.one_contact_in_weeks)
        lately = select(func.count()).where(
            contacts.c.placement_id == placements.c.id,
            contacts.c.day > first,
            contacts.c.day <= bounds.today,
        )
        many = lately.scalar_subquery()
        most = drift.contacts_a_week * drift.one_contact_in_weeks
        is_full = and_(placements.c.model == model, placements.c.start <= first)
        found.append(and_(is_full, or_(many == 0, many > most)))
    return or_(False, *found)


def _last_talk() -> ColumnElement[Any]:
    """Looked up by index, one placement at a time; its start where they have not talked yet."""
    last = select(func.max(contacts.c.day)).where(contacts.c.placement_id == placements.c.id)
    return func.coalesce(last.scalar_subquery(), placements.c.start)


def _has_come() -> ColumnElement[bool]:
    """As Person.has_come has it."""
    confirmed = and_(people.c.email.is_not(None), people.c.email_confirmed_at.is_not(None))
    return or_(people.c.chat_id.is_not(None), confirmed)


def _ordered(sieve: Sieve) -> Any:
    columns = (
        placements.c.id,
        placements.c.alias,
        placements.c.nav_contact_id,
        placements.c.nav_stand_in_id,
        placements.c.mentor_id,
        placements.c.mentor_stand_in_id,
    )
    source, by = _by(sieve.order)
    # By days since a moment: the earliest has most of them.
    downward = sieve.last_first is not (sieve.order in (Order.WEEK, Order.TALK))
    way = by.desc() if downward else by.asc()
    return select(*columns).select_from(source).order_by(way.nulls_last(), placements.c.id)


def _by(order: Order) -> tuple[Any, ColumnElement[Any]]:
    match order:
        case Order.WEEK:
            return placements, placements.c.start
        case Order.NEXT:
            planned = (checkins.c.state == CheckInState.PLANNED, checkins.c.asked_for.is_(False))
            return _joined(checkins, func.min(checkins.c.due_at), *planned)
        case Order.TALK:
            return placements, _last_talk()
        case Order.PROBLEMS:
            source, many = _joined(problems, func.count(), problems.c.state != State.CLOSED)
            return source, func.coalesce(many, 0)
    return placements, placements.c.end


def _joined(table: Any, value: Any, *conditions: Any) -> tuple[Any, Any]:
    """The placements with one value of each worked out of another table."""
    grouped = (
        select(table.c.placement_id, value.label("value"))
        .where(*conditions)
        .group_by(table.c.placement_id)
        .subquery()
    )
    joined = placements.outerjoin(grouped, grouped.c.placement_id == placements.c.id)
    return joined, grouped.c.value
