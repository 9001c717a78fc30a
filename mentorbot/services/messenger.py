"""How the outbox reaches a person, without saying which system carries it.

An edge implements Messenger and translates that system's errors to these, once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any, Protocol

from mentorbot.domain.errors import MentorbotError


@dataclass(frozen=True)
class App:
    """A button that opens a page of ours inside Telegram, which tells the page who pressed it."""

    label: str
    url: str
    """https: Telegram takes no other."""


@dataclass(frozen=True)
class Words:
    """What a message shows: Telegram HTML, and rows of (label, callback data)."""

    html: str
    buttons: Sequence[Sequence[tuple[str, str]]] = ()
    app: App | None = None
    """Below the rows."""


@dataclass(frozen=True)
class Picture:
    """Something drawn, with the words under it; a file where it is not to be shown at once."""

    content: bytes
    caption: str
    """Telegram HTML, at most MOST_CAPTION characters without its markup."""
    file: str = ""
    """The name of the file; empty for a picture that is shown."""


MOST_CAPTION = 1024
"""Bot API, sendPhoto and sendDocument."""


PAGES = "/a/"
"""Where the pages are that letters lead to."""


@dataclass(frozen=True)
class Mail:
    """A letter by e-mail: no more than that something waits, and the link to it."""

    id: str
    """The same each time it is tried, so that a second copy can be known as one."""
    subject: str
    html: str
    """Telegram HTML."""
    plain: str
    button: str
    """The words of the link."""
    token: str
    """What the link ends with."""
    foot: str
    language: str
    path: str = PAGES
    """What stands before it, below the public address."""

    def kept(self) -> dict[str, Any]:
        """As the outbox holds it. What is as always is left out: a worker of the version before,
        which may send it, knows no other."""
        parts = asdict(self)
        if self.path == PAGES:
            del parts["path"]
        return parts


class Messenger(Protocol):
    """Every method raises NotSent and its children, or returns when it is done for sure."""

    async def send(self, chat_id: int, words: Words, *, silent: bool) -> int:
        """Returns the message id."""

    async def show(self, chat_id: int, picture: Picture, *, silent: bool) -> int:
        """Sends a picture or a file; returns the message id."""

    async def edit(self, chat_id: int, message_id: int, words: Words) -> None:
        """Unchanged words are success. Raises MessageGone when there is nothing to edit."""

    async def strip(self, chat_id: int, message_id: int) -> None:
        """Takes the buttons off; success when there is nothing to take."""

    async def delete(self, chat_id: int, message_id: int) -> None:
        """Success when the message is gone already."""

    async def answer(self, callback: str, toast: str) -> None:
        """Answers a tap; too late is not an error."""

    async def leave(self, chat_id: int) -> None:
        """Goes out of a group or channel; success when it is out already."""


class Mailer(Protocol):
    async def mail(self, address: str, mail: Mail) -> None:
        """Raises NotSent and its children, or returns when the next server has taken it."""


class NotSent(MentorbotError):
    """It was not delivered, for sure: safe to try again."""


class TryLater(NotSent):
    """The other system asks to wait."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__(f"asked to wait {wait.total_seconds():.0f} s")
        self.wait = wait


class Unreachable(NotSent):
    """This person cannot be reached this way any more; a fact that the program acts on."""


class NoWay(NotSent):
    """The way to this person is not set up here."""


class Refused(NotSent):
    """The message itself was refused, and would be again: a defect in the content or the code."""


class MessageGone(NotSent):
    """The message to edit does not exist any more."""


class NoText(MessageGone):
    """The message is there, but holds no text to edit: a picture or a file."""


class FateUnknown(MentorbotError):
    """It may or may not have been delivered."""
