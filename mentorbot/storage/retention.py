"""What has served its time goes: answers and problems after the period, the log after a year."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import and_, or_, select

from mentorbot.domain.placements import PlacementId
from mentorbot.domain.problems import State
from mentorbot.storage.database import Tx
from mentorbot.storage.tables import (
    answers,
    audit,
    checkins,
    contacts,
    placements,
    problems,
    ratings,
    remarks,
    rungs,
)


def over(tx: Tx, ended_before: date) -> list[PlacementId]:
    """Placements that ended before that day, with something left to forget.

    With its period, or when it was closed. A placement that goes on after hire is not over, nor
    is one with a problem still open.
    """
    moment = datetime.combine(ended_before, time(), UTC)
    ran_out = and_(placements.c.end < ended_before, placements.c.hired_on.is_(None))
    is_open = select(problems.c.placement_id).where(problems.c.state != State.CLOSED)
    kept = select(checkins.c.placement_id).union(select(problems.c.placement_id))
    query = select(placements.c.id).where(
        or_(ran_out, placements.c.closed_at < moment),
        placements.c.id.not_in(is_open),
        placements.c.id.in_(kept),
    )
    return list(tx.connection.execute(query).scalars())


def forget(tx: Tx, placement: PlacementId, now: datetime) -> None:
    """Its check-ins with their answers, its problems, and when NAV and the mentor talked.

    The placement itself stays until it is decided what came after it (R32); then it is closed.
    """
    mine = select(checkins.c.id).where(checkins.c.placement_id == placement)
    _delete(tx, answers, answers.c.checkin_id.in_(mine))
    _delete(tx, checkins, checkins.c.placement_id == placement)
    reported = select(problems.c.reference).where(problems.c.placement_id == placement)
    _delete(tx, rungs, rungs.c.reference.in_(reported))
    _delete(tx, remarks, remarks.c.reference.in_(reported))
    _delete(tx, problems, problems.c.placement_id == placement)
    _delete(tx, contacts, contacts.c.placement_id == placement)
    tx.connection.execute(
        ratings.update().where(ratings.c.placement_id == placement).values(placement_id=None)
    )
    closing = placements.update().where(
        placements.c.id == placement,
        placements.c.closed_at.is_(None),
        placements.c.follow_on.is_not(None),
    )
    tx.connection.execute(closing.values(closed_at=now))


def forget_log(tx: Tx, before: datetime) -> int:
    return tx.connection.execute(audit.delete().where(audit.c.at < before)).rowcount


def _delete(tx: Tx, table: Any, condition: Any) -> None:
    tx.connection.execute(table.delete().where(condition))
