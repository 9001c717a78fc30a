"""Check-ins: planned, open, finished, put off, skipped, dropped. Every due time is a row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, and_, exists, func, or_, select
from sqlalchemy.dialects import postgresql, sqlite

from mentorbot.domain.people import PersonId
from mentorbot.domain.placements import PlacementId
from mentorbot.domain.triggers import Heard
from mentorbot.storage.database import Tx
from mentorbot.storage.tables import answers, checkins

EXTRA = "extra"
"""How the occasion of a check-in begins that stands in no plan: after a difficult week."""


class CheckInState(StrEnum):
    PLANNED = "planned"
    OPEN = "open"
    DONE = "done"
    SKIPPED = "skipped"
    DROPPED = "dropped"


@dataclass(frozen=True)
class CheckIn:
    id: int
    placement: PlacementId
    mentor: PersonId
    occasion: str
    state: CheckInState
    due_at: datetime
    questions: tuple[str, ...]
    asked_for: bool
    opened_at: datetime | None
    remind_at: datetime | None
    drop_at: datetime | None
    answers: dict[str, str] = field(default_factory=dict)


def plan(
    tx: Tx,
    placement: PlacementId,
    mentor: PersonId,
    occasion: str,
    due_at: datetime,
    due_day: date,
    questions: Sequence[str],
    *,
    asked_for: bool = False,
) -> int | None:
    """The new check-in's id; None when this occasion was planned before (once only, by key)."""
    values = {
        "placement_id": placement,
        "mentor_id": mentor,
        "occasion": occasion,
        "state": CheckInState.PLANNED,
        "due_at": due_at,
        "due_day": due_day,
        "questions": list(questions),
        "asked_for": asked_for,
    }
    dialect = postgresql if tx.is_postgres else sqlite
    insert: Any = dialect.insert(checkins).values(values)
    once = insert.on_conflict_do_nothing(index_elements=["placement_id", "occasion"])
    made: int | None = tx.connection.execute(once.returning(checkins.c.id)).scalar()
    return made


def get(tx: Tx, checkin: int) -> CheckIn | None:
    row = tx.connection.execute(select(checkins).where(checkins.c.id == checkin)).one_or_none()
    return None if row is None else _checkin(tx, row)


def due(tx: Tx, now: datetime, most: int) -> list[int]:
    """Planned check-ins whose time has come, oldest first."""
    query = (
        select(checkins.c.id)
        .where(checkins.c.state == CheckInState.PLANNED, checkins.c.due_at <= now)
        .order_by(checkins.c.due_at, checkins.c.id)
        .limit(most)
    )
    return list(tx.connection.execute(query).scalars())


def to_remind(tx: Tx, now: datetime, most: int) -> list[int]:
    return _open_with(tx, checkins.c.remind_at, now, most)


def to_drop(tx: Tx, now: datetime, most: int) -> list[int]:
    return _open_with(tx, checkins.c.drop_at, now, most)


def next_moment(tx: Tx) -> datetime | None:
    """When the next check-in is to be opened, reminded of or dropped."""
    planned = checkins.c.state == CheckInState.PLANNED
    opened = checkins.c.state == CheckInState.OPEN
    found = [
        tx.connection.execute(select(func.min(column)).where(state)).scalar()
        for column, state in (
            (checkins.c.due_at, planned),
            (checkins.c.remind_at, opened),
            (checkins.c.drop_at, opened),
        )
    ]
    return min((moment for moment in found if moment is not None), default=None)


def move(tx: Tx, checkin: int, before: CheckInState, after: CheckInState, **values: Any) -> bool:
    """The claim: whether this call was the one that moved it."""
    change = (
        checkins.update()
        .where(checkins.c.id == checkin, checkins.c.state == before)
        .values(state=after, **values)
    )
    return tx.connection.execute(change).rowcount == 1


def set_values(tx: Tx, checkin: int, **values: Any) -> None:
    tx.connection.execute(checkins.update().where(checkins.c.id == checkin).values(**values))


def open_of(tx: Tx, mentor: PersonId) -> list[CheckIn]:
    query = (
        select(checkins)
        .where(checkins.c.mentor_id == mentor, checkins.c.state == CheckInState.OPEN)
        .order_by(checkins.c.due_at, checkins.c.id)
    )
    return [_checkin(tx, row) for row in tx.connection.execute(query).all()]


def planned_of(tx: Tx, placement: PlacementId) -> CheckIn | None:
    """The check-in that is planned next, which may be one that was put off."""
    query = (
        select(checkins)
        .where(
            checkins.c.placement_id == placement,
            checkins.c.state == CheckInState.PLANNED,
            checkins.c.asked_for.is_(False),
        )
        .order_by(checkins.c.due_at)
    )
    row = tx.connection.execute(query).first()
    return None if row is None else _checkin(tx, row)


