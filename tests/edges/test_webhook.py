"""What is posted to the webhook: kept before it is confirmed, and refused without a word."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from structlog.testing import capture_logs

from bot import texts
from mentorbot.book.loading import load_book
from mentorbot.book.rendering import Book
from mentorbot.edges import running
from mentorbot.edges.pulse import FEW, Hooked, Pulse
from mentorbot.edges.settings import HOOK_PATH
from mentorbot.edges.web import webhook
from mentorbot.edges.web.webhook import HEADER, LARGEST, Host, webhook_routes
from mentorbot.services import offering_again, receiving
from mentorbot.storage import inbox
from mentorbot.storage.inbox import Arrived
from tests.edges.life import LATER, Running, running_in
from tests.stories.office import Office
from tests.stories.town import Town

ROOT = Path(__file__).resolve().parent.parent.parent
SECRET = "Only-Telegram_knows_this-0123456789"


@pytest.fixture(scope="module")
def book() -> Book:
    return load_book(ROOT / "content", texts())


@dataclass
class Caller:
    """Whoever posts to a webhook: Telegram, or somebody who says so."""

    host: Host
    http: httpx.AsyncClient

    async def post(self, body: Any, secret: str | None = SECRET, **headers: str) -> httpx.Response:
        if secret is not None:
            headers[HEADER] = secret
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        return await self.http.post(HOOK_PATH, content=content, headers=headers)


def calling(host: Host) -> Caller:
    app = Starlette(routes=[*webhook_routes(host, SECRET)])
    transport = httpx.ASGITransport(app)
    return Caller(host, httpx.AsyncClient(transport=transport, base_url="http://here"))


def says(chat: int, text: str, update: int) -> dict[str, Any]:
    person = {"id": chat, "is_bot": False, "first_name": "N", "language_code": "nb"}
    place = {"id": chat, "type": "private"}
    message = {"message_id": 1, "date": 1, "chat": place, "from": person, "text": text}
    return {"update_id": update, "message": message}


@pytest.fixture
async def life(tmp_path: Path, book: Book) -> AsyncIterator[Running]:
    town = Town(tmp_path, book)
    async with running_in(town) as made:
        yield made
    town.database.close()


@pytest.fixture
async def telegram(life: Running) -> AsyncIterator[Caller]:
    caller = calling(life.service)
    async with caller.http:
        yield caller


def kept(life: Running) -> dict[str, int]:
    with life.town.tx() as tx:
        return inbox.counts(tx)


def count(life: Running) -> int:
    return sum(kept(life).values())


async def test_what_is_posted_is_kept_and_then_answered(life: Running, telegram: Caller) -> None:
    marit = life.office.marit
    before = count(life)
    answer = await telegram.post(says(marit.chat_id, "/help", 50_001))
    assert (answer.status_code, answer.content) == (200, b"")
    assert count(life) == before + 1
    await life.until(lambda: marit.chat.sent())
    assert life.service.pulse.posts == {"kept": 1}


@pytest.mark.parametrize("secret", [None, "", SECRET[:-1], SECRET + "x", SECRET.lower(), "æøå"])
async def test_who_does_not_know_the_secret_is_refused_without_a_word(
    life: Running, telegram: Caller, secret: str | None
) -> None:
    before = count(life)
    headers = {} if secret is None else {HEADER: secret.encode()}
    body = json.dumps(says(life.office.marit.chat_id, "/help", 50_001)).encode()
    answer = await telegram.http.post(HOOK_PATH, content=body, headers=headers)  # type: ignore[arg-type]
    assert (answer.status_code, answer.content) == (403, b"")
    assert count(life) == before
    assert life.service.pulse.posts == {"denied": 1}


async def test_nothing_is_read_of_a_stranger_who_posts_a_lot(telegram: Caller) -> None:
    read = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal read
        for _ in range(100):
            read += 1
            yield b"x" * LARGEST

    answer = await telegram.http.post(HOOK_PATH, content=endless(), headers={HEADER: "guessed"})
    assert answer.status_code == 403
    assert read <= 1


@pytest.mark.parametrize("length", ["", "1048577", "9" * 400, "-1", "many"])
async def test_what_is_too_large_is_refused(life: Running, telegram: Caller, length: str) -> None:
    async def large() -> AsyncIterator[bytes]:
        for _ in range(3):
            yield b" " * (LARGEST // 2)

    headers = {HEADER: SECRET} | ({"Content-Length": length} if length else {})
    answer = await telegram.http.post(HOOK_PATH, content=large(), headers=headers)
    assert answer.status_code == 413
    assert life.service.pulse.posts == {"too_large": 1}


NO_UPDATES = [
    *(b"", b"{", b"[]", b"7", b"null", b'"hei"', b"\xff\xfe", b"[" * 100_000),
    *(b"{}", b'{"update_id":"7"}', b'{"update_id":true}', b'{"update_id":%d}' % 2**60),
    b'{"update_id":' + b"9" * 9000 + b"}",
]


@pytest.mark.parametrize("body", NO_UPDATES, ids=range(len(NO_UPDATES)))
async def test_what_is_no_update_is_dropped_and_not_posted_for_ever(
    life: Running, telegram: Caller, body: bytes
) -> None:
    before = count(life)
    answer = await telegram.post(body)
    assert answer.status_code == 200
    assert count(life) == before
    assert life.service.pulse.posts == {"dropped": 1}


async def test_a_malformed_update_is_set_aside_and_its_sender_told(
    life: Running, telegram: Caller
) -> None:
    marit = life.office.marit
    sender = {"id": marit.chat_id, "first_name": "Marit", "is_bot": False}
    broken = {"update_id": 50_001, "message": {"message_id": "7", "chat": [], "from": sender}}
    assert (await telegram.post(broken)).status_code == 200
    await life.until(lambda: kept(life).get("set_aside") == 1)
    await life.until(lambda: marit.chat.sent())
    assert "Prøv en gang til" in marit.last
    assert (await telegram.post(says(marit.chat_id, "/help", 50_002))).status_code == 200
    await life.until(lambda: len(marit.chat.sent()) == 2)


async def test_an_update_of_a_kind_that_nobody_knows_yet_is_taken(
    life: Running, telegram: Caller
) -> None:
    before = kept(life).get("done", 0)
    assert (await telegram.post({"update_id": 50_001, "hologram": {}})).status_code == 200
    await life.until(lambda: kept(life).get("done", 0) == before + 1)


async def test_what_is_posted_again_is_one_row_and_one_answer(
    life: Running, telegram: Caller
) -> None:
    marit = life.office.marit
    before = count(life)
    update = says(marit.chat_id, "/help", 50_001)
    answers = await asyncio.gather(*(telegram.post(update) for _ in range(8)))
    answers.append(await telegram.post(update))
    assert {answer.status_code for answer in answers} == {200}
    await life.until(lambda: marit.chat.sent())
    answers.append(await telegram.post(update))
    await asyncio.sleep(0.1)
    assert count(life) == before + 1
    assert len(marit.chat.sent()) == 1


async def test_a_locked_database_refuses_and_loses_nothing(
    life: Running, telegram: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "DATABASE_RESTS", 0.05)
    marit = life.office.marit
    await life.until(lambda: life.service.pulse.ticked_at)
    with life.town.tx() as tx:
        tx.connection.exec_driver_sql("PRAGMA busy_timeout=20")
    before = count(life)
    updates = [says(marit.chat_id, "/help", 50_000 + number) for number in range(3)]
    file = life.town.database.engine.url.database or ""
    with capture_logs() as logged, closing(sqlite3.connect(file)) as other:
        other.execute("BEGIN IMMEDIATE")
        for update in updates:
            answer = await telegram.post(update)
            assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
        other.rollback()
    assert count(life) == before
    assert life.service.pulse.posts == {"not_written": 3}
    assert [each["event"] for each in logged].count("webhook.not_written") == 3
    # Posted again, as Telegram does; the service itself has outlived it.
    assert [(await telegram.post(update)).status_code for update in updates] == [200] * 3
    await life.until(lambda: len(marit.chat.sent()) == 3)
    assert count(life) == before + 3


async def test_too_much_that_waits_is_left_to_telegram(
    tmp_path: Path, book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receiving, "MOST_WAITING", 2)
    town = Town(tmp_path, book)
    # A service that does not run: nothing of what waits is taken.
    life = Running(await asyncio.to_thread(lambda: Office.of(town, **LATER)))
    telegram = calling(life.service)
    async with telegram.http:
        answers = [await telegram.post(says(9, "hei", 50_000 + number)) for number in range(5)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 503, 503]
    assert answers[-1].headers["retry-after"] == "2"
    assert kept(life)["waiting"] == 3
    town.database.close()


@dataclass
class Held:
    """A service whose database answers when it is let go."""

    pulse: Pulse = field(default_factory=Pulse)
    is_stopping: bool = False
    free: asyncio.Event = field(default_factory=asyncio.Event)
    commits: list[list[int]] = field(default_factory=list)
    tasks: list[asyncio.Future[object]] = field(default_factory=list)

    async def take_in(self, updates: Sequence[Arrived]) -> bool:
        self.commits.append([each.update_id for each in updates])
        await self.free.wait()
        return True

    def later(self, work: Awaitable[object]) -> None:
        self.tasks.append(asyncio.ensure_future(work))


async def test_what_comes_during_a_commit_shares_the_next_in_telegrams_order() -> None:
    host = Held()
    telegram = calling(host)
    async with telegram.http:
        posts = [asyncio.create_task(telegram.post({"update_id": n})) for n in (5, 9, 8, 7, 6)]
        await asyncio.sleep(0.1)
        assert host.commits == [[5]] or len(host.commits) == 1
        assert not any(post.done() for post in posts), "nothing is confirmed before its commit"
        late = asyncio.create_task(telegram.post({"update_id": 4}))
        await asyncio.sleep(0.05)
        host.free.set()
        assert {(await post).status_code for post in (*posts, late)} == {200}
    assert len(host.commits) == 2
    assert all(commit == sorted(commit) for commit in host.commits)
    assert sorted(n for commit in host.commits for n in commit) == [4, 5, 6, 7, 8, 9]


async def test_too_many_posts_at_once_are_asked_to_come_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(webhook, "MOST_IN_HAND", 3)
    host = Held()
    telegram = calling(host)
    async with telegram.http:
        posts = [asyncio.create_task(telegram.post({"update_id": n})) for n in range(3)]
        await asyncio.sleep(0.05)
        answer = await telegram.post({"update_id": 99})
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "2")
        host.free.set()
        assert {(await post).status_code for post in posts} == {200}
        assert (await telegram.post({"update_id": 99})).status_code == 200


async def test_a_service_that_ends_takes_nothing_more() -> None:
    host = Held(is_stopping=True)
    telegram = calling(host)
    async with telegram.http:
        assert (await telegram.post({"update_id": 1})).status_code == 503
    assert host.commits == []


async def test_an_outage_is_over_when_telegram_can_post_again(
    life: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What waits for a tap is offered once more: a tap lives 150 seconds."""
    offered: list[datetime] = []
    monkeypatch.setattr(offering_again, "after_outage", lambda _, at, __: offered.append(at))
    await life.until(lambda: life.service.pulse.ticked_at)
    now, looked = life.town.now, life.service._looked
    looked(Hooked(pending=3, failed_at=now))
    looked(Hooked(pending=FEW + 1))
    await asyncio.sleep(0.05)
    assert (life.service.pulse.polled_at, offered) == (now, [])
    looked(Hooked(pending=1, failed_at=now - timedelta(minutes=3)))
    await life.until(lambda: offered == [now])


async def test_nobody_looks_at_a_webhook(telegram: Caller) -> None:
    assert (await telegram.http.get(HOOK_PATH)).status_code == 405
