"""Problems and the rungs of their ladders."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, func, or_, select

from mentorbot.domain.ladder import Rung
from mentorbot.domain.levels import Level
from mentorbot.domain.people import PersonId
from mentorbot.domain.placements import PlacementId
from mentorbot.domain.problems import (
    Helped,
    Knows,
    Problem,
    Raised,
    Reachable,
    Report,
    State,
    Tried,
    Wish,
)
from mentorbot.storage import remarks
from mentorbot.storage.database import Tx
from mentorbot.storage.tables import placements, problems, rungs


@dataclass(frozen=True)
class DueRung:
    reference: str
    number: int
    tell: str
    kind: str
    due_at: datetime


def add(tx: Tx, problem: Problem, chain: Iterable[Rung]) -> None:
    report = problem.report
    tx.connection.execute(
        problems.insert().values(
            reference=problem.reference,
            placement_id=report.placement,
            mentor_id=problem.mentor,
            owner_id=problem.owner,
            category=report.category,
            level=report.level,
            wish=report.wish,
            reachable=report.reachable,
            knows=report.knows,
            tried=list(report.tried),
            wording=tx.vault.seal_if(report.wording or None, "problems.wording"),
            state=problem.state,
            sent_at=problem.sent_at,
            deadline=problem.deadline,
            missed=False,
            raised=list(report.raised),
        )
    )
    add_rungs(tx, problem.reference, chain)


def add_rungs(tx: Tx, reference: str, chain: Iterable[Rung]) -> None:
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


def get(tx: Tx, reference: str, *, lock: bool = False) -> Problem | None:
    """`lock`: nobody else decides about it before this transaction ends (SQLite has one writer)."""
    query = _query().where(problems.c.reference == reference)
    if lock:
        query = query.with_for_update(of=problems)
    row = tx.connection.execute(query).one_or_none()
    return None if row is None else _problem(tx, row)


def is_taken(tx: Tx, reference: str) -> bool:
    query = select(problems.c.reference).where(problems.c.reference == reference)
    return tx.connection.execute(query).first() is not None


def open_of_mentor(tx: Tx, mentor: PersonId) -> list[Problem]:
    """In the placements that this mentor has now, also those a former mentor reported (R39)."""
    return _open(tx, placements.c.mentor_id == mentor)


def open_of_placement(tx: Tx, placement: PlacementId) -> list[Problem]:
    return _open(tx, problems.c.placement_id == placement)


def references_of(tx: Tx, placement: PlacementId) -> list[str]:
    query = select(problems.c.reference).where(problems.c.placement_id == placement)
    return list(tx.connection.execute(query).scalars())


def open_of_owner(tx: Tx, owner: PersonId) -> list[Problem]:
    return _open(tx, and_(problems.c.owner_id == owner, problems.c.state != State.ANSWERED))


def answered_by(tx: Tx, owner: PersonId) -> list[Problem]:
    """Those that wait for their mentors to say whether it helped."""
    return _open(tx, and_(problems.c.owner_id == owner, problems.c.state == State.ANSWERED))


def open_at_nav(tx: Tx, owner: PersonId, among: Iterable[PlacementId]) -> list[Problem]:
    """Those that this person is to act on, and those of the placements named."""
    return _open(tx, or_(problems.c.owner_id == owner, problems.c.placement_id.in_(set(among))))


def all_open(tx: Tx) -> list[Problem]:
    return _open(tx, True)


def count_open(tx: Tx) -> int:
    query = select(func.count()).where(problems.c.state != State.CLOSED)
    return int(tx.connection.execute(query).scalar_one())


def listed(tx: Tx) -> list[Problem]:
    query = _query().order_by(problems.c.sent_at, problems.c.reference)
    return [_problem(tx, row) for row in tx.connection.execute(query)]


def recent(tx: Tx, placement: PlacementId, since: datetime) -> dict[str, int]:
    """How many reports a placement has had since then, by category."""
    query = (
        select(problems.c.category, func.count())
        .where(problems.c.placement_id == placement, problems.c.sent_at >= since)
        .group_by(problems.c.category)
    )
    return {row.category: row[1] for row in tx.connection.execute(query)}


def move(tx: Tx, reference: str, before: Iterable[State], after: State, **values: Any) -> bool:
    """The claim: whether this call was the one that moved it."""
    change = (
        problems.update()
        .where(problems.c.reference == reference, problems.c.state.in_(list(before)))
        .values(state=after, **values)
    )
    moved = tx.connection.execute(change).rowcount == 1
    if moved and after is State.CLOSED:
        # Whichever way it ends, what was said about it has served.
        remarks.close(tx, reference, values.get("closed_at"))
    return moved


def set_values(tx: Tx, reference: str, **values: Any) -> None:
    change = problems.update().where(problems.c.reference == reference)
    tx.connection.execute(change.values(**values))


def raise_level(tx: Tx, reference: str, report: Report) -> None:
    """Stores the report's level with why it was raised."""
    set_values(tx, reference, level=report.level, raised=list(report.raised))


