"""What can befall polling: within a minute it resumes, or the process ends with another exit code
than 0.

A running service against a server that misbehaves over real HTTP, with the poller's seconds made
short. Every kind of answer, for a minute on end, is in the matrix (test_error_matrix.py); what ends
a real process is in tests/e2e/test_process.py; a loop that stands still is in test_watchdog.py.
"""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError
from telegram import Bot

from mentorbot.book.rendering import Book
from mentorbot.edges import running, serving, telegram_in
from mentorbot.edges.telegram_in import TokenRefused
from mentorbot.edges.telegram_wire import AiohttpRequest
from mentorbot.services import receiving
from mentorbot.storage import inbox
from tests.edges.life import LATER, Running
from tests.edges.matrix import TROUBLES
from tests.edges.wild import TOKEN, Trouble, Wild, body, page, says, wild
from tests.stories.office import Office
from tests.stories.town import Town

pytestmark = pytest.mark.usefixtures("no_logs")

KNOWN = 7000
"""Numbers of updates begin here."""
PATIENCE = 5.0
"""Seconds for an answer where there is one: the machine may be busy."""


class Life(Running):
    """An office whose service polls a server that can be told to misbehave."""

    def __init__(self, office: Office, telegram: Wild, wire: AiohttpRequest) -> None:
        super().__init__(office)
        self.telegram = telegram
        self.number = KNOWN
        self.service.updates = wire
        self.service.bot = Bot(TOKEN, f"{telegram.url}/bot")
        self.running: asyncio.Task[None] | None = None
        self.before = 0
        self.before = self.handled()

    def start(self) -> asyncio.Task[None]:
        self.running = asyncio.create_task(self.service.run())
        return self.running

    def help(self, number: int | None = None) -> dict[str, Any]:
        """An update: Marit asks for help."""
        self.number = self.number + 1 if number is None else number
        marit = self.office.marit.chat_id
        sender = {"id": marit, "is_bot": False, "first_name": "Marit", "language_code": "nb"}
        place = {"id": marit, "type": "private"}
        said = {"message_id": 1, "date": 1, "chat": place, "from": sender, "text": "/help"}
        return {"update_id": self.number, "message": said}

    def handled(self) -> int:
        with self.town.tx() as tx:
            return inbox.counts(tx).get("done", 0) - self.before

    def asked(self, words: str = "") -> int:
        """How often updates were asked for, with such parameters."""
        return sum(words in query for query in self.telegram.queries)

    async def goes_on(self) -> None:
        """Whatever happened: what comes now is handled."""
        before = self.handled()
        self.telegram.updates.append([self.help()])
        await self.until(lambda: self.handled() == before + 1)
        assert self.running is not None and not self.running.done()


@pytest.fixture
async def telegram() -> AsyncIterator[Wild]:
    async with wild() as made:
        made.method = "getUpdates"
        yield made


@pytest.fixture
async def life(
    tmp_path: Path, book: Book, telegram: Wild, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Life]:
    monkeypatch.setattr(telegram_in, "FIRST_WAIT", 0.005)
    monkeypatch.setattr(telegram_in, "LONGEST_WAIT", 0.02)
    monkeypatch.setattr(telegram_in, "LONG_POLL", 0)
    monkeypatch.setattr(running, "ENDING", 0.2)
    monkeypatch.setattr(running, "KEEPS_TRYING", 0.2)
    monkeypatch.setattr(running, "DATABASE_RESTS", 0.02)
    town = Town(tmp_path, book)
    office = await asyncio.to_thread(lambda: Office.of(town, **LATER))
    wire = AiohttpRequest(1, PATIENCE)
    await wire.initialize()
    made = Life(office, telegram, wire)
    yield made
    made.service.stop()
    if made.running is not None:
        await asyncio.gather(made.running, return_exceptions=True)
    await wire.shutdown()
    town.database.close()


def batch(*updates: Any) -> list[Any]:
    return list(updates)


