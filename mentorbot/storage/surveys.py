"""What is counted over many placements at once, for the week of somebody at NAV."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy import exists, func, or_, select

from mentorbot.domain.placements import FollowOn, Placement, PlacementId
from mentorbot.storage import placements as store
from mentorbot.storage.checkins import CheckInState
from mentorbot.storage.course import PASSED_BY
from mentorbot.storage.database import Tx
from mentorbot.storage.tables import answers, checkins, placements

UNDECIDED = (
    placements.c.closed_at.is_(None),
    placements.c.hired_on.is_(None),
    or_(placements.c.follow_on.is_(None), placements.c.follow_on == FollowOn.MORE_TIME),
)
ENDED = (CheckInState.DROPPED, CheckInState.DONE, CheckInState.SKIPPED)


def silent(tx: Tx, among: Iterable[PlacementId], times: int) -> dict[PlacementId, date]:
    """Where the latest so many check-ins were all dropped without an answer, and when the last was.

    Counted as `checkins.unanswered_in_a_row` counts them, in one query.
    """
    # No index by state, which would find every check-in there ever was: by placement they are few.
    state = func.coalesce(checkins.c.state, "")
    place = func.row_number().over(
        partition_by=checkins.c.placement_id, order_by=checkins.c.due_at.desc()
    )
    latest = (
        select(
            checkins.c.id,
            checkins.c.placement_id,
            checkins.c.due_day,
            (checkins.c.state == CheckInState.DROPPED).label("dropped"),
            place.label("place"),
        )
        .join(placements, placements.c.id == checkins.c.placement_id)
        .where(checkins.c.placement_id.in_(set(among)), state.in_(ENDED))
        .where(or_(checkins.c.asked_for.is_(False), checkins.c.state == CheckInState.DONE))
        .where(or_(checkins.c.why.is_(None), checkins.c.why.not_in(PASSED_BY)))
        .where(or_(placements.c.heard_at.is_(None), checkins.c.due_at > placements.c.heard_at))
        .subquery()
    )
    # Looked up for the latest only: an office has years of others.
    spoke = exists().where(answers.c.checkin_id == latest.c.id).label("spoke")
    query = select(latest, spoke).where(latest.c.place <= times)
    found: dict[PlacementId, list[date]] = {}
    for row in tx.connection.execute(query):
        if row.dropped and not row.spoke:
            found.setdefault(row.placement_id, []).append(row.due_day)
    return {placement: max(days) for placement, days in found.items() if len(days) == times}


def dropped_last(tx: Tx, times: int) -> list[PlacementId]:
    """Where the latest so many check-ins that ended were dropped: no others can be silent."""
    last = (
        select(checkins.c.state)
        .where(checkins.c.placement_id == placements.c.id, checkins.c.state.in_(ENDED))
        .where(or_(checkins.c.asked_for.is_(False), checkins.c.state == CheckInState.DONE))
        .where(or_(checkins.c.why.is_(None), checkins.c.why.not_in(PASSED_BY)))
        .order_by(checkins.c.due_at.desc())
        .limit(1)
    )
    every = [last.offset(back).scalar_subquery() == CheckInState.DROPPED for back in range(times)]
    query = select(placements.c.id).where(placements.c.closed_at.is_(None), *every)
    return list(tx.connection.execute(query).scalars())


def undecided(tx: Tx, first: date, before: date) -> list[Placement]:
    """Where the period ended on one of those days, and it is not decided what comes next."""
    query = (
        select(placements.c.id)
        .where(placements.c.end >= first, placements.c.end < before, *UNDECIDED)
        .order_by(placements.c.id)
    )
    return [store.get(tx, found) for found in tx.connection.execute(query).scalars().all()]
