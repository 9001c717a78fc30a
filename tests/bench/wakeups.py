"""What it costs to wake, whether anything is due or not, against APScheduler with stored jobs."""

from __future__ import annotations

import asyncio
import pickle
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from apscheduler.job import Job
from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.date import DateTrigger
from sqlalchemy import text

from mentorbot.edges.clock import SystemClock
from mentorbot.services import delivering, ticking
from mentorbot.services.parts import Parts
from mentorbot.storage import checkins
from mentorbot.storage.letters import Lane
from mentorbot.storage.migrating import migrate
from tests.bench.figures import Figure, Part, median
from tests.bench.office import settle
from tests.bench.rivals import opened
from tests.process import environment

SIZES = (1_000, 100_000, 1_000_000)
LETTERS = 10_000
DUE = 10_000
TIMES = 60
ALL_KINDS = (
    "A wake-up with nothing due looks for everything that may fall due (check-ins, ladders, "
    "letters, weeks, wishes) and for when it will; APScheduler's looks at one table."
)
# Rows of one real placement and check-in, copied: nothing that wakes reads what is sealed in them.
MORE_PLACEMENTS = """
    INSERT INTO placements (id, alias, model, mentor_id, nav_contact_id, nav_stand_in_id, start,
        "end", workplace, created_at)
    WITH RECURSIVE n(i) AS (SELECT :first UNION ALL SELECT i + 1 FROM n WHERE i < :last)
    SELECT i, 'Copy ' || i, model, mentor_id, nav_contact_id, nav_stand_in_id, start, "end",
        workplace, created_at FROM n, placements WHERE id = 2
"""
MORE_CHECKINS = """
    INSERT INTO checkins (placement_id, mentor_id, occasion, state, due_at, due_day, questions,
        asked_for)
    SELECT p.id, c.mentor_id, c.occasion, c.state, :due, c.due_day, c.questions, c.asked_for
    FROM placements p, checkins c WHERE p.id >= :first AND c.placement_id = 2
"""
MORE_LETTERS = """
    INSERT INTO outbox (person_id, lane, verb, anew, silent, again, state, not_before, begun,
        attempts, created_at)
    SELECT id, :lane, 'tell', 0, 0, 1, 'waiting', :now, 0, 0, :now FROM people WHERE id > 1
"""


async def measure(folder: Path) -> Part:
    return await asyncio.to_thread(_measured, folder)


def _measured(folder: Path) -> Part:
    now = SystemClock().now()
    with opened(environment(folder, "http://127.0.0.1:1")) as parts:
        migrate(parts.database)
        settle(parts, range(1_000, 1_000 + LETTERS), now, now.date(), planned=False)
        _plan_one(parts, now)
        woken, found, last = {}, 0.0, LETTERS + 1
        for size in SIZES:
            last = _grow(parts, size, last, now)
            woken[size] = _idle(parts, now)
            if size == SIZES[1]:
                found = _due(parts, now)
        claimed = _claims(parts, now)
    rival, its_idle, its_due = "APScheduler, one stored job for each placement", 0.0, 0.0
    its_idle, its_due = _apscheduler(folder, SIZES[1], now)
    small, middle, large = (woken[size] for size in SIZES)
    own = "the same with 1,000 placements"

    note = (
        f"Claiming {LETTERS:,} letters that are due, 12 at a time, took {claimed:.1f} s "
        f"({1e6 * claimed / LETTERS:.0f} µs each)."
    )

    def figure(what: str, ours: float, theirs: float, against: str, **aim: float) -> Figure:
        return Figure(what, 1000 * ours, 1000 * theirs, "ms", against, "wakeups", **aim)

    return Part([
        figure("A wake-up, nothing due, 100,000 placements", middle, small, own, at_most=1.5),
        figure("A wake-up, nothing due, 1,000,000 placements", large, small, own, at_most=1.5),
        figure("The same with 100,000", middle, its_idle, rival),
        figure("To find 10,000 due among 100,000", found, its_due, rival, at_most=1.0),
    ], [
        ALL_KINDS, note
    ])  # fmt: skip


