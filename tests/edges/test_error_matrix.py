"""Every trouble in tests/edges/matrix.py with every method: what becomes of it, and how often
Telegram is called until that is settled.

Real: HTTP, the wire, the door to Telegram, the services, SQLite. Played: the server, and the clock.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import sqlite3
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

import pytest
from sqlalchemy import Row, select
from telegram import Bot

from mentorbot.book.rendering import Book
from mentorbot.domain.errors import MentorbotError
from mentorbot.edges import telegram_in
from mentorbot.edges.menus import TelegramMenus
from mentorbot.edges.telegram_in import Poller, TokenRefused
from mentorbot.edges.telegram_out import TelegramMessenger
from mentorbot.edges.telegram_wire import AiohttpRequest
from mentorbot.services import delivering, retrying
from mentorbot.storage import conversations, outbox, people, queue
from mentorbot.storage.inbox import Arrived
from mentorbot.storage.letters import Lane, Letter, Posted, Verb
from mentorbot.storage.tables import audit, pauses
from mentorbot.storage.tables import outbox as table
from tests.edges.matrix import LASTS, METHODS, TROUBLES, expected
from tests.edges.wild import TOKEN, Wild, wild
from tests.stories.office import Office
from tests.stories.town import Phone, Town

# PTB warns of a change to come wherever Telegram asks to wait.
pytestmark = [
    pytest.mark.filterwarnings("ignore:.*retry_after.*:DeprecationWarning"),
    pytest.mark.usefixtures("no_logs"),
]

PATIENCE, ENOUGH = 5.0, 0.06
"""Seconds for an answer: where there is one, and where there is none."""
ASKED = {"429": 5, "429 for hours": 10072, "429 without a number": 30}
"""Seconds that Telegram asks to wait."""
MESSAGE = 77
"""What stands in the chat."""


@dataclass
class Scene:
    """An office as it was in the beginning, as often as that is wanted."""

    office: Office
    begun: datetime
    before: sqlite3.Connection

    @property
    def town(self) -> Town:
        return self.office.town

    def again(self) -> None:
        """Nothing has happened yet."""
        self.town.now = self.begun
        with contextlib.closing(self.town.database.engine.raw_connection()) as there:
            self.before.backup(cast(sqlite3.Connection, there.driver_connection))

    def post(self, letter: Letter) -> int:
        with self.town.tx() as tx:
            return outbox.post(tx, letter, self.town.now)

    def row(self, letter: int) -> Row[Any]:
        with self.town.tx() as tx:
            return tx.connection.execute(select(table).where(table.c.id == letter)).one()

    def noted(self, letter: int) -> list[str]:
        with self.town.tx() as tx:
            query = select(audit.c.action).where(audit.c.subject == f"outbox:{letter}")
            return list(tx.connection.execute(query).scalars())


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory, book: Book) -> Iterator[Scene]:
    town = Town(tmp_path_factory.mktemp("matrix"), book)
    office = Office.of(town)
    office.marit.says("/help")
    with town.tx() as tx:
        (bubble,) = conversations.of_person(tx, office.marit.person)[-1:]
        conversations.shown(tx, bubble.id, MESSAGE)
        tx.connection.execute(table.delete())
    kept = sqlite3.connect(":memory:")
    with contextlib.closing(town.database.engine.raw_connection()) as there:
        cast(sqlite3.Connection, there.driver_connection).backup(kept)
    yield Scene(office, town.now, kept)
    kept.close()
    town.database.close()


@pytest.fixture(scope="module")
def full() -> Iterator[str]:
    """Where connections are neither taken nor refused."""
    with contextlib.ExitStack() as opened:
        listening = opened.enter_context(socket.create_server(("127.0.0.1", 0), backlog=0))
        for _ in range(3):
            waiting = opened.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(listening.getsockname())
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"


def letter_to(phone: Phone) -> Letter:
    return Letter(phone.person, Verb.TELL, Lane.URGENT, {"html": "x", "buttons": []})


class Trial:
    """One trouble that never ends, and a clock that is moved."""

    def __init__(self, scene: Scene, telegram: Wild, request: AiohttpRequest, url: str) -> None:
        self.scene, self.telegram, self.request, self.url = scene, telegram, request, url
        self.bot = Bot(TOKEN, f"{url}/bot", f"{url}/file/bot", request)
        self.messenger = TelegramMessenger(self.bot)
        self.reached = url == telegram.url
        self.begin("")

    def begin(self, column: str) -> None:
        """Nothing has happened yet, and this column's method is the one in trouble."""
        self.scene.again()
        self.telegram.calls.clear()
        self.telegram.method = METHODS.get(column, "")
        self.tries = 0
        """Of the letter, whether or not a call came of it."""

    @property
    def town(self) -> Town:
        return self.scene.town

    def whose(self, column: str) -> Phone:
        return self.scene.office.nadia if column == "notice" else self.scene.office.marit

    def letter(self, column: str) -> Letter:
        who = self.whose(column).person
        words = {"html": "<b>Hei</b>", "buttons": [[["Ja", "k.0"]]]}
        if column == "notice":
            return Letter(who, Verb.TELL, Lane.URGENT, words, reference="R1")
        if column == "checkin":
            return Letter(who, Verb.TELL, Lane.CHECKIN, words, again=False)
        if column == "edit":
            with self.town.tx() as tx:
                (bubble,) = conversations.of_person(tx, who)[-1:]
            return Letter(who, Verb.SAY, Lane.ANSWER, words, place=bubble.id)
        verb = Verb.STRIP if column == "strip" else Verb.FORGET
        return Letter(who, verb, Lane.DIGEST, message_id=MESSAGE)

    async def look(self, mine: int) -> None:
        """What may leave now, leaves."""
        while letters := delivering.claim(self.town.parts, self.town.now, 8):
            for letter in letters:
                await self._carry(letter, letter.id == mine)

    async def _carry(self, letter: Posted, is_mine: bool) -> None:
        # Who is told of it is none of this trouble's.
        result = delivering.Delivery(message_id=1)
        delivering.begin(self.town.parts, letter)
        if is_mine:
            self.tries += 1
            result = await delivering.deliver(self.messenger, letter)
        delivering.settle(self.town.parts, letter, result, self.town.now)

    async def until(self, end: datetime, mine: int) -> None:
        """All that is due before `end`, at its moment."""
        while True:
            await self.look(mine)
            with self.town.tx() as tx:
                moment = queue.next_moment(tx, self.town.now)
            if moment is None or moment > end:
                break
            self.town.now = moment
        self.town.now = end


