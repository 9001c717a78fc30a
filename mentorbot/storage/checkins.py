"""Check-ins: planned, open, finished, put off, skipped, dropped. Every due time is a row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, and_, bindparam, func, select
from sqlalchemy.dialects import postgresql, sqlite

from mentorbot.domain.people import PersonId
from mentorbot.domain.placements import PlacementId
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


BY_ID = select(checkins).where(checkins.c.id == bindparam("checkin"))
OPEN_OF = (
    select(checkins)
    .where(checkins.c.mentor_id == bindparam("mentor"), checkins.c.state == CheckInState.OPEN)
    .order_by(checkins.c.due_at, checkins.c.id)
)
PLANNED_OF = (
    select(checkins)
    .where(
        checkins.c.placement_id == bindparam("placement"),
        checkins.c.state == CheckInState.PLANNED,
        checkins.c.asked_for.is_(False),
    )
    .order_by(checkins.c.due_at)
)
GIVEN = (
    select(answers.c.question, answers.c.answer)
    .where(answers.c.checkin_id == bindparam("checkin"))
    .order_by(answers.c.at)
)


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
    row = tx.connection.execute(BY_ID, {"checkin": checkin}).one_or_none()
    return None if row is None else checkin_of(tx, row)


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
    rows = tx.connection.execute(OPEN_OF, {"mentor": mentor}).all()
    return [checkin_of(tx, row) for row in rows]


def planned_of(tx: Tx, placement: PlacementId) -> CheckIn | None:
    """The check-in that is planned next, which may be one that was put off."""
    row = tx.connection.execute(PLANNED_OF, {"placement": placement}).first()
    return None if row is None else checkin_of(tx, row)


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
    mine = and_(checkins.c.placement_id == placement, checkins.c.mentor_id == mentor)
    query = select(checkins.c.id).where(mine).order_by(checkins.c.id)
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


def _open_with(tx: Tx, column: Any, now: datetime, most: int) -> list[int]:
    query = (
        select(checkins.c.id)
        .where(checkins.c.state == CheckInState.OPEN, column <= now)
        .order_by(column, checkins.c.id)
        .limit(most)
    )
    return list(tx.connection.execute(query).scalars())


def checkin_of(tx: Tx, row: Row[Any]) -> CheckIn:
    given = tx.connection.execute(GIVEN, {"checkin": row.id})
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