def _plan_one(parts: Parts, now: datetime) -> None:
    with parts.database.begin() as tx:
        later = now + timedelta(days=1)
        checkins.plan(tx, 2, 2, "copied", later, later.date(), ["F1"])


def _grow(parts: Parts, size: int, last: int, now: datetime) -> int:
    """So many placements, each with a check-in of tomorrow. The highest id of one."""
    if size <= LETTERS:
        # They stand there already, but for their check-ins.
        with parts.database.begin() as tx:
            due = {"due": str(now.replace(tzinfo=None) + timedelta(days=1)), "first": 3}
            tx.connection.execute(text(MORE_CHECKINS + f" AND p.id <= {size + 1}"), due)
        return last
    with parts.database.begin() as tx:
        tx.connection.execute(text(MORE_PLACEMENTS), {"first": last + 1, "last": size + 1})
        due = {"due": str(now.replace(tzinfo=None) + timedelta(days=1)), "first": last + 1}
        tx.connection.execute(text(MORE_CHECKINS), due)
    return size + 1


def _timed(work: Callable[[], Any], times: int = TIMES) -> float:
    found = []
    for _ in range(times):
        began = time.perf_counter()
        work()
        found.append(time.perf_counter() - began)
    return median(found)


def _idle(parts: Parts, now: datetime) -> float:
    def wake() -> None:
        assert sum(ticking.handle_due(parts, lambda: now)) == 0
        assert ticking.next_moment(parts, now) > now

    wake()
    return _timed(wake)


def _due(parts: Parts, now: datetime) -> float:
    """Seconds to find what falls due tomorrow, when it is tomorrow."""
    later = now + timedelta(days=2)

    def find() -> None:
        with parts.database.begin() as tx:
            assert len(checkins.due(tx, later, DUE)) == DUE

    return _timed(find, 5)


def _claims(parts: Parts, now: datetime) -> float:
    with parts.database.begin() as tx:
        moment = str(now.replace(tzinfo=None))
        tx.connection.execute(text(MORE_LETTERS), {"lane": int(Lane.ANSWER), "now": moment})
    began, claimed = time.perf_counter(), 0
    while some := delivering.claim(parts, now, 12):
        claimed += len(some)
    assert claimed == LETTERS
    return time.perf_counter() - began


def ring(placement: int) -> None:
    """What a stored job would do."""


def _apscheduler(folder: Path, size: int, now: datetime) -> tuple[float, float]:
    """Seconds of a wake-up with nothing due, and of one that finds so many due."""
    store = SQLAlchemyJobStore(url=f"sqlite:///{folder / 'jobs.db'}")
    scheduler = BackgroundScheduler(jobstores={"default": store}, timezone=UTC)
    scheduler.start(paused=True)
    try:
        soon, later = now + timedelta(days=1), now + timedelta(days=3)
        rows = [_stored(scheduler, each, soon if each < DUE else later) for each in range(size)]
        with store.engine.begin() as connection:
            connection.execute(store.jobs_t.insert(), rows)

        def wake() -> None:
            assert store.get_due_jobs(now) == []
            assert store.get_next_run_time() is not None

        def find() -> None:
            assert len(store.get_due_jobs(now + timedelta(days=2))) == DUE

        return _timed(wake), _timed(find, 5)
    finally:
        scheduler.shutdown(wait=False)


def _stored(scheduler: BackgroundScheduler, number: int, moment: datetime) -> dict[str, Any]:
    job = Job(
        scheduler, id=str(number), trigger=DateTrigger(moment), func="tests.bench.wakeups:ring",
        args=(number,), kwargs={}, name="ring", misfire_grace_time=None, coalesce=True,
        max_instances=1, executor="default", next_run_time=moment,
    )  # fmt: skip
    state = pickle.dumps(job.__getstate__(), pickle.HIGHEST_PROTOCOL)
    return {"id": str(number), "next_run_time": moment.timestamp(), "job_state": state}
