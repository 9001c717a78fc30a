"""How a placement's check-ins have gone so far: what came, what was answered, and what was not."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import and_, bindparam, exists, func, or_, select

from mentorbot.domain.people import PersonId
from mentorbot.domain.placements import PlacementId
from mentorbot.domain.triggers import Heard
from mentorbot.storage.checkins import HANDED_OVER, CheckIn, CheckInState, checkin_of
from mentorbot.storage.database import Tx
from mentorbot.storage.tables import answers, checkins

ANY = 2**62
"""Above every id."""
HEARD = (
    select(checkins)
    .where(
        checkins.c.placement_id == bindparam("placement"),
        checkins.c.mentor_id == bindparam("mentor"),
        checkins.c.opened_at.is_not(None),
        exists().where(answers.c.checkin_id == checkins.c.id),
        checkins.c.id < bindparam("before"),
    )
    .order_by(checkins.c.id.desc())
    .limit(bindparam("most"))
)
PASSED_BY = (
    "not_onboarded", "caught_up", "enough", "visited", "rhythm", "silent", "reported", HANDED_OVER,
)  # fmt: skip
"""Why a check-in was never asked: that says nothing of the mentor."""


def latest(tx: Tx, placement: PlacementId, most: int = 1, before: int = 0) -> list[CheckIn]:
    """The placement's opened check-ins, newest first, asked-for ones too."""
    query = select(checkins).where(
        checkins.c.placement_id == placement, checkins.c.opened_at.is_not(None)
    )
    if before:
        query = query.where(checkins.c.id < before)
    rows = tx.connection.execute(query.order_by(checkins.c.id.desc()).limit(most)).all()
    return [checkin_of(tx, row) for row in rows]


def heard(
    tx: Tx, placement: PlacementId, mentor: PersonId, most: int, before: int = 0
) -> tuple[Heard, ...]:
    """What this mentor answered, newest first: another mentor's answers stay theirs (R39)."""
    asked = {"placement": placement, "mentor": mentor, "most": most, "before": before or ANY}
    rows = tx.connection.execute(HEARD, asked).all()
    return tuple(Heard(row.due_day, checkin_of(tx, row).answers, row.id) for row in rows)


def is_due_within(tx: Tx, mentor: PersonId, first: date, last: date) -> bool:
    """Whether something not opened yet is planned for this mentor on one of those days."""
    query = select(checkins.c.id).where(
        checkins.c.mentor_id == mentor,
        checkins.c.state == CheckInState.PLANNED,
        checkins.c.due_day.between(first, last),
    )
    return tx.connection.execute(query).first() is not None


def has_occasion_since(tx: Tx, placement: PlacementId, beginning: str, day: date) -> bool:
    """Whether an occasion whose name begins so fell due on that day or later."""
    query = select(checkins.c.id).where(
        checkins.c.placement_id == placement,
        checkins.c.occasion.startswith(beginning),
        checkins.c.due_day >= day,
    )
    return tx.connection.execute(query).first() is not None


def was_passed_by(tx: Tx, placement: PlacementId, why: str, since: datetime | None) -> bool:
    """Whether a check-in was not asked for that reason, later than `since`."""
    query = select(checkins.c.id).where(
        checkins.c.placement_id == placement,
        checkins.c.state == CheckInState.SKIPPED,
        checkins.c.why == why,
    )
    if since is not None:
        query = query.where(checkins.c.finished_at > since)
    return tx.connection.execute(query).first() is not None


def has_newer(tx: Tx, checkin: CheckIn, today: date) -> bool:
    """Whether a later check-in of the placement was opened, or is to be opened today at last."""
    is_on = and_(checkins.c.state == CheckInState.PLANNED, checkins.c.due_day <= today)
    query = select(checkins.c.id).where(
        checkins.c.placement_id == checkin.placement,
        checkins.c.id > checkin.id,
        or_(checkins.c.opened_at.is_not(None), is_on),
    )
    return tx.connection.execute(query).first() is not None


def last_due_day(tx: Tx, placement: PlacementId) -> date | None:
    query = select(func.max(checkins.c.due_day)).where(
        checkins.c.placement_id == placement, checkins.c.asked_for.is_(False)
    )
    found: date | None = tx.connection.execute(query).scalar()
    return found


def started(tx: Tx, among: Iterable[PlacementId]) -> set[PlacementId]:
    """Those of the placements that have, or had, a check-in by plan."""
    query = select(checkins.c.placement_id).where(
        checkins.c.placement_id.in_(set(among)), checkins.c.asked_for.is_(False)
    )
    return set(tx.connection.execute(query.distinct()).scalars())


def unanswered_in_a_row(tx: Tx, placement: PlacementId, since: datetime | None = None) -> int:
    """How many of the latest check-ins were dropped without a single answer.

    What the mentor asked for and left lying is no silence either. `since`: what fell due before
    that moment counts no more.
    """
    ended = or_(
        checkins.c.state == CheckInState.DROPPED,
        checkins.c.state == CheckInState.DONE,
        checkins.c.state == CheckInState.SKIPPED,
    )
    spoke = exists().where(answers.c.checkin_id == checkins.c.id)
    query = (
        select(checkins.c.state, spoke)
        .where(checkins.c.placement_id == placement, ended)
        .where(or_(checkins.c.asked_for.is_(False), checkins.c.state == CheckInState.DONE))
        .where(or_(checkins.c.why.is_(None), checkins.c.why.not_in(PASSED_BY)))
        .order_by(checkins.c.due_at.desc())
        .limit(10)
    )
    if since is not None:
        query = query.where(checkins.c.due_at > since)
    count = 0
    for state, has_answers in tx.connection.execute(query):
        if state != CheckInState.DROPPED or has_answers:
            break
        count += 1
    return count