def latest(tx: Tx, placement: PlacementId, most: int = 1, before: int = 0) -> list[CheckIn]:
    """The placement's opened check-ins, newest first, asked-for ones too."""
    query = select(checkins).where(
        checkins.c.placement_id == placement, checkins.c.opened_at.is_not(None)
    )
    if before:
        query = query.where(checkins.c.id < before)
    rows = tx.connection.execute(query.order_by(checkins.c.id.desc()).limit(most)).all()
    return [_checkin(tx, row) for row in rows]


def heard(
    tx: Tx, placement: PlacementId, mentor: PersonId, most: int, before: int = 0
) -> tuple[Heard, ...]:
    """What this mentor answered, newest first: another mentor's answers stay theirs (R39)."""
    spoke = exists().where(answers.c.checkin_id == checkins.c.id)
    query = select(checkins).where(
        checkins.c.placement_id == placement,
        checkins.c.mentor_id == mentor,
        checkins.c.opened_at.is_not(None),
        spoke,
    )
    if before:
        query = query.where(checkins.c.id < before)
    rows = tx.connection.execute(query.order_by(checkins.c.id.desc()).limit(most)).all()
    return tuple(Heard(row.due_day, _checkin(tx, row).answers, row.id) for row in rows)


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


def forget_planned(tx: Tx, mentor: PersonId) -> list[PlacementId]:
    """Takes back what is planned but not opened: the mentor's rhythm changed."""
    gone = (
        checkins.delete()
        .where(checkins.c.mentor_id == mentor, checkins.c.state == CheckInState.PLANNED)
        .where(checkins.c.opened_at.is_(None), ~checkins.c.occasion.startswith(EXTRA))
        .returning(checkins.c.placement_id)
    )
    return list(tx.connection.execute(gone).scalars())


def end_all(tx: Tx, placement: PlacementId, why: str, now: datetime) -> None:
    """Nothing more is asked: what was opened counts as left out, what was not is not planned."""
    planned = and_(
        checkins.c.placement_id == placement,
        checkins.c.state == CheckInState.PLANNED,
        checkins.c.opened_at.is_(None),
    )
    tx.connection.execute(checkins.delete().where(planned))
    running = checkins.update().where(
        checkins.c.placement_id == placement,
        checkins.c.state.in_([CheckInState.PLANNED, CheckInState.OPEN]),
    )
    tx.connection.execute(running.values(state=CheckInState.SKIPPED, finished_at=now, why=why))


def ids_of(tx: Tx, placement: PlacementId, mentor: PersonId) -> list[int]:
    query = select(checkins.c.id).where(
        checkins.c.placement_id == placement, checkins.c.mentor_id == mentor
    )
    return list(tx.connection.execute(query).scalars())


def answer(tx: Tx, checkin: int, question: str, choice: str, at: datetime) -> None:
    """The last answer to a question counts."""
    take_back(tx, checkin, question)
    tx.connection.execute(
        answers.insert().values(checkin_id=checkin, question=question, answer=choice, at=at)
    )


def take_back(tx: Tx, checkin: int, question: str) -> None:
    mine = and_(answers.c.checkin_id == checkin, answers.c.question == question)
    tx.connection.execute(answers.delete().where(mine))


HANDED_OVER = "handed_over"
PASSED_BY = (
    "not_onboarded", "caught_up", "enough", "visited", "rhythm", "silent", "reported", HANDED_OVER,
)  # fmt: skip
"""Why a check-in was never asked: that says nothing of the mentor."""


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


def _open_with(tx: Tx, column: Any, now: datetime, most: int) -> list[int]:
    query = (
        select(checkins.c.id)
        .where(checkins.c.state == CheckInState.OPEN, column <= now)
        .order_by(column, checkins.c.id)
        .limit(most)
    )
    return list(tx.connection.execute(query).scalars())


def _checkin(tx: Tx, row: Row[Any]) -> CheckIn:
    given = tx.connection.execute(
        select(answers.c.question, answers.c.answer)
        .where(answers.c.checkin_id == row.id)
        .order_by(answers.c.at)
    )
    return CheckIn(
        id=row.id,
        placement=row.placement_id,
        mentor=row.mentor_id,
        occasion=row.occasion,
        state=CheckInState(row.state),
        due_at=row.due_at,
        questions=tuple(row.questions),
        asked_for=row.asked_for,
        opened_at=row.opened_at,
        remind_at=row.remind_at,
        drop_at=row.drop_at,
        answers={row.question: row.answer for row in given},
    )
