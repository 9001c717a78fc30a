"""An office that runs: real services and database, a Telegram that is played."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import date, datetime
from typing import Any

from telegram import Bot
from telegram.error import TelegramError

from mentorbot.book.rendering import Book
from mentorbot.domain.people import Person
from mentorbot.edges.reloading import Content
from mentorbot.edges.running import Service
from mentorbot.services.messenger import Words
from mentorbot.storage import outbox
from mentorbot.storage.outbox import Letter, Verb
from tests.stories.office import Office
from tests.stories.phones import Phones
from tests.stories.town import Town

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

    async def initialize(self) -> None:
        """There is nothing to open, nor to close."""

    shutdown = initialize


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
        self.adopted: list[Book] = []

    async def show(self, person: Person) -> None:
        self.shown.append(person)

    async def adopt(self, book: Book) -> None:
        self.adopted.append(book)


class Running:
    def __init__(self, office: Office, content: Content | None = None) -> None:
        self.office, self.town = office, office.town
        self.network, self.menus = Network(), NoMenus()
        self.phones = SlowPhones(lambda: self.town.now)
        self.town.phones = self.phones
        self.service = Service(
            self.town.parts, Bot("1:TEST"), self.network,  # type: ignore[arg-type]
            self.phones, self.menus, self, content=content,
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


@asynccontextmanager
async def running_in(town: Town, content: Content | None = None) -> AsyncIterator[Running]:
    made = Running(await asyncio.to_thread(lambda: Office.of(town, **LATER)), content)
    serving = asyncio.create_task(made.service.run())
    yield made
    made.service.stop()
    for event in made.phones.held.values():
        event.set()
    await asyncio.gather(serving, return_exceptions=True)
