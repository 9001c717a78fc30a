"""Telegram and the post of the simulation: what they carry, refuse, lose, and when they kill."""

from __future__ import annotations

import itertools
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random

from mentorbot.services.messenger import (
    FateUnknown,
    Mail,
    MessageGone,
    NotSent,
    Picture,
    TryLater,
    Unreachable,
    Words,
)
from tests.stories.phones import Death

KEPT = 60
"""How many messages somebody would scroll back."""
GREYLISTED = timedelta(minutes=5)
UNKNOWN, CUT = 0.002, 0.004
"""How often nobody knows whether a message arrived, and how often it surely did not."""


@dataclass
class Message:
    id: int
    html: str
    buttons: Sequence[Sequence[tuple[str, str]]]

    def labels(self) -> list[str]:
        return [label for row in self.buttons for label, _ in row]

    def data(self, label: str) -> str:
        return next(data for row in self.buttons for shown, data in row if shown == label)


@dataclass
class Chat:
    messages: deque[Message] = field(default_factory=lambda: deque(maxlen=KEPT))
    is_blocked: bool = False


@dataclass
class Box:
    """`mood`: "takes", "refuses" (5xx), "grey" (asks to come again), "swallows", "silent"."""

    mood: str = "takes"
    mails: deque[Mail] = field(default_factory=lambda: deque(maxlen=KEPT))
    seen: set[str] = field(default_factory=set)


class Lines:
    """A Messenger and a Mailer. `heard` is called with what made a sound somewhere."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.chats: dict[int, Chat] = {}
        self.boxes: dict[str, Box] = {}
        self.calls_to_live: int | None = None
        """After so many calls more the process dies."""
        self.troubled: Callable[[str], None] = lambda what: None
        self.arrived: Callable[[], None] = lambda: None
        self.heard: Callable[[int | str, str], None] = lambda where, words: None
        self._ids = itertools.count(1)

    def chat(self, chat_id: int) -> Chat:
        return self.chats.setdefault(chat_id, Chat())

    def box(self, address: str) -> Box:
        return self.boxes.setdefault(address, Box())

    async def send(self, chat_id: int, words: Words, *, silent: bool) -> int:
        chat = self._reached(chat_id)
        message = Message(next(self._ids), words.html, words.buttons)
        chat.messages.append(message)
        self._done()
        if not silent:
            self.heard(chat_id, words.html)
        return message.id

    async def show(self, chat_id: int, picture: Picture, *, silent: bool) -> int:
        return await self.send(chat_id, Words(picture.caption), silent=silent)

    async def edit(self, chat_id: int, message_id: int, words: Words) -> None:
        message = self._find(chat_id, message_id)
        if message is None:
            raise MessageGone
        message.html, message.buttons = words.html, words.buttons
        self._done()

    async def strip(self, chat_id: int, message_id: int) -> None:
        message = self._find(chat_id, message_id)
        if message is not None:
            message.buttons = ()
        self._done()

    async def delete(self, chat_id: int, message_id: int) -> None:
        chat = self._reached(chat_id)
        kept = [message for message in chat.messages if message.id != message_id]
        chat.messages = deque(kept, maxlen=KEPT)
        self._done()

    async def answer(self, callback: str, toast: str) -> None: ...

    async def leave(self, chat_id: int) -> None: ...

    async def mail(self, address: str, mail: Mail) -> None:
        box = self.box(address)
        self._may_die()
        if box.mood == "refuses":
            self.troubled("unreachable")
            raise Unreachable("550")
        if box.mood == "grey" and mail.id not in box.seen:
            box.seen.add(mail.id)
            self.troubled("greylisted")
            raise TryLater(GREYLISTED)
        if box.mood != "swallows":
            box.mails.append(mail)
        self._done()
        if box.mood in ("takes", "grey"):
            self.heard(address, mail.subject)

    def _reached(self, chat_id: int) -> Chat:
        self._may_die()
        if self.rng.random() < CUT:
            self.troubled("cut")
            raise NotSent
        chat = self.chat(chat_id)
        if chat.is_blocked:
            self.troubled("unreachable")
            raise Unreachable
        return chat

    def _find(self, chat_id: int, message_id: int) -> Message | None:
        chat = self._reached(chat_id)
        return next((each for each in reversed(chat.messages) if each.id == message_id), None)

    def _done(self) -> None:
        """It arrived; whether the answer says so is another matter."""
        self.arrived()
        self._may_die()
        if self.rng.random() < UNKNOWN:
            self.troubled("unknown")
            raise FateUnknown

    def _may_die(self) -> None:
        if self.calls_to_live is None:
            return
        self.calls_to_live -= 1
        if self.calls_to_live < 0:
            self.calls_to_live = None
            raise Death
