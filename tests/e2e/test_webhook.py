"""Updates that Telegram posts: the main story, and kills while they arrive."""

from __future__ import annotations

import asyncio
import contextlib
from collections import Counter
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import httpx
import psycopg
import pytest

from mentorbot.standin.phone import Phone
from mentorbot.standin.server import Standin
from tests.e2e import story
from tests.e2e.balancer import Balancer
from tests.e2e.crowd import Ledger, settle_crowd
from tests.e2e.office import Office, eventually
from tests.e2e.ports import free_port
from tests.nursery import Fork
from tests.process import TOKEN, environment
from tests.storage.conftest import KEY, postgres, postgres_mould, vault

__all__ = ["postgres", "postgres_mould", "vault"]

SECRET = "Only-Telegram_knows_this-0123456789"
THANKED = "Bare hyggelig."


def posted(env: dict[str, str], url: str) -> dict[str, str]:
    """The same settings, with updates that are posted to this address."""
    hook = {"UPDATES": "webhook", "WEBHOOK_SECRET": SECRET, "WEB_URL": url}
    return env | {f"MENTORBOT_{name}": value for name, value in hook.items()}


async def test_from_the_invitation_to_the_receipt_by_webhook(office: Office) -> None:
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    office.env = posted(office.env, url) | {"MENTORBOT_WEB_BIND": f"127.0.0.1:{port}"}
    async with Fork(office.env, office.folder / "log"), httpx.AsyncClient() as client:
        phones = await story.office_arrives(office)
        jonas, nadia = phones["jonas"], phones["nadia"]
        # Before the clock is moved: what was seen lately was seen long ago then.
        assert "webhook" not in (await client.get(f"{url}/readyz")).json()["faults"]
        await story.a_hard_week_is_reported(office, jonas)
        await story.nav_rings(nadia, jonas)
        (call,) = office.calls("setWebhook")
        assert call["parameters"]["url"] == f"{url}/telegram"
        assert call["parameters"].get("drop_pending_updates", False) is False
        assert office.calls("getUpdates") == []
        forged = await client.post(f"{url}/telegram", json={"update_id": 1})
        assert (forged.status_code, forged.content) == (403, b"")
        metrics = (await client.get(f"{url}/metrics")).text.splitlines()
        assert 'mentorbot_webhook_posts_total{fate="denied"} 1.0' in metrics
    assert SECRET not in (office.folder / "log").read_text()


@dataclass
class Trial:
    """A crowd that talks to workers which are killed, each with a port of its own."""

    standin: Standin
    env: dict[str, str]
    folder: Path
    balancer: Balancer
    client: httpx.AsyncClient
    chats: list[int]
    phones: list[Phone] = field(default_factory=list)
    alive: dict[int, Fork] = field(default_factory=dict)
    """By port."""

    async def start(self, many: int = 1) -> None:
        """So many workers more, which answer."""
        for _ in range(many):
            port = free_port()
            env = {**self.env, "MENTORBOT_WEB_BIND": f"127.0.0.1:{port}"}
            self.alive[port] = Fork(env, self.folder / "log")
            await self.alive[port].start()
        self.balancer.ports = list(self.alive)
        await eventually(self._all_answer)

    async def _all_answer(self) -> bool:
        with contextlib.suppress(httpx.TransportError):
            urls = [f"http://127.0.0.1:{port}/healthz" for port in self.alive]
            return all([(await self.client.get(url)).is_success for url in urls])
        return False

    async def kill_oldest(self) -> None:
        port, process = next(iter(self.alive.items()))
        # The balancer learns of it by itself.
        await process.kill()
        del self.alive[port]

    async def talk(self, enough: asyncio.Event) -> int:
        """How much was said, by each of them the same number of times."""
        times = 0
        while not enough.is_set():
            for phone in self.phones:
                await phone.say("takk")
                await asyncio.sleep(0.1)
            times += 1
        return times

    def thanks(self) -> dict[int, int]:
        chats = self.standin.stage.world.chats
        return {
            chat: sum(
                post.from_bot and post.message.get("text") == THANKED
                for post in chats[chat].posts.values()
            )
            for chat in self.chats
        }

    def rows(self, table: str) -> Counter[str]:
        """By state."""
        address = self.env["MENTORBOT_DATABASE_URL"]
        if address.startswith("sqlite"):
            return Ledger(self.folder).count(table)
        with psycopg.connect(address) as own:
            found = own.execute(f"SELECT state, count(*) FROM {table} GROUP BY state").fetchall()
            return Counter(dict(found))


@pytest.fixture(params=["sqlite", "postgres"])
async def trial(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Trial]:
    async with (
        Standin(token=TOKEN, pace=0.02) as standin,
        Balancer() as balancer,
        httpx.AsyncClient(timeout=30) as client,
    ):
        given = {}
        if request.param == "postgres":
            mould: Callable[[], str] = request.getfixturevalue("postgres_mould")
            address = await asyncio.to_thread(mould)
            given = {"MENTORBOT_DATABASE_URL": address, "MENTORBOT_SECRET_KEYS": KEY}
        env = posted(environment(tmp_path, standin.url, **given), balancer.url)
        chats = await asyncio.to_thread(settle_crowd, env, 30)
        made = Trial(standin, env, tmp_path, balancer, client, chats)
        for chat in chats:
            made.phones.append(await Phone.of(standin.url, client, id=chat, first_name="Nora"))
            await made.phones[-1].start()
        standin.stage.updates.clear()
        yield made
        for process in made.alive.values():
            await process.kill()


async def test_kills_while_updates_are_posted_lose_none_and_handle_none_twice(
    trial: Trial,
) -> None:
    """On PostgreSQL there are two workers, and each takes what the balancer gives it."""
    many = 1 if trial.env["MENTORBOT_DATABASE_URL"].startswith("sqlite") else 2
    kills, rng, enough = 2, Random(7), asyncio.Event()
    await trial.start(many)
    await eventually(lambda: trial.standin.stage.calls.matching("setWebhook"))
    talking = asyncio.create_task(trial.talk(enough))
    for _ in range(kills):
        before = trial.rows("inbox").total()
        await eventually(lambda before=before: trial.rows("inbox").total() > before)
        await asyncio.sleep(rng.uniform(0, 0.3))
        await trial.kill_oldest()
        await trial.start()
    enough.set()
    said = await talking
    updates = said * len(trial.chats)
    await eventually(lambda: min(trial.thanks().values()) >= said)
    await eventually(lambda: not trial.rows("outbox")["sending"])
    assert trial.rows("inbox") == {"done": updates}
    assert trial.rows("outbox") == {"sent": updates}
    # A letter that was on its way when its sender died may have been sent twice.
    assert sum(trial.thanks().values()) <= updates + 8 * kills
    assert len(trial.standin.stage.updates) == 0
    assert len(trial.balancer.passed) >= many