@contextlib.asynccontextmanager
async def trial_of(name: str, scene: Scene, full: str = "") -> AsyncIterator[Trial]:
    async with wild() as telegram:
        telegram.trouble = TROUBLES[name][0]
        wire = AiohttpRequest(4, ENOUGH if name in LASTS else PATIENCE)
        await wire.initialize()
        address = telegram.trouble.at
        url = address.format(url=telegram.url, port=telegram.url.rpartition(":")[2], full=full)
        try:
            yield Trial(scene, telegram, wire, url)
        finally:
            await wire.shutdown()


@pytest.mark.parametrize("trouble", TROUBLES)
async def test_every_call_ends_as_it_must(
    scene: Scene, full: str, trouble: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The long poll is given time for an answer of its own.
    monkeypatch.setattr(telegram_in, "ANSWERED_WITHIN", ENOUGH if trouble in LASTS else PATIENCE)
    if trouble == "no such name":
        monkeypatch.setattr(socket, "getaddrinfo", unknown)
    async with asyncio.timeout(60), trial_of(trouble, scene, full) as trial:
        for column, state in expected(trouble).items():
            trial.begin(column)
            try:
                await tried(trial, trouble, column, state)
            except AssertionError as error:
                error.add_note(f"{trouble}: {column} ({METHODS[column]}) is to be {state}")
                raise


def unknown(*_: object, **__: object) -> None:
    """As a name server answers, only sooner."""
    raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")


async def tried(trial: Trial, trouble: str, column: str, state: str) -> None:
    if column == "poll":
        await polled(trial, trouble, state)
    elif state == "once":
        await politely(trial, trouble, column)
    else:
        mine = trial.scene.post(trial.letter(column))
        await trial.look(mine)
        await HOLDS[state](trial, mine, trouble, column)


async def politely(trial: Trial, trouble: str, column: str) -> None:
    if column == "toast":
        await trial.messenger.answer("77", "Takk")
    elif column == "leave":
        with contextlib.suppress(MentorbotError):
            await trial.messenger.leave(-100)
    else:
        with trial.town.tx() as tx:
            marit = people.get(tx, trial.scene.office.marit.person)
        await TelegramMenus(trial.bot, trial.town.book).show(marit)
    once = 2 if (column, trouble) == ("leave", "a group by now") else 1
    assert trial.telegram.count(METHODS[column]) == (once if trial.reached else 0)
    assert not trial.town.rows(table)


async def polled(trial: Trial, trouble: str, state: str) -> None:
    """A minute of trouble; then it is over, and what was said meanwhile is kept."""
    rests: list[float] = []
    kept: list[int] = []
    happened = asyncio.Event()

    async def keep(updates: list[Arrived]) -> int:
        kept.extend(each.update_id for each in updates)
        happened.set()
        return updates[-1].update_id + 1

    async def rest(seconds: float) -> None:
        rests.append(seconds)
        if sum(rests) >= 60:
            trial.telegram.method, poller._url = "", f"{trial.telegram.url}/bot{TOKEN}/getUpdates"
        await asyncio.sleep(0)

    trial.telegram.updates = [[{"update_id": 8, "message": {}}]]
    poller = Poller(trial.request, f"{trial.url}/bot{TOKEN}", keep, lambda: None, rest)
    polling = asyncio.create_task(poller.run(None))
    waiting = asyncio.create_task(happened.wait())
    async with asyncio.timeout(20):
        await asyncio.wait({polling, waiting}, return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    polling.cancel()
    (end,) = await asyncio.gather(polling, return_exceptions=True)
    assert isinstance(end, TokenRefused) == (state == "ends")
    assert kept == ([] if state == "ends" else [8])
    assert_rested(rests, trouble, state)


def assert_rested(rests: list[float], trouble: str, state: str) -> None:
    if state == "done":
        assert rests == []
    elif state == "waits":
        assert set(rests) == {ASKED[trouble]}
    else:
        assert rests[:5] == [1, 2, 4, 8, 16] and max(rests) <= 30
        assert sum(rests) < 60 if state == "ends" else len(rests) <= 7


# What each state is


async def done(trial: Trial, mine: int, _trouble: str, _column: str) -> None:
    await settled(trial, mine, "sent", calls=1)


async def refused(trial: Trial, mine: int, _trouble: str, _column: str) -> None:
    await settled(trial, mine, "failed", calls=1)
    assert trial.scene.noted(mine) == ["letter.failed"]


async def uncertain(trial: Trial, mine: int, _trouble: str, _column: str) -> None:
    await settled(trial, mine, "uncertain", calls=1)
    assert trial.scene.noted(mine) == ["letter.uncertain"]


async def closed(trial: Trial, mine: int, _trouble: str, column: str) -> None:
    await settled(trial, mine, "failed", calls=1)
    who = trial.whose(column).person
    assert len(trial.town.noted("person.unreachable")) == 1
    with trial.town.tx() as tx:
        assert people.get(tx, who).reached_by is None
        told = tx.connection.execute(select(table.c.person_id).where(table.c.id != mine))
        assert trial.scene.office.kari.person in set(told.scalars())


async def anew(trial: Trial, mine: int, _trouble: str, _column: str) -> None:
    row = trial.scene.row(mine)
    assert (row.state, row.message_id) == ("sent", 5000 + trial.telegram.count("sendMessage") + 1)
    (sent,) = [form for method, form in trial.telegram.calls if method == "sendMessage"]
    assert b"disable_notification" in sent
    assert trial.telegram.count("editMessageText") == 1


async def plain(trial: Trial, mine: int, _trouble: str, column: str) -> None:
    await settled(trial, mine, "sent", calls=2)
    forms = [form for method, form in trial.telegram.calls if method == METHODS[column]]
    assert b"parse_mode" in forms[0] and b"parse_mode" not in forms[1]


async def emptied(trial: Trial, mine: int, _trouble: str, _column: str) -> None:
    await settled(trial, mine, "sent", calls=1)
    assert trial.telegram.count("editMessageText") == 1


async def again(trial: Trial, mine: int, trouble: str, column: str) -> None:
    row, now = trial.scene.row(mine), trial.town.now
    assert (row.state, row.not_before - now) == ("waiting", timedelta(seconds=1))
    await trial.until(now + timedelta(seconds=10), mine)
    assert trial.tries == 4, "after 0, 1, 3, 7 s"
    await at_its_last_try(trial, mine, retrying.MOST_TRIES)
    assert trial.scene.row(mine).state == "failed"
    assert trial.scene.noted(mine) == ["letter.failed"]
    if trial.reached:
        assert trial.telegram.count(METHODS[column]) == trial.tries


async def repeated(trial: Trial, mine: int, _trouble: str, column: str) -> None:
    row, now = trial.scene.row(mine), trial.town.now
    assert (row.state, row.not_before - now) == ("waiting", timedelta(seconds=30))
    await at_its_last_try(trial, mine, retrying.MOST_TRIES_UNKNOWN)
    assert trial.scene.row(mine).state == "uncertain"
    assert trial.scene.noted(mine) == ["letter.uncertain"]
    assert trial.telegram.count(METHODS[column]) == trial.tries == 2


async def waits(trial: Trial, mine: int, trouble: str, column: str) -> None:
    asked, now = ASKED[trouble], trial.town.now
    other = trial.scene.post(letter_to(trial.scene.office.nils))
    (pause,) = trial.town.rows(pauses)
    assert 0 <= (pause.until - now).total_seconds() - asked <= 1
    await trial.until(now + timedelta(seconds=asked - 1), mine)
    assert trial.tries == 1 and trial.scene.row(other).state == "waiting"
    await trial.until(now + timedelta(seconds=asked * 4), mine)
    assert trial.scene.row(other).state == "sent", "one crowded chat holds up no other for ever"
    assert trial.tries <= 4
    await at_its_last_try(trial, mine, retrying.MOST_TRIES)
    assert trial.scene.row(mine).state == "failed"


async def at_its_last_try(trial: Trial, mine: int, most: int) -> None:
    """Two days are over but for one try; what they hold is counted elsewhere."""
    with trial.town.tx() as tx:
        tx.connection.execute(table.update().where(table.c.id == mine).values(attempts=most - 1))
    tries = trial.tries
    await trial.until(trial.town.now + timedelta(days=3), mine)
    assert trial.tries == tries + 1


async def settled(trial: Trial, mine: int, state: str, *, calls: int) -> None:
    assert trial.scene.row(mine).state == state
    await trial.until(trial.town.now + timedelta(days=3), mine)
    assert trial.telegram.count(trial.telegram.method) == calls
    assert trial.tries == 1


HOLDS = {
    each.__name__: each
    for each in (done, refused, uncertain, closed, anew, plain, emptied, again, repeated, waits)
}


@pytest.mark.parametrize(
    ("trouble", "state", "most", "lasts"),
    [
        ("500", "failed", retrying.MOST_TRIES, timedelta(hours=48)),
        ("cut", "uncertain", retrying.MOST_TRIES_UNKNOWN, timedelta(minutes=6.5)),
    ],
)
async def test_all_tries_are_counted_without_a_leap(
    scene: Scene, trouble: str, state: str, most: int, lasts: timedelta
) -> None:
    async with trial_of(trouble, scene) as trial:
        trial.begin("notice")
        mine, begun = scene.post(trial.letter("notice")), trial.town.now
        await trial.until(begun + timedelta(days=9), mine)
        row = scene.row(mine)
        assert row.state == state
        assert lasts * 0.95 < row.ended_at - begun < lasts * 1.05
        assert trial.tries == trial.telegram.count("sendMessage") == most


def test_the_matrix_is_as_large_as_it_says() -> None:
    assert len(TROUBLES) >= 50
    assert len(set(METHODS.values())) == 8
    assert {state for each in TROUBLES for state in expected(each).values()} == {
        *HOLDS, "once", "goes_on", "ends",
    }  # fmt: skip
