"""Phones that keep everything they are shown, and can be made to fail at any step."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime

from mentorbot.services.messenger import (
    FateUnknown,
    MessageGone,
    NoText,
    NotSent,
    Picture,
    Refused,
    Words,
)


class Death(BaseException):
    """The process is killed here: nothing after this runs."""


@dataclass
class Message:
    id: int
    words: Words
    edits: int = 0
    silent: bool = False
    picture: Picture | None = None


@dataclass(frozen=True)
class Arrival:
    """One thing that happened in a chat."""

    at: datetime
    verb: str
    html: str = ""


@dataclass
class Chat:
    """One person's phone."""

    messages: list[Message] = field(default_factory=list)
    toasts: list[str] = field(default_factory=list)
    own: dict[int, str] = field(default_factory=dict)
    """What this person typed or sent, as it stands in the chat; by message."""
    log: list[Arrival] = field(default_factory=list)
    keyboard: list[tuple[str, int]] = field(default_factory=list)
    """(data, message) of every button that was ever shown here."""
    fault: NotSent | FateUnknown | None = None
    """What every call to this chat meets."""

    def texts(self) -> list[str]:
        return [message.words.html for message in self.messages]

    def labels(self) -> list[str]:
        return [label for m in self.messages for row in m.words.buttons for label, _ in row]

    def sent(self) -> list[Arrival]:
        """What made a sound."""
        return [arrival for arrival in self.log if arrival.verb == "send"]

    def find(self, label: str) -> tuple[Message, str]:
        """The newest message with that button, and the button's data."""
        for message in reversed(self.messages):
            for row in message.words.buttons:
                for shown, data in row:
                    if shown == label:
                        return message, data
        raise AssertionError(f"no button {label!r}; there are {self.labels()}")


Trap = Callable[[str, int, Words | None], None]


def no_trap(_verb: str, _chat: int, _words: Words | None) -> None:
    return None


class Phones:
    """A Messenger that keeps what it was given. `before` and `after` may raise around each call."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self.chats: dict[int, Chat] = {}
        self.before: Trap = no_trap
        self.after: Trap = no_trap
        self.answered: list[tuple[str, str]] = []
        self.left: list[int] = []
        self.stays: set[int] = set()
        """Messages that are too old to be deleted (48 hours, Bot API)."""
        self._clock = clock
        self._ids = itertools.count(1)

    def chat(self, chat_id: int) -> Chat:
        return self.chats.setdefault(chat_id, Chat())

    def comes(self, chat_id: int, what: str) -> int:
        """Something that a person typed or sent stands in their chat; its message."""
        number = next(self._ids)
        self.chat(chat_id).own[number] = what
        return number

    async def send(self, chat_id: int, words: Words, *, silent: bool) -> int:
        chat = self._reach("send", chat_id, words)
        message = Message(next(self._ids), words, silent=silent)
        chat.messages.append(message)
        self._applied("send", chat_id, message)
        return message.id

    async def show(self, chat_id: int, picture: Picture, *, silent: bool) -> int:
        words = Words(picture.caption)
        chat = self._reach("show", chat_id, words)
        message = Message(next(self._ids), words, silent=silent, picture=picture)
        chat.messages.append(message)
        self._applied("show", chat_id, message)
        return message.id

    async def edit(self, chat_id: int, message_id: int, words: Words) -> None:
        for message in self._reach("edit", chat_id, words).messages:
            if message.id == message_id:
                if message.picture is not None:
                    raise NoText
                message.words, message.edits = words, message.edits + 1
                self._applied("edit", chat_id, message)
                return
        raise MessageGone

    async def strip(self, chat_id: int, message_id: int) -> None:
        for message in self._reach("strip", chat_id, None).messages:
            if message.id == message_id:
                message.words = replace(message.words, buttons=())
                self._applied("strip", chat_id, message)

    async def delete(self, chat_id: int, message_id: int) -> None:
        chat = self._reach("delete", chat_id, None)
        if message_id in self.stays:
            raise Refused("message can't be deleted for everyone")
        chat.own.pop(message_id, None)
        chat.messages = [message for message in chat.messages if message.id != message_id]
        chat.log.append(Arrival(self._clock(), "delete"))
        self.after("delete", chat_id, None)

    async def answer(self, callback: str, toast: str) -> None:
        self.answered.append((callback, toast))

    async def leave(self, chat_id: int) -> None:
        self.left.append(chat_id)

    def _reach(self, verb: str, chat_id: int, words: Words | None) -> Chat:
        chat = self.chat(chat_id)
        self.before(verb, chat_id, words)
        if chat.fault is not None:
            raise chat.fault
        return chat

    def _applied(self, verb: str, chat_id: int, message: Message) -> None:
        chat = self.chat(chat_id)
        chat.log.append(Arrival(self._clock(), verb, message.words.html))
        chat.keyboard += [(data, message.id) for row in message.words.buttons for _, data in row]
        self.after(verb, chat_id, message.words)
