"""A whole office on a moved clock: real dialogs, services, content and SQLite; phones are faked."""

from __future__ import annotations

import asyncio
import itertools
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import Row, Table, event, select

from dialogs.table import COMMANDS, DIALOGS
from mentorbot.book.rendering import Book
from mentorbot.domain.calendar import WorkCalendar
from mentorbot.domain.people import Language, PersonId, Role
from mentorbot.domain.placements import FollowUpModel, PlacementId
from mentorbot.domain.received import Kind, Received
from mentorbot.domain.wording import Phrase, Value
from mentorbot.edges.searching import Searching
from mentorbot.services import (
    conversing,
    delivering,
    inviting,
    picturing,
    receiving,
    ticking,
)
from mentorbot.services.messenger import Mailer, Picture, Unreachable, Words
from mentorbot.services.parts import Parts
from mentorbot.services.planning import plan_next
from mentorbot.storage import people, placements
from mentorbot.storage.database import Database, Tx
from mentorbot.storage.inbox import Arrived
from mentorbot.storage.outbox import Posted, Verb
from mentorbot.storage.tables import audit, metadata
from mentorbot.storage.vault import Vault, new_key
from tests.stories.phones import Chat, Phones

THURSDAY = datetime(2027, 3, 4, 8, 0, tzinfo=UTC)
"""Thursday 4 March 2027, 09:00 in Oslo."""


def careless(connection: Any, _record: Any) -> None:
    connection.execute("PRAGMA synchronous=OFF")


_STARTED: dict[str, Searching] = {}


def just_started(book: Book) -> Searching:
    """As in the first seconds of the program: danger is heard, and nothing has been learned yet."""
    if book.version not in _STARTED:
        _STARTED[book.version] = Searching(book)
    return _STARTED[book.version]


class Town:
    """Time stands still until `until` or `later` moves it; then everything due happens in order."""

    def __init__(self, folder: Path, book: Book, now: datetime = THURSDAY, seed: int = 1) -> None:
        self.rng = Random(seed)
        self.vault = Vault([new_key(self.rng.randbytes)], self.rng.randbytes)
        self.address = f"sqlite:///{folder / 'town.db'}"
        self.book = book
        self.now = now
        self.phones = Phones(lambda: self.now)
        self.mailer: Mailer | None = None
        self._updates = itertools.count(500)
        self.open()
        metadata.create_all(self.database.engine)

    def open(self) -> None:
        """The program starts; whatever it knew before is in the database."""
        self.database = Database(self.address, self.vault)
        # What a story tests is logic, not the disk: no waiting for it.
        event.listen(self.database.engine, "connect", careless)
        event.listen(self.database.keyring.store.engine, "connect", careless)
        self.parts = Parts(
            database=self.database,
            book=self.book,
            dialogs=DIALOGS,
            commands=COMMANDS,
            calendar=WorkCalendar(self.book.rules.hours),
            entropy=self.rng.randbytes,
            hearing=just_started(self.book),
        )

    def restart(self) -> None:
        """The process died, and another one starts on the same file."""
        self.database.close()
        self.open()
        delivering.adopt_orphans(self.parts, self.now, at_start=True)
        self.catch_up()
        self.settle()

    def catch_up(self) -> None:
        """Updates that were kept before the death are read now."""
        for item in receiving.waiting(self.parts, 50):
            body = json.loads(item.body)
            self.turn(item.id, Received(**{**body, "kind": Kind(body["kind"])}))

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
        self.phones.chats.pop(phone_of.chat_id)
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
        item = self.keep(received)
        outcome = self.turn(item, received)
        self.settle()
        return outcome

    def keep(self, received: Received, update: int | None = None) -> int:
        """The update is committed; its inbox row."""
        number = next(self._updates) if update is None else update
        receiving.keep(self.parts, [Arrived(number, json.dumps(asdict(received)))], self.now)
        return receiving.waiting(self.parts, 50)[-1].id

    def turn(self, item: int, received: Received) -> conversing.Outcome:
        outcome = conversing.take_turn(self.parts, item, received, self.now)
        for letter in outcome.posted:
            self._deliver(letter)
        return outcome

    def settle(self) -> None:
        """Everything due now happens, and every letter that may leave leaves."""
        busy = True
        while busy:
            self.do_what_is_due()
            busy = False
            while letters := delivering.claim(self.parts, self.now, 8):
                busy = True
                for letter in letters:
                    self._deliver(letter)

    def do_what_is_due(self) -> int:
        """How many rows that was; no letter has left yet."""
        return sum(ticking.handle_due(self.parts, lambda: self.now))

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

    def label(self, key: str, language: Language = Language.NB, **values: Value) -> str:
        return self.book.label(Phrase(key, values), language)

    def toast(self, key: str, language: Language = Language.NB) -> str:
        return self.book.toast(Phrase(key, {}), language)

    def phrase(self, key: str, **values: Value) -> Phrase:
        return Phrase(key, values)

    def text(self, key: str, language: Language = Language.NB, **values: Value) -> str:
        return self.book.text(Phrase(key, values), language)

    def _deliver(self, letter: Posted) -> None:
        delivering.begin(self.parts, letter)
        picture = self.drawn(letter)
        delivery = asyncio.run(delivering.deliver(self.phones, letter, self.mailer, picture))
        delivering.settle(self.parts, letter, delivery, self.now)

    def drawn(self, letter: Posted) -> Picture | Words | None:
        """What the picture is to show, as bytes; nothing is really drawn."""
        if letter.letter.verb is not Verb.PICTURE:
            return None
        found = picturing.gathered(self.parts, letter.letter, self.now)
        if found is None or not found.sheet.drawn:
            return None if found is None else Words(found.html)
        return Picture(repr(found.sheet).encode(), found.html, found.file)

    def rows(self, table: Table) -> list[Row[Any]]:
        with self.tx() as tx:
            return list(tx.connection.execute(select(table)))

    def noted(self, action: str) -> list[Row[Any]]:
        """Entries of the audit."""
        return [row for row in self.rows(audit) if row.action == action]


