"""A whole office on a moved clock: real dialogs, services, content and SQLite; phones are faked."""

from __future__ import annotations

import asyncio
import itertools
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random

from dialogs.table import COMMANDS, DIALOGS
from mentorbot.book.rendering import Book
from mentorbot.domain.calendar import WorkCalendar
from mentorbot.domain.people import Language, PersonId, Role
from mentorbot.domain.placements import FollowUpModel, PlacementId
from mentorbot.domain.received import Kind, Received
from mentorbot.domain.wording import Phrase
from mentorbot.services import conversing, delivering, inviting, receiving, ticking
from mentorbot.services.messenger import MessageGone, NotSent, Words
from mentorbot.services.parts import Parts
from mentorbot.services.planning import plan_next
from mentorbot.storage import people, placements
from mentorbot.storage.database import Database, Tx
from mentorbot.storage.tables import metadata
from mentorbot.storage.vault import Vault, new_key

THURSDAY = datetime(2027, 3, 4, 8, 0, tzinfo=UTC)
"""Thursday 4 March 2027, 09:00 in Oslo."""


@dataclass
class Message:
    id: int
    words: Words
    edits: int = 0
    silent: bool = False


@dataclass
class Chat:
    """One person's phone."""

    messages: list[Message] = field(default_factory=list)
    toasts: list[str] = field(default_factory=list)
    fault: NotSent | None = None
    """What every call to this chat meets."""

    def texts(self) -> list[str]:
        return [message.words.html for message in self.messages]

    def labels(self) -> list[str]:
        return [label for m in self.messages for row in m.words.buttons for label, _ in row]

    def find(self, label: str) -> tuple[Message, str]:
        """The newest message with that button, and the button's data."""
        for message in reversed(self.messages):
            for row in message.words.buttons:
                for shown, data in row:
                    if shown == label:
                        return message, data
        raise AssertionError(f"no button {label!r}; there are {self.labels()}")


class Phones:
    """A Messenger that keeps what it was given."""

    def __init__(self) -> None:
        self.chats: dict[int, Chat] = {}
        self._ids = itertools.count(1)
        self.sent = 0

    def chat(self, chat_id: int) -> Chat:
        return self.chats.setdefault(chat_id, Chat())

    async def send(self, chat_id: int, words: Words, *, silent: bool) -> int:
        chat = self._reach(chat_id)
        message = Message(next(self._ids), words, silent=silent)
        chat.messages.append(message)
        self.sent += 1
        return message.id

    async def edit(self, chat_id: int, message_id: int, words: Words) -> None:
        for message in self._reach(chat_id).messages:
            if message.id == message_id:
                message.words, message.edits = words, message.edits + 1
                return
        raise MessageGone

    async def strip(self, chat_id: int, message_id: int) -> None:
        for message in self._reach(chat_id).messages:
            if message.id == message_id:
                message.words = replace(message.words, buttons=())

    async def delete(self, chat_id: int, message_id: int) -> None:
        chat = self._reach(chat_id)
        chat.messages = [message for message in chat.messages if message.id != message_id]

    async def answer(self, callback: str, toast: str) -> None:
        return None

    def _reach(self, chat_id: int) -> Chat:
        chat = self.chat(chat_id)
        if chat.fault is not None:
            raise chat.fault
        return chat


