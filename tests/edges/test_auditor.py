"""The auditor beside a running service: what it finds is seen in time, and so is its own death."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from structlog.testing import capture_logs

from bot import texts
from mentorbot.book.loading import load_book
from mentorbot.book.rendering import Book
from mentorbot.edges import auditor
from mentorbot.edges.web.health import AUDIT_MAY_TAKE, health_app
from mentorbot.services import auditing
from mentorbot.storage.migrating import head
from mentorbot.storage.tables import rungs
from tests.edges.life import Running, running_in
from tests.stories.town import Town

CONTENT = Path(__file__).resolve().parents[2] / "content"
IN_TIME = timedelta(seconds=120)
"""Of running time, from the miss until a human knows."""


@pytest.fixture(scope="module")
def book() -> Book:
    return load_book(CONTENT, texts())


@pytest.fixture(autouse=True)
def quick_rounds(monkeypatch: pytest.MonkeyPatch) -> None:
    """The program's minutes are moved by hand; the loop only has to notice."""
    monkeypatch.setattr(auditor, "SLICE", 0.02)
    monkeypatch.setattr(auditor, "SETTLES", 0.1)


@dataclass
class Ear:
    """The outside service that a heartbeat goes to."""

    heard: list[bytes] = field(default_factory=list)
    address: str = ""
    answer: bytes = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nOK"

    async def hear(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.heard.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(self.answer)
        await writer.drain()
        writer.close()


@pytest.fixture
async def ear() -> AsyncIterator[Ear]:
    made = Ear()
    server = await asyncio.start_server(made.hear, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    made.address = f"http://127.0.0.1:{port}/secret-id"
    yield made
    server.close()


@dataclass
class Audited:
    """A running office with its auditor, and whoever watches /readyz."""

    life: Running
    watching: asyncio.Task[None]

    @property
    def town(self) -> Town:
        return self.life.town

    async def later(self, seconds: float) -> None:
        """The clock runs on, a minute at a time, and the service and the auditor with it."""
        while seconds > 0:
            self.town.now += timedelta(seconds=min(30, seconds))
            seconds -= 30
            self.life.service.wake()
            await asyncio.sleep(0.25)
            self.life.service.pulse.polled_at = self.town.now

    async def ready(self) -> dict[str, Any]:
        app = health_app(self.town.database, self.life.service.pulse, self.life)
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
            answer = await client.get("/readyz")
        told: dict[str, Any] = answer.json()
        assert answer.status_code == (200 if told["ready"] else 503)
        return told

    def heard(self, words: str) -> bool:
        return any(words in text for text in self.life.office.kari.chat.texts())


@asynccontextmanager
async def audited(folder: Path, book: Book, heartbeat: str = "") -> AsyncIterator[Audited]:
    town = Town(folder, book)
    with town.tx() as tx:
        tx.connection.exec_driver_sql("CREATE TABLE alembic_version (version_num VARCHAR)")
        tx.connection.exec_driver_sql(f"INSERT INTO alembic_version VALUES ('{head()}')")
    async with running_in(town) as life:
        watching = asyncio.create_task(auditor.watch(life.service, heartbeat))
        made = Audited(life, watching)
        life.says(life.office.marit.chat_id, "/help")
        await life.until(lambda: life.service.pulse.polled_at and life.service.pulse.audited_at)
        yield made
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)
    town.database.close()


@pytest.fixture
async def office(tmp_path: Path, book: Book) -> AsyncIterator[Audited]:
    async with audited(tmp_path, book) as made:
        yield made


async def report(office: Audited) -> str:
    return await asyncio.to_thread(office.life.office.report)


def remove_rung(town: Town, reference: str, number: int) -> dict[str, Any]:
    """By hand, from the database of the running service; what stood there."""
    mine = (rungs.c.reference == reference) & (rungs.c.number == number)
    with town.tx() as tx:
        (row,) = tx.connection.execute(rungs.select().where(mine))
        tx.connection.execute(rungs.delete().where(mine))
    return dict(row._mapping)


def put_back(town: Town, rung: dict[str, Any]) -> None:
    with town.tx() as tx:
        tx.connection.execute(rungs.insert().values(**rung))


def test_the_constants_leave_room_for_what_was_promised(book: Book) -> None:
    """What is gone is seen in the next round; what is late, in the next one after its grace."""
    grace = timedelta(seconds=book.rules.office.auditor.grace_seconds)
    round_ = timedelta(seconds=auditor.LOOK_EVERY)
    assert grace + round_ <= IN_TIME
    assert 2 * round_ + timedelta(seconds=auditor.PING_MAY_TAKE) < AUDIT_MAY_TAKE


@pytest.mark.parametrize("number", [1, 2, 3])
async def test_a_rung_deleted_by_hand_is_told_in_time_and_so_is_that_all_is_well_again(
    office: Audited, number: int
) -> None:
    reference = await report(office)
    await office.later(30)
    assert (await office.ready())["faults"] == []
    rung = await asyncio.to_thread(remove_rung, office.town, reference, number)
    missed_at = office.town.now
    await office.later(60)
    assert office.town.now - missed_at <= IN_TIME
    assert (await office.ready())["faults"] == ["missing_rung"]
    await office.life.until(lambda: office.heard("Et varsel til NAV mangler"))
    assert office.heard(reference)
    await office.later(90)
    assert len(office.life.office.told(office.life.office.kari)) == 1
    await asyncio.to_thread(put_back, office.town, rung)
    await office.later(30)
    assert (await office.ready())["faults"] == []
    await office.life.until(lambda: office.heard(f"Sak {reference} er i orden igjen."))


async def test_what_is_mended_is_seen_long_before_the_next_round(
    office: Audited, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Until then /readyz keeps others from this worker. No clock is moved here."""
    monkeypatch.setattr(auditor, "LOOK_AGAIN", 0.2)
    pulse = office.life.service.pulse
    reference = await report(office)
    rung = await asyncio.to_thread(remove_rung, office.town, reference, 2)
    await office.later(60)
    assert set(pulse.findings) == {"missing_rung"}
    await asyncio.to_thread(put_back, office.town, rung)
    await office.life.until(lambda: pulse.findings == {})


async def test_when_its_loop_is_killed_readyz_says_so_and_the_service_goes_on(
    office: Audited,
) -> None:
    await office.later(30)
    assert (await office.ready())["faults"] == []
    office.watching.cancel()
    await office.later(90)
    assert (await office.ready())["faults"] == []
    await office.later(60)
    assert (await office.ready())["faults"] == ["auditor"]
    nadia = office.life.office.nadia
    office.life.says(nadia.chat_id, "/help")
    await office.life.until(lambda: nadia.chat.sent())


async def test_an_audit_that_raises_is_logged_tried_again_and_noticed(
    office: Audited, monkeypatch: pytest.MonkeyPatch
) -> None:
    def boom(*_args: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as patched, capture_logs() as lines:
        patched.setattr(auditing, "audit", boom)
        await office.later(150)
        assert (await office.ready())["faults"] == ["auditor"]
    assert {line["event"] for line in lines if line["log_level"] == "error"} == {"auditor.failed"}
    await office.later(30)
    assert (await office.ready())["faults"] == []


async def test_a_clean_audit_is_heard_outside_and_a_miss_is_silence(
    tmp_path: Path, book: Book, ear: Ear
) -> None:
    async with audited(tmp_path, book, ear.address) as office:
        await office.life.until(lambda: ear.heard)
        request = ear.heard[0].decode()
        assert request.startswith("GET /secret-id HTTP/1.1\r\n")
        names = {line.split(":")[0].lower() for line in request.splitlines()[1:] if line}
        assert names == {"host", "accept", "accept-encoding", "connection", "user-agent"}
        reference = await report(office)
        await asyncio.to_thread(remove_rung, office.town, reference, 2)
        await office.later(30)
        heard = len(ear.heard)
        await office.later(60)
        assert len(ear.heard) == heard


async def test_an_outside_service_that_fails_is_only_logged_and_its_address_is_not(
    tmp_path: Path, book: Book, ear: Ear
) -> None:
    ear.answer = b"HTTP/1.1 500 Oh\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    with capture_logs() as lines:
        async with audited(tmp_path, book, ear.address) as office:
            await office.life.until(lambda: ear.heard)
            await office.later(60)
            assert (await office.ready())["faults"] == []
    failed = [line for line in lines if line["event"] == "heartbeat.failed"]
    assert failed
    assert {line["error"] for line in failed} == {"HTTPStatusError"}
    assert not any("secret-id" in str(line) for line in lines)


async def test_the_days_line_is_written_once_and_names_nobody(tmp_path: Path, book: Book) -> None:
    with capture_logs() as lines:
        async with audited(tmp_path, book) as office:
            await office.later(90)
    (line,) = [line for line in lines if line["event"] == "day.summary"]
    line = {name: value for name, value in line.items() if name not in ("event", "log_level")}
    assert set(line) == {
        "since", "sent", "late", "lost", "uncertain", "open", "oldest_seconds",
        "forgotten", "undeleted",
    }  # fmt: skip
    assert line["lost"] == 0
