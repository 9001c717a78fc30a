"""The rungs of the ladders: who is told about a problem when, and what became of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, func, or_, select

from mentorbot.domain.ladder import Rung
from mentorbot.domain.people import PersonId
from mentorbot.storage.database import Tx
from mentorbot.storage.tables import placements, problems, rungs


@dataclass(frozen=True)
class DueRung:
    reference: str
    number: int
    tell: str
    kind: str
    due_at: datetime


def add(tx: Tx, reference: str, chain: Iterable[Rung]) -> None:
    """Numbers go on where the problem's earlier rungs ended."""
    used = select(func.coalesce(func.max(rungs.c.number), -1) + 1).where(
        rungs.c.reference == reference
    )
    first = int(tx.connection.execute(used).scalar_one())
    rows = [
        {
            "reference": reference,
            "number": number,
            "tell": rung.tell,
            "kind": rung.kind,
            "due_at": rung.due,
            "state": "planned",
        }
        for number, rung in enumerate(chain, first)
    ]
    if rows:
        tx.connection.execute(rungs.insert(), rows)


def due(tx: Tx, now: datetime, most: int) -> list[DueRung]:
    query = (
        select(rungs)
        .where(rungs.c.state == "planned", rungs.c.due_at <= now)
        .order_by(rungs.c.due_at, rungs.c.reference, rungs.c.number)
        .limit(most)
    )
    return _due(tx, query)


def due_beside(tx: Tx, rung: DueRung, now: datetime, most: int) -> list[DueRung]:
    """This one, and what else is due of the same mentor's problems."""
    at = problems.join(placements, placements.c.id == problems.c.placement_id)
    mentors = select(problems.c.reference, placements.c.mentor_id).select_from(at).subquery()
    mine = select(mentors.c.mentor_id).where(mentors.c.reference == rung.reference)
    theirs = select(mentors.c.reference).where(mentors.c.mentor_id == mine.scalar_subquery())
    query = (
        select(rungs)
        .where(rungs.c.state == "planned", rungs.c.due_at <= now, rungs.c.reference.in_(theirs))
        .order_by(rungs.c.due_at, rungs.c.reference, rungs.c.number)
        .limit(most)
    )
    return _due(tx, query)


def still_due(tx: Tx, rung: DueRung, now: datetime) -> DueRung | None:
    """What an earlier rung may have hurried, put off or ended since this one was found."""
    query = select(rungs).where(_is(rung), rungs.c.state == "planned", rungs.c.due_at <= now)
    return next(iter(_due(tx, query)), None)


def next_at(tx: Tx) -> datetime | None:
    query = select(func.min(rungs.c.due_at)).where(rungs.c.state == "planned")
    found: datetime | None = tx.connection.execute(query).scalar()
    return found


def next_of(tx: Tx, reference: str) -> DueRung | None:
    return next(iter(planned(tx, reference)), None)


def planned(tx: Tx, reference: str) -> list[DueRung]:
    """What is left of the ladder, in order."""
    query = (
        select(rungs)
        .where(rungs.c.reference == reference, rungs.c.state == "planned")
        .order_by(rungs.c.number)
    )
    return _due(tx, query)


def end(tx: Tx, rung: DueRung, state: str, person: PersonId | None, now: datetime) -> bool:
    """Fires or skips a rung: once, whoever asks."""
    change = (
        rungs.update()
        .where(_is(rung), rungs.c.state == "planned")
        .values(state=state, person_id=person, fired_at=now)
    )
    return tx.connection.execute(change).rowcount == 1


def cancel(tx: Tx, reference: str) -> None:
    mine = and_(rungs.c.reference == reference, rungs.c.state == "planned")
    tx.connection.execute(rungs.update().where(mine).values(state="cancelled"))


def postpone(tx: Tx, rung: DueRung, due_at: datetime) -> None:
    mine = and_(_is(rung), rungs.c.state == "planned")
    tx.connection.execute(rungs.update().where(mine).values(due_at=due_at))


def of(tx: Tx, reference: str) -> list[Row[Any]]:
    query = select(rungs).where(rungs.c.reference == reference).order_by(rungs.c.number)
    return list(tx.connection.execute(query))


def climbing(since: datetime | None = None) -> Select[Any]:
    """References of problems with a rung that is still to come; or that fired after `since`."""
    counts = rungs.c.state == "planned"
    if since is not None:
        counts = or_(counts, and_(rungs.c.state == "fired", rungs.c.fired_at > since))
    return select(rungs.c.reference).where(counts)


def _is(rung: DueRung) -> ColumnElement[bool]:
    return and_(rungs.c.reference == rung.reference, rungs.c.number == rung.number)


def _due(tx: Tx, query: Select[Any]) -> list[DueRung]:
    return [
        DueRung(row.reference, row.number, row.tell, row.kind, row.due_at)
        for row in tx.connection.execute(query)
    ]
