"""The running service: real services and database, a Telegram that is played."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from telegram import Bot
from telegram.error import InvalidToken, NetworkError, TelegramError

from bot import texts
from mentorbot.book.loading import load_book
from mentorbot.book.rendering import Book
from mentorbot.domain.people import Person
from mentorbot.edges import running, telegram_in
from mentorbot.edges.running import LETTERS_AT_ONCE, Service
from mentorbot.edges.telegram_in import TokenRefused
from mentorbot.services.messenger import NotSent, Words
from mentorbot.storage import inbox, outbox
from mentorbot.storage.outbox import Letter, Verb
from tests.stories.office import Office
from tests.stories.phones import Phones
from tests.stories.town import Town

ROOT = Path(__file__).resolve().parent.parent.parent
LATER = {"start": date(2027, 9, 1), "end": date(2027, 11, 30)}


class Network:
    """The connection that long polls: gives what is put on it."""

    def __init__(self) -> None:
        self.waiting: asyncio.Queue[list[dict[str, Any]] | TelegramError] = asyncio.Queue()
        self.numbers = 9000

    def put(self, **update: Any) -> None:
        self.numbers += 1
        self.waiting.put_nowait([{"update_id": self.numbers, **update}])

    async def post(self, _url: str, **_named: Any) -> list[dict[str, Any]]:
        found = await self.waiting.get()
        if isinstance(found, TelegramError):
            raise found
        return found


class SlowPhones(Phones):
    """Some chats answer only when they are let go, or raise what nobody foresaw."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        super().__init__(clock)
        self.held: dict[int, asyncio.Event] = {}
        self.broken: set[int] = set()
        self.reached: set[int] = set()

    async def send(self, chat_id: int, words: Words, *, silent: bool) -> int:
        if chat_id in self.broken:
            raise RuntimeError("a defect of the library")
        if chat_id in self.held:
            self.reached.add(chat_id)
            await self.held[chat_id].wait()
        return await super().send(chat_id, words, silent=silent)


class NoMenus:
    def __init__(self) -> None:
        self.shown: list[Person] = []

    async def show(self, person: Person) -> None:
        self.shown.append(person)


class Running:
    def __init__(self, office: Office) -> None:
        self.office, self.town = office, office.town
        self.network, self.menus = Network(), NoMenus()
        self.phones = SlowPhones(lambda: self.town.now)
        self.town.phones = self.phones
        self.service = Service(
            self.town.parts, Bot("1:TEST"), self.network,  # type: ignore[arg-type]
            self.phones, self.menus, self,
        )  # fmt: skip

    def now(self) -> datetime:
        return self.town.now

    def says(self, chat: int, text: str) -> None:
        person = {"id": chat, "is_bot": False, "first_name": "N", "language_code": "nb"}
        place = {"id": chat, "type": "private"}
        self.network.put(
            message={"message_id": 1, "date": 1, "chat": place, "from": person, "text": text}
        )

    def post(self, *chats: int, html: str = "hei") -> None:
        """Letters that nobody is carrying yet."""
        with self.town.tx() as tx:
            for chat in chats:
                payload = {"html": html, "buttons": []}
                letter = Letter(chat - 1000, Verb.TELL, outbox.Lane.ANSWER, payload)
                outbox.post(tx, letter, self.town.now)
        self.service.wake()

    def counts(self) -> dict[str, int]:
        with self.town.tx() as tx:
            return outbox.counts(tx)

    async def until(self, holds: Callable[[], object]) -> None:
        async with asyncio.timeout(5):
            while not holds():
                await asyncio.sleep(0.005)


@pytest.fixture(scope="module")
def book() -> Book:
    return load_book(ROOT / "content", texts())


@asynccontextmanager
async def running_in(town: Town) -> AsyncIterator[Running]:
    made = Running(await asyncio.to_thread(lambda: Office.of(town, **LATER)))
    serving = asyncio.create_task(made.service.run())
    yield made
    made.service.stop()
    for event in made.phones.held.values():
        event.set()
    await asyncio.gather(serving, return_exceptions=True)


@pytest.fixture
async def life(tmp_path: Path, book: Book) -> AsyncIterator[Running]:
    town = Town(tmp_path, book)
    async with running_in(town) as made:
        yield made
    town.database.close()


async def test_what_is_asked_is_answered(life: Running) -> None:
    marit = life.office.marit
    life.says(marit.chat_id, "/help")
    await life.until(lambda: marit.chat.sent())
    assert life.service.pulse.polled_at is not None


