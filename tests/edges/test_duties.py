"""Several workers on one PostgreSQL: who has which duty, and who follows whoever died."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import psycopg
import pytest

from mentorbot.edges import duties
from mentorbot.edges.duties import Alone, Shared, duties_of
from mentorbot.edges.pulse import Pulse
from mentorbot.edges.web.health import examine
from mentorbot.storage import inbox, leases
from mentorbot.storage.database import Database, Ring
from mentorbot.storage.inbox import Arrived
from mentorbot.storage.leases import Duty
from mentorbot.storage.vault import Vault
from tests.cast import MONDAY
from tests.storage.conftest import postgres, postgres_mould, vault

__all__ = ["postgres", "postgres_mould", "vault"]

TAKEN_OVER = 10.0
"""Seconds from a death until another worker has its duties."""


class Worker:
    def __init__(self, address: str, vault: Vault) -> None:
        self.database = Database(address, vault)
        self.heard: list[Ring] = []
        self.duties = Shared(self.database, self.heard.append, self.changed)
        self.task: asyncio.Task[None] | None = None

    async def changed(self, _duty: Duty) -> None:
        return None

    def starts(self) -> Worker:
        self.task = asyncio.create_task(self.duties.keep())
        return self

    @property
    def has(self) -> set[Duty]:
        return {duty for duty in Duty if self.duties.holds(duty)}

    async def gets(self, wanted: set[Duty], within: float = TAKEN_OVER) -> float:
        began = time.monotonic()
        async with asyncio.timeout(within):
            while self.has != wanted:
                await asyncio.sleep(0.02)
        return time.monotonic() - began

    async def dies(self) -> None:
        """As by SIGKILL: nothing is released, the connections are gone."""
        assert self.task is not None
        self.task.cancel()
        await asyncio.wait({self.task})


@pytest.fixture
async def workers(
    postgres_mould: Callable[[], str], vault: Vault
) -> AsyncIterator[tuple[Worker, Worker]]:
    address = await asyncio.to_thread(postgres_mould)
    pair = Worker(address, vault), Worker(address, vault)
    yield pair
    for each in pair:
        if each.task is not None:
            await each.dies()
        each.database.close()


def hangs() -> frozenset[Duty]:
    time.sleep(leases.LASTS + 2)
    return frozenset()


async def test_one_worker_has_what_only_one_may_do(workers: tuple[Worker, Worker]) -> None:
    one, other = workers
    await one.starts().gets(set(Duty))
    other.starts()
    await asyncio.sleep(2 * duties.BEAT + 0.5)
    assert one.has == set(Duty)
    assert other.has == set()


async def test_whoever_died_is_followed_before_the_lease_is_over(
    workers: tuple[Worker, Worker],
) -> None:
    one, other = workers
    await one.starts().gets(set(Duty))
    other.starts()
    await one.dies()
    assert one.has == set()
    assert await other.gets(set(Duty)) < leases.LASTS


async def test_whoever_hangs_is_followed_when_the_lease_is_over_and_knows_it(
    workers: tuple[Worker, Worker], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = workers
    await one.starts().gets(set(Duty))
    # Its connection lives, so that only the clock tells; its next renewal hangs.
    monkeypatch.setattr(one.duties, "_kept", hangs)
    other.starts()
    await other.gets(set(Duty))
    assert one.has == set(), "never two at once"


async def test_whoever_ends_well_keeps_nobody_waiting(workers: tuple[Worker, Worker]) -> None:
    one, other = workers
    await one.starts().gets(set(Duty))
    other.starts()
    await one.dies()
    await one.duties.release()
    assert await other.gets(set(Duty)) <= duties.BEAT + 2


async def test_whoever_retires_sends_to_its_end_while_the_rest_is_done_by_others(
    workers: tuple[Worker, Worker],
) -> None:
    one, other = workers
    await one.starts().gets(set(Duty))
    other.starts()
    await one.duties.retire(Duty.SENDING)
    assert one.has == {Duty.SENDING}
    assert await other.gets({Duty.POLLING, Duty.TICKING}) <= duties.LOOKS + 2
    await asyncio.sleep(leases.LASTS + 1)
    assert one.has == {Duty.SENDING}, "what is in its hand is nobody else's"
    await one.dies()
    await one.duties.release()
    assert await other.gets(set(Duty)) <= duties.LOOKS + 2


async def test_a_connection_that_breaks_ends_the_duties_at_once(
    workers: tuple[Worker, Worker],
) -> None:
    one, _ = workers
    await one.starts().gets(set(Duty))
    url = one.database.engine.url.set(drivername="postgresql")
    with psycopg.connect(url.render_as_string(hide_password=False), autocommit=True) as admin:
        admin.execute("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'")
        await one.gets(set(), 2.0)
    await one.gets(set(Duty))


async def test_work_is_done_while_the_duty_is_held_and_again_later(
    workers: tuple[Worker, Worker],
) -> None:
    one, _ = workers
    seen: list[str] = []

    async def poll() -> None:
        seen.append("begins")
        try:
            await asyncio.Event().wait()
        finally:
            seen.append("ends")

    doing = asyncio.create_task(one.duties.during(Duty.POLLING, poll))
    await asyncio.sleep(0.05)
    assert seen == []
    await one.starts().gets(set(Duty))
    await asyncio.sleep(0.05)
    await one.dies()
    await asyncio.sleep(0.05)
    assert seen == ["begins", "ends"]
    await one.starts().gets(set(Duty))
    await asyncio.sleep(0.05)
    assert seen == ["begins", "ends", "begins"]
    doing.cancel()
    await asyncio.wait({doing})


async def test_a_commit_is_heard_by_the_others(workers: tuple[Worker, Worker]) -> None:
    one, other = workers
    other.starts()
    async with asyncio.timeout(5):
        while set(other.heard) != set(Ring):
            await asyncio.sleep(0.02)
    other.heard.clear()

    def write() -> None:
        with one.database.begin() as tx:
            inbox.keep(tx, [Arrived(7, "{}")], MONDAY)
        with contextlib.suppress(RuntimeError), one.database.begin() as tx:
            tx.rings.add(Ring.DUE)
            raise RuntimeError

    await asyncio.to_thread(write)
    async with asyncio.timeout(5):
        while not other.heard:
            await asyncio.sleep(0.02)
    await asyncio.sleep(0.1)
    assert other.heard == [Ring.INBOX], "what was rolled back is not told"


async def test_updates_of_one_chat_are_taken_in_order_and_by_one_worker(
    workers: tuple[Worker, Worker],
) -> None:
    one, other = (each.database for each in workers)

    def race() -> None:
        with one.begin() as tx:
            inbox.keep(tx, [Arrived(n, "{}", chat) for n, chat in enumerate((5, 5, 6))], MONDAY)
            first, second, third = (each.id for each in inbox.waiting(tx, 5))
        with one.begin() as here, other.begin() as there:
            assert inbox.claim(here, first)
            assert not inbox.claim(there, first)
            assert not inbox.claim(there, second), "the chat is with another worker"
            assert inbox.claim(there, third)
        with other.begin() as tx:
            assert not inbox.claim(tx, second), "the first of its chat still waits"
            assert inbox.claim(tx, first)
            assert inbox.done(tx, first, MONDAY)
        with one.begin() as tx:
            assert not inbox.claim(tx, first)
            assert inbox.claim(tx, second)

    await asyncio.to_thread(race)


async def test_on_sqlite_the_one_worker_has_every_duty(tmp_path: Path, vault: Vault) -> None:
    database = Database(f"sqlite:///{tmp_path / 'one.db'}", vault)

    async def changed(_duty: Duty) -> None:
        return None

    made = duties_of(database, lambda _ring: None, changed)
    assert isinstance(made, Alone)
    assert all(made.holds(duty) for duty in Duty)
    database.close()


async def test_readyz_asks_of_a_worker_only_what_it_does(workers: tuple[Worker, Worker]) -> None:
    one, other = workers

    def faults() -> list[str]:
        health = examine(other.database, Pulse(), MONDAY, frozenset(other.has))
        assert health.migrated
        return health.faults

    assert await asyncio.to_thread(faults) == [
        "nobody_polling",
        "nobody_sending",
        "nobody_ticking",
    ]
    await one.starts().gets(set(Duty))
    assert await asyncio.to_thread(faults) == []
    await one.dies()
    await one.duties.release()
    await other.starts().gets(set(Duty))
    assert await asyncio.to_thread(faults) == ["poll", "ticker", "auditor"]
