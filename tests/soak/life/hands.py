"""How somebody reads and presses: in Telegram, or on the page behind a link in a letter."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Protocol

from mentorbot.domain.people import Language
from mentorbot.domain.received import Kind, Received
from mentorbot.services.linking import Window
from tests.soak.life.lines import Box, Chat, Message
from tests.soak.life.world import World

REFERENCE = re.compile(r"\b[ACDEFHJKLMNPRTUVWXY][ACDEFHJKLMNPRTUVWXY34679]{4}\b")


class Sheet(Protocol):
    """Something with buttons in front of somebody."""

    def labels(self) -> list[str]: ...

    def press(self, label: str) -> Sheet | None: ...


class Hand(Protocol):
    """One person's way of reading and pressing."""

    language: Language

    def find(self, about: str, label: str) -> Sheet | None:
        """The newest thing that names `about` and has that button."""

    def ask(self, command: str) -> None:
        """Asks for a list, where that can be asked for."""

    @property
    def is_open(self) -> bool:
        """Whether what is sent there arrives."""


@dataclass(frozen=True)
class Bubble:
    """A message in Telegram; what it shows changes as it is tapped."""

    thumb: Thumb
    message: Message

    def labels(self) -> list[str]:
        return self.message.labels()

    def press(self, label: str) -> Bubble | None:
        if label not in self.labels():
            return None
        self.thumb.tap(self.message, label)
        return self


class Thumb:
    """Somebody in Telegram."""

    def __init__(self, world: World, chat_id: int, language: Language) -> None:
        self.world, self.chat_id, self.language = world, chat_id, language

    @property
    def chat(self) -> Chat:
        return self.world.lines.chat(self.chat_id)

    @property
    def is_open(self) -> bool:
        return not self.chat.is_blocked

    def find(self, about: str, label: str) -> Bubble | None:
        for message in reversed(self.chat.messages):
            if about in message.html and label in message.labels():
                return Bubble(self, message)
        return None

    def newest(self, label: str) -> Bubble | None:
        return self.find("", label)

    def ask(self, command: str) -> None:
        self.say(f"/{command}")

    def say(self, text: str) -> None:
        name, _, argument = text[1:].partition(" ")
        if text.startswith("/"):
            self._send(Kind.COMMAND, argument, name)
        else:
            self._send(Kind.TEXT, text)

    def tap(self, message: Message, label: str) -> None:
        received = Received(
            Kind.TAP, self.chat_id, message.data(label), callback="c", message_id=message.id,
            language_tag=str(self.language),
        )  # fmt: skip
        if not self.world.is_up and self.world.chance.random() < 0.5:
            # Who taps sees nothing happen, and has done what they were to do.
            self.world.tap_into_telegram(received)
            return
        self.world.receive(received)

    def block(self) -> None:
        self.chat.is_blocked = True
        if self.world.is_up:
            self._send(Kind.BLOCKED)

    def unblock(self) -> None:
        self.chat.is_blocked = False
        self._send(Kind.UNBLOCKED)

    def _send(self, kind: Kind, text: str = "", command: str = "") -> None:
        tag = str(self.language)
        self.world.receive(Received(kind, self.chat_id, text, command, language_tag=tag))


@dataclass(frozen=True)
class Page:
    """What stands on the page behind a link now."""

    click: Click
    token: str
    window: Window

    def labels(self) -> list[str]:
        return [label for row in self.window.rows for label, _ in row]

    def press(self, label: str) -> Page | None:
        data = next((d for row in self.window.rows for shown, d in row if shown == label), None)
        return None if data is None else self.click.load(self.token, data)


class Click:
    """Somebody with a mailbox and one browser."""

    def __init__(self, world: World, address: str, language: Language) -> None:
        self.world, self.address, self.language = world, address, language

    @property
    def box(self) -> Box:
        return self.world.lines.box(self.address)

    @property
    def is_open(self) -> bool:
        return self.box.mood in ("takes", "grey")

    def find(self, about: str, label: str) -> Page | None:
        """Opens the newest letter about it; the page shows it as it is now."""
        for mail in reversed(self.box.mails):
            if about in mail.subject:
                page = self.load(mail.token, "")
                return page if page is not None and label in page.labels() else None
        return None

    def ask(self, command: str) -> None: ...

    def load(self, token: str, data: str) -> Page | None:
        window = self.world.press(token, f"browser of {self.address}", data)
        return None if window is None else Page(self, token, window)


def references(words: str) -> list[str]:
    """What looks like a problem's reference in them."""
    return list(dict.fromkeys(REFERENCE.findall(words)))