async def test_a_malformed_update_is_set_aside_and_the_next_is_answered(life: Running) -> None:
    marit = life.office.marit
    life.network.put(message={"message_id": "seven", "chat": []})
    life.says(marit.chat_id, "/help")
    await life.until(lambda: marit.chat.sent())

    def is_aside() -> bool:
        with life.town.tx() as tx:
            return inbox.counts(tx).get("set_aside") == 1

    await life.until(is_aside)


async def test_who_sent_what_could_not_be_read_is_asked_to_try_again(life: Running) -> None:
    marit = life.office.marit
    sender = {"id": marit.chat_id, "first_name": "Marit", "is_bot": False}
    life.network.put(message={"message_id": "seven", "chat": [], "from": sender})
    await life.until(lambda: marit.chat.sent())
    assert "Prøv en gang til" in marit.last


async def test_a_slow_chat_holds_up_nobody_else(life: Running) -> None:
    marit, nadia = life.office.marit, life.office.nadia
    life.phones.held[marit.chat_id] = asyncio.Event()
    life.post(marit.chat_id)
    await life.until(lambda: life.counts().get("sending") == 1)
    life.post(*[nadia.chat_id] * (LETTERS_AT_ONCE + 2))
    await life.until(lambda: len(nadia.chat.sent()) > 3)
    assert marit.chat.sent() == []
    life.phones.held[marit.chat_id].set()
    await life.until(lambda: marit.chat.sent())


async def test_a_defect_in_one_letter_does_not_end_the_program(life: Running) -> None:
    marit, nadia = life.office.marit, life.office.nadia
    life.phones.broken.add(marit.chat_id)
    life.post(marit.chat_id, nadia.chat_id)
    life.says(marit.chat_id, "/help")
    await life.until(lambda: nadia.chat.sent())
    # Its sender is gone: it is taken up again when its lease is over.
    life.phones.broken.clear()
    life.town.now += timedelta(minutes=2)
    life.service.wake()
    await life.until(lambda: len(marit.chat.sent()) == 2)


async def test_a_letter_that_waits_here_for_its_turn_is_no_orphan(life: Running) -> None:
    marit = life.office.marit
    life.phones.held[marit.chat_id] = asyncio.Event()
    life.says(marit.chat_id, "/help")
    await life.until(lambda: life.phones.reached)
    for _ in range(3):
        life.town.now += timedelta(minutes=5)
        life.service.wake()
        await asyncio.sleep(0.05)
    life.phones.held[marit.chat_id].set()
    await life.until(lambda: life.counts() == {"sent": life.counts().get("sent")})
    assert len(marit.chat.sent()) == 1


async def test_stopping_ends_what_is_on_its_way_and_leaves_the_rest(life: Running) -> None:
    marit = life.office.marit
    life.phones.held[marit.chat_id] = asyncio.Event()
    life.post(marit.chat_id, marit.chat_id)
    await life.until(lambda: life.counts().get("sending") == 1)
    life.service.stop()
    await asyncio.sleep(0.05)
    life.phones.held[marit.chat_id].set()
    await life.until(lambda: life.counts().get("sent", 0) >= 1)
    await asyncio.sleep(0.05)
    assert "sending" not in life.counts()


async def test_who_cannot_be_reached_is_passed_over_at_once(life: Running) -> None:
    office = life.office
    life.phones.broken.clear()
    reference = await asyncio.to_thread(office.report)
    assert office.problem(reference).owner == office.nadia.person
    await asyncio.to_thread(office.nadia.blocks)
    life.service.wake()
    await life.until(lambda: office.problem(reference).owner == office.nils.person)
    await life.until(lambda: office.nils.chat.sent())


async def test_a_letter_that_was_not_sent_is_tried_again_by_itself(life: Running) -> None:
    marit = life.office.marit
    marit.chat.fault = NotSent()
    life.post(marit.chat_id)
    await life.until(lambda: life.counts().get("waiting") == 1)
    marit.chat.fault = None
    life.town.now += timedelta(seconds=2)
    life.service.wake()
    await life.until(lambda: marit.chat.sent())


async def test_polling_survives_the_network_and_ends_when_the_token_is_refused(
    tmp_path: Path, book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(telegram_in, "FIRST_WAIT", 0.001)
    monkeypatch.setattr(telegram_in, "PATIENCE_WITH_TOKEN", 0.0)
    monkeypatch.setattr(running, "MOST_TRIES", 1)
    town = Town(tmp_path, book)
    made = Running(await asyncio.to_thread(lambda: Office.of(town, **LATER)))
    for error in (NetworkError("x"), InvalidToken(), InvalidToken()):
        made.network.waiting.put_nowait(error)
    async with asyncio.timeout(5):
        with pytest.raises(TokenRefused):
            await made.service.run()
    town.database.close()