@dataclass
class Phone:
    """What one person does and sees."""

    town: Town
    person: PersonId
    chat_id: int
    language: str = "nb"

    @property
    def chat(self) -> Chat:
        return self.town.phones.chat(self.chat_id)

    @property
    def last(self) -> str:
        assert self.chat.messages, "nothing was said"
        return self.chat.messages[-1].words.html

    def says(self, text: str) -> conversing.Outcome:
        if text.startswith("/"):
            command, _, argument = text[1:].partition(" ")
            return self.does(Kind.COMMAND, argument, command)
        return self.does(Kind.TEXT, text)

    def sends(self, kind: str) -> conversing.Outcome:
        return self.does(Kind.EDITED if kind == "edited" else Kind.OTHER, kind)

    def does(self, kind: Kind, text: str = "", command: str = "") -> conversing.Outcome:
        message = self.town.phones.comes(self.chat_id, text)
        received = Received(
            kind, self.chat_id, text, command, message_id=message, language_tag=self.language
        )
        return self.town.receive(received)

    def blocks(self) -> None:
        """Telegram says so, and refuses what is sent."""
        self.chat.fault = Unreachable()
        self.does(Kind.BLOCKED)

    def chooses(self, key: str, **values: Value) -> conversing.Outcome:
        """Taps the button that has this name in the content."""
        return self.taps(self.town.label(key, Language(self.language), **values))

    def offers(self, key: str, **values: Value) -> bool:
        return self.town.label(key, Language(self.language), **values) in self.chat.labels()

    def taps(self, label: str) -> conversing.Outcome:
        """Taps the newest button with that label, as it is shown."""
        message, data = self.chat.find(label)
        return self.presses(data, message.id)

    def presses(self, data: str, message_id: int) -> conversing.Outcome:
        outcome = self.town.receive(self.tap(data, message_id))
        if outcome.toast:
            self.chat.toasts.append(outcome.toast)
        return outcome

    def tap(self, data: str, message_id: int) -> Received:
        return Received(
            Kind.TAP, self.chat_id, data, callback="c", message_id=message_id, language_tag="nb"
        )

    def sees(self, words: str) -> bool:
        return any(words in text for text in self.chat.texts())