def leave_alone(tx: Tx, reference: str, now: datetime) -> bool:
    """The claim: whether this call was the one that found that nobody can be told of it."""
    mine = and_(problems.c.reference == reference, problems.c.nobody_since.is_(None))
    change = problems.update().where(mine).values(nobody_since=now)
    return tx.connection.execute(change).rowcount == 1


def unheld(tx: Tx, now: datetime, since: datetime) -> list[Problem]:
    """Those that nobody has: nobody can be told, or the deadline has passed and all were told.

    Whoever was told after `since` has it for now.
    """
    climbs = select(rungs.c.reference).where(
        or_(rungs.c.state == "planned", and_(rungs.c.state == "fired", rungs.c.fired_at > since))
    )
    is_left = or_(
        problems.c.nobody_since.is_not(None),
        and_(problems.c.deadline < now, problems.c.reference.not_in(climbs)),
    )
    return _open(tx, and_(problems.c.state == State.SENT, is_left))


def due_rungs(tx: Tx, now: datetime, most: int) -> list[DueRung]:
    query = (
        select(rungs)
        .where(rungs.c.state == "planned", rungs.c.due_at <= now)
        .order_by(rungs.c.due_at, rungs.c.reference, rungs.c.number)
        .limit(most)
    )
    return [
        DueRung(row.reference, row.number, row.tell, row.kind, row.due_at)
        for row in tx.connection.execute(query)
    ]


def next_rung_at(tx: Tx) -> datetime | None:
    query = select(func.min(rungs.c.due_at)).where(rungs.c.state == "planned")
    found: datetime | None = tx.connection.execute(query).scalar()
    return found


def next_rung(tx: Tx, reference: str) -> DueRung | None:
    return next(iter(planned_rungs(tx, reference)), None)


def planned_rungs(tx: Tx, reference: str) -> list[DueRung]:
    """What is left of the ladder, in order."""
    query = (
        select(rungs)
        .where(rungs.c.reference == reference, rungs.c.state == "planned")
        .order_by(rungs.c.number)
    )
    return [
        DueRung(row.reference, row.number, row.tell, row.kind, row.due_at)
        for row in tx.connection.execute(query)
    ]


def end_rung(tx: Tx, rung: DueRung, state: str, person: PersonId | None, now: datetime) -> bool:
    """Fires or skips a rung: once, whoever asks."""
    change = (
        rungs.update()
        .where(
            rungs.c.reference == rung.reference,
            rungs.c.number == rung.number,
            rungs.c.state == "planned",
        )
        .values(state=state, person_id=person, fired_at=now)
    )
    return tx.connection.execute(change).rowcount == 1


def cancel_rungs(tx: Tx, reference: str) -> None:
    mine = and_(rungs.c.reference == reference, rungs.c.state == "planned")
    tx.connection.execute(rungs.update().where(mine).values(state="cancelled"))


def postpone_rung(tx: Tx, rung: DueRung, due_at: datetime) -> None:
    mine = and_(rungs.c.reference == rung.reference, rungs.c.number == rung.number)
    tx.connection.execute(rungs.update().where(mine).values(due_at=due_at))


def rungs_of(tx: Tx, reference: str) -> list[Row[Any]]:
    query = select(rungs).where(rungs.c.reference == reference).order_by(rungs.c.number)
    return list(tx.connection.execute(query))


def _query() -> Any:
    return select(problems, placements.c.alias).join(
        placements, placements.c.id == problems.c.placement_id
    )


def _open(tx: Tx, condition: Any) -> list[Problem]:
    query = (
        _query()
        .where(condition, problems.c.state != State.CLOSED)
        .order_by(problems.c.sent_at, problems.c.reference)
    )
    return [_problem(tx, row) for row in tx.connection.execute(query)]


def _problem(tx: Tx, row: Row[Any]) -> Problem:
    return Problem(
        reference=row.reference,
        report=_report(tx, row),
        alias=row.alias,
        mentor=row.mentor_id,
        owner=row.owner_id,
        state=State(row.state),
        sent_at=row.sent_at,
        deadline=row.deadline,
        received_at=row.received_at,
        promised=row.promised,
        answered_at=row.answered_at,
        closed_at=row.closed_at,
        helped=None if row.helped is None else Helped(row.helped),
        missed=row.missed,
        reopened_at=row.reopened_at,
        nobody_since=row.nobody_since,
    )


def _report(tx: Tx, row: Row[Any]) -> Report:
    return Report(
        placement=row.placement_id,
        category=row.category,
        level=Level(row.level),
        wish=Wish(row.wish),
        reachable=Reachable(row.reachable),
        knows=Knows(row.knows),
        tried=tuple(Tried(way) for way in row.tried),
        wording=tx.vault.unseal_if(row.wording, "problems.wording") or "",
        raised=tuple(Raised(why) for why in row.raised or ()),
    )