class Town:
    """Time stands still until `until` or `later` moves it; then everything due happens in order."""

    def __init__(self, folder: Path, book: Book, now: datetime = THURSDAY, seed: int = 1) -> None:
        self.rng = Random(seed)
        vault = Vault([new_key(self.rng.randbytes)], self.rng.randbytes)
        self.database = Database(f"sqlite:///{folder / 'town.db'}", vault)
        metadata.create_all(self.database.engine)
        self.book = book
        self.parts = Parts(
            database=self.database,
            book=book,
            dialogs=DIALOGS,
            commands=COMMANDS,
            search=lambda text, language: (),
            calendar=WorkCalendar(book.rules.hours),
            entropy=self.rng.randbytes,
        )
        self.now = now
        self.phones = Phones()
        self._updates = itertools.count(500)

    @contextmanager
    def tx(self) -> Iterator[Tx]:
        with self.database.begin() as tx:
            yield tx

    def person(
        self, role: Role, name: str, *, phone: str = "", by: PersonId | None = None
    ) -> Phone:
        """Adds somebody, who follows their invitation and is left with the first words."""
        with self.tx() as tx:
            who = people.add(tx, role, name, self.now, phone=phone or None, invited_by=by)
            code = inviting.invite(tx, self.parts, who, self.now).code
        phone_of = Phone(self, who, 1000 + who)
        phone_of.says(f"/start {code}")
        return phone_of

    def settled(
        self, role: Role, name: str, *, phone: str = "", by: PersonId | None = None
    ) -> Phone:
        """Somebody who has been through onboarding."""
        phone_of = self.person(role, name, phone=phone, by=by)
        with self.tx() as tx:
            people.change(tx, phone_of.person, onboarded=True)
        phone_of.chat.messages.clear()
        return phone_of

    def placement(
        self,
        mentor: Phone,
        nav: Phone,
        stand_in: Phone,
        *,
        alias: str = "Bjørk",
        model: FollowUpModel = FollowUpModel.HYBRID,
        start: date = date(2027, 3, 1),
        end: date = date(2027, 5, 28),
    ) -> PlacementId:
        with self.tx() as tx:
            made = placements.add(
                tx, alias=alias, model=model, mentor=mentor.person, nav_contact=nav.person,
                nav_stand_in=stand_in.person, start=start, end=end, workplace="Lageret",
                now=self.now,
            )  # fmt: skip
            plan_next(tx, self.parts, placements.get(tx, made), self.now)
        return made

    def receive(self, received: Received) -> conversing.Outcome:
        update = next(self._updates)
        receiving.keep(self.parts, [(update, json.dumps({"update_id": update}))], self.now)
        item = receiving.waiting(self.parts, 1)[0].id
        outcome = conversing.take_turn(self.parts, item, received, self.now)
        for letter in outcome.posted:
            self._deliver(letter)
        self.settle()
        return outcome

    def settle(self) -> None:
        """Everything due now happens, and every letter that may leave leaves."""
        while ticking.tick(self.parts, self.now):
            pass
        while letters := delivering.claim(self.parts, self.now, 8):
            for letter in letters:
                self._deliver(letter)

    def until(self, moment: datetime) -> None:
        """Moves the clock from one due moment to the next, up to `moment`."""
        self.settle()
        while (due := ticking.next_moment(self.parts, self.now)) is not None and due <= moment:
            self.now = max(due, self.now)
            self.settle()
        self.now = moment
        self.settle()

    def later(self, **amount: float) -> None:
        self.until(self.now + timedelta(**amount))

    def label(self, key: str, language: Language = Language.NB, **values: object) -> str:
        return self.book.label(Phrase(key, values), language)  # type: ignore[arg-type]

    def text(self, key: str, language: Language = Language.NB, **values: object) -> str:
        return self.book.text(Phrase(key, values), language)  # type: ignore[arg-type]

    def _deliver(self, letter: object) -> None:
        delivery = asyncio.run(delivering.deliver(self.phones, letter))  # type: ignore[arg-type]
        delivering.settle(self.parts, letter, delivery, self.now)  # type: ignore[arg-type]


@dataclass
class Phone:
    """What one person does and sees."""

    town: Town
    person: PersonId
    chat_id: int

    @property
    def chat(self) -> Chat:
        return self.town.phones.chat(self.chat_id)

    @property
    def last(self) -> str:
        assert self.chat.messages, "nothing was said"
        return self.chat.messages[-1].words.html

    def says(self, text: str) -> None:
        if text.startswith("/"):
            command, _, argument = text[1:].partition(" ")
            received = Received(Kind.COMMAND, self.chat_id, argument, command, language_tag="nb")
        else:
            received = Received(Kind.TEXT, self.chat_id, text, language_tag="nb")
        self.town.receive(received)

    def sends(self, kind: str) -> None:
        self.town.receive(Received(Kind.OTHER, self.chat_id, kind, language_tag="nb"))

    def taps(self, label: str) -> conversing.Outcome:
        """Taps the newest button with that label, as it is shown."""
        message, data = self.chat.find(label)
        return self.presses(data, message.id)

    def presses(self, data: str, message_id: int) -> conversing.Outcome:
        received = Received(
            Kind.TAP, self.chat_id, data, callback="c", message_id=message_id, language_tag="nb"
        )
        outcome = self.town.receive(received)
        if outcome.toast:
            self.chat.toasts.append(outcome.toast)
        return outcome

    def sees(self, words: str) -> bool:
        return any(words in text for text in self.chat.texts())
