"""Problems: what was reported, who has it, and how far it has come."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, bindparam, func, literal, or_, select

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
from mentorbot.domain.turns import Said
from mentorbot.storage import remarks, rungs, spots
from mentorbot.storage.database import Tx
from mentorbot.storage.spots import Spot
from mentorbot.storage.tables import placements, problems

LISTED = select(problems, placements.c.alias).join(
    placements, placements.c.id == problems.c.placement_id
)
OPEN = LISTED.where(problems.c.state != State.CLOSED).order_by(
    problems.c.sent_at, problems.c.reference
)
OPEN_OF_MENTOR = OPEN.where(placements.c.mentor_id == bindparam("mentor"))
TAKEN = select(problems.c.reference).where(problems.c.reference == bindparam("asked"))
RECENT = (
    select(problems.c.category, func.count())
    .where(problems.c.placement_id == bindparam("placement"))
    .where(problems.c.sent_at >= bindparam("since"))
    .group_by(problems.c.category)
)


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
            wording=tx.safe.seal(
                report.wording or None,
                spots.wording(problem.reference, problem.mentor, report.placement),
            ),
            state=problem.state,
            sent_at=problem.sent_at,
            deadline=problem.deadline,
            missed=False,
            raised=list(report.raised),
        )
    )
    rungs.add(tx, problem.reference, chain)


def get(tx: Tx, reference: str, *, lock: bool = False) -> Problem | None:
    """`lock`: nobody else decides about it before this transaction ends (SQLite has one writer)."""
    query = LISTED.where(problems.c.reference == reference)
    if lock:
        query = query.with_for_update(of=problems)
    return next(iter(_found(tx, query)), None)


def is_taken(tx: Tx, reference: str) -> bool:
    return tx.connection.execute(TAKEN, {"asked": reference}).first() is not None


def open_of_mentor(tx: Tx, mentor: PersonId) -> list[Problem]:
    """In the placements that this mentor has now, also those a former mentor reported (R39)."""
    return _found(tx, OPEN_OF_MENTOR, mentor=mentor)


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


def open_wordless(
    tx: Tx,
    owner: PersonId | None,
    late_at: datetime | None,
    window: tuple[int, int] | None = None,
) -> list[Problem]:
    """For lists: nothing is unsealed that nobody reads there. `late_at`: only what NAV is late with
    then. `window`: so many, after so many."""
    plain = [column for column in problems.c if column is not problems.c.wording]
    query = (
        select(*plain, literal(None).label("wording"), placements.c.alias)
        .join(placements, placements.c.id == problems.c.placement_id)
        .where(*_listed(owner, late_at))
        .order_by(problems.c.sent_at, problems.c.reference)
    )
    if window is not None:
        query = query.limit(window[0]).offset(window[1])
    return _found(tx, query)


def count_wordless(tx: Tx, owner: PersonId | None, late_at: datetime | None) -> int:
    query = select(func.count()).select_from(problems).where(*_listed(owner, late_at))
    return int(tx.connection.execute(query).scalar_one())


def _listed(owner: PersonId | None, late_at: datetime | None) -> list[Any]:
    found: list[Any] = [problems.c.state != State.CLOSED]
    if owner is not None:
        found.append(problems.c.owner_id == owner)
    if late_at is not None:
        waits = [state for state in State if state.waits_for_nav]
        found += [problems.c.state.in_(waits), problems.c.deadline < late_at]
    return found


def count_open(tx: Tx) -> int:
    query = select(func.count()).where(problems.c.state != State.CLOSED)
    return int(tx.connection.execute(query).scalar_one())


def listed(tx: Tx) -> list[Problem]:
    return _found(tx, LISTED.order_by(problems.c.sent_at, problems.c.reference))


def recent(tx: Tx, placement: PlacementId, since: datetime) -> dict[str, int]:
    """How many reports a placement has had since then, by category."""
    rows = tx.connection.execute(RECENT, {"placement": placement, "since": since})
    return {row.category: row[1] for row in rows}


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
    is_left = or_(
        problems.c.nobody_since.is_not(None),
        and_(problems.c.deadline < now, problems.c.reference.not_in(rungs.climbing(since))),
    )
    return _open(tx, and_(problems.c.state == State.SENT, is_left))


def unplanned(tx: Tx) -> list[Problem]:
    """Those that somebody received or answered, and about which nothing more is planned."""
    held = (State.RECEIVED, State.IN_PROGRESS, State.ANSWERED)
    left = problems.c.reference.not_in(rungs.climbing())
    return _open(tx, and_(problems.c.state.in_(held), left))


def _open(tx: Tx, condition: Any) -> list[Problem]:
    return _found(tx, OPEN.where(condition))


def _found(tx: Tx, query: Any, **asked: Any) -> list[Problem]:
    rows = tx.connection.execute(query, asked).all()
    tx.safe.ready(_spot(row) for row in rows if row.wording)
    said = remarks.said_about(tx, [row.reference for row in rows])
    return [_problem(tx, row, said.get(row.reference, ())) for row in rows]


def _problem(tx: Tx, row: Row[Any], said: tuple[Said, ...]) -> Problem:
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
        said=said,
    )


def _spot(row: Row[Any]) -> Spot:
    return spots.wording(row.reference, row.mentor_id, row.placement_id)


def _report(tx: Tx, row: Row[Any]) -> Report:
    return Report(
        placement=row.placement_id,
        category=row.category,
        level=Level(row.level),
        wish=Wish(row.wish),
        reachable=Reachable(row.reachable),
        knows=Knows(row.knows),
        tried=tuple(Tried(way) for way in row.tried),
        wording=tx.safe.unseal(row.wording, _spot(row)) or "",
        raised=tuple(Raised(why) for why in row.raised or ()),
    )
