"""What the auditor asks the database: queries of its own, shared with nothing that it watches."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import and_, case, func, or_, select

from mentorbot.storage.database import Tx
from mentorbot.storage.tables import audit, marks, outbox, people, problems, rungs

WAITS = ("sent", "received", "in_progress")
"""A problem whose next step is NAV's."""
OPEN = (*WAITS, "answered")
ENDED = ("sent", "uncertain", "failed", "replaced")
"""A letter that nothing more will happen to."""
HURRIES = 1
"""Escalations and answers: lanes up to this one."""
TOLD = "auditor:"
"""Names of marks begin so: what was found and has not cleared."""


@dataclass(frozen=True)
class Open:
    """A problem that waits for somebody, with what is left of its ladder."""

    reference: str
    state: str
    is_to_know: bool
    """For information only: who read it need do no more."""
    deadline: datetime
    received_at: datetime | None
    promised: date | None
    nobody_since: datetime | None
    owner_role: str
    rungs: int
    last: int | None
    """The highest number among its rungs; they count up from 0."""
    planned: int
    end: str | None
    """Whom its last rung tells."""

    @property
    def is_held(self) -> bool:
        """Somebody at NAV received it."""
        return self.state in ("received", "in_progress")


def still_open(tx: Tx) -> list[Open]:
    left = func.sum(case((rungs.c.state == "planned", 1), else_=0))
    whole = (
        select(
            rungs.c.reference,
            func.count().label("rungs"),
            func.max(rungs.c.number).label("last"),
            left.label("planned"),
        )
        .join(problems, problems.c.reference == rungs.c.reference)
        .where(problems.c.state.in_(OPEN))
        .group_by(rungs.c.reference)
        .subquery()
    )
    query = (
        select(problems, whole.c.rungs, whole.c.last, whole.c.planned, rungs.c.tell, people.c.role)
        .join(people, people.c.id == problems.c.owner_id)
        .outerjoin(whole, whole.c.reference == problems.c.reference)
        .outerjoin(
            rungs,
            and_(rungs.c.reference == problems.c.reference, rungs.c.number == whole.c.last),
        )
        .where(problems.c.state.in_(OPEN))
        .order_by(problems.c.reference)
    )
    return [
        Open(
            row.reference,
            row.state,
            row.wish == "for_information",
            row.deadline,
            row.received_at,
            row.promised,
            row.nobody_since,
            row.role,
            row.rungs or 0,
            row.last,
            row.planned or 0,
            row.tell,
        )
        for row in tx.connection.execute(query)
    ]


def late_rungs(tx: Tx, before: datetime) -> list[str]:
    """Problems with a rung whose time came before that moment, and nothing became of it."""
    query = (
        select(rungs.c.reference)
        .where(rungs.c.state == "planned", rungs.c.due_at < before)
        .order_by(rungs.c.reference)
        .distinct()
    )
    return list(tx.connection.execute(query).scalars())


def doubtful(tx: Tx, before: datetime) -> list[str]:
    """Problems nobody has received, of whose last notice nobody knows whether it arrived."""
    later = outbox.alias()
    arrived = select(later.c.id).where(
        later.c.person_id == outbox.c.person_id,
        later.c.reference == outbox.c.reference,
        later.c.id > outbox.c.id,
        later.c.state == "sent",
    )
    query = (
        select(outbox.c.reference)
        .join(problems, problems.c.reference == outbox.c.reference)
        .where(
            outbox.c.state == "uncertain",
            outbox.c.lane <= HURRIES,
            outbox.c.ended_at < before,
            outbox.c.person_id == problems.c.owner_id,
            problems.c.state == "sent",
            ~arrived.exists(),
        )
        .order_by(outbox.c.reference)
        .distinct()
    )
    return list(tx.connection.execute(query).scalars())


def stuck_letters(tx: Tx, leased_before: datetime, waits_before: datetime) -> int:
    """Letters whose sender is gone, that wait too long, or in a state that nobody knows."""
    strange = outbox.c.state.not_in([*ENDED, "sending", "waiting"])
    no_lease = or_(outbox.c.leased_until.is_(None), outbox.c.leased_until < leased_before)
    query = select(func.count()).where(
        or_(
            and_(outbox.c.state == "sending", no_lease),
            and_(outbox.c.state == "waiting", outbox.c.not_before < waits_before),
            strange,
        )
    )
    return int(tx.connection.execute(query).scalar_one())


def failures(tx: Tx, since: datetime) -> int:
    """How often a row that was due raised an error and was put off, a rung among them."""
    query = select(func.count()).where(
        audit.c.subject == "ticker", audit.c.action == "row.pushed", audit.c.at > since
    )
    return int(tx.connection.execute(query).scalar_one())


def forgotten(tx: Tx, since: datetime) -> int:
    """How many rows went because they had served their time."""
    query = select(audit.c.detail).where(audit.c.subject == "retention", audit.c.at > since)
    return sum(sum(gone.values()) for gone in tx.connection.execute(query).scalars())


def undeleted(tx: Tx, since: datetime) -> int:
    """How many messages that held somebody's words could not be deleted."""
    return sum(undeleted_at(tx, since).values())


def undeleted_at(tx: Tx, since: datetime) -> dict[int, int]:
    """The same by the person in whose chat they stand."""
    query = (
        select(outbox.c.person_id, func.count())
        .where(outbox.c.verb == "forget", outbox.c.state == "failed", outbox.c.ended_at > since)
        .group_by(outbox.c.person_id)
        .order_by(outbox.c.person_id)
    )
    return {row[0]: row[1] for row in tx.connection.execute(query)}


def told(tx: Tx) -> dict[str, int]:
    """What stands as found, by name of mark."""
    query = select(marks.c.name, marks.c.value).where(marks.c.name.startswith(TOLD))
    return {row.name: row.value for row in tx.connection.execute(query)}


@dataclass(frozen=True)
class Traffic:
    sent: int
    late: int
    """Rungs and urgent letters; one held for the night and then tried again counts too."""
    uncertain: int
    open: int
    oldest: datetime | None
    """Since when the oldest of those waits for NAV."""


def traffic(tx: Tx, since: datetime, until: datetime, grace: timedelta) -> Traffic:
    """What left between two moments, and what is open now."""
    letters = select(outbox).where(outbox.c.ended_at > since, outbox.c.ended_at <= until)
    ended = list(tx.connection.execute(letters))
    climbed = select(rungs.c.due_at, rungs.c.fired_at).where(
        rungs.c.state == "fired", rungs.c.fired_at > since, rungs.c.fired_at <= until
    )
    late = sum(row.fired_at - row.due_at > grace for row in tx.connection.execute(climbed))
    sent = [row for row in ended if row.state == "sent"]
    for row in sent:
        planned = row.created_at if row.attempts > 1 else row.not_before
        late += row.lane <= HURRIES and row.ended_at - planned > grace
    is_open = select(func.count()).where(problems.c.state != "closed")
    oldest = select(func.min(problems.c.sent_at)).where(problems.c.state.in_(WAITS))
    return Traffic(
        sent=len(sent),
        late=late,
        uncertain=sum(row.state == "uncertain" for row in ended),
        open=int(tx.connection.execute(is_open).scalar_one()),
        oldest=tx.connection.execute(oldest).scalar(),
    )
