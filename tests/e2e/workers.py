"""Several workers of one office on one PostgreSQL: processes to be killed, stopped and watched."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import time
from collections.abc import AsyncIterator, Callable, Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import psycopg

from mentorbot.standin import people
from mentorbot.standin.server import Standin
from mentorbot.standin.world import Person
from tests.e2e.office import eventually
from tests.e2e.ports import free_port
from tests.nursery import Fork

Json = dict[str, Any]

DUTIES = {"polling", "ticking", "sending"}
TAKEN_OVER = 10.0
"""Seconds from a death until others do what the dead worker did."""
LOCKED = """
    SELECT (classid::bigint << 32) | objid::bigint
    FROM pg_locks JOIN pg_database d ON d.oid = database
    WHERE locktype = 'advisory' AND objsubid = 1 AND granted AND d.datname = current_database()
"""
GIVEN = """
    UPDATE leases SET holder = %s, until = extract(epoch FROM clock_timestamp()) + 6 WHERE name = %s
"""
LARGE = 2**40
"""A worker's number is drawn from 63 bits; other advisory locks have small ones."""


@dataclass(frozen=True)
class Worker:
    """One `bot.py run` of several."""

    process: Fork
    number: int
    """The holder of its leases."""
    url: str
    client: httpx.AsyncClient

    async def told(self) -> Json:
        """What /readyz says; nothing while it does not answer."""
        with contextlib.suppress(httpx.TransportError):
            answer: Json = (await self.client.get(f"{self.url}/readyz")).json()
            return answer
        return {}

    async def has(self, duties: Collection[str]) -> bool:
        told = await self.told()
        return bool(told) and set(told["duties"]) == set(duties)

    async def serves_with(self, duties: Collection[str]) -> bool:
        return await self.has(duties) and bool((await self.told())["ready"])

    async def dies(self) -> None:
        await self.process.kill()

    async def ends(self) -> None:
        await self.process.end()

    def freezes(self) -> None:
        self.process.gets(signal.SIGSTOP)

    def goes_on(self) -> None:
        self.process.gets(signal.SIGCONT)


class Workers:
    """Starts them, and says who has which duty."""

    def __init__(self, env: dict[str, str], log: Path, client: httpx.AsyncClient) -> None:
        self._env, self._log = env, log
        self._address = env["MENTORBOT_DATABASE_URL"]
        self._client = client
        self._alive: list[Worker] = []

    async def start(self) -> Worker:
        """One that takes turns."""
        worker = await self.begin()
        await eventually(worker.told)
        return worker

    async def begin(self) -> Worker:
        """One that is alive: it asks for duties, and does nothing else yet."""
        before, port = await self._numbers(), free_port()
        process = Fork({**self._env, "MENTORBOT_WEB_BIND": f"127.0.0.1:{port}"}, self._log)
        await process.start()
        (number,) = await eventually(lambda: self._newer(before))
        worker = Worker(process, number, f"http://127.0.0.1:{port}", self._client)
        self._alive.append(worker)
        return worker

    async def pair(self) -> tuple[Worker, Worker]:
        """The first has all duties, the other none."""
        one = await self.begin()
        other = await self.begin()
        await eventually(lambda: one.has(DUTIES))
        await eventually(other.told)
        return one, other

    async def give(self, to: Worker, duties: Collection[str], rest: Worker) -> None:
        """These duties to one, all others to the other; both know it when this returns."""
        async with await psycopg.AsyncConnection.connect(self._address, autocommit=True) as own:
            for duty in DUTIES:
                holder = to if duty in duties else rest
                await own.execute(GIVEN, (holder.number, duty))
        await eventually(lambda: to.has(duties))
        await eventually(lambda: rest.has(DUTIES - set(duties)))

    def forget(self, worker: Worker) -> None:
        """It is dead."""
        self._alive.remove(worker)

    async def end(self) -> None:
        for worker in self._alive:
            with contextlib.suppress(ProcessLookupError):
                worker.goes_on()
                await worker.ends()

    async def _newer(self, before: set[int]) -> set[int]:
        return await self._numbers() - before

    async def _numbers(self) -> set[int]:
        async with await psycopg.AsyncConnection.connect(self._address, autocommit=True) as own:
            rows = await (await own.execute(LOCKED)).fetchall()
        return {number for (number,) in rows if number > LARGE}


@contextlib.asynccontextmanager
async def workers_on(env: dict[str, str], log: Path) -> AsyncIterator[Workers]:
    """`env` names the PostgreSQL; all of them write one log."""
    async with httpx.AsyncClient(timeout=5) as client:
        made = Workers(env, log, client)
        try:
            yield made
        finally:
            await made.end()


async def followed(
    standin: Standin,
    survivor: Worker,
    person: Person,
    since: float,
    **signs: Callable[[], Any],
) -> dict[str, float]:
    """Seconds from the moment `since` (monotonic) until all of it is seen to be done by another.

    `person` asks for something after that, and is answered. `signs`: what else is waited for.
    """
    # What the other one sent before it died has been read by now.
    await asyncio.sleep(0.1)
    calls = standin.stage.calls
    mark = calls.total
    people.say(standin.stage.world, person, "/help")
    signs |= {
        "polls": lambda: calls.matching("getUpdates", mark),
        "answers": lambda: calls.matching("sendMessage", mark, person.id),
    }

    async def seconds(sign: Callable[[], Any]) -> float:
        await eventually(sign)
        return time.monotonic() - since

    found = await asyncio.gather(*map(seconds, signs.values()))
    await eventually(lambda: survivor.serves_with(DUTIES))
    return dict(zip(signs, found, strict=True))
