"""One thread for the database. What is asked for while it is busy may be committed together.

SQLite has one writer; one thread keeps the order and never waits for itself. A commit there waits
for the disk, mostly for longer than all else that a turn does: so a crowd of turns shares one.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

import structlog
from sqlalchemy.exc import OperationalError

from mentorbot.storage.clashes import through_clashes
from mentorbot.storage.database import Database

log = structlog.get_logger(__name__)

T = TypeVar("T")

MOST = 16
"""So many share a commit: the first of them waits for the last."""


@dataclass(frozen=True)
class _Job:
    work: Callable[[], Any]
    done: asyncio.Future[Any]


class Clerk:
    """Does what services do, one thing after the other."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="database")
        self._waiting: deque[_Job] = deque()
        self._busy = False

    async def do(self, work: Callable[[], T]) -> T:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, through_clashes, work)

    async def do_together(self, work: Callable[[], T]) -> T:
        """For what is one transaction, and may be done again when it was rolled back. It may be
        one with others; when it returns, it is committed."""
        if not self._database.has_one_writer:
            return await self.do(work)
        done: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Job(work, done))
        self._go_on()
        return await done

    def shut(self) -> None:
        self._thread.shutdown(wait=True)

    def _go_on(self) -> None:
        if self._busy or not self._waiting:
            return
        self._busy = True
        jobs = [self._waiting.popleft() for _ in range(min(MOST, len(self._waiting)))]
        working = asyncio.get_running_loop().run_in_executor(self._thread, self._work, jobs)
        working.add_done_callback(lambda ended: self._tell(jobs, ended))

    def _work(self, jobs: Sequence[_Job]) -> list[Any]:
        """What each returned or raised."""
        if len(jobs) > 1:
            try:
                with self._database.together():
                    return [job.work() for job in jobs]
            except OperationalError as error:
                # It cannot be used, and trying that again for each takes long.
                return [error] * len(jobs)
            except Exception as error:  # noqa: BLE001 - it is told to whoever asked for it
                log.info("database.apart", error=type(error).__name__)
        return [_alone(job) for job in jobs]

    def _tell(self, jobs: Sequence[_Job], ended: asyncio.Future[list[Any]]) -> None:
        self._busy = False
        for job, result in zip(jobs, ended.result(), strict=True):
            if job.done.done():
                continue
            if isinstance(result, Exception):
                job.done.set_exception(result)
            else:
                job.done.set_result(result)
        self._go_on()


def _alone(job: _Job) -> Any:
    try:
        return through_clashes(job.work)
    except Exception as error:  # noqa: BLE001 - whoever asked for it is told
        return error
