"""What is counted over many placements at once, for the week of somebody at NAV."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy import exists, func, or_, select

from mentorbot.domain.placements import FollowOn, Placement, PlacementId
from mentorbot.storage import placements as store
from mentorbot.storage.checkins import PASSED_BY, CheckInState
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
    spoke = exists().where(answers.c.checkin_id == checkins.c.id)
    place = func.row_number().over(
        partition_by=checkins.c.placement_id, order_by=checkins.c.due_at.desc()
    )
    latest = (
        select(
            checkins.c.placement_id,
            checkins.c.due_day,
            (checkins.c.state == CheckInState.DROPPED).label("dropped"),
            spoke.label("spoke"),
            place.label("place"),
        )
        .join(placements, placements.c.id == checkins.c.placement_id)
        .where(checkins.c.placement_id.in_(set(among)), checkins.c.state.in_(ENDED))
        .where(or_(checkins.c.asked_for.is_(False), checkins.c.state == CheckInState.DONE))
        .where(or_(checkins.c.why.is_(None), checkins.c.why.not_in(PASSED_BY)))
        .where(or_(placements.c.heard_at.is_(None), checkins.c.due_at > placements.c.heard_at))
        .subquery()
    )
    found: dict[PlacementId, list[date]] = {}
    for row in tx.connection.execute(select(latest).where(latest.c.place <= times)):
        if row.dropped and not row.spoke:
            found.setdefault(row.placement_id, []).append(row.due_day)
    return {placement: max(days) for placement, days in found.items() if len(days) == times}


def undecided(tx: Tx, first: date, before: date) -> list[Placement]:
    """Where the period ended on one of those days, and it is not decided what comes next."""
    query = (
        select(placements.c.id)
        .where(placements.c.end >= first, placements.c.end < before, *UNDECIDED)
        .order_by(placements.c.id)
    )
    return [store.get(tx, found) for found in tx.connection.execute(query).scalars().all()]


def next_end(tx: Tx, first: date) -> date | None:
    """When the next such period ends, on that day or later."""
    query = select(func.min(placements.c.end)).where(placements.c.end >= first, *UNDECIDED)
    found: date | None = tx.connection.execute(query).scalar()
    return found
