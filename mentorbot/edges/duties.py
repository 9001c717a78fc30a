"""What of the work only one of several workers does, and who that is at this moment.

On PostgreSQL the workers share three leases (storage/leases.py) and hear of each other's commits
(storage/database.py, `rings`). On SQLite there is one worker, and all duties are its own.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Protocol

import psycopg
import structlog
from sqlalchemy.exc import SQLAlchemyError

from mentorbot.edges.clock import entropy
from mentorbot.storage import leases
from mentorbot.storage.database import CHANNEL, Database, Ring
from mentorbot.storage.engines import wire_to
from mentorbot.storage.leases import LASTS, Duty

log = structlog.get_logger(__name__)

BEAT = 2.0
"""Seconds between two renewals: a lease survives that two of them fail."""
LOOKS = 1.0
"""Seconds between two looks whether there is something to take over."""
MARGIN = 1.0
"""Seconds before its end in which a lease is not relied on any more."""
AGAIN = 1.0
"""Seconds until another try, when the database was not to be reached."""
LETS_GO = 0.5
"""Seconds for telling the others: they would see it by themselves, a little later."""


class Duties(Protocol):
    def holds(self, duty: Duty) -> bool: ...

    async def during(self, duty: Duty, work: Callable[[], Awaitable[None]]) -> None:
        """Does the work while this worker has the duty; ends when the work does."""

    async def keep(self) -> None:
        """Holds on to what it has and takes what is free; never ends by itself."""

    async def retire(self, keeps: Duty) -> None:
        """Takes nothing any more, and gives all but that one to the others at once."""

    async def release(self) -> None:
        """The others need not wait. To be called when `keep` has ended."""


class Alone:
    """The one worker of an office on SQLite."""

    def holds(self, _duty: Duty) -> bool:
        return True

    async def during(self, _duty: Duty, work: Callable[[], Awaitable[None]]) -> None:
        await work()

    async def keep(self) -> None:
        await asyncio.Event().wait()

    async def retire(self, _keeps: Duty) -> None:
        return None

    async def release(self) -> None:
        return None


class Shared:
    """One of several workers on one PostgreSQL."""

    def __init__(
        self,
        database: Database,
        rung: Callable[[Ring], None],
        changed: Callable[[Duty], Awaitable[None]],
    ) -> None:
        """`rung`: somebody committed what this worker may have to act on; `changed`: after a duty
        was gained or lost."""
        self._database = database
        self._rung = rung
        self._changed = changed
        # An advisory lock of this number is held while the process lives.
        self.worker = int.from_bytes(entropy(8)) >> 1
        self._wanted = leases.EVERY
        self._held: frozenset[Duty] = frozenset()
        self._until = 0.0
        self._begins = {duty: asyncio.Event() for duty in Duty}
        self._ends = {duty: asyncio.Event() for duty in Duty}

    def holds(self, duty: Duty) -> bool:
        return duty in self._held and time.monotonic() < self._until

    async def during(self, duty: Duty, work: Callable[[], Awaitable[None]]) -> None:
        while True:
            await self._begins[duty].wait()
            doing = asyncio.ensure_future(work())
            losing = asyncio.ensure_future(self._ends[duty].wait())
            try:
                await asyncio.wait({doing, losing}, return_when=asyncio.FIRST_COMPLETED)
            finally:
                losing.cancel()
                if not doing.done():
                    doing.cancel()
                await asyncio.wait({doing, losing})
            if not doing.cancelled():
                return doing.result()

    async def keep(self) -> None:
        while True:
            try:
                async with self._connected() as connection, asyncio.TaskGroup() as both:
                    both.create_task(self._beat())
                    both.create_task(self._listen(connection))
            except* (psycopg.Error, SQLAlchemyError, OSError) as error:
                kinds = sorted({type(each).__name__ for each in error.exceptions})
                log.warning("duties.interrupted", errors=kinds)
            finally:
                # Its advisory lock is gone: others take over at once.
                await self._have(frozenset(), 0.0)
            await asyncio.sleep(AGAIN)

    async def retire(self, keeps: Duty) -> None:
        self._wanted = self._held & {keeps}
        with contextlib.suppress(SQLAlchemyError, TimeoutError):
            await asyncio.wait_for(asyncio.to_thread(self._kept), LETS_GO)
        await self._have(self._wanted, self._until)

    async def release(self) -> None:
        with contextlib.suppress(SQLAlchemyError, TimeoutError):
            await asyncio.wait_for(asyncio.to_thread(self._released), LETS_GO)

    @contextlib.asynccontextmanager
    async def _connected(self) -> AsyncIterator[psycopg.AsyncConnection]:
        """A connection of its own, for what is told and for the sign of life."""
        url = self._database.engine.url.set(drivername="postgresql")
        address = url.render_as_string(hide_password=False)
        made = await psycopg.AsyncConnection.connect(address, autocommit=True, **wire_to(url))
        async with made:
            await made.execute("SELECT pg_advisory_lock(%s)", (self.worker,))
            await made.execute(f"LISTEN {CHANNEL}")
            yield made

    async def _listen(self, connection: psycopg.AsyncConnection) -> None:
        for ring in Ring:
            # Nobody told while nobody listened.
            self._rung(ring)
        async for notice in connection.notifies():
            with contextlib.suppress(ValueError):
                # A newer worker may tell of things that this one does not know.
                self._rung(Ring(notice.payload))
        raise psycopg.OperationalError

    async def _beat(self) -> None:
        while True:
            began = time.monotonic()
            held = await asyncio.wait_for(asyncio.to_thread(self._kept), LASTS)
            await self._have(held, began + LASTS - MARGIN)
            await asyncio.sleep(BEAT if self._held >= self._wanted else LOOKS)

    async def _have(self, held: frozenset[Duty], until: float) -> None:
        before, self._held, self._until = self._held, held, until
        # What the sender before left behind is seen to before this one can have sent anything.
        for duty in sorted(before ^ held, key=lambda duty: duty is not Duty.SENDING):
            begins, ends = self._begins[duty], self._ends[duty]
            (ends.clear if duty in held else begins.clear)()
            (begins.set if duty in held else ends.set)()
            log.info("duty.changed", duty=duty, holds=duty in held)
            await self._changed(duty)

    def _kept(self) -> frozenset[Duty]:
        with self._database.begin() as tx:
            return leases.keep(tx, self.worker, self._wanted)

    def _released(self) -> None:
        with self._database.begin() as tx:
            leases.release(tx, self.worker)


def duties_of(
    database: Database,
    rung: Callable[[Ring], None],
    changed: Callable[[Duty], Awaitable[None]],
) -> Duties:
    if database.engine.dialect.name == "postgresql":
        return Shared(database, rung, changed)
    return Alone()
