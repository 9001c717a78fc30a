"""What pictures of an office's weeks are made from: rows counted or thinned out by the database.

A handful of queries, however many placements there are.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import String, and_, case, exists, func, literal, or_, select

from mentorbot.domain.people import PersonId
from mentorbot.domain.placements import PlacementId
from mentorbot.storage.checkins import CheckInState
from mentorbot.storage.database import Tx
from mentorbot.storage.tables import answers, audit, checkins, placements, problems, ratings

LEFT_OUT = ("no_time", "away", "nothing_new", "no_reason")
"""Why a mentor left a check-in out: it was asked, and not answered."""
OVER = or_(
    checkins.c.state.in_([CheckInState.DONE, CheckInState.DROPPED]),
    and_(checkins.c.state == CheckInState.SKIPPED, checkins.c.why.in_(LEFT_OUT)),
)


@dataclass(frozen=True)
class Reported:
    sent_at: datetime
    received_at: datetime | None
    """When anybody at NAV opened it for the first time."""


def asked(tx: Tx, first: date) -> list[tuple[date, int, int]]:
    """(day, asked, answered) of the check-ins by plan that fell due on that day or later."""
    spoke = exists().where(answers.c.checkin_id == checkins.c.id)
    answered = or_(checkins.c.state == CheckInState.DONE, spoke)
    query = (
        select(checkins.c.due_day, func.count(), func.sum(case((answered, 1), else_=0)))
        .where(checkins.c.due_day >= first, checkins.c.opened_at.is_not(None), OVER)
        .where(checkins.c.asked_for.is_(False))
        .group_by(checkins.c.due_day)
    )
    return [(row[0], row[1], int(row[2])) for row in tx.connection.execute(query)]


def reports(tx: Tx, since: datetime, nav_contact: PersonId | None = None) -> list[Reported]:
    """Of the placements that this person follows, or of all."""
    opened = (
        select(func.min(audit.c.at))
        .where(audit.c.subject == literal("problem:", String) + problems.c.reference)
        .where(audit.c.action == "problem.received")
        .correlate(problems)
        .scalar_subquery()
    )
    query = select(problems.c.sent_at, problems.c.received_at, opened.label("opened"))
    query = query.where(problems.c.sent_at >= since).order_by(problems.c.sent_at)
    if nav_contact is not None:
        query = query.join(placements, placements.c.id == problems.c.placement_id)
        query = query.where(placements.c.nav_contact_id == nav_contact)
    # Whoever took over opened it anew: the log knows the first time.
    return [
        Reported(row.sent_at, row.opened or row.received_at) for row in tx.connection.execute(query)
    ]


def answered(
    tx: Tx, questions: Iterable[str], first: date
) -> dict[int, tuple[PlacementId, date, dict[str, str]]]:
    """By check-in: its placement, its day, and what was answered to those questions."""
    query = (
        select(
            checkins.c.id,
            checkins.c.placement_id,
            checkins.c.due_day,
            answers.c.question,
            answers.c.answer,
        )
        .join(answers, answers.c.checkin_id == checkins.c.id)
        .where(checkins.c.due_day >= first, answers.c.question.in_(set(questions)))
    )
    found: dict[int, tuple[PlacementId, date, dict[str, str]]] = {}
    for checkin, placement, day, question, answer in tx.connection.execute(query):
        found.setdefault(checkin, (placement, day, {}))[2][question] = answer
    return found


def rated(tx: Tx, since: datetime, fewest: int) -> list[tuple[str, int, int]]:
    """(card, helped, rated) of the cards that at least so many mentors tried; most helped first."""
    helped = func.sum(case((ratings.c.helped.is_(True), 1), else_=0))
    tried = func.count(func.distinct(ratings.c.person_id))
    query = (
        select(ratings.c.card, helped, func.count())
        .where(ratings.c.rated_at >= since, ratings.c.helped.is_not(None))
        .group_by(ratings.c.card)
        .having(tried >= fewest)
        .order_by(helped.desc(), ratings.c.card)
    )
    return [(row[0], int(row[1]), row[2]) for row in tx.connection.execute(query)]


def reported_by(tx: Tx, placement: PlacementId, mentor: PersonId) -> int:
    query = select(func.count()).where(
        problems.c.placement_id == placement, problems.c.mentor_id == mentor
    )
    return int(tx.connection.execute(query).scalar_one())
