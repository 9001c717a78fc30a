"""What placements have in common: answers and problems, each by the placement it came from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, or_, select

from mentorbot.domain.placements import FollowUpModel, PlacementId
from mentorbot.domain.problems import Helped, State
from mentorbot.storage.database import Tx
from mentorbot.storage.tables import answers, checkins, placements, problems


@dataclass(frozen=True)
class Answered:
    """That a placement's mentor once gave this answer."""

    placement: PlacementId
    model: FollowUpModel
    question: str
    answer: str


def answered(tx: Tx, questions: Iterable[str], since: datetime) -> list[Answered]:
    """Each once, however often it was answered."""
    query = (
        select(placements.c.id, placements.c.model, answers.c.question, answers.c.answer)
        .join(checkins, checkins.c.placement_id == placements.c.id)
        .join(answers, answers.c.checkin_id == checkins.c.id)
        .where(answers.c.question.in_(set(questions)), answers.c.at >= since)
        .distinct()
    )
    return [
        Answered(row.id, FollowUpModel(row.model), row.question, row.answer)
        for row in tx.connection.execute(query)
    ]


def reported(tx: Tx, since: datetime) -> list[tuple[PlacementId, str]]:
    """(placement, category), each once."""
    query = (
        select(problems.c.placement_id, problems.c.category)
        .where(problems.c.sent_at >= since)
        .distinct()
    )
    return [(row[0], row[1]) for row in tx.connection.execute(query)]


def unhelped(tx: Tx, since: datetime) -> list[tuple[PlacementId, str]]:
    """(placement, category) where NAV answered, and the mentor did not say that it helped."""
    ended = and_(problems.c.state == State.CLOSED, problems.c.answered_at.is_not(None))
    no_help = or_(problems.c.helped.is_(None), problems.c.helped != Helped.YES)
    query = (
        select(problems.c.placement_id, problems.c.category)
        .where(problems.c.sent_at >= since)
        .where(or_(and_(ended, no_help), problems.c.reopened_at.is_not(None)))
        .distinct()
    )
    return [(row[0], row[1]) for row in tx.connection.execute(query)]