FOR_A_WHILE: dict[str, Trouble] = {
    "hangs": TROUBLES["silence"][0],
    "hangs in the middle of an answer": TROUBLES["silence in the answer"][0],
    "drips": TROUBLES["drop by drop"][0],
    "closes in the middle of an answer": TROUBLES["cut in the answer"][0],
    "closes": TROUBLES["cut"][0],
    "another poller": says(409, "Conflict: terminated by other getUpdates request"),
    "a refused token": says(401, "Unauthorized"),
    "an unknown method": says(404, "Not Found"),
    "a burst of 502": page(502),
    "a page as success": page(200),
    "a page that forbids": page(403),
    "no gzip": TROUBLES["no gzip"][0],
    "no list": body(b'{"ok": true, "result": {"not": "a list"}}'),
    "no result": body(b'{"ok": true}'),
    "too deep to be read": body(b'{"ok": true, "result": ' + b"[" * 100_000),
    "asked to wait": says(429, "Too Many Requests", parameters={"retry_after": 0.01}),
}


@pytest.mark.filterwarnings("ignore:.*retry_after.*:DeprecationWarning")
async def test_polling_resumes_after_every_trouble_in_one_life(
    life: Life, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(telegram_in, "ANSWERED_WITHIN", 0.2)
    monkeypatch.setattr(life.service.updates, "_timeout", 0.2)
    life.start()
    await life.goes_on()
    for name, trouble in FOR_A_WHILE.items():
        life.telegram.calls.clear()
        life.telegram.trouble = trouble
        try:
            await life.until(lambda: len(life.telegram.calls) >= 4)
            life.telegram.trouble = None
            await life.goes_on()
        except (AssertionError, TimeoutError) as error:
            error.add_note(f"after: {name}")
            raise


def odd(life: Life) -> dict[str, tuple[list[Any], int]]:
    """Batches, and how many turns they are worth."""
    return {
        "a type of next year": (batch({"update_id": 1, "hologram": {}}, life.help(2)), 2),
        "malformed amid good ones": (
            batch(life.help(11), {"update_id": 12, "message": {"message_id": "x"}}, life.help(13)),
            2,
        ),
        "no update at all": (batch("what", None, {"no": "number"}, life.help(21)), 1),
        "twice the same": (batch(life.help(31), life.help(31)), 1),
        "again what was handled": (batch(life.help(31)), 0),
        "out of order": (batch(life.help(43), life.help(41), life.help(42)), 3),
        "numbers drawn anew, lower": (batch(life.help(5)), 1),
        "numbers drawn anew, much higher": (batch(life.help(2_000_000_000)), 1),
    }


def more_handled(life: Life, many: int) -> bool:
    return life.handled() >= many


async def test_odd_updates_are_handled_once_and_never_stand_in_the_way(life: Life) -> None:
    life.start()
    await life.goes_on()
    for name, (updates, turns) in odd(life).items():
        before = life.handled()
        life.telegram.updates.append(updates)
        try:
            await life.until(partial(more_handled, life, before + turns))
            life.number += 1000
            await life.goes_on()
            assert life.handled() == before + turns + 1
        except (AssertionError, TimeoutError) as error:
            error.add_note(f"after: {name}")
            raise
    with life.town.tx() as tx:
        assert inbox.counts(tx).get("set_aside") == 1


async def test_the_offset_follows_numbers_that_were_drawn_anew(life: Life) -> None:
    life.start()
    life.telegram.updates += [[life.help(900_000)], [life.help(17)]]
    await life.until(lambda: life.handled() == 2)
    await life.until(lambda: life.asked("offset=18") > 0)
    with life.town.tx() as tx:
        assert inbox.offset(tx) == 18


@pytest.mark.parametrize("what", ["nothing", "the same again"])
async def test_a_server_that_answers_at_once_is_not_asked_in_a_row(
    life: Life, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    monkeypatch.setattr(telegram_in, "FIRST_WAIT", 0.1)
    monkeypatch.setattr(telegram_in, "LONG_POLL", 1)
    monkeypatch.setattr(telegram_in, "AT_ONCE", 0.05)
    life.telegram.waits = 0.0
    life.telegram.always = [] if what == "nothing" else [life.help()]
    life.start()
    await life.until(lambda: life.telegram.calls)
    before = len(life.telegram.calls)
    await asyncio.sleep(0.5)
    assert len(life.telegram.calls) - before <= 7
    life.telegram.always = None
    life.telegram.waits = 0.02
    await life.goes_on()


async def ended(life: Life) -> BaseException | None:
    """How the service ended; `bot.py run` lets that through, so that the exit code is 1."""
    running = life.running or life.start()
    async with asyncio.timeout(10):
        await asyncio.wait({running})
    return running.exception()


@pytest.mark.parametrize("code", [401, 404])
async def test_a_token_that_stays_refused_ends_the_service(
    life: Life, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    monkeypatch.setattr(telegram_in, "PATIENCE_WITH_TOKEN", 0.05)
    life.telegram.trouble = says(code, "No")
    assert isinstance(await ended(life), TokenRefused)


async def test_a_defect_in_the_poller_ends_the_service(
    life: Life, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No deaf process that looks alive."""

    def defect(_item: object) -> None:
        raise RuntimeError("a defect")

    monkeypatch.setattr(telegram_in, "arrived", defect)
    life.telegram.updates.append([life.help()])
    assert isinstance(await ended(life), RuntimeError)


@contextlib.contextmanager
def locked(life: Life) -> Iterator[None]:
    """Somebody else writes to the database, and takes their time."""
    with contextlib.closing(sqlite3.connect(life.town.address.removeprefix("sqlite:///"))) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.rollback()


@contextlib.contextmanager
def full(life: Life) -> Iterator[None]:
    """The database may not grow by a page, as on a full disk."""
    with contextlib.closing(life.town.database.engine.raw_connection()) as there:
        cursor = there.cursor()
        (pages,) = cursor.execute("PRAGMA page_count").fetchone()
        cursor.execute(f"PRAGMA max_page_count={pages}")
    yield
    with contextlib.closing(life.town.database.engine.raw_connection()) as there:
        there.cursor().execute("PRAGMA max_page_count=1000000")


def many(life: Life) -> list[Any]:
    """More than fits on the pages that there are."""
    first, life.number = life.number + 1, life.number + 60
    return [{"update_id": first + n, "hologram": "x" * 4000} for n in range(60)]


OUT: dict[str, Callable[[Life], AbstractContextManager[None]]] = {"locked": locked, "full": full}


@pytest.mark.parametrize("what", OUT)
async def test_what_cannot_be_written_is_not_confirmed_and_kept_when_it_can(
    life: Life, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    monkeypatch.setattr(running, "KEEPS_TRYING", 30.0)
    await impatient(life)
    life.start()
    await life.goes_on()
    with OUT[what](life):
        life.telegram.updates.append(many(life))
        await asyncio.sleep(0.4)
        polls = len(life.telegram.calls)
        await asyncio.sleep(0.1)
        assert len(life.telegram.calls) == polls, "nothing is confirmed, and nothing asked for"
    await life.until(lambda: life.handled() == 61)
    await life.until(lambda: life.asked(f"offset={life.number + 1}") > 0)
    assert life.running is not None and not life.running.done()


@pytest.mark.parametrize("what", OUT)
async def test_a_database_that_stays_shut_ends_the_service_and_telegram_keeps_the_updates(
    life: Life, what: str
) -> None:
    await impatient(life)
    life.start()
    await life.goes_on()
    with OUT[what](life):
        updates = many(life)
        life.telegram.updates.append(updates)
        assert isinstance(await ended(life), OperationalError)
        assert life.asked(f"offset={life.number + 1}") == 0
    assert receiving.next_offset(life.town.parts) == updates[0]["update_id"]


async def impatient(life: Life) -> None:
    """A locked SQLite is waited for ten seconds otherwise."""

    def hurry() -> None:
        with contextlib.closing(life.town.database.engine.raw_connection()) as there:
            there.cursor().execute("PRAGMA busy_timeout=20")

    await asyncio.to_thread(hurry)


def test_no_way_of_hanging_takes_a_minute() -> None:
    """A long poll that is never answered, and the longest rest after an outage."""
    connecting, last = serving.TIMEOUT, telegram_in.ANSWERED_WITHIN
    assert connecting + telegram_in.LONG_POLL + last + telegram_in.FIRST_WAIT < 60
    assert telegram_in.LONGEST_WAIT + connecting + last < 60
    assert telegram_in.PATIENCE_WITH_TOKEN < 60
    assert running.KEEPS_TRYING + 10 + running.DATABASE_RESTS < 60
